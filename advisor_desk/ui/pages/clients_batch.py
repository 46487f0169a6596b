"""What is done with several clients of the list at once: one contact for all that are selected."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from advisor_desk.domain.standing import ClientRow
from advisor_desk.ui import formats
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import ReadJob
from advisor_desk.ui.models.client_source import ClientSource, ListQuery
from advisor_desk.ui.pages.clients_parts import ClientsParts
from advisor_desk.ui.widgets.client_table_view import ClientTableView
from advisor_desk.ui.widgets.controls import Button

MOST_LOGGED: Final = 200
"""Attendees of one contact."""

Runs = Sequence[tuple[int, int]]


class BatchLog(QObject):
    """Reads who is selected and asks for a log: `log_asked(list)` with the clients' ids, from the top.

    `button` is to be seen when more than one client is selected.
    """

    log_asked = Signal(list)

    def __init__(self, table: ClientTableView, query: Callable[[], ListQuery], parts: ClientsParts) -> None:
        super().__init__(table)
        self._table, self._query, self._parts = table, query, parts
        self.button = Button(t("ClientsPage", "批量记录"), "message", parent=table.parentWidget())
        self.button.setToolTip(t("ClientsPage", "给选中的客户记一次沟通(L)"))
        self.button.hide()
        self.button.clicked.connect(self.ask)
        table.selectionModel().selectionChanged.connect(self._on_selection)
        table.model().modelReset.connect(self._on_selection)

    def ask(self) -> None:
        """Ask for a log of everyone selected, or of the current row."""
        runs = self._table.selected_runs() or self._current()
        count = sum(length for _first, length in runs)
        if not count:
            return
        if count > MOST_LOGGED:
            said = t("ClientsPage", "一次最多记录 {most} 位客户。").format(most=formats.count(MOST_LOGGED))
            self._parts.notices.warn(said, t("ClientsPage", "请少选一些，分几次记录。"))
            return
        source, query = self._parts.source, self._query()
        self._parts.jobs.start(
            ReadJob(run=lambda _context: read_runs(source, query, runs), done=self._on_read, owner=self)
        )

    def _current(self) -> Runs:
        index = self._table.currentIndex()
        return [(index.row(), 1)] if index.isValid() else []

    def _on_read(self, rows: list[ClientRow]) -> None:
        self.log_asked.emit([row.client_id for row in rows])

    def _on_selection(self) -> None:
        self.button.setVisible(sum(length for _first, length in self._table.selected_runs()) > 1)


def read_runs(source: ClientSource, query: ListQuery, runs: Runs) -> list[ClientRow]:
    """The rows of runs (first row, length), in the book's lane."""
    return [row for first, length in runs for row in source.page(query, first, length)]
