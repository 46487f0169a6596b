"""Reads the part of a file of service rules that is about moments of truth."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from advisor_desk.domain.moment import DueUnit, MomentCode
from advisor_desk.rules.rulestable import RulesTable
from advisor_desk.rules.service_reasons import Owner, Suggestion
from advisor_desk.rules.serviceset import MomentRule

_MAX_DAYS = 3_660
_MAX_TIMES = 1_000
_MAX_PERCENT = 1_000
_FLOW: Final = ("least_yuan", "percent", "gap_days")

PARAMS: Final[Mapping[MomentCode, tuple[str, ...]]] = {
    MomentCode.BIG_INFLOW: _FLOW,
    MomentCode.BIG_OUTFLOW: _FLOW,
    MomentCode.LARGE_LOSS: (
        "holding_percent",
        "account_percent",
        "account_days",
        "flow_percent",
        "least_yuan",
    ),
    MomentCode.TOPIC_BROWSE: ("times", "window_days"),
    MomentCode.SALARY_BONUS: (
        "year_end_yuan",
        "from_month",
        "until_month",
        "recurring_yuan",
        "recurring_times",
        "slack_days",
        "slack_percent",
        "share_percent",
        "gap_days",
    ),
    MomentCode.RETURN_VISIT: ("sample_percent",),
    MomentCode.INTEREST_PAID: ("least_yuan",),
    MomentCode.LONG_UNCONTACTED: ("percent", "unknown_days"),
    MomentCode.NO_TRADE_90: ("silent_days",),
    MomentCode.SIP_STOPPED: ("percent", "grace_days", "least_times", "within_days"),
    MomentCode.NEW_ACCOUNT_VISIT: ("visit_days",),
}
"""The parameters that a trigger must be given, beside what every one has. Money ends in `_yuan` here."""

WITHIN: Final = frozenset(
    {
        MomentCode.MATURITY,
        MomentCode.KYC_EXPIRING,
        MomentCode.ID_EXPIRING,
        MomentCode.BIRTHDAY,
        MomentCode.ACCOUNT_ANNIVERSARY,
        MomentCode.AGREEMENT_RENEWAL,
        MomentCode.LIFE_EVENT_NEAR,
        MomentCode.NEW_ACCOUNT_VISIT,
    }
)
"""Triggers that hold from one of their `days` before an end until the next: once in each, so the cool-down
must last that long."""

STEPPED: Final = WITHIN | {MomentCode.FIRST_PURCHASE}
"""Triggers with a list of `days`."""


def read_moments(root: RulesTable) -> dict[MomentCode, MomentRule]:
    """Section `moments`: every trigger there is."""
    with root.table("moments") as table:
        return {code: _moment(table, code) for code in MomentCode}


def _moment(moments: RulesTable, code: MomentCode) -> MomentRule:
    with moments.sourced(code) as table:
        days = _days(table) if code in STEPPED else ()
        rule = MomentRule(
            code=code,
            due=table.whole("due", 0, 366),
            due_unit=table.code("due_unit", DueUnit),
            cooldown_days=table.whole("cooldown_days", 0, _MAX_DAYS),
            expire_days=table.whole("expire_days", 0, _MAX_DAYS),
            priority=table.whole("priority", 1, 5),
            is_marketing=table.flag("is_marketing"),
            owner=table.code("owner", Owner),
            suggestion=table.code("suggestion", Suggestion),
            params=dict(_param(table, name) for name in PARAMS.get(code, ())),
            days=days,
        )
        if code in WITHIN and rule.cooldown_days < _widest(days):
            raise table.fault("cooldown_days", "out_of_range")
        return rule


def _param(table: RulesTable, name: str) -> tuple[str, int]:
    word = name.rpartition("_")[2]
    if word == "yuan":
        return name.removesuffix("yuan") + "fen", table.yuan(name)
    if word == "percent":
        return name, table.whole(name, 0, _MAX_PERCENT)
    if word == "month":
        return name, table.whole(name, 1, 12)
    return name, table.whole(name, 1, _MAX_TIMES if word == "times" else _MAX_DAYS)


def _days(table: RulesTable) -> tuple[int, ...]:
    """Whole numbers of days, the largest first, at least one."""
    found: list[int] = []
    for item in table.rows("days"):
        if not isinstance(item, int) or isinstance(item, bool):
            raise table.fault("days", "wrong_type")
        if not 0 <= item <= _MAX_DAYS:
            raise table.fault("days", "out_of_range")
        found.append(item)
    if not found:
        raise table.fault("days", "empty")
    if any(left <= right for left, right in pairwise(found)):
        raise table.fault("days", "not_ascending")
    return tuple(found)


def _widest(days: tuple[int, ...]) -> int:
    """How many days the longest stretch from one step to the next lasts, its first day included."""
    return max(left - right for left, right in pairwise((*days, -1)))
