"""Parts of the gate's pages: passphrase field, error line, choice button."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from advisor_desk.ui import icons, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.ui.widgets.layouts import nest


class _SecretEdit(QLineEdit):
    """A field that tells a capital typed without Shift: the caps-lock key is on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoAutoUppercase)
        self.caps_hint: RoleLabel | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        typed = event.text()
        if self.caps_hint is not None and len(typed) == 1 and typed.isascii() and typed.isalpha():
            with_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_hint.setVisible(typed.isupper() != with_shift)


class PassphraseField(QWidget):
    """A label, the hidden text with an eye to show it, and the caps-lock hint."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = _SecretEdit(self)
        self.edit.setAccessibleName(label)
        self._eye = GhostButton("eye", self.tr("显示或隐藏口令"), parent=self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._on_eye_toggled)
        self._caps = RoleLabel(self.tr("大写锁定可能已打开"), FontRole.SMALL, "warn", self)
        self._caps.hide()
        self.edit.caps_hint = self._caps
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(RoleLabel(label, FontRole.SMALL, "second", self))
        row = nest(column, QHBoxLayout())
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        row.addWidget(self._eye)
        column.addWidget(self._caps)
        self.setFocusProxy(self.edit)

    def text(self) -> str:
        """What was typed."""
        return self.edit.text()

    def clear(self) -> None:
        """Forget what was typed and hide again."""
        self.edit.clear()
        self._eye.setChecked(False)
        self._caps.hide()

    def _on_eye_toggled(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
        icons.dress(self._eye, "eye-off" if shown else "eye")


class Trouble(RoleLabel):
    """One sentence about what went wrong, below the fields; empty it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", FontRole.BODY, "warn", parent)
        self.setWordWrap(True)
        self.setAccessibleName(self.tr("提示"))
        self.hide()

    def say(self, sentence: str) -> None:
        """Show `sentence`, or hide for an empty one."""
        self.setText(sentence)
        self.setVisible(bool(sentence))


class ChoiceButton(QToolButton):
    """A wide button with a picture, a title and one line of explanation."""

    def __init__(self, icon: str, title: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("choice")
        self.setAccessibleName(f"{title}. {hint}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._icon_name = icon
        self._picture = QLabel(self)
        self._picture.setFixedWidth(32)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        row.addWidget(self._picture)
        words = nest(row, QVBoxLayout(), 1)
        words.setSpacing(2)
        words.addWidget(RoleLabel(title, FontRole.CARD_TITLE, parent=self))
        self._hint = RoleLabel(hint, FontRole.SMALL, "second", self)
        self._hint.setWordWrap(True)
        words.addWidget(self._hint)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.signals().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _on_look_changed(self) -> None:
        self._picture.setPixmap(icons.pixmap(self._icon_name, "primary", 24, self.devicePixelRatioF()))
