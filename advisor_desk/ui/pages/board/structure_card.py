"""客户结构: tiers at each month-end, as a table and as stacked bars that stand beside its rows."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from advisor_desk.ui import fonts, formats, theme
from advisor_desk.ui.charts.stacks import Stack, StackPart
from advisor_desk.ui.charts.themed_ink import themed_ink
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.board import words
from advisor_desk.ui.pages.board.words import CTX, Measure
from advisor_desk.ui.pages.segments.grid_card import GridCard, note, percent, share
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.figure_grid import HEAD, Cell, Grid, GridRow
from advisor_desk.ui.widgets.side_by_side import SideBySide
from advisor_desk.usecases.board_view import BoardView, MonthStructure
from advisor_desk.usecases.reports import Segment

if TYPE_CHECKING:
    from advisor_desk.ui.charts.bars import ShareBars

_CHART_TEXT_PX: Final = 12
_LEAST_CHART: Final = 360
_SETTLE_MS: Final = 60


class StructureCard(GridCard):
    """`view_asked(str)`: the explanation of a month-end. The chart comes when its library is there."""

    def __init__(self) -> None:
        super().__init__(t(CTX, "客户结构"))
        self._view: BoardView | None = None
        self._measure = Measure.CLIENTS
        self._plot: ShareBars | None = None
        self._note = note()
        self.table = self.make_grid(self.title.text())
        self._waiting = RoleLabel(t(CTX, "图表载入中…"), FontRole.SMALL, "third")
        self._chart = QWidget()
        self._chart.setMinimumWidth(_LEAST_CHART)
        self._places = QStackedLayout(self._chart)
        self._places.addWidget(self._waiting)
        beside = QWidget()
        self._column = QVBoxLayout(beside)
        self._column.setSpacing(0)
        self._column.addWidget(self._chart)
        self._column.addStretch(1)
        beside.setMinimumWidth(_LEAST_CHART)
        self.add(SideBySide([(self.table, 50), (beside, 50)], gap=24))
        self.add(self._note)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._redraw)
        theme.signals().changed.connect(self._on_look_changed)

    @property
    def has_chart(self) -> bool:
        """True once the chart itself is in sight."""
        return self._plot is not None

    @property
    def chart_words(self) -> str:
        """What the chart says to a screen reader."""
        return "" if self._plot is None else self._plot.canvas.accessibleName()

    def render_view(self, view: BoardView, measure: Measure) -> None:
        """Show these month-ends by `measure`."""
        self._view, self._measure = view, measure
        self.table.show_grid(_grid(view, measure))
        head = fonts.scaled(HEAD)
        self._column.setContentsMargins(0, head, 0, 0)
        self._chart.setFixedHeight(max(1, self.table.height() - head))
        self._note.setText(_note(view))
        self._redraw()

    def use_plots(self, plot_class: "type[ShareBars]") -> None:
        """The chart library has come."""
        if self._plot is None:
            self._plot = plot_class(themed_ink(_CHART_TEXT_PX))
            self._places.addWidget(self._plot.canvas)
            self._places.setCurrentWidget(self._plot.canvas)
            self._places.activate()
            self._redraw()

    def say_unavailable(self) -> None:
        """The chart library will not come: the table stays."""
        self._waiting.setText(t(CTX, "图表组件不可用，请看表格"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()

    def _redraw(self) -> None:
        if self._plot is None or self._view is None:
            return
        stacks = [_stack(one, self._measure) for one in reversed(self._view.structures)]
        self._plot.canvas.setAccessibleName("; ".join(_said(stack) for stack in stacks))
        self._plot.show_stacks(stacks)

    def _on_look_changed(self) -> None:
        if self._plot is not None:
            self._plot.use_ink(themed_ink(_CHART_TEXT_PX))
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


def _said(stack: Stack) -> str:
    parts = zip(Segment, stack.parts, strict=True)
    return stack.words + " " + ", ".join(f"{words.segment_word(key)} {part.words}" for key, part in parts)
