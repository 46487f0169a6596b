"""Reads a file of advice rules: every key is known, present, of the right type and in range, or refused.

The schema is the code: what is not read is unknown. Opening files is not done here. Allocation and needs
have readers of their own.
"""

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass, LegalFloor, Liquidity, ProductType, RiskGrade, Variety
from advisor_desk.domain.suitability import Permission
from advisor_desk.rules import adviceset as a
from advisor_desk.rules.advicefile_allocation import read_allocation
from advisor_desk.rules.advicefile_needs import read_needs
from advisor_desk.rules.rulestable import RulesTable, RulesText

_MAX_MONTHS = 600
_MAX_DAYS = 3_660
_MAX_AGE = 150
_BP = 100


def parse_advice(text: str, name: str) -> a.AdviceRules:
    """The advice rules of a file's text; `name` is only for messages.

    Raises UserCanFix("rules.invalid", name, key, line, problem) as `rulesfile.parse_rules` does, and with
    the problem wrong_sum for weights that do not add up to 100.
    """
    file = RulesText(name, text)
    with file.root() as root:
        return a.AdviceRules(
            version=root.text("version"),
            effective_from=root.day("effective_from"),
            shelf=_shelf(root),
            suitability=_suitability(root),
            questionnaire=_questionnaire(root),
            forbidden_words=_wording(root),
            allocation=read_allocation(root),
            needs=read_needs(root),
            sources=file.sources,
        )


def _shelf(root: RulesTable) -> a.ShelfRules:
    with root.sourced("shelf") as table:
        with table.table("type") as types:
            by_type = {kind: _type(types, kind) for kind in ProductType if types.has(kind)}
        return a.ShelfRules(
            table.whole("max_age_days", 1, _MAX_DAYS), table.whole("intent_days", 1, 366), by_type
        )


def _type(types: RulesTable, kind: ProductType) -> a.TypeDefaults:
    with types.sourced(kind) as table:
        return a.TypeDefaults(
            variety=table.code("variety", Variety) if table.has("variety") else None,
            exposure_bp=_exposure(table) if table.has("exposure") else None,
            min_fen=table.yuan("min_yuan") if table.has("min_yuan") else None,
            step_fen=table.yuan("step_yuan") if table.has("step_yuan") else None,
            liquidity=table.code("liquidity", Liquidity) if table.has("liquidity") else None,
            months=table.whole("months", 0, _MAX_MONTHS) if table.has("months") else None,
            floor=table.code("floor", LegalFloor) if table.has("floor") else None,
        )


def _exposure(table: RulesTable) -> dict[AssetClass, int]:
    with table.table("exposure") as weights:
        found = {klass: weights.whole(klass, 1, 100) * _BP for klass in AssetClass if weights.has(klass)}
    if sum(found.values()) != 100 * _BP:
        raise table.fault("exposure", "wrong_sum")
    return found


def _suitability(root: RulesTable) -> a.SuitabilityRules:
    with root.table("suitability") as table:
        with table.sourced("match") as match:
            grades = {level: match.code(level, RiskGrade) for level in RiskLevel}
        with table.sourced("floor_yuan") as floors:
            floor_fen = {floor: floors.yuan(floor) for floor in LegalFloor}
        private, amp = _qualified(table)
        with table.table("professional") as kinds:
            pro_b, pro_c = _professional(kinds, "PRO_B"), _professional(kinds, "PRO_C")
        with table.table("permission") as permissions:
            asked = {one: _permission(permissions, one) for one in Permission}
        with table.sourced("concentration") as conc:
            from_grade, percent = conc.code("from_grade", RiskGrade), conc.whole("percent", 1, 100)
        with table.sourced("duty") as duty:
            elder = duty.whole("elder_age", 1, _MAX_AGE), duty.code("elder_from_grade", RiskGrade)
            gap = duty.whole("approval_gap", 1, 4)
        with table.sourced("capacity") as ages:
            limited = ages.whole("limited_from_age", 1, _MAX_AGE)
            working = ages.whole("self_supporting_from_age", 1, _MAX_AGE)
            full = ages.whole("full_from_age", 1, _MAX_AGE)
            ages.ascending("self_supporting_from_age", limited, working)
            ages.ascending("full_from_age", working, full)
        with table.sourced("identity") as identity:
            grace, watch = identity.whole("grace_days", 0, 366), identity.whole("watch_days", 0, 366)
            urgent = identity.whole("urgent_days", 0, 366)
        with table.sourced("proof") as proof:
            proof_months = proof.whole("valid_months", 1, _MAX_MONTHS)
        return a.SuitabilityRules(
            grades, floor_fen, private, amp, pro_b, pro_c, asked, from_grade, percent, _insurance(table),
            *elder, gap, limited, working, full, grace, proof_months, watch, urgent,
        )  # fmt: skip


def _qualified(table: RulesTable) -> tuple[a.PrivateRules, a.AmpRules]:
    with table.table("qualified") as kinds:
        with kinds.sourced("PRIVATE") as one:
            private = a.PrivateRules(
                one.yuan("financial_yuan"), one.yuan("income_yuan"), one.yuan("net_yuan")
            )
        with kinds.sourced("AMP") as one:
            amp = a.AmpRules(
                one.whole("months", 0, _MAX_MONTHS),
                one.yuan("household_net_yuan"),
                one.yuan("household_financial_yuan"),
                one.yuan("income_yuan"),
                one.yuan("net_yuan"),
            )
    return private, amp


def _professional(kinds: RulesTable, name: str) -> a.ProfessionalRules:
    with kinds.sourced(name) as table:
        return a.ProfessionalRules(
            table.yuan("person_financial_yuan"),
            table.yuan("person_income_yuan"),
            table.yuan("org_net_yuan"),
            table.yuan("org_financial_yuan"),
            table.whole("months", 0, _MAX_MONTHS),
        )


def _permission(permissions: RulesTable, name: Permission) -> a.PermissionRules:
    with permissions.sourced(name) as table:
        return a.PermissionRules(
            table.yuan("avg_yuan"),
            table.whole("months", 0, _MAX_MONTHS),
            table.texts("needs"),
            table.yuan("org_avg_yuan") if table.has("org_avg_yuan") else 0,
            table.yuan("org_net_yuan") if table.has("org_net_yuan") else 0,
        )


def _insurance(table: RulesTable) -> a.InsuranceRules:
    with table.sourced("insurance") as one:
        return a.InsuranceRules(
            one.whole("single_times_income", 1, 100),
            one.whole("yearly_percent_of_income", 1, 100),
            one.whole("age_and_years", 1, 200),
            one.whole("budget_percent", 1, 1_000),
        )


def _questionnaire(root: RulesTable) -> a.QuestionnaireRules:
    with root.sourced("questionnaire") as table:
        return a.QuestionnaireRules(
            table.text("form"),
            table.whole("most_a_day", 1, 100),
            table.whole("most_in_12_months", 1, 1_000),
            table.whole("result_within_days", 1, 100),
            table.edges("bands", 4, 1_000),
        )


def _wording(root: RulesTable) -> tuple[str, ...]:
    with root.sourced("wording") as table:
        return table.texts("forbidden")
