"""The thresholds of one version of the advice rules: shelf, suitability, questionnaire, allocation, needs.

Money is in fen, weights and shares in basis points. Built only by `advicefile`; immutable afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from advisor_desk.domain.advice import LifeStage, NeedKind
from advisor_desk.domain.client import RiskLevel, Tier
from advisor_desk.domain.product import AssetClass, LegalFloor, Liquidity, ProductType, RiskGrade, Variety
from advisor_desk.domain.suitability import Permission


@dataclass(frozen=True, slots=True, eq=False)
class TypeDefaults:
    """What a type of product stands for where its record says nothing; None where that cannot be said."""

    variety: Variety | None = None
    exposure_bp: Mapping[AssetClass, int] | None = None
    min_fen: int | None = None
    step_fen: int | None = None
    liquidity: Liquidity | None = None
    months: int | None = None
    floor: LegalFloor | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ShelfRules:
    """How long a shelf is fresh, how long an order intent holds its quota, what types stand for."""

    max_age_days: int
    intent_days: int
    by_type: Mapping[ProductType, TypeDefaults]


@dataclass(frozen=True, slots=True, eq=False)
class PrivateRules:
    """Qualified investors of private funds (domain notes §3.5)."""

    financial_fen: int
    income_fen: int
    net_fen: int


@dataclass(frozen=True, slots=True, eq=False)
class AmpRules:
    """Qualified investors of private asset management plans (domain notes §3.5)."""

    months: int
    household_net_fen: int
    household_financial_fen: int
    income_fen: int
    net_fen: int


@dataclass(frozen=True, slots=True, eq=False)
class ProfessionalRules:
    """Asset, income and experience tests of PRO_B or PRO_C (domain notes §3.1)."""

    person_financial_fen: int
    person_income_fen: int
    org_net_fen: int
    org_financial_fen: int
    months: int


@dataclass(frozen=True, slots=True, eq=False)
class PermissionRules:
    """What a trading permission asks for (domain notes §3.6). `needs` are codes of papers on file.

    `org_*` replace the average for ordinary organisations; 0 where they do not.
    """

    avg_fen: int
    months: int
    needs: tuple[str, ...]
    org_avg_fen: int = 0
    org_net_fen: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class InsuranceRules:
    """When a premium is high against income (N7 art. 39)."""

    single_times_income: int
    yearly_percent_of_income: int
    age_and_years: int
    budget_percent: int


@dataclass(frozen=True, slots=True, eq=False)
class SuitabilityRules:
    """Matching, access, concentration, insurance, duties, capacity (domain notes §3.1 to 3.6)."""

    highest_grade: Mapping[RiskLevel, RiskGrade]
    floor_fen: Mapping[LegalFloor, int]
    private: PrivateRules
    amp: AmpRules
    pro_b: ProfessionalRules
    pro_c: ProfessionalRules
    permissions: Mapping[Permission, PermissionRules]
    concentration_from: RiskGrade
    concentration_percent: int
    insurance: InsuranceRules
    elder_age: int
    elder_from: RiskGrade
    approval_gap: int
    limited_from_age: int
    self_supporting_from_age: int
    full_from_age: int
    id_grace_days: int
    proof_months: int
    id_watch_days: int
    id_urgent_days: int


@dataclass(frozen=True, slots=True, eq=False)
class QuestionnaireRules:
    """The form in use, its limits, the scores from which C2 to C5 begin (domain notes §3.1, 3.4)."""

    form: str
    most_a_day: int
    most_in_12_months: int
    result_within_days: int
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LimitRules:
    """Hard limits of a plan in basis points of the base (domain notes §5.2)."""

    product_bp: int
    broad_index_bp: int
    manager_bp: int
    reserve_months: int
    reserve_bp: int
    class_over_bp: int
    most_lines: int
    core_bp: int
    serves_bp: int
    """From how much of a product on it serves a class."""
    illiquid_bp: Mapping[RiskLevel, int]
    """A level that is not named may buy nothing illiquid."""


@dataclass(frozen=True, slots=True, eq=False)
class ObjectiveRules:
    """What a point of overshoot, fees, lines and idle money cost beside a point of shortfall (1).

    A point of cash short costs `short_cash`: a little more, so that idle money is never taken from what is
    meant to stay cash.
    """

    short_cash: Decimal
    over_cash: Decimal
    over_bond: Decimal
    over_other: Decimal
    fee: Decimal
    line: Decimal
    idle: Decimal

    def short(self, klass: AssetClass) -> Decimal:
        """The cost of a point below the target."""
        return self.short_cash if klass is AssetClass.CASH else Decimal(1)

    def over(self, klass: AssetClass) -> Decimal:
        """The cost of a point above the target."""
        if klass is AssetClass.CASH:
            return self.over_cash
        return self.over_bond if klass is AssetClass.CN_BOND else self.over_other


@dataclass(frozen=True, slots=True, eq=False)
class Assumption:
    """Indicative yearly return and volatility in percent: internal, never shown to a client."""

    expected: Decimal
    volatility: Decimal


@dataclass(frozen=True, slots=True, eq=False)
class AllocationRules:
    """Model portfolios, moves, the age cap, bands, limits, objective, assumptions (domain notes §5)."""

    model_bp: Mapping[RiskLevel, Mapping[AssetClass, int]]
    moves: Mapping[AssetClass, AssetClass]
    """Where the weight of a class goes; in the order in which classes are looked at."""
    age_from_years: int
    age_least_percent: int
    age_most_percent: int
    band_bp: int
    small_below_bp: int
    small_band_bp: int
    limits: LimitRules
    objective: ObjectiveRules
    grid_parts: int
    assumptions: Mapping[AssetClass, Assumption]
    correlations: Mapping[tuple[AssetClass, AssetClass], Decimal]

    def correlation(self, one: AssetClass, other: AssetClass) -> Decimal:
        """The correlation of two classes, 1 for the same, 0 where none is named."""
        if one is other:
            return Decimal(1)
        known = self.correlations
        return known.get((one, other), known.get((other, one), Decimal(0)))

    def model(self, level: RiskLevel) -> Mapping[AssetClass, int]:
        """The model portfolio; C1_MIN has that of C1."""
        return self.model_bp[RiskLevel.C1 if level is RiskLevel.C1_MIN else level]

    def band(self, target_bp: int) -> int:
        """The tolerance around a target weight."""
        return self.small_band_bp if target_bp < self.small_below_bp else self.band_bp


@dataclass(frozen=True, slots=True, eq=False)
class NeedRules:
    """Life stages by age, what needs products answer, what points to them and what that is worth."""

    stage_from: Mapping[LifeStage, int]
    browse_days: int
    browse_times: int
    points: Mapping[str, int]
    answers: Mapping[NeedKind, tuple[ProductType, ...]]
    topics: Mapping[str, NeedKind]
    """Words of a behaviour signal's topic."""
    matrix: Mapping[tuple[LifeStage, Tier], tuple[NeedKind, ...]]
    maturity_days: int
    hear_from: int
    """From how many points on a client should hear of a product."""
    cash_from_bp: int
    """From which part of the assets on free money is asked about."""


@dataclass(frozen=True, eq=False)
class AdviceRules:
    """One version of all advice rules."""

    version: str
    effective_from: date
    shelf: ShelfRules
    suitability: SuitabilityRules
    questionnaire: QuestionnaireRules
    forbidden_words: tuple[str, ...]
    allocation: AllocationRules
    needs: NeedRules
    sources: Mapping[str, str] = field(repr=False)

    def source(self, section: str) -> str:
        """The citation of a section such as `suitability.match`. Raises KeyError."""
        return self.sources[section]
