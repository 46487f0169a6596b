"""Nouns of suitability (适当性): who the investor is, what is asked for, what was found, what must be done.

Values only; the decisions are in `rules.suitability` and its neighbours (domain notes §3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from advisor_desk.domain.client import ClientType, RiskLevel
from advisor_desk.domain.product import LegalFloor, Qualification, Regime, RiskGrade, SaleChannel, Variety
from advisor_desk.domain.records import Capacity as Capacity
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.records import Permission as Permission

Param = str | int | bool | None
Params = tuple[tuple[str, Param], ...]


class Initiator(StrEnum):
    """Who started it. A suggestion always counts as ADVISOR."""

    ADVISOR = "ADVISOR"
    CLIENT = "CLIENT"


class SuitabilityOutcome(StrEnum):
    """The verdict, from the best to the worst."""

    ALLOW = "ALLOW"
    WARN = "WARN"
    FORBID = "FORBID"


class CheckCode(StrEnum):
    """Findings in the fixed order of domain notes §3.3; OK when there is none."""

    P_NOT_ON_SALE = "P_NOT_ON_SALE"
    P_UNRATED = "P_UNRATED"
    P_QUOTA = "P_QUOTA"
    K_AML = "K_AML"
    K_ID_EXPIRED = "K_ID_EXPIRED"
    K_NO_CAPACITY = "K_NO_CAPACITY"
    K_LIMITED_CAPACITY = "K_LIMITED_CAPACITY"
    K_INFO_REFUSED = "K_INFO_REFUSED"
    Q_NOT_QUALIFIED = "Q_NOT_QUALIFIED"
    Q_PERMISSION = "Q_PERMISSION"
    Q_MIN_AMOUNT = "Q_MIN_AMOUNT"
    Q_FUNDS = "Q_FUNDS"
    A_NONE = "A_NONE"
    A_EXPIRED = "A_EXPIRED"
    R_C1_MIN = "R_C1_MIN"
    R_NFRA_ABOVE = "R_NFRA_ABOVE"
    R_PUSH_ABOVE = "R_PUSH_ABOVE"
    R_CLIENT_ABOVE = "R_CLIENT_ABOVE"
    M_HORIZON_PUSH = "M_HORIZON_PUSH"
    M_VARIETY_PUSH = "M_VARIETY_PUSH"
    M_HORIZON = "M_HORIZON"
    M_VARIETY = "M_VARIETY"
    M_CONC_BLOCK = "M_CONC_BLOCK"
    M_CONC = "M_CONC"
    I_PREMIUM = "I_PREMIUM"
    OK = "OK"


class Duty(StrEnum):
    """What an ALLOW or WARN obliges the firm to do (domain notes §3.4)."""

    D_DISCLOSE = "D_DISCLOSE"
    D_CLIENT_APPLICATION = "D_CLIENT_APPLICATION"
    D_SPECIAL_WARNING = "D_SPECIAL_WARNING"
    D_COMPLIANCE_APPROVAL = "D_COMPLIANCE_APPROVAL"
    D_R5_SPECIAL = "D_R5_SPECIAL"
    D_AGE65 = "D_AGE65"
    D_AV = "D_AV"
    D_ECONFIRM = "D_ECONFIRM"
    D_COOLING_24H = "D_COOLING_24H"
    D_RETURN_VISIT = "D_RETURN_VISIT"
    D_GUARDIAN = "D_GUARDIAN"
    D_INSURANCE_DECLARATION = "D_INSURANCE_DECLARATION"
    D_PRO_DISCLOSE = "D_PRO_DISCLOSE"


@dataclass(frozen=True, slots=True, kw_only=True)
class KycFacts:
    """What the desk has recorded of a client for suitability, beside identity; None is unknown.

    `proof` names the evidence of assets and income, `proof_on` its date: without valid proof the declared
    figures count for nothing. `permissions` are those opened. Money in fen.
    """

    capacity: Capacity | None = None
    aml_restricted: bool = False
    info_refused: bool = False
    income_3y_fen: int | None = None
    invest_since: date | None = None
    net_assets_fen: int | None = None
    household_net_fen: int | None = None
    household_fin_fen: int | None = None
    household_income_fen: int | None = None
    proof: str | None = None
    proof_on: date | None = None
    spending_month_fen: int | None = None
    liquidity_need_fen: int | None = None
    insurance_budget_fen: int | None = None
    permissions: frozenset[Permission] = frozenset()
    investor_class: InvestorClass | None = None
    class_evidence: str | None = None
    class_from: date | None = None
    class_until: date | None = None
    related_work_since: date | None = None
    is_senior_manager: bool = False
    is_certified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestorFacts:
    """What the suitability rules need of a client on a day; None is unknown and fails closed.

    `financial_assets_fen` is proven and decides qualification; `concentration_base_fen` is what lies with us
    (with money about to come) and decides concentration. `missing` names required facts that nobody recorded
    (fields of the client), `is_info_refused` that the client would not give them. `assessment_until` is the
    first day on which the assessment no longer counts.
    """

    client_type: ClientType
    investor_class: InvestorClass
    c_level: RiskLevel | None
    age: int | None
    capacity: Capacity | None
    financial_assets_fen: int | None
    concentration_base_fen: int | None
    income_3y_fen: int | None
    net_assets_fen: int | None
    invest_months: int | None
    household_net_fen: int | None
    household_fin_fen: int | None
    household_income_fen: int | None
    insurance_budget_fen: int | None = None
    assessed_on: date | None
    assessment_until: date | None
    is_info_refused: bool = False
    missing: tuple[str, ...] = ()
    id_expires_on: date | None
    is_aml_restricted: bool
    horizon_months: int | None
    varieties: frozenset[Variety] | None
    permissions: frozenset[Permission]
    available_cash_fen: int | None
    avg20_fen: int | None = None
    """Average of the last 20 trading days: says how far a permission is away, opens none."""

    @property
    def is_institution(self) -> bool:
        """True for PRO_A, an institution or product of M art. 8(1) to (3); never for a person."""
        return self.investor_class is InvestorClass.PRO_A and not self.client_type.is_person


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleTerms:
    """What the suitability rules need of a product on a day.

    `sale_problem` says why it is not on sale, `missing` which parts of the issuer's file are not there;
    `r_level` is the higher of ours and the manager's.
    """

    code: str
    regime: Regime
    r_level: RiskGrade | None
    is_insurance: bool = False
    qualified_only: Qualification = Qualification.NONE
    legal_floor: LegalFloor | None = None
    legal_floor_fen: int | None = None
    min_first_fen: int | None = None
    min_add_fen: int | None = None
    required_permission: str | None = None
    product_months: int | None = None
    variety: Variety | None = None
    sale_problem: str | None = None
    missing: tuple[str, ...] = ()
    quota_left_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An amount of a product that is spoken of. `premium_years` is None for a single premium."""

    amount_fen: int
    held_fen: int = 0
    initiator: Initiator = Initiator.ADVISOR
    channel: SaleChannel = SaleChannel.BRANCH
    premium_years: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason: its code, how bad it is, and the figures that failed (names end in _fen, _on, _months)."""

    code: CheckCode
    outcome: SuitabilityOutcome
    params: Params = ()


@dataclass(frozen=True, slots=True)
class SuitabilityVerdict:
    """All findings in the fixed order; the worst decides. Duties only where something may be sold."""

    outcome: SuitabilityOutcome
    findings: tuple[Finding, ...]
    duties: tuple[Duty, ...]

    @property
    def primary(self) -> CheckCode:
        """The first of the worst findings."""
        return next((found.code for found in self.findings if found.outcome is self.outcome), CheckCode.OK)

    @property
    def codes(self) -> tuple[CheckCode, ...]:
        """The codes of all findings; OK alone when there is none."""
        return tuple(found.code for found in self.findings) or (CheckCode.OK,)

    @property
    def is_allowed(self) -> bool:
        """True for ALLOW alone."""
        return self.outcome is SuitabilityOutcome.ALLOW


def worst(verdicts: Sequence[SuitabilityVerdict]) -> SuitabilityOutcome:
    """The outcome of a bundle: that of its worst leg; FORBID for a bundle without legs."""
    order = list(SuitabilityOutcome)
    return max((one.outcome for one in verdicts), key=order.index, default=SuitabilityOutcome.FORBID)
