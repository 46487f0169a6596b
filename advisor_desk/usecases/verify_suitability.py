"""One case of the `suitability` table: client, product and order in, verdict and duties out as text.

Money is in yuan. An empty cell is unknown, or nothing where it says a limit; the columns `premium_years`,
`insurance_budget_yuan`, `min_add_yuan`, `avg20_yuan` and `sale_problem` may be left out.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from advisor_desk.domain.client import ClientType, RiskLevel
from advisor_desk.domain.product import LegalFloor, Qualification, Regime, RiskGrade, SaleChannel, Variety
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.suitability import (
    Capacity,
    Initiator,
    InvestorFacts,
    Order,
    Permission,
    SaleTerms,
)
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.assessment import expires_on
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.suitability import check
from advisor_desk.usecases.case_table import CaseRow, Layout

_Code = TypeVar("_Code", bound=StrEnum)
_CLIENT = (
    "client_type",
    "investor_class",
    "c_level",
    "age",
    "capacity",
    "fin_assets_yuan",
    "income_3y_avg_yuan",
    "enterprise_net_assets_yuan",
    "invest_years",
    "household_net_fin_yuan",
    "household_fin_yuan",
    "household_income_yuan",
    "questionnaire_date",
    "info_complete",
    "id_expiry",
    "aml_restricted",
    "horizon_months",
    "accepted_varieties",
    "permissions",
    "available_cash_yuan",
)
_PRODUCT = (
    "product_kind",
    "regime",
    "r_level",
    "qualified_only",
    "legal_floor",
    "min_amount_yuan",
    "required_permission",
    "product_months",
    "variety",
    "shelf_status",
    "quota_left_yuan",
)
_ORDER = ("amount_yuan", "already_held_yuan", "initiator", "channel")
SUITABILITY_LAYOUT = Layout(
    needed=frozenset({"as_of", *_CLIENT, *_PRODUCT, *_ORDER}),
    optional=frozenset(
        {"premium_years", "insurance_budget_yuan", "min_add_yuan", "avg20_yuan", "sale_problem"}
    ),
    expected=frozenset({"exp_outcome", "exp_primary_code", "exp_all_codes", "exp_duties"}),
)
SUITABILITY_SETS = frozenset({"exp_duties"})
"""Columns that hold codes in any order; the findings have one."""

_AT_A_BRANCH = "ONSITE"


def suitability_results(row: CaseRow, rules: RuleSet, advice: AdviceRules) -> Mapping[str, str]:
    """What the rules make of a case. Raises UserCanFix for a cell that cannot be read."""
    as_of = row.day("as_of")
    verdict = check(_investor(row, rules), _terms(row), _order(row), as_of, advice)
    return {
        "exp_outcome": verdict.outcome.value,
        "exp_primary_code": verdict.primary.value,
        "exp_all_codes": "|".join(verdict.codes),
        "exp_duties": "|".join(verdict.duties),
    }


def _investor(row: CaseRow, rules: RuleSet) -> InvestorFacts:
    client_type = row.code("client_type", ClientType)
    is_person = client_type.is_person
    taken, years = row.day_or_none("questionnaire_date"), _whole(row, "invest_years")
    assets = _fen(row, "fin_assets_yuan")
    return InvestorFacts(
        client_type=client_type,
        investor_class=row.code("investor_class", InvestorClass),
        c_level=_code(row, "c_level", RiskLevel),
        age=_whole(row, "age") if is_person else None,
        capacity=_code(row, "capacity", Capacity) if is_person else None,
        financial_assets_fen=assets,
        concentration_base_fen=assets,
        income_3y_fen=_fen(row, "income_3y_avg_yuan"),
        net_assets_fen=_fen(row, "enterprise_net_assets_yuan"),
        invest_months=None if years is None else 12 * years,
        household_net_fen=_fen(row, "household_net_fin_yuan"),
        household_fin_fen=_fen(row, "household_fin_yuan"),
        household_income_fen=_fen(row, "household_income_yuan"),
        insurance_budget_fen=_fen(row, "insurance_budget_yuan"),
        assessed_on=taken,
        assessment_until=_until(taken, rules),
        is_info_refused=not _flag(row, "info_complete"),
        id_expires_on=row.day_or_none("id_expiry"),
        is_aml_restricted=_flag(row, "aml_restricted"),
        horizon_months=_whole(row, "horizon_months"),
        varieties=_codes(row, "accepted_varieties", Variety) or None,
        permissions=_codes(row, "permissions", Permission),
        available_cash_fen=_fen(row, "available_cash_yuan"),
        avg20_fen=_fen(row, "avg20_yuan"),
    )


def _terms(row: CaseRow) -> SaleTerms:
    on_sale = None if row.text("shelf_status") == "ON_SALE" else "not_on_sale"
    return SaleTerms(
        code=row.case_id,
        regime=row.code("regime", Regime),
        r_level=_code(row, "r_level", RiskGrade),
        is_insurance=row.text("product_kind").startswith("INSURANCE"),
        qualified_only=row.code("qualified_only", Qualification),
        legal_floor=_code(row, "legal_floor", LegalFloor),
        min_first_fen=_fen(row, "min_amount_yuan"),
        min_add_fen=_fen(row, "min_add_yuan"),
        required_permission=row.text("required_permission") or None,
        product_months=_whole(row, "product_months"),
        variety=_code(row, "variety", Variety),
        sale_problem=row.text("sale_problem") or on_sale,
        quota_left_fen=_fen(row, "quota_left_yuan"),
    )


def _order(row: CaseRow) -> Order:
    is_at_branch = row.text("channel") == _AT_A_BRANCH
    return Order(
        amount_fen=row.fen("amount_yuan"),
        held_fen=_fen(row, "already_held_yuan") or 0,
        initiator=row.code("initiator", Initiator),
        channel=SaleChannel.BRANCH if is_at_branch else row.code("channel", SaleChannel),
        premium_years=_whole(row, "premium_years"),
    )


def _until(taken: date | None, rules: RuleSet) -> date | None:
    return None if taken is None else expires_on(taken, rules)


def _fen(row: CaseRow, column: str) -> int | None:
    return row.fen(column) if row.text(column) else None


def _whole(row: CaseRow, column: str) -> int | None:
    return row.whole(column) if row.text(column) else None


def _flag(row: CaseRow, column: str) -> bool:
    if row.text(column) not in ("0", "1"):
        raise row.fault(column, "not_a_flag")
    return row.text(column) == "1"


def _code(row: CaseRow, column: str, codes: type[_Code]) -> _Code | None:
    return row.code(column, codes) if row.text(column) else None


def _codes(row: CaseRow, column: str, codes: type[_Code]) -> frozenset[_Code]:
    known = {one.value: one for one in codes}
    words = [word for word in row.text(column).split("|") if word]
    if not known.keys() >= set(words):
        raise row.fault(column, "unknown_code")
    return frozenset(known[word] for word in words)
