"""Figures and dates as people read them: 万 and 亿, signed percents, relative days. Whole numbers only.

Shortened amounts are cut, never rounded up, so that a figure never seems to have reached an edge
that it has not. Masking is in `discreet`; colours are in `theme`.
"""

from datetime import date
from typing import Final

from advisor_desk.ui import i18n
from advisor_desk.ui.i18n import t
from advisor_desk.words import figures

MINUS: Final = figures.MINUS
UP: Final = "▲"
DOWN: Final = "▼"
NOTHING: Final = figures.NOTHING

_FEN: Final = 100


def money(fen: int | None) -> str:
    """A short amount: "8,650 元", "1,291.2 万", "1.28 亿"; in English "8,650", "12.91 M", "128.00 M"."""
    if fen is None:
        return NOTHING
    number, unit = money_parts(fen)
    return f"{number} {unit}" if unit else number


def money_parts(fen: int) -> tuple[str, str]:
    """Number and unit of a short amount, apart, for two sizes of type."""
    return figures.money_parts(fen, is_english=i18n.language() == i18n.ENGLISH)


def money_signed(fen: int) -> str:
    """A short amount with its sign: "+126.4 万", "−38.2 万", "0 元"."""
    return ("+" if fen > 0 else "") + money(fen)


def money_exact(fen: int | None) -> str:
    """The amount to the fen: "12,912,345.67 元"; for tooltips and the clipboard."""
    if fen is None:
        return NOTHING
    return t("Formats", "{amount} 元").format(amount=yuan_exact(fen))


def yuan_exact(fen: int) -> str:
    """Yuan with two decimals and thousands separators, no unit."""
    whole, rest = divmod(abs(fen), _FEN)
    return f"{MINUS if fen < 0 else ''}{whole:,}.{rest:02d}"


def percent(bp: int | None, *, places: int = 2) -> str:
    """Basis points as a percent with its sign: "+0.49%", "−0.30%", "0.00%"; `places` 0 to 2, cut."""
    if bp is None:
        return NOTHING
    sign = "+" if bp > 0 else MINUS if bp < 0 else ""
    return sign + share(abs(bp), places=places)


def share(bp: int, *, places: int = 2) -> str:
    """Basis points as a percent without a plus: "42%", "12.5%"."""
    whole, rest = divmod(abs(bp), 100)
    tail = f".{rest:02d}"[: places + 1] if places else ""
    return f"{MINUS if bp < 0 else ''}{whole}{tail}%"


def arrow(value: int | None) -> str:
    """▲ for a gain, ▼ for a loss, nothing for neither."""
    if not value:
        return ""
    return UP if value > 0 else DOWN


def day(on: date | None) -> str:
    """A civil date: 2026-12-09."""
    return on.isoformat() if on else NOTHING


def month(on: date) -> str:
    """Year and month: 2026-12."""
    return on.isoformat()[:7]


def ago(on: date | None, today: date) -> str:
    """How long ago: "今天", "昨天", "9 天前"; None gives "从未"."""
    if on is None:
        return t("Formats", "从未")
    days = (today - on).days
    if days <= 0:
        return t("Formats", "今天") if days == 0 else day(on)
    if days == 1:
        return t("Formats", "昨天")
    return t("Formats", "%n 天前", days)


def due(on: date | None, today: date) -> str:
    """When something is due: "逾期 3 天", "今天", "明天", "5 天后"."""
    if on is None:
        return NOTHING
    days = (on - today).days
    if days < 0:
        return t("Formats", "逾期 %n 天", -days)
    if days == 0:
        return t("Formats", "今天")
    if days == 1:
        return t("Formats", "明天")
    return t("Formats", "%n 天后", days)


def due_within(latest: date, today: date) -> str:
    """How long there still is for something whose time has begun: "逾期 3 天", "今天", "5 天内"."""
    days = (latest - today).days
    return due(latest, today) if days <= 0 else t("Formats", "%n 天内", days)


def count(number: int) -> str:
    """A whole number with thousands separators."""
    return f"{number:,}"
