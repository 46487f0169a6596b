"""The screen 分群: reads every standing in the book's lane, counts in the pool, shows four cards.

It is read when it comes into sight, and again after a change of the book. pandas and the chart library are
brought in by the jobs, never here.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, fonts, formats, theme, tokens
from advisor_desk.ui.charts.late import import_bars
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, JobContext, JobHandle, Lane, ReadJob
from advisor_desk.ui.pages.clients_views import TOPIC as SAVED_VIEWS
from advisor_desk.ui.pages.page import Page
from advisor_desk.ui.pages.segments.grid_card import CTX
from advisor_desk.ui.pages.segments.groups_card import GroupsCard
from advisor_desk.ui.pages.segments.parts import BookStandings, SegmentsParts
from advisor_desk.ui.pages.segments.quintile_card import QuintileCard
from advisor_desk.ui.pages.segments.states_card import StatesCard
from advisor_desk.ui.pages.segments.structure_card import StructureCard
from advisor_desk.ui.widgets.empty import EmptyState
from advisor_desk.ui.widgets.side_by_side import SideBySide
from advisor_desk.usecases.reports import SegmentReport, segment_report

if TYPE_CHECKING:
    from advisor_desk.ui.charts.bars import ShareBars


class SegmentsPage(Page):
    """Signals: `view_asked(ViewWish)`: clients to open in the list; `import_asked()` from the empty book;
    `shown(SegmentReport)`: a book was painted.
    """

    view_asked = Signal(object)
    import_asked = Signal()
    shown = Signal(object)

    def __init__(self, parts: SegmentsParts, parent: QWidget | None = None) -> None:
        super().__init__(t(CTX, "分群"), parent)
        self._parts = parts
        self._report: SegmentReport | None = None
        self._job: JobHandle | None = None
        self._is_stale = True
        self._are_plots_asked = False
        self.structure = StructureCard()
        self.groups = GroupsCard()
        self.states = StatesCard()
        self.quintiles = QuintileCard()
        self._cards = (self.structure, self.groups, self.states, self.quintiles)
        self._waiting = EmptyState("layers", t(CTX, "正在统计全部客户…"))
        self._nobody = self._build_nobody()
        self._trouble = EmptyState("alert", t(CTX, "没能统计客户"))
        self._trouble.add_button(t(CTX, "重试"), "refresh", primary=True).clicked.connect(self.refresh)
        self.scroller = self._build_scroller()
        self._places = QStackedLayout(self)
        for place in (self._waiting, self._nobody, self._trouble, self.scroller):
            self._places.addWidget(place)
        for card in self._cards:
            card.view_asked.connect(self.view_asked)
            card.copied.connect(self._on_copied)
        parts.jobs.book_changed.connect(self._on_book_changed)
        discreet.signals().changed.connect(self._render)
        theme.signals().changed.connect(self._render)

    @property
    def report(self) -> SegmentReport | None:
        """What is shown."""
        return self._report

    def refresh(self) -> None:
        """Read and count anew; what is shown stays in sight until then."""
        self._is_stale = False
        self._cancel()
        if self._report is None:
            self._places.setCurrentWidget(self._waiting)
        read = self._parts.read
        self._job = self._parts.jobs.start(
            ReadJob(run=lambda _context: read(), done=self._on_read, failed=self._on_failed, owner=self)
        )

    def forget_clients(self) -> None:
        self._cancel()
        self._report = None
        self._is_stale = True
        self._places.setCurrentWidget(self._waiting)
        self.set_subtitle("")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def _build_nobody(self) -> EmptyState:
        empty = EmptyState(
            "layers", t(CTX, "还没有客户可分群"), t(CTX, "导入客户后，这里显示全部客户的结构。")
        )
        empty.add_button(t(CTX, "导入客户"), "import", primary=True).clicked.connect(self.import_asked)
        return empty

    def _build_scroller(self) -> QScrollArea:
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        side = tokens.PAGE_PADDING
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(tokens.GAP)
        column.addWidget(self.structure)
        column.addWidget(self.groups)
        column.addWidget(SideBySide([(self.states, 1), (self.quintiles, 1)]))
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        return area

    def _on_read(self, read: BookStandings) -> None:
        # Counting brings in pandas: the book's lane need not wait for it.
        self._job = self._parts.jobs.start(
            ReadJob(
                run=lambda _context: segment_report(read.standings, read.as_of, read.rules),
                done=self._on_counted,
                failed=self._on_failed,
                owner=self,
                lane=Lane.POOL,
            )
        )

    def _on_counted(self, report: SegmentReport) -> None:
        self._report = report
        self._places.setCurrentWidget(self.scroller if report.clients else self._nobody)
        said = t(CTX, "截至 {day} · %n 位客户", report.clients) if report.clients else ""
        self.set_subtitle(said.format(day=formats.day(report.as_of)))
        self._render()
        self.shown.emit(report)
        self._ask_for_plots()

    def _render(self) -> None:
        if self._report is not None and self._report.clients:
            for card in self._cards:
                card.render_report(self._report)

    def _on_failed(self, error: DeskError) -> None:
        self._report = None
        self._places.setCurrentWidget(self._trouble)
        self._parts.notices.error(error)

    def _ask_for_plots(self) -> None:
        if self._are_plots_asked or self._report is None or not self._report.clients:
            return
        self._are_plots_asked = True
        self._parts.jobs.start(
            ReadJob(
                run=_import_bars,
                done=self.structure.use_plots,
                failed=lambda _error: self.structure.say_unavailable(),
                owner=self,
                lane=Lane.POOL,
            )
        )

    def _cancel(self) -> None:
        if self._job is not None and not self._job.is_over:
            self._job.cancel()

    def _on_book_changed(self, change: BookChange) -> None:
        if change.topics == frozenset({SAVED_VIEWS}):
            return
        if self.isVisible():
            self.refresh()
        else:
            self._is_stale = True

    def _on_copied(self) -> None:
        self._parts.notices.done(t(CTX, "已复制表格"))


def _import_bars(_context: JobContext) -> "type[ShareBars]":
    return import_bars(fonts.FAMILIES)
