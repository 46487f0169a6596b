"""What one suitability check looks at, gathered once, and the small questions that all its parts ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import Regime, RiskGrade
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.suitability import (
    Capacity,
    CheckCode,
    Finding,
    Initiator,
    InvestorFacts,
    Order,
    Param,
    SaleTerms,
    SuitabilityOutcome,
)
from advisor_desk.rules.adviceset import AdviceRules, SuitabilityRules

LOWEST = RiskGrade.R1
"""The only grade for C1_MIN and for persons without full capacity."""

_GRADES = tuple(RiskGrade)
_WARNINGS = frozenset(
    {
        CheckCode.R_CLIENT_ABOVE,
        CheckCode.M_HORIZON,
        CheckCode.M_VARIETY,
        CheckCode.M_CONC,
        CheckCode.I_PREMIUM,
    }
)
_PROFESSIONALS_OF_CSRC = frozenset({InvestorClass.PRO_A, InvestorClass.PRO_B, InvestorClass.PRO_C})


@dataclass(frozen=True, slots=True)
class SaleCase:
    """An order of an investor for a product on a day, under one version of the thresholds."""

    investor: InvestorFacts
    terms: SaleTerms
    order: Order
    on: date
    advice: AdviceRules

    @property
    def rules(self) -> SuitabilityRules:
        """The thresholds of suitability."""
        return self.advice.suitability

    @property
    def is_person(self) -> bool:
        """True for a natural person."""
        return self.investor.client_type.is_person

    @property
    def is_nfra(self) -> bool:
        """True where the rules of the NFRA bind."""
        return self.terms.regime is Regime.NFRA

    @property
    def is_pushed(self) -> bool:
        """True when the advisor started it."""
        return self.order.initiator is Initiator.ADVISOR

    @property
    def is_ordinary(self) -> bool:
        """True when the whole protection holds: under the NFRA for everyone but PRO_A (N7 art. 27)."""
        if self.investor.is_institution:
            return False
        if self.is_nfra or self.investor.investor_class is InvestorClass.PRO_A:
            return True
        return self.investor.investor_class not in _PROFESSIONALS_OF_CSRC

    @property
    def capacity(self) -> Capacity | None:
        """Capacity of a person: the narrower of what is recorded and what the age gives, but FULL may be
        recorded from the self-supporting age on; None when neither is known, and for organisations.
        """
        if not self.is_person:
            return None
        return capacity_of(self.investor.capacity, self.investor.age, self.rules)

    @property
    def is_lowest(self) -> bool:
        """True for C1_MIN, and for a person who is not known to have full capacity."""
        return self.investor.c_level is RiskLevel.C1_MIN or (
            self.is_person and self.capacity is not Capacity.FULL
        )

    @property
    def gap(self) -> int:
        """By how many grades the product lies above what the client's level may hold; 0 for none."""
        level, grade = self.investor.c_level, self.terms.r_level
        if level is None or grade is None:
            return 0
        return max(0, _GRADES.index(grade) - _GRADES.index(self.rules.highest_grade[level]))

    def is_from(self, grade: RiskGrade) -> bool:
        """True when the product is graded, and at `grade` or above."""
        own = self.terms.r_level
        return own is not None and _GRADES.index(own) >= _GRADES.index(grade)

    @property
    def is_above_lowest(self) -> bool:
        """True when the product is graded above R1."""
        return self.terms.r_level is not None and self.terms.r_level is not LOWEST


def capacity_of(recorded: Capacity | None, age: int | None, rules: SuitabilityRules) -> Capacity | None:
    """The capacity of a person (Civil Code 17 to 21); None when neither record nor age is known."""
    if age is None:
        return recorded
    if recorded is Capacity.FULL and age >= rules.self_supporting_from_age:
        return recorded
    if age < rules.limited_from_age:
        by_age = Capacity.NONE
    else:
        by_age = Capacity.LIMITED if age < rules.full_from_age else Capacity.FULL
    order = list(Capacity)
    return max(recorded or by_age, by_age, key=order.index)


def finding(code: CheckCode, **params: Param) -> Finding:
    """A finding with its figures; the code says how bad it is."""
    outcome = SuitabilityOutcome.WARN if code in _WARNINGS else SuitabilityOutcome.FORBID
    return Finding(code, outcome, tuple(params.items()))


def short_of(have: int | None, need: int, suffix: str) -> dict[str, Param]:
    """The figures of something that does not reach what is needed: have, need, gap (None when unknown)."""
    gap = None if have is None else need - have
    return {f"have_{suffix}": have, f"need_{suffix}": need, f"gap_{suffix}": gap}


def listed(names: Sequence[str]) -> str:
    """Names in one parameter, without repetition."""
    return "|".join(dict.fromkeys(names))
