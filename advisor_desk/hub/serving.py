"""From a request to its answer: body, token and limits are looked at here, the work is done in a thread.

An endpoint is the whole stack of its route: no layer stands between the server and it, so that what every
request costs is written in one place.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from advisor_desk.hub import log
from advisor_desk.hub.auth import Tokens
from advisor_desk.hub.limits import Buckets, Gate, Limits
from advisor_desk.hub.metrics import Metrics
from advisor_desk.hub.refusals import Refusal, TooSlow, Unsupported, refusal
from advisor_desk.wire.packing import GZIP, TooLarge, packed, unpacked
from advisor_desk.wire.shaped import Shapeless
from advisor_desk.wire.version import JSON_TYPE

_WORTH_PACKING: Final = 1024
_LEVEL: Final = 3
"""Of gzip: 9 % less than level 1 for a first sync, for 0.3 ms more a page (tests/bench/README.md)."""
_MOST_FIELDS: Final = 16
_FIXED: Final = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


class Gone(Exception):  # noqa: N818 - named for what the other end is
    """Whoever asked went away before the body was whole."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a handler sees it. `device` is whom the token speaks for, empty where none is needed."""

    device: str
    headers: Mapping[bytes, bytes]
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str | None:
        """A header's text."""
        value = self.headers.get(name.lower().encode())
        return None if value is None else value.decode("latin-1")

    def inflated(self) -> bytes:
        """The body as it was before packing. Raises TooLarge, Unpackable."""
        return unpacked(self.body) if self.headers.get(b"content-encoding") == GZIP.encode() else self.body


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back. `counts` go to the log and the metrics."""

    body: bytes
    status: int = 200
    media_type: str = JSON_TYPE
    headers: tuple[tuple[bytes, bytes], ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a route does. `most_body` is 0 where no body is looked at; `seconds` bounds the work itself."""

    name: str
    work: Callable[[Asked], Answer]
    most_body: int = 0
    is_known: bool = True
    is_heavy: bool = False
    seconds: int | None = None


@dataclass(slots=True)
class _Line:
    """What the log will say of the request in progress."""

    device: str = ""
    received: int = 0


class Shared:
    """What all endpoints of one server share."""

    def __init__(self, tokens: Tokens, limits: Limits) -> None:
        self.tokens = tokens
        self.limits = limits
        self.metrics = Metrics()
        self.known = Buckets(limits.known)
        self.unknown = Buckets(limits.unknown)
        self.gate = Gate(limits.pushes, limits.busy_seconds)
        self.pool = ThreadPoolExecutor(limits.threads, thread_name_prefix="hub")

    def close(self) -> None:
        """End the threads once what they do is done."""
        self.pool.shutdown(wait=True)


class Endpoint:
    """One route as an ASGI application."""

    def __init__(self, deed: Deed, shared: Shared) -> None:
        self._deed = deed
        self._shared = shared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; nothing that goes wrong leaves here but the end of the process."""
        began = time.perf_counter_ns()
        line = _Line()
        problem = ""
        trouble: Mapping[str, str] = {}
        self._shared.metrics.running += 1
        try:
            answer = await self._answered(scope, receive, line)
        except Gone:
            answer = Answer(b"", 400)
            problem = "gone"
        except Exception as error:  # noqa: BLE001 - whatever it is, the desk gets an answer and the hub lives
            refused: Refusal = refusal(error, self._shared.limits.busy_seconds)
            answer = Answer(refused.body, refused.status, headers=refused.headers)
            problem, trouble = refused.code, refused.trouble
        finally:
            self._shared.metrics.running -= 1
        self._note(answer, line, time.perf_counter_ns() - began, problem)
        await _send(send, answer)
        self._tell(answer, line, (time.perf_counter_ns() - began) // 1_000_000, {"code": problem, **trouble})

    async def _answered(self, scope: Scope, receive: Receive, line: _Line) -> Answer:
        deed, shared = self._deed, self._shared
        headers = dict(scope["headers"])
        if deed.is_known:
            token = headers.get(b"authorization")
            line.device = shared.tokens.device_of(None if token is None else token.decode("latin-1"))
            shared.known.take(line.device)
        else:
            shared.unknown.take(scope["client"][0] if scope.get("client") else "")
        with shared.gate.passing() if deed.is_heavy else nullcontext():
            shared.metrics.pushes = shared.gate.inside
            body = b""
            if deed.most_body:
                _check_form(headers)
                body = await _in_time(_body(headers, receive, deed.most_body), shared.limits.body_seconds)
            line.received = len(body)
            asked = Asked(
                line.device, headers, scope.get("path_params", {}), _query(scope["query_string"]), body
            )
            work = asyncio.get_running_loop().run_in_executor(shared.pool, _worked, deed, asked)
            return await asyncio.wait_for(work, deed.seconds) if deed.seconds else await work

    def _note(self, answer: Answer, line: _Line, took_ns: int, problem: str) -> None:
        metrics = self._shared.metrics
        metrics.pushes = self._shared.gate.inside
        metrics.request(self._deed.name, answer.status, took_ns)
        metrics.moved(line.received, len(answer.body))
        if problem:
            metrics.problem(problem)
        for what, number in answer.counts.items():
            metrics.count(what, number)

    def _tell(self, answer: Answer, line: _Line, took_ms: int, problem: Mapping[str, str]) -> None:
        fields: dict[str, object] = {"route": self._deed.name, "status": answer.status, "ms": took_ms}
        if line.device:
            fields["device"] = line.device
        fields |= answer.counts
        fields |= {name: value for name, value in problem.items() if value}
        level = logging.ERROR if answer.status == 500 else logging.INFO  # noqa: PLR2004
        log.tell("request", level, **fields)


async def _in_time(body: Awaitable[bytes], seconds: int) -> bytes:
    """Raises TooSlow: a body that trickles in holds a place that others wait for."""
    try:
        async with asyncio.timeout(seconds):
            return await body
    except TimeoutError:
        raise TooSlow from None


def _check_form(headers: Mapping[bytes, bytes]) -> None:
    """Raises Unsupported: only JSON, plain or in gzip."""
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind != JSON_TYPE.encode():
        raise Unsupported("content-type")
    if headers.get(b"content-encoding", GZIP.encode()) != GZIP.encode():
        raise Unsupported("content-encoding")


async def _body(headers: Mapping[bytes, bytes], receive: Receive, most: int) -> bytes:
    """The body, never more of it than `most`. Raises TooLarge, Gone."""
    declared = headers.get(b"content-length", b"0")
    if len(declared) > len(str(most)) or int(declared) > most:
        raise TooLarge("body")
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise TooLarge("body")
        if not message.get("more_body", False):
            return b"".join(parts)


def _query(raw: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise Shapeless("query") from None


def _worked(deed: Deed, asked: Asked) -> Answer:
    """In a thread: the work, and packing when that is worth it and taken."""
    answer = deed.work(asked)
    if len(answer.body) <= _WORTH_PACKING:
        return answer
    headers = (*answer.headers, (b"vary", b"accept-encoding"))
    if GZIP.encode() not in asked.headers.get(b"accept-encoding", b""):
        return replace(answer, headers=headers)
    headers = (*headers, (b"content-encoding", GZIP.encode()))
    return replace(answer, body=packed(answer.body, _LEVEL), headers=headers)


async def _send(send: Send, answer: Answer) -> None:
    headers = [
        (b"content-type", answer.media_type.encode()),
        (b"content-length", str(len(answer.body)).encode()),
        *_FIXED,
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
