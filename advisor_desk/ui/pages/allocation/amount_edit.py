"""A field for an amount in yuan: reads 26万 and 260,000, hides itself in discreet mode."""

from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from advisor_desk.ui import fonts
from advisor_desk.ui.dialogs.field_box import DiscreetEdit

_FEN = 100
_WIDTH = 132


class AmountEdit(DiscreetEdit):
    """Signals: `typed(object)` the amount in fen after each change, None while it cannot be read;
    `entered()` for Enter, `given_up()` for Escape, `moved(int)` for Up and Down.
    """

    typed = Signal(object)
    entered = Signal()
    given_up = Signal()
    moved = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(is_private=True)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(fonts.scaled(_WIDTH))
        self.textEdited.connect(lambda text: self.typed.emit(read_amount(text)))

    def amount(self) -> int | None:
        """What stands in the field, in fen; None while it cannot be read."""
        return read_amount(self.text())

    def say_wrong(self, *, is_wrong: bool) -> None:
        """Mark the field while it cannot be read."""
        if bool(self.property("wrong")) != is_wrong:
            self.setProperty("wrong", is_wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if leaves_undo_alone(self, event):
            event.ignore()
            return False
        return super().event(event)


class ReasonEdit(QLineEdit):
    """One line for a reason. Signals: `entered()` for Enter, `given_up()` for Escape."""

    entered = Signal()
    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if leaves_undo_alone(self, event):
            event.ignore()
            return False
        return super().event(event)


def leaves_undo_alone(edit: QLineEdit, event: QEvent) -> bool:
    """True for Ctrl+Z in a field where nothing was typed: the page's own step back is meant."""
    is_override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
    return is_override and event.matches(QKeySequence.StandardKey.Undo) and not edit.isUndoAvailable()  # type: ignore[attr-defined]


def read_amount(text: str) -> int | None:
    """Yuan as people write them, in fen; None for what is no amount."""
    from advisor_desk.usecases.edit_client import read_field

    if not text.strip():
        return None
    found = read_field("annual_income_fen", text, date.min)
    return found if isinstance(found, int) and found >= 0 else None


def yuan_text(fen: int) -> str:
    """260,000 or 1,234.56."""
    whole, rest = divmod(fen, _FEN)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"
