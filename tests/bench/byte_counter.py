"""Passes bytes on to the hub and counts them: what really went over the line, heads and all."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

_MOST = 1 << 16


class ByteCounter:
    """Listens on a port of its own and leads to `port`. `up` and `down` are bytes from and to the desk."""

    def __init__(self, port: int) -> None:
        self.up = 0
        self.down = 0
        self._port = port
        self._socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Where desks find the hub."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        """Take no more connections."""
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                desk, _ = self._socket.accept()
                hub = socket.create_connection(("127.0.0.1", self._port))
                for one in (desk, hub):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._pass_on, args=(desk, hub, "up"), daemon=True).start()
                threading.Thread(target=self._pass_on, args=(hub, desk, "down"), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, way: str) -> None:
        with suppress(OSError):
            while data := source.recv(_MOST):
                setattr(self, way, getattr(self, way) + len(data))
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
