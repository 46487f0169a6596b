"""A screen that is made, and whose modules are imported, when it is first turned to."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_desk.ui.pages.page import Page


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
        """True once the page is there."""
        return self._page is not None

    def ready(self) -> Page:
        """The page itself, made now if it was not."""
        if self._page is None:
            self._page = page = self._make()
            page.subtitle_changed.connect(self.set_subtitle)
            self._column.addWidget(page)
        return self._page

    def top_actions(self) -> Sequence[QWidget]:
        return self._page.top_actions() if self._page is not None else ()

    def forget_clients(self) -> None:
        if self._page is not None:
            self._page.forget_clients()

    def showEvent(self, event: QShowEvent) -> None:
        self.ready()
        super().showEvent(event)
