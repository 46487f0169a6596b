"""Screens that are made, and whose modules are imported, when they are first needed."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_desk.ui.pages.page import Page

if TYPE_CHECKING:
    from advisor_desk.ui.pages.clients_parts import DetailPane

_FRAME_MS = 16
"""What was painted is to reach the screen before anything else is done."""


class LatePage(Page):
    """Stands for a page until it is shown; afterwards hands everything on to it."""

    def __init__(self, title: str, make: Callable[[], Page], parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._make = make
        self._page: Page | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def is_made(self) -> bool:
        """True once the page itself stands here."""
        return self._page is not None

    def ready(self) -> Page:
        """The page itself, made now if it was not."""
        if self._page is None:
            self._page = page = self._make()
            page.subtitle_changed.connect(self.set_subtitle)
            page.search_cleared.connect(self.search_cleared)
            self.search_hint = page.search_hint
            self._column.addWidget(page)
        return self._page

    def search(self, text: str) -> None:
        if self._page is not None:
            self._page.search(text)

    def move_current(self, rows: int) -> None:
        if self._page is not None:
            self._page.move_current(rows)

    def open_current(self) -> None:
        if self._page is not None:
            self._page.open_current()

    def top_actions(self) -> Sequence[QWidget]:
        return self._page.top_actions() if self._page is not None else ()

    def forget_clients(self) -> None:
        if self._page is not None:
            self._page.forget_clients()

    def showEvent(self, event: QShowEvent) -> None:
        self.ready()
        super().showEvent(event)


class LatePane(QWidget):
    """Stands for the page of one client, which is made once the list is in sight."""

    def __init__(self, make: Callable[[], QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._pane: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def ready(self) -> "DetailPane":
        """The page itself, made now if it was not."""
        if self._pane is None:
            self._pane = self._make()
            self._column.addWidget(self._pane)
            self.setFocusProxy(self._pane)
        return cast("DetailPane", self._pane)

    def ready_after(self, beside: QWidget) -> None:
        """Make the page once `beside` has been painted."""
        beside.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(_FRAME_MS, self, self.ready)
        return False

    def show_client(self, client_id: int) -> None:
        """Show this client."""
        self.ready().show_client(client_id)

    def clear(self) -> None:
        """Show nobody."""
        if self._pane is not None or self.isVisible():
            self.ready().clear()
