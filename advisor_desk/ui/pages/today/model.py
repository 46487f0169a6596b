"""The lines of 今日 under the headings of their sections; a section stands where its first line stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from advisor_desk.domain.today import TodayItem, TodayKind, TodayView
from advisor_desk.ui import labels
from advisor_desk.ui.pages.today import words

AnyIndex = QModelIndex | QPersistentModelIndex
UNSENT_KEY = "unsent"
FIRST_LINES = 5
"""Lines of a section in sight at first: no section may push the others out of the window."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A section: how many lines are listed here, and how many there are in the book."""

    kind: TodayKind
    listed: int
    total: int
    has_scores: bool = True


@dataclass(frozen=True, slots=True)
class More:
    """Lines of a section that are folded away: how many, and the most points among them."""

    kind: TodayKind
    count: int
    score: int


Row = Heading | TodayItem | More


class TodayModel(QAbstractListModel):
    """Headings and the lines of those that are open. `now` runs on while the screen is in sight."""

    def __init__(self) -> None:
        super().__init__()
        self._sections: dict[TodayKind, tuple[Heading, tuple[TodayItem, ...]]] = {}
        self._closed: set[TodayKind] = set()
        self._whole: set[TodayKind] = set()
        self._rows: list[Row] = []
        self.as_of = date.min
        self.now = datetime.now(UTC)

    def show_view(self, view: TodayView | None, now: datetime) -> None:
        """Replace all lines; sections that were closed stay closed."""
        self.now = now
        self._sections = {}
        if view is not None:
            self.as_of = view.as_of
            self._sections = _sections(view)
        self._settle()

    @property
    def sections(self) -> Sequence[Heading]:
        """The headings from top to bottom."""
        return [heading for heading, _items in self._sections.values()]

    def toggle(self, kind: TodayKind) -> None:
        """Open or close a section."""
        (self._closed.discard if kind in self._closed else self._closed.add)(kind)
        self._settle()

    def unfold(self, kind: TodayKind) -> None:
        """Show every line of a section."""
        self._whole.add(kind)
        self._settle()

    def open_section(self, kind: TodayKind) -> None:
        """Open a section if it is closed."""
        if kind in self._closed:
            self.toggle(kind)

    def is_open(self, kind: TodayKind) -> bool:
        """True while the section's lines are in the list."""
        return kind not in self._closed

    def row(self, at: int) -> Row:
        """The heading or line in a row."""
        return self._rows[at]

    def item(self, at: int) -> TodayItem | None:
        """The line in a row, None for a heading or outside of the list."""
        row = self._rows[at] if 0 <= at < len(self._rows) else None
        return row if isinstance(row, TodayItem) else None

    def row_of(self, kind: TodayKind, key: str) -> int:
        """The row of a line, -1 when it is not in the list."""
        found = (
            at
            for at, row in enumerate(self._rows)
            if isinstance(row, TodayItem) and (row.kind, row.key) == (kind, key)
        )
        return next(found, -1)

    def bring(self, item: TodayItem) -> int:
        """The row of a line, whose section is opened and unfolded for it."""
        self.open_section(item.kind)
        if self.row_of(item.kind, item.key) < 0:
            self.unfold(item.kind)
        return self.row_of(item.kind, item.key)

    def heading_row(self, kind: TodayKind) -> int:
        """The row of a section's heading, -1 when it has none."""
        found = (at for at, row in enumerate(self._rows) if isinstance(row, Heading) and row.kind is kind)
        return next(found, -1)

    def first_line(self, at: int = 0) -> int:
        """The first line from row `at` on, else the last one before it; -1 when there is none."""
        after = (row for row in range(max(at, 0), len(self._rows)) if isinstance(self._rows[row], TodayItem))
        before = (row for row in range(min(at, len(self._rows)) - 1, -1, -1) if self.item(row))
        return next(after, next(before, -1))

    def tick(self, now: datetime) -> None:
        """Let the clocks of the enquiries run on."""
        self.now = now
        for at, row in enumerate(self._rows):
            if isinstance(row, TodayItem) and row.due_at is not None:
                self.dataChanged.emit(self.index(at), self.index(at))

    def clocks(self) -> list[datetime]:
        """When the answers in the list are due."""
        return [row.due_at for row in self._rows if isinstance(row, TodayItem) and row.due_at is not None]

    def tell_again(self) -> None:
        """Names and money are hidden or shown from now on."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if isinstance(row, More):
            return words.more(row.count, row.score) if role == Qt.ItemDataRole.DisplayRole else None
        if isinstance(row, Heading):
            shown = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return f"{labels.word(row.kind)} {count_of(row)}" if shown else None
        if role == Qt.ItemDataRole.DisplayRole:
            return words.who(row) or words.about(row)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return words.told(row)
        return None

    def _settle(self) -> None:
        self.beginResetModel()
        self._rows = []
        for kind, (heading, items) in self._sections.items():
            self._rows.append(heading)
            if kind not in self._closed:
                self._rows += self._in_sight(kind, items)
        self.endResetModel()

    def _in_sight(self, kind: TodayKind, items: tuple[TodayItem, ...]) -> list[Row]:
        if kind in self._whole or len(items) <= FIRST_LINES + 1:
            return list(items)
        rest = items[FIRST_LINES:]
        return [*items[:FIRST_LINES], More(kind, len(rest), max(item.score for item in rest))]


def count_of(heading: Heading) -> str:
    """How many lines: 12, or 20 / 1,182 where not all are listed."""
    if heading.total > heading.listed:
        return f"{heading.listed:,} / {heading.total:,}"
    return f"{heading.listed:,}"


def _sections(view: TodayView) -> dict[TodayKind, tuple[Heading, tuple[TodayItem, ...]]]:
    lines: dict[TodayKind, list[TodayItem]] = {}
    for item in (*view.quiet, *view.items):
        lines.setdefault(item.kind, []).append(item)
    if view.unsent and TodayKind.UNSENT not in lines:
        lines[TodayKind.UNSENT] = [
            TodayItem(kind=TodayKind.UNSENT, key=UNSENT_KEY, code="", text=str(view.unsent))
        ]
    return {
        kind: (
            Heading(kind, len(items), view.totals.get(kind, 0), any(item.parts for item in items)),
            tuple(items),
        )
        for kind, items in lines.items()
    }
