"""An invented client, an invented shelf, and suggestions made without storage or solver."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from advisor_desk.domain.advice import (
    AdviceClient,
    AdviceReason,
    AllocationCase,
    BlockedProduct,
    GivenSuggestion,
    LineOverride,
    Need,
    NeedKind,
    NeedPoint,
    Offer,
    PlanDraft,
    Position,
    Suggestion,
    WhatIf,
)
from advisor_desk.domain.client import ClientType, RiskLevel, Tier
from advisor_desk.domain.product import AssetClass, Liquidity, ProductType, RiskGrade, ShelfState
from advisor_desk.domain.review import AssessmentLine, ClientProfile
from advisor_desk.domain.shelf import Product, ShelfStanding
from advisor_desk.domain.suitability import (
    CheckCode,
    Finding,
    KycFacts,
    SuitabilityOutcome,
    SuitabilityVerdict,
)
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation import evaluate, target_mix
from advisor_desk.rules.wording import forbidden_in
from advisor_desk.ui.dialogs.order_check_parts import OrderDeeds
from advisor_desk.ui.jobs import InlineJobs, Jobs
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.allocation.parts import AllocationParts, ClientSheet
from advisor_desk.usecases.rules_catalog import shipped_advice
from advisor_desk.usecases.suggest_products import Trial
from tests.builders import rules as score_rules
from tests.ui.fake_clients import made_row

DAY = date(2026, 11, 20)
CASH_FEN = 50_000_000
ALLOWED = SuitabilityVerdict(SuitabilityOutcome.ALLOW, (), ())


def rules() -> AdviceRules:
    """The advice rules that ship."""
    return shipped_advice().in_force(DAY)


def verdict(*codes: CheckCode) -> SuitabilityVerdict:
    """A refusal with these findings."""
    found = tuple(Finding(code, SuitabilityOutcome.FORBID) for code in codes)
    return SuitabilityVerdict(SuitabilityOutcome.FORBID, found, ())


def _offer(code: str, name: str, klass: AssetClass, grade: RiskGrade, **facts: object) -> Offer:
    plain: dict[str, object] = {
        "product_type": ProductType.BOND_FUND,
        "min_fen": 1_000,
        "step_fen": 100,
        "max_fen": 100_000_000,
        "cap_bp": 2_000,
        "liquidity": Liquidity.T1,
        "fee_bp": 35,
    }
    made = {**plain, **facts}
    return Offer(code=code, name=name, r_level=grade, exposure_bp={klass: 10_000}, **made)  # type: ignore[arg-type]


OFFERS = (
    _offer("B1", "稳健纯债债券", AssetClass.CN_BOND, RiskGrade.R2, manager="甲基金"),
    _offer("B2", "信用债债券", AssetClass.CN_BOND, RiskGrade.R2, manager="乙基金"),
    _offer("B3", "利率债债券", AssetClass.CN_BOND, RiskGrade.R2, manager="丙基金", fee_bp=20),
    _offer(
        "E1", "沪深300指数", AssetClass.CN_EQUITY, RiskGrade.R3, cap_bp=4_000,
        product_type=ProductType.INDEX_ETF, min_fen=10_000, step_fen=10_000,
    ),
    _offer("G1", "黄金联接", AssetClass.COMMODITY_GOLD, RiskGrade.R3, product_type=ProductType.GOLD_ETF),
    _offer("E2", "成长精选股票", AssetClass.CN_EQUITY, RiskGrade.R3, fee_bp=120, manager="甲基金"),
)  # fmt: skip
PLANNED = {"B1": 9_000_000, "B2": 8_000_000, "B3": 9_000_000, "E1": 15_000_000, "G1": 4_000_000}


def client(client_id: int = 1, name: str = "陈雨桐", **facts: object) -> AdviceClient:
    """A client of forty with half a million in cash and a level of C3."""
    empty = dict.fromkeys(ClientProfile.__dataclass_fields__)
    known = {
        **empty,
        "client_no": f"N{client_id}",
        "name": name,
        "client_type": ClientType.PERSON,
        "born_on": date(1986, 5, 1),
    }
    plain: dict[str, object] = {
        "assessment": AssessmentLine(date(2026, 3, 1), date(2027, 3, 1), RiskLevel.C3, 36, None, None),
        "holdings": (),
        "assets_on": DAY,
        "aum_fen": CASH_FEN,
        "cash_fen": CASH_FEN,
        **facts,
    }
    return AdviceClient(
        client_id=client_id,
        row=replace(made_row(client_id), client_id=client_id, name=name, tier=Tier.HNW, tier_variant=None),
        profile=ClientProfile(**known),  # type: ignore[arg-type]
        kyc=KycFacts(),
        **plain,  # type: ignore[arg-type]
    )


def shelf(unrated: int = 3) -> dict[str, Product]:
    """The offers' products, a private fund, a fund above the level, and funds that nobody rated."""
    made = [
        Product(
            product_id=at, code=offer.code, name=offer.name, product_type=offer.product_type,
            r_level=offer.r_level, exposure_bp=offer.exposure_bp,
        )
        for at, offer in enumerate(OFFERS)
    ]  # fmt: skip
    others = [("P1", "海陵私募证券一号"), ("Q1", "全球科技QDII")]
    others += [(f"U{number:05d}", f"未评级基金{number}号") for number in range(unrated)]
    made += [
        Product(
            product_id=100 + at, code=code, name=name, product_type=ProductType.FUND_OTHER, exposure_bp={}
        )
        for at, (code, name) in enumerate(others)
    ]
    return {product.code: product for product in made}


def blocked(unrated: int = 3) -> tuple[BlockedProduct, ...]:
    """One for each of three reasons, and all that are unrated."""
    tier = NeedPoint("need.tier", 25, (("tier", "HNW"),))
    found = [
        BlockedProduct(
            "P1", "海陵私募证券一号", verdict(CheckCode.Q_NOT_QUALIFIED, CheckCode.R_PUSH_ABOVE), (tier,)
        ),
        BlockedProduct("Q1", "全球科技QDII", verdict(CheckCode.R_PUSH_ABOVE)),
    ]
    found += [
        BlockedProduct(f"U{number:05d}", f"未评级基金{number}号", verdict(CheckCode.P_UNRATED))
        for number in range(unrated)
    ]
    return tuple(found)


def case_of(who: AdviceClient, what_if: WhatIf) -> AllocationCase:
    """The case of a client: everything in cash, the shelf without what is left out."""
    level = what_if.level or RiskLevel.C3
    money = what_if.amount_fen if what_if.amount_fen is not None else who.cash_fen or 0
    classes = {klass for offer in OFFERS for klass in offer.exposure_bp}
    held = Position(
        code="H1", name="存量债券", value_fen=10_000_000, exposure_bp={AssetClass.CN_BOND: 10_000},
        liquidity=Liquidity.T1,
    )  # fmt: skip
    return AllocationCase(
        as_of=DAY,
        level=level,
        target=target_mix(level, 40, classes, rules()),
        new_money_fen=money,
        positions=(held,),
        offers=tuple(offer for offer in OFFERS if offer.code not in what_if.without),
        reserve_fen=2_500_000,
        horizon_months=36,
    )


@dataclass
class FakeAdvice:
    """A book of one or more clients; what was asked of it is in the lists."""

    clients: dict[int, AdviceClient] = field(default_factory=lambda: {1: client()})
    stopped: tuple[AdviceReason, ...] = ()
    unrated: int = 3
    listed: int | None = 1
    error: Exception | None = None
    kept: dict[int, tuple[LineOverride, ...]] = field(default_factory=dict)
    reads: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)
    solved: list[tuple[WhatIf, tuple[LineOverride, ...]]] = field(default_factory=list)
    given: list[tuple[Suggestion, str]] = field(default_factory=list)
    shelf: dict[str, Product] = field(default_factory=dict)
    orders: OrderDeeds = field(default_factory=lambda: OrderDeeds(list, _not_asked, _not_asked))

    def read(self, client_id: int) -> ClientSheet:
        self.reads += 1
        if self.error is not None:
            raise self.error
        who = self.clients[client_id]
        self.shelf = self.shelf or shelf(self.unrated)
        return ClientSheet(
            client=who,
            as_of=DAY,
            advice=rules(),
            rules=score_rules(),
            shelf=self.shelf,
            standing=ShelfStanding(ShelfState.CURRENT, None, None, 6, 6, 9),
            assessed_until=who.assessment.expires_on if who.assessment else None,
            draft=PlanDraft(client_id=client_id, overrides=self.kept.get(client_id, ())),
            given=tuple(_given(at, *one) for at, one in enumerate(self.given)),
        )

    def solve(self, sheet: ClientSheet, what_if: WhatIf, overrides: Sequence[LineOverride]) -> Suggestion:
        self.solved.append((what_if, tuple(overrides)))
        who = sheet.client
        case = case_of(who, what_if)
        offered = {offer.code for offer in case.offers}
        amounts = {code: fen for code, fen in PLANNED.items() if code in offered}
        amounts.update((line.code, line.amount_fen) for line in overrides)
        plan = None if self.stopped else evaluate(case, amounts, rules())
        return Suggestion(
            client_id=who.client_id,
            as_of=DAY,
            advice_version=rules().version,
            rules_version="2026-11",
            level=case.level,
            what_if=what_if,
            amount_fen=case.new_money_fen,
            case=None if self.stopped else case,
            plan=plan,
            verdicts=dict.fromkeys(amounts, ALLOWED),
            blocked=blocked(self.unrated),
            offered=(("E2", (_GAP,)), ("E1", (_GAP,))),
            needs=(Need(NeedKind.SHORTFALL, (_GAP,)), Need(NeedKind.ALTERNATIVES, (_TIER,))),
            overrides=tuple(overrides),
            stopped=self.stopped,
        )

    def evaluate(self, sheet: ClientSheet, suggestion: Suggestion, amounts: Mapping[str, int]) -> Trial:
        del sheet
        assert suggestion.case is not None
        return Trial(evaluate(suggestion.case, amounts, rules()), dict.fromkeys(amounts, ALLOWED))

    def keep(self, client_id: int, overrides: Sequence[LineOverride]) -> tuple[LineOverride, ...]:
        if self.error is not None:
            raise self.error
        self.kept[client_id] = tuple(overrides)
        return self.kept[client_id]

    def give(self, suggestion: Suggestion, comment: str) -> str:
        if self.error is not None:
            raise self.error
        self.given.insert(0, (suggestion, comment))
        return f"E{len(self.given)}"

    def parts(self, jobs: Jobs | None = None, notices: Notices | None = None) -> AllocationParts:
        """What the page is given."""
        return AllocationParts(
            read=self.read,
            solve=self.solve,
            evaluate=self.evaluate,
            keep=self.keep,
            give=self.give,
            forbidden=forbidden_in,
            warm_up=_nothing,
            orders=self.orders,
            listed_client=lambda: self.listed,
            jobs=jobs or InlineJobs(),
            notices=notices or Notices(QWidget()),
            is_animated=False,
        )


_GAP = NeedPoint("need.shortfall", 22, (("asset_class", "CN_EQUITY"), ("gap_bp", 2_200)))
_TIER = NeedPoint("need.tier", 25, (("tier", "HNW"),))
_not_asked: Callable[..., Any] = lambda *_asked: None  # noqa: E731
_nothing: Callable[[], None] = lambda: None  # noqa: E731


def _given(at: int, suggestion: Suggestion, comment: str) -> GivenSuggestion:
    plan = suggestion.plan
    lines = [
        {"code": line.code, "name": line.name, "amount_fen": line.amount_fen, "why": ["补足境内权益"]}
        for line in (plan.lines if plan is not None else ())
    ]
    body = {"lines": lines, "advice_version": suggestion.advice_version, "as_of": DAY.isoformat()}
    return GivenSuggestion(event_id=f"E{at}", on=DAY, author="王经理", comment=comment, body=body)
