"""新建待办 and 修改待办: what, for whom, when, how it comes again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from advisor_desk.domain.task import Repeat, RepeatFrom, Task, TaskDraft, TaskKind
from advisor_desk.domain.trading import TradingDays
from advisor_desk.ui import discreet, fonts, labels
from advisor_desk.ui.dialogs.client_box import Client, ClientBox
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.field_box import CodeBox, TextBox
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.labels_days import clock, with_weekday
from advisor_desk.ui.pages.tasks import words
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.log_people import Found
from advisor_desk.usecases.typed_day import read_due, read_next

_CTX: Final = "TaskForm"
_WIDTH: Final = 600
_SIDE: Final = 20
_MOST: Final = 200
_KINDS: Final = (TaskKind.TODO, TaskKind.FOLLOW_UP, TaskKind.MEETING, TaskKind.PROMISE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFormParts:
    """What the form works with."""

    today: date
    trading: TradingDays
    find: Callable[[str], Sequence[Found]]
    jobs: Jobs


@dataclass(frozen=True, slots=True)
class Moved:
    """A change of a task that stands: its day, time and title."""

    task_id: str
    due_on: date
    minute: int | None
    title: str


class TaskDialog(DraftDialog):
    """Signals: `made(object)` a TaskDraft, `moved(object)` a Moved. The caller closes it or tells."""

    made = Signal(object)
    moved = Signal(object)

    def __init__(
        self, parts: TaskFormParts, before: Task | None = None, parent: QWidget | None = None
    ) -> None:
        title = t(_CTX, "新建待办") if before is None else t(_CTX, "修改待办")
        super().__init__(title, t(_CTX, "保存"), parent)
        self._parts, self._before = parts, before
        self.what = TextBox(t(_CTX, "事项"), t(_CTX, "例如：寄出对账单"), is_required=True)
        self.client = ClientBox(t(_CTX, "客户"), parts.find, parts.jobs)
        self.kind = CodeBox(
            t(_CTX, "类型"), [(kind.value, labels.word(kind)) for kind in _KINDS], is_required=True
        )
        self.day = TextBox(t(_CTX, "日期"), t(_CTX, "例如 +3、12-05、周五"), is_required=True)
        self.time = TextBox(t(_CTX, "时间"), t(_CTX, "例如 14:30，可不填"))
        self.repeat = CodeBox(
            t(_CTX, "重复"), [(code, t(words.CTX, word)) for code, (word, _) in words.REPEATS.items()]
        )
        self.counted = CodeBox(t(_CTX, "下一次"), [(one.value, labels.word(one)) for one in RepeatFrom])
        self._build()
        self._fill()
        self._start = self._typed()
        self.resize(fonts.scaled(_WIDTH), self.sizeHint().height())
        self.what.setFocus()

    def start_with(self, client: Client | None = None, on: date | None = None) -> None:
        """A client or a day is given already; neither counts as typed."""
        if client is not None:
            self.client.choose(client)
        if on is not None:
            self.day.set_text(on.isoformat())
            self._on_day_edited()
        self._start = self._typed()

    def has_draft(self) -> bool:
        return self._typed() != self._start

    def due_on(self) -> date | None:
        """The day that is typed; the task's own day where it was left as it is."""
        typed = self.day.text().strip()
        if self._before is not None and typed == self._before.due_on.isoformat():
            return self._before.due_on
        return read_due(typed, self._parts.today, self._parts.trading)

    def minute(self) -> int | None:
        """The time that is typed."""
        read = read_next(self.time.text(), self._parts.today, self._parts.trading)
        return read.minute if read is not None and read.on is None and not read.what else None

    def save(self) -> None:
        """Tell what is wrong at its field, or hand the task over."""
        if not self._is_right():
            self.trouble.say(t(_CTX, "没有保存，填写的内容都在。"))
            return
        due_on, title = self.due_on(), self.what.text().strip()
        if due_on is None:
            return
        self.trouble.say("")
        self.set_busy(is_busy=True)
        if self._before is not None:
            self.moved.emit(Moved(self._before.id, due_on, self.minute(), title))
            return
        client = self.client.client
        self.made.emit(
            TaskDraft(
                kind=TaskKind(self.kind.text()),
                title=title,
                due_on=due_on,
                client_id=None if client is None else client.client_id,
                minute=self.minute(),
                repeat=self._chosen_repeat(),
            )
        )

    def _build(self) -> None:
        column = QVBoxLayout(self.content)
        column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        grid = nest(column, QGridLayout())
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.addWidget(self.what, 0, 0, 1, 2)
        if self._before is None:
            grid.addWidget(self.client, 1, 0)
            grid.addWidget(self.kind, 1, 1)
            grid.addWidget(self.repeat, 3, 0)
            grid.addWidget(self.counted, 3, 1)
        else:
            for box in (self.client, self.kind, self.repeat, self.counted):
                box.hide()
                box.setParent(self.content)
        grid.addWidget(self.day, 2, 0)
        grid.addWidget(self.time, 2, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column.addStretch(1)
        self.day.edited.connect(self._on_day_edited)
        self.repeat.edited.connect(self._on_repeat_edited)
        self.what.edited.connect(lambda: self.what.say_problem(""))

    def _fill(self) -> None:
        before = self._before
        if before is None:
            self.day.set_text("+1")
        else:
            self.about.setText(
                " · ".join(filter(None, (discreet.name(before.client_name), words.repeat(before.repeat))))
            )
            self.what.set_text(before.title)
            self.day.set_text(before.due_on.isoformat())
            self.time.set_text("" if before.minute is None else clock(before.minute))
        self._on_day_edited()
        self._on_repeat_edited()

    def _typed(self) -> tuple[str, ...]:
        boxes = (self.what, self.client, self.kind, self.day, self.time, self.repeat, self.counted)
        return tuple(box.text() for box in boxes)

    def _chosen_repeat(self) -> Repeat | None:
        _word, repeat = words.REPEATS[self.repeat.text()]
        return None if repeat is None else replace(repeat, counted_from=RepeatFrom(self.counted.text()))

    def _is_right(self) -> bool:
        title = self.what.text().strip()
        problem = "" if title else t(_CTX, "请写明要做什么。")
        if len(title) > _MOST:
            problem = t(_CTX, "最多 {limit} 个字。").format(limit=_MOST)
        self.what.say_problem(problem)
        if self.due_on() is None:
            self.day.say_problem(t(_CTX, "请写今天或以后的日子，例如 +3 或 12-05。"))
        bad_time = bool(self.time.text().strip()) and self.minute() is None
        self.time.say_problem(t(_CTX, "请写成 14:30 这样的时间。") if bad_time else "")
        is_client_right = self.client.checked()
        wrong = [box for box in (self.what, self.client, self.day, self.time) if box.has_problem]
        if wrong:
            wrong[0].setFocus()
        return is_client_right and not wrong

    def _on_day_edited(self) -> None:
        due_on = self.due_on()
        self.day.say_hint("" if due_on is None else with_weekday(due_on))

    def _on_repeat_edited(self) -> None:
        self.counted.setEnabled(bool(self.repeat.text()))
