"""Every moment of truth occurs in the demo book within its last two months, whatever the day it ends on."""

from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from advisor_desk.assembly.demo import DEMO_PASSPHRASE, open_or_make_demo
from advisor_desk.demo.book import DemoPlan
from advisor_desk.domain.moment import KeptMoment, MomentCode, MomentState
from advisor_desk.usecases.find_moments import find_moments

ENDS = (date(2026, 6, 30), date(2026, 11, 28))
BACK = timedelta(days=60)


@lru_cache(maxsize=2)
def found(end: date) -> dict[MomentCode, list[KeptMoment]]:
    by_code: dict[MomentCode, list[KeptMoment]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        desk = open_or_make_demo(Path(folder) / "demo.book", DemoPlan(end=end), DEMO_PASSPHRASE)
        assert find_moments(desk.book).is_complete
        for kept in desk.book.moments(tuple(MomentState)):
            if kept.moment.event_on >= end - BACK:
                by_code[kept.moment.code].append(kept)
        desk.close()
    return by_code


@pytest.mark.parametrize("end", ENDS)
def test_every_code_occurs(end: date) -> None:
    assert [code.value for code in MomentCode if code not in found(end)] == []


@pytest.mark.parametrize("end", ENDS)
def test_most_codes_occur_for_somebody_who_may_be_called(end: date) -> None:
    held_back = [
        code.value
        for code, moments in found(end).items()
        if all(one.state is MomentState.SUPPRESSED for one in moments)
    ]
    assert held_back == []


@pytest.mark.parametrize("end", ENDS)
def test_birthdays_of_both_calendars_and_each_step_before_an_end(end: date) -> None:
    birthdays = [dict(one.moment.evidence)["cause"] for one in found(end)[MomentCode.BIRTHDAY]]
    assert set(birthdays) == {"LUNAR", "CIVIL"}
    steps = {one.moment.subject.rpartition(":")[2] for one in found(end)[MomentCode.MATURITY]}
    assert steps == {"1", "7", "30"}


@pytest.mark.parametrize("end", ENDS)
def test_nobody_is_drowned_in_moments(end: date) -> None:
    last_day = [one for moments in found(end).values() for one in moments if one.moment.event_on == end]
    assert 5 <= len(last_day) <= 150
