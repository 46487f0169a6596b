"""Single lines of text for painters of many cells: laid out once, measured and drawn from that.

Qt lays a text out anew each time that it is measured or drawn, which is most of what a frame of a table
costs. The texts kept are dropped when the look changes, when there are many, and by `forget`.
"""

from enum import Enum
from functools import cache
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QStaticText, QTextLayout, QTextOption, QTransform

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.fonts import FontRole

_MOST: Final = 2_000
_PLAIN: Final = QTransform()


class Side(Enum):
    """The end of the room at which a text stands."""

    LEFT = 0
    RIGHT = 1


class LaidTexts:
    """The texts of one font role."""

    def __init__(self, role: FontRole) -> None:
        self._role = role
        self._whole: dict[str, tuple[QStaticText, float]] = {}
        self._cut: dict[tuple[str, int], tuple[QStaticText, float]] = {}
        self._halves: dict[tuple[str, int], tuple[str, str]] = {}

    @property
    def height(self) -> int:
        """Height of a line."""
        return fonts.metrics(self._role).height()

    def forget(self) -> None:
        """Drop every text."""
        self._whole.clear()
        self._cut.clear()
        self._halves.clear()

    def width(self, text: str) -> float:
        """Width of `text` in pixels."""
        return (self._whole.get(text) or self._laid_out(text))[1]

    def split(self, text: str, room: int) -> tuple[str, str]:
        """`text` as two lines of `room`: what fits on the first, and all the rest."""
        if self.width(text) <= room:
            return text, ""
        if len(self._halves) >= _MOST:
            self._halves.clear()
        found = self._halves.get((text, room))
        if found is None:
            found = self._halves[text, room] = self._split(text, room)
        return found

    def draw(self, painter: QPainter, at: tuple[int, float], room: int, text: str, side: Side) -> None:
        """Draw `text` with its upper left corner at `at`, cut with … where it is wider than `room`."""
        laid, width = self._whole.get(text) or self._laid_out(text)
        if width > room:
            laid, width = self._cut.get((text, room)) or self._cut_to(text, room)
        left, top = at
        painter.setFont(fonts.font(self._role))
        painter.drawStaticText(QPointF(left if side is Side.LEFT else left + room - width, top), laid)

    def _laid_out(self, text: str) -> tuple[QStaticText, float]:
        if len(self._whole) >= _MOST:
            self._whole.clear()
        made = self._whole[text] = self._make(text)
        return made

    def _cut_to(self, text: str, room: int) -> tuple[QStaticText, float]:
        if len(self._cut) >= _MOST:
            self._cut.clear()
        short = fonts.metrics(self._role).elidedText(text, Qt.TextElideMode.ElideRight, room)
        made = self._cut[text, room] = self._make(short)
        return made

    def _split(self, text: str, room: int) -> tuple[str, str]:
        layout = QTextLayout(text, fonts.font(self._role))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(max(room, 1))
        layout.endLayout()
        first = line.textLength()
        return text[:first].rstrip(), text[first:].lstrip()

    def _make(self, text: str) -> tuple[QStaticText, float]:
        made = QStaticText(text)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        made.prepare(_PLAIN, fonts.font(self._role))
        return made, made.size().width()


@cache
def laid_texts(role: FontRole) -> LaidTexts:
    """The one store of a font role."""
    made = LaidTexts(role)
    _stores.append(made)
    return made


def forget() -> None:
    """Drop every text of every role: the book is locked or closed."""
    for store in _stores:
        store.forget()


_stores: Final[list[LaidTexts]] = []
theme.signals().changed.connect(forget)
