"""Shares of a whole as labelled bars. Paints; the words and figures come from outside."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from advisor_desk.ui import fonts, formats, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.marks import Mark

_BAR = 7
_SPACE = 12
_AMOUNT_FROM = 380
_LEAST_BAR = 56


@dataclass(frozen=True, slots=True)
class MixBar:
    """One class: `share_bp` of the whole (basis points), `colour` its place in the palette of classes."""

    words: str
    share_bp: int
    amount: str
    colour: int


class MixBars(Mark):
    """A row per class: words, bar, percent; the amount joins where there is room, else it is the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: Sequence[MixBar] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[MixBar]) -> None:
        """Show the classes in the order given."""
        self._bars = tuple(bars)
        self.setAccessibleName("; ".join(f"{bar.words} {percent(bar.share_bp)} {bar.amount}" for bar in bars))
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(240, max(1, len(self._bars)) * self._row())

    def _row(self) -> int:
        return fonts.scaled(29)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = event.pos().y() // self._row()
            if 0 <= index < len(self._bars):
                bar = self._bars[index]
                told = f"{bar.words}  {percent(bar.share_bp)}  {bar.amount}"
                QToolTip.showText(event.globalPos(), told, self)
                return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = fonts.metrics(FontRole.BODY)
        words = max((body.horizontalAdvance(bar.words) + 2 for bar in self._bars), default=0)
        shares = body.horizontalAdvance("100.0%")
        with_amount = self.width() >= _AMOUNT_FROM
        amounts = max((body.horizontalAdvance(bar.amount) for bar in self._bars), default=0) + _SPACE
        right = shares + (amounts if with_amount else 0)
        words = min(words, max(self.width() * 2 // 5, self.width() - right - 2 * _SPACE - _LEAST_BAR))
        colours = theme.current().assets
        for index, bar in enumerate(self._bars):
            row = QRectF(0, index * self._row(), self.width(), self._row())
            track = QRectF(words + _SPACE, row.center().y() - _BAR / 2, 0, _BAR)
            track.setRight(self.width() - right - _SPACE)
            self._paint_bar(painter, track, bar, QColor(colours[bar.colour % len(colours)]))
            painter.setFont(fonts.font(FontRole.BODY))
            painter.setPen(theme.color("text"))
            middle = Qt.AlignmentFlag.AlignVCenter
            name = body.elidedText(bar.words, Qt.TextElideMode.ElideRight, words)
            painter.drawText(row, middle | Qt.AlignmentFlag.AlignLeft, name)
            share_at = QRectF(row.right() - shares, row.top(), shares, row.height())
            if with_amount:
                painter.drawText(row, middle | Qt.AlignmentFlag.AlignRight, bar.amount)
                share_at.moveRight(row.right() - amounts)
                painter.setPen(theme.color("text2"))
            painter.drawText(share_at, middle | Qt.AlignmentFlag.AlignRight, percent(bar.share_bp))

    def _paint_bar(self, painter: QPainter, track: QRectF, bar: MixBar, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        if bar.share_bp > 0 and track.width() > 0:
            filled = QRectF(track)
            filled.setWidth(max(_BAR, track.width() * min(bar.share_bp, 10_000) / 10_000))
            painter.setBrush(colour)
            painter.drawRoundedRect(filled, _BAR / 2, _BAR / 2)


def percent(share_bp: int) -> str:
    """Basis points as a percentage with one decimal, cut as everywhere."""
    return formats.share(share_bp, places=1)
