"""联系节奏: a rhythm of the client's own with its reason, or back to that of the rules."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from advisor_desk.domain.client import Group, LifeState
from advisor_desk.domain.today import DueContact
from advisor_desk.rules.service_due import cadence_of
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.dialogs.care_dialog import CareDialog, CareParts
from advisor_desk.ui.dialogs.field_box import TextBox
from advisor_desk.ui.dialogs.snooze_dialog import ReasonBox
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button, Chip
from advisor_desk.ui.widgets.layouts import nest

_CTX = "Rhythm"
USUAL_DAYS: Final = (7, 14, 30, 60, 90)
RHYTHM_REASONS: Final = (
    mark("客户希望多联系"),
    mark("客户希望少打扰"),
    mark("近期有大额资金安排"),
    mark("按约定的检视周期"),
)
_BY_STATE: Final = frozenset({"AT_RISK", "DORMANT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmParts(CareParts):
    """`due` is what the client is owed now, `reason` why an own rhythm was set."""

    due: DueContact
    reason: str = ""


class RhythmDialog(CareDialog):
    """Signal `changed()` once a rhythm was set or given up."""

    changed = Signal()

    def __init__(self, parts: RhythmParts, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "调整联系节奏"), t(_CTX, "保存"), parts, parent)
        self._parts = parts
        self._limits = parts.book.service.contact
        self.by_rules = RoleLabel("", FontRole.BODY, "second")
        self.in_force = QFrame()
        self.in_force_words = RoleLabel("", FontRole.BODY, "warn")
        self.rules_button = Button(t(_CTX, "恢复按规则"), "undo")
        self.days = TextBox(t(_CTX, "每几天联系一次"), is_required=True)
        self.chips = [Chip("", str(days)) for days in USUAL_DAYS]
        self.reason = ReasonBox([t(_CTX, reason) for reason in RHYTHM_REASONS])
        self._build()
        self._fill()
        self._start = self._typed()
        self.fit()

    def has_draft(self) -> bool:
        return self._typed() != self._start

    def save(self) -> None:
        """Set the rhythm, or tell at its field what is missing."""
        days, reason = self._checked_days(), self.reason.checked()
        if days is None:
            self.days.setFocus()
        elif reason is None:
            self.reason.setFocus()
        else:
            book, client_id = self._parts.book, self._parts.client_id
            self.start(lambda: book.set_rhythm(client_id, days, reason), self._on_changed)

    def back_to_rules(self) -> None:
        """Give the own rhythm up; a reason is welcome but not asked for."""
        book, client_id, reason = self._parts.book, self._parts.client_id, self.reason.text().strip()
        self.start(lambda: book.set_rhythm(client_id, None, reason), self._on_changed)

    def _build(self) -> None:
        self.by_rules.setWordWrap(True)
        self.column.addWidget(self.by_rules)
        self.in_force.setObjectName("notice")
        row = QHBoxLayout(self.in_force)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        self.in_force_words.setWordWrap(True)
        row.addWidget(self.in_force_words, 1)
        row.addWidget(self.rules_button, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self.in_force)
        self.column.addWidget(self.days)
        _add_row(self.column, self.chips)
        self.column.addSpacing(4)
        self.column.addWidget(self.reason)
        _add_row(self.column, self.reason.chips)
        self.column.addStretch(1)
        self.rules_button.setAutoDefault(False)
        self.rules_button.clicked.connect(self.back_to_rules)
        self.days.edited.connect(self._on_days_edited)
        for chip in self.chips:
            chip.setText(t(_CTX, "%n 天", int(chip.code)))
            chip.clicked.connect(lambda _on=False, chip=chip: self._put(chip.code))

    def _fill(self) -> None:
        due = self._parts.due
        by_rules = cadence_of(due.tier, Group(due.group), LifeState(due.state), self._parts.book.rules).days
        which = labels.word_of(LifeState, due.state) if due.state in _BY_STATE else None
        code = which or labels.word_of(Group, due.group)
        self.by_rules.setText(
            t(_CTX, "按规则({tier} · {code})：每 {days} 天").format(
                tier=labels.word(due.tier), code=code, days=by_rules
            )
        )
        self.in_force.setVisible(due.is_own_rhythm)
        if due.is_own_rhythm:
            said = t(_CTX, "现在另设为每 %n 天。", due.days)
            why = t(_CTX, "原因：{reason}").format(reason=discreet.text(self._parts.reason))
            self.in_force_words.setText(f"{said}{why}" if self._parts.reason else said)
        self._put(str(due.days))
        self.days.setFocus()
        self.days.edit.selectAll()

    def _typed(self) -> tuple[str, str]:
        return self.days.text().strip(), self.reason.text().strip()

    def _read(self) -> int | None:
        typed = self.days.text().strip()
        days = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len("366") else 0
        return days if self._limits.own_days_least <= days <= self._limits.own_days_most else None

    def _checked_days(self) -> int | None:
        days = self._read()
        if days is None:
            said = t(_CTX, "请写 {least} 到 {most} 之间的整天数。").format(
                least=self._limits.own_days_least, most=self._limits.own_days_most
            )
            self.days.say_problem(said)
        return days

    def _put(self, typed: str) -> None:
        self.days.set_text(typed)
        self._on_days_edited()

    def _on_days_edited(self) -> None:
        days, since = self._read(), self._parts.due.since
        for chip in self.chips:
            chip.setChecked(chip.code == self.days.text().strip())
        if days is None or since is None:
            self.days.say_hint("")
        else:
            latest = since + timedelta(days=days)
            self.days.say_hint(t(_CTX, "下次最迟 {day}").format(day=formats.day(latest)))

    def _on_changed(self, _nothing: None) -> None:
        self.accept()
        self.changed.emit()


def _add_row(column: QVBoxLayout, chips: list[Chip]) -> None:
    row = nest(column, QHBoxLayout())
    row.setSpacing(6)
    for chip in chips:
        row.addWidget(chip)
    row.addStretch(1)
