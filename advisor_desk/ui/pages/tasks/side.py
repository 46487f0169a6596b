"""The list beside the week: overdue, open, recurring, of plans; below it the task in focus and its keys."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from advisor_desk.domain.task import Task, TaskState
from advisor_desk.ui import discreet, formats, icons, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.pages.tasks import words
from advisor_desk.ui.pages.tasks.task_list import TaskList
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.chip_row import ChipRow
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.empty import EmptyState
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.task_week import TaskWeek

_CTX: Final = words.CTX
OVERDUE: Final = "overdue"
OPEN: Final = "open"
RECURRING: Final = "recurring"
PLANS: Final = "plans"
_VIEWS: Final[Mapping[str, tuple[str, Callable[[Task, date], bool]]]] = {
    OVERDUE: (mark("逾期"), lambda task, today: task.due_on < today and task.shows_on() <= today),
    OPEN: (mark("未完成"), lambda _task, _today: True),
    RECURRING: (mark("重复"), lambda task, _today: task.repeat is not None),
    PLANS: (mark("计划"), lambda task, _today: bool(task.plan)),
}
BUTTONS: Final[Mapping[str, tuple[str, str, str]]] = {
    "done": (mark("完成"), "check", "Space"),
    "snooze": (mark("推后"), "clock", "S"),
    "edit": (mark("修改"), "pencil", "E"),
    "open": (mark("打开客户"), "user", "Enter"),
    "drop": (mark("取消"), "x", "X"),
}
_COLUMNS: Final = 2


class TaskSide(QWidget):
    """Signals: `looked_at(object)`, `opened(object)` with a Task; `asked(str)`: a deed for that in focus."""

    looked_at = Signal(object)
    opened = Signal(object)
    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task: Task | None = None
        self._week: TaskWeek | None = None
        self._plans: dict[str, str] = {}
        self.chips = ChipRow()
        self.list = TaskList(t(_CTX, "待办"), is_wide=True)
        self.empty = EmptyState(
            "check", t(_CTX, "没有未完成的待办"), t(_CTX, "可以从「新开户30天」这样的模板开始。")
        )
        self.plan_button = self.empty.add_button(t(_CTX, "用模板开始"), "layers", primary=True)
        self.title = RoleLabel("", FontRole.CARD_TITLE)
        self.client = RoleLabel("")
        self.facts = RoleLabel("", FontRole.SMALL, "second")
        self.buttons: dict[str, Button] = {}
        self._build()
        self.chips.chosen.connect(self._on_chosen)
        self.list.looked_at.connect(self.looked_at)
        self.list.opened.connect(self.opened)
        discreet.signals().changed.connect(self._on_discreet_changed)

    def show_week(self, week: TaskWeek | None, plans: Mapping[str, str]) -> None:
        """Show the tasks of a book; `plans` are the templates' names by code."""
        self._week = week
        self._plans = dict(plans)
        counts = {code: len(self._tasks(code)) for code in _VIEWS} if week is not None else {}
        chips = [
            (code, f"{t(_CTX, _VIEWS[code][0])} {formats.count(count)}") for code, count in counts.items()
        ]
        current = self.chips.current() or (OVERDUE if counts.get(OVERDUE) else OPEN)
        self.chips.set_chips(chips, current)
        self._show_list()

    def show_task(self, task: Task | None) -> None:
        """Show the task in focus below the list, or nothing."""
        self.task = task
        self.card.setVisible(task is not None)
        if task is None or self._week is None:
            for label in (self.title, self.client, self.facts):
                label.setText("")
            return
        self.title.setText(words.title(task))
        self.client.setText(words.who(task))
        self.client.setVisible(bool(task.client_name))
        lines = words.facts(task, self._week.as_of, self._plans.get(task.plan, ""))
        self.facts.setText("\n".join(lines))
        is_open = task.state is TaskState.OPEN
        for code, button in self.buttons.items():
            button.setVisible(is_open if code != "open" else task.client_id is not None)

    def _build(self) -> None:
        frame = QFrame()
        frame.setObjectName("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 6, 1, 6)
        inside.addWidget(self.list)
        inside.addWidget(self.empty)
        self.card = Card()
        for label in (self.title, self.client, self.facts):
            label.setWordWrap(True)
            self.card.add(label)
        grid = nest(self.card.body, QGridLayout())
        grid.setSpacing(8)
        for at, (code, (word, icon, key)) in enumerate(BUTTONS.items()):
            button = Button(f"{t(_CTX, word)}  {key}", icon)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _on=False, code=code: self.asked.emit(code))
            self.buttons[code] = button
            grid.addWidget(button, at // _COLUMNS, at % _COLUMNS)
        main = self.buttons["done"]
        main.setObjectName("primary")
        icons.dress(main, "check", "on_primary", tokens.ICON_SMALL)
        self.card.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.chips)
        column.addWidget(frame, 1)
        column.addWidget(self.card)

    def _tasks(self, code: str) -> Sequence[Task]:
        week = self._week
        if week is None:
            return ()
        wanted = _VIEWS.get(code, _VIEWS[OPEN])[1]
        return [task for task in week.tasks if wanted(task, week.as_of)]

    def _on_chosen(self, _code: str) -> None:
        self._show_list()
        self.list.setFocus()
        self.list.choose(0)

    def _show_list(self) -> None:
        week = self._week
        tasks = self._tasks(self.chips.current())
        self.list.rows.show_tasks(tasks, week.as_of if week is not None else date.min)
        is_nothing = week is not None and not week.tasks
        self.empty.setVisible(is_nothing)
        self.list.setVisible(not is_nothing)

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        self.list.rows.tell_again()
        self.show_task(self.task)
