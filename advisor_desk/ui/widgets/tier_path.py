"""The way from one tier to the next as a bar with marks. Paints; the figures come from outside."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.marks import Mark

_BAR = 10
_DOT = 6.0
_OPEN_END = 0.2


@dataclass(frozen=True, slots=True)
class PathReading:
    """Amounts in fen. `steps` are the thresholds with their words, lowest first."""

    steps: Sequence[tuple[int, str]]
    average_fen: int | None = None
    today_fen: int | None = None
    what_if_fen: int | None = None
    start_words: str = ""


class TierPath(Mark):
    """A bar from zero over the thresholds: a line for the average, a ring for today, a diamond for what-if.

    Each stretch between thresholds is equally long; beyond the last one the bar closes in on its end.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading = PathReading(())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_reading(self, reading: PathReading, told: str) -> None:
        """Show `reading`; `told` says the same in words, for screen readers."""
        self._reading = reading
        self.setAccessibleName(told)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(240, self._words_height() + 4 + _BAR + 12)

    def place(self, fen: int) -> float:
        """Where an amount lies on the bar, 0 to 1."""
        steps = [step for step, _ in self._reading.steps]
        if not steps:
            return 0.0
        stretch = (1 - _OPEN_END) / len(steps)
        below = 0
        for index, step in enumerate(steps):
            if fen < step:
                return max(0.0, stretch * (index + (fen - below) / (step - below)))
            below = step
        return 1 - _OPEN_END * steps[-1] / fen

    def _words_height(self) -> int:
        return fonts.metrics(FontRole.TINY).height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self._words_height() + 6.0
        bar = QRectF(0, top, self.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        reading = self._reading
        if reading.average_fen is not None:
            painter.setBrush(theme.color("bar"))
            filled = max(_BAR, self.place(reading.average_fen) * self.width())
            painter.drawRoundedRect(QRectF(0, top, filled, _BAR), _BAR / 2, _BAR / 2)
        self._paint_steps(painter, bar)
        self._paint_marks(painter, bar)

    def _paint_steps(self, painter: QPainter, bar: QRectF) -> None:
        painter.setFont(fonts.font(FontRole.TINY))
        align = Qt.AlignmentFlag.AlignVCenter
        words_high = self._words_height()
        first = self.width()
        for fen, words in self._reading.steps:
            x = self.place(fen) * self.width()
            painter.setPen(QPen(theme.color("surface"), 2))
            painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom()))
            wide = fonts.metrics(FontRole.TINY).horizontalAdvance(words) + 2
            left = max(0.0, min(self.width() - wide, x - wide / 2))
            first = min(first, int(left))
            painter.setPen(theme.color("text2"))
            painter.drawText(QRectF(left, 0, wide, words_high), align | Qt.AlignmentFlag.AlignHCenter, words)
        painter.setPen(theme.color("text3"))
        room = QRectF(0, 0, max(0, first - 8), words_high)
        start = fonts.metrics(FontRole.TINY).elidedText(
            self._reading.start_words, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, align | Qt.AlignmentFlag.AlignLeft, start)

    def _paint_marks(self, painter: QPainter, bar: QRectF) -> None:
        reading = self._reading
        middle = bar.center().y()
        if reading.average_fen is not None:
            x = self._inside(reading.average_fen)
            for role, width in (("surface", 5.0), ("text", 2.5)):
                painter.setPen(QPen(theme.color(role), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                painter.drawLine(QPointF(x, bar.top() - 4), QPointF(x, bar.bottom() + 4))
        if reading.today_fen is not None:
            painter.setPen(QPen(theme.color("text"), 2))
            painter.setBrush(theme.color("surface"))
            painter.drawEllipse(QPointF(self._inside(reading.today_fen), middle), _DOT - 1, _DOT - 1)
        if reading.what_if_fen is not None:
            paint_diamond(painter, QPointF(self._inside(reading.what_if_fen), middle), _DOT + 1.5)

    def _inside(self, fen: int) -> float:
        return max(_DOT, min(self.width() - _DOT - 2.0, self.place(fen) * self.width()))


def paint_diamond(painter: QPainter, centre: QPointF, reach: float) -> None:
    """The mark of a trial figure."""
    painter.setPen(QPen(theme.color("surface"), 1.5))
    painter.setBrush(theme.color("primary"))
    x, y = centre.x(), centre.y()
    painter.drawPolygon(
        [QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)]
    )
