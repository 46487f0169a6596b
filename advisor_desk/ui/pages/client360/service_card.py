"""服务: the rhythm, an open complaint, what was promised, open moments, what the tier is entitled to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.domain.entitlement import EntitlementBalance
from advisor_desk.domain.moment import KeptMoment
from advisor_desk.domain.task import Task, TaskKind
from advisor_desk.ui import labels
from advisor_desk.ui import labels_care as words
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.deed_rows import DeedButton, DeedLine, DeedRows
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.pages.client360.held_back import HeldBack
from advisor_desk.ui.pages.client360.service_ask import Deed, ServiceAsk
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import Button, GhostButton
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.client_service import ClientService

_CTX = "Care"
RHYTHM_KEY = "NEXT_DUE"
_ICONS = {TaskKind.MEETING: "calendar", TaskKind.PROMISE: "bookmark", TaskKind.PLAN_STEP: "layers"}


class ServiceCard(Card):
    """Signals: `asked(str)` for an explanation, `deed_asked(ServiceAsk)`."""

    asked = Signal(str)
    deed_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(t(_CTX, "服务"))
        self.rhythm_button = GhostButton("pencil", t(_CTX, "调整联系节奏"), t(_CTX, "节奏"))
        self.print_button = GhostButton(
            "printer", t(_CTX, "打印客户服务档案 (Ctrl+Shift+P)"), t(_CTX, "服务档案")
        )
        self.rhythm = FigureLink(RHYTHM_KEY, FontRole.BODY, "text")
        self.due = FigureLink(RHYTHM_KEY, FontRole.BODY_BOLD)
        self.last = RoleLabel("", FontRole.SMALL, "second")
        self.complaint = QFrame()
        self.complaint_words = RoleLabel("", FontRole.BODY, "warn")
        self.complaint_button = Button(t(_CTX, "结案"), "check")
        self.tasks = DeedRows(
            t(_CTX, "承诺与待办"),
            t(_CTX, "没有未完成的承诺和待办"),
            (
                DeedButton(Deed.TASK_DONE, Qt.Key.Key_Space, "check", t(_CTX, "完成 (空格)")),
                DeedButton(Deed.TASK_SNOOZE, Qt.Key.Key_S, "clock", t(_CTX, "推后 (S)")),
            ),
        )
        self.moments = DeedRows(
            t(_CTX, "关键时刻"),
            t(_CTX, "没有待处理的时刻"),
            (
                DeedButton(Deed.MOMENT_DONE, Qt.Key.Key_Space, "check", t(_CTX, "已处理 (空格)")),
                DeedButton(Deed.MOMENT_SNOOZE, Qt.Key.Key_S, "clock", t(_CTX, "推后 (S)")),
                DeedButton(Deed.MOMENT_SUPPRESS, Qt.Key.Key_X, "minus", t(_CTX, "不再提醒 (X)")),
            ),
        )
        self.held_back = HeldBack()
        self.entitlements = DeedRows(
            "",
            t(_CTX, "这一等级没有按次计的权益"),
            (
                DeedButton(Deed.BOOK, Qt.Key.Key_B, "calendar", t(_CTX, "预约 (B)")),
                DeedButton(Deed.USE, Qt.Key.Key_U, "check", t(_CTX, "登记使用 (U)")),
            ),
            most=9,
        )
        self._lay_out()
        self._connect()

    def render_view(self, view: PageView) -> None:
        """Show how the client is served; without that reading the card is away."""
        service = view.service
        self.setVisible(service is not None)
        if service is None:
            return
        self.rhythm.show_text(words.rhythm(service.due))
        told = words.due(service.due, service.as_of)
        self.due.show_text(told.text, told.tone)
        self.last.setText(words.last(service.due, service.as_of))
        self.complaint.setVisible(service.complaint_on is not None)
        if service.complaint_on is not None:
            self.complaint_words.setText(words.complaint(service.complaint_on, service.as_of))
        self.tasks.show_lines([_task_line(task, service) for task in service.tasks])
        self.moments.show_lines([_moment_line(one, service) for one in service.moments])
        self.held_back.show_moments(service.held_back)
        self.entitlements.title.setText(words.tier_services(service.tier))
        self.entitlements.show_lines([_balance_line(one, service) for one in service.balances])

    def _lay_out(self) -> None:
        self.add_action(self.print_button)
        self.add_action(self.rhythm_button)
        for link in (self.rhythm, self.due):
            link.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.complaint.setObjectName("notice")
        row = QHBoxLayout(self.complaint)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        self.complaint_words.setWordWrap(True)
        row.addWidget(self.complaint_words, 1)
        row.addWidget(self.complaint_button, 0, Qt.AlignmentFlag.AlignTop)
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        first = nest(column, QHBoxLayout())
        first.setSpacing(10)
        first.addWidget(self.due, 1)
        first.addWidget(self.last)
        column.addWidget(self.rhythm)
        self.add(head)
        self.add(self.complaint)
        for part in (self.tasks, self.moments, self.held_back, self.entitlements):
            self.add(part)

    def _connect(self) -> None:
        for link in (self.rhythm, self.due):
            link.asked.connect(self.asked)
        for button, deed in (
            (self.rhythm_button, Deed.RHYTHM),
            (self.print_button, Deed.PRINT),
            (self.complaint_button, Deed.COMPLAINT_CLOSE),
        ):
            button.clicked.connect(lambda _on=False, deed=deed: self.deed_asked.emit(ServiceAsk(deed)))
        for part in (self.tasks, self.moments, self.entitlements):
            part.asked.connect(self.deed_asked)


def _task_line(task: Task, service: ClientService) -> DeedLine:
    told = words.task_due(task, service.as_of)
    return DeedLine(
        task,
        words.task(task),
        told.text,
        told.tone,
        _ICONS.get(task.kind, "check"),
        hint=task.snooze_reason if service.snoozed(task.snoozed_until) else "",
    )


def _moment_line(one: KeptMoment, service: ClientService) -> DeedLine:
    told = words.moment_due(one, service.as_of)
    return DeedLine(one, words.moment(one), told.text, told.tone, "bell", words.moment_hint(one, service))


def _balance_line(one: EntitlementBalance, service: ClientService) -> DeedLine:
    told = words.balance_until(one, service.as_of)
    text = f"{labels.word(one.code)}  {words.balance(one)}"
    can_book = one.left is None or one.left > 0
    off = frozenset() if can_book else frozenset({Deed.BOOK})
    if not can_book and not one.booked:
        off |= {Deed.USE}
    return DeedLine(one, text, told.text, told.tone, "gift", off=off)
