"""One window per book: a second start asks the first to come forward, and ends."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 500
_RAISE = b"raise\n"


def server_name(book: Path) -> str:
    """A name for the book's window that says nothing about the book or its owner."""
    return "advisor-desk-" + hashlib.sha256(str(book.resolve()).encode()).hexdigest()[:24]


def raise_first(book: Path) -> bool:
    """Ask the window that has this book to come forward; False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(server_name(book))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    socket.write(_RAISE)
    socket.waitForBytesWritten(_WAIT_MS)
    socket.disconnectFromServer()
    return True


class FirstWindow(QObject):
    """Listens for second starts of the same book and calls `come_forward` for each."""

    def __init__(self, come_forward: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._come_forward = come_forward
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connected)

    def listen(self, book: Path) -> bool:
        """Stand for `book` from now on. A name left behind by a crash is taken over."""
        self._server.close()
        name = server_name(book)
        if self._server.listen(name):
            return True
        QLocalServer.removeServer(name)
        return self._server.listen(name)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _on_connected(self) -> None:
        while True:
            socket = self._server.nextPendingConnection()
            if socket is None:
                return
            socket.disconnected.connect(socket.deleteLater)
            self._come_forward()
