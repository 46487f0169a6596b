"""Nouns of advice: the client as advice sees it, target, plan, suggestion, and what was given.

Values only. Weights are basis points of the base, money is in fen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass, Liquidity, ProductType, RiskGrade
from advisor_desk.domain.review import AssessmentLine, ClientProfile, HoldingLine
from advisor_desk.domain.standing import ClientRow
from advisor_desk.domain.suitability import (
    CheckCode,
    KycFacts,
    Params,
    SuitabilityOutcome,
    SuitabilityVerdict,
)

AdviceReason = tuple[str, Params]
"""A permanent code and its figures, as in `rules.reasons`."""

Weights = Mapping[AssetClass, int]


class LifeStage(StrEnum):
    """人生阶段 by age (domain notes §6); the advisor may correct it."""

    STARTER = "STARTER"
    FAMILY = "FAMILY"
    ACCUMULATE = "ACCUMULATE"
    PRE_RETIRE = "PRE_RETIRE"
    RETIRED = "RETIRED"


class NeedKind(StrEnum):
    """What a client may need (product notes §1: 0-19, 0-20, 1-18); the rules say what answers it."""

    SIP = "SIP"
    RESERVE = "RESERVE"
    EDUCATION = "EDUCATION"
    GROWTH = "GROWTH"
    INCOME = "INCOME"
    RETIREMENT = "RETIREMENT"
    DIVERSIFY = "DIVERSIFY"
    QUANT = "QUANT"
    ALTERNATIVES = "ALTERNATIVES"
    INHERITANCE = "INHERITANCE"
    SHORTFALL = "SHORTFALL"


class LineRole(StrEnum):
    """核心 or 卫星 (domain notes §5.1): a labelling of the result, never a rule."""

    CORE = "CORE"
    SATELLITE = "SATELLITE"


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One behaviour signal."""

    on: date
    kind: str
    topic: str
    times: int


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One recorded interaction, newest first where several stand together."""

    on: date
    channel: str
    outcome: str
    purpose: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceClient:
    """What advice needs of one client on a day, as recorded.

    `assessment` is the newest that is not after the day; `cash_fen` the account's free money and
    `aum_fen` its total on `assets_on`. `has_opted_out` is True where marketing consent was withdrawn.
    """

    client_id: int
    row: ClientRow
    profile: ClientProfile
    kyc: KycFacts
    assessment: AssessmentLine | None
    holdings: tuple[HoldingLine, ...]
    assets_on: date | None
    aum_fen: int | None
    cash_fen: int | None
    signals: tuple[SignalLine, ...] = ()
    contacts: tuple[ContactLine, ...] = ()
    has_opted_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Something the client holds, as the programme sees it. Cash has the code CASH."""

    code: str
    name: str
    value_fen: int
    exposure_bp: Weights
    manager: str | None = None
    liquidity: Liquidity | None = None
    locked_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A product that may be bought for this client: any amount min + k·step from `min_fen` to `max_fen`.

    Every amount in that span has the verdict ALLOW. `fee_bp` is the cost of the first year.
    """

    code: str
    name: str
    product_type: ProductType
    r_level: RiskGrade
    exposure_bp: Weights
    min_fen: int
    step_fen: int
    max_fen: int
    cap_bp: int
    """Most that one product may be of the base, with what is held of it; 10,000 for none."""
    held_fen: int = 0
    manager: str | None = None
    liquidity: Liquidity
    term_days: int = 0
    fee_bp: int = 0


@dataclass(frozen=True, slots=True)
class WeightMove:
    """Weight that a class without an eligible product, or the age cap, hands to another."""

    source: AssetClass
    target: AssetClass
    bp: int
    why: str
    """A code: `move.no_product` or `move.age_cap`."""


@dataclass(frozen=True, slots=True)
class TargetMix:
    """The strategic weights of a level and what became of them for this client."""

    level: RiskLevel
    model_bp: Weights
    target_bp: Weights
    moves: tuple[WeightMove, ...]
    is_capped_by_age: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationCase:
    """Everything the programme works on: the same case gives the same plan.

    `reserve_fen` must stay in T0 and T1 assets. `new_money_fen` is placed or left as cash.
    """

    as_of: date
    level: RiskLevel
    target: TargetMix
    new_money_fen: int
    positions: tuple[Position, ...]
    offers: tuple[Offer, ...]
    reserve_fen: int
    horizon_months: int | None = None

    @property
    def base_fen(self) -> int:
        """New money and all that is held."""
        return self.new_money_fen + sum(one.value_fen for one in self.positions)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """An amount of an offered product to be bought, and why (codes with figures)."""

    code: str
    name: str
    asset_class: AssetClass
    amount_fen: int
    role: LineRole
    why: tuple[AdviceReason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationPlan:
    """What to buy, what is left, and how the classes stand before and after.

    `before_bp` counts the new money as CASH. Weights are rounded by largest remainder, so that each of the
    three sums to 10,000 with `other_bp`, the part that no class explains. `drift_*_bp` is the sum of absolute
    distances to the target, exact and rounded once. `binding` names the limits that stopped more, `broken`
    (only for amounts set by hand) the limits that are not kept.
    """

    lines: tuple[PlanLine, ...]
    residual_fen: int
    before_bp: Weights
    target_bp: Weights
    after_bp: Weights
    other_bp: int
    drift_before_bp: int
    drift_after_bp: int
    binding: tuple[AdviceReason, ...]
    broken: tuple[AdviceReason, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedPoint:
    """One named part of a need's or product's points, with its evidence."""

    code: str
    points: int
    evidence: Params = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A need that the facts point to: its points are the sum of its parts."""

    kind: NeedKind
    parts: tuple[NeedPoint, ...]

    @property
    def points(self) -> int:
        """The visible sum."""
        return sum(part.points for part in self.parts)


@dataclass(frozen=True, slots=True)
class BlockedProduct:
    """A product that may not be suggested to this client, and everything that stands against it."""

    code: str
    name: str
    verdict: SuitabilityVerdict
    points: tuple[NeedPoint, ...] = ()

    @property
    def outcome(self) -> SuitabilityOutcome:
        """The verdict's outcome."""
        return self.verdict.outcome

    @property
    def codes(self) -> tuple[CheckCode, ...]:
        """The verdict's codes."""
        return self.verdict.codes


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOverride:
    """An amount set by the advisor in place of the computed one; 0 drops the product."""

    code: str
    amount_fen: int
    reason: str
    author: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What is tried out: money to place, another level, products left out. Nothing here is recorded."""

    amount_fen: int | None = None
    level: RiskLevel | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A whole suggestion for one client on a day, with all that is needed to redo it by hand.

    `stopped` holds the reasons for which nothing may be suggested at all (shelf, assessment, …); `plan` is
    then None. `offered` ranks the allowed products by need points; `verdicts` are those of the plan's lines
    at their amounts, `notes` what else the advisor must know.
    """

    client_id: int
    as_of: date
    advice_version: str
    rules_version: str
    level: RiskLevel | None
    what_if: WhatIf
    amount_fen: int
    case: AllocationCase | None
    plan: AllocationPlan | None
    verdicts: Mapping[str, SuitabilityVerdict] = field(default_factory=dict)
    blocked: tuple[BlockedProduct, ...] = ()
    offered: tuple[tuple[str, tuple[NeedPoint, ...]], ...] = ()
    needs: tuple[Need, ...] = ()
    overrides: tuple[LineOverride, ...] = ()
    stopped: tuple[AdviceReason, ...] = ()
    notes: tuple[AdviceReason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenSuggestion:
    """A suggestion that counts as given: the stored explanation, and the advisor's own comment."""

    event_id: str
    on: date
    author: str
    comment: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCheck:
    """A suitability check as recorded: its inputs, its verdict and who started it on which evidence."""

    event_id: str
    on: date
    author: str
    product_code: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """What the advisor keeps working on for a client: overrides that no recompute may overwrite."""

    client_id: int
    overrides: Sequence[LineOverride] = ()
    goal: str = ""
