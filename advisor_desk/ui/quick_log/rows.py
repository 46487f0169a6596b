"""The rows of choices: channel, purpose, outcome and kind by digits; effect and initiator beside them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from advisor_desk.domain.interaction import Initiator, InteractionKind, Outcome, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.ui import fonts, labels
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.quick_log.digit_row import DigitRow
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.layouts import nest_at
from advisor_desk.usecases import log_contact as log
from advisor_desk.usecases.log_contact import LogBasis
from advisor_desk.usecases.log_draft import LogDraft

_CTX = "QuickLog"
LABEL_WIDTH: Final = 64
_CODES: Final = ("channel", "purpose", "outcome", "kind")


class ChoiceRows(QWidget):
    """Signals: `edited()`; `ended()` the last row by digits was answered; `stepped(int)`; `typed(str)`."""

    edited = Signal()
    ended = Signal()
    stepped = Signal(int)
    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: dict[str, str] = {}
        self.rows: dict[str, DigitRow] = {
            "channel": _row(t(_CTX, "渠道"), ContactChannel),
            "purpose": _row(t(_CTX, "目的"), Purpose),
            "outcome": _row(t(_CTX, "结果"), Outcome),
            "kind": _row(t(_CTX, "类型"), InteractionKind),
        }
        self.effective = QCheckBox(t(_CTX, "有效联系"), self)
        self.by_client = QCheckBox(t(_CTX, "客户发起"), self)
        self.told = RoleLabel("", FontRole.SMALL, "second", self)
        self._lay_out()
        for name, row in self.rows.items():
            row.picked.connect(lambda code, name=name: self._on_picked(name, code))
            row.passed.connect(lambda name=name: self._go_on(name))
            row.stepped.connect(self.stepped)
            row.typed.connect(self.typed)
        self.effective.clicked.connect(self._on_effective)
        self.by_client.clicked.connect(self.edited)

    @property
    def first(self) -> DigitRow:
        """Where choosing begins."""
        return self.rows["channel"]

    def put_into(self, draft: LogDraft) -> LogDraft:
        """The draft with what was chosen here."""
        return replace(
            draft,
            channel=self._chosen.get("channel", ""),
            purpose=self._chosen.get("purpose", ""),
            outcome=self._chosen.get("outcome", ""),
            kind=self._chosen.get("kind", ""),
            is_effective=self._chosen.get("is_effective", ""),
            initiator=Initiator.CLIENT.value if self.by_client.isChecked() else "",
        )

    def restore(self, draft: LogDraft) -> None:
        """Put back what a draft holds."""
        names = (*_CODES, "is_effective")
        self._chosen = {name: getattr(draft, name) for name in names if getattr(draft, name)}
        self.by_client.setChecked(draft.initiator == Initiator.CLIENT.value)

    def show_meant(self, draft: LogDraft, basis: LogBasis) -> None:
        """Turn on what counts, chosen or by default, and say what it does to the rhythm."""
        kind = log.kind_of(draft, basis)
        self.rows["channel"].set_code(log.channel_of(draft, basis).value)
        self.rows["purpose"].set_code(log.purpose_of(draft, basis).value)
        self.rows["outcome"].set_code(log.outcome_of(draft, basis).value)
        self.rows["kind"].set_code(kind.value)
        is_effective = log.is_effective(draft, basis)
        self.effective.setChecked(is_effective)
        self.effective.setEnabled(kind.can_be_effective)
        self.told.setText(_effect(kind, is_effective=is_effective))

    def _on_picked(self, name: str, code: str) -> None:
        self._chosen[name] = code
        if name == "outcome":
            self._chosen.pop("is_effective", None)
        self.edited.emit()
        self._go_on(name)

    def _on_effective(self) -> None:
        self._chosen["is_effective"] = "yes" if self.effective.isChecked() else "no"
        self.edited.emit()

    def _go_on(self, name: str) -> None:
        following = {"channel": "purpose", "purpose": "outcome"}.get(name)
        if following is None:
            self.ended.emit()
        else:
            self.rows[following].setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, fonts.scaled(LABEL_WIDTH))
        grid.setColumnStretch(1, 1)
        titles = (t(_CTX, "渠道"), t(_CTX, "目的"), t(_CTX, "结果"), t(_CTX, "类型"))
        for at, (title, row) in enumerate(zip(titles, self.rows.values(), strict=True)):
            grid.addWidget(RoleLabel(title, FontRole.SMALL, "second", self), at, 0)
            grid.addWidget(row, at, 1)
        marks = nest_at(grid, QHBoxLayout(), len(titles), 1)
        marks.setContentsMargins(4, 2, 0, 2)
        marks.setSpacing(18)
        marks.addWidget(self.effective)
        marks.addWidget(self.by_client)
        marks.addWidget(self.told, 1)


def _row(label: str, codes: type[ContactChannel | Purpose | Outcome | InteractionKind]) -> DigitRow:
    choices: Sequence[tuple[str, str]] = [(code.value, labels.word(code)) for code in codes]
    return DigitRow(label, choices)


def _effect(kind: InteractionKind, *, is_effective: bool) -> str:
    if kind is InteractionKind.MASS_PUSH:
        return t(_CTX, "群发不算有效联系，不会重新计算联系周期")
    if kind is InteractionKind.ENQUIRY:
        return t(_CTX, "等待回复的咨询，从现在起计时")
    if is_effective:
        return t(_CTX, "联系周期从这一天重新计算")
    return t(_CTX, "不会重新计算联系周期")
