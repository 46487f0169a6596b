"""Suggestions: what stops them, what they rest on, amounts set by hand, the record of one that was given."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from advisor_desk.domain.advice import AdviceClient, SignalLine, WhatIf
from advisor_desk.domain.client import ClientType, RiskLevel, Tier
from advisor_desk.domain.product import AssetClass, Liquidity, ProductType, RiskGrade
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.shelf import Product, ShelfRelease
from advisor_desk.domain.suitability import Capacity, CheckCode
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.suggest_case import STOP_CODES, read_sheet
from advisor_desk.usecases.suggest_products import (
    NOTE_CODES,
    evaluate_suggestion,
    suggest,
)
from tests.advice import ON, WAN
from tests.suggestions import (
    RELEASE,
    book_of,
    bought,
    by_hand,
    c3,
    client_with,
    example_shelf,
    fund,
    holding,
    private_fund,
    suggested,
)

A = AssetClass
FACTS = WhatIf()


@pytest.mark.parametrize(
    ("release", "shelf", "code"),
    [
        (None, [], "shelf.empty"),
        (None, None, "shelf.unsigned"),
        (replace(RELEASE, is_intact=False), None, "shelf.unsigned"),
        (replace(RELEASE, received_on=ON - timedelta(days=31)), None, "shelf.stale"),
    ],
)
def test_a_shelf_that_cannot_be_trusted_stops(
    release: ShelfRelease | None, shelf: list[Product] | None, code: str
) -> None:
    found = suggested(c3(), shelf, release=release)
    assert (found.plan, [known for known, _ in found.stopped]) == (None, [code])
    for known, params in found.stopped:
        assert STOP_CODES[known] == tuple(name for name, _ in params)


def test_a_shelf_on_its_last_day_does_not_stop() -> None:
    release = replace(RELEASE, received_on=ON - timedelta(days=30))
    assert suggested(c3(), release=release).plan is not None


@pytest.mark.parametrize(
    ("client", "code"),
    [
        (client_with(50, None), "advice.no_assessment"),
        (c3(taken_on=date(2025, 6, 30)), "advice.assessment_expired"),
        (c3(0), "advice.no_money"),
        (replace(c3(), cash_fen=None), "advice.no_money"),
    ],
)
def test_a_client_without_level_or_money_stops(client: AdviceClient, code: str) -> None:
    assert [known for known, _ in suggested(client).stopped] == [code]


def institution(level: RiskLevel | None) -> AdviceClient:
    made = client_with(5_000, level)
    return replace(
        made,
        profile=replace(made.profile, client_type=ClientType.FIN_INST, born_on=None),
        kyc=replace(made.kyc, investor_class=InvestorClass.PRO_A, class_evidence="许可证"),
    )


def test_a_professional_without_a_level_has_no_model_portfolio_unless_one_is_tried_out() -> None:
    assert [code for code, _ in suggested(institution(None)).stopped] == ["advice.no_level"]
    tried = suggested(institution(None), what_if=WhatIf(level=RiskLevel.C4))
    assert tried.plan is not None
    assert suggested(institution(RiskLevel.C5)).plan is not None


def test_where_no_product_suits_the_shared_reasons_follow() -> None:
    unrated = [replace(one, r_level=None) for one in example_shelf()]
    found = suggested(c3(), unrated)
    assert [code for code, _ in found.stopped] == ["advice.nothing_allowed", "P_UNRATED"]
    restricted = replace(c3(), kyc=replace(c3().kyc, aml_restricted=True))
    assert "K_AML" in [code for code, _ in suggested(restricted).stopped]


def test_a_person_without_full_capacity_counts_as_the_lowest_class() -> None:
    limited = replace(c3(), kyc=replace(c3().kyc, capacity=Capacity.LIMITED))
    found = suggested(limited)
    assert found.level is RiskLevel.C1_MIN
    assert set(bought(found)) <= {"100001"}


def test_money_comes_from_the_account_first_and_the_rest_is_fresh() -> None:
    client = c3(50)
    part, more = (suggested(client, what_if=WhatIf(amount_fen=wan * WAN)) for wan in (20, 80))
    assert part.case is not None
    assert more.case is not None
    assert [(one.code, one.value_fen) for one in part.case.positions] == [("CASH", 30 * WAN)]
    assert (part.case.base_fen, part.case.new_money_fen) == (50 * WAN, 20 * WAN)
    assert more.case.positions == ()
    assert more.case.base_fen == 80 * WAN


def test_holdings_take_part_with_what_the_shelf_knows_of_them() -> None:
    held = (
        holding("200001", 10, None),
        holding("X", 5, A.CN_EQUITY, date(2028, 1, 1)),
        holding("Z", 0, A.CASH),
    )
    found = suggested(c3(85, holdings=held))
    assert found.case is not None
    bond, stock = found.case.positions
    assert (bond.exposure_bp, bond.manager, bond.liquidity) == (
        {A.CN_BOND: 10_000},
        "管理人200001",
        Liquidity.T1,
    )
    assert (stock.liquidity, stock.locked_until) == (None, date(2028, 1, 1))
    assert next(one for one in found.case.offers if one.code == "200001").held_fen == 10 * WAN


@pytest.mark.parametrize(
    ("spending", "need", "reserve"),
    [(None, None, 2.5), (1, None, 6), (1, 9, 9), (2, 9, 12), (None, 3, 3)],
)
def test_the_reserve(spending: int | None, need: int | None, reserve: float) -> None:
    kyc = replace(
        c3().kyc,
        spending_month_fen=None if spending is None else spending * WAN,
        liquidity_need_fen=None if need is None else need * WAN,
    )
    found = suggested(replace(c3(), kyc=kyc))
    assert found.case is not None
    assert found.case.reserve_fen == reserve * WAN


def test_caps_of_products() -> None:
    shelf = [
        *example_shelf(),
        fund("310001", ProductType.INDEX_ETF, A.CN_EQUITY, RiskGrade.R3, is_broad_index=True),
        fund("310002", ProductType.INDEX_ETF, A.CN_EQUITY, RiskGrade.R3, max_client_bp=1_500),
    ]
    found = suggested(c3(), shelf)
    assert found.case is not None
    caps = {one.code: one.cap_bp for one in found.case.offers}
    assert (caps["100001"], caps["310001"], caps["310002"], caps["200001"]) == (10_000, 4_000, 1_500, 2_000)


def test_what_has_no_place_in_a_portfolio_or_another_currency_is_left_out() -> None:
    service = fund("800001", ProductType.IB_SERVICE, A.CASH, RiskGrade.R1, exposure_bp={})
    dollars = fund("800002", ProductType.BOND_FUND, A.CN_BOND, RiskGrade.R2, currency="USD")
    found = suggested(c3(), [*example_shelf(), service, dollars])
    assert found.case is not None
    assert not {"800001", "800002"} & {one.code for one in found.case.offers}
    assert not {"800001", "800002"} & {one.code for one in found.blocked}
    assert ("note.foreign", (("products", 1),)) in found.notes


def test_a_class_keeps_its_weight_where_only_money_or_holdings_stand_for_it() -> None:
    little = replace(c3(), cash_fen=50_00, aum_fen=50 * WAN, holdings=(holding("H", 50, A.CN_BOND),))
    found = suggested(little)
    assert found.case is not None
    assert found.case.target.target_bp[A.COMMODITY_GOLD] == 800
    assert [code for code, _ in found.notes] == ["note.money_short"]
    full = c3(92, holdings=(holding("Q", 8, A.GLOBAL_EQUITY),))
    kept = suggested(full).case
    assert kept is not None
    assert kept.target.target_bp[A.GLOBAL_EQUITY] == 800


def test_a_level_that_is_tried_out_counts_for_model_and_suitability() -> None:
    found = suggested(c3(), what_if=WhatIf(level=RiskLevel.C4))
    assert found.level is RiskLevel.C4
    assert "400001" in bought(found)
    assert "600001" in {one.code for one in found.blocked}


def test_products_left_out_of_a_trial_are_neither_offered_nor_blocked() -> None:
    found = suggested(c3(), what_if=WhatIf(without=("200001", "400001")), overrides=(by_hand("200001", 3),))
    assert found.case is not None
    seen = {one.code for one in found.case.offers} | {one.code for one in found.blocked}
    assert not seen & {"200001", "400001"}
    assert found.overrides == ()


def test_every_line_is_allowed_at_its_amount_and_their_order_is_that_of_points() -> None:
    client = c3()
    client = replace(client, row=replace(client.row, tier=Tier.HNW))
    shelf = [replace(one, tier_menu=(Tier.HNW,) if one.code == "500001" else ()) for one in example_shelf()]
    found = suggested(client, shelf)
    assert set(found.verdicts) == set(bought(found))
    assert all(verdict.is_allowed for verdict in found.verdicts.values())
    sums = [sum(part.points for part in parts) for _, parts in found.offered]
    assert sums == sorted(sums, reverse=True)
    assert bought(found) == bought(suggested(c3()))
    points = dict(found.offered)
    in_plan = [sum(part.points for part in points[code]) for code in bought(found)]
    assert in_plan == sorted(in_plan, reverse=True)


def test_a_line_that_a_second_look_refuses_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from advisor_desk.rules.suitability import check_bundle as real

    refused: list[str] = []

    def strict(*given: Any) -> Any:
        verdicts = real(*given)
        found = []
        for (terms, _), verdict in zip(given[1], verdicts, strict=True):
            if terms.code == "200001" and not refused:
                refused.append(terms.code)
                verdict = replace(verdict, outcome=verdict.outcome.FORBID)
            found.append(verdict)
        return tuple(found)

    monkeypatch.setattr("advisor_desk.usecases.suggest_products.check_bundle", strict)
    found = suggested(c3())
    assert refused == ["200001"]
    assert "200001" not in bought(found)
    assert found.plan is not None
    assert found.plan.broken == ()


def test_amounts_set_by_hand_stay_and_the_rest_is_solved_around_them() -> None:
    found = suggested(c3(), overrides=(by_hand("200001", 3), by_hand("300001", 0)))
    assert bought(found)["200001"] == 3 * WAN
    assert "300001" not in bought(found)
    assert found.plan is not None
    assert found.plan.broken == ()
    assert len(found.overrides) == 2


def test_a_limit_broken_by_hand_is_told_with_the_verdict() -> None:
    found = suggested(c3(), overrides=(by_hand("200001", 15), by_hand("400001", 1), by_hand("gone", 1)))
    assert found.plan is not None
    assert [code for code, _ in found.plan.broken] == [
        "limit.not_offered",
        "limit.not_offered",
        "limit.product_cap",
    ]
    assert found.verdicts["400001"].primary is CheckCode.R_PUSH_ABOVE


def test_a_recompute_without_the_solver_agrees_with_the_suggestion() -> None:
    _, book = book_of(c3(), example_shelf())
    sheet = read_sheet(book, 1)
    found = suggest(book, 1, FACTS)
    again = evaluate_suggestion(sheet, found, bought(found))
    assert (again.plan, dict(again.verdicts)) == (found.plan, dict(found.verdicts))
    more = evaluate_suggestion(sheet, found, bought(found) | {"200003": 20 * WAN})
    assert {code for code, _ in more.plan.broken} == {"limit.product_cap", "limit.money"}
    stopped = suggest(book_of(c3(0), example_shelf())[1], 1, FACTS)
    with pytest.raises(UserCanFix, match="suggestion.stopped"):
        evaluate_suggestion(sheet, stopped, {})


def test_notes_have_their_figures() -> None:
    rich = client_with(50, RiskLevel.C5, holdings=(holding("U", 3, None),), has_opted_out=True)
    found = suggested(rich, [one for one in example_shelf() if one.code[0] in "345"])
    assert {"note.core_below", "note.unclassified", "note.opted_out"} <= {code for code, _ in found.notes}
    for code, params in found.notes:
        assert NOTE_CODES[code] == tuple(name for name, _ in params)


def test_a_holder_without_a_recorded_minimum_adds_whole_steps() -> None:
    kept = private_fund(min_add_fen=None)
    rich = client_with(3_000, RiskLevel.C5, holdings=(holding("600001", 100, A.QUANT_HEDGE),))
    rich = replace(rich, kyc=replace(rich.kyc, income_3y_fen=60 * WAN))
    found = suggested(rich, [*example_shelf()[:-1], kept])
    assert found.case is not None
    assert next(one for one in found.case.offers if one.code == "600001").min_fen == 10 * WAN


def test_who_looks_at_private_funds_without_being_qualified_may_not_be_sent_their_material() -> None:
    looked = tuple(SignalLine(ON - timedelta(days=back), "VIEW", "量化投资", 1) for back in range(3))
    curious = c3(signals=looked)
    told = ("note.private_material", (("topic", "量化投资"),))
    assert told in suggested(curious).notes
    assert told in suggested(replace(curious, cash_fen=0)).notes
    qualified = replace(curious, kyc=replace(curious.kyc, income_3y_fen=50 * WAN))
    assert told not in suggested(qualified).notes
    saver = replace(curious, signals=tuple(replace(one, topic="基金定投") for one in looked))
    assert "note.private_material" not in {code for code, _ in suggested(saver).notes}
