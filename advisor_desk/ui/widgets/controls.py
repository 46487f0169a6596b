"""Buttons and inputs: chip, ghost, primary, search box."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton, QWidget

from advisor_desk.ui import icons, theme, tokens


class Chip(QToolButton):
    """A small filter that is on or off. `code` says which one it is."""

    def __init__(self, text: str, code: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.setText(text)
        self.code = code
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class GhostButton(QToolButton):
    """A quiet button with an icon, and a text when given; `name` is its tooltip and accessible name."""

    def __init__(self, icon: str, name: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ghost")
        icons.dress(self, icon)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if text:
            self.setText(" " + text)
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)


class Button(QPushButton):
    """A button; `primary` for the one main action of a page."""

    def __init__(
        self, text: str, icon: str = "", *, primary: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(" " + text if icon else text, parent)
        if primary:
            self.setObjectName("primary")
        if icon:
            icons.dress(self, icon, "on_primary" if primary else "text2", tokens.ICON_SMALL)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + 2, hint.height())


class LinkButton(QPushButton):
    """A button that looks like a link."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName("link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class SearchBox(QLineEdit):
    """A search field.

    `searched(str)` follows each change of the committed text, without spaces at the ends, `delay_ms`
    after the last one; a half-typed input-method text does not search. `moved(int)` asks the list to
    move by that many rows (Up, Down), `entered()` comes with Enter.
    """

    searched = Signal(str)
    moved = Signal(int)
    entered = Signal()

    def __init__(self, hint: str = "", delay_ms: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(False)
        self._lens = self.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._clear: QAction = self.addAction(QIcon(), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay_ms)
        self._timer.timeout.connect(self._on_rest)
        self._last = ""
        self.textChanged.connect(self._on_text_changed)
        self.textEdited.connect(self._on_edited)
        theme.signals().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def put(self, text: str) -> None:
        """Show what another screen was searched for; nobody is told."""
        self._timer.stop()
        self._last = text.strip()
        if text != self.text():
            self.blockSignals(True)
            self.setText(text)
            self.blockSignals(False)
            self._clear.setVisible(bool(text))

    def _on_look_changed(self) -> None:
        self._lens.setIcon(icons.icon("search", "text3", tokens.ICON_SMALL))
        self._clear.setIcon(icons.icon("x", "text3", tokens.ICON_SMALL))

    def _on_text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._timer.start()

    def _on_edited(self, _text: str) -> None:
        if not self._timer.interval():
            self._on_rest()  # The search goes on while the box is being painted.

    def _on_rest(self) -> None:
        wanted = self.text().strip()
        if wanted != self._last:
            self._last = wanted
            self.searched.emit(wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            if plain and event.text().isprintable() and event.text():
                event.accept()
                return True
        return super().event(event)
