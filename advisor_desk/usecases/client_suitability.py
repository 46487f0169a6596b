"""适当性: how a client stands on a day: class, level, papers, qualification, permissions, what stops advice.

Everything is decided by the rules; here it is put together for one client. No words.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.product import Qualification, Regime, RiskGrade
from advisor_desk.domain.records import Capacity, InvestorClass, Permission
from advisor_desk.domain.review import AssessmentLine, ClientReview
from advisor_desk.domain.suitability import Finding, InvestorFacts, KycFacts, Order, SaleTerms
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.assessment import AssessmentState, assessment_state, expires_on
from advisor_desk.rules.investor import effective_class, facts_of, is_proven
from advisor_desk.rules.papers import PaperState, paper_state
from advisor_desk.rules.permissions import PermissionFacts, permission_gaps
from advisor_desk.rules.qualified import Gap, qualification_gaps
from advisor_desk.rules.reasons import Reason
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.suitability import check
from advisor_desk.rules.suitability_case import capacity_of

CALMEST: Final = SaleTerms(code="", regime=Regime.CSRC, r_level=RiskGrade.R1, min_first_fen=1, min_add_fen=1)
"""A product that nothing speaks against: what is found all the same lies with the client."""
PAPER: Final = "permission.paper"
_OF_CLIENT: Final = ("K_", "A_")
_PROFESSIONAL: Final = (InvestorClass.PRO_B, InvestorClass.PRO_C)


@dataclass(frozen=True, slots=True)
class PermissionStanding:
    """A trading permission: whether it is open, and what is lacking to open it."""

    permission: Permission
    is_open: bool
    gaps: tuple[Reason, ...]

    @property
    def lacks_figures(self) -> bool:
        """True when assets or experience are lacking, and not papers alone."""
        return any(code != PAPER for code, _ in self.gaps)


@dataclass(frozen=True, slots=True)
class Qualified:
    """A kind of qualified investor, and the figures that are lacking; none for one who is qualified."""

    kind: Qualification
    gaps: tuple[Gap, ...]

    @property
    def is_met(self) -> bool:
        """True for a qualified investor."""
        return not self.gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class SuitabilityStanding:
    """How a client stands. `stops` is what stands against any advice at all.

    `class_gaps` says why the recorded class does not count; `is_proven` is None where nothing is declared;
    `capacity` is the recorded one or what the age gives, None for organisations.
    """

    on: date
    facts: InvestorFacts
    kyc: KycFacts
    investor_class: InvestorClass
    class_gaps: tuple[Reason, ...]
    capacity: Capacity | None
    assessment: AssessmentLine | None
    assessment_state: AssessmentState
    assessment_until: date | None
    id_state: PaperState
    class_state: PaperState
    is_proven: bool | None
    qualified: tuple[Qualified, ...]
    permissions: tuple[PermissionStanding, ...]
    stops: tuple[Finding, ...]


def client_of(review: ClientReview) -> AdviceClient:
    """A reviewed client as advice sees it, without cash, signals and contacts."""
    return AdviceClient(
        client_id=review.row.client_id,
        row=review.row,
        profile=review.profile,
        kyc=review.kyc,
        assessment=max(review.assessments, key=lambda line: line.taken_on, default=None),
        holdings=tuple(review.holdings),
        assets_on=review.row.aum_on,
        aum_fen=review.row.aum_fen,
        cash_fen=None,
    )


def standing_of(client: AdviceClient, on: date, rules: RuleSet, advice: AdviceRules) -> SuitabilityStanding:
    """How the client stands on a day."""
    facts = facts_of(client, on, rules, advice)
    investor_class, class_gaps = effective_class(client, on, advice)
    taken, kyc, watch = client.assessment, client.kyc, advice.suitability.id_watch_days
    is_person = client.profile.client_type.is_person
    capacity = capacity_of(kyc.capacity, facts.age, advice.suitability) if is_person else None
    found = check(facts, CALMEST, Order(amount_fen=1), on, advice).findings
    return SuitabilityStanding(
        on=on,
        facts=facts,
        kyc=kyc,
        investor_class=investor_class,
        class_gaps=class_gaps,
        capacity=capacity,
        assessment=taken,
        assessment_state=assessment_state(taken.taken_on if taken else None, on, rules),
        assessment_until=expires_on(taken.taken_on, rules) if taken else None,
        id_state=paper_state(client.profile.id_expires_on, on, watch),
        class_state=paper_state(kyc.class_until, on, watch),
        is_proven=is_proven(client, on, advice) if _declares(client) else None,
        qualified=tuple(
            Qualified(kind, qualification_gaps(kind, facts, advice.suitability))
            for kind in (Qualification.PRIVATE, Qualification.AMP)
        ),
        permissions=_permissions(facts, kyc, advice),
        stops=tuple(one for one in found if one.code.value.startswith(_OF_CLIENT)),
    )


def class_options(
    client: AdviceClient, on: date, advice: AdviceRules
) -> tuple[tuple[InvestorClass, tuple[Reason, ...]], ...]:
    """For each class that a client may apply for: which figures and experience are lacking."""
    options = []
    for wanted in _PROFESSIONAL:
        tried = replace(
            client.kyc, investor_class=wanted, class_evidence="-", class_from=None, class_until=None
        )
        options.append((wanted, effective_class(replace(client, kyc=tried), on, advice)[1]))
    return tuple(options)


def _declares(client: AdviceClient) -> bool:
    kyc = client.kyc
    figures = (
        client.profile.declared_assets_fen,
        kyc.income_3y_fen,
        kyc.net_assets_fen,
        kyc.household_net_fen,
        kyc.household_fin_fen,
        kyc.household_income_fen,
    )
    return any(one is not None for one in figures)


def _permissions(facts: InvestorFacts, kyc: KycFacts, advice: AdviceRules) -> tuple[PermissionStanding, ...]:
    asked = PermissionFacts(
        client_type=facts.client_type,
        investor_class=facts.investor_class,
        avg20_fen=facts.avg20_fen,
        invest_months=facts.invest_months,
        net_assets_fen=facts.net_assets_fen,
    )
    return tuple(
        PermissionStanding(one, one in kyc.permissions, permission_gaps(one, asked, advice))
        for one in Permission
    )
