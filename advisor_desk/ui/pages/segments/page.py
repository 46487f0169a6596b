"""The screen 分群: reads every standing in the book's lane, counts in the pool, shows four cards.

It is read when it comes into sight, and again after a change of the book. Its cards are made then as well,
so that the window opens without them; pandas and the chart library are brought in by the jobs.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, formats, theme
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, Lane, ReadJob
from advisor_desk.ui.pages.clients_views import TOPIC as SAVED_VIEWS
from advisor_desk.ui.pages.reading import ChartedPage
from advisor_desk.ui.pages.segments.parts import BookStandings, SegmentsParts
from advisor_desk.ui.widgets.empty import EmptyState

if TYPE_CHECKING:
    from advisor_desk.ui.pages.segments.body import SegmentsBody
    from advisor_desk.ui.pages.segments.stacked_card import StackedCard
    from advisor_desk.usecases.reports import SegmentReport

_CTX = "Segments"


class SegmentsPage(ChartedPage):
    """Signals: `view_asked(ViewWish)`: clients to open in the list; `import_asked()` from the empty book."""

    view_asked = Signal(object)
    import_asked = Signal()

    def __init__(self, parts: SegmentsParts, parent: QWidget | None = None) -> None:
        waiting = EmptyState("layers", t(_CTX, "正在统计全部客户…"))
        super().__init__(t(_CTX, "分群"), parts.jobs, waiting, parent)
        self._parts = parts
        self._report: SegmentReport | None = None
        self._body: SegmentsBody | None = None
        parts.jobs.book_changed.connect(self._on_book_changed)
        discreet.signals().changed.connect(self._render)
        theme.signals().changed.connect(self._render)

    @property
    def report(self) -> "SegmentReport | None":
        """What is shown."""
        return self._report

    @property
    def body(self) -> "SegmentsBody | None":
        """The cards, None until a book with clients was counted."""
        return self._body

    def refresh(self) -> None:
        """Read and count anew; what is shown stays in sight until then."""
        if self._report is None:
            self._places.setCurrentWidget(self._waiting)
        read = self._parts.read
        self._read_anew(
            ReadJob(run=lambda _context: read(), done=self._on_read, failed=self._on_failed, owner=self)
        )

    def forget_clients(self) -> None:
        self._cancel()
        self._report = None
        self._is_stale = True
        self._places.setCurrentWidget(self._waiting)
        if self._body is not None:
            self._places.removeWidget(self._body)
            self._body.deleteLater()
            self._body = None
        self.set_subtitle("")

    def _on_read(self, read: BookStandings) -> None:
        # Counting brings in pandas: the book's lane need not wait for it.
        self._start(
            ReadJob(
                run=lambda _context: _counted(read),
                done=self._on_counted,
                failed=self._on_failed,
                owner=self,
                lane=Lane.POOL,
            )
        )

    def _on_counted(self, report: "SegmentReport") -> None:
        self._report = report
        if report.clients:
            said = t(_CTX, "截至 {day} · {count} 位客户", report.clients)
            self.set_subtitle(said.format(day=formats.day(report.as_of), count=formats.count(report.clients)))
            body = self._ready_body()
            body.render_report(report)
            self._places.setCurrentWidget(body)
        else:
            self.set_subtitle("")
            self._show_nobody()

    def _ready_body(self) -> "SegmentsBody":
        if self._body is None:
            from advisor_desk.ui.pages.segments.body import SegmentsBody

            self._body = SegmentsBody(self)
            self._body.view_asked.connect(self.view_asked)
            self._body.copied.connect(self._on_copied)
            self._places.addWidget(self._body)
            self._ask_for_plots()
        return self._body

    def _show_nobody(self) -> None:
        empty = EmptyState(
            "layers", t(_CTX, "还没有客户可分群"), t(_CTX, "导入客户后，这里显示全部客户的结构。")
        )
        empty.add_button(t(_CTX, "导入客户"), "import", primary=True).clicked.connect(self.import_asked)
        self._show_instead(empty)

    def _on_failed(self, error: DeskError) -> None:
        self._report = None
        trouble = EmptyState("alert", t(_CTX, "没能统计客户"))
        trouble.add_button(t(_CTX, "重试"), "refresh", primary=True).clicked.connect(self.refresh)
        self._show_instead(trouble)
        self._parts.notices.error(error)

    def _render(self) -> None:
        if self._report is not None and self._body is not None:
            self._body.render_report(self._report)

    def _stacked(self) -> "StackedCard | None":
        return None if self._body is None else self._body.structure

    def _on_book_changed(self, change: BookChange) -> None:
        if change.topics == frozenset({SAVED_VIEWS}):
            return
        self._outdate()

    def _on_copied(self) -> None:
        self._parts.notices.done(t(_CTX, "已复制表格"))


def _counted(read: BookStandings) -> "SegmentReport":
    from advisor_desk.usecases.reports import segment_report

    return segment_report(read.standings, read.as_of, read.rules)
