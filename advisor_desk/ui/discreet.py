"""Discreet mode (F9): whether names and money may be read over a shoulder, and what is shown instead.

Everything on screen that names a client or shows money goes through `name`, `money`, `signed`,
`exact`, `text` or `within`. Listen to `signals().changed` to paint again.
"""

from functools import cache
from typing import Final

from PySide6.QtCore import QObject, Signal

from advisor_desk.ui import formats

HIDDEN: Final = "••••"
_PAIRS: Final = (
    "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐宇文长孙司徒夏侯轩辕端木万俟独孤"
    "南宫西门澹台呼延闻人赫连申屠太史公冶濮阳淳于单于仲孙钟离鲜于闾丘拓跋"
)
_SURNAMES_OF_TWO: Final = frozenset(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2))
_SHORT_NAME: Final = 4


class DiscreetSignals(QObject):
    """`changed(bool)`: names and money are hidden (True) or shown (False) from now on."""

    changed = Signal(bool)


class _State:
    on = False


@cache
def signals() -> DiscreetSignals:
    """The one object that tells of a change."""
    return DiscreetSignals()


def is_on() -> bool:
    """True while names and money are hidden."""
    return _State.on


def set_on(on: bool) -> None:
    """Hide or show names and money everywhere."""
    if on != _State.on:
        _State.on = on
        signals().changed.emit(on)


def toggle() -> None:
    """What F9 does."""
    set_on(not _State.on)


def name(full: str) -> str:
    """The name as it may be shown: 张*, 欧阳*; an organisation keeps its first two characters."""
    return mask_name(full) if _State.on else full


def money(fen: int | None) -> str:
    """A short amount, or dots."""
    return HIDDEN if _State.on and fen is not None else formats.money(fen)


def signed(fen: int) -> str:
    """A short amount with its sign, or dots."""
    return HIDDEN if _State.on else formats.money_signed(fen)


def exact(fen: int | None) -> str:
    """The amount to the fen, or dots."""
    return HIDDEN if _State.on and fen is not None else formats.money_exact(fen)


def text(value: str) -> str:
    """Any other text that tells who the client is (phone, employer), or dots."""
    return HIDDEN if _State.on and value else value


def within(value: str, full: str) -> str:
    """A text that a person wrote about the client `full`: the name in it as it may be shown."""
    return value.replace(full, mask_name(full)) if _State.on and full.strip() else value


def mask_name(full: str) -> str:
    """Surname and a star for a person; first two characters and a star for a longer name."""
    full = full.strip()
    if not full:
        return ""
    if full[:2] in _SURNAMES_OF_TWO or len(full) > _SHORT_NAME:
        return full[:2] + "*"
    return full[:1] + "*"
