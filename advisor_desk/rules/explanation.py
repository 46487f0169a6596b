"""The shape of an explanation: enough to redo a figure by hand, in codes and figures. No words for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from advisor_desk.domain.standing import Standing
from advisor_desk.errors import Param
from advisor_desk.rules.reasons import Params, Reason
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.standing import ClientFacts
from advisor_desk.rules.tier import AssetHistory


class Subject(StrEnum):
    """What can be explained."""

    TIER = "TIER"
    AVG20 = "AVG20"
    AMOUNT = "AMOUNT"
    FREQUENCY = "FREQUENCY"
    BENEFIT = "BENEFIT"
    GROUP = "GROUP"
    CLASSIC_R = "CLASSIC_R"
    CLASSIC_F = "CLASSIC_F"
    CLASSIC_M = "CLASSIC_M"
    STATE = "STATE"
    ACTION = "ACTION"
    NEXT_DUE = "NEXT_DUE"
    C_LEVEL = "C_LEVEL"


@dataclass(frozen=True, slots=True)
class ExplainCase:
    """A client on a date. Without `history` tier and average are explained from their sum alone."""

    client: ClientFacts
    standing: Standing
    history: AssetHistory | None = None
    assessed_on: date | None = None
    last_contact_on: date | None = None
    own_days: int | None = None
    """The client's own rhythm, in place of the rules'."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One figure explained.

    `rule` is the path of its thresholds in the rules file, `source` the document they come from.
    `inputs` are named values; a name that is an ISO date is the value of that day. `steps` are the
    arithmetic and the conditions in the order they were tried, `result` is what came out.
    """

    subject: Subject
    rule: str
    rules_version: str
    effective_from: date
    source: str
    as_of: date
    inputs: Params
    steps: tuple[Reason, ...]
    result: Param


@dataclass(frozen=True, slots=True)
class Finding:
    """An explanation without its header: what one subject contributes."""

    rule: str
    inputs: Params
    steps: tuple[Reason, ...]
    result: Param


def with_header(subject: Subject, found: Finding, as_of: date, rules: RuleSet) -> Explanation:
    """The explanation of a finding, citing the nearest section of its rule that names a source."""
    section = found.rule
    while section not in rules.sources:
        section = section.rpartition(".")[0]
    return Explanation(
        subject=subject,
        rule=found.rule,
        rules_version=rules.version,
        effective_from=rules.effective_from,
        source=rules.source(section),
        as_of=as_of,
        inputs=found.inputs,
        steps=found.steps,
        result=found.result,
    )


def reasons_of(standing: Standing, *areas: str) -> tuple[Reason, ...]:
    """The standing's reasons of some areas, such as `state`."""
    return tuple(one for one in standing.reasons if one[0].partition(".")[0] in areas)


STEPS: Mapping[str, tuple[str, ...]] = {
    "step.average": ("sum_fen", "days", "average_fen"),
    "step.threshold": ("tier", "threshold_fen", "sum20_fen", "days20", "is_reached"),
    "step.hold": ("tier", "floor_fen", "reached_on", "below_days", "down_days", "is_held"),
    "step.next_tier": ("tier", "threshold_fen", "gap_fen"),
    "step.window": ("after_on", "until_on"),
    "step.months_whole": ("months",),
    "step.months_least": ("tenure_days", "month_days"),
    "step.months": ("tenure_days", "month_days", "months"),
    "step.months_unknown": ("months",),
    "step.per_month": ("purchases", "months_num", "months_den", "times"),
    "step.band_fen": ("value_fen", "from_fen", "below_fen", "score"),
    "step.band_times": ("times", "from_times", "below_times", "score"),
    "step.next_band_fen": ("score", "gap_fen"),
    "step.next_band_times": ("score", "purchases"),
    "step.group_rule": ("rule", "value", "cut", "is_met", "is_decisive"),
    "step.other_preset": ("preset", "group"),
    "step.days_since": ("from_on", "to_on", "days"),
    "step.classic_r": ("days", "limits", "score"),
    "step.classic_f": ("purchases", "cuts", "score"),
    "step.classic_m": ("amount_fen", "cuts_fen", "score"),
    "step.action": ("state", "labels", "action"),
    "step.add_days": ("basis", "from_on", "days", "result_on"),
    "step.no_basis": ("days",),
    "step.digital_only": (),
    "step.own_rhythm": ("days", "rule_days"),
    "step.add_months": ("from_on", "months", "result_on"),
    "step.days_left": ("days", "expiring_days", "state"),
}
"""Every step code with the names of its figures; reasons of `reasons.CODES` also serve as steps."""
