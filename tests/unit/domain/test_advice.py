"""Sums that nouns of advice make themselves: free quota, base of a plan, points of a need."""

from dataclasses import replace
from datetime import date

import pytest

from advisor_desk.domain.advice import (
    AllocationCase,
    BlockedProduct,
    Need,
    NeedKind,
    NeedPoint,
    Position,
    TargetMix,
)
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass, ProductType
from advisor_desk.domain.suitability import CheckCode, Finding, SuitabilityOutcome, SuitabilityVerdict
from tests.advice import product

FUND = product("P1", ProductType.BOND_FUND, {AssetClass.CN_BOND: 10_000})


@pytest.mark.parametrize(("left", "reserved", "free"), [(None, 5, None), (100, 30, 70), (10, 30, -20)])
def test_free_quota_is_what_no_intent_holds(left: int | None, reserved: int, free: int | None) -> None:
    assert replace(FUND, quota_left_fen=left, reserved_fen=reserved).free_quota_fen == free


def test_the_base_of_a_plan_is_new_money_and_everything_held() -> None:
    case = AllocationCase(
        as_of=date(2026, 6, 30),
        level=RiskLevel.C3,
        target=TargetMix(RiskLevel.C3, {}, {}, ()),
        new_money_fen=5,
        positions=tuple(
            Position(code=c, name=c, value_fen=v, exposure_bp={}) for c, v in (("A", 2), ("B", 3))
        ),
        offers=(),
        reserve_fen=0,
    )
    assert case.base_fen == 10
    assert replace(case, positions=()).base_fen == 5


def test_points_of_a_need_are_the_sum_of_its_parts() -> None:
    parts = (NeedPoint("need.young", 30), NeedPoint("need.browsed", 12))
    assert (Need(NeedKind.SIP, parts).points, Need(NeedKind.SIP, ()).points) == (42, 0)


def test_a_blocked_product_tells_what_its_verdict_tells() -> None:
    stop = Finding(CheckCode.R_PUSH_ABOVE, SuitabilityOutcome.FORBID)
    blocked = BlockedProduct("P1", "示例", SuitabilityVerdict(SuitabilityOutcome.FORBID, (stop,), ()))
    assert (blocked.outcome, blocked.codes) == (SuitabilityOutcome.FORBID, (CheckCode.R_PUSH_ABOVE,))
