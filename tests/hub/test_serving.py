"""The hub as a server: its line, its log, its troubles, and how it ends."""

import io
import json
import logging
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.hub import log
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.limits import Limits
from advisor_desk.hub.server import Listening, bound, server_for
from advisor_desk.wire.messages import push_answer, written
from tests.hub_server import OPEN, code_of, line, served
from tests.hubs import Chain, draft, enrolled, open_hub

ROOT = Path(__file__).resolve().parents[2]
CANARY = "金丝雀女士8675309"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with open_hub(tmp_path) as made:
        made.add_client("B1", "C1", "A1")
        yield made


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the hub writes into its log meanwhile."""
    stream = io.StringIO()
    names = (log.LOGGER.name, "uvicorn", "uvicorn.error")
    loggers = [logging.getLogger(name) for name in names]
    before = [(one.handlers, one.level, one.propagate) for one in loggers]
    log.start(stream)
    yield stream
    for one, (handlers, level, propagate) in zip(loggers, before, strict=True):
        one.handlers, one.level, one.propagate = handlers, level, propagate


def documents(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(text) for text in stream.getvalue().splitlines()]


def test_small_packets_are_not_held_back(hub: Hub) -> None:
    """Nagle's delay made a first sync of many pages twice as slow (performance.md, section 8)."""
    with served(hub) as at, httpx.Client(trust_env=False) as http:
        http.get(f"{at.url}/healthz")
        (connection,) = at.server.server_state.connections
        sock = connection.transport.get_extra_info("socket")
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_the_log_has_figures_and_never_a_client(hub: Hub, lines: io.StringIO) -> None:
    device, keys = enrolled(hub, "B1", "A1")
    chain = Chain(device)
    hub.put_rows("B1", "adv:A1", [draft("C1", CANARY, CANARY)])
    with served(hub) as at, line(at, device, keys) as desk:
        told = [chain.event("C1", body={"note": CANARY}), chain.event(CANARY), chain.event("C1", CANARY)]
        assert desk.push(chain.batch(*told)).status_code == 200
        assert desk.push_raw(json.dumps({"events": CANARY, CANARY: 1}).encode()).status_code == 400
        assert desk.pull("adv:A1").status_code == 200
        assert desk.pull(f"adv:{CANARY}").status_code == 403
        assert desk.get(f"/v1/attachment/{CANARY}").status_code == 400
        assert desk.get(f"/{CANARY}").status_code == 404
    said = lines.getvalue()
    assert CANARY not in said
    assert ascii(CANARY)[1:-1] not in said
    push = next(one for one in documents(lines) if one.get("route") == "push")
    assert push["device"] == device.id
    assert (push["status"], push["events"], push["applied"] + push["quarantined"]) == (200, 3, 3)
    assert set(push) == {
        "at", "level", "what", "route", "status", "ms", "device",
        "events", "applied", "duplicate", "quarantined",
    }  # fmt: skip
    assert next(one for one in documents(lines) if one.get("route") == "pull")["rows"] > 0


@contextmanager
def broken(hub: Hub, name: str, error: Exception) -> Iterator[None]:
    """One method of the hub fails."""

    def fail(*_given: object) -> None:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub, name, fail)
        yield


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OutsideFailed("hub.database_away"), (503, "busy")),
        (OutsideFailed("hub.busy"), (503, "busy")),
        (NoConnectionFree("pool"), (503, "busy")),
        (KeyError(CANARY), (500, "failed")),
        (RecursionError(CANARY), (500, "failed")),
        (MemoryError(CANARY), (500, "failed")),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_trouble_is_told_in_a_code_and_the_hub_lives(
    hub: Hub, lines: io.StringIO, error: Exception, expected: tuple[int, str]
) -> None:
    device, keys = enrolled(hub, "B1", "A1")
    chain = Chain(device)
    batch = chain.batch(chain.event("C1"))
    with served(hub) as at, line(at, device, keys) as desk:
        with broken(hub, "push", error):
            answer = desk.push(batch)
        assert code_of(answer) == expected
        assert ("retry-after" in answer.headers) == (expected[0] == 503)
        is_away = isinstance(error, OutsideFailed) and error.code == "hub.database_away"
        assert answer.json()["params"].get("away", False) is is_away
        assert push_answer(desk.push(batch).content).receipt.applied == 1
    (told,) = [one for one in documents(lines) if one.get("code") == expected[1]]
    assert told["level"] == ("error" if expected[0] == 500 else "info")
    assert told["kind"] in (type(error).__name__, "hub.database_away", "hub.busy")
    assert CANARY not in lines.getvalue()


def test_a_database_that_is_away_is_no_good_health(hub: Hub) -> None:
    with served(hub) as at, broken(hub, "epoch", OutsideFailed("hub.database_away")):
        assert httpx.get(f"{at.url}/healthz", trust_env=False).status_code == 503


def test_pushes_beyond_the_gate_are_asked_to_come_again_while_others_are_answered(hub: Hub) -> None:
    device, keys = enrolled(hub, "B1", "A1")
    limits = replace(OPEN, pushes=2, threads=4)
    inside, may_go_on = threading.Semaphore(0), threading.Event()
    whole = hub.push

    def slow(*given: Any) -> Any:
        inside.release()
        assert may_go_on.wait(30)
        return whole(*given)

    batches = [written(Chain(device).batch()) for _ in range(3)]
    with (
        pytest.MonkeyPatch.context() as patch,
        served(hub, limits) as at,
        line(at, device, keys) as desk,
        ThreadPoolExecutor(2) as desks,
    ):
        patch.setattr(hub, "push", slow)
        desk.login()
        running = [desks.submit(desk.push_raw, raw) for raw in batches[:2]]
        assert all(inside.acquire(timeout=30) for _ in running)
        third = desk.push_raw(batches[2])
        assert code_of(third) == (503, "busy")
        assert int(third.headers["retry-after"]) == limits.busy_seconds
        assert desk.get("/v1/hello").status_code == 200
        assert "advisor_hub_pushes_running 2" in desk.get("/metrics").text
        may_go_on.set()
        assert [one.result().status_code for one in running] == [200, 200]
        assert desk.push_raw(batches[2]).status_code == 200
        assert "advisor_hub_pushes_running 0" in desk.get("/metrics").text


def test_a_body_that_trickles_in_is_given_up(hub: Hub) -> None:
    device, keys = enrolled(hub, "B1", "A1")
    with served(hub, replace(OPEN, body_seconds=0)) as at, line(at, device, keys) as desk:
        token = desk.token or "x"
        with socket.create_connection(("127.0.0.1", int(at.url.rpartition(":")[2])), timeout=30) as sock:
            head = f"POST /v1/token HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nContent-Length: 9\r\n"
            sock.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode())
            assert sock.recv(64).startswith(b"HTTP/1.1 408 ")


def test_without_tls_only_this_machine_is_served() -> None:
    for host in ("127.0.0.1", "::1", "localhost", "127.3.2.1"):
        Listening(host).check()
    for host in ("0.0.0.0", "::", "192.168.1.4", "hub.example", ""):  # noqa: S104 - it is refused
        with pytest.raises(UserCanFix) as caught:
            Listening(host).check()
        assert caught.value.code == "hub.tls_needed"
        Listening(host, is_behind_proxy=True).check()
        Listening(host, tls_cert=Path("c"), tls_key=Path("k")).check()


def test_a_port_that_is_taken_and_a_certificate_that_is_none_are_told(hub: Hub, tmp_path: Path) -> None:
    with served(hub) as at, pytest.raises(OutsideFailed) as caught:
        bound(Listening(port=int(at.url.rpartition(":")[2])))
    assert caught.value.code == "hub.port_taken"
    nonsense = tmp_path / "tls.pem"
    nonsense.write_text("nonsense", encoding="ascii")
    for file in (nonsense, tmp_path / "missing.pem"):
        with pytest.raises(UserCanFix) as refused:
            server_for(_nothing, Listening(tls_cert=file, tls_key=file), Limits())
        assert refused.value.code == "hub.tls_unreadable"


async def _nothing(*_given: Any) -> None:
    """An application that answers nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of this machine that is its own authority, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "tls.crt", folder / "tls.key"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return cert, private


class Child:
    """`advisor-desk-hub serve` as a process of its own."""

    def __init__(self, folder: Path, *more: str) -> None:
        environment = {**os.environ, "ADVISOR_HUB_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
        environment.pop("ADVISOR_HUB_DB", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "advisor_desk.hub", "--json", "serve", "--port", "0", *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=ROOT,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        self.url = str(json.loads(said)["url"])

    def end(self) -> tuple[int, list[dict[str, Any]]]:
        """Exit status and log after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=60)
        assert out == ""
        return self.process.returncode, [json.loads(text) for text in err.splitlines()]


@pytest.fixture
def child(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Child]:
    """A child with TLS, ended at the end whatever happens."""
    cert, key = request.getfixturevalue("certificate")
    made = Child(tmp_path / "data", "--host", "localhost", "--tls-cert", str(cert), "--tls-key", str(key))
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX systems")
def test_sigterm_lets_a_running_request_end_and_exits_with_0(
    child: Child, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    kept = tmp_path / "data" / "hub.key"
    assert kept.stat().st_mode & 0o077 == 0
    secrets = re.findall(r"[0-9a-f]{64}", kept.read_text(encoding="ascii"))
    trusting = ssl.create_default_context(cafile=str(certificate[0]))
    with httpx.Client(verify=trusting, trust_env=False, timeout=30) as http:
        assert http.get(f"{child.url}/healthz").text == "ok\n"
    old = ssl.create_default_context(cafile=str(certificate[0]))
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(httpx.ConnectError), httpx.Client(verify=old, trust_env=False) as http:
        http.get(f"{child.url}/healthz")

    port = int(child.url.rpartition(":")[2])
    with (
        socket.create_connection(("localhost", port), timeout=30) as raw,
        trusting.wrap_socket(raw, server_hostname="localhost") as half,
    ):
        body = b'{"device":"B1.x"}'
        head = f"POST /v1/token HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        half.sendall(f"{head}Content-Type: application/json\r\nExpect: 100-continue\r\n\r\n".encode())
        assert half.recv(64).startswith(b"HTTP/1.1 100"), "the request is being worked on"
        child.process.send_signal(signal.SIGTERM)
        half.sendall(body)
        answer = b""
        while part := half.recv(4096):
            answer += part
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"nonce"' in answer
    status, said = child.end()
    assert status == 0
    told = [one["what"] for one in said]
    assert (told[0], told[-1]) == ("started", "stopped")
    assert [one["kind"] for one in said if one["what"] == "database"] == ["sqlite"]
    assert [one["route"] for one in said if one["what"] == "request"][-1] == "token"
    assert len(secrets) == 2
    assert not any(secret in json.dumps(said) for secret in secrets), "made at the first start, never told"
