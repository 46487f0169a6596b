"""The hand-painted marks shared by delegates and widgets: pill, risk blocks, score bars."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.fonts import FontRole

PILL_HEIGHT: Final = 21
PILL_PADDING: Final = 9
RISK_BLOCK: Final = 8
RISK_GAP: Final = 3
BAR: Final = 7
BAR_GAP: Final = 3
BARS_HEIGHT: Final = 20
SCORE_TOP: Final = 6


def pill_width(text: str) -> int:
    """Width of a pill around `text`."""
    return fonts.metrics(FontRole.SMALL).horizontalAdvance(text) + 2 * fonts.scaled(PILL_PADDING)


def pill_height() -> int:
    """Height of a pill."""
    return fonts.scaled(PILL_HEIGHT)


def draw_pill(painter: QPainter, rect: QRectF, text: str, fill: QColor, ink: QColor) -> None:
    """A filled pill with `text` in its middle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setPen(ink)
    painter.setFont(fonts.font(FontRole.SMALL))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def risk_width() -> int:
    """Width of the five risk blocks."""
    return 5 * fonts.scaled(RISK_BLOCK) + 4 * RISK_GAP


def draw_risk(painter: QPainter, left: float, middle: float, filled: int, track: str = "track") -> None:
    """Five blocks around height `middle`, `filled` of them in the steps of the risk scale."""
    tokens = theme.current()
    side = fonts.scaled(RISK_BLOCK)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(5):
        painter.setBrush(QColor(tokens.risk[step]) if step < filled else theme.color(track))
        box = QRectF(left + step * (side + RISK_GAP), middle - side / 2, side, side)
        painter.drawRoundedRect(box, 2, 2)


def bars_width(bars: int = 3) -> int:
    """Width of the score bars."""
    return bars * fonts.scaled(BAR) + (bars - 1) * BAR_GAP


def draw_bars(
    painter: QPainter, left: float, middle: float, scores: tuple[int, ...], track: str = "track"
) -> None:
    """Upright bars around height `middle`, each filled to score/6."""
    width, height = fonts.scaled(BAR), fonts.scaled(BARS_HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    base = middle + height / 2
    for index, score in enumerate(scores):
        x = left + index * (width + BAR_GAP)
        painter.setBrush(theme.color(track))
        painter.drawRoundedRect(QRectF(x, base - height, width, height), 2, 2)
        painter.setBrush(theme.color("bar"))
        full = max(3.0, height * score / SCORE_TOP)
        painter.drawRoundedRect(QRectF(x, base - full, width, full), 2, 2)


def tier_colors(step: int) -> tuple[QColor, QColor]:
    """Fill and text of step 0 to 4 of the tier scale."""
    fill, ink = theme.current().tiers[step]
    return QColor(fill), QColor(ink)


def pill_pixmap(text: str, step: int, ratio: float, *, is_selected: bool = False) -> QPixmap:
    """A pill in the colours of tier `step`, drawn once; the palest one stays visible on a selected row."""
    fill, ink = tier_colors(step)
    if is_selected and step == 0:
        fill = theme.color("surface")
    width, height = pill_width(text), pill_height()
    return _drawn_once(
        ("pill", text, step, ratio, is_selected),
        (width, height, ratio),
        lambda painter: draw_pill(painter, QRectF(0, 0, width, height), text, fill, ink),
    )


def risk_pixmap(filled: int, ratio: float, *, is_selected: bool = False) -> QPixmap:
    """Risk blocks for a table cell, drawn once."""
    track = "surface" if is_selected else "track"
    height = fonts.scaled(RISK_BLOCK) + 2
    return _drawn_once(
        ("risk", filled, track, ratio),
        (risk_width(), height, ratio),
        lambda painter: draw_risk(painter, 0, height / 2, filled, track),
    )


def bars_pixmap(scores: tuple[int, ...], ratio: float, *, is_selected: bool = False) -> QPixmap:
    """Score bars for a table cell, drawn once."""
    track = "surface" if is_selected else "track"
    height = fonts.scaled(BARS_HEIGHT)
    return _drawn_once(
        ("bars", scores, track, ratio),
        (bars_width(len(scores)), height, ratio),
        lambda painter: draw_bars(painter, 0, height / 2, scores, track),
    )


_pixmaps: Final[dict[tuple[object, ...], QPixmap]] = {}


def _drawn_once(
    key: tuple[object, ...], size: tuple[int, int, float], draw: Callable[[QPainter], None]
) -> QPixmap:
    found = _pixmaps.get(key)
    if found is None:
        width, height, ratio = size
        found = QPixmap(round(width * ratio), round(height * ratio))
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        draw(painter)
        painter.end()
        _pixmaps[key] = found
    return found


theme.signals().changed.connect(_pixmaps.clear)
