"""人工调整等级: a tier set by hand, with its reason, approver and last day; ends one in force early.

Whether an override may stand is decided by the rules (T9); this only asks and tells.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from advisor_desk.domain.client import Tier
from advisor_desk.domain.dates import days_between
from advisor_desk.domain.edits import OverrideDraft
from advisor_desk.domain.review import ClientReview
from advisor_desk.errors import DeskError
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.ui import discreet, fonts, labels, labels_client_form, labels_errors
from advisor_desk.ui import labels_tier_override as words
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.field_box import FieldBox, TextBox
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, Jobs, WriteJob
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button, Chip
from advisor_desk.ui.widgets.layouts import nest, nest_at
from advisor_desk.ui.widgets.marks import Pill
from advisor_desk.usecases import override_tier as deed
from advisor_desk.usecases.override_tier import USUAL_DAYS, OverrideCase
from advisor_desk.usecases.ports import OverrideBook

_CTX = "TierOverride"
TOPIC: Final = "clients"
_WIDTH: Final = 600
_SIDE: Final = 20
_MOST_REASON: Final = 200
_SHORT_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideParts:
    """What the dialog works with; `rules` are those in force on the day of the review."""

    book: OverrideBook
    jobs: Jobs
    review: ClientReview
    rules: RuleSet


class ReasonBox(FieldBox):
    """A few lines of text; Tab goes on."""

    def __init__(self, label: str, hint: str) -> None:
        self.edit = QPlainTextEdit()
        self.edit.setPlaceholderText(hint)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(fonts.scaled(76))
        super().__init__(label, self.edit, is_required=True)
        self.edit.textChanged.connect(self.edited)

    def text(self) -> str:
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        self.edit.setPlainText(text)


class TierOverrideDialog(DraftDialog):
    """Signals: `overridden()` once the new tier is saved; `ended()` once the one in force was ended."""

    overridden = Signal()
    ended = Signal()

    def __init__(self, parts: OverrideParts, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "人工调整等级"), t(_CTX, "保存调整"), parent)
        self._parts = parts
        standing = parts.review.standing
        self._today = standing.as_of
        self._case = OverrideCase(
            standing.client_id, parts.review.profile.client_type, self._today, parts.rules
        )
        self.tiers: dict[Tier, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self.computed = Pill()
        self.computed_why = RoleLabel("", FontRole.SMALL, "second")
        self.in_force = QFrame()
        self.end_button = Button(t(_CTX, "提前结束"), "undo")
        self.reason = ReasonBox(t(_CTX, "原因"), t(_CTX, "例如：他行资产转入在途，下月到账"))
        self.approver = TextBox(t(_CTX, "批准人"), t(_CTX, "姓名或工号"), is_required=True)
        self.until = TextBox(t(_CTX, "截止日期"), t(_CTX, "如 2026-12-31"), is_required=True)
        self.spans: list[Chip] = []
        self._build()
        self._fill()
        self._start = self._typed()
        self._connect()
        self.resize(fonts.scaled(_WIDTH), self.sizeHint().height())

    def has_draft(self) -> bool:
        return self._typed() != self._start

    def save(self) -> None:
        """Check against the rules, tell what is wrong at its field, save."""
        draft = self._checked()
        if draft is None:
            return
        self.set_busy(is_busy=True)
        book = self._parts.book
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: deed.override_tier(book, draft),
                done=self._on_saved,
                failed=self._on_failed,
                owner=self,
                change=self._change(),
            )
        )

    def end_now(self) -> None:
        """End the override in force: from today on the rules decide again."""
        self.set_busy(is_busy=True)
        book, client_id = self._parts.book, self._case.client_id
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: deed.end_override(book, client_id),
                done=self._on_ended,
                failed=self._on_failed,
                owner=self,
                change=self._change(),
            )
        )

    def _change(self) -> BookChange:
        return BookChange(frozenset({TOPIC}), frozenset({self._case.client_id}))

    def _build(self) -> None:
        column = QVBoxLayout(self.content)
        column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        column.setSpacing(12)
        self._add_computed_row(column)
        column.addWidget(self._in_force_row())
        self._add_tier_row(column)
        column.addWidget(self.reason)
        last = nest(column, QGridLayout())
        last.setHorizontalSpacing(16)
        last.setColumnStretch(0, 1)
        last.setColumnStretch(1, 1)
        last.addWidget(self.approver, 0, 0)
        last.addWidget(self.until, 0, 1)
        spans = nest_at(last, QHBoxLayout(), 1, 1)
        spans.setSpacing(6)
        for days in (_SHORT_DAYS, USUAL_DAYS, self._parts.rules.tier.override_max_days):
            chip = Chip(t(_CTX, "%n 天", days), str(days))
            chip.setCheckable(False)
            chip.clicked.connect(lambda _on=False, days=days: self._on_span_chosen(days))
            self.spans.append(chip)
            spans.addWidget(chip)
        spans.addStretch(1)
        column.addStretch(1)
        for button in self.content.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _add_computed_row(self, column: QVBoxLayout) -> None:
        row = nest(column, QHBoxLayout())
        row.setSpacing(10)
        row.addWidget(RoleLabel(t(_CTX, "按规则应为"), FontRole.BODY))
        row.addWidget(self.computed)
        self.computed_why.setWordWrap(True)
        row.addWidget(self.computed_why, 1)

    def _in_force_row(self) -> QFrame:
        self.in_force.setObjectName("notice")
        row = QHBoxLayout(self.in_force)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        self.in_force_words = RoleLabel("", FontRole.BODY, "warn")
        self.in_force_words.setWordWrap(True)
        row.addWidget(self.in_force_words, 1)
        row.addWidget(self.end_button, 0, Qt.AlignmentFlag.AlignTop)
        return self.in_force

    def _add_tier_row(self, column: QVBoxLayout) -> None:
        row = nest(column, QHBoxLayout())
        row.setSpacing(20)
        row.addWidget(RoleLabel(t(_CTX, "调整为"), FontRole.BODY))
        for tier in Tier:
            button = QRadioButton(labels.tier(tier, words.variant_of(tier)))
            self._group.addButton(button)
            self.tiers[tier] = button
            row.addWidget(button)
        row.addStretch(1)

    def _fill(self) -> None:
        review, standing = self._parts.review, self._parts.review.standing
        by_rule = words.by_rule(standing)
        variant = words.variant_of(by_rule)
        self.computed.set_text(labels.tier(by_rule, variant), labels.tier_step(by_rule, variant))
        self.computed_why.setText(words.rule_reason(standing))
        running = review.override
        self.in_force.setVisible(running is not None)
        if running is not None:
            self.in_force_words.setText(words.in_force(running))
        self.tiers[_suggested(by_rule)].setChecked(True)
        self.until.set_text((self._today + timedelta(days=USUAL_DAYS)).isoformat())
        self._tell_span()
        profile = review.profile
        self.about.setText(f"{discreet.name(profile.name)}  {profile.client_no}")
        self.reason.setFocus()

    def _connect(self) -> None:
        self.until.edited.connect(self._on_until_edited)
        self.until.left.connect(self._on_until_left)
        for box in (self.reason, self.approver):
            box.edited.connect(lambda box=box: box.say_problem("") if box.text().strip() else None)
        self.end_button.clicked.connect(self.end_now)

    def _typed(self) -> tuple[str, ...]:
        tier = next(tier for tier, button in self.tiers.items() if button.isChecked())
        return (tier.value, self.reason.text(), self.approver.text(), self.until.text())

    def _checked(self) -> OverrideDraft | None:
        for box in (self.reason, self.approver, self.until):
            box.say_problem("")
        tier, reason, approver, _ = self._typed()
        until = deed.read_day(self.until.text())
        wrong: list[FieldBox] = []
        for box, code in ((self.reason, "no_reason"), (self.approver, "no_approver")):
            if not box.text().strip():
                self._refuse(box, code)
                wrong.append(box)
        if len(reason.strip()) > _MOST_REASON:
            said = t(_CTX, "原因最多 {limit} 个字。").format(limit=_MOST_REASON)
            self.reason.say_problem(said)
            wrong.append(self.reason)
        if until is None:
            self.until.say_problem(labels_client_form.unreadable_day())
            wrong.append(self.until)
        if not wrong and until is not None:
            draft = OverrideDraft(
                self._case.client_id, Tier(tier), reason.strip(), approver.strip(), self._today, until
            )
            problem = deed.problem_of(self._case, draft)
            if problem is None:
                self.trouble.say("")
                return draft
            wrong.append(self._refuse(self.until, problem))
        self.trouble.say(t(_CTX, "没有保存，填写的内容都在。"))
        wrong[0].setFocus()
        return None

    def _refuse(self, box: FieldBox, code: str) -> FieldBox:
        most = self._parts.rules.tier.override_max_days
        box.say_problem(words.refusal(code, most, self._today + timedelta(days=most)))
        return box

    def _on_span_chosen(self, days: int) -> None:
        self.until.set_text((self._today + timedelta(days=days)).isoformat())
        self._tell_span()

    def _on_until_edited(self) -> None:
        if self.until.has_problem and deed.read_day(self.until.text()) is not None:
            self.until.say_problem("")

    def _on_until_left(self) -> None:
        until = deed.read_day(self.until.text())
        if until is None:
            self.until.say_problem(labels_client_form.unreadable_day())
            return
        self.until.set_text(until.isoformat())
        self._tell_span()

    def _tell_span(self) -> None:
        until = deed.read_day(self.until.text())
        if until is None:
            return
        days, most = days_between(self._today, until), self._parts.rules.tier.override_max_days
        if days < 0:
            self._refuse(self.until, "ends_before_start")
        elif days > most:
            self._refuse(self.until, "too_long")
        else:
            self.until.say_hint(t(_CTX, "%n 天后到期，之后按规则定级", days))

    def _on_saved(self, _nothing: None) -> None:
        self.accept()
        self.overridden.emit()

    def _on_ended(self, _was_running: bool) -> None:  # noqa: FBT001
        self.accept()
        self.ended.emit()

    def _on_failed(self, error: DeskError) -> None:
        self.set_busy(is_busy=False)
        problem = error.params.get("problem")
        if error.code == "tier.override_refused" and isinstance(problem, str):
            most = self._parts.rules.tier.override_max_days
            self.trouble.say(words.refusal(problem, most, self._today + timedelta(days=most)))
            return
        self.trouble.say(labels_errors.words(error).together)


def _suggested(by_rule: Tier) -> Tier:
    """The next tier up: what people mostly ask for."""
    return {Tier.RETAIL: Tier.HNW, Tier.HNW: Tier.INST, Tier.INST: Tier.HNW}[by_rule]
