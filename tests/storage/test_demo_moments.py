"""Every moment of truth occurs in the demo book within its last two months, whatever the day it ends on."""

from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from advisor_desk.assembly.demo import DEMO_PASSPHRASE, open_or_make_demo
from advisor_desk.demo.book import DemoPlan
from advisor_desk.domain.moment import Moment, MomentCode
from advisor_desk.rules.moments.engine import moments_of
from advisor_desk.rules.moments.world import MomentWorld
from advisor_desk.usecases.lunar_calendar import lunar_table

ENDS = (date(2026, 6, 30), date(2026, 11, 28))
BACK = timedelta(days=60)


@lru_cache(maxsize=2)
def found(end: date) -> dict[MomentCode, list[Moment]]:
    by_code: dict[MomentCode, list[Moment]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        desk = open_or_make_demo(Path(folder) / "demo.book", DemoPlan(end=end), DEMO_PASSPHRASE)
        book = desk.book
        world = MomentWorld(book.rules, book.service, book.advice, book.trading, lunar_table())
        for facts in book.moment_facts(since=end - BACK):
            for moment in moments_of(facts, end - BACK, end, world):
                by_code[moment.code].append(moment)
        desk.close()
    return by_code


@pytest.mark.parametrize("end", ENDS)
def test_every_code_occurs(end: date) -> None:
    assert [code.value for code in MomentCode if code not in found(end)] == []


@pytest.mark.parametrize("end", ENDS)
def test_most_codes_occur_for_somebody_who_may_be_called(end: date) -> None:
    held_back = [
        code.value for code, moments in found(end).items() if all(one.suppressed_by for one in moments)
    ]
    assert held_back == []


@pytest.mark.parametrize("end", ENDS)
def test_birthdays_of_both_calendars_and_each_step_before_an_end(end: date) -> None:
    birthdays = [dict(one.evidence)["cause"] for one in found(end)[MomentCode.BIRTHDAY]]
    assert set(birthdays) == {"LUNAR", "CIVIL"}
    steps = {one.subject.rpartition(":")[2] for one in found(end)[MomentCode.MATURITY]}
    assert steps == {"1", "7", "30"}


@pytest.mark.parametrize("end", ENDS)
def test_nobody_is_drowned_in_moments(end: date) -> None:
    last_day = [one for moments in found(end).values() for one in moments if one.event_on == end]
    assert 5 <= len(last_day) <= 150
