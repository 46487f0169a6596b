"""Whether a premium is high against income, age or budget (I_PREMIUM, N7 art. 39)."""

from collections.abc import Iterator

from advisor_desk.domain.suitability import CheckCode, Finding, Param
from advisor_desk.rules.suitability_case import SaleCase, finding


def premium_findings(case: SaleCase) -> Iterator[Finding]:
    """One finding at most, with the figures of every test that failed. Persons only."""
    if not case.terms.is_insurance or not case.is_person:
        return
    figures = {**_income(case), **_age(case), **_budget(case)}
    if figures:
        yield finding(CheckCode.I_PREMIUM, premium_fen=case.order.amount_fen, **figures)


def _income(case: SaleCase) -> dict[str, Param]:
    """An unknown income is a missing fact (K_INFO_REFUSED), not a high premium."""
    income, rules = case.investor.household_income_fen, case.rules.insurance
    if income is None:
        return {}
    if case.order.premium_years is None:
        most, times = income * rules.single_times_income, rules.single_times_income
        return {"single_most_fen": most, "times": times} if case.order.amount_fen > most else {}
    percent = rules.yearly_percent_of_income
    if case.order.amount_fen * 100 <= percent * income:
        return {}
    return {"yearly_most_fen": percent * income // 100, "percent": percent}


def _age(case: SaleCase) -> dict[str, Param]:
    years, age, limit = case.order.premium_years, case.investor.age, case.rules.insurance.age_and_years
    if years is None or age is None or years + age < limit:
        return {}
    return {"age": age, "years": years, "age_and_years": limit}


def _budget(case: SaleCase) -> dict[str, Param]:
    budget, percent = case.investor.insurance_budget_fen, case.rules.insurance.budget_percent
    if budget is None or case.order.amount_fen * 100 < percent * budget:
        return {}
    return {"budget_fen": budget, "budget_percent": percent}
