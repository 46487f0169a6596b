"""权益: book a service of the tier, enter its use, cancel a booking, add to the quota."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from advisor_desk.domain.entitlement import (
    EntitlementBalance,
    EntitlementCode,
    EntitlementDraft,
    EntitlementEntry,
    EntitlementMove,
)
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.entitlements import balances, draft_problem, open_bookings
from advisor_desk.rules.serviceset import EntitlementRule
from advisor_desk.ui import formats, labels, labels_errors
from advisor_desk.ui.dialogs.care_dialog import CareDialog, CareParts
from advisor_desk.ui.dialogs.field_box import CodeBox, TextBox
from advisor_desk.ui.dialogs.radio_row import RadioRow
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.override_tier import read_day
from advisor_desk.usecases.typed_day import read_due, read_past_day

_CTX = "Entitlement"
_MOST: Final = 99
_MOST_NOTE: Final = 200
_MOVES: Final = (EntitlementMove.BOOK, EntitlementMove.USE, EntitlementMove.CANCEL, EntitlementMove.GRANT)
_AHEAD: Final = frozenset({EntitlementMove.BOOK})
_SETTLING: Final = frozenset({EntitlementMove.USE, EntitlementMove.CANCEL})


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitlementParts(CareParts):
    """`rules` are the services of the client's tier, `entries` the ledger; `code` and `move` stand chosen."""

    rules: Sequence[EntitlementRule]
    entries: Sequence[EntitlementEntry]
    trading: TradingDays
    code: EntitlementCode | None = None
    move: EntitlementMove = EntitlementMove.BOOK


class EntitlementDialog(CareDialog):
    """Signal `moved(str)`: the id of the line written."""

    moved = Signal(str)

    def __init__(self, parts: EntitlementParts, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "权益登记"), t(_CTX, "登记"), parts, parent)
        self._parts = parts
        self._today = parts.book.as_of
        services = [(rule.code.value, labels.word(rule.code)) for rule in parts.rules]
        self.code = CodeBox(t(_CTX, "权益"), services, is_required=True)
        self.balance = RoleLabel("", FontRole.BODY, "second")
        self.deed = RadioRow(t(_CTX, "登记为"), [(each.value, labels.word(each)) for each in _MOVES])
        self.booking = CodeBox(t(_CTX, "对应的预约"), [])
        self.day = TextBox(t(_CTX, "日期"), is_required=True)
        self.count = TextBox(t(_CTX, "次数"), is_required=True)
        self.note = TextBox(t(_CTX, "说明"), is_private=True)
        self._build()
        self._fill()
        self._start = self._typed()
        self.fit()

    def has_draft(self) -> bool:
        return self._typed() != self._start

    def save(self) -> None:
        """Write the line, or tell at its field why it may not be written."""
        draft = self._checked()
        if draft is not None:
            book = self._parts.book
            self.start(lambda: book.move_entitlement(draft), self._on_moved)

    @property
    def chosen(self) -> EntitlementMove:
        """What the line will be."""
        return EntitlementMove(self.deed.code())

    def _build(self) -> None:
        self.balance.setWordWrap(True)
        for widget in (self.code, self.balance, self.deed, self.booking):
            self.column.addWidget(widget)
        row = nest(self.column, QHBoxLayout())
        row.setSpacing(16)
        row.addWidget(self.day, 2)
        row.addWidget(self.count, 1)
        self.column.addWidget(self.note)
        self.column.addStretch(1)

    def _fill(self) -> None:
        parts = self._parts
        if parts.code is not None:
            self.code.set_text(parts.code.value)
        self.deed.choose(parts.move.value)
        self.count.set_text("1")
        self.day.set_text("" if parts.move in _AHEAD else self._today.isoformat())
        self._on_choice()
        self.code.edited.connect(self._on_choice)
        self.deed.picked.connect(self._on_choice)
        self.booking.edited.connect(self._on_booking)
        self.day.edited.connect(self._tell_day)
        (self.day if parts.code is not None else self.code).setFocus()

    # What is shown.

    def _on_choice(self) -> None:
        """Another service or another deed: other bookings, another day, another note."""
        move = self.chosen
        self._offer_bookings()
        self.day.set_label(t(_CTX, "预约到哪一天") if move in _AHEAD else t(_CTX, "日期"))
        self.day.edit.setPlaceholderText(
            t(_CTX, "今天或以后，如 +3、12-05") if move in _AHEAD else t(_CTX, "今天或以前，如 昨天、11-05")
        )
        if move not in _AHEAD and not self.day.text().strip():
            self.day.set_text(self._today.isoformat())
        self.note.set_required(is_required=move is EntitlementMove.GRANT)
        self.note.edit.setPlaceholderText(
            t(_CTX, "为什么增加，谁批准") if move is EntitlementMove.GRANT else t(_CTX, "选填")
        )
        for box in (self.code, self.day, self.count, self.note, self.booking):
            box.say_problem("")
        self._tell_day()

    def _offer_bookings(self) -> None:
        """The open bookings of the service, for a use or a cancelling."""
        move, code = self.chosen, self._code()
        found = open_bookings(self._parts.entries, code) if code is not None and move in _SETTLING else []
        combo = self.booking.combo
        combo.blockSignals(True)
        combo.clear()
        if move is EntitlementMove.USE:
            combo.addItem(t(_CTX, "没有预约，直接使用"), "")
        for each in found:
            said = t(_CTX, "{day} · %n 次", each.left).format(day=formats.day(each.day))
            combo.addItem(said, each.entry.id)
        combo.setCurrentIndex(1 if move is EntitlementMove.USE and found else 0)
        combo.blockSignals(False)
        self.booking.setVisible(move is EntitlementMove.CANCEL or bool(found))

    def _on_booking(self) -> None:
        self.booking.say_problem("")
        self._tell_balance()

    def _tell_day(self) -> None:
        on = self._day()
        is_told = on is None or self.day.text().strip() == formats.day(on)
        self.day.say_hint("" if is_told else formats.day(on))
        self._tell_balance()

    def _tell_balance(self) -> None:
        """What is left in the period of the day that is typed; in amber when that is nothing."""
        code = self._code()
        period = max(self._today, self._day() or self._today)
        found = balances(self._parts.rules, self._parts.entries, period)
        mine = next((one for one in found if one.code is code), None)
        self.balance.setText(t(_CTX, "客户的等级没有权益。") if mine is None else _balance(mine))
        self.balance.set_tone("warn" if mine is None or mine.left == 0 else "second")

    # What was typed.

    def _typed(self) -> tuple[str, ...]:
        boxes = (self.code, self.booking, self.day, self.count, self.note)
        return (self.deed.code(), *(box.text().strip() for box in boxes))

    def _code(self) -> EntitlementCode | None:
        code = self.code.text()
        return EntitlementCode(code) if code else None

    def _day(self) -> date | None:
        """The day typed: to come for a booking, past for everything else."""
        typed = self.day.text().strip()
        if not typed:
            return None
        whole = read_day(typed)
        if self.chosen in _AHEAD:
            on = whole or read_due(typed, self._today, self._parts.trading)
            return on if on is not None and on >= self._today else None
        on = whole or read_past_day(typed, self._today)
        return on if on is not None and on <= self._today else None

    def _count(self) -> int | None:
        typed = self.count.text().strip()
        many = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("100") else 0
        return many if 0 < many <= _MOST else None

    def _checked(self) -> EntitlementDraft | None:
        code, on, many = self._code(), self._day(), self._count()
        note = self.note.text().strip()
        problems = {
            self.code: "" if code is not None else t(_CTX, "客户的等级没有权益。"),
            self.booking: self._booking_problem(),
            self.day: "" if on is not None else self._day_problem(),
            self.count: "" if many is not None else t(_CTX, "请写 1 到 {most} 的次数。").format(most=_MOST),
            self.note: self._note_problem(note),
        }
        for box, said in problems.items():
            if said or box.has_problem:
                box.say_problem(said)
        wrong = next((box for box, said in problems.items() if said), None)
        if wrong is not None or code is None or on is None or many is None:
            (wrong or self.code).setFocus()
            return None
        return self._allowed(self._draft(code, on, many, note))

    def _draft(self, code: EntitlementCode, on: date, many: int, note: str) -> EntitlementDraft:
        move = self.chosen
        return EntitlementDraft(
            client_id=self._parts.client_id,
            code=code,
            move=move,
            count=many,
            on=self._today if move in _AHEAD else on,
            for_on=on if move in _AHEAD else None,
            note=note,
            booking=self.booking.text() if move in _SETTLING else "",
        )

    def _allowed(self, draft: EntitlementDraft) -> EntitlementDraft | None:
        """The draft when the rules let it stand and no booking is settled by more than it holds."""
        mine = (
            one for one in open_bookings(self._parts.entries, draft.code) if one.entry.id == draft.booking
        )
        left = next((one.left for one in mine), draft.count)
        if draft.count > left:
            self.count.say_problem(t(_CTX, "这个预约只剩 %n 次。", left))
            self.count.setFocus()
            return None
        problem = draft_problem(draft, self._parts.rules, self._parts.entries)
        if problem:
            self.trouble.say(labels_errors.words(UserCanFix(problem)).together)
            self.code.setFocus()
            return None
        return draft

    def _booking_problem(self) -> str:
        if self.chosen is EntitlementMove.CANCEL and not self.booking.text():
            return t(_CTX, "没有可以取消的预约。")
        return ""

    def _day_problem(self) -> str:
        if self.chosen in _AHEAD:
            return t(_CTX, "请写今天或以后的日子，如 +3 或 12-05。")
        return t(_CTX, "请写今天或以前的日子，如 昨天 或 11-05。")

    def _note_problem(self, note: str) -> str:
        if len(note) > _MOST_NOTE:
            return t(_CTX, "说明最多 {limit} 个字。").format(limit=_MOST_NOTE)
        if self.chosen is EntitlementMove.GRANT and not note:
            return t(_CTX, "请写明为什么增加。")
        return ""

    def _on_moved(self, entry_id: str) -> None:
        self.accept()
        self.moved.emit(entry_id)


def _balance(one: EntitlementBalance) -> str:
    """本期到 2026-12-31：额度 4 次，已用 1，已约 1，还剩 2。"""
    until = formats.day(one.expires_on)
    if one.quota is None:
        said = t(_CTX, "本期到 {day}：不限次数，已用 {used}，已约 {booked}。")
        return said.format(day=until, used=one.used, booked=one.booked)
    said = t(_CTX, "本期到 {day}：额度 {quota}，已用 {used}，已约 {booked}，还剩 {left}。")
    return said.format(
        day=until, quota=one.quota + one.granted, used=one.used, booked=one.booked, left=one.left
    )
