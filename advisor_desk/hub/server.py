"""The hub on a port: uvicorn with one worker, TLS 1.3, and an end that lets running requests finish."""

from __future__ import annotations

import gc
import ipaddress
import os
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.hub import log
from advisor_desk.hub.limits import Limits

_BACKLOG: Final = 1024
_KEPT_ALIVE_SECONDS: Final = 10
"""Between two requests of a round; a desk that is done keeps no place."""
_MADE_BETWEEN_COLLECTIONS: Final = 20_000
_LAST_SECONDS: Final = 25
"""How long running requests have once the end was asked for; systemd waits 30."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen. Port 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 8443
    tls_cert: Path | None = None
    tls_key: Path | None = None
    is_behind_proxy: bool = False

    @property
    def has_tls(self) -> bool:
        """True when the line itself is encrypted."""
        return self.tls_cert is not None

    def check(self) -> None:
        """Raises UserCanFix("hub.tls_needed") for an open line that others could listen to."""
        if not (self.has_tls or self.is_behind_proxy or _is_loopback(self.host)):
            raise UserCanFix("hub.tls_needed", host=self.host)


def server_for(app: ASGIApp, listening: Listening, limits: Limits) -> uvicorn.Server:
    """A server that is not running yet. Raises UserCanFix("hub.tls_unreadable")."""
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        access_log=False,
        # The address of whoever asked is never taken from a header: anybody can write one.
        proxy_headers=False,
        server_header=False,
        limit_concurrency=limits.requests,
        timeout_keep_alive=_KEPT_ALIVE_SECONDS,
        timeout_graceful_shutdown=_LAST_SECONDS,
        ssl_certfile=listening.tls_cert,
        ssl_keyfile=listening.tls_key,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError):
        raise UserCanFix("hub.tls_unreadable") from None
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    return uvicorn.Server(config)


def bound(listening: Listening) -> socket.socket:
    """A socket that listens. Raises OutsideFailed("hub.port_taken").

    Its protocol is named: asyncio turns Nagle's delay off only where it is (2 times slower at a first sync).
    """
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((listening.host, listening.port))
        sock.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        sock.close()
        errno = getattr(error, "errno", None)
        raise OutsideFailed("hub.port_taken", host=listening.host, port=listening.port, errno=errno) from None
    return sock


def address_of(sock: socket.socket, listening: Listening) -> str:
    """The address under which the socket is reached."""
    host = f"[{listening.host}]" if ":" in listening.host else listening.host
    return f"{'https' if listening.has_tls else 'http'}://{host}:{sock.getsockname()[1]}"


def serve(app: ASGIApp, listening: Listening, limits: Limits, told: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; running requests end first. `told` gets the address once it is open."""
    listening.check()
    server = server_for(app, listening, limits)
    with bound(listening) as sock, _ended_by_signals(server):
        address = address_of(sock, listening)
        log.tell("started", url=address)
        told(address)
        _settle_memory()
        server.run(sockets=[sock])
        log.tell("stopped")


def _settle_memory() -> None:
    """What is there now stays: the collector walked over all of it again and again, a seventh of the time.

    A batch makes some ten thousand values that are gone with its answer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MADE_BETWEEN_COLLECTIONS, 10, 10)


@contextmanager
def _ended_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """A signal that comes before the server listens to signals ends it too.

    Those that it caught it sends once more when it is done; by then they have done their work.
    """

    def end(_number: int, _frame: object) -> None:
        server.should_exit = True

    before = {one: signal.signal(one, end) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
