"""The lines of a brief as boxes to be ticked off, under the titles of their sections."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCheckBox, QScrollArea, QVBoxLayout, QWidget

from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.usecases.brief_blocks import Tick

_BESIDE: Final = 76
"""Margins, the box itself and the scroll bar."""
_MOST_LINES: Final = 2
_DOTS: Final = 24


class TickBox(QCheckBox):
    """One line of the page; `key` as in its content."""

    def __init__(self, tick: Tick, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = tick.key
        self._width = width
        self.tell(tick)

    def tell(self, tick: Tick) -> None:
        """Show the line as it is now; nobody is told."""
        self.blockSignals(True)
        self.setChecked(tick.is_on)
        self.blockSignals(False)
        lines = folded(tick.text, self.fontMetrics(), self._width - _BESIDE)
        # A check box takes & for the sign of a key.
        self.setText("\n".join(lines).replace("&", "&&"))
        self.setToolTip(tick.text)
        self.setAccessibleName(f"{tick.section}: {tick.text}")


def folded(text: str, metrics: QFontMetrics, room: int) -> list[str]:
    """The text on two lines at most, as a check box does not wrap by itself; dots where it goes on."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < _MOST_LINES - 1 and metrics.horizontalAdvance(rest) > room:
        end = max(1, len(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room + _DOTS)) - 1)
        while end > 1 and metrics.horizontalAdvance(rest[:end]) > room:
            end -= 1
        end = _fold_at(rest, end)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*lines, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room)] if rest else lines


def _fold_at(text: str, end: int) -> int:
    """Where to fold within the second half of the line: in no word, not between a figure and its unit."""
    for at in range(end, end // 2, -1):
        before, after = text[:at].rstrip()[-1:], text[at]
        is_word = text[at - 1].isascii() and after.isascii() and not (text[at - 1] + after).count(" ")
        is_mark = not after.isalnum() and after not in "+−(" and after != " "
        if not (is_word or is_mark or before.isdigit()):
            return at
    return end


class TickList(QScrollArea):
    """Signals: `ticked(str, bool)`: the line of a key is wanted or not."""

    ticked = Signal(str, bool)

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = width
        self.boxes: dict[str, TickBox] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(QWidget())

    def show_ticks(self, ticks: Sequence[Tick]) -> None:
        """Show these lines; where they are those in sight already, each stays where it is."""
        if [tick.key for tick in ticks] == list(self.boxes):
            for tick in ticks:
                self.boxes[tick.key].tell(tick)
            return
        place = self.verticalScrollBar().value()
        last = next((key for key, box in self.boxes.items() if box.hasFocus()), None)
        self._fill(ticks)
        if last in self.boxes:
            self.boxes[last].setFocus()
        self.verticalScrollBar().setValue(place)

    def _fill(self, ticks: Sequence[Tick]) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 8)
        column.setSpacing(6)
        self.boxes = {}
        section = ""
        for tick in ticks:
            if tick.section != section:
                section = tick.section
                title = RoleLabel(section, FontRole.SMALL, "third", inner)
                title.setContentsMargins(0, 6 if self.boxes else 0, 0, 0)
                column.addWidget(title)
            box = TickBox(tick, self._width, inner)
            box.toggled.connect(lambda is_on, key=tick.key: self.ticked.emit(key, is_on))
            self.boxes[tick.key] = box
            column.addWidget(box)
        column.addStretch(1)
        self.setWidget(inner)
