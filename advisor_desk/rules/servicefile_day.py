"""Reads the parts of a file of service rules that are about the day's list and action plans."""

from advisor_desk.domain.client import Tier
from advisor_desk.domain.today import TodayKind
from advisor_desk.rules.rulestable import RulesTable
from advisor_desk.rules.serviceset import PlanStep, PlanTemplate, TodayRules

_MAX_POINTS = 1_000
_MAX_LINES = 10_000
_MAX_TRADING_DAYS = 1_000


def read_today(root: RulesTable) -> TodayRules:
    """Section `today`."""
    with root.sourced("today") as table:
        return TodayRules(
            base=_by_kind(table, "base", 0, _MAX_POINTS),
            tier=_by_tier(table),
            day_late=table.whole("day_late", 0, _MAX_POINTS),
            late_most=table.whole("late_most", 0, _MAX_POINTS),
            priority=table.whole("priority", 0, _MAX_POINTS),
            ratio_percent=table.whole("ratio_percent", 0, _MAX_POINTS),
            own_promise=table.whole("own_promise", 0, _MAX_POINTS),
            most=_by_kind(table, "most", 1, _MAX_LINES),
            quiet=table.whole("quiet", 1, _MAX_LINES),
            first_run_priority=table.whole("first_run_priority", 1, 6),
        )


def _by_kind(table: RulesTable, key: str, low: int, high: int) -> dict[str, int]:
    with table.sourced(key) as kinds:
        return {kind: kinds.whole(kind, low, high) for kind in TodayKind}


def _by_tier(table: RulesTable) -> dict[Tier, int]:
    with table.sourced("tier") as tiers:
        return {tier: tiers.whole(tier, 0, _MAX_POINTS) for tier in Tier}


def read_plans(root: RulesTable) -> tuple[PlanTemplate, ...]:
    """Section `plan`, in the order of the file."""
    with root.table("plan") as plans:
        found = []
        for code in plans.names():
            with plans.sourced(code) as table:
                name, name_en = table.text("name"), table.text("name_en")
                found.append(PlanTemplate(code, name, name_en, _steps(table)))
        if not found:
            raise root.fault("plan", "empty")
        return tuple(found)


def _steps(table: RulesTable) -> tuple[PlanStep, ...]:
    steps: list[PlanStep] = []
    for row in table.rows("steps"):
        match row:
            case {"after": int(after), "title": str(title), "title_en": str(title_en), **rest} if not rest:
                if not 0 <= after <= _MAX_TRADING_DAYS:
                    raise table.fault("steps", "out_of_range")
                if steps and after < steps[-1].trading_days:
                    raise table.fault("steps", "not_ascending")
                if not (title.strip() and title_en.strip()):
                    raise table.fault("steps", "empty")
                steps.append(PlanStep(title, title_en, after))
            case _:
                raise table.fault("steps", "wrong_type")
    if not steps:
        raise table.fault("steps", "empty")
    return tuple(steps)
