"""TLS 1.3 to a hub whose authority is known; anything less is refused before a word is sent."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from advisor_desk.sync.tls import CA_VARIABLE, given_authority
from advisor_desk.sync.transport import Destination, HubClient
from advisor_desk.wire.seal import KeyPair
from tests.hubs import request_of

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Papers:
    """A certificate of 127.0.0.1 with its key, and the authority that signed it."""

    chain: Path
    authority: Path


def papers(folder: Path, host: str = "127.0.0.1", days: int = 30) -> Papers:
    """Fresh ones."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 60 * DAY)
        .not_valid_after(now + days * DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, SHA256())
        .public_bytes(Encoding.PEM)
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    made = Papers(folder / "chain.pem", folder / "ca.pem")
    made.chain.write_bytes(secret + certificate)
    made.authority.write_bytes(certificate)
    return made


class _Quiet(HTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust us hangs up: nothing to tell."""


class _Handler(BaseHTTPRequestHandler):
    asked = 0

    def do_POST(self) -> None:  # noqa: N802
        type(self).asked += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(403)
        body = b'{"code":"code_wrong"}'
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Nothing."""


@contextmanager
def guarded(given: Papers, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> Iterator[str]:
    """A server behind TLS up to a version."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = newest
    context.load_cert_chain(given.chain)
    _Handler.asked = 0
    server = _Quiet(("127.0.0.1", 0), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def said(where: Destination) -> str:
    """The code of what an enrolment came to."""
    with closing(HubClient(where)) as line:
        try:
            line.enroll(request_of("B1.X", KeyPair.new()))
        except Exception as error:  # noqa: BLE001 - its code is looked at
            return str(getattr(error, "code", error))
    return ""


def test_a_known_authority_is_spoken_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = papers(tmp_path)
    monkeypatch.setenv(CA_VARIABLE, str(made.authority))
    with guarded(made) as url:
        assert said(Destination(url, given_authority())) == "sync.code_wrong"
    assert _Handler.asked == 1
    monkeypatch.delenv(CA_VARIABLE)
    assert given_authority() is None


def test_an_unknown_authority_a_foreign_name_and_an_old_certificate_hear_nothing(tmp_path: Path) -> None:
    made = papers(tmp_path)
    with guarded(made) as url:
        assert said(Destination(url)) == "sync.tls_untrusted"
        assert _Handler.asked == 0
    for host, days in (("127.0.0.2", 30), ("127.0.0.1", -1)):
        wrong = papers(tmp_path, host, days)
        with guarded(wrong) as url:
            assert said(Destination(url, wrong.authority)) == "sync.tls_untrusted"
            assert _Handler.asked == 0


def test_nothing_below_tls_1_3_is_spoken(tmp_path: Path) -> None:
    made = papers(tmp_path)
    with guarded(made, ssl.TLSVersion.TLSv1_2) as url:
        assert said(Destination(url, made.authority)) == "sync.tls_failed"
    assert _Handler.asked == 0


def test_an_address_that_speaks_no_tls_is_told(tmp_path: Path) -> None:
    made = papers(tmp_path)
    server = _Quiet(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    url = f"https://127.0.0.1:{server.server_address[1]}"
    assert said(Destination(url, made.authority)) == "sync.tls_failed"
    thread.join()
    server.server_close()
