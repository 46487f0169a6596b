"""人生事件: what happened or is to come in a client's life, on which day, in a few words."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from advisor_desk.domain.journey import LifeEvent
from advisor_desk.domain.trading import TradingDays
from advisor_desk.ui import formats, labels
from advisor_desk.ui.dialogs.care_dialog import CareDialog, CareParts
from advisor_desk.ui.dialogs.field_box import CodeBox, TextBox
from advisor_desk.ui.i18n import t
from advisor_desk.usecases.override_tier import read_day
from advisor_desk.usecases.typed_day import read_due, read_past_day

_CTX = "LifeEvent"
_MOST_NOTE: Final = 200
_FURTHEST_YEARS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEventParts(CareParts):
    """`trading` reads days such as `+3`."""

    trading: TradingDays


class LifeEventDialog(CareDialog):
    """Signal `added(str)`: the id of the event recorded."""

    added = Signal(str)

    def __init__(self, parts: LifeEventParts, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "记人生事件"), t(_CTX, "记下"), parts, parent)
        self._parts = parts
        self._today = parts.book.as_of
        self.code = CodeBox(
            t(_CTX, "事件"), [(each.value, labels.word(each)) for each in LifeEvent], is_required=True
        )
        self.day = TextBox(t(_CTX, "日期"), t(_CTX, "过去或将来，如 2027-09-01、昨天"), is_required=True)
        self.note = TextBox(t(_CTX, "说明"), t(_CTX, "选填，如：长子，九月入学"), is_private=True)
        for box in (self.code, self.day, self.note):
            self.column.addWidget(box)
        self.column.addStretch(1)
        self.day.edited.connect(self._tell_day)
        self.day.left.connect(self._on_day_left)
        self._start = self._typed()
        self.code.setFocus()
        self.fit()

    def has_draft(self) -> bool:
        return self._typed() != self._start

    def save(self) -> None:
        """Record the event, or tell at its field what is missing."""
        on, note = self._on(), self.note.text().strip()
        too_long = (
            t(_CTX, "说明最多 {limit} 个字。").format(limit=_MOST_NOTE) if len(note) > _MOST_NOTE else ""
        )
        self.note.say_problem(too_long)
        if on is None:
            self._on_day_left()
            self.day.setFocus()
        elif too_long:
            self.note.setFocus()
        else:
            book, client_id, code = self._parts.book, self._parts.client_id, LifeEvent(self.code.text())
            self.start(lambda: book.add_life_event(client_id, code, on, note), self._on_added)

    def _typed(self) -> tuple[str, ...]:
        return self.code.text(), self.day.text().strip(), self.note.text().strip()

    def _on(self) -> date | None:
        """The day typed: whole, or counted from today; without a year it might be either side of it."""
        typed = self.day.text().strip()
        if not typed:
            return None
        found = read_day(typed)
        if found is None and not typed[:1].isdigit():
            found = read_past_day(typed, self._today) or read_due(typed, self._today, self._parts.trading)
        if found is None or abs(found.year - self._today.year) > _FURTHEST_YEARS:
            return None
        return found

    def _tell_day(self) -> None:
        on = self._on()
        if on is None:
            self.day.say_hint("")
            return
        when = formats.ago(on, self._today) if on <= self._today else formats.due(on, self._today)
        self.day.say_hint(f"{formats.day(on)} · {when}")

    def _on_day_left(self) -> None:
        if self._on() is None:
            self.day.say_problem(t(_CTX, "请写出年月日，如 2027-09-01。"))

    def _on_added(self, event_id: str) -> None:
        self.accept()
        self.added.emit(event_id)
