"""Figures as a document writes them, in Chinese or English, without Qt: money cut, percents signed.

The window has its forms from here and some of its own in `ui.formats`.
"""

from collections.abc import Callable
from typing import Final

Translate = Callable[[str], str]

HIDDEN: Final = "••••"
MINUS: Final = "−"
NOTHING: Final = "—"
IN_POINTS: Final = frozenset({"gap_bp", "before_bp", "after_bp"})
"""Figures of reasons that are differences of weights: told in percentage points."""
_FEN: Final = 100
_WAN: Final = 10_000 * _FEN
_YI: Final = 10_000 * _WAN
_ZHAO: Final = 10_000 * _YI
_THOUSAND: Final = 1_000 * _FEN
_MILLION: Final = 1_000 * _THOUSAND
_BILLION: Final = 1_000 * _MILLION
_CHINESE: Final = ((_ZHAO, _ZHAO, 2, "万亿"), (_YI, _YI, 2, "亿"), (_WAN, _WAN, 1, "万"), (0, _FEN, 0, "元"))
_ENGLISH: Final = (
    (_BILLION, _BILLION, 2, "B"),
    (_MILLION, _MILLION, 2, "M"),
    (10 * _THOUSAND, _THOUSAND, 1, "K"),
    (0, _FEN, 0, ""),
)
"""From which amount, in which unit, with how many decimals, the unit's word."""


class Figures:
    """Money, percents and points in one language. `is_hidden` shows dots in the place of money."""

    def __init__(self, *, is_english: bool = False, is_hidden: bool = False) -> None:
        self._is_english = is_english
        self._is_hidden = is_hidden

    def money(self, fen: int | None) -> str:
        """A short amount: "8,650 元", "1,291.2 万"; in English "8,650", "12.91 M". Cut, never rounded up."""
        if fen is None:
            return NOTHING
        return HIDDEN if self._is_hidden else self._written(fen)

    def signed(self, fen: int) -> str:
        """A short amount with its sign."""
        return ("+" if fen > 0 and not self._is_hidden else "") + self.money(fen)

    def edge(self, fen: int) -> str:
        """A round amount of the rules without empty decimals: 100 万. Never hidden: it is nobody's."""
        number, _space, word = self._written(fen).partition(" ")
        if "." in number:
            number = number.rstrip("0").rstrip(".")
        return f"{number} {word}".rstrip()

    def yuan(self, fen: int) -> str:
        """Whole yuan with thousands separators, with the fen where there are any; no unit."""
        if self._is_hidden:
            return HIDDEN
        whole, rest = divmod(abs(fen), _FEN)
        return f"{MINUS if fen < 0 else ''}{whole:,}" + (f".{rest:02d}" if rest else "")

    def _written(self, fen: int) -> str:
        return " ".join(money_parts(fen, is_english=self._is_english)).rstrip()


def money_parts(fen: int, *, is_english: bool) -> tuple[str, str]:
    """Number and unit of a short amount, apart; cut, never rounded up."""
    size = abs(fen)
    units = _ENGLISH if is_english else _CHINESE
    _start, unit, places, word = next(one for one in units if size >= one[0])
    return f"{MINUS if fen < 0 else ''}{_cut(size, unit, places)}", word


def percent(bp: int | None) -> str:
    """Basis points as a percent with its sign: "+0.49%", "−0.30%"."""
    if bp is None:
        return NOTHING
    sign = "+" if bp > 0 else MINUS if bp < 0 else ""
    return f"{sign}{abs(bp) // 100}.{abs(bp) % 100:02d}%"


def share(bp: int) -> str:
    """A weight with one decimal: "32.5%", "32.0%"."""
    return f"{points(bp)}%"


def points(bp: int) -> str:
    """Basis points as points with one decimal, cut."""
    size = abs(bp)
    return f"{MINUS if bp < 0 else ''}{size // 100}.{size % 100 // 10}"


def _cut(size: int, unit: int, places: int) -> str:
    whole, rest = divmod(size, unit)
    if not places:
        return f"{whole:,}"
    return f"{whole:,}.{rest * 10**places // unit:0{places}d}"
