"""The way to the hub over HTTP: signs, packs, asks, reads what comes within bounds (sync.md, 3.7 and 3.8).

Knows nothing of clients. Everything that goes wrong leaves here as one of our errors or as a signal of
`sync.refused`. httpx is imported when the first request is made: a desk starts without it.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from advisor_desk import __version__
from advisor_desk.errors import OutsideFailed
from advisor_desk.sync.ahead import Ahead
from advisor_desk.sync.awaited import awaited
from advisor_desk.sync.figures import never
from advisor_desk.sync.refused import Absent, TooMuch, meaning
from advisor_desk.sync.tls import hub_address, tls_context
from advisor_desk.sync.underway import Stopped
from advisor_desk.wire.asking import (
    attachment_body,
    attachment_of,
    pull_params,
    token_answer,
    token_question,
)
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.messages import (
    AWAY,
    EnrollAnswer,
    EnrollRequest,
    Hello,
    PushAnswer,
    PushBatch,
    enroll_answer,
    hello_of,
    parsed,
    problem_of,
    push_answer,
    written,
)
from advisor_desk.wire.packing import GZIP, TooLarge, Unpackable, packed, unpacked
from advisor_desk.wire.pages import Page, PullRequest, page_of
from advisor_desk.wire.proofs import push_proof, token_proof
from advisor_desk.wire.report import Report
from advisor_desk.wire.seal import KeyPair
from advisor_desk.wire.shaped import Shapeless, text
from advisor_desk.wire.version import (
    DEVICE_HEADER,
    JSON_TYPE,
    MOST_INFLATED_BYTES,
    PROTOCOL,
    PROTOCOL_HEADER,
    SIGNATURE_HEADER,
    TOKEN_HEADER,
)

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS: Final = 10.0
STALL_SECONDS: Final = 30.0
"""How long the hub may be silent, and how long a line may take nothing."""
MOST_SECONDS: Final = 300.0
"""How long one answer may take to arrive, however steadily it drips."""
_WORTH_PACKING: Final = 1024
_LEVEL: Final = 1
_MOST_ERROR_BYTES: Final = 64 * 1024
_ATTACHMENT: Final = "/v1/attachment/"
_UNAUTHORIZED: Final = 401
_FINE: Final = range(200, 300)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Destination:
    """Which hub, and by which authority its certificate is trusted; none is the system's."""

    url: str
    authority: Path | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `body` is JSON as it is before packing."""

    method: str
    path: str
    body: bytes | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    is_repeatable: bool = True


class HubClient:
    """The hub of one device. One thread at a time; `close` it when the round is over.

    A page that is expected is fetched on a thread of its own; whatever else is asked waits until it has come.
    """

    def __init__(
        self,
        where: Destination,
        device_id: str = "",
        keys: KeyPair | None = None,
        is_cancelled: Callable[[], bool] = never,
    ) -> None:
        """`device_id` and `keys` are empty before enrolment. Raises UserCanFix as `tls.hub_address`.

        `is_cancelled` is asked while an answer is awaited: once it is true, whatever is asked raises Stopped.
        """
        self._url = hub_address(where.url)
        self._authority = where.authority
        self._device_id = device_id
        self._keys = keys
        self._is_cancelled = is_cancelled
        self._token = ""
        self._client: httpx.Client | None = None
        self._ahead: Ahead | None = None

    def close(self) -> None:
        """Hang up."""
        if self._ahead is not None:
            self._ahead.wait()
            self._ahead = None
        self._hang_up()

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def enroll(self, request: EnrollRequest) -> EnrollAnswer:
        """Be taken in with a one-time code."""
        asked = Asked("POST", "/v1/enroll", written(request), is_repeatable=False)
        return _read(enroll_answer, self._answer(asked))

    def hello(self) -> Hello:
        """What the hub has."""
        return _read(hello_of, self._as_device(Asked("GET", "/v1/hello")))

    def push(self, batch: PushBatch) -> PushAnswer:
        """Send events, signed."""
        body = written(batch)
        signature = self._signature(push_proof(body))
        asked = Asked("POST", "/v1/push", body, headers={SIGNATURE_HEADER: signature.hex()})
        return _read(push_answer, self._as_device(asked))

    def pull(self, request: PullRequest) -> Page:
        """Fetch a page, or the one that was expected."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.request == request:
            return ahead.page()
        if ahead is not None:
            ahead.wait()
        return self._pulled(request)

    def expect(self, request: PullRequest) -> None:
        """Begin to fetch what will be asked for next."""
        if self._ahead is None:
            self._ahead = Ahead(self._pulled, request)

    def _pulled(self, request: PullRequest) -> Page:
        return _read(page_of, self._known(Asked("GET", "/v1/pull", params=pull_params(request))))

    def send_attachment(self, head: AttachmentHead, content: bytes) -> None:
        """Send one; sending it again does nothing."""
        self._as_device(Asked("PUT", _ATTACHMENT + head.sha256, attachment_body(head, content)))

    def fetch_attachment(self, sha256: str) -> tuple[AttachmentHead, bytes]:
        """Fetch one. Raises Absent."""
        raw = self._as_device(Asked("GET", _ATTACHMENT + sha256))
        return _read(lambda given: attachment_of(sha256, given), raw)

    def report(self, report: Report) -> None:
        """Figures for head office, no client data."""
        self._as_device(Asked("POST", "/v1/report", report.as_bytes()))

    def _as_device(self, asked: Asked) -> bytes:
        """The answer to a request of this device, when the line is free."""
        if self._ahead is not None:
            self._ahead.wait()
        return self._known(asked)

    def _known(self, asked: Asked) -> bytes:
        """The answer to a request with a token; a token that has run out is renewed once."""
        for is_last in (False, True):
            if not self._token:
                self._token = self._new_token()
            headers = {
                **asked.headers,
                TOKEN_HEADER: f"Bearer {self._token}",
                DEVICE_HEADER: self._device_id,
                PROTOCOL_HEADER: str(PROTOCOL),
            }
            signed = Asked(asked.method, asked.path, asked.body, asked.params, headers)
            status, raw, retry_after = self._sent(signed)
            if status in _FINE:
                return raw
            if status != _UNAUTHORIZED or is_last:
                break
            self._token = ""
        raise _refusal(asked, status, raw, retry_after)

    def _new_token(self) -> str:
        question = Asked("POST", "/v1/token", token_question(self._device_id))
        nonce = _read(lambda raw: text(parsed(raw), "nonce", 128), self._answer(question))
        signature = self._signature(token_proof(self._device_id, nonce))
        answer = Asked("POST", "/v1/token", token_answer(self._device_id, nonce, signature))
        return _read(lambda raw: text(parsed(raw), "token", 4096), self._answer(answer))

    def _signature(self, message: bytes) -> bytes:
        return b"" if self._keys is None else self._keys.signature(message)

    def _answer(self, asked: Asked) -> bytes:
        status, raw, retry_after = self._sent(asked)
        if status not in _FINE:
            raise _refusal(asked, status, raw, retry_after)
        return raw

    def _sent(self, asked: Asked) -> tuple[int, bytes, int | None]:
        """Status, inflated body and Retry-After; a connection that was lost is made anew once."""
        try:
            return self._once(asked)
        except _Lost:
            self._hang_up()
            if not asked.is_repeatable:
                raise OutsideFailed("sync.unreachable") from None
        try:
            return self._once(asked)
        except _Lost:
            self._hang_up()
            raise OutsideFailed("sync.unreachable") from None

    def _once(self, asked: Asked) -> tuple[int, bytes, int | None]:
        client = self._opened()
        try:
            return awaited(lambda: self._exchanged(client, asked), self._is_cancelled, client.close)
        except (Stopped, KeyboardInterrupt):
            # It belongs to the request that is left to itself.
            self._client = None
            raise

    def _exchanged(self, client: httpx.Client, asked: Asked) -> tuple[int, bytes, int | None]:
        body, headers = _packed(asked)
        with (
            _foreign_errors(),
            client.stream(
                asked.method,
                self._url + asked.path,
                params=asked.params or None,
                content=body,
                headers=headers,
            ) as response,
        ):
            is_fine = response.status_code in _FINE
            raw = _inflated(response, MOST_INFLATED_BYTES if is_fine else _MOST_ERROR_BYTES)
        if is_fine and not response.headers.get("content-type", "").startswith(JSON_TYPE):
            raise OutsideFailed("sync.not_a_hub")
        return response.status_code, raw, _retry_after(response.headers.get("retry-after"))

    def _opened(self) -> httpx.Client:
        if self._client is None:
            import httpx

            transport = httpx.HTTPTransport(
                verify=tls_context(self._authority) if self._url.startswith("https:") else False,
                trust_env=False,
                limits=httpx.Limits(max_connections=2, max_keepalive_connections=1, keepalive_expiry=60.0),
                socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
            )
            self._client = httpx.Client(
                transport=transport,
                trust_env=False,
                follow_redirects=False,
                timeout=httpx.Timeout(STALL_SECONDS, connect=CONNECT_SECONDS),
                headers={
                    "Accept": JSON_TYPE,
                    "Accept-Encoding": GZIP,
                    "User-Agent": f"advisor-desk/{__version__}",
                },
            )
        return self._client


class _Lost(Exception):  # noqa: N818 - named for what happened
    """The connection broke before there was an answer: nobody knows whether the request arrived."""


@contextmanager
def _foreign_errors() -> Iterator[None]:
    """What httpx raises, as ours."""
    import httpx

    try:
        yield
    except httpx.ConnectTimeout:
        raise OutsideFailed("sync.unreachable") from None
    except httpx.TimeoutException:
        raise OutsideFailed("sync.timeout") from None
    except httpx.ConnectError as error:
        raise OutsideFailed(_of_connecting(error)) from None
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError, httpx.CloseError):
        raise _Lost from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
        raise OutsideFailed("sync.unreachable") from None


def _of_connecting(error: BaseException | None) -> str:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return "sync.tls_untrusted"
        if isinstance(error, ssl.SSLError):
            return "sync.tls_failed"
        error = error.__cause__ or error.__context__
    return "sync.unreachable"


def _packed(asked: Asked) -> tuple[bytes | None, dict[str, str]]:
    if asked.body is None:
        return None, dict(asked.headers)
    headers = {**asked.headers, "Content-Type": JSON_TYPE}
    if len(asked.body) <= _WORTH_PACKING:
        return asked.body, headers
    return packed(asked.body, _LEVEL), {**headers, "Content-Encoding": GZIP}


def _inflated(response: httpx.Response, most: int) -> bytes:
    """The body within bounds. Raises TooMuch for one above them, OutsideFailed("sync.garbled")."""
    parts: list[bytes] = []
    size, begun = 0, time.monotonic()
    for part in response.iter_raw():
        size += len(part)
        if size > most:
            raise TooMuch
        if time.monotonic() - begun > MOST_SECONDS:
            raise OutsideFailed("sync.timeout")
        parts.append(part)
    raw = b"".join(parts)
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding in {"", "identity"}:
        return raw
    if encoding != GZIP:
        raise OutsideFailed("sync.garbled")
    try:
        return unpacked(raw, most)
    except TooLarge:
        raise TooMuch from None
    except Unpackable:
        raise OutsideFailed("sync.garbled") from None


def _refusal(asked: Asked, status: int, raw: bytes, retry_after: int | None) -> Exception:
    code, params = problem_of(raw)
    if retry_after is None and isinstance(params.get("retry_after"), int):
        retry_after = int(params["retry_after"])
    meant = meaning(status, code, retry_after, is_away=params.get(AWAY) is True)
    # A route that every hub has: whatever answers there is none.
    is_lost = isinstance(meant, Absent) and not asked.path.startswith(_ATTACHMENT)
    return OutsideFailed("sync.not_a_hub") if is_lost else meant


def _retry_after(header: str | None) -> int | None:
    """Seconds; a date, which a wrong clock would read wrongly, counts as none."""
    value = (header or "").strip()
    return int(value[:6]) if value.isascii() and value.isdigit() else None


def _read(reader: Callable[[bytes], T], raw: bytes) -> T:
    """A message out of an answer; what is none comes from something that is no hub, or was cut."""
    try:
        return reader(raw)
    except Shapeless:
        raise OutsideFailed("sync.garbled") from None
