"""Working time: hours of work on trading days, days to come, and the clock in China (domain notes §6)."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.serviceset import HoursRules

CHINA: Final = timezone(timedelta(hours=8))
"""Asia/Shanghai: one time all over China, without summer time since 1991."""

_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)


def civil_day(at: datetime) -> date:
    """The date in China at an instant."""
    return at.astimezone(CHINA).date()


def minute_of_day(at: datetime) -> int:
    """Minutes since midnight in China at an instant."""
    here = at.astimezone(CHINA)
    return here.hour * 60 + here.minute


def instant(on: date, minute: int) -> datetime:
    """The instant (UTC) at which a day in China has run for so many minutes."""
    return datetime.combine(on, time(minute // 60, minute % 60), CHINA).astimezone(UTC)


def add_working_days(on: date, count: int, trading: TradingDays) -> date:
    """The `count`-th trading day after a day; for 0 the day itself."""
    return from_day(trading.add(to_day(on), count))


def due_at(since: datetime, working_hours: int, hours: HoursRules, trading: TradingDays) -> datetime:
    """The instant (UTC) by which so many hours of work have passed since another, to the second."""
    left = timedelta(hours=working_hours)
    day = civil_day(since)
    while True:
        for start, end in _spans(day, hours, trading):
            begin = max(start, since)
            if begin < end and left <= end - begin:
                return (begin + left).astimezone(UTC)
            left -= max(end - begin, timedelta())
        day += _DAY


def working_minutes(since: datetime, until: datetime, hours: HoursRules, trading: TradingDays) -> int:
    """Whole minutes of work between two instants, 0 when the second is not later."""
    passed, day, last = timedelta(), civil_day(since), civil_day(until)
    while day <= last:
        for start, end in _spans(day, hours, trading):
            passed += max(min(end, until) - max(start, since), timedelta())
        day += _DAY
    return passed // _MINUTE


def _spans(day: date, hours: HoursRules, trading: TradingDays) -> tuple[tuple[datetime, datetime], ...]:
    """Morning and afternoon of a day of work; nothing on other days."""
    if not trading.is_trading(to_day(day)):
        return ()
    return (
        (instant(day, hours.work_from), instant(day, hours.lunch_from)),
        (instant(day, hours.lunch_until), instant(day, hours.work_until)),
    )
