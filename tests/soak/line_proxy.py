"""A proxy between desk and hub that loses, doubles, delays, cuts and reorders whole requests and replies.

It knows HTTP and nothing of what is said. Every fault is drawn from the seed that it was given.
"""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULTS = (
    "drop_request",
    "drop_reply",
    "double",
    "delay",
    "cut_request",
    "cut_reply",
    "hold_request",
    "swap_reply",
)
"""`hold_request`: nobody answers, and the request arrives at the hub behind the next one. `swap_reply`: the
desk gets the reply to an earlier request of the same route."""

_LONGEST_DELAY = 0.25


@dataclass(frozen=True, slots=True)
class Asked:
    """One whole request."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def route(self) -> str:
        """The path without what it asks for."""
        return f"{self.method} {self.path.partition('?')[0]}"


@dataclass(frozen=True, slots=True)
class Told:
    """One whole reply."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class LineProxy:
    """Listens on a port of its own. `share` is how many requests of a hundred meet a fault."""

    def __init__(self, hub_port: int, seed: int, share: int) -> None:
        self.share = share
        self.met: Counter[str] = Counter()
        self.requests = 0
        self._hub_port = hub_port
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._held: list[Asked] = []
        self._replies: dict[str, Told] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where desks find the hub."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def drawn(self) -> tuple[str, float]:
        """The fault of the next request, empty for none, and a number between 0 and 1 for its size."""
        with self._lock:
            self.requests += 1
            is_hit = self._chance.randrange(100) < self.share
            fault = self._chance.choice(FAULTS) if is_hit else ""
            size = self._chance.random()
            if fault:
                self.met[fault] += 1
            return fault, size

    def through(self, asked: Asked, fault: str, size: float) -> Told | None:
        """What the desk gets: a reply, a part of one (its headers promise all of it), or nothing."""
        if fault == "drop_request":
            return None
        if fault == "hold_request":
            with self._lock:
                self._held.append(asked)
            return None
        if fault == "cut_request":
            self._send_part(asked, size)
            return None
        if fault == "delay":
            time.sleep(size * _LONGEST_DELAY)
        told = self._asked(asked)
        if fault == "double":
            told = self._asked(asked) or told
        self._release()
        with self._lock:
            earlier = self._replies.get(asked.route)
            if told is not None:
                self._replies[asked.route] = told
        return earlier if fault == "swap_reply" else None if fault == "drop_reply" else told

    def _release(self) -> None:
        """Requests that were held arrive now, behind the one that came after them."""
        with self._lock:
            held, self._held = self._held, []
        for one in held:
            self._asked(one)

    def _asked(self, asked: Asked) -> Told | None:
        line = http.client.HTTPConnection("127.0.0.1", self._hub_port, timeout=20)
        try:
            line.request(asked.method, asked.path, asked.body or None, dict(asked.headers))
            reply = line.getresponse()
            return Told(reply.status, tuple(reply.getheaders()), reply.read())
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()

    def _send_part(self, asked: Asked, size: float) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self._hub_port, timeout=20)
        try:
            line.putrequest(asked.method, asked.path, skip_host=True, skip_accept_encoding=True)
            for name, value in asked.headers:
                line.putheader(name, value)
            line.endheaders()
            line.send(asked.body[: int(len(asked.body) * size)])
        except (OSError, http.client.HTTPException):
            return
        finally:
            line.close()


def _handler(proxy: LineProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
            """Say nothing."""

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            if len(body) < length:
                self.close_connection = True
                return
            asked = Asked(self.command, self.path, tuple(self.headers.items()), body)
            fault, size = proxy.drawn()
            told = proxy.through(asked, fault, size)
            if told is None:
                self.close_connection = True
                return
            whole = len(told.body)
            part = int(whole * size) if fault == "cut_reply" else whole
            self.send_response_only(told.status)
            for name, value in told.headers:
                if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(whole))
            self.end_headers()
            self.wfile.write(told.body[:part])
            if part < whole:
                self.close_connection = True

        do_GET: Callable[..., None] = _serve  # noqa: N815
        do_POST: Callable[..., None] = _serve  # noqa: N815
        do_PUT: Callable[..., None] = _serve  # noqa: N815

        def handle(self) -> None:
            """A desk that was killed in the middle of a request is no trouble of the proxy's."""
            try:
                super().handle()
            except OSError:
                self.close_connection = True

    return Handler
