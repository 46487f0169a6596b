"""Time-ordered identifiers (RFC 9562, version 7), which Python 3.11's library lacks.

The time bits make an index grow at its end; nothing may read the time of an event from them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

Random = Callable[[int], bytes]

_CHANCE: ContextVar[Random] = ContextVar("chance", default=os.urandom)


def uuid7(seconds: float, random: Random | None = None) -> UUID:
    """An identifier made at `seconds` since 1970 (UTC): 60 bits of time, 62 random bits.

    The 12 bits after the milliseconds hold their fraction (RFC 9562 §6.2, method 3), so identifiers
    made a quarter of a microsecond apart are in order.
    """
    from uuid import UUID

    ticks = int(seconds * 4_096_000) & ((1 << 60) - 1)
    milliseconds, fraction = ticks >> 12, ticks & 0xFFF
    tail = int.from_bytes((random or _CHANCE.get())(8), "big") & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 7 << 76 | fraction << 64 | 2 << 62 | tail)


@contextmanager
def drawn_from(random: Random) -> Iterator[None]:
    """Within the block identifiers take their random bits from `random`: for invented books only."""
    before = _CHANCE.set(random)
    try:
        yield
    finally:
        _CHANCE.reset(before)
