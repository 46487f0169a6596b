"""The screen 今日, the first after unlocking: the day's lines by score beside the one in focus.

The day is read in the book's lane when the screen comes into sight and after each change of the book.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from advisor_desk.domain.today import TodayItem, TodayKind
from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, formats, shortcuts, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.jobs import BookChange, ReadJob
from advisor_desk.ui.labels_days import with_weekday
from advisor_desk.ui.pages.reading import ReadingPage
from advisor_desk.ui.pages.today import deeds, words
from advisor_desk.ui.pages.today.asks import TodayAsks
from advisor_desk.ui.pages.today.card import TodayCard
from advisor_desk.ui.pages.today.deeds import TodayActions
from advisor_desk.ui.pages.today.lines import TodayLines
from advisor_desk.ui.pages.today.parts import DayRead, TodayParts
from advisor_desk.ui.widgets import laid_text
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.chip_row import ChipRow
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.empty import EmptyState

if TYPE_CHECKING:
    from advisor_desk.rules.lunar import LunarDate
    from advisor_desk.ui.dialogs.draft_dialog import DraftDialog

_CTX: Final = words.CTX
_SECOND: Final = 1000
_MINUTE: Final = 60 * _SECOND
_BEHIND_MS: Final = 80
"""The day is on the screen by then."""
_LEAST_LIST: Final = 460
_LEAST_CARD: Final = 420
_KEYS: Final[Mapping[str, tuple[str, str, bool]]] = {
    "done": ("Space", mark("完成"), True),
    "snooze": ("S", mark("推后"), False),
    "log": ("L", mark("记录联系"), False),
    "brief": ("B", mark("会前简报"), False),
    "open": ("Return; Enter", mark("打开客户"), True),
    "suppress": ("X", mark("不再提醒"), False),
    "why": ("W", mark("分数由什么组成"), False),
}
"""Key, words and whether only the list listens: Space and Enter are the button's own elsewhere."""
SECTIONS: Final = tuple(kind for kind in TodayKind if kind is not TodayKind.QUIET)
"""The chips from left to right; digits 1 to 8 jump to them."""


class TodayPage(ReadingPage):
    """Signals: `client_asked(int)`, `brief_asked(int)`, `log_asked(object)` with a TodayItem,
    `search_asked(str)`: a client is searched for; `import_asked()`, `new_asked()`, `demo_asked()` from an
    empty book; `task_asked()`; `read_done()`; `lock_asked()` from a dialog.
    """

    client_asked = Signal(int)
    brief_asked = Signal(int)
    log_asked = Signal(object)
    search_asked = Signal(str)
    import_asked = Signal()
    new_asked = Signal()
    demo_asked = Signal()
    task_asked = Signal()
    read_done = Signal()
    lock_asked = Signal()

    def __init__(self, parts: TodayParts, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "今日"), parts.jobs, parent)
        self.search_hint = t(_CTX, "搜索客户：姓名、拼音、客户号、手机尾号  Ctrl+F")
        self._parts = parts
        self._read: DayRead | None = None
        self._lunar: LunarDate | None = None
        self._has_focus_to_give = True
        self.deeds = TodayActions(parts, self)
        self.asks = TodayAsks(parts, self.deeds, self)
        self.lines = TodayLines()
        self.card = TodayCard()
        self.chips = ChipRow()
        self.progress = RoleLabel("", FontRole.SMALL, "second")
        self.progress.hide()
        self.nothing = RoleLabel(t(_CTX, "今天没有待办。这 5 位最久未联系 ↓"))
        self.held_back = RoleLabel("", FontRole.SMALL, "second")
        self.task_button = Button(t(_CTX, "新建待办"), "check", parent=self)
        self._timer = QTimer(self)
        self._build()
        self._connect()
        self._add_keys()

    @property
    def day(self) -> DayRead | None:
        """The day that is shown."""
        return self._read

    @property
    def dialog(self) -> "DraftDialog | None":
        """The open dialog of 推后 or 不再提醒."""
        return self.asks.dialog

    def refresh(self) -> None:
        """Read the day anew; what is shown stays in sight until then."""
        read = self._parts.read
        self._read_anew(
            ReadJob(run=lambda _context: read(), done=self.show_day, failed=self._on_failed, owner=self)
        )

    def search(self, text: str) -> None:
        if text:
            self.searched_for = ""
            self.search_asked.emit(text)

    def top_actions(self) -> Sequence[QWidget]:
        return (self.task_button,)

    def forget_clients(self) -> None:
        self._cancel()
        self.asks.close_all()
        self.deeds.forget()
        self._timer.stop()
        self._read = None
        self._is_stale = True
        self.lines.rows.show_view(None, self._parts.now())
        self.card.show_item(None, None, self._parts.now())
        self.chips.set_chips((), "")
        laid_text.forget()
        self._places.setCurrentWidget(self._waiting)
        self.set_subtitle("")

    def showEvent(self, event: QShowEvent) -> None:
        was_read = not self._is_stale
        super().showEvent(event)
        if was_read:
            self._give_focus()
            self._on_tick()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def act(self, deed: str, item: TodayItem) -> None:
        """Do what a key or button asks for; what does not fit the line is told."""
        if deed == "why":
            self.card.toggle_parts()
            return
        if deed == "done" and deed not in deeds.offered(item) and item.client_id is not None:
            deed = "log"  # An owed contact is settled by recording it.
        if deed not in deeds.offered(item):
            self._parts.notices.info(t(_CTX, "这一项不能这样处理。"))
            return
        handlers: dict[str, Callable[[TodayItem], object]] = {
            "done": self.deeds.done,
            "snooze": self.asks.snooze,
            "suppress": self.asks.suppress,
            "log": self.log_asked.emit,
            "brief": lambda one: self.brief_asked.emit(one.client_id),
            "open": lambda one: self.client_asked.emit(one.client_id),
        }
        handlers[deed](item)

    def _build(self) -> None:
        self.task_button.setToolTip(t(_CTX, "新建待办 (Ctrl+T)"))
        frame = QFrame()
        frame.setObjectName("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 6, 1, 6)
        inside.addWidget(self.lines)
        left = QWidget()
        left.setMinimumWidth(_LEAST_LIST)
        column = QVBoxLayout(left)
        column.setContentsMargins(tokens.PAGE_PADDING, 12, tokens.GAP, tokens.GAP)
        column.setSpacing(10)
        column.addWidget(self.chips)
        column.addWidget(self.progress)
        column.addWidget(self.nothing)
        column.addWidget(frame, 1)
        self.held_back.setWordWrap(True)
        column.addWidget(self.held_back)
        self.card.setMinimumWidth(_LEAST_CARD)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.card)
        self.splitter.setStretchFactor(0, 60)
        self.splitter.setStretchFactor(1, 40)
        self.splitter.setSizes([600, 400])
        self._waiting = EmptyState("clock", t(_CTX, "正在整理今天…"))
        self._trouble = EmptyState("alert", t(_CTX, "没能读取今天的事项"))
        self._trouble.add_button(t(_CTX, "重试"), "refresh", primary=True).clicked.connect(self.refresh)
        self._places = QStackedLayout(self)
        for place in (self._waiting, self.splitter, self._trouble, self._nobody()):
            self._places.addWidget(place)

    def _nobody(self) -> EmptyState:
        hint = t(_CTX, "导入客户名单后，这里按轻重列出每天要做的事：会面、逾期、咨询、关键时刻、该联系的人。")
        self._empty = EmptyState("users", t(_CTX, "还没有客户"), hint)
        add = self._empty.add_button
        add(t(_CTX, "导入客户"), "import", primary=True).clicked.connect(self.import_asked)
        add(t(_CTX, "新建第一位客户"), "user-plus").clicked.connect(self.new_asked)
        if self._parts.offers_demo:
            add(t(_CTX, "装入演示数据"), "sparkles").clicked.connect(self.demo_asked)
        return self._empty

    def _connect(self) -> None:
        self.lines.looked_at.connect(self._on_looked_at)
        self.lines.opened.connect(partial(self.act, "open"))
        self.card.asked.connect(self.act)
        self.card.wanted.connect(self._on_wanted)
        self.chips.chosen.connect(lambda code: self.lines.go_to_section(TodayKind(code)))
        self.task_button.clicked.connect(self.task_asked)
        self._timer.timeout.connect(self._on_tick)
        self.asks.closed.connect(self.lines.setFocus)
        self.asks.lock_asked.connect(self.lock_asked)
        self._parts.jobs.book_changed.connect(self._on_book_changed)
        discreet.signals().changed.connect(self._on_discreet_changed)

    def _add_keys(self) -> None:
        area = t(_CTX, "今日")
        for at, kind in enumerate(SECTIONS, 1):
            jump = t(_CTX, "跳到「{section}」").format(section=words.short(kind))
            shortcuts.add(self, str(at), jump, partial(self.lines.go_to_section, kind), area)
        shortcuts.add(self, "Ctrl+Z", t(_CTX, "撤销上一步"), self.deeds.undo, area)
        for deed, (keys, text, is_for_list) in _KEYS.items():
            owner = self.lines if is_for_list else self
            action = shortcuts.add(owner, keys, t(_CTX, text), partial(self._on_key, deed), area)
            if is_for_list:
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def _on_key(self, deed: str) -> None:
        item = self.lines.current()
        if item is not None:
            self.act(deed, item)
        elif deed in ("done", "open"):
            self.lines.turn_heading()

    def show_day(self, read: DayRead) -> None:
        """Show a day as it was read; the place is kept."""
        is_first = self._read is None
        kept = self.lines.current()
        at = self.lines.currentIndex().row()
        top = self.lines.verticalScrollBar().value()
        self._read = read
        self._places.setCurrentWidget(self.splitter if read.has_clients else self._empty)
        self.lines.rows.show_view(read.view, self._parts.now())
        self.nothing.setVisible(bool(read.view.quiet))
        self.held_back.setText(words.held_back(read.view.held_back))
        self.held_back.setVisible(bool(read.view.held_back))
        self._show_chips()
        self._tell_count()
        self._restore(kept, at)
        if not is_first:
            self.lines.verticalScrollBar().setValue(top)
            self.lines.scrollTo(self.lines.currentIndex())
        self._give_focus()
        self._on_tick()
        if is_first:
            QTimer.singleShot(_BEHIND_MS, self, self._read_lunar)
        self.read_done.emit()

    def _restore(self, kept: TodayItem | None, at: int) -> None:
        """The line that was in focus, else the one that took its place, else the first of all."""
        rows = self.lines.rows
        row = rows.row_of(kept.kind, kept.key) if kept is not None else -1
        row = row if row >= 0 else rows.first_line(at)
        if row < 0:
            self.card.show_item(None, None, self._parts.now())
        else:
            self.lines.go_to_row(row)
            self._on_looked_at(rows.item(row))

    def _give_focus(self) -> None:
        """The keyboard is in the list as soon as there is one, once."""
        if self._has_focus_to_give and self.isVisible() and self.lines.rows.rowCount():
            self._has_focus_to_give = False
            self.lines.setFocus()

    def _show_chips(self) -> None:
        sections = {one.kind: one for one in self.lines.rows.sections}
        chips = []
        for kind in (*SECTIONS, TodayKind.QUIET):
            if kind in sections:
                count = max(sections[kind].total, sections[kind].listed)
                if kind is TodayKind.UNSENT and self._read is not None:
                    count = self._read.view.unsent
                chips.append((kind.value, f"{words.short(kind)} {formats.count(count)}"))
        self.chips.set_chips(chips, "")
        self.chips.setVisible(bool(chips))

    def _tell_count(self) -> None:
        read = self._read
        if read is None:
            return
        said = [with_weekday(read.view.as_of)]
        said += filter(None, [words.lunar_date(self._lunar)])
        count = sum(read.view.totals.values())
        if count:
            said.append(t(_CTX, "%n 件", count))
        self.set_subtitle(" · ".join(said))

    def _on_wanted(self, item: TodayItem) -> None:
        self.lines.go_to_row(self.lines.rows.bring(item))
        self.lines.setFocus()

    def _on_looked_at(self, item: TodayItem | None) -> None:
        if item is not None:
            self.card.show_item(item, self._read, self._parts.now())
            current = item.kind.value
            self._read_unsent(item)
        else:
            current = ""
        if self.chips.current() != current:
            self.chips.set_current(current)

    def _read_lunar(self) -> None:
        lunar = self._parts.lunar
        self._parts.jobs.start(ReadJob(run=lambda _context: lunar(), done=self._on_lunar_read, owner=self))

    def _on_lunar_read(self, lunar: "LunarDate | None") -> None:
        self._lunar = lunar
        self._tell_count()

    def _read_unsent(self, item: TodayItem) -> None:
        """What has not been sent is counted when somebody looks at it."""
        if item.kind is TodayKind.UNSENT and self._read is not None and not self._read.unsent:
            unsent = self._parts.unsent
            self._parts.jobs.start(
                ReadJob(run=lambda _context: unsent(), done=self._on_unsent_read, owner=self)
            )

    def _on_unsent_read(self, unsent: Mapping[str, int]) -> None:
        item = self.lines.current()
        if self._read is not None and unsent:
            self._read = replace(self._read, unsent=unsent)
            self.card.show_item(item, self._read, self._parts.now())

    def _on_tick(self) -> None:
        """Run the clocks on while they are in sight; by seconds only in their last hour."""
        due = self.lines.rows.clocks()
        if not due or not self.isVisible():
            self._timer.stop()
            return
        now = self._parts.now()
        self.lines.rows.tick(now)
        self.card.tick(now)
        by_second = any(words.ticks_by_second(at, now) for at in due)
        self._timer.start(_SECOND if by_second else _MINUTE - (now.second * _SECOND) % _MINUTE)

    def show_progress(self, done: int, total: int) -> None:
        """How far the rules have been run today; both 0 when they are not running."""
        said = t(_CTX, "正在按规则查找关键时刻 {done} / {total}")
        self.progress.setText(said.format(done=formats.count(done), total=formats.count(total)))
        self.progress.setVisible(done < total)

    def _on_book_changed(self, change: BookChange) -> None:
        if not change.topics:
            return  # Half-typed words are kept every other second.
        self._outdate()

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        self.lines.rows.tell_again()

    def _on_failed(self, error: DeskError) -> None:
        self._is_stale = True
        if self._read is None:
            self._places.setCurrentWidget(self._trouble)
        self._parts.notices.error(error)
