"""Fonts by role, from one family list and one size setting. No widget, no colour."""

from enum import Enum
from typing import Final

from PySide6.QtGui import QFont, QFontMetrics

from advisor_desk.ui import tokens

FAMILIES: Final = (
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
"""Named outright: left alone, Qt may pick the Japanese face of Noto CJK."""


class FontRole(Enum):
    """What a text is; the value is (pixels at the standard size, bold)."""

    PAGE_TITLE = (18, True)
    CLIENT_NAME = (20, True)
    KPI = (22, True)
    CARD_TITLE = (14, True)
    TABLE_NAME = (14, False)
    BODY = (13, False)
    BODY_BOLD = (13, True)
    SMALL = (12, False)
    SMALL_BOLD = (12, True)
    TINY = (11, False)


class _State:
    base_px = tokens.FONT_PX
    fonts: Final[dict[FontRole, QFont]] = {}
    metrics: Final[dict[FontRole, QFontMetrics]] = {}


def set_base_px(base_px: int) -> None:
    """Set the size of body text, kept within 12 to 16 px; every role scales with it."""
    _State.base_px = max(tokens.FONT_PX_MIN, min(tokens.FONT_PX_MAX, base_px))
    _State.fonts.clear()
    _State.metrics.clear()


def base_px() -> int:
    """Size of body text in px."""
    return _State.base_px


def scaled(px: int) -> int:
    """`px` of the standard design at the present text size."""
    return (px * _State.base_px + tokens.FONT_PX // 2) // tokens.FONT_PX


def font(role: FontRole = FontRole.BODY) -> QFont:
    """The font of `role`; the same object until the size changes, so do not modify it."""
    found = _State.fonts.get(role)
    if found is None:
        px, bold = role.value
        found = make(scaled(px), bold=bold)
        _State.fonts[role] = found
    return found


def metrics(role: FontRole = FontRole.BODY) -> QFontMetrics:
    """Measures of the font of `role`, cached."""
    found = _State.metrics.get(role)
    if found is None:
        found = QFontMetrics(font(role))
        _State.metrics[role] = found
    return found


def make(px: int, *, bold: bool = False) -> QFont:
    """A font of our families at `px` pixels."""
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(px)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made
