"""客户结构: tiers at each month-end, as a table and as stacked bars that stand beside its rows."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_desk.ui import fonts, formats
from advisor_desk.ui.charts.stacks import Stack, StackPart
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.board import words
from advisor_desk.ui.pages.board.words import CTX, Measure
from advisor_desk.ui.pages.segments.grid_card import percent, share
from advisor_desk.ui.pages.segments.stacked_card import LEAST_CHART, StackedCard
from advisor_desk.ui.widgets.figure_grid import HEAD, Cell, Grid, GridRow
from advisor_desk.ui.widgets.side_by_side import SideBySide
from advisor_desk.usecases.board_view import BoardView, MonthStructure
from advisor_desk.usecases.reports import Segment


class StructureCard(StackedCard):
    """`view_asked(str)`: the explanation of a month-end. The chart comes when its library is there."""

    def __init__(self) -> None:
        super().__init__()
        self._view: BoardView | None = None
        self._measure = Measure.CLIENTS
        beside = QWidget()
        self._column = QVBoxLayout(beside)
        self._column.setSpacing(0)
        self._column.addWidget(self.chart)
        self._column.addStretch(1)
        beside.setMinimumWidth(LEAST_CHART)
        self.add(SideBySide([(self.table, 50), (beside, 50)], gap=24))
        self.add(self.note)

    def render_view(self, view: BoardView, measure: Measure) -> None:
        """Show these month-ends by `measure`."""
        self._view, self._measure = view, measure
        self.table.show_grid(_grid(view, measure))
        head = fonts.scaled(HEAD)
        self._column.setContentsMargins(0, head, 0, 0)
        self.chart.setFixedHeight(max(1, self.table.height() - head))
        self.note.setText(_note(view))
        self.redraw()

    def stacks(self) -> list[Stack]:
        if self._view is None:
            return []
        return [_stack(one, self._measure) for one in reversed(self._view.structures)]

    def render_again(self) -> None:
        if self._view is not None:
            self.render_view(self._view, self._measure)


def _grid(view: BoardView, measure: Measure) -> Grid:
    """The newest month first."""
    word = words.measure_word(measure, view.window_months)
    heads = (t(CTX, "月末"), *(words.segment_word(each) for each in Segment), t(CTX, "合计"))
    rows = tuple(_row(one, measure) for one in reversed(view.structures))
    return Grid(f"{t(CTX, '客户结构')} · {word}", heads, rows)


def _row(month: MonthStructure, measure: Measure) -> GridRow:
    lines = month.structure.lines
    total = words.value(words.figure_of(month.structure.total, measure), measure, is_bold=True)
    cells = (share(words.share_of(line, measure)) for line in lines)
    return GridRow((Cell(formats.day(month.on)), *cells, total), f"structure:{month.on.isoformat()}")


def _note(view: BoardView) -> str:
    said = t(CTX, "占比按最大余数法取到 0.1%，每行之和恰为 100.0%；点一行看数额和由来。")
    newest = view.structures[-1] if view.structures else None
    return said + ("" if newest is None else words.reasons_words(newest.reasons, view.window_months))


def _stack(month: MonthStructure, measure: Measure) -> Stack:
    parts = []
    for line in month.structure.lines:
        fill, ink = words.colours(line.key)
        part = words.share_of(line, measure)
        parts.append(StackPart(part, "" if part is None else percent(part), fill, ink))
    return Stack(words.month_word(month.on), tuple(parts))
