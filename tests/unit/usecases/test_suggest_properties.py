"""Random clients and shelves through the whole of a suggestion: nothing in it is not ALLOW."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advisor_desk.domain.advice import AdviceClient, Suggestion, WhatIf
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass, Liquidity, ProductType, Qualification, RiskGrade
from advisor_desk.domain.shelf import Product
from advisor_desk.domain.suitability import Capacity, Order
from advisor_desk.rules.suitability import check
from advisor_desk.usecases.suggest_case import ground_of, read_sheet
from advisor_desk.usecases.suggest_offers import Visit
from advisor_desk.usecases.suggest_products import suggest
from tests.advice import ON, WAN
from tests.allocation_cases import KINDS
from tests.suggestions import book_of, client_with, fund, holding

GRADES = list(RiskGrade)


def random_client(pick: random.Random) -> AdviceClient:
    holdings = tuple(
        holding(f"7{pick.randrange(8):05d}", pick.randrange(1, 60), pick.choice([*AssetClass, None]))
        for _ in range(pick.randrange(3))
    )
    client = client_with(
        pick.choice([0, 1, 20, 50, 150, 600, 1_500]),
        pick.choice([*RiskLevel, *list(RiskLevel)[3:], None]),
        holdings=holdings,
        taken_on=pick.choice([date(2026, 1, 10)] * 8 + [date(2025, 6, 30)]),
    )
    total = (client.cash_fen or 0) + sum(one.value_fen for one in holdings)
    kyc = replace(
        client.kyc,
        capacity=pick.choice([Capacity.FULL] * 8 + [Capacity.LIMITED, None]),
        aml_restricted=pick.random() < 0.03,
        income_3y_fen=pick.choice([10, 60]) * WAN,
        spending_month_fen=pick.choice([None, WAN, 5 * WAN]),
    )
    born = date(pick.choice([1945, 1960, 1986, 1990, 2003, 2010]), 3, 1)
    assessment = client.assessment
    if assessment is not None:
        assessment = replace(
            assessment,
            horizon_months=pick.choice([None, 12, 60, 60]),
            varieties=pick.choice([*[assessment.varieties] * 4, "固定收益"]),
        )
    return replace(
        client,
        kyc=kyc,
        aum_fen=total,
        assessment=assessment,
        profile=replace(client.profile, born_on=born if pick.random() < 0.95 else None),
    )


def random_shelf(pick: random.Random) -> list[Product]:
    return [_product(pick, f"7{number:05d}") for number in range(pick.randrange(2, 9))]


def _product(pick: random.Random, code: str) -> Product:
    klass = pick.choice(list(AssetClass))
    changes: dict[str, Any] = {
        "min_first_fen": pick.choice([100, 1_000, 5 * WAN]),
        "step_fen": pick.choice([1, 100, 10_000, WAN]),
        "fee_manage_bp": pick.choice([None, 30, 60]),
        "liquidity": pick.choice([*Liquidity, Liquidity.T1, Liquidity.T1]),
        "lockup_days": pick.choice([0, 0, 0, 365]),
        "quota_left_fen": pick.choice([None, None, 0, 3 * WAN]),
        "manager": pick.choice(["甲", "乙", None]),
        "max_client_bp": pick.choice([None, None, 1_000]),
        "not_for": None,
    }
    kind = KINDS[klass]
    if kind in (ProductType.PRIVATE_SECURITIES, ProductType.PRIVATE_EQUITY) or pick.random() < 0.1:
        changes |= {"qualified_only": Qualification.PRIVATE, "min_first_fen": 100 * WAN}
    return fund(code, kind, klass, pick.choice([*GRADES[:3], *GRADES]), **changes)


def suggestions(numbers: range) -> Iterator[tuple[int, AdviceClient, list[Product], Suggestion]]:
    for number in numbers:
        pick = random.Random(number)
        client, shelf = random_client(pick), random_shelf(pick)
        what_if = WhatIf(amount_fen=pick.choice([None, None, 30 * WAN, 123_456]))
        yield number, client, shelf, suggest(book_of(client, shelf)[1], 1, what_if)


def highest(level: RiskLevel | None) -> int:
    """The highest grade of a level, written anew."""
    return {None: -1, RiskLevel.C1_MIN: 0}.get(level, int(str(level)[1]) - 1 if level else -1)


def all_allowed(numbers: range) -> None:
    planned = 0
    for number, client, shelf, found in suggestions(numbers):
        plan = found.plan
        assert (plan is None) is bool(found.stopped), number
        if plan is None:
            continue
        planned += bool(plan.lines)
        products = {one.code: one for one in shelf}
        ground = ground_of(read_sheet(book_of(client, shelf)[1], 1), found.what_if)
        visit = Visit(client, ground.investor, ON, ground.sheet.advice)
        assert plan.broken == (), number
        assert sum(line.amount_fen for line in plan.lines) + plan.residual_fen == found.amount_fen, number
        assert plan.drift_after_bp <= plan.drift_before_bp, number
        assert set(found.verdicts) == {line.code for line in plan.lines}, number
        for line in plan.lines:
            one = products[line.code]
            order = Order(amount_fen=line.amount_fen, held_fen=visit.order(line.code).held_fen)
            verdict = check(ground.investor, visit.terms(one), order, ON, ground.sheet.advice)
            assert verdict.is_allowed, (number, line.code)
            assert found.verdicts[line.code].is_allowed, (number, line.code)
            assert one.r_level is not None
            assert GRADES.index(one.r_level) <= highest(found.level), (number, line.code)
        assert not {one.code for one in found.blocked} & {line.code for line in plan.lines}, number
    assert planned > len(numbers) // 8


@pytest.mark.parametrize("start", [0, 2_000])
def test_no_suggestion_has_a_product_that_is_not_allowed(start: int) -> None:
    all_allowed(range(start, start + 2_000))


@pytest.mark.soak
@pytest.mark.timeout(7_200)
def test_the_same_for_numbers_nobody_has_tried() -> None:
    start = random.SystemRandom().randrange(10**6, 10**12)
    all_allowed(range(start, start + 20_000))


def test_more_money_never_takes_an_offer_away() -> None:
    for number in range(5_000, 5_200):
        pick = random.Random(number)
        client, shelf = random_client(pick), random_shelf(pick)
        book = book_of(client, shelf)[1]
        offered: set[str] = set()
        for wan in (1, 10, 100, 1_000, 10_000):
            found = suggest(book, 1, WhatIf(amount_fen=wan * WAN), solve=lambda one: [0.0] * len(one.costs))
            now = {code for code, _ in found.offered}
            assert offered <= now, (number, wan)
            offered = now
