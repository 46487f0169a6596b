"""Toasts: short messages in the lower right corner of a window, newest at the bottom."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.ui import fonts, icons
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton, LinkButton
from advisor_desk.ui.widgets.layouts import nest

_ICONS: Final = {
    "good": ("check", "good"),
    "info": ("info", "primary"),
    "warn": ("alert", "warn"),
    "error": ("alert", "warn"),
}
_MARGIN: Final = 16
_BOTTOM: Final = 44
_WIDTH: Final = 380
_MOST: Final = 3


class Toast(QFrame):
    """One message. `kind` is good, info, warn or error. `closed()` asks whoever shows it to take it away."""

    closed = Signal()

    def __init__(self, kind: str, text: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setProperty("kind", kind)
        self.setFixedWidth(fonts.scaled(_WIDTH))
        self.text = text
        picture = QLabel(self)
        name, tone = _ICONS[kind]
        size = fonts.scaled(18)
        picture.setPixmap(icons.pixmap(name, tone, size, self.devicePixelRatioF()))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 6, 10)
        row.setSpacing(10)
        row.addWidget(picture)
        column = nest(row, QVBoxLayout(), 1)
        column.setSpacing(2)
        said = RoleLabel(text, FontRole.BODY, parent=self)
        said.setWordWrap(True)
        column.addWidget(said)
        if hint:
            more = RoleLabel(hint, FontRole.SMALL, "second", self)
            more.setWordWrap(True)
            column.addWidget(more)
        self._column = column
        self.close_button = GhostButton("x", self.tr("关闭提示"), parent=self)
        self.close_button.clicked.connect(self.closed)
        self.close_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.close_button)
        self.setAccessibleName(f"{text} {hint}".strip())

    def add_action(self, text: str, act: Callable[[], None]) -> None:
        """Add a link below the text that does `act` and closes the toast."""
        link = LinkButton(text, self)
        link.clicked.connect(act)
        link.clicked.connect(self.closed)
        self._column.addWidget(link)


class ToastStack(QObject):
    """Keeps the toasts of `host` in its lower right corner, at most three."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._toasts: list[Toast] = []
        host.installEventFilter(self)

    def show(self, toast: Toast, for_ms: int = 0) -> None:
        """Show `toast`; after `for_ms` it goes by itself, 0 means that it stays."""
        toast.setParent(self._host)
        toast.closed.connect(lambda: self.dismiss(toast))
        self._toasts.append(toast)
        for old in self._toasts[:-_MOST]:
            self.dismiss(old)
        if for_ms:
            QTimer.singleShot(for_ms, toast, toast.closed.emit)
        toast.show()
        toast.raise_()
        self._place()

    def shown(self) -> list[Toast]:
        """The toasts on screen, oldest first."""
        return list(self._toasts)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def dismiss(self, toast: Toast) -> None:
        """Take `toast` away."""
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        bottom = self._host.height() - _BOTTOM
        for toast in reversed(self._toasts):
            toast.adjustSize()
            toast.move(self._host.width() - toast.width() - _MARGIN, bottom - toast.height())
            bottom -= toast.height() + 8
