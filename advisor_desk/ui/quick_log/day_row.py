"""When it was: 今天, 昨天, 前天 by one digit, any other day as typed (`-5`, `11-03`, `11月3日`)."""

from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from advisor_desk.ui import fonts
from advisor_desk.ui.i18n import t
from advisor_desk.ui.quick_log.digit_row import DigitRow
from advisor_desk.usecases.typed_day import read_past_day

_CTX = "QuickLog"
_NAMED: Final = 3
_WIDTH: Final = 96


class DayRow(QWidget):
    """Signals: `changed()` another day; `passed()` go on; `typed(str)` a letter for the person box."""

    changed = Signal()
    passed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._on = today
        words = (t(_CTX, "今天"), t(_CTX, "昨天"), t(_CTX, "前天"))
        self.row = DigitRow(
            t(_CTX, "日期"), [(str(back), word) for back, word in enumerate(words)], self, wraps=False
        )
        self.edit = QLineEdit(self)
        self.edit.setPlaceholderText(t(_CTX, "-5 或 11-03"))
        self.edit.setAccessibleName(t(_CTX, "其他日期"))
        self.edit.setFixedWidth(fonts.scaled(_WIDTH))
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        inside.addWidget(self.row)
        inside.addWidget(self.edit)
        self.row.picked.connect(self._on_picked)
        self.row.passed.connect(self.passed)
        self.row.stepped.connect(self.step)
        self.edit.textEdited.connect(self._on_typed)
        self.edit.returnPressed.connect(self._on_return)
        self.edit.editingFinished.connect(self._tidy)
        self.set_day(today)

    def day(self) -> date:
        """The day that counts."""
        return self._on

    def is_understood(self) -> bool:
        """False while the field holds something that is no day of the past."""
        text = self.edit.text().strip()
        return not text or read_past_day(text, self._today) is not None

    def set_day(self, on: date) -> None:
        """Show a day; nobody is told."""
        self._on = on
        back = (self._today - on).days
        self.row.set_code(str(back) if 0 <= back < _NAMED else "")
        self.edit.setText("" if 0 <= back < _NAMED else on.isoformat())
        self._mark()

    def step(self, days: int) -> None:
        """A day back or forth, never past today."""
        self._choose(min(self._today, self._on + timedelta(days=days)))

    def _choose(self, on: date) -> None:
        self.set_day(on)
        self.changed.emit()

    def _on_picked(self, code: str) -> None:
        self._choose(self._today - timedelta(days=int(code)))
        self.passed.emit()

    def _on_typed(self, text: str) -> None:
        on = read_past_day(text, self._today) if text.strip() else self._today
        if on is not None:
            self._on = on
            back = (self._today - on).days
            self.row.set_code(str(back) if 0 <= back < _NAMED else "")
        self._mark()
        self.changed.emit()

    def _on_return(self) -> None:
        if self.is_understood():
            self._tidy()
            self.passed.emit()

    def _tidy(self) -> None:
        if self.is_understood():
            self.set_day(self._on)

    def _mark(self) -> None:
        self.edit.setProperty("wrong", not self.is_understood())
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)
