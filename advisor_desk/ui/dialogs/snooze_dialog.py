"""推后 and 不再提醒: a day and a reason, or a reason alone. What is done with them is the caller's matter."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from advisor_desk.domain.trading import TradingDays
from advisor_desk.ui import fonts, tokens
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.field_box import TextBox
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.labels_days import month_day, weekday, with_weekday
from advisor_desk.ui.widgets.controls import Chip
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.typed_day import read_due

_CTX = "Snooze"
QUICK_DAYS: Final = (1, 3, 7)
SNOOZE_REASONS: Final = (mark("客户没空"), mark("等客户答复"), mark("等材料"), mark("客户要求改期"))
SUPPRESS_REASONS: Final = (
    mark("已经办妥"),
    mark("不适合这位客户"),
    mark("客户不希望被提醒"),
    mark("数据有误"),
)
DROP_REASONS: Final = (mark("不再需要"), mark("重复了"), mark("客户取消"))
_WIDTH: Final = 520
_SIDE: Final = 20
_MOST: Final = 200


class ReasonBox(TextBox):
    """A reason as typed, or picked from usual ones. Its chips are `chips`, to be laid out beside it."""

    def __init__(self, usual: Sequence[str]) -> None:
        super().__init__(t(_CTX, "原因"), t(_CTX, "选一个或写一句"), is_required=True)
        self.chips: list[Chip] = []
        for reason in usual:
            chip = Chip(t(_CTX, reason))
            chip.clicked.connect(lambda _on=False, chip=chip: self._on_picked(chip))
            self.chips.append(chip)
        self.edited.connect(self._mark)

    def set_text(self, text: str) -> None:
        super().set_text(text)
        self._mark()

    def checked(self) -> str | None:
        """The reason; None when it is missing or too long, told at the field."""
        typed = self.text().strip()
        problem = "" if typed else t(_CTX, "请写明原因。")
        if len(typed) > _MOST:
            problem = t(_CTX, "原因最多 {limit} 个字。").format(limit=_MOST)
        self.say_problem(problem)
        return None if problem else typed

    def _on_picked(self, chip: Chip) -> None:
        self.set_text(chip.text())
        self.say_problem("")
        self.edited.emit()

    def _mark(self) -> None:
        for chip in self.chips:
            chip.setChecked(chip.text() == self.text().strip())


class ReasonDialog(DraftDialog):
    """Signal `given(str)`: the reason; the caller closes it with `accept`, or tells with `tell`."""

    given = Signal(str)

    def __init__(
        self, title: str, save: str, usual: Sequence[str] = SUPPRESS_REASONS, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, save, parent)
        self.reason = ReasonBox(usual)
        self._column = QVBoxLayout(self.content)
        self._column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        self._column.setSpacing(10)
        self._build()
        self.resize(fonts.scaled(_WIDTH), self.sizeHint().height())

    def has_draft(self) -> bool:
        return bool(self.reason.text().strip())

    def save(self) -> None:
        """Hand the reason over, or tell at the field what is missing."""
        reason = self.reason.checked()
        if reason is None:
            self.reason.setFocus()
            return
        self.set_busy(is_busy=True)
        self.given.emit(reason)

    def _build(self) -> None:
        self._add_reason()
        self.reason.setFocus()

    def _add_reason(self) -> None:
        self._column.addWidget(self.reason)
        self._add_chips(self.reason.chips)
        self._column.addStretch(1)

    def _add_chips(self, chips: Sequence[Chip]) -> None:
        row = nest(self._column, QHBoxLayout())
        row.setSpacing(tokens.CHIP_GAP)
        for chip in chips:
            row.addWidget(chip)
        row.addStretch(1)


class SnoozeDialog(ReasonDialog):
    """Signal `chosen(date, str)`: until when, and why."""

    chosen = Signal(object, str)

    def __init__(self, today: date, trading: TradingDays, parent: QWidget | None = None) -> None:
        self._today, self._trading = today, trading
        self.day = TextBox(t(_CTX, "推后到"), t(_CTX, "例如 +3、12-05、周五"), is_required=True)
        self.quick = [Chip("", f"+{count}") for count in QUICK_DAYS]
        super().__init__(t(_CTX, "推后"), t(_CTX, "推后"), SNOOZE_REASONS, parent)
        self._put(self.quick[0].code)

    def until(self) -> date | None:
        """The day that is typed, None while it is no day to come."""
        on = read_due(self.day.text(), self._today, self._trading)
        return on if on is not None and on > self._today else None

    def save(self) -> None:
        """Hand day and reason over, or tell at the field what is missing."""
        until, reason = self.until(), self.reason.checked()
        if until is None:
            self.day.say_problem(t(_CTX, "请写一个今天以后的日子，例如 +3 或 12-05。"))
            self.day.setFocus()
        elif reason is None:
            self.reason.setFocus()
        else:
            self.set_busy(is_busy=True)
            self.chosen.emit(until, reason)

    def _build(self) -> None:
        for chip in self.quick:
            on = read_due(chip.code, self._today, self._trading)
            chip.setText(t(_CTX, "{plus} 交易日 · {day}").format(plus=chip.code, day=_short(on)))
            chip.clicked.connect(lambda _on=False, code=chip.code: self._put(code))
        self._column.addWidget(self.day)
        self._add_chips(self.quick)
        self._column.addSpacing(6)
        self._add_reason()
        self.day.edited.connect(self._on_day_edited)
        self.day.setFocus()
        self.day.edit.selectAll()

    def _put(self, code: str) -> None:
        self.day.set_text(code)
        self.day.edit.selectAll()
        self._on_day_edited()

    def _on_day_edited(self) -> None:
        until = self.until()
        self.day.say_hint("" if until is None else with_weekday(until))
        for chip in self.quick:
            chip.setChecked(chip.code == self.day.text().strip())


def _short(on: date | None) -> str:
    return "" if on is None else f"{month_day(on)} {weekday(on)}"
