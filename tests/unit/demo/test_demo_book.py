"""The demo book: the same for the same seed, whole, and with every pattern that it promises."""

from dataclasses import replace
from datetime import date

import pytest

from advisor_desk.demo.archetypes import ARCHETYPES
from advisor_desk.demo.book import DemoBook, DemoPlan
from advisor_desk.demo.deeds import Logged
from advisor_desk.demo.people import identity_number
from advisor_desk.domain.kinds import KINDS, Cell, Kind
from advisor_desk.domain.trading import TradingDays

PLAN = DemoPlan(clients=60, trades=6_000, seed=7, end=date(2026, 6, 30))


def rows_of(plan: DemoPlan) -> dict[Kind, list[dict[str, Cell]]]:
    found: dict[Kind, list[dict[str, Cell]]] = {}
    for chunk in DemoBook(plan, TradingDays()).chunks():
        lines = zip(*chunk.columns.values(), strict=True)
        found.setdefault(chunk.kind, []).extend(dict(zip(chunk.columns, line, strict=True)) for line in lines)
    return found


def test_same_seed_and_date_give_the_same_book() -> None:
    assert rows_of(PLAN) == rows_of(PLAN)


def test_another_seed_gives_other_people() -> None:
    one, other = rows_of(PLAN)[Kind.CLIENTS], rows_of(replace(PLAN, seed=8))[Kind.CLIENTS]
    assert [row["name"] for row in one] != [row["name"] for row in other]


def test_counts_are_what_was_asked_for() -> None:
    book = rows_of(PLAN)
    assert len(book[Kind.CLIENTS]) == 60
    assert len(book[Kind.TRADES]) == 6_000


@pytest.mark.parametrize("kind", [kind for kind in Kind])
def test_every_kind_is_present_and_its_keys_are_unique(kind: Kind) -> None:
    rows = rows_of(PLAN)[kind]
    keys = [tuple(row.get(name) for name in KINDS[kind].key) for row in rows]
    assert rows
    assert len(set(keys)) == len(keys)


def test_required_fields_are_always_there() -> None:
    for kind, rows in rows_of(PLAN).items():
        needed = [spec.name for spec in KINDS[kind].fields if spec.required]
        assert all(row[name] is not None for row in rows for name in needed), kind


def test_codes_are_known_and_dates_are_not_after_the_end() -> None:
    end = PLAN.end.toordinal() - date(1970, 1, 1).toordinal()
    for kind, rows in rows_of(PLAN).items():
        for spec in KINDS[kind].fields:
            values = {row.get(spec.name) for row in rows} - {None}
            if spec.codes is not None:
                assert values <= {code.value for code in spec.codes}, (kind, spec.name)
            if spec.check.name == "NOT_FUTURE":
                assert all(isinstance(value, int) and value <= end for value in values), (kind, spec.name)


def test_every_archetype_is_lived_at_least_once() -> None:
    assert len(rows_of(PLAN)[Kind.CLIENTS]) >= len(ARCHETYPES)


def test_deeds_are_in_order_and_after_opening() -> None:
    book = DemoBook(PLAN, TradingDays())
    opened = {}
    for chunk in book.chunks():
        if chunk.kind is Kind.CLIENTS:
            opened = dict(zip(chunk.columns["client_no"], chunk.columns["opened_on"], strict=True))
    deeds = book.deeds()
    assert [deed.at for deed in deeds] == sorted(deed.at for deed in deeds)
    assert max(deed.on for deed in deeds) <= PLAN.end
    records = [deed for deed in deeds if isinstance(deed.act, Logged)]
    assert records
    for deed in records:
        assert isinstance(deed.act, Logged)
        for attendee in deed.act.made.attendees:
            first = opened[attendee.client_no]
            assert isinstance(first, int)
            assert deed.on.toordinal() - date(1970, 1, 1).toordinal() >= first


def test_identity_numbers_carry_a_right_check_character() -> None:
    number = identity_number(date(1990, 2, 28), 12)
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1]
    digits = [10 if mark == "X" else int(mark) for mark in number]
    assert sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 1
