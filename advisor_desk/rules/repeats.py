"""When a task comes again. Pure: the calendar is handed in.

A fixed rhythm is counted from the first day of the series, so that a task of the 31st comes on the last
day of shorter months and on the 31st again after them. Days that are past when it is done are skipped:
nobody owes last month's call twice.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from advisor_desk.domain.dates import from_day, months_before, to_day
from advisor_desk.domain.task import Repeat, RepeatFrom, RepeatUnit
from advisor_desk.domain.trading import TradingDays

_MONTHS = {RepeatUnit.MONTH: 1, RepeatUnit.YEAR: 12}
_DAYS = {RepeatUnit.DAY: 1, RepeatUnit.WEEK: 7}


@dataclass(frozen=True, slots=True)
class Series:
    """Where a repeating task stands: the first day of all, and the day this one was made for."""

    first: date
    slot: date


def next_due(repeat: Repeat, series: Series, done_on: date, trading: TradingDays) -> date:
    """The day the next one is due, always later than the day it was done when the rhythm is fixed."""
    if repeat.counted_from is RepeatFrom.DONE:
        return _after(repeat, done_on, 1, trading)
    past = max(series.slot, done_on)
    if repeat.unit is RepeatUnit.TRADING_DAY:
        return _next_trading(repeat, series.slot, past, trading)
    turn = 1
    while (day := _after(repeat, series.first, turn, trading)) <= past:
        turn += 1
    return day


def _next_trading(repeat: Repeat, slot: date, past: date, trading: TradingDays) -> date:
    day = slot
    while day <= past:
        day = _after(repeat, day, 1, trading)
    return day


def _after(repeat: Repeat, day: date, turns: int, trading: TradingDays) -> date:
    count = repeat.every * turns
    if repeat.unit in _MONTHS:
        return months_before(day, -count * _MONTHS[repeat.unit])
    if repeat.unit in _DAYS:
        return day + timedelta(days=count * _DAYS[repeat.unit])
    return from_day(trading.add(to_day(day), count))
