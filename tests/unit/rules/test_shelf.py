"""What a product stands for on a day (domain notes §4): defaults by type, missing parts, problems of sale."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.product import (
    AssetClass,
    LegalFloor,
    Liquidity,
    ProductType,
    Qualification,
    Regime,
    RiskGrade,
    SaleChannel,
    ShelfState,
    ShelfStatus,
    Variety,
)
from advisor_desk.domain.shelf import Product, ShelfRelease
from advisor_desk.domain.suitability import SaleTerms
from advisor_desk.rules.shelf import (
    exposure_of,
    grade_of,
    liquidity_of,
    months_of,
    move_problem,
    standing_of,
    step_of,
    terms_of,
)
from tests.advice import advice_rules, product

ADVICE = advice_rules()
ON = date(2026, 6, 30)
FUND = product("P1", ProductType.BOND_FUND, {AssetClass.CN_BOND: 10_000})
BARE: dict[str, Any] = {
    "min_first_fen": None,
    "min_add_fen": None,
    "step_fen": None,
    "lockup_days": None,
    "term_days": None,
    "qualified_only": None,
    "variety": None,
    "liquidity": None,
    "exposure_bp": {},
}


def bare(kind: ProductType, **values: Any) -> Product:
    return replace(FUND, product_type=kind, **{**BARE, **values})


def terms(one: Product) -> SaleTerms:
    return terms_of(one, ON, ADVICE)


def test_what_is_recorded_counts() -> None:
    full = replace(
        FUND,
        r_level_manager=RiskGrade.R3,
        required_permission="STAR",
        legal_floor_fen=7,
        quota_left_fen=100,
        reserved_fen=30,
        term_days=61,
    )
    assert terms(full) == SaleTerms(
        code="P1",
        regime=Regime.CSRC,
        r_level=RiskGrade.R3,
        legal_floor_fen=7,
        min_first_fen=10_00,
        min_add_fen=10_00,
        required_permission="STAR",
        product_months=2,
        variety=Variety.BOND,
        quota_left_fen=70,
    )


@pytest.mark.parametrize(
    ("ours", "managers", "expected"),
    [
        (RiskGrade.R2, RiskGrade.R4, RiskGrade.R4),
        (RiskGrade.R4, RiskGrade.R2, RiskGrade.R4),
        (RiskGrade.R3, None, RiskGrade.R3),
        (None, RiskGrade.R1, None),
        (None, None, None),
    ],
)
def test_the_higher_grade_counts_and_ours_must_be_there(
    ours: RiskGrade | None, managers: RiskGrade | None, expected: RiskGrade | None
) -> None:
    assert grade_of(replace(FUND, r_level=ours, r_level_manager=managers)) is expected


def test_a_type_says_what_the_record_leaves_out() -> None:
    fund = bare(ProductType.MONEY_FUND)
    found = terms(fund)
    assert (found.min_first_fen, found.product_months, found.variety) == (1_00, 0, Variety.CASH)
    assert (found.missing, found.qualified_only) == ((), Qualification.NONE)
    assert exposure_of(fund, ADVICE) == {AssetClass.CASH: 10_000}
    assert (liquidity_of(fund, ADVICE), step_of(fund, ADVICE)) == (Liquidity.T0, 1_00)


def test_the_record_takes_the_place_of_the_type() -> None:
    fund = bare(
        ProductType.MONEY_FUND,
        step_fen=5,
        liquidity=Liquidity.T7,
        exposure_bp={AssetClass.CN_BOND: 10_000},
        variety=Variety.BOND,
        min_first_fen=0,
    )
    assert (step_of(fund, ADVICE), liquidity_of(fund, ADVICE)) == (5, Liquidity.T7)
    assert exposure_of(fund, ADVICE) == {AssetClass.CN_BOND: 10_000}
    assert (terms(fund).variety, terms(fund).min_first_fen) == (Variety.BOND, 0)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ProductType.BOND_FUND, ()),
        (ProductType.REVERSE_REPO, ("term_days",)),
        (ProductType.MIXED_FUND, ("exposure",)),
        (ProductType.BANK_WMP, ("min_first_fen", "term_days", "step_fen", "exposure", "liquidity")),
        (ProductType.PRIVATE_EQUITY, ("min_first_fen", "term_days", "step_fen")),
        (
            ProductType.FUND_OTHER,
            ("min_first_fen", "term_days", "variety", "step_fen", "exposure", "liquidity"),
        ),
        (ProductType.INSURANCE, ("min_first_fen", "term_days")),
        (ProductType.IB_SERVICE, ("min_first_fen", "term_days", "variety")),
    ],
)
def test_what_nobody_says_is_missing(kind: ProductType, expected: tuple[str, ...]) -> None:
    assert terms(bare(kind)).missing == expected


def test_an_unknown_regime_is_missing_and_the_stricter_one_holds() -> None:
    found = terms(replace(FUND, regime=None))
    assert (found.regime, found.missing) == (Regime.NFRA, ("regime",))


@pytest.mark.parametrize(
    ("lockup", "term", "months"),
    [
        (0, 0, 0),
        (0, None, 0),
        (1, None, 1),
        (30, None, 1),
        (31, None, 1),
        (32, None, 2),
        (90, 180, 6),
        (92, 91, 3),
        (184, None, 6),
        (200, 180, 7),
        (365, None, 12),
        (366, None, 12),
        (373, None, 13),
        (731, None, 24),
        (None, 1_826, 60),
    ],
)
def test_money_is_bound_for_the_longer_of_term_and_lockup(
    lockup: int | None, term: int | None, months: int
) -> None:
    assert months_of(replace(FUND, lockup_days=lockup, term_days=term), ADVICE) == months


@pytest.mark.parametrize(
    ("kind", "values", "qualified", "floor"),
    [
        (ProductType.PRIVATE_SECURITIES, {}, Qualification.PRIVATE, LegalFloor.PRIVATE),
        (
            ProductType.PRIVATE_EQUITY,
            {"qualified_only": Qualification.NONE},
            Qualification.PRIVATE,
            LegalFloor.PRIVATE,
        ),
        (ProductType.AMP_FIXED, {}, Qualification.AMP, LegalFloor.AMP_FIXED),
        (ProductType.AMP_MIXED, {}, Qualification.AMP, LegalFloor.AMP_MIXED),
        (ProductType.AMP_EQUITY, {}, Qualification.AMP, LegalFloor.AMP_EQUITY),
        (ProductType.FAMILY_TRUST, {}, Qualification.NONE, LegalFloor.FAMILY_TRUST),
        (ProductType.FAMILY_SERVICE_TRUST, {}, Qualification.NONE, LegalFloor.FAMILY_SERVICE_TRUST),
        (
            ProductType.FUND_OTHER,
            {"qualified_only": Qualification.PRIVATE},
            Qualification.PRIVATE,
            LegalFloor.PRIVATE,
        ),
        (
            ProductType.FUND_OTHER,
            {"qualified_only": Qualification.AMP, "variety": Variety.BOND},
            Qualification.AMP,
            LegalFloor.AMP_FIXED,
        ),
        (
            ProductType.FUND_OTHER,
            {"qualified_only": Qualification.AMP, "variety": Variety.MIXED},
            Qualification.AMP,
            LegalFloor.AMP_MIXED,
        ),
        (
            ProductType.FUND_OTHER,
            {"qualified_only": Qualification.AMP, "variety": Variety.DERIV},
            Qualification.AMP,
            LegalFloor.AMP_EQUITY,
        ),
        (
            ProductType.FUND_OTHER,
            {"qualified_only": Qualification.AMP},
            Qualification.AMP,
            LegalFloor.AMP_EQUITY,
        ),
        (ProductType.BOND_FUND, {}, Qualification.NONE, None),
    ],
)
def test_who_may_hold_it_and_from_which_ticket(
    kind: ProductType, values: dict[str, Any], qualified: Qualification, floor: LegalFloor | None
) -> None:
    found = terms(bare(kind, **values))
    assert (found.qualified_only, found.legal_floor) == (qualified, floor)


def test_insurance_contracts_are_told_from_funds() -> None:
    assert terms(bare(ProductType.INSURANCE)).is_insurance


@pytest.mark.parametrize("kind", [ProductType.INSURANCE_SIP, ProductType.EMPLOYEE_PLAN])
def test_a_bundle_is_never_sold_as_one_product(kind: ProductType) -> None:
    assert terms(replace(FUND, product_type=kind)).sale_problem == "bundle"
    assert not terms(FUND).is_insurance


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, None),
        ({"shelf_status": ShelfStatus.SUSPENDED}, "not_on_sale"),
        ({"shelf_status": None}, "not_on_sale"),
        ({"shelf_from": ON, "shelf_to": ON}, None),
        ({"shelf_from": ON + DAY}, "not_yet"),
        ({"shelf_to": ON - DAY}, "ended"),
        ({"open_days": (ON - DAY, ON)}, None),
        ({"open_days": (ON - DAY, ON + DAY)}, "not_open_day"),
        ({"channels": (SaleChannel.ONLINE,)}, None),
        ({"client_types": (ClientType.PERSON,)}, None),
        ({"shelf_status": ShelfStatus.DRAFT, "shelf_to": ON - DAY}, "not_on_sale"),
    ],
)
def test_why_it_is_not_sold_on_a_day(values: dict[str, Any], expected: str | None) -> None:
    assert terms(replace(FUND, **values)).sale_problem == expected


def test_channel_and_kind_of_client_are_looked_at_where_they_are_given() -> None:
    narrow = replace(FUND, channels=(SaleChannel.BRANCH,), client_types=(ClientType.PERSON,))
    person, online = ClientType.PERSON, SaleChannel.ONLINE
    problems = [
        terms_of(narrow, ON, ADVICE, client_type=kind, channel=channel).sale_problem
        for kind, channel in (
            (person, SaleChannel.BRANCH),
            (person, online),
            (ClientType.GOV, None),
            (None, None),
        )
    ]
    assert problems == [None, "channel", "client_type", None]
    wide = terms_of(FUND, ON, ADVICE, client_type=ClientType.GOV, channel=online)
    assert wide.sale_problem is None


def release(received_on: date, is_intact: bool = True) -> ShelfRelease:
    return ShelfRelease(received_on, "shelf.csv", "总部", "digest", 1, is_intact)


@pytest.mark.parametrize(
    ("age", "state"),
    [(0, ShelfState.CURRENT), (30, ShelfState.CURRENT), (31, ShelfState.STALE), (-9, ShelfState.CURRENT)],
)
def test_a_shelf_is_fresh_for_thirty_days(age: int, state: ShelfState) -> None:
    received = ON - age * DAY
    found = standing_of(release(received), [FUND], ON, ADVICE)
    assert (found.state, found.valid_until) == (state, received + 30 * DAY)


def test_a_shelf_that_was_touched_or_never_sealed_is_unsigned() -> None:
    touched = standing_of(release(ON, is_intact=False), [FUND], ON, ADVICE)
    unsealed = standing_of(None, [FUND], ON, ADVICE)
    assert touched.state is unsealed.state is ShelfState.UNSIGNED
    assert (touched.valid_until, unsealed.valid_until) == (ON + 30 * DAY, None)


def test_a_shelf_is_counted() -> None:
    suspended = replace(FUND, shelf_status=ShelfStatus.SUSPENDED)
    ungraded = replace(FUND, r_level=None)
    found = standing_of(release(ON), [FUND, suspended, ungraded], ON, ADVICE)
    assert (found.products, found.on_sale, found.rated) == (3, 2, 2)
    assert standing_of(release(ON), [], ON, ADVICE).state is ShelfState.EMPTY


@pytest.mark.parametrize(
    ("after", "approver", "is_rated", "problem"),
    [
        (ShelfStatus.ON_SALE, "王主任", True, None),
        (ShelfStatus.EXPIRED, "王主任", False, None),
        (ShelfStatus.DRAFT, "王主任", True, "not_a_step"),
        (ShelfStatus.ON_SALE, "王主任", False, "unrated"),
        (ShelfStatus.ON_SALE, " ", True, "no_approver"),
    ],
)
def test_a_change_of_state_is_one_step_of_a_graded_product_that_somebody_approves(
    after: ShelfStatus, approver: str, is_rated: bool, problem: str | None
) -> None:
    asked: Any = {"approver": approver, "is_rated": is_rated}
    assert move_problem(ShelfStatus.APPROVED, after, reason="评级完成", **asked) == problem
    assert move_problem(ShelfStatus.APPROVED, after, reason="", **asked) == (problem or "no_reason")
