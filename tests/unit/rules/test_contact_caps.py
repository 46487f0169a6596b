"""May a client be contacted for marketing: each cap, hour and pause on both sides."""

from datetime import date, timedelta

import pytest

from advisor_desk.domain.moment import ConsentFact
from advisor_desk.domain.product import ProductType
from advisor_desk.domain.records import ConsentPurpose
from advisor_desk.rules.contact_caps import (
    ContactState,
    cooling_until,
    has_consent,
    hindrances,
    opted_out_on,
    private_types,
)
from advisor_desk.rules.service_reasons import HINDRANCE_CODES
from tests.advice import advice_rules
from tests.service import service_rules

ON = date(2026, 6, 30)
DAY = timedelta(days=1)
NOON = 12 * 60


def codes(state: ContactState, minute: int | None = NOON) -> list[str]:
    found = hindrances(state, ON, service_rules(), minute)
    assert all(tuple(name for name, _ in figures) == HINDRANCE_CODES[code] for code, figures in found)
    return [code for code, _ in found]


def test_nothing_speaks_against_a_first_contact_at_noon() -> None:
    assert codes(ContactState()) == []


@pytest.mark.parametrize(
    ("minute", "is_in_hours"),
    [(9 * 60 - 1, False), (9 * 60, True), (20 * 60 - 1, True), (20 * 60, False), (0, False), (None, True)],
)
def test_clients_are_contacted_from_nine_to_twenty(minute: int | None, is_in_hours: bool) -> None:
    assert codes(ContactState(), minute) == ([] if is_in_hours else ["OUT_OF_HOURS"])


@pytest.mark.parametrize(
    ("back", "found"),
    [
        ([0], []),
        ([0, 6], ["WEEK_CAP"]),
        ([0, 7], []),
        ([0, 0], ["WEEK_CAP"]),
        ([7, 8, 9, 10, 11], []),
        ([7, 8, 9, 10, 11, 29], ["MONTH_CAP"]),
        ([7, 8, 9, 10, 11, 30], []),
        ([0, 1, 2, 3, 4, 5], ["WEEK_CAP", "MONTH_CAP"]),
        ([-1, -1], []),
    ],
)
def test_two_a_week_and_six_a_month(back: list[int], found: list[str]) -> None:
    assert codes(ContactState(marketing_on=[ON - DAY * days for days in back])) == found


def test_all_reasons_are_given_the_gravest_first() -> None:
    state = ContactState(
        marketing_on=[ON, ON], complaint_on=ON - DAY, opted_out_on=ON, private_bought_on=ON - DAY
    )
    assert codes(state, 0) == ["COMPLAINT_OPEN", "OPT_OUT", "COOLING_OFF", "WEEK_CAP", "OUT_OF_HOURS"]
    assert hindrances(state, ON, service_rules())[2][1] == (
        ("bought_on", "2026-06-29"),
        ("until_on", "2026-06-30"),
    )


def test_cooling_off_lasts_through_the_day_in_which_its_hours_end() -> None:
    assert cooling_until(ON, service_rules().contact) == ON + DAY
    assert codes(ContactState(private_bought_on=ON - DAY)) == ["COOLING_OFF"]
    assert codes(ContactState(private_bought_on=ON - DAY * 2)) == []


@pytest.mark.parametrize(
    ("consents", "since"),
    [
        ([], None),
        ([("MARKETING", ON, None)], None),
        ([("MARKETING", ON - DAY * 9, ON)], ON),
        ([("MARKETING", ON - DAY * 9, ON + DAY)], None),
        ([("MARKETING", ON - DAY * 9, ON - DAY), ("MARKETING", ON, None)], None),
        ([("MARKETING", ON - DAY * 9, ON - DAY), ("MARKETING", ON + DAY, None)], ON - DAY),
        ([("MARKETING", ON - DAY * 9, ON - DAY), ("MARKETING", ON - DAY * 8, ON - DAY * 3)], ON - DAY),
        ([("SERVICE", ON - DAY * 9, ON)], None),
    ],
)
def test_marketing_is_refused_once_its_last_consent_was_withdrawn(
    consents: list[tuple[str, date, date | None]], since: date | None
) -> None:
    facts = [ConsentFact(*one) for one in consents]
    assert opted_out_on(facts, ON) == opted_out_on(reversed(facts), ON) == since


def test_consent_holds_from_its_day_to_the_day_before_its_end() -> None:
    greeting = ConsentPurpose.BIRTHDAY_GREETING
    given = [ConsentFact("BIRTHDAY_GREETING", ON, ON + DAY)]
    held = [has_consent(given, greeting, ON + DAY * days) for days in (-1, 0, 1)]
    assert held == [False, True, False]
    assert not has_consent(given, ConsentPurpose.MARKETING, ON)


def test_private_funds_begin_a_cooling_off() -> None:
    private = private_types(advice_rules())
    assert {ProductType.PRIVATE_EQUITY, ProductType.PRIVATE_SECURITIES} <= private
    assert ProductType.AMP_EQUITY not in private
