"""The reverse question: who could hold a product, who should hear of it, why not the rest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.client import ClientType, RiskLevel, Tier
from advisor_desk.domain.product import (
    AssetClass,
    Liquidity,
    ProductType,
    Regime,
    RiskGrade,
    ShelfState,
    ShelfStatus,
    Variety,
)
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.review import HoldingLine
from advisor_desk.domain.shelf import Product, ShelfRelease
from advisor_desk.domain.suitability import CheckCode
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.product_facts import read_shelf
from advisor_desk.usecases.product_shelf import HolderReport, who_could_hold
from tests.advice import ON, WAN, advice_client, product
from tests.shelf_books import ShelfBookInMemory, release

BOND = product("B1", ProductType.BOND_FUND, {AssetClass.CN_BOND: 10_000})
PRIVATE = replace(
    product("P1", ProductType.PRIVATE_SECURITIES, {AssetClass.QUANT_HEDGE: 10_000}),
    r_level=RiskGrade.R4,
    r_level_manager=RiskGrade.R4,
    variety=Variety.ALT,
    min_first_fen=100 * WAN,
    term_days=180,
    liquidity=Liquidity.PERIODIC,
)


def client(
    number: int, *, level: RiskLevel | None = RiskLevel.C3, assets: int = 80 * WAN, **changes: Any
) -> AdviceClient:
    """A client of the builders with a level and assets of its own."""
    plain = advice_client(number)
    taken = None if level is None or plain.assessment is None else replace(plain.assessment, c_level=level)
    row = replace(plain.row, name=f"客户{number}", c_level=level, aum_fen=assets)
    made = replace(plain, row=row, assessment=taken, aum_fen=assets)
    return replace(made, **changes)


def ask(product_: Product, clients: Sequence[AdviceClient], **book: Any) -> HolderReport:
    return who_could_hold(ShelfBookInMemory([product_], clients, **book), product_.code)


def holding(code: str, value_fen: int, klass: AssetClass) -> HoldingLine:
    return HoldingLine(code, code, RiskGrade.R2, ON, None, value_fen, None, None, {klass: 10_000})


def test_everybody_is_in_the_answer_exactly_once() -> None:
    clients = [
        client(1),
        client(2, level=RiskLevel.C1),
        client(3, level=None),
        client(4, kyc=replace(advice_client().kyc, aml_restricted=True)),
        client(5, level=RiskLevel.C5),
    ]
    report = ask(BOND, clients)
    inside = [line.client_id for line in report.could]
    outside = [line.client_id for group in report.rest for line in group.clients]
    assert sorted(inside + outside) == [1, 2, 3, 4, 5]
    assert report.clients == 5
    assert sorted(inside) == [1, 5]
    assert {group.code: [line.client_id for line in group.clients] for group in report.rest} == {
        CheckCode.R_PUSH_ABOVE: [2],
        CheckCode.A_NONE: [3],
        CheckCode.K_AML: [4],
    }


def test_a_client_keeps_every_reason_and_stands_under_the_first_of_them() -> None:
    plain = advice_client()
    nobody = client(
        7, level=None, kyc=replace(plain.kyc, aml_restricted=True),
        profile=replace(plain.profile, id_expires_on=ON - timedelta(days=1)),
    )  # fmt: skip
    (group,) = ask(BOND, [nobody]).rest
    assert group.code is CheckCode.K_AML
    assert group.clients[0].verdict.codes[:3] == (
        CheckCode.K_AML,
        CheckCode.K_ID_EXPIRED,
        CheckCode.A_NONE,
    )


def test_the_largest_group_comes_first_and_in_it_the_largest_client() -> None:
    low = [client(number, level=RiskLevel.C1, assets=number * WAN) for number in (1, 2, 3)]
    report = ask(BOND, [*low, client(4, level=None)])
    assert [group.code for group in report.rest] == [CheckCode.R_PUSH_ABOVE, CheckCode.A_NONE]
    assert [line.client_id for line in report.rest[0].clients] == [3, 2, 1]


def test_a_gap_below_the_target_makes_a_client_hear_of_it() -> None:
    full = client(1, holdings=(holding("X", 100_000 * WAN, AssetClass.CN_BOND),))
    empty = client(2)
    report = ask(BOND, [full, empty])
    lines = {line.client_id: line for line in report.could}
    assert (lines[1].gap_bp, lines[2].gap_bp > 0) == (0, True)
    assert lines[2].should_hear
    assert "need.shortfall" in {part.code for part in lines[2].points}
    assert report.could[0].client_id == 2


def test_without_need_and_without_gap_a_client_could_hold_it_and_is_not_told() -> None:
    full = client(1, holdings=(holding("X", 100_000 * WAN, AssetClass.CN_BOND),))
    wealth = replace(BOND, product_type=ProductType.BANK_WMP)
    (line,) = ask(wealth, [full]).could
    assert (line.points, line.gap_bp, line.should_hear) == ((), 0, False)


def test_whoever_wants_no_marketing_could_hold_it_but_is_not_told() -> None:
    line = ask(BOND, [client(1, has_opted_out=True)]).could[0]
    assert line.points
    assert not line.should_hear
    assert line.has_opted_out


@pytest.mark.parametrize(
    ("newest", "state"),
    [
        (release(ON - timedelta(days=31)), ShelfState.STALE),
        (release(is_intact=False), ShelfState.UNSIGNED),
        (None, ShelfState.UNSIGNED),
    ],
)
def test_a_shelf_that_may_not_be_trusted_names_nobody_to_be_told(
    newest: ShelfRelease | None, state: ShelfState
) -> None:
    report = ask(BOND, [client(1)], newest=newest)
    assert report.standing.state is state
    assert len(report.could) == 1
    assert report.hear == ()


def test_a_private_fund_is_never_for_those_who_are_not_qualified() -> None:
    proven = replace(advice_client().kyc, household_fin_fen=800 * WAN)
    poor = client(1, level=RiskLevel.C5, assets=299 * WAN)
    rich = client(2, level=RiskLevel.C5, assets=300 * WAN, kyc=proven, cash_fen=150 * WAN)
    report = ask(PRIVATE, [poor, rich])
    assert [line.client_id for line in report.could] == [2]
    assert [group.code for group in report.rest] == [CheckCode.Q_NOT_QUALIFIED]
    assert not any(line.should_hear for group in report.rest for line in group.clients)


def test_money_that_is_missing_is_named_and_not_held_against_the_client() -> None:
    rich = client(1, level=RiskLevel.C5, assets=500 * WAN, cash_fen=30 * WAN)
    (line,) = ask(PRIVATE, [rich]).could
    assert line.span_fen is not None
    assert line.span_fen[0] == 100 * WAN
    assert line.short_fen == 70 * WAN
    enough = client(1, level=RiskLevel.C5, assets=500 * WAN, cash_fen=130 * WAN)
    assert ask(PRIVATE, [enough]).could[0].short_fen == 0


def test_what_is_held_already_is_told() -> None:
    line = ask(BOND, [client(1, holdings=(holding("B1", 5 * WAN, AssetClass.CN_BOND),))]).could[0]
    assert line.held_fen == 5 * WAN


def test_a_product_that_is_not_sold_or_not_graded_is_for_nobody() -> None:
    for change, code in (
        ({"shelf_status": ShelfStatus.SUSPENDED}, CheckCode.P_NOT_ON_SALE),
        ({"r_level": None}, CheckCode.P_UNRATED),
    ):
        report = ask(replace(BOND, **change), [client(1), client(2)])
        assert report.could == ()
        assert [(group.code, len(group.clients)) for group in report.rest] == [(code, 2)]


def test_a_product_for_organisations_is_not_for_persons() -> None:
    firms = replace(BOND, client_types=(ClientType.ENTERPRISE,))
    report = ask(firms, [client(1)])
    assert report.rest[0].clients[0].verdict.findings[0].params == (("problem", "client_type"),)


def test_an_institution_without_a_level_has_no_target_and_no_gap() -> None:
    fund = client(
        1, level=None, profile=replace(advice_client().profile, client_type=ClientType.FIN_INST, born_on=None)
    )
    fund = replace(
        fund,
        kyc=replace(fund.kyc, investor_class=InvestorClass.PRO_A, class_evidence="牌照"),
        row=replace(fund.row, tier=Tier.INST, client_type=ClientType.FIN_INST),
    )
    report = ask(replace(BOND, regime=Regime.CSRC, tier_menu=(Tier.INST,)), [fund])
    (line,) = report.could
    assert line.gap_bp == 0
    assert [part.code for part in line.points] == ["need.menu"]


def test_it_tells_how_far_it_is_and_stops_when_asked() -> None:
    seen: list[int] = []

    def tell(count: int) -> None:
        seen.append(count)
        if count == 2:
            raise InterruptedError

    book = ShelfBookInMemory([BOND], [client(number) for number in range(1, 6)])
    with pytest.raises(InterruptedError):
        who_could_hold(book, "B1", tell)
    assert seen == [1, 2]


def test_a_product_nobody_knows_is_told() -> None:
    with pytest.raises(UserCanFix) as caught:
        who_could_hold(ShelfBookInMemory([BOND]), "X")
    assert caught.value.code == "product.unknown"


def test_the_shelf_is_read_with_its_standing() -> None:
    view = read_shelf(ShelfBookInMemory([PRIVATE, BOND], newest=release(ON)))
    assert [one.product.code for one in view.products] == ["B1", "P1"]
    assert view.standing.state is ShelfState.CURRENT
    assert view.standing.valid_until == ON + timedelta(days=view.max_age_days)
    assert read_shelf(ShelfBookInMemory([], newest=None)).standing.state is ShelfState.EMPTY


def test_nobody_is_told_of_a_product_in_another_currency() -> None:
    report = ask(replace(BOND, currency="USD"), [client(1)])
    assert [line.client_id for line in report.could] == [1]
    assert report.hear == ()


def test_a_holding_counts_for_the_class_of_its_product_where_its_record_says_nothing() -> None:
    silent = replace(holding(BOND.code, 100_000 * WAN, AssetClass.CN_BOND), exposure_bp={})
    (line,) = ask(BOND, [client(1, holdings=(silent,))]).could
    assert line.gap_bp == 0
