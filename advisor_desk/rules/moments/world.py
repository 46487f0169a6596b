"""What every trigger is given beside the client (rules, calendars, what was told), and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from advisor_desk.domain.moment import Evidence, MomentCode
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import Param
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.lunar import LunarTable
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.serviceset import ServiceRules

Raised = tuple[int, MomentCode, str]
"""Client, rule and subject: what a cool-down holds for."""


@dataclass(frozen=True, slots=True, eq=False)
class MomentWorld:
    """The same for every client of a run.

    `raised` gives the last event day of what is kept already, kept back or not; days of the run itself may
    be among them. Without a `lunar` table birthdays are those of the civil calendar.
    """

    rules: RuleSet
    service: ServiceRules
    advice: AdviceRules
    trading: TradingDays
    lunar: LunarTable | None = None
    raised: Mapping[Raised, date] = field(default_factory=dict)


class Found(NamedTuple):
    """What a trigger found. `due_on` where it is not counted from the day; `hindrance` of its own."""

    subject: str
    evidence: Evidence
    due_on: date | None = None
    hindrance: str = ""


def figures(**values: Param | date) -> Evidence:
    """Named figures; days as ISO text."""
    return tuple(
        (name, value.isoformat() if isinstance(value, date) else value) for name, value in values.items()
    )


def step_of(left: int, days: tuple[int, ...]) -> int | None:
    """The nearest of the steps before an end that has been reached; None too early and after the end."""
    if left < 0 or left > days[0]:
        return None
    return min(step for step in days if step >= left)
