"""Reads a rules file: every key is known, present, of the right type and in range, or the file is refused.

The schema is the code of `parse_rules`: what is not read is unknown. Opening files is not done here.
"""

from collections.abc import Callable
from typing import TypeVar

from advisor_desk.domain.client import Group, LifeState, Preset, Tier
from advisor_desk.domain.records import ContactChannel
from advisor_desk.rules import ruleset as r
from advisor_desk.rules.rulestable import RulesTable, RulesText

_MAX_DAYS = 36_525
_MAX_MONTHS = 120
_STATES_WITH_CADENCE = (LifeState.AT_RISK, LifeState.DORMANT)


def parse_rules(text: str, name: str) -> r.RuleSet:
    """The rule set of a file's text; `name` is only for messages.

    Raises UserCanFix("rules.invalid", name, key, line, problem) where problem is one of not_toml,
    unknown_key, missing_key, wrong_type, wrong_count, not_ascending, out_of_range, unknown_code,
    repeated, empty.
    """
    file = RulesText(name, text)
    with file.root() as root:
        return r.RuleSet(
            version=root.text("version"),
            effective_from=root.day("effective_from"),
            tier=_read(root, "tier", _tier),
            young=_read(root, "young_potential", _young),
            window=_read(root, "window", _window),
            score=_score(root),
            group=_read(root, "group", _group),
            classic=_read(root, "classic", _classic),
            state=_read(root, "state", _state),
            label=_label(root),
            care=_care(root),
            assessment=_read(root, "assessment", _assessment),
            sources=file.sources,
        )


_Part = TypeVar("_Part")


def _read(parent: RulesTable, key: str, build: Callable[[RulesTable], _Part]) -> _Part:
    with parent.sourced(key) as table:
        return build(table)


def _tier(table: RulesTable) -> r.TierRules:
    hnw, inst = table.yuan("hnw_yuan"), table.yuan("inst_yuan")
    table.ascending("inst_yuan", hnw, inst)
    floor, days = _read(
        table, "downgrade", lambda t: (t.whole("floor_percent", 1, 100), t.whole("days", 1, 1000))
    )
    return r.TierRules(
        hnw_fen=hnw,
        inst_fen=inst,
        average_days=_read(table, "average", lambda t: t.whole("days", 1, 250)),
        floor_percent=floor,
        down_days=days,
        override_max_days=_read(table, "override", lambda t: t.whole("max_days", 1, 366)),
        near_percent=_read(table, "upgrade_near", lambda t: t.whole("percent", 1, 99)),
    )


def _young(table: RulesTable) -> r.YoungRules:
    rules = r.YoungRules(table.whole("min_age", 0, 150), table.whole("max_age", 0, 150))
    table.ascending("max_age", rules.min_age - 1, rules.max_age)
    return rules


def _window(table: RulesTable) -> r.WindowRules:
    num, den = table.exact("month_days", 28, 31).as_integer_ratio()
    return r.WindowRules(table.whole("months", 1, _MAX_MONTHS), num, den)


def _score(root: RulesTable) -> r.ScoreRules:
    with root.table("score") as table:
        return r.ScoreRules(
            amount_fen=_read(table, "amount", lambda t: t.yuan_edges("edges_yuan", 5)),
            per_month=_read(table, "frequency", lambda t: t.edges("edges_per_month", 5, 100_000)),
            benefit_fen=_read(table, "benefit", lambda t: t.yuan_edges("edges_yuan", 5)),
        )


def _preset(table: RulesTable) -> r.PresetRules:
    return r.PresetRules(
        table.whole("high_a", 2, 6), table.whole("high_f", 2, 6), table.whole("high_b", 2, 6)
    )


def _group(table: RulesTable) -> r.GroupRules:
    tier, max_a, max_b = _read(
        table,
        "low_yield",
        lambda t: (t.code("tier", Tier), t.whole("max_a", 1, 6), t.whole("max_b", 1, 6)),
    )
    return r.GroupRules(
        recent_days=table.whole("recent_days", 0, _MAX_DAYS),
        benefit_lift=table.flag("benefit_lift"),
        wealth=_read(table, Preset.WEALTH, _preset),
        paper_mid=_read(table, Preset.PAPER_MID, _preset),
        low_yield_tier=tier,
        low_yield_max_a=max_a,
        low_yield_max_b=max_b,
    )


def _sizes(table: RulesTable) -> tuple[int, int]:
    indicative, full = table.whole("indicative_from", 1, 10**6), table.whole("full_from", 1, 10**6)
    table.ascending("full_from", indicative, full)
    return indicative, full


def _classic(table: RulesTable) -> r.ClassicRules:
    indicative, full = _read(table, "quintile", _sizes)
    return r.ClassicRules(
        recency_days=table.edges("recency_days", 4, _MAX_DAYS),
        purchases=table.edges("purchases", 4, 100_000),
        amount_fen=table.yuan_edges("amount_yuan", 4),
        quintile_indicative_from=indicative,
        quintile_full_from=full,
    )


def _state(table: RulesTable) -> r.StateRules:
    active, at_risk = (
        table.whole("active_max_days", 1, _MAX_DAYS),
        table.whole("at_risk_max_days", 1, _MAX_DAYS),
    )
    table.ascending("at_risk_max_days", active, at_risk)
    purchases, days, factor = _read(
        table,
        "cadence",
        lambda t: (
            t.whole("min_purchases", 2, 1000),
            t.whole("min_days", 1, _MAX_DAYS),
            t.whole("gap_factor", 1, 100),
        ),
    )
    return r.StateRules(
        active_max_days=active,
        at_risk_max_days=at_risk,
        new_max_tenure_days=table.whole("new_max_tenure_days", 0, _MAX_DAYS),
        cadence_min_purchases=purchases,
        cadence_min_days=days,
        cadence_gap_factor=factor,
    )


def _label(root: RulesTable) -> r.LabelRules:
    with root.table("label") as table:
        min_m, min_b, tiers = _read(
            table,
            "high_value",
            lambda t: (t.whole("min_m", 1, 5), t.whole("min_b", 1, 6), frozenset(t.codes("tiers", Tier))),
        )
        min_f, min_r = _read(table, "loyal", lambda t: (t.whole("min_f", 1, 5), t.whole("min_r", 1, 5)))
    return r.LabelRules(min_m, min_b, tiers, min_f, min_r)


def _cadences(table: RulesTable) -> dict[Tier, r.Cadence]:
    channels = table.codes("channels", ContactChannel)
    digital = table.codes("digital_only", Tier)
    return {
        tier: r.Cadence(table.path(tier), table.whole(tier, 1, _MAX_DAYS), channels, tier in digital)
        for tier in Tier
    }


def _care(root: RulesTable) -> r.CareRules:
    by_group: dict[tuple[Group, Tier], r.Cadence] = {}
    by_state: dict[tuple[LifeState, Tier], r.Cadence] = {}
    with root.table("care") as table:
        for group in Group:
            for tier, cadence in _read(table, group, _cadences).items():
                by_group[group, tier] = cadence
        for state in _STATES_WITH_CADENCE:
            for tier, cadence in _read(table, state, _cadences).items():
                by_state[state, tier] = cadence
    return r.CareRules(by_group, by_state)


def _assessment(table: RulesTable) -> r.AssessmentRules:
    return r.AssessmentRules(
        table.whole("valid_months", 1, _MAX_MONTHS), table.whole("expiring_days", 0, 366)
    )
