"""Working time, and civil days that no time zone can touch."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.working_time import (
    CHINA,
    add_working_days,
    civil_day,
    due_at,
    instant,
    minute_of_day,
    working_minutes,
)
from tests.service import at, service_rules, weekdays

HOURS = service_rules().hours
FRIDAY = date(2026, 7, 3)
FROM, UNTIL = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (1992, 2100))
INSTANTS = st.integers(FROM, UNTIL).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    ("since", "hours", "due"),
    [
        (at(FRIDAY, 9), 4, at(FRIDAY, 14)),
        (at(FRIDAY, 9), 3, at(FRIDAY, 12)),
        (at(FRIDAY, 12), 1, at(FRIDAY, 14)),
        (at(FRIDAY, 13, 30), 4, at(FRIDAY, 17, 30)),
        (at(FRIDAY, 17), 4, at(date(2026, 7, 6), 13, 30)),
        (at(FRIDAY, 20), 4, at(date(2026, 7, 6), 14)),
        (at(FRIDAY, 3), 8, at(date(2026, 7, 6), 9, 30)),
    ],
)
def test_hours_of_work_skip_lunch_nights_and_weekends(since: datetime, hours: int, due: datetime) -> None:
    assert due_at(since, hours, HOURS, weekdays()) == due
    assert due_at(since, hours, HOURS, weekdays()).tzinfo is UTC


def test_days_off_are_no_work() -> None:
    off = TradingDays([to_day(date(2026, 10, day)) for day in range(1, 8)])
    eve = date(2026, 9, 30)
    assert due_at(at(eve, 17), 4, HOURS, off) == at(date(2026, 10, 8), 13, 30)
    assert add_working_days(eve, 1, off) == date(2026, 10, 8)
    assert add_working_days(eve, 0, off) == eve
    assert working_minutes(at(eve, 17), at(date(2026, 10, 8), 10), HOURS, off) == 30 + 60


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        (at(FRIDAY, 9), at(FRIDAY, 9), 0),
        (at(FRIDAY, 10), at(FRIDAY, 9), 0),
        (at(FRIDAY, 9), at(FRIDAY, 17, 30), 450),
        (at(FRIDAY, 0), at(FRIDAY, 23), 450),
        (at(FRIDAY, 11, 30), at(FRIDAY, 13, 30), 60),
        (at(FRIDAY, 17), at(date(2026, 7, 6), 9, 30), 60),
        (at(date(2026, 7, 4), 9), at(date(2026, 7, 5), 17), 0),
    ],
)
def test_minutes_of_work_between_two_instants(since: datetime, until: datetime, minutes: int) -> None:
    assert working_minutes(since, until, HOURS, weekdays()) == minutes


@given(INSTANTS, st.integers(1, 40))
def test_what_is_due_after_hours_of_work_is_that_much_work_away(since: datetime, hours: int) -> None:
    due = due_at(since.replace(second=0, microsecond=0), hours, HOURS, weekdays())
    assert working_minutes(since.replace(second=0, microsecond=0), due, HOURS, weekdays()) == hours * 60
    assert weekdays().is_trading(to_day(civil_day(due)))
    assert HOURS.work_from < minute_of_day(due) <= HOURS.work_until


@given(INSTANTS, ZONES)
def test_the_day_in_china_hangs_on_no_machines_zone(moment: datetime, zone: timezone) -> None:
    assert civil_day(moment.astimezone(zone)) == civil_day(moment) == moment.astimezone(CHINA).date()
    assert instant(civil_day(moment), minute_of_day(moment)) == moment.replace(second=0, microsecond=0)


@given(INSTANTS, ZONES)
def test_a_deadline_hangs_on_no_machines_zone(moment: datetime, zone: timezone) -> None:
    there = due_at(moment.astimezone(zone), 4, HOURS, weekdays())
    assert there == due_at(moment, 4, HOURS, weekdays())
