"""用模板开始计划: a template, a client and a first day become tasks on trading days, seen before."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from advisor_desk.domain.task import TaskDraft
from advisor_desk.rules.serviceset import PlanTemplate
from advisor_desk.ui import fonts, i18n
from advisor_desk.ui.dialogs.client_box import Client, ClientBox
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.field_box import CodeBox, TextBox
from advisor_desk.ui.dialogs.task_dialog import TaskFormParts
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_days import with_weekday
from advisor_desk.ui.widgets.card import Line, RoleLabel, SectionTitle
from advisor_desk.ui.widgets.layouts import empty, nest
from advisor_desk.usecases.plan_tasks import PlanStart, plan_drafts
from advisor_desk.usecases.typed_day import read_due

_CTX: Final = "PlanForm"
_WIDTH: Final = 620
_SIDE: Final = 20


class PlanDialog(DraftDialog):
    """Signal `made(object)`: the tasks, a list of TaskDraft. The caller closes it or tells."""

    made = Signal(object)

    def __init__(
        self, parts: TaskFormParts, plans: Sequence[PlanTemplate], parent: QWidget | None = None
    ) -> None:
        super().__init__(t(_CTX, "用模板开始计划"), t(_CTX, "开始计划"), parent)
        self._parts = parts
        self._plans = {plan.code: plan for plan in plans}
        choices = [(plan.code, plan_name(plan)) for plan in plans]
        self.template = CodeBox(t(_CTX, "模板"), choices, is_required=True)
        self.client = ClientBox(t(_CTX, "客户"), parts.find, parts.jobs, is_required=True)
        self.day = TextBox(t(_CTX, "从哪一天开始"), t(_CTX, "例如 今天、+3、12-05"), is_required=True)
        self.steps = QGridLayout()
        self._build()
        self.day.set_text(parts.today.isoformat())
        self._preview()
        self._start = self._typed()
        self.resize(fonts.scaled(_WIDTH), self.sizeHint().height())
        self.client.setFocus()

    def start_with(self, client: Client) -> None:
        """The client is given already."""
        self.client.choose(client)
        self._start = self._typed()

    def has_draft(self) -> bool:
        return self._typed() != self._start

    def drafts(self) -> list[TaskDraft]:
        """The tasks as they would be made; none while no day is understood."""
        start = self._start_on()
        client = self.client.client
        plan = self._plans.get(self.template.text())
        if start is None or plan is None:
            return []
        language = i18n.language()
        wanted = PlanStart(start, None if client is None else client.client_id, language=language)
        return plan_drafts(plan, wanted, self._parts.trading)

    def save(self) -> None:
        """Tell what is missing at its field, or hand the tasks over."""
        is_client_right = self.client.checked()
        if self._start_on() is None:
            self.day.say_problem(t(_CTX, "请写今天或以后的日子，例如 +3 或 12-05。"))
        wrong = [box for box in (self.client, self.day) if box.has_problem]
        if wrong or not is_client_right:
            (wrong or [self.client])[0].setFocus()
            return
        self.set_busy(is_busy=True)
        self.made.emit(self.drafts())

    def _build(self) -> None:
        column = QVBoxLayout(self.content)
        column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        column.setSpacing(10)
        grid = nest(column, QGridLayout())
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.addWidget(self.template, 0, 0, 1, 2)
        grid.addWidget(self.client, 1, 0)
        grid.addWidget(self.day, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column.addWidget(Line())
        column.addWidget(SectionTitle(t(_CTX, "会建这些待办（跳过休市日）")))
        holder = QWidget()
        self.steps.setContentsMargins(0, 0, 0, 0)
        self.steps.setHorizontalSpacing(16)
        self.steps.setVerticalSpacing(4)
        self.steps.setColumnStretch(1, 1)
        holder.setLayout(self.steps)
        column.addWidget(holder)
        column.addStretch(1)
        self.template.edited.connect(self._preview)
        self.day.edited.connect(self._preview)

    def _start_on(self) -> date | None:
        typed = self.day.text().strip()
        return read_due(typed, self._parts.today, self._parts.trading) if typed else None

    def _preview(self) -> None:
        empty(self.steps)
        start = self._start_on()
        self.day.say_hint("" if start is None else with_weekday(start))
        for row, draft in enumerate(self.drafts()):
            self.steps.addWidget(RoleLabel(with_weekday(draft.due_on), FontRole.BODY, "second"), row, 0)
            said = RoleLabel(draft.title)
            said.setWordWrap(True)
            self.steps.addWidget(said, row, 1)

    def _typed(self) -> tuple[str, ...]:
        return self.template.text(), self.client.text(), self.day.text()


def plan_name(plan: PlanTemplate) -> str:
    """The template's name in the language in force."""
    return plan.name_en if i18n.language() == i18n.ENGLISH else plan.name
