"""Reads the part of a file of advice rules that is about needs."""

from advisor_desk.domain.advice import LifeStage, NeedKind
from advisor_desk.domain.client import Tier
from advisor_desk.domain.product import ProductType
from advisor_desk.rules.adviceset import NeedRules
from advisor_desk.rules.rulestable import RulesTable

_MAX_AGE = 150
_BP = 100
_BY_PRODUCT: list[NeedKind] = [kind for kind in NeedKind if kind != NeedKind.SHORTFALL]
POINTS = ("young", "tier", "menu", "browse", "browse_each", "stage", "shortfall_per_point", "maturity")
"""The names of points that a file must give."""


def read_needs(root: RulesTable) -> NeedRules:
    """Section `needs`."""
    with root.table("needs") as table:
        with table.sourced("stage") as stages:
            ages = {stage: stages.whole(stage, 0, _MAX_AGE) for stage in LifeStage}
        with table.sourced("browse") as browse:
            days, times = browse.whole("days", 1, 366), browse.whole("times", 1, 1_000)
        with table.sourced("maturity") as maturity:
            ahead = maturity.whole("days", 1, 366)
        with table.sourced("hear") as hear:
            hear_from = hear.whole("least_points", 1, 1_000)
        with table.sourced("cash") as cash:
            cash_from_bp = cash.whole("ask_from_percent", 1, 100) * _BP
        with table.sourced("points") as points:
            worth = {name: points.whole(name, 0, 1_000) for name in POINTS}
        with table.sourced("answer") as answer:
            answers = {kind: answer.codes(kind, ProductType) for kind in _BY_PRODUCT}
        return NeedRules(
            ages, days, times, worth, answers, _topics(table), _matrix(table), ahead, hear_from, cash_from_bp
        )


def _topics(table: RulesTable) -> dict[str, NeedKind]:
    found: dict[str, NeedKind] = {}
    with table.sourced("topic") as topics:
        for kind in _BY_PRODUCT:
            for word in topics.texts(kind) if topics.has(kind) else ():
                if word in found:
                    raise topics.fault(kind, "repeated")
                found[word] = kind
    return found


def _matrix(table: RulesTable) -> dict[tuple[LifeStage, Tier], tuple[NeedKind, ...]]:
    found = {}
    with table.table("matrix") as rows:
        for stage in LifeStage:
            with rows.sourced(stage) as row:
                for tier in Tier:
                    found[stage, tier] = row.codes(tier, NeedKind)
                    if NeedKind.SHORTFALL in found[stage, tier]:
                        raise row.fault(tier, "unknown_code")
    return found
