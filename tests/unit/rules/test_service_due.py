"""Service rhythm of the domain notes §6, every cell of the table."""

from datetime import date
from fractions import Fraction

import pytest

from advisor_desk.domain.client import Group, LifeState, Tier
from advisor_desk.domain.records import ContactChannel
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.service_due import cadence_of, is_overdue, next_due, overdue_ratio

TABLE = {
    Group.KEY_DEVELOP: (30, 14, 14),
    Group.KEY_GUIDE: (45, 30, 30),
    Group.POTENTIAL: (60, 30, 30),
    Group.LONG_TAIL: (180, 45, 45),
}


@pytest.mark.parametrize("group", Group)
@pytest.mark.parametrize("state", [LifeState.ACTIVE, LifeState.NEW])
def test_days_by_group(rules: RuleSet, group: Group, state: LifeState) -> None:
    found = tuple(cadence_of(tier, group, state, rules).days for tier in Tier)
    assert found == TABLE[group]


@pytest.mark.parametrize("group", Group)
def test_state_takes_the_place_of_the_group(rules: RuleSet, group: Group) -> None:
    at_risk = tuple(cadence_of(tier, group, LifeState.AT_RISK, rules).days for tier in Tier)
    dormant = tuple(cadence_of(tier, group, LifeState.DORMANT, rules).days for tier in Tier)
    assert (at_risk, dormant) == ((7, 3, 3), (90, 60, 60))


def test_retail_long_tail_is_served_digitally(rules: RuleSet) -> None:
    cadence = cadence_of(Tier.RETAIL, Group.LONG_TAIL, LifeState.ACTIVE, rules)
    assert cadence.is_digital_only
    assert cadence.channels[0] is ContactChannel.ONLINE
    assert not cadence_of(Tier.HNW, Group.LONG_TAIL, LifeState.ACTIVE, rules).is_digital_only


def test_due_counts_from_the_last_contact_else_from_opening(rules: RuleSet) -> None:
    who = (Tier.HNW, Group.KEY_DEVELOP, LifeState.ACTIVE, rules)
    assert next_due(date(2026, 6, 1), date(2020, 1, 1), *who) == date(2026, 6, 15)
    assert next_due(None, date(2026, 6, 10), *who) == date(2026, 6, 24)
    assert next_due(None, None, *who) is None


def test_overdue_only_after_the_day(rules: RuleSet) -> None:
    assert not is_overdue(date(2026, 6, 15), date(2026, 6, 15))
    assert is_overdue(date(2026, 6, 15), date(2026, 6, 16))
    assert is_overdue(None, date(2026, 6, 16))


def test_overdue_ratio_is_exact(rules: RuleSet) -> None:
    cadence = cadence_of(Tier.HNW, Group.KEY_DEVELOP, LifeState.ACTIVE, rules)
    assert overdue_ratio(date(2026, 6, 1), cadence, date(2026, 6, 22)) == Fraction(3, 2)
    assert overdue_ratio(None, cadence, date(2026, 6, 22)) is None
