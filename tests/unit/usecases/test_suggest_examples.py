"""Examples A to F of domain notes §5.2, as they are written there."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advisor_desk.domain.advice import AdviceClient, Suggestion, WhatIf
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass, RiskGrade
from advisor_desk.domain.shelf import Product
from advisor_desk.usecases.suggest_products import suggest
from tests.advice import WAN
from tests.suggestions import book_of, client_with, example_shelf, holding

A = AssetClass
_PRICEY = (RiskGrade.R4, RiskGrade.R5)


def suggested(client: AdviceClient, shelf: list[Product] | None = None, **other: Any) -> Suggestion:
    _, book = book_of(client, example_shelf() if shelf is None else shelf)
    return suggest(book, client.client_id, other.get("what_if", WhatIf()))


def qualified(wan: int) -> AdviceClient:
    """C5 with proven income above the threshold of private funds."""
    client = client_with(wan, RiskLevel.C5)
    return replace(client, kyc=replace(client.kyc, income_3y_fen=60 * WAN))


def bought(found: Suggestion) -> dict[str, int]:
    assert found.plan is not None
    return {line.code: line.amount_fen for line in found.plan.lines}


def by_class(found: Suggestion) -> dict[AssetClass, int]:
    assert found.plan is not None
    sums = {A.CASH: found.plan.residual_fen}
    for line in found.plan.lines:
        sums[line.asset_class] = sums.get(line.asset_class, 0) + line.amount_fen
    return sums


def codes(reasons: tuple[tuple[str, Any], ...]) -> list[str]:
    return [code for code, _ in reasons]


def moves(found: Suggestion) -> list[tuple[AssetClass, AssetClass, int]]:
    assert found.case is not None
    return [
        (one.source, one.target, one.bp) for one in found.case.target.moves if one.why == "move.no_product"
    ]


def test_a_half_a_million_and_c3() -> None:
    found = suggested(client_with(50, RiskLevel.C3))
    assert found.case is not None
    assert found.plan is not None
    assert moves(found) == [(A.GLOBAL_EQUITY, A.CN_EQUITY, 800)]
    assert not {one.code for one in found.case.offers if one.r_level in _PRICEY}
    assert by_class(found) == {
        A.CASH: 10 * WAN,
        A.CN_BOND: 26 * WAN,
        A.CN_EQUITY: 10 * WAN,
        A.COMMODITY_GOLD: 4 * WAN,
    }
    assert len([line for line in found.plan.lines if line.asset_class is A.CN_BOND]) >= 3
    assert all(amount <= 10 * WAN for code, amount in bought(found).items() if code != "100001")
    assert found.plan.drift_after_bp == 2_000
    assert "limit.product_cap" in codes(found.plan.binding)
    assert {one.code for one in found.blocked} == {"300002", "400001", "600001"}


def test_b_a_private_fund_is_too_large_for_one_and_a_half_million() -> None:
    found = suggested(qualified(150))
    assert "600001" not in bought(found)
    assert (A.QUANT_HEDGE, A.CN_BOND, 800) in moves(found)


@pytest.mark.parametrize(("wan", "amount"), [(600, 0), (1_000, 100)])
def test_c_a_private_fund_is_bought_whole_or_not_at_all(wan: int, amount: int) -> None:
    found = suggested(qualified(wan))
    assert bought(found).get("600001", 0) == amount * WAN
    told = [dict(params) for code, params in found.notes if code == "note.does_not_fit"]
    too_large = {"asset_class": "QUANT_HEDGE", "min_fen": 100 * WAN, "share_bp": 1_666, "because": "class"}
    assert told == ([{"code": "600001"} | too_large] if wan == 600 else [])


def test_c_between_the_two_it_is_never_bought_in_part() -> None:
    for wan in range(650, 1_650, 100):
        amount = bought(suggested(qualified(wan))).get("600001", 0)
        assert amount == 0 or amount >= 100 * WAN
        assert amount * 100 <= 20 * wan * WAN


def test_d_a_locked_overweight_is_not_added_to_and_is_named() -> None:
    locked = holding("900001", 200, A.CN_EQUITY, locked_until=date(2029, 1, 1))
    found = suggested(client_with(100, RiskLevel.C4, holdings=(locked,)))
    assert found.plan is not None
    assert A.CN_EQUITY not in by_class(found)
    named = next(dict(params) for code, params in found.plan.binding if code == "mix.overweight")
    assert named == {"asset_class": "CN_EQUITY", "weight_bp": 6_666, "target_bp": 3_600}
    assert found.plan.drift_after_bp < found.plan.drift_before_bp


def test_d_what_is_meant_to_stay_cash_is_not_spent_on_other_classes() -> None:
    locked = holding("900001", 200, A.CN_EQUITY, locked_until=date(2029, 1, 1))
    found = suggested(client_with(100, RiskLevel.C4, holdings=(locked,)))
    assert by_class(found)[A.CASH] == 15 * WAN, "5 % of the base, though bonds and gold are still short"


def test_e_five_thousand_yuan() -> None:
    small = replace(client_with(1, RiskLevel.C3), cash_fen=5_000_00, aum_fen=5_000_00)
    found = suggested(small)
    assert found.plan is not None
    assert found.plan.residual_fen >= 0
    assert by_class(found) == {
        A.CASH: 1_000_00,
        A.CN_BOND: 2_600_00,
        A.CN_EQUITY: 1_000_00,
        A.COMMODITY_GOLD: 400_00,
    }


def test_f_an_expired_questionnaire_stops_everything() -> None:
    found = suggested(client_with(50, RiskLevel.C3, taken_on=date(2025, 6, 30)))
    assert found.plan is None
    assert found.stopped == (
        ("advice.assessment_expired", (("taken_on", "2025-06-30"), ("until_on", "2026-06-30"))),
    )
    assert {code for one in found.blocked for code in one.codes} >= {"A_EXPIRED"}


def test_f_the_lowest_class_gets_r1_alone() -> None:
    found = suggested(client_with(50, RiskLevel.C1_MIN))
    assert set(bought(found)) == {"100001"}
    assert moves(found) == [(A.CN_BOND, A.CASH, 4_000)]


def test_f_without_any_quota_all_stays_cash_and_the_reason_is_told() -> None:
    shelf = [replace(one, quota_left_fen=0) for one in example_shelf()]
    found = suggested(client_with(50, RiskLevel.C3), shelf)
    assert bought(found) == {}
    assert by_class(found) == {A.CASH: 50 * WAN}
    assert found.notes == (("note.quota_gone", (("products", 6),)),)
