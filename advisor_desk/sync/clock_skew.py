"""How far this machine's clock is from the hub's. It is told, and decides nothing (sync.md, section 3.6)."""

from __future__ import annotations

from datetime import UTC, datetime

from advisor_desk.wire.shaped import instant
from advisor_desk.wire.version import SKEW_SECONDS


def utc_text(seconds: float) -> str:
    """An instant as every message has it: UTC, with microseconds. A clock beyond the calendar is its end."""
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        at = datetime.max.replace(tzinfo=UTC) if seconds > 0 else datetime.min.replace(tzinfo=UTC)
    return at.isoformat(timespec="microseconds")


def skew_seconds(hub_time: str, asked: float, answered: float) -> int:
    """Whole seconds by which this clock is ahead of the hub's, taken in the middle of the request.

    0 for a hub's time that cannot be read: nothing hangs on it.
    """
    theirs = instant(hub_time)
    if theirs is None:
        return 0
    return round((asked + answered) / 2 - theirs.timestamp())


def is_off(skew: int) -> bool:
    """True when it is far enough off for a person to hear of it."""
    return abs(skew) > SKEW_SECONDS
