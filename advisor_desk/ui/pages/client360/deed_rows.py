"""Rows of things to do: words, a day, one key or click for each deed. Built once, then shown anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from advisor_desk.ui import fonts, icons, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.service_ask import Deed, ServiceAsk
from advisor_desk.ui.widgets.card import ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton

_CTX = "Care"
_ICON = 16


@dataclass(frozen=True, slots=True)
class DeedButton:
    """One deed of a row: its key, icon and name."""

    deed: Deed
    key: Qt.Key
    icon: str
    name: str


@dataclass(frozen=True, slots=True)
class DeedLine:
    """What a row shows; `subject` is handed back with the deed. `off` are deeds it does not offer."""

    subject: object
    text: str
    due: str = ""
    tone: str = "text2"
    icon: str = "check"
    hint: str = ""
    off: frozenset[Deed] = frozenset()


class DeedRow(QFrame):
    """A row that takes the keyboard. Signals: `asked(ServiceAsk)`."""

    asked = Signal(object)

    def __init__(self, deeds: Sequence[DeedButton]) -> None:
        super().__init__()
        self.setObjectName("deed")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._deeds = deeds
        self._line: DeedLine | None = None
        self._icon = QLabel()
        self.text = ElidedLabel("", FontRole.BODY)
        self.due = RoleLabel("", FontRole.SMALL, "second")
        self.buttons = {one.deed: GhostButton(one.icon, one.name) for one in deeds}
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.due)
        for deed, button in self.buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            keep = button.sizePolicy()
            keep.setRetainSizeWhenHidden(True)
            button.setSizePolicy(keep)
            button.clicked.connect(lambda _on=False, deed=deed: self._ask(deed))
            row.addWidget(button)
        theme.signals().changed.connect(self._on_look_changed)

    def show_line(self, line: DeedLine) -> None:
        """Show `line`."""
        self._line = line
        self.text.setText(line.text)
        self.due.setText(line.due)
        self.due.set_tone(line.tone)
        self.setToolTip(line.hint)
        self.setAccessibleName(" ".join(part for part in (line.text, line.due) if part))
        for deed, button in self.buttons.items():
            button.setVisible(deed not in line.off)
        self._on_look_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        for one in self._deeds:
            if event.key() == one.key and not event.modifiers() and not self.buttons[one.deed].isHidden():
                self._ask(one.deed)
                return
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._light(is_on=True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._light(is_on=False)
        super().focusOutEvent(event)

    def _light(self, *, is_on: bool) -> None:
        self.setProperty("lit", is_on)
        self.style().unpolish(self)
        self.style().polish(self)

    def _ask(self, deed: Deed) -> None:
        if self._line is not None:
            self.asked.emit(ServiceAsk(deed, self._line.subject))

    def _on_look_changed(self) -> None:
        if self._line is not None:
            size = fonts.scaled(_ICON)
            role = self._line.tone if self._line.tone in ("warn", "danger") else "text2"
            self._icon.setPixmap(icons.pixmap(self._line.icon, role, size, self.devicePixelRatioF()))


class DeedRows(QWidget):
    """A small title and its rows, so many at most. Signals: `asked(ServiceAsk)`."""

    asked = Signal(object)

    def __init__(self, title: str, empty: str, deeds: Sequence[DeedButton], most: int = 5) -> None:
        super().__init__()
        self._deeds, self._most = deeds, most
        self.title = RoleLabel(title, FontRole.SMALL_BOLD, "second")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._column.addWidget(self.title)
        self.empty = RoleLabel(empty, FontRole.BODY, "third")
        self._column.addWidget(self.empty)
        self.more = RoleLabel("", FontRole.SMALL, "third")
        self._column.addWidget(self.more)
        self.rows: list[DeedRow] = []

    def show_lines(self, lines: Sequence[DeedLine]) -> None:
        """Show the first lines and say how many more there are."""
        shown = lines[: self._most]
        while len(self.rows) < len(shown):
            row = DeedRow(self._deeds)
            row.asked.connect(self.asked)
            self._column.insertWidget(1 + len(self.rows), row)
            self.rows.append(row)
        for index, row in enumerate(self.rows):
            row.setVisible(index < len(shown))
            if index < len(shown):
                row.show_line(shown[index])
        self.empty.setVisible(not lines)
        rest = len(lines) - len(shown)
        self.more.setVisible(rest > 0)
        self.more.setText(t(_CTX, "还有 %n 条", rest))
