"""What the main window expects of a screen."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget


class Prefs(Protocol):
    """Small choices of this person (widths, splitter): text by key. Never a client's data."""

    def get(self, key: str) -> str | None:
        """What was kept under `key`."""

    def set(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""


class MemoryPrefs:
    """Choices that last as long as the window."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """What was kept under `key`."""
        return self._kept.get(key)

    def set(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        self._kept[key] = value


class Page(QWidget):
    """A screen of the main window.

    `subtitle_changed(str)`: what stands beside the title in the top bar. `search_cleared()`: the page
    emptied its search by itself.
    """

    subtitle_changed = Signal(str)
    search_cleared = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = title
        self.subtitle = ""
        self.search_hint = ""
        self.searched_for = ""

    def set_subtitle(self, text: str) -> None:
        """Show `text` beside the title."""
        self.subtitle = text
        self.subtitle_changed.emit(text)

    def search(self, text: str) -> None:
        """The person searches for `text` in the top bar."""

    def move_current(self, rows: int) -> None:
        """Up or Down was pressed in the search field."""

    def open_current(self) -> None:
        """Enter was pressed in the search field."""

    def top_actions(self) -> Sequence[QWidget]:
        """Buttons for the right end of the top bar; made once."""
        return ()

    def forget_clients(self) -> None:
        """The book is locked: show nothing of any client."""
