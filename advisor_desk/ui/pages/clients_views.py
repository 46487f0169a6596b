"""The views of the client list: built-in and saved ones as chips, and the menu that saves and removes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QToolButton, QWidget

from advisor_desk.domain.client_query import Filters, View
from advisor_desk.ui.jobs import BookChange, JobContext, Jobs, ReadJob, WriteJob
from advisor_desk.ui.models.client_source import SAVED, ListQuery
from advisor_desk.ui.models.saved_query import SavedViews, from_body, to_body
from advisor_desk.ui.pages.clients_parts import built_in_views
from advisor_desk.ui.widgets.chip_row import ChipRow
from advisor_desk.ui.widgets.controls import GhostButton

TOPIC: Final = "saved_views"
GIVEN: Final = "given"
"""The chip of clients whom another screen asked to show."""
_LONGEST: Final = 20

AskName = Callable[[QWidget], str]


class ViewsBar(QWidget):
    """Chips and the bookmark menu.

    Signals: `view_chosen(str)` a built-in view; `query_chosen(ListQuery)` a saved one; `saved(str)` its name.
    """

    view_chosen = Signal(str)
    query_chosen = Signal(object)
    saved = Signal(str)

    def __init__(
        self, store: SavedViews, jobs: Jobs, ask_name: AskName | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._jobs = store, jobs
        self._ask_name = ask_name or self._ask_in_a_box
        self._saved: dict[str, ListQuery] = {}
        self._given: tuple[str, ListQuery] | None = None
        self._query = ListQuery()
        self.chips = ChipRow(self)
        self.chips.set_chips(built_in_views(), self._query.view)
        self.chips.chosen.connect(self._on_chosen)
        self.bookmark = GhostButton("bookmark", self.tr("保存与管理视图"), parent=self)
        self.bookmark.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.bookmark)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.bookmark.setMenu(self._menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.chips, 1)
        row.addWidget(self.bookmark)

    def read(self) -> None:
        """Read the saved views of the book."""
        self._jobs.start(
            ReadJob(run=lambda _context: tuple(self._store.all()), done=self._on_read, owner=self)
        )

    def show_query(self, query: ListQuery) -> None:
        """Follow the list: turn on the chip of what it shows; a given one goes when it shows others."""
        self._query = query
        if self._given is not None and not _same_clients(self._given[1], query):
            self._given = None
            self._set_chips()
        saved = next((name for name, kept in self._saved.items() if kept == query), None)
        code = query.view if saved is None else SAVED + saved
        if self._given is not None:
            code = GIVEN
        if code != self.chips.current():
            self.chips.set_current(code)

    def show_given(self, name: str, query: ListQuery) -> None:
        """Show clients for whom there may be no view: a chip with their `name` leads back to everybody."""
        query = replace(query, sort=self._query.sort, is_descending=self._query.is_descending)
        self._given = (name, query) if query.filters != Filters() else None
        self._set_chips()
        self.query_chosen.emit(query)
        self.show_query(query)

    def save_current(self) -> None:
        """Ask for a name and keep what the list shows under it."""
        name = self._ask_name(self).strip()[:_LONGEST]
        if not name:
            return
        body = to_body(self._query)
        self._write(lambda _context: self._store.put(name, body), lambda: self._on_saved(name))

    def remove(self, name: str) -> None:
        """Forget a saved view."""
        self._write(lambda _context: self._store.remove(name), self.read)

    def _write(self, run: Callable[[JobContext], None], then: Callable[[], None]) -> None:
        change = BookChange(frozenset({TOPIC}), by=self)
        self._jobs.start(WriteJob(run=run, done=lambda _none: then(), owner=self, change=change))

    def _on_saved(self, name: str) -> None:
        self.read()
        self.saved.emit(name)

    def _on_read(self, kept: Sequence[tuple[str, str]]) -> None:
        self._saved = {name: from_body(body) for name, body in kept}
        self._set_chips()
        self.show_query(self._query)

    def _set_chips(self) -> None:
        given = [] if self._given is None else [(GIVEN, f"{self._given[0]}  ×")]
        saved = [(SAVED + name, name) for name in self._saved]
        self.chips.set_chips(given + built_in_views() + saved, self.chips.current())

    def _on_chosen(self, code: str) -> None:
        if code == GIVEN:
            self.query_chosen.emit(replace(self._query, view=View.ALL, filters=Filters()))
        elif code.startswith(SAVED):
            self.query_chosen.emit(self._saved[code.removeprefix(SAVED)])
        else:
            self.view_chosen.emit(code)

    def _fill_menu(self) -> None:
        self._menu.clear()
        save = self._menu.addAction(self.tr("把当前列表存为视图…"))
        save.triggered.connect(self.save_current)
        if self._saved:
            self._menu.addSeparator()
        for name in self._saved:
            entry = self._menu.addAction(self.tr("删除视图「{name}」").format(name=name))
            entry.triggered.connect(lambda _on=False, name=name: self.remove(name))

    def _ask_in_a_box(self, parent: QWidget) -> str:
        name, agreed = QInputDialog.getText(parent, self.tr("保存视图"), self.tr("视图名称"))
        return name if agreed else ""


def _same_clients(one: ListQuery, other: ListQuery) -> bool:
    """True when both leave the same clients out; how they are sorted does not matter."""
    return (one.view, one.filters) == (other.view, other.filters)
