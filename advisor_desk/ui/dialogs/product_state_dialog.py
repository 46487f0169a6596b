"""变更货架状态: the next state of a product, with the approver and the reason. The shelf is sealed anew."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from advisor_desk.domain.product import ShelfStatus
from advisor_desk.domain.shelf import NEXT_STATES
from advisor_desk.errors import DeskError
from advisor_desk.ui import fonts, labels, labels_errors
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.field_box import FieldBox, TextBox
from advisor_desk.ui.dialogs.tier_override_dialog import ReasonBox
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.jobs import BookChange, Jobs, WriteJob
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.ui.widgets.marks import Pill
from advisor_desk.usecases.move_product import MoveDraft, problem_of
from advisor_desk.usecases.product_facts import ProductFacts

_CTX = "ProductState"
TOPIC: Final = "products"
_WIDTH: Final = 560
_SIDE: Final = 20
_MOST_REASON: Final = 200
_EFFECTS: Final = {
    ShelfStatus.DRAFT: mark("登记为草稿，还不能销售"),
    ShelfStatus.APPROVED: mark("准入通过，还不能销售"),
    ShelfStatus.ON_SALE: mark("可以销售，也会进入建议"),
    ShelfStatus.SUSPENDED: mark("停止销售，可以再恢复"),
    ShelfStatus.EXPIRED: mark("永久下架，不能再恢复"),
}
_PROBLEMS: Final = {
    "not_a_step": mark("不能从现在的状态直接变更到这个状态。"),
    "unrated": mark("没有我司风险评级，不能上架销售。请先导入评级。"),
    "no_approver": mark("请填写批准人。"),
    "no_reason": mark("请写明变更的原因。"),
    "moved_meanwhile": mark("产品的状态已经变了，请关闭后重新打开。"),
    "head_office_decides": mark("货架由总部下发，状态由总部变更。"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveParts:
    """What the dialog works with; `move` runs in the book's lane."""

    move: Callable[[MoveDraft], None]
    jobs: Jobs
    product: ProductFacts


class ProductStateDialog(DraftDialog):
    """Signal `moved(str)`: the product of this code has its new state."""

    moved = Signal(str)

    def __init__(self, parts: MoveParts, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "变更货架状态"), t(_CTX, "保存变更"), parent)
        self._parts = parts
        self._before = parts.product.product.shelf_status
        self.states: dict[ShelfStatus, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self.reason = ReasonBox(t(_CTX, "原因"), t(_CTX, "例如：额度将满，暂停销售"))
        self.approver = TextBox(t(_CTX, "批准人"), t(_CTX, "姓名或工号"), is_required=True)
        self._build()
        self.about.setText(f"{parts.product.product.name} · {parts.product.product.code}")
        self._start = self._typed()
        self.reason.edited.connect(lambda: self._forgive(self.reason))
        self.approver.edited.connect(lambda: self._forgive(self.approver))
        self.resize(fonts.scaled(_WIDTH), self.sizeHint().height())
        next(iter(self.states.values())).setFocus()

    def has_draft(self) -> bool:
        return self._typed() != self._start

    def save(self) -> None:
        """Tell what is missing at its field, or record the move."""
        draft = self._checked()
        if draft is None:
            return
        self.set_busy(is_busy=True)
        move = self._parts.move
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: move(draft),
                done=lambda _nothing: self._on_saved(draft.code),
                failed=self._on_failed,
                owner=self,
                change=BookChange(frozenset({TOPIC}), frozenset()),
            )
        )

    def chosen(self) -> ShelfStatus:
        """The state that is picked."""
        return next(state for state, button in self.states.items() if button.isChecked())

    def _build(self) -> None:
        column = QVBoxLayout(self.content)
        column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        column.setSpacing(12)
        now = nest(column, QHBoxLayout())
        now.setSpacing(8)
        now.addWidget(RoleLabel(t(_CTX, "现在的状态"), FontRole.BODY, "second"))
        now.addWidget(Pill(t(_CTX, "未上架") if self._before is None else labels.word(self._before)))
        now.addStretch(1)
        column.addWidget(RoleLabel(t(_CTX, "变更为"), FontRole.SMALL, "second"))
        for state in NEXT_STATES[self._before]:
            self._add_state(column, state)
        column.addWidget(self.approver)
        column.addWidget(self.reason)
        column.addStretch(1)

    def _add_state(self, column: QVBoxLayout, state: ShelfStatus) -> None:
        button = QRadioButton(labels.word(state))
        button.setAccessibleDescription(t(_CTX, _EFFECTS[state]))
        button.setChecked(not self.states)
        self.states[state] = button
        self._group.addButton(button)
        row = nest(column, QHBoxLayout())
        row.setSpacing(12)
        row.addWidget(button)
        row.addWidget(RoleLabel(t(_CTX, _EFFECTS[state]), FontRole.BODY, "second"))
        row.addStretch(1)

    def _typed(self) -> tuple[ShelfStatus, str, str]:
        return self.chosen(), self.approver.text(), self.reason.text()

    def _forgive(self, box: FieldBox) -> None:
        if box.has_problem and box.text().strip():
            box.say_problem("")

    def _checked(self) -> MoveDraft | None:
        after, approver, reason = self._typed()
        wrong = self._missing()
        if len(reason.strip()) > _MOST_REASON:
            self.reason.say_problem(t(_CTX, "原因最多 {limit} 个字。").format(limit=_MOST_REASON))
            wrong.append(self.reason)
        if wrong:
            self.trouble.say(t(_CTX, "没有保存，填写的内容都在。"))
            wrong[0].setFocus()
            return None
        one = self._parts.product
        draft = MoveDraft(
            code=one.product.code,
            before=self._before,
            after=after,
            approver=approver,
            reason=reason,
            grade=one.grade,
        )
        problem = problem_of(draft)
        self.trouble.say("" if problem is None else t(_CTX, _PROBLEMS[problem]))
        return draft if problem is None else None

    def _missing(self) -> list[FieldBox]:
        wrong: list[FieldBox] = []
        for box, problem in ((self.approver, "no_approver"), (self.reason, "no_reason")):
            is_missing = not box.text().strip()
            box.say_problem(t(_CTX, _PROBLEMS[problem]) if is_missing else "")
            if is_missing:
                wrong.append(box)
        return wrong

    def _on_saved(self, code: str) -> None:
        self.accept()
        self.moved.emit(code)

    def _on_failed(self, error: DeskError) -> None:
        self.set_busy(is_busy=False)
        problem = error.params.get("problem")
        if error.code == "product.move_refused" and isinstance(problem, str) and problem in _PROBLEMS:
            self.trouble.say(t(_CTX, _PROBLEMS[problem]))
            return
        self.trouble.say(labels_errors.words(error).together)
