"""The screen 看板: read in the book's lane when it comes into sight, month-ends that lack are kept behind it.

Its cards are made when they are first needed; the chart library is brought in by a job.
"""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, formats, labels_explain, shortcuts, theme
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, ReadJob, WriteJob
from advisor_desk.ui.pages.board.parts import BoardParts, BoardRead
from advisor_desk.ui.pages.board.words import CTX
from advisor_desk.ui.pages.client360.figure_link import key_of
from advisor_desk.ui.pages.clients_views import TOPIC as SAVED_VIEWS
from advisor_desk.ui.pages.reading import ChartedPage
from advisor_desk.ui.widgets.empty import EmptyState
from advisor_desk.ui.widgets.explain_drawer import ExplainDrawer
from advisor_desk.ui.widgets.figure_grid import FigureGrid

if TYPE_CHECKING:
    from advisor_desk.ui.pages.board.body import BoardBody
    from advisor_desk.ui.pages.segments.stacked_card import StackedCard
    from advisor_desk.usecases.board_view import BoardView, Moves

TOPIC = "board"


class BoardPage(ChartedPage):
    """Signals: `client_asked(int)`: open this client; `import_asked()` from the empty book."""

    client_asked = Signal(int)
    import_asked = Signal()

    def __init__(self, parts: BoardParts, parent: QWidget | None = None) -> None:
        waiting = EmptyState("chart", t(CTX, "正在统计看板…"))
        super().__init__(t(CTX, "看板"), parts.jobs, waiting, parent)
        self._parts = parts
        self._read: BoardRead | None = None
        self._moves: Moves | None = None
        self._body: BoardBody | None = None
        self.drawer = ExplainDrawer(self, labels_explain.heads(), is_animated=parts.is_animated)
        self.drawer.copied.connect(self._on_words_copied)
        area = t(CTX, "看板")
        shortcuts.add(self, "W", t(CTX, "所选数字的由来"), self.explain, area)
        shortcuts.add(self, "[", t(CTX, "早一个月"), lambda: self._step(-1), area)
        shortcuts.add(self, "]", t(CTX, "晚一个月"), lambda: self._step(1), area)
        parts.jobs.book_changed.connect(self._on_book_changed)
        discreet.signals().changed.connect(self._render)
        theme.signals().changed.connect(self._render)

    @property
    def view(self) -> "BoardView | None":
        """What is shown."""
        return None if self._read is None else self._read.view

    @property
    def moves(self) -> "Moves | None":
        """Who moved between the chosen month-ends."""
        return self._moves

    @property
    def body(self) -> "BoardBody | None":
        """The cards, None until a book with clients was read."""
        return self._body

    def refresh(self) -> None:
        """Read and count anew; what is shown stays in sight until then."""
        if self._read is None:
            self._places.setCurrentWidget(self._waiting)
        read = self._parts.read
        self._read_anew(
            ReadJob(run=lambda _context: read(), done=self._on_read, failed=self._on_failed, owner=self)
        )

    def explain(self, key: str = "") -> None:
        """Open the drawer at an explanation; without a key at that of the figure which has the keyboard."""
        if self._read is None:
            return
        from advisor_desk.ui.pages.board import explain

        wanted = key or self._looked_at() or explain.default_key(self._read.view, self._moves)
        found = explain.explanations(self._read.view, self._moves, wanted)
        if found:
            self.drawer.show_words(found, wanted)
            self.drawer.open_drawer()

    def recount(self) -> None:
        """Drop the kept month-ends and keep them anew from what the book knows now."""
        self._cancel()
        forget = self._parts.forget
        self._start(
            WriteJob(
                run=lambda _context: forget(),
                done=lambda _none: self.refresh(),
                failed=self._on_failed,
                owner=self,
                change=self._change(),
            )
        )

    def forget_clients(self) -> None:
        self._cancel()
        self._read = self._moves = None
        self._is_stale = True
        self.drawer.close_drawer()
        self.drawer.show_words((), "")
        self._places.setCurrentWidget(self._waiting)
        if self._body is not None:
            self._places.removeWidget(self._body)
            self._body.deleteLater()
            self._body = None
        self.set_subtitle("")

    # What was read.

    def _on_read(self, read: BoardRead) -> None:
        self._read = read
        if not read.view.now.whole.owed and not read.view.now.paused:
            self._show_nobody()
            return
        body = self._ready_body()
        body.bar.show_ends(read.view.ends, read.view.window_months)
        self._say_day()
        self._count_moves()
        if read.lacks_ends:
            self._keep_next()

    def _count_moves(self) -> None:
        """Who moved between the month-ends that the bar names; what is shown stays until it is counted."""
        if self._read is None or self._body is None:
            return
        pair, facts = self._body.bar.pair, self._read.facts
        if pair is None:
            self._moves = None
            self._render()
            return
        from advisor_desk.usecases.board import moves

        self._start(
            ReadJob(
                run=lambda _context: moves(facts, *pair),
                done=self._on_moves,
                failed=self._on_failed,
                owner=self,
            )
        )

    def _on_moves(self, moves: "Moves") -> None:
        self._moves = moves
        self._render()

    def _keep_next(self) -> None:
        """Keep one of the month-ends that lack, the newest first."""
        keep = self._parts.keep
        self._start(
            WriteJob(
                run=lambda _context: keep(),
                done=self._on_kept,
                failed=self._on_failed,
                owner=self,
                change=self._change(),
            )
        )

    def _on_kept(self, on: date | None) -> None:
        has_two = self._read is not None and self._read.view.fills_on is None
        if on is None or not has_two:
            self.refresh()
            return
        self._say_day(on)
        self._keep_next()

    def _say_day(self, kept: date | None = None) -> None:
        if self._read is None:
            return
        said = t(CTX, "截至 {day}").format(day=formats.day(self._read.view.as_of))
        if kept is not None:
            said += " · " + t(CTX, "正在补算月末，已到 {day}").format(day=formats.day(kept))
        self.set_subtitle(said)

    # What is shown.

    def _ready_body(self) -> "BoardBody":
        if self._body is None:
            from advisor_desk.ui.pages.board.body import BoardBody

            self._body = BoardBody(self)
            self._body.client_asked.connect(self.client_asked)
            self._body.why_asked.connect(self.explain)
            self._body.copied.connect(self._on_copied)
            self._body.bar.changed.connect(self._count_moves)
            self._body.bar.recount_asked.connect(self.recount)
            self._places.addWidget(self._body)
            self.drawer.raise_()
            self._ask_for_plots()
        return self._body

    def _render(self) -> None:
        if self._read is None or self._body is None:
            return
        self._body.render_view(self._read.view, self._moves)
        self._places.setCurrentWidget(self._body)
        if self.drawer.is_open:
            self.explain(self.drawer.key)

    def _show_nobody(self) -> None:
        self._read = self._moves = None
        self.set_subtitle("")
        empty = EmptyState("chart", t(CTX, "还没有客户"), t(CTX, "导入客户后，这里按月末显示结构与变动。"))
        empty.add_button(t(CTX, "导入客户"), "import", primary=True).clicked.connect(self.import_asked)
        self._show_instead(empty)

    def _on_failed(self, error: DeskError) -> None:
        self._read = self._moves = None
        trouble = EmptyState("alert", t(CTX, "没能统计看板"))
        trouble.add_button(t(CTX, "重试"), "refresh", primary=True).clicked.connect(self.refresh)
        self._show_instead(trouble)
        self._parts.notices.error(error)

    def _looked_at(self) -> str:
        """The key of the figure or row that has the keyboard."""
        focus = self.window().focusWidget()
        if isinstance(focus, FigureGrid):
            at = focus.currentIndex()
            target = focus.grid.rows[at.row()].target if at.isValid() else None
            return target if isinstance(target, str) else ""
        return key_of(focus)

    def _step(self, months: int) -> None:
        if self._body is not None:
            self._body.bar.step(months)

    # Jobs.

    def _change(self) -> BookChange:
        return BookChange(frozenset({TOPIC}), frozenset(), self)

    def _on_book_changed(self, change: BookChange) -> None:
        if change.by is self or change.topics == frozenset({SAVED_VIEWS}):
            return
        self._outdate()

    def _stacked(self) -> "StackedCard | None":
        return None if self._body is None else self._body.structure

    def _on_copied(self) -> None:
        self._parts.notices.done(t(CTX, "已复制表格"))

    def _on_words_copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._parts.notices.done(t(CTX, "已复制说明"))
