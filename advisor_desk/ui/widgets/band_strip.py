"""A figure on its scale of bands: which band it is in, and where inside it. Paints; knows no rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.marks import Mark

_BAR = 8
_GAP = 2
_MARK = 16
_PER_MILLE = 1000


@dataclass(frozen=True, slots=True)
class BandReading:
    """`band` counts from 1, `inside` is the place in it from 0 to 1000, `edges` the words between bands.

    Without `inside` the place in the band is not shown.
    """

    band: int
    inside: int | None
    edges: Sequence[str]


class BandStrip(Mark):
    """Equal blocks side by side, filled up to the client's band, a mark at the client's place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: BandReading | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_reading(self, reading: BandReading | None, told: str) -> None:
        """Show `reading` (None: an empty scale); `told` says the same in words, for screen readers."""
        self._reading = reading
        self.setAccessibleName(told)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(240, _MARK + 2 + fonts.metrics(FontRole.TINY).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        reading = self._reading
        bands = len(reading.edges) + 1 if reading else 6
        width = (self.width() - _GAP * (bands - 1)) / bands
        top = (_MARK - _BAR) / 2
        for index in range(bands):
            painter.setBrush(theme.color("track"))
            if reading and index < reading.band:
                shade = theme.color("bar")
                painter.setOpacity(1.0 if index == reading.band - 1 else 0.45)
                painter.setBrush(shade)
            painter.drawRoundedRect(QRectF(index * (width + _GAP), top, width, _BAR), 2.5, 2.5)
            painter.setOpacity(1.0)
        if reading:
            self._paint_edges(painter, reading, width)
            if reading.inside is not None:
                self._paint_mark(painter, reading.band, reading.inside, width)

    def _paint_edges(self, painter: QPainter, reading: BandReading, width: float) -> None:
        painter.setFont(fonts.font(FontRole.TINY))
        painter.setPen(theme.color("text3"))
        for index, words in enumerate(reading.edges, start=1):
            centre = index * (width + _GAP) - _GAP / 2
            painter.drawText(
                QRectF(centre - width / 2, _MARK + 1, width, self.height() - _MARK - 1),
                Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop,
                words,
            )

    def _paint_mark(self, painter: QPainter, band: int, inside: int, width: float) -> None:
        share = max(0, min(_PER_MILLE, inside)) / _PER_MILLE
        x = (band - 1) * (width + _GAP) + share * width
        x = max(1.5, min(self.width() - 1.5, x))
        painter.setPen(QPen(theme.color("surface"), 4.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QPointF(x, 1), QPointF(x, _MARK - 1))
        painter.setPen(QPen(theme.color("text"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QPointF(x, 1), QPointF(x, _MARK - 1))
