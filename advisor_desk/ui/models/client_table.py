"""The client list as a Qt table: pages come from the book's lane, nothing here touches the disk.

A row whose page has not come yet is a placeholder; asking for it orders the page, newest wish first.
Sorting, filtering and searching are a new query, never work on rows here.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from advisor_desk.domain.standing import ClientRow
from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, theme
from advisor_desk.ui.jobs import JobHandle, Jobs, ReadJob
from advisor_desk.ui.models import client_columns
from advisor_desk.ui.models.client_columns import COLUMNS, Column
from advisor_desk.ui.models.client_source import ClientSource, ListQuery

PAGE_ROWS: Final = 100
PAGES_KEPT: Final = 40
FOUND_AGAIN_UP_TO: Final = 100_000
"""In a longer list a new order begins at its top: to find the old row again is to count all before it."""

_WISHES: Final = 3
Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """Roles beside Qt's own: the typed value to sort by, the whole row, the token of the text colour."""

    SORT = Qt.ItemDataRole.UserRole + 1
    ROW = Qt.ItemDataRole.UserRole + 2
    TONE = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person is: the client to find again, the first row in sight, whether to go to the client."""

    client_id: int | None = None
    top_row: int = 0
    follows: bool = False


@dataclass(frozen=True, slots=True)
class _Start:
    count: int
    rows: Sequence[ClientRow]
    offset: int
    client_row: int | None
    place: Place


_TOP: Final = Place()


class ClientTableModel(QAbstractTableModel):
    """Rows of one `ListQuery`, 100 a page, the 40 pages used last are kept.

    A list that begins at its top is shown as soon as `rows_in_sight` are there. The rest of their page, and
    the total of what a search found, come with `fill`, when the rows have been painted.

    Signals: `loaded(int, Place)` when a new query is in place, with the row of the client to be found again
    or -1; `total_changed(object)` the assets of all clients found, None while they are counted;
    `failed(DeskError)` when a read failed.
    """

    loaded = Signal(int, object)
    total_changed = Signal(object)
    failed = Signal(object)

    def __init__(
        self, source: ClientSource, jobs: Jobs, today: Callable[[], date], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._source, self._jobs, self._today_of = source, jobs, today
        self._today = today()
        self._query = ListQuery()
        self._count = 0
        self._pages: OrderedDict[int, Sequence[ClientRow]] = OrderedDict()
        self._wishes: list[int] = []
        self._fetching: int | None = None
        self._loading: JobHandle | None = None
        self._generation = 0
        self._short_page: int | None = None
        self._is_total_owed = False
        self.rows_in_sight = PAGE_ROWS
        self.has_loaded = False
        self.current_client: int | None = None
        discreet.signals().changed.connect(self._on_look_changed)
        theme.signals().changed.connect(self._on_look_changed)

    @property
    def query(self) -> ListQuery:
        """The query in place, or on its way."""
        return self._query

    @property
    def today(self) -> date:
        """The day that relative dates count from."""
        return self._today

    def load(self, query: ListQuery, place: Place = _TOP) -> None:
        """Show `query`; the rows of before stay in sight until the new ones are there."""
        self._query = query
        self._generation += 1
        self._today = self._today_of()
        if self._loading is not None:
            self._loading.cancel()
        self.total_changed.emit(None)
        generation, most, source = self._generation, min(self.rows_in_sight, PAGE_ROWS), self._source
        self._loading = self._jobs.start(
            ReadJob(
                run=lambda _context: _read_start(source, query, place, most),
                done=lambda start: self._on_start(generation, start),
                failed=self.failed.emit,
                owner=self,
            )
        )

    def reload(self, place: Place = _TOP) -> None:
        """Read again what is shown, after the book changed."""
        self.load(self._query, place)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column: a new query, sorted by the book."""
        spec = COLUMNS[Column(column)]
        wanted = replace(self._query, sort=spec.sort, is_descending=order is Qt.SortOrder.DescendingOrder)
        if wanted != self._query or not self.has_loaded:
            self.load(wanted, Place(self.current_client))

    def sorted_column(self) -> Column | None:
        """The column that the query sorts by; None for an order that a saved view brought along."""
        found = (column for column, spec in COLUMNS.items() if spec.sort is self._query.sort)
        return next(found, None)

    def row_at(self, row: int) -> ClientRow | None:
        """The client in `row`; None while its page is on its way."""
        page, at = divmod(row, PAGE_ROWS)
        found = self._pages.get(page)
        if found is None:
            self._wish(page)
            return None
        if at >= len(found) and page == self._short_page:
            self._wish(page)
            found = self._pages[page]  # Jobs that run at once have answered.
        if at >= len(found):
            return None
        self._pages.move_to_end(page)
        return found[at]

    def fill(self) -> None:
        """Read what was left out so that the rows in sight come soon."""
        if self._loading is not None and not self._loading.is_over:
            return
        if self._is_total_owed:
            self._is_total_owed = False
            self._ask_total(self._generation)
        if self._short_page is not None:
            self._wish(self._short_page)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row_at(index.row())
        if role == Role.ROW:
            return row
        column = Column(index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return COLUMNS[column].alignment
        return None if row is None else self._cell(row, column, role)

    def _cell(self, row: ClientRow, column: Column, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return COLUMNS[column].text(row, self._today)
        if role == Role.SORT:
            return COLUMNS[column].value(row)
        if role == Role.TONE:
            return client_columns.tone(row, column, self._today)
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.color(client_columns.tone(row, column, self._today))
        if role == Qt.ItemDataRole.ToolTipRole:
            return client_columns.tip(row, column, self._today)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return client_columns.title(Column(section))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return COLUMNS[Column(section)].alignment
        return None

    def clear(self) -> None:
        """Forget every client: the book is locked or closed."""
        self._generation += 1
        self.beginResetModel()
        self._pages.clear()
        self._wishes.clear()
        self._short_page = None
        self._is_total_owed = False
        self._count = 0
        self.has_loaded = False
        self.endResetModel()

    def _on_start(self, generation: int, start: _Start) -> None:
        if generation != self._generation:
            return
        self._loading = None
        self.beginResetModel()
        self._pages.clear()
        self._wishes.clear()
        self._fetching = None
        self._count = start.count
        self._store(start.offset, start.rows)
        is_short = len(start.rows) < min(PAGE_ROWS, start.count - start.offset)
        self._short_page = start.offset // PAGE_ROWS if is_short else None
        self.has_loaded = True
        self.endResetModel()
        self.loaded.emit(-1 if start.client_row is None else start.client_row, start.place)
        self._is_total_owed = bool(self._query.text)
        if not self._is_total_owed:
            self._ask_total(generation)

    def _ask_total(self, generation: int) -> None:
        query, source = self._query, self._source

        def told(total: int) -> None:
            if generation == self._generation:
                self.total_changed.emit(total)

        self._jobs.start(ReadJob(run=lambda _context: source.total_aum_fen(query), done=told, owner=self))

    def _wish(self, page: int) -> None:
        if page == self._fetching:
            return
        if page in self._wishes:
            self._wishes.remove(page)
        self._wishes.append(page)
        del self._wishes[:-_WISHES]
        if self._fetching is None:
            self._fetch_next()

    def _fetch_next(self) -> None:
        if not self._wishes:
            return
        page = self._fetching = self._wishes.pop()
        generation, query, source = self._generation, self._query, self._source

        def failed(error: DeskError) -> None:
            self._fetching = None
            self._short_page = None
            self._pages.setdefault(page, ())
            self.failed.emit(error)

        self._jobs.start(
            ReadJob(
                run=lambda _context: source.page(query, page * PAGE_ROWS, PAGE_ROWS),
                done=lambda rows: self._on_page(generation, page, rows),
                failed=failed,
                owner=self,
            )
        )

    def _on_page(self, generation: int, page: int, rows: Sequence[ClientRow]) -> None:
        if generation != self._generation:
            return
        self._fetching = None
        known = len(self._pages.get(page, ()))
        if page == self._short_page:
            self._short_page = None
        self._pages[page] = rows
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        first = page * PAGE_ROWS + known
        last = min((page + 1) * PAGE_ROWS, self._count) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))
        self._fetch_next()

    def _store(self, offset: int, rows: Sequence[ClientRow]) -> None:
        for at in range(0, len(rows), PAGE_ROWS):
            self._pages[(offset + at) // PAGE_ROWS] = rows[at : at + PAGE_ROWS]

    def _on_look_changed(self) -> None:
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(COLUMNS) - 1))


def _read_start(source: ClientSource, query: ListQuery, place: Place, in_sight: int) -> _Start:
    count = source.count(query)
    row = None
    if place.client_id is not None and (place.follows or count <= FOUND_AGAIN_UP_TO):
        row = source.position(query, place.client_id)
    top = row if place.follows and row is not None else min(place.top_row, max(0, count - 1))
    offset = top // PAGE_ROWS * PAGE_ROWS
    wanted = PAGE_ROWS if row is not None and row >= in_sight else in_sight
    if top > offset:
        wanted = 2 * PAGE_ROWS  # The first page may end within sight.
    rows = source.page(query, offset, wanted) if count else ()
    return _Start(count, rows, offset, row, place)
