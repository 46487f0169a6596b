"""The screen 任务与日历: a week beside what is overdue, open, recurring or of a plan.

The week is read in the book's lane when the screen comes into sight and after each change of the book.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from advisor_desk.domain.task import Task, TaskState
from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, fonts, shortcuts, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.jobs import BookChange, ReadJob
from advisor_desk.ui.pages.reading import ReadingPage
from advisor_desk.ui.pages.tasks import words
from advisor_desk.ui.pages.tasks.asks import TaskAsks
from advisor_desk.ui.pages.tasks.deeds import TaskActions
from advisor_desk.ui.pages.tasks.parts import TasksParts
from advisor_desk.ui.pages.tasks.side import TaskSide
from advisor_desk.ui.pages.tasks.task_list import TaskList
from advisor_desk.ui.pages.tasks.week import WeekGrid
from advisor_desk.ui.widgets import laid_text
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button, GhostButton
from advisor_desk.ui.widgets.empty import EmptyState
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.task_week import TaskWeek, monday_of

_CTX: Final = words.CTX
_WEEK: Final = timedelta(days=7)
_LEAST_WEEK: Final = 620
_LEAST_SIDE: Final = 320
_KEYS: Final[Mapping[str, tuple[str, str, bool]]] = {
    "done": ("Space", mark("完成"), True),
    "snooze": ("S", mark("推后"), False),
    "edit": ("E; F2", mark("修改"), False),
    "open": ("Return; Enter", mark("打开客户"), True),
    "drop": ("X; Del", mark("取消"), False),
}
"""Keys, words and whether only a list listens: Space and Enter are the button's own elsewhere."""
AskPath = Callable[[QWidget], Path | None]


class TasksPage(ReadingPage):
    """Signals: `client_asked(int)`; `lock_asked()` from a dialog."""

    client_asked = Signal(int)
    lock_asked = Signal()

    def __init__(
        self, parts: TasksParts, ask_path: AskPath | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(t(_CTX, "任务与日历"), parts.jobs, parent)
        self._parts = parts
        self._ask_path = ask_path or _ask_path
        self._monday = monday_of(parts.today())
        self._week: TaskWeek | None = None
        self._chosen: Task | None = None
        self.deeds = TaskActions(parts, self)
        self.asks = TaskAsks(parts, self.deeds, self)
        self.grid = WeekGrid()
        self.side = TaskSide()
        self.week_title = RoleLabel("", FontRole.CARD_TITLE)
        self.known = RoleLabel("", FontRole.SMALL, "second")
        self.before_button = GhostButton("chevron-left", t(_CTX, "上一周 (PgUp)"))
        self.after_button = GhostButton("chevron-right", t(_CTX, "下一周 (PgDn)"))
        self.today_button = Button(t(_CTX, "回到今天"))
        self.new_button = Button(t(_CTX, "新建待办"), "plus", parent=self)
        self.plan_button = Button(t(_CTX, "用模板开始"), "layers", parent=self)
        self.export_button = Button(t(_CTX, "导出日历"), "download", parent=self)
        self._build()
        self._connect()
        self._add_keys()

    @property
    def week(self) -> TaskWeek | None:
        """The week that is shown."""
        return self._week

    @property
    def chosen(self) -> Task | None:
        """The task in focus."""
        return self._chosen

    def refresh(self) -> None:
        """Read the week anew; what is shown stays in sight until then."""
        read, monday = self._parts.read, self._monday
        self._read_anew(
            ReadJob(run=lambda _context: read(monday), done=self._on_read, failed=self._on_failed, owner=self)
        )

    def go(self, weeks: int) -> None:
        """So many weeks on or back."""
        self._monday += _WEEK * weeks
        self.refresh()

    def go_to_day(self, on: date) -> None:
        """The week of a day."""
        self._monday = monday_of(on)
        self.refresh()

    def top_actions(self) -> Sequence[QWidget]:
        return (self.export_button, self.plan_button, self.new_button)

    def forget_clients(self) -> None:
        self._cancel()
        self.asks.close_all()
        self.deeds.forget()
        self._week = self._chosen = None
        self._is_stale = True
        self.grid.show_week(None)
        self.side.show_week(None, {})
        self.side.show_task(None)
        laid_text.forget()
        self._places.setCurrentWidget(self._waiting)
        self.set_subtitle("")

    def act(self, deed: str) -> None:
        """Do what a key or button asks for with the task in focus."""
        task = self._chosen
        if task is None:
            return
        if deed == "open":
            if task.client_id is not None:
                self.client_asked.emit(task.client_id)
            return
        if task.state is not TaskState.OPEN:
            self._parts.notices.info(t(_CTX, "这一项已经了结。"))
            return
        handlers: dict[str, Callable[[Task], object]] = {
            "done": self.deeds.done,
            "snooze": self.asks.snooze,
            "edit": self.asks.edit,
            "drop": self.asks.drop,
        }
        handlers[deed](task)

    def ask_plan(self) -> None:
        """Open the dialog that starts a plan."""
        if self._week is not None:
            self.asks.plan(self._week.plans)

    def export(self) -> None:
        """Write the open tasks to a calendar file, with masked names."""
        path = self._ask_path(self)
        if path is None:
            return
        export = self._parts.export
        self._parts.jobs.start(ReadJob(run=lambda _context: export(path), done=self._on_exported, owner=self))

    def _build(self) -> None:
        self.new_button.setToolTip(t(_CTX, "新建待办 (Ctrl+T)"))
        self.export_button.setToolTip(t(_CTX, "导出未完成的待办为 .ics，客户只写姓氏"))
        left = QWidget()
        left.setMinimumWidth(_LEAST_WEEK)
        column = QVBoxLayout(left)
        column.setContentsMargins(tokens.PAGE_PADDING, 12, tokens.GAP, tokens.GAP)
        column.setSpacing(10)
        bar = nest(column, QHBoxLayout())
        bar.setSpacing(6)
        for widget in (self.before_button, self.after_button, self.week_title, self.today_button):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.known)
        column.addWidget(self.grid, 1)
        right = QWidget()
        right.setMinimumWidth(fonts.scaled(_LEAST_SIDE))
        beside = QVBoxLayout(right)
        beside.setContentsMargins(tokens.GAP, 12, tokens.PAGE_PADDING, tokens.GAP)
        beside.addWidget(self.side)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 77)
        self.splitter.setStretchFactor(1, 23)
        self.splitter.setSizes([770, 230])
        self._waiting = EmptyState("calendar", t(_CTX, "正在读取这一周…"))
        self._trouble = EmptyState("alert", t(_CTX, "没能读取待办"))
        self._trouble.add_button(t(_CTX, "重试"), "refresh", primary=True).clicked.connect(self.refresh)
        self._places = QStackedLayout(self)
        for place in (self._waiting, self.splitter, self._trouble):
            self._places.addWidget(place)

    def _connect(self) -> None:
        self.before_button.clicked.connect(lambda: self.go(-1))
        self.after_button.clicked.connect(lambda: self.go(1))
        self.today_button.clicked.connect(self._on_today)
        self.new_button.clicked.connect(lambda: self.asks.new())
        self.plan_button.clicked.connect(self.ask_plan)
        self.side.plan_button.clicked.connect(self.ask_plan)
        self.export_button.clicked.connect(self.export)
        self.grid.new_asked.connect(self._on_new_asked)
        self.side.asked.connect(self.act)
        for source in (self.grid, self.side):
            source.looked_at.connect(self._on_looked_at)
            source.opened.connect(lambda _task: self.act("edit"))
        self.asks.lock_asked.connect(self.lock_asked)
        self._parts.jobs.book_changed.connect(self._on_book_changed)
        discreet.signals().changed.connect(self._on_discreet_changed)

    def _add_keys(self) -> None:
        area = t(_CTX, "任务与日历")
        shortcuts.add(self, "PgUp; Alt+Left", t(_CTX, "上一周"), lambda: self.go(-1), area)
        shortcuts.add(self, "PgDown; Alt+Right", t(_CTX, "下一周"), lambda: self.go(1), area)
        shortcuts.add(self, "T", t(_CTX, "回到今天"), self._on_today, area)
        shortcuts.add(self, "Ctrl+Z", t(_CTX, "撤销上一步"), self.deeds.undo, area)
        for deed, (keys, text, is_for_lists) in _KEYS.items():
            for owner in self._lists() if is_for_lists else (self,):
                action = shortcuts.add(owner, keys, t(_CTX, text), partial(self.act, deed), area)
                if is_for_lists:
                    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                    if owner is not self.side.list:
                        shortcuts.unlist(action)

    def _lists(self) -> list[TaskList]:
        return [self.side.list, *self.grid.lists]

    def _on_today(self) -> None:
        today = self._parts.today()
        self.go_to_day(today)
        self.grid.lists[today.weekday()].setFocus()

    def _on_new_asked(self, on: date) -> None:
        today = self._parts.today()
        self.asks.new(on=on if on >= today else today)

    def _on_read(self, week: TaskWeek) -> None:
        from advisor_desk.ui.dialogs.plan_dialog import plan_name

        is_first = self._week is None
        focus = self._focused()
        place = (focus, focus.currentIndex().row()) if focus is not None else None
        self._week = week
        self._places.setCurrentWidget(self.splitter)
        self.week_title.setText(words.week_title(week.days))
        self.today_button.setVisible(monday_of(week.as_of) != self._monday)
        self._tell_known(week)
        self.grid.show_week(week)
        self.side.show_week(week, {plan.code: plan_name(plan) for plan in week.plans})
        self._tell_count(week)
        self._restore(week, place, is_first=is_first)

    def _tell_known(self, week: TaskWeek) -> None:
        """Until when the days off are known; a warning in weeks after that."""
        said = t(_CTX, "休市日已知到 {day}").format(day=week.known_until.isoformat())
        self.known.setText(said)
        self.known.set_tone("second" if week.days[-1].is_known else "warn")

    def _tell_count(self, week: TaskWeek) -> None:
        late = sum(task.shows_on() < week.as_of for task in week.tasks)
        said = t(_CTX, "%n 项未完成", len(week.tasks))
        self.set_subtitle(said if not late else said + " · " + t(_CTX, "%n 项逾期", late))

    def _restore(self, week: TaskWeek, place: tuple[TaskList, int] | None, *, is_first: bool) -> None:
        """The task in focus stays so while it is there; else the one that took its place has it."""
        kept = self._chosen.id if self._chosen is not None else ""
        known = {task.id: task for task in (*week.tasks, *week.closed)}
        self._on_looked_at(None)
        if kept in known and self._choose(known[kept]):
            return
        if place is not None:
            place[0].choose(place[1])
        elif is_first and self.isVisible():
            start = (
                self.side.list if self.side.list.rows.rowCount() else self.grid.lists[week.as_of.weekday()]
            )
            start.setFocus()
            start.choose(0)

    def _focused(self) -> TaskList | None:
        """The list that has the keyboard."""
        return next((one for one in self._lists() if one.hasFocus()), None)

    def _choose(self, task: Task) -> bool:
        """Bring a task into focus where the keyboard is, else at the side, else in the week."""
        focus = self._focused()
        lists = [focus] if focus is not None else []
        for one in (*lists, *self._lists()):
            at = one.rows.row_of(task.id)
            if at >= 0:
                one.choose(at)
                return True
        return False

    def _on_looked_at(self, task: Task | None) -> None:
        self._chosen = task
        self.side.show_task(task)
        for one in self._lists():
            current = one.current()
            if current is not None and (task is None or current.id != task.id):
                one.unchoose()

    def _on_book_changed(self, change: BookChange) -> None:
        if not change.topics:
            return
        self._outdate()

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        for one in self.grid.lists:
            one.rows.tell_again()

    def _on_exported(self, count: int) -> None:
        self._parts.notices.done(t(_CTX, "已导出 %n 项待办", count))

    def _on_failed(self, error: DeskError) -> None:
        self._is_stale = True
        if self._week is None:
            self._places.setCurrentWidget(self._trouble)
        self._parts.notices.error(error)


def _ask_path(parent: QWidget) -> Path | None:
    chosen, _kind = QFileDialog.getSaveFileName(
        parent, t(_CTX, "导出日历"), "advisor-desk.ics", t(_CTX, "日历文件 (*.ics)")
    )
    return Path(chosen) if chosen else None
