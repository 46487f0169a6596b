"""Briefs in tests: an invented client with everything a page may show, to be changed with `replace`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from advisor_desk import paths
from advisor_desk.domain.advice import (
    AllocationPlan,
    BlockedProduct,
    ContactLine,
    LineRole,
    Need,
    NeedKind,
    NeedPoint,
    PlanDraft,
    PlanLine,
    SignalLine,
    Suggestion,
    WhatIf,
)
from advisor_desk.domain.classic import ClassicScore
from advisor_desk.domain.client import CareAction, Group, LifeState, RiskLevel, Tier
from advisor_desk.domain.product import AssetClass, ProductType, RiskGrade
from advisor_desk.domain.review import AssessmentLine, ClientReview, SnapshotPoint, TimelineEntry
from advisor_desk.domain.shelf import ShelfRelease
from advisor_desk.domain.standing import AssetFacts, PurchaseFacts, Standing
from advisor_desk.domain.suitability import CheckCode, Finding, SuitabilityOutcome, SuitabilityVerdict
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.rulesfile import parse_rules
from advisor_desk.usecases.brief_facts import BriefFacts
from advisor_desk.usecases.brief_service import ServiceFacts
from tests.advice import ON, WAN, advice_client, advice_rules, product

BOND, EQUITY, CASH = AssetClass.CN_BOND, AssetClass.CN_EQUITY, AssetClass.CASH
LAST_CONTACT = date(2026, 5, 20)
FORBID = SuitabilityOutcome.FORBID
ABOVE = Finding(CheckCode.R_PUSH_ABOVE, FORBID, (("r_level", "R5"), ("c_level", "C3")))
UNASSESSED = (("advice.no_assessment", ()),)


@lru_cache(maxsize=1)
def rules() -> RuleSet:
    """The score rules that ship."""
    file = paths.resources() / "rules" / "2026-11.toml"
    return parse_rules(file.read_text(encoding="utf-8"), file.name)


def plan() -> AllocationPlan:
    """Two lines, 14 万 placed and 6 万 left."""
    gap = (
        ("line.fills_class", (("asset_class", "CN_BOND"), ("gap_bp", 1230))),
        ("line.fee", (("fee_bp", 35),)),
    )
    return AllocationPlan(
        lines=(
            PlanLine("000001", "示例稳健增长债券", BOND, 10 * WAN, LineRole.CORE, gap),
            PlanLine("510300", "示例沪深三百指数", EQUITY, 4 * WAN, LineRole.SATELLITE, gap[:1]),
        ),
        residual_fen=6 * WAN,
        before_bp={CASH: 5000, BOND: 3000, EQUITY: 2000},
        target_bp={CASH: 1000, BOND: 5200, EQUITY: 3800},
        after_bp={CASH: 3250, BOND: 4250, EQUITY: 2500},
        other_bp=0,
        drift_before_bp=8000,
        drift_after_bp=4500,
        binding=(("limit.product_cap", (("code", "000001"), ("amount_fen", 10 * WAN))),),
    )


def suggestion(found: AllocationPlan | None = None, **changes: object) -> Suggestion:
    """A suggestion with a need, a blocked product and a plan; without a plan none."""
    part = NeedPoint("need.shortfall", 12, (("asset_class", "CN_BOND"), ("gap_bp", 1230)))
    verdict = SuitabilityVerdict(FORBID, (ABOVE,), ())
    made = Suggestion(
        client_id=1,
        as_of=ON,
        advice_version="2026-11",
        rules_version="2026-11",
        level=RiskLevel.C3,
        what_if=WhatIf(),
        amount_fen=20 * WAN,
        case=None,
        plan=found,
        blocked=(BlockedProduct("P00099", "示例量化一号私募", verdict, (part,)),),
        offered=(("000001", (part,)),),
        needs=(Need(NeedKind.SHORTFALL, (part,)),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def review() -> ClientReview:
    """The client's page: assets that rose, a purchase, a tier that changed since the last contact."""
    client = advice_client()
    reached = (
        "tier.below",
        (("tier", "HNW"), ("threshold_fen", 100 * WAN), ("sum20_fen", 1600 * WAN), ("days20", 20)),
    )
    standing = Standing(
        client_id=1,
        as_of=ON,
        rules_version="2026-11",
        purchases=PurchaseFacts(date(2020, 1, 6)),
        assets=AssetFacts(80 * WAN, ON, 1600 * WAN, 20, 421),
        tier=Tier.RETAIL,
        tier_variant=None,
        is_provisional=False,
        avg20_fen=80 * WAN,
        a=3,
        f=4,
        b=5,
        group=Group.KEY_GUIDE,
        group_paper_mid=Group.LONG_TAIL,
        classic=ClassicScore(1, 2, 3),
        state=LifeState.AT_RISK,
        labels=(),
        action=CareAction.REPURCHASE,
        tags=(),
        recency_days=3,
        months_num=12,
        months_den=1,
        reasons=(reached,),
    )
    before = SnapshotPoint(date(2026, 4, 30), "HNW", 1, 1, 1, "LONG_TAIL", "ACTIVE", None)
    old = AssessmentLine(date(2025, 1, 5), date(2026, 1, 5), RiskLevel.C4, 36, None, None)
    return ClientReview(
        row=replace(client.row, change30_bp=421),
        standing=standing,
        profile=client.profile,
        accounts=(),
        holdings=(),
        assessments=(old, AssessmentLine(date(2026, 6, 10), date(2027, 6, 10), RiskLevel.C3, 36, None, None)),
        relations=(),
        consents=(),
        revenue=(),
        assets=((date(2026, 5, 1), 60 * WAN), (ON, 80 * WAN)),
        snapshots=(before,),
        timeline=trades(),
    )


def trades() -> tuple[TimelineEntry, ...]:
    """A purchase after the last contact, the newest first, and what is no trade."""
    return (
        TimelineEntry(ON - timedelta(days=3), "TRADE", "SUBSCRIBE", "示例稳健增长债券", 5 * WAN),
        TimelineEntry(LAST_CONTACT, "INTERACTION", "CALL", "聊过产品", None),
        TimelineEntry(date(2026, 1, 5), "TRADE", "REDEEM", "示例旧基金", WAN),
    )


def contacts(*more: ContactLine) -> tuple[ContactLine, ...]:
    """The last call that reached the client, a later one that did not, and `more`."""
    return (
        *more,
        ContactLine(LAST_CONTACT + timedelta(days=9), "CALL", "NOT_REACHED", "CARE", ""),
        ContactLine(LAST_CONTACT, "CALL", "REACHED", "REVIEW", "聊过产品"),
    )


def facts(
    found: Suggestion | None = None,
    told: Sequence[ContactLine] | None = None,
    service: ServiceFacts | None = None,
) -> BriefFacts:
    """Everything of one client; a complaint among `told` is open."""
    complained = min((one.on for one in told or () if one.purpose == "COMPLAINT"), default=None)
    made = suggestion(plan()) if found is None else found
    signal = SignalLine(ON - timedelta(days=4), "VIEW", "养老规划", 5)
    bond = replace(
        product("000001", ProductType.BOND_FUND, {BOND: 10_000}),
        name="示例稳健增长债券",
        plain_words="主要买国债和高等级债券的基金",
        not_for="三个月内要用的钱",
    )
    index = replace(product("510300", ProductType.INDEX_ETF, {EQUITY: 10_000}), r_level=RiskGrade.R3)
    return BriefFacts(
        review=review(),
        client=replace(advice_client(), signals=(signal,), contacts=tuple(told or contacts())),
        suggestion=made,
        products={"000001": bond, "510300": index} if made.plan else {},
        release=ShelfRelease(ON - timedelta(days=1), "shelf.csv", "总部", "d" * 64, 60, is_intact=True),
        draft=PlanDraft(client_id=1),
        missing=(),
        contact=contacts()[1],
        since=LAST_CONTACT,
        trades=trades()[:1],
        advice=advice_rules(),
        service=service or ServiceFacts(complaint_on=complained, rules_version="2026-11"),
    )
