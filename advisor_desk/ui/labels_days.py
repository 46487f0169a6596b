"""Days and times of the clock in words: 周一, 14:30, and a day with its weekday."""

from datetime import date
from typing import Final

from advisor_desk.ui.i18n import mark, t

_CTX: Final = "Days"
_WEEKDAYS: Final = (
    mark("周一"),
    mark("周二"),
    mark("周三"),
    mark("周四"),
    mark("周五"),
    mark("周六"),
    mark("周日"),
)


def weekday(on: date) -> str:
    """周一 to 周日."""
    return t(_CTX, _WEEKDAYS[on.weekday()])


def clock(minute: int) -> str:
    """14:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def month_day(on: date) -> str:
    """11-27."""
    return f"{on.month:02d}-{on.day:02d}"


def with_weekday(on: date) -> str:
    """2026-11-27 周五."""
    return f"{on.isoformat()} {weekday(on)}"
