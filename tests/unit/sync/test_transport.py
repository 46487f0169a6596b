"""The desk's way over HTTP against a real server of the hub, and against things that are none."""

from __future__ import annotations

import gzip
import hashlib
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from advisor_desk.errors import DeskError, OutsideFailed, UserCanFix
from advisor_desk.hub.hub import Hub
from advisor_desk.sync.refused import Absent, Resync, TooMuch
from advisor_desk.sync.tls import hub_address, tls_context
from advisor_desk.sync.transport import Destination, HubClient
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.pages import PullRequest
from advisor_desk.wire.report import Report
from advisor_desk.wire.seal import KeyPair
from tests.hub_server import Served, served
from tests.hubs import Chain, Clock, draft, enrolled, open_hub, request_of

REPORT = Report(1, "test", 0, 0, 0, {})


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Hub]:
    with open_hub(tmp_path_factory.mktemp("hub"), clock) as made:
        yield made


@pytest.fixture(scope="module")
def at(hub: Hub) -> Iterator[Served]:
    with served(hub) as running:
        yield running


@contextmanager
def client(at: Served, advisor: str) -> Iterator[tuple[HubClient, Chain]]:
    """A desk of an advisor of its own."""
    device, keys = enrolled(at.hub, "B1", advisor)
    with closing(HubClient(Destination(at.url), device.id, keys)) as made:
        yield made, Chain(device)


def test_every_route_is_spoken_as_the_hub_speaks_it(at: Served) -> None:
    with client(at, "A1") as (line, chain):
        at.hub.add_client("B1", "C1", "A1")
        at.hub.put_rows("B1", "adv:A1", [draft("C1", f"T{number}", "值" * 30) for number in range(300)])
        hello = line.hello()
        assert [held.scope for held in hello.scopes] == ["firm", "br", "adv:A1"]
        events = [chain.event("C1") for _ in range(50)]
        answer = line.push(chain.batch(*events))
        assert [one.id for one in answer.answers] == [event.id for event in events]
        first = line.pull(PullRequest("adv:A1", 100, is_first=True))
        assert (len(first.rows), first.more) == (100, True)
        second = line.pull(PullRequest("adv:A1", 100, is_first=True, after=first.after))
        assert second.rows[0].id > first.rows[-1].id
        changes = line.pull(PullRequest("adv:A1", 1_000, first.head.seq))
        assert (list(changes.rows), changes.more) == ([], False)
        line.report(REPORT)
        content = bytes(3_000)
        digest = hashlib.sha256(content).hexdigest()
        head = AttachmentHead(digest, "照片.png", "image/png", len(content))
        line.send_attachment(head, content)
        line.push(chain.batch(chain.event("C1", body={"attachments": [digest]})))
        assert line.fetch_attachment(digest) == (head, content)
        with pytest.raises(Resync):
            line.pull(PullRequest("adv:A1", 10, 10_000))


def test_a_page_that_is_expected_comes_meanwhile_and_only_for_its_request(
    at: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def noted(name: str) -> None:
        deed = getattr(at.hub, name)

        def done(*given: object) -> object:
            answer = deed(*given)
            asked.append(name)
            return answer

        monkeypatch.setattr(at.hub, name, done)

    with client(at, "A6") as (line, chain):
        at.hub.put_rows("B1", "adv:A6", [draft("C1", f"T{number:03}", "值") for number in range(30)])
        first = line.pull(PullRequest("adv:A6", 10, is_first=True))
        onwards = PullRequest("adv:A6", 10, is_first=True, after=first.after)
        noted("pull")
        noted("push")
        line.expect(onwards)
        line.expect(PullRequest("adv:A6", 20))
        assert line.push(chain.batch()).receipt.applied == 0
        assert asked == ["pull", "push"], "whatever else is asked waits its turn"
        assert [row.id for row in line.pull(onwards).rows] == [f"T{number:03}" for number in range(10, 20)]
        assert asked == ["pull", "push"]
        line.expect(onwards)
        assert [row.id for row in line.pull(PullRequest("adv:A6", 1)).rows] == ["T000"]
        line.expect(PullRequest("adv:A4", 10))
        with pytest.raises(OutsideFailed, match=r"sync\.scope_refused"):
            line.pull(PullRequest("adv:A4", 10))
        line.expect(onwards)


def test_a_code_lets_a_desk_in_once(at: Served) -> None:
    keys = KeyPair.new()
    code = at.hub.invite("B1", "A2")
    with closing(HubClient(Destination(at.url))) as line:
        answer = line.enroll(request_of(code, keys))
        assert (answer.advisor, answer.branch) == ("A2", "B1")
        with pytest.raises(UserCanFix, match=r"sync\.code_wrong"):
            line.enroll(request_of(code, KeyPair.new()))


def test_a_token_that_ran_out_is_renewed_without_anybody_noticing(at: Served, clock: Clock) -> None:
    with client(at, "A3") as (line, _chain):
        line.hello()
        clock.now += 3_600
        line.hello()


def test_refusals_are_told_by_their_code(at: Served) -> None:
    with client(at, "A4") as (line, chain):
        line.hello()
        with pytest.raises(Absent):
            line.fetch_attachment("0" * 64)
        with pytest.raises(OutsideFailed, match=r"sync\.scope_refused"):
            line.pull(PullRequest("adv:A1", 10))
        at.hub.revoke(chain.device.id)
        with pytest.raises(UserCanFix, match=r"sync\.revoked"):
            line.push(chain.batch(chain.event("C1")))
    stranger = HubClient(Destination(at.url), "B1.nobody", KeyPair.new())
    with closing(stranger), pytest.raises(UserCanFix, match=r"sync\.device_unknown"):
        stranger.hello()
    device, _keys = enrolled(at.hub, "B1", "A5")
    thief = HubClient(Destination(at.url), device.id, KeyPair.new())
    with closing(thief), pytest.raises(OutsideFailed, match=r"sync\.signature_refused"):
        thief.hello()


Reply = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def answering(reply: Reply) -> Iterator[tuple[HubClient, list[str]]]:
    """Something on a port that answers every request in its own way."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # noqa: N802
            asked.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            reply(self)

        def log_message(self, *_given: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        with closing(HubClient(Destination(url), "B1.x", KeyPair.new())) as line:
            yield line, asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def says(status: int, body: bytes, **headers: str) -> Reply:
    """A fixed answer; `_` stands for `-` in the names of headers."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        usual = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in (usual | given).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


BOMB = gzip.compress(bytes(64 * 1024 * 1024))


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (says(302, b"", Location="http://login.example/"), "sync.not_a_hub"),
        (says(200, b"<html>login</html>", Content_Type="text/html"), "sync.not_a_hub"),
        (says(404, b"nothing here"), "sync.not_a_hub"),
        (says(403, b"<html>blocked</html>"), "sync.not_a_hub"),
        (says(200, b"{"), "sync.garbled"),
        (says(200, b"[]"), "sync.garbled"),
        (says(200, b"{}", Content_Encoding="gzip"), "sync.garbled"),
        (says(200, b"{}", Content_Encoding="br"), "sync.garbled"),
        (says(500, b"oops"), "sync.hub_failed"),
        (says(501, b"<html>Unsupported method ('POST')</html>"), "sync.not_a_hub"),
        (says(502, b"oops"), "sync.unreachable"),
        (says(503, b"oops", Retry_After="7"), "sync.busy"),
        (says(503, b'{"code":"busy","params":{"retry_after":3,"away":true}}'), "sync.hub_away"),
        (says(503, b'{"code":"busy","params":{"retry_after":3,"away":"no"}}'), "sync.busy"),
        (says(429, b'{"code":"too_many","params":{"retry_after":3}}'), "sync.busy"),
        (says(429, b"", Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"), "sync.busy"),
        (says(401, b'{"code":"token_needed"}'), "sync.token_refused"),
        (says(426, b'{"code":"upgrade_needed"}'), "sync.upgrade_needed"),
        (says(408, b""), "sync.timeout"),
        (says(400, b'{"code":"shapeless"}'), "sync.not_understood"),
        (hangs_up, "sync.unreachable"),
    ],
)
def test_whatever_answers_becomes_an_error_of_ours(reply: Reply, code: str) -> None:
    with answering(reply) as (line, _asked), pytest.raises(DeskError) as raised:
        line.hello()
    assert raised.value.code == code


def test_a_bomb_and_a_flood_are_cut_short() -> None:
    with answering(says(200, BOMB, Content_Encoding="gzip")) as (line, _asked), pytest.raises(TooMuch):
        line.hello()
    with answering(says(413, b'{"code":"too_large"}')) as (line, _asked), pytest.raises(TooMuch):
        line.hello()


def test_a_lost_connection_is_tried_once_more_but_never_an_enrolment() -> None:
    with answering(hangs_up) as (line, asked):
        with pytest.raises(OutsideFailed):
            line.hello()
        assert len(asked) == 2
        with pytest.raises(OutsideFailed):
            line.enroll(request_of("B1.X", KeyPair.new()))
        assert len(asked) == 3


def test_nobody_listening_is_unreachable() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    line = HubClient(Destination(url), "B1.x", KeyPair.new())
    with closing(line), pytest.raises(OutsideFailed, match=r"sync\.unreachable"):
        line.hello()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://hub.example.com/", "https://hub.example.com"),
        (" https://hub.example.com:8443/desk/ ", "https://hub.example.com:8443/desk"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://[::1]:8765", "http://[::1]:8765"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_an_address_of_a_hub(given: str, kept: str) -> None:
    assert hub_address(given) == kept


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("http://hub.example.com", "sync.tls_needed"),
        ("http://127.0.0.1.example.com", "sync.tls_needed"),
        ("http://10.0.0.1", "sync.tls_needed"),
        ("http://2130706433", "sync.tls_needed"),
        ("hub.example.com", "sync.url_wrong"),
        ("ftp://hub.example.com", "sync.url_wrong"),
        ("https://", "sync.url_wrong"),
        ("https://user:secret@hub.example.com", "sync.url_wrong"),
        ("https://hub.example.com/?x=1", "sync.url_wrong"),
        ("https://hub.example.com:0", "sync.url_wrong"),
        ("https://hub.example.com:99999", "sync.url_wrong"),
        ("https://[::1", "sync.url_wrong"),
        ("", "sync.url_wrong"),
    ],
)
def test_what_is_no_address_or_not_guarded(given: str, code: str) -> None:
    with pytest.raises(UserCanFix) as raised:
        hub_address(given)
    assert raised.value.code == code


def test_only_tls_1_3_is_spoken_and_certificates_are_checked(tmp_path: Path) -> None:
    context = tls_context(None)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_3
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    with pytest.raises(UserCanFix, match=r"sync\.ca_unreadable"):
        tls_context(tmp_path / "none.pem")


def test_httpx_waits_until_a_request_is_made() -> None:
    code = (
        "import sys; import advisor_desk.usecases.run_sync, advisor_desk.cli.sync;"
        "from advisor_desk.sync.transport import Destination, HubClient;"
        "HubClient(Destination('http://127.0.0.1')); assert 'httpx' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
