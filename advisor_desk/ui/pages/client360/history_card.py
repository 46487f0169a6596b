"""A chart that arrives after the first paint: range chips, reading line, and the same figures as a table.

A chart takes ten times as long as all the rest of its card. So the sketch stands for it until the client
has been painted and has stayed for a moment; out of sight it stays a sketch.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    Qt,
    QTimer,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStackedLayout, QTableView, QVBoxLayout, QWidget

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.charts.hover import HoverReader
from advisor_desk.ui.charts.points import Span
from advisor_desk.ui.charts.themed_ink import themed_ink
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.toggle import Toggle
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.ui.widgets.sparkline import Sparkline

if TYPE_CHECKING:
    from advisor_desk.ui.charts.plots import HistoryPlot

_CTX = "Client360"
_SETTLE_MS = 60
_CHART_TEXT_PX = 11
_EMPTY_HEIGHT = 56


class FigureTable(QAbstractTableModel):
    """The figures of a chart as rows of words, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._heads: Sequence[str] = ()
        self._rows: Sequence[Sequence[str]] = ()

    def show_rows(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._heads, self._rows = heads, rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._heads)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None


class HistoryCard(Card):
    """What the two history charts share. A subclass says what to draw, read out and put in the table."""

    def __init__(self, title: str, empty: str, height: int) -> None:
        super().__init__(title)
        self._height = height
        self._span = Span.YEAR_1
        self._plot: HistoryPlot | None = None
        self._reader: HoverReader | None = None
        self.view: PageView | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self._is_owed = False
        self._build_actions()
        self._build_places(empty)
        theme.signals().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _build_actions(self) -> None:
        self.chips: dict[Span, Toggle] = {}
        for span, words in (
            (Span.MONTHS_3, t(_CTX, "3 月")),
            (Span.YEAR_1, t(_CTX, "1 年")),
            (Span.YEARS_3, t(_CTX, "3 年")),
            (Span.ALL, t(_CTX, "全部")),
        ):
            chip = Toggle(words, span.name)
            chip.setAutoExclusive(True)
            chip.setChecked(span is self._span)
            chip.toggled.connect(self._on_chip_toggled)
            self.chips[span] = chip
            self.add_action(chip)
        self.table_button = GhostButton("table", t(_CTX, "以表格查看"))
        self.table_button.setCheckable(True)
        self.table_button.toggled.connect(self._on_table_toggled)
        self.add_action(self.table_button)

    def _build_places(self, empty: str) -> None:
        self._sketch = Sparkline()
        self._sketch.installEventFilter(self)
        self._waiting = RoleLabel(t(_CTX, "图表载入中…"), FontRole.SMALL, "third")
        waiting = QWidget()
        column = QVBoxLayout(waiting)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._sketch, 1)
        column.addWidget(self._waiting)
        self._empty = RoleLabel(empty, FontRole.BODY, "third")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.table = QTableView()
        self.rows = FigureTable()
        self.table.setModel(self.rows)
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setDefaultSectionSize(fonts.scaled(30))
        self._holder = QWidget()
        # Within its holder from the start: the first place would else be shown as a window of its own.
        self._places = QStackedLayout(self._holder)
        self._chart_place = QWidget()
        self._chart_column = QVBoxLayout(self._chart_place)
        self._chart_column.setContentsMargins(0, 0, 0, 0)
        for place in (waiting, self._empty, self.table, self._chart_place):
            self._places.addWidget(place)
        self._waiting_place = waiting
        self._holder.setFixedHeight(self._height)
        self.add(self._holder)

    # What a subclass answers.

    def dates(self) -> Sequence[date]:
        """The dates in the span, oldest first."""
        raise NotImplementedError

    def has_other_spans(self) -> bool:
        """True when another span has dates."""
        raise NotImplementedError

    def draw(self, plot: "HistoryPlot") -> None:
        """Draw on `plot`; only called when there are dates."""
        raise NotImplementedError

    def sketch(self) -> Sequence[int]:
        """The values for the sketch that stands in until the chart library is there."""
        raise NotImplementedError

    def told(self, on: date) -> str:
        """What the reading line says at a date."""
        raise NotImplementedError

    def table_rows(self) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        """Heads and rows of the table, newest first."""
        raise NotImplementedError

    # What the page calls.

    def render_view(self, view: PageView) -> None:
        """Show this client; another client's chart is drawn once its sketch has been seen for a moment."""
        is_other = self.view is None or self.view.review.row.client_id != view.review.row.client_id
        self.view = view
        self._settle.stop()
        if self._reader is not None:
            self._is_owed = is_other and self.isVisible() and not self._reader.hasFocus()
            if is_other:
                self._reader.show_spots(())
        self._show()

    def use_plots(self, plot_class: "type[HistoryPlot]") -> None:
        """The chart library has come: draw from now on."""
        if self._plot is not None:
            return
        self._plot = plot_class(themed_ink(_CHART_TEXT_PX))
        self._chart_column.addWidget(self._plot.canvas)
        self._reader = HoverReader(self._plot.canvas)
        self._reader.setAccessibleName(self.title.text())
        self._reader.setToolTip(t(_CTX, "左右方向键逐日读数"))
        self._show()

    def say_unavailable(self) -> None:
        """The chart library will not come: the sketch and the table stay."""
        self._waiting.setText(t(_CTX, "图表组件不可用，可以表格查看"))

    @property
    def has_chart(self) -> bool:
        """True while the chart itself is in sight."""
        return self._places.currentWidget() is self._chart_place

    @property
    def waiting_words(self) -> str:
        """What is said below the sketch."""
        return self._waiting.text()

    @property
    def reader(self) -> HoverReader | None:
        """The reading line, None until there is a chart."""
        return self._reader

    def _show(self) -> None:
        if self.view is None:
            return
        has_dates = bool(self.dates())
        has_any = has_dates or self.has_other_spans()
        self.table_button.setVisible(has_any)
        for chip in self.chips.values():
            chip.setVisible(has_any)
        self._holder.setFixedHeight(self._height if has_any else fonts.scaled(_EMPTY_HEIGHT))
        if not has_dates:
            self._places.setCurrentWidget(self._empty)
        elif self.table_button.isChecked():
            self.rows.show_rows(*self.table_rows())
            self._places.setCurrentWidget(self.table)
        elif self._plot is None or self._is_owed:
            self._sketch.show_values(self.sketch())
            self._waiting.setVisible(self._plot is None)
            self._places.setCurrentWidget(self._waiting_place)
        else:
            self._places.setCurrentWidget(self._chart_place)
            self._redraw()

    def _redraw(self) -> None:
        if self._plot is None or self._reader is None or not self.has_chart or not self.dates():
            return
        self._reader.setGeometry(self._plot.canvas.rect())
        self.draw(self._plot)
        spots: list[tuple[date, Sequence[QPointF], str]] = []
        for on, points in self._plot.spots():
            spots.append((on, points, self.told(on)))
        self._reader.show_spots(spots)

    def _on_settled(self) -> None:
        if self._is_owed:
            self._is_owed = False
            self._show()
        else:
            self._redraw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._is_owed and not self._settle.isActive():
            self._settle.start()
        return super().eventFilter(watched, event)

    def _on_look_changed(self) -> None:
        if self._plot is not None:
            self._plot.use_ink(themed_ink(_CHART_TEXT_PX))
            self._redraw()

    def _on_chip_toggled(self, is_on: bool) -> None:
        if is_on:
            self._is_owed = False
            self._span = next(span for span, chip in self.chips.items() if chip.isChecked())
            self._show()

    def _on_table_toggled(self, _is_on: bool) -> None:
        self._is_owed = False
        self._show()

    @property
    def span(self) -> Span:
        """The span that is shown."""
        return self._span

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._plot is not None:
            self._settle.start()
