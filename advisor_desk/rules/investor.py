"""What the suitability rules may believe of a client on a day: proven figures, the class that still holds.

Declared outside assets, income, net assets and household figures count only with proof that is recent
enough (domain notes §1.2 T7). A recorded class falls back to ordinary when nothing bears it any more.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import TypedDict, Unpack

from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.client import ClientType
from advisor_desk.domain.dates import complete_years, months_before
from advisor_desk.domain.product import Variety
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.suitability import InvestorFacts
from advisor_desk.rules.adviceset import AdviceRules, ProfessionalRules
from advisor_desk.rules.assessment import expires_on
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.ruleset import RuleSet

_INSTITUTIONS = frozenset({ClientType.FIN_INST, ClientType.PRODUCT})
_SEPARATORS = re.compile(r"[,;|、，；\s]+")
_VARIETY_WORDS = {
    "现金": (Variety.CASH,),
    "货币": (Variety.CASH,),
    "固定收益": (Variety.CASH, Variety.BOND),
    "债券": (Variety.BOND,),
    "混合": (Variety.MIXED,),
    "权益": (Variety.EQUITY, Variety.MIXED),
    "股票": (Variety.EQUITY,),
    "另类": (Variety.ALT,),
    "私募": (Variety.ALT,),
    "黄金": (Variety.ALT,),
    "商品": (Variety.ALT,),
    "衍生品": (Variety.DERIV,),
    "保险": (Variety.INS,),
}


class MoneyAtHand(TypedDict, total=False):
    """`fresh_fen` is money about to come, `cash_fen` takes the place of the account's free cash."""

    fresh_fen: int
    cash_fen: int | None


def facts_of(
    client: AdviceClient, on: date, rules: RuleSet, advice: AdviceRules, **money: Unpack[MoneyAtHand]
) -> InvestorFacts:
    """The facts of a client on a day. Fresh money adds to the concentration base and to financial assets."""
    profile, kyc, taken = client.profile, client.kyc, client.assessment
    fresh, cash = money.get("fresh_fen", 0), money.get("cash_fen")
    proven, is_person = is_proven(client, on, advice), profile.client_type.is_person
    return InvestorFacts(
        client_type=profile.client_type,
        investor_class=effective_class(client, on, advice)[0],
        c_level=None if taken is None else taken.c_level,
        age=complete_years(profile.born_on, on) if is_person and profile.born_on else None,
        capacity=kyc.capacity if is_person else None,
        financial_assets_fen=financial_fen(client, on, advice, fresh_fen=fresh),
        concentration_base_fen=_sum(client.aum_fen, fresh or None),
        income_3y_fen=kyc.income_3y_fen if proven else None,
        net_assets_fen=kyc.net_assets_fen if proven else None,
        invest_months=_months_since(kyc.invest_since, on),
        household_net_fen=kyc.household_net_fen if proven else None,
        household_fin_fen=kyc.household_fin_fen if proven else None,
        household_income_fen=kyc.household_income_fen if proven else None,
        insurance_budget_fen=kyc.insurance_budget_fen,
        assessed_on=None if taken is None else taken.taken_on,
        # Twelve months for every client and product: a record that promises more does not make it longer.
        assessment_until=None if taken is None else min(taken.expires_on, expires_on(taken.taken_on, rules)),
        is_info_refused=kyc.info_refused,
        missing=tuple(_missing(client)),
        id_expires_on=profile.id_expires_on,
        is_aml_restricted=kyc.aml_restricted,
        horizon_months=None if taken is None else taken.horizon_months,
        varieties=None if taken is None else varieties_of(taken.varieties),
        permissions=kyc.permissions,
        available_cash_fen=client.cash_fen if cash is None else cash,
        avg20_fen=client.row.avg20_fen,
    )


def is_proven(client: AdviceClient, on: date, advice: AdviceRules) -> bool:
    """True while the client's declared figures have evidence that is recent enough."""
    kyc = client.kyc
    if not (kyc.proof or "").strip() or kyc.proof_on is None:
        return False
    return months_before(on, advice.suitability.proof_months) <= kyc.proof_on <= on


def financial_fen(client: AdviceClient, on: date, advice: AdviceRules, *, fresh_fen: int = 0) -> int | None:
    """Financial assets: what lies with us, what is proven to lie elsewhere, and fresh money."""
    outside = client.profile.declared_assets_fen if is_proven(client, on, advice) else None
    return _sum(client.aum_fen, outside, fresh_fen or None)


def effective_class(
    client: AdviceClient, on: date, advice: AdviceRules
) -> tuple[InvestorClass, tuple[Reason, ...]]:
    """The class that counts on a day, and why it is not the recorded one where it is not."""
    recorded = client.kyc.investor_class
    if recorded is None:
        is_imported = client.assessment is not None and client.assessment.investor_class == "PRO_A"
        recorded = InvestorClass.PRO_A if is_imported else InvestorClass.ORD
        reasons = tuple(_figure_reasons(client, recorded, on, advice))
    else:
        reasons = (*_paper_reasons(client, on), *_figure_reasons(client, recorded, on, advice))
    if recorded is InvestorClass.ORD or reasons:
        return InvestorClass.ORD, reasons
    return recorded, ()


def varieties_of(text: str | None) -> frozenset[Variety] | None:
    """The varieties that a text names, in Chinese or by code; None when it names none."""
    found: set[Variety] = set()
    for word in _SEPARATORS.split(text or ""):
        found.update(_VARIETY_WORDS.get(word, ()))
        found.update(variety for variety in Variety if variety.value == word.upper())
    return frozenset(found) or None


def _paper_reasons(client: AdviceClient, on: date) -> Iterator[Reason]:
    """What is wrong with the record of the class. Ordinary needs no record."""
    kyc = client.kyc
    if kyc.investor_class is InvestorClass.ORD:
        return
    if not (kyc.class_evidence or "").strip():
        yield reason("class.no_evidence", recorded=kyc.investor_class)
    if kyc.class_from is not None and on < kyc.class_from:
        yield reason("class.not_yet", recorded=kyc.investor_class, from_on=kyc.class_from.isoformat())
    if kyc.class_until is not None and on > kyc.class_until:
        yield reason("class.ended", recorded=kyc.investor_class, until_on=kyc.class_until.isoformat())


def _figure_reasons(
    client: AdviceClient, recorded: InvestorClass, on: date, advice: AdviceRules
) -> Iterator[Reason]:
    """Why the client does not reach the class (domain notes §3.1)."""
    rules = advice.suitability
    if recorded is InvestorClass.PRO_A and client.profile.client_type not in _INSTITUTIONS:
        yield reason("class.not_institution", recorded=recorded, client_type=client.profile.client_type)
    if recorded in (InvestorClass.PRO_B, InvestorClass.PRO_C):
        test = rules.pro_b if recorded is InvestorClass.PRO_B else rules.pro_c
        is_person = client.profile.client_type.is_person
        yield from (_person if is_person else _organisation)(client, on, advice, test)
        yield from _experience(client, recorded, on, test)


def _person(client: AdviceClient, on: date, advice: AdviceRules, test: ProfessionalRules) -> Iterator[Reason]:
    have = financial_fen(client, on, advice)
    income = client.kyc.income_3y_fen if is_proven(client, on, advice) else None
    if not _reaches(have, test.person_financial_fen) and not _reaches(income, test.person_income_fen):
        yield reason(
            "class.figures",
            have_fen=have,
            need_fen=test.person_financial_fen,
            have_income_fen=income,
            need_income_fen=test.person_income_fen,
        )


def _organisation(
    client: AdviceClient, on: date, advice: AdviceRules, test: ProfessionalRules
) -> Iterator[Reason]:
    have = financial_fen(client, on, advice)
    net = client.kyc.net_assets_fen if is_proven(client, on, advice) else None
    if not _reaches(have, test.org_financial_fen) or not _reaches(net, test.org_net_fen):
        yield reason(
            "class.figures_org",
            have_fen=have,
            need_fen=test.org_financial_fen,
            have_net_fen=net,
            need_net_fen=test.org_net_fen,
        )


def _experience(
    client: AdviceClient, recorded: InvestorClass, on: date, test: ProfessionalRules
) -> Iterator[Reason]:
    """Investing counts for both classes; work, office and certificate for a person of PRO_B alone."""
    kyc, invested = client.kyc, _months_since(client.kyc.invest_since, on)
    is_known_by_work = (
        recorded is InvestorClass.PRO_B
        and client.profile.client_type.is_person
        and (
            _reaches(_months_since(kyc.related_work_since, on), test.months)
            or kyc.is_senior_manager
            or kyc.is_certified
        )
    )
    if not is_known_by_work and not _reaches(invested, test.months):
        yield reason("class.experience", have_months=invested, need_months=test.months)


def _missing(client: AdviceClient) -> Iterator[str]:
    if client.profile.client_type.is_person and client.profile.born_on is None:
        yield "born_on"
    if client.profile.id_expires_on is None:
        yield "id_expires_on"


def _reaches(have: int | None, need: int) -> bool:
    return have is not None and have >= need


def _sum(*parts: int | None) -> int | None:
    """The sum of the known parts; None when none is known."""
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def _months_since(start: date | None, on: date) -> int | None:
    """Complete months; 0 when it has not begun."""
    if start is None:
        return None
    months = (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day)
    return max(0, months)
