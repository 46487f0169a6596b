"""The thresholds of one version of the service rules: contacts, moments, journey, entitlements, today, plans.

Money is in fen, shares in whole percent, times of day in minutes. Built only by `servicefile`; immutable
afterwards. How often a tier and group is owed a contact stays in `ruleset.CareRules`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from advisor_desk.domain.client import Tier
from advisor_desk.domain.moment import DueUnit, MomentCode
from advisor_desk.domain.service_codes import EntitlementCode, LifeEvent, Purpose


@dataclass(frozen=True, slots=True, eq=False)
class ContactRules:
    """Caps, cooling-off, own rhythm (domain notes §6). Marketing contacts are told by their purpose."""

    ideal_percent: int
    """The ideal day comes at this part of the days allowed."""
    week_cap: int
    month_cap: int
    cooling_hours: int
    marketing: frozenset[Purpose]
    own_days_least: int
    own_days_most: int


@dataclass(frozen=True, slots=True, eq=False)
class HoursRules:
    """When a client may be contacted, when work is done, when the desk keeps quiet; minutes of the day."""

    contact_from: int
    contact_until: int
    work_from: int
    work_until: int
    lunch_from: int
    lunch_until: int
    quiet_from: int
    quiet_until: int


@dataclass(frozen=True, slots=True, eq=False)
class MomentRule:
    """One trigger: its parameters by name, when it is due, how long it keeps still afterwards.

    `params` hold whole numbers (days, times, percent, fen); `days` lists where a rule has several
    (30, 7, 1). `suggestion` is a code for what to do; `owner` a role's code.
    """

    code: MomentCode
    due: int
    due_unit: DueUnit
    cooldown_days: int
    expire_days: int
    priority: int
    is_marketing: bool
    owner: str
    suggestion: str
    params: Mapping[str, int]
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class JourneyRules:
    """Cuts of the 4R stages and the ages at which life events are expected (domain notes §6)."""

    relationship_purchases: int
    relationship_contacts: int
    relationship_months: int
    mature_purchases: int
    late_years: int
    children_ages: Mapping[LifeEvent, int]
    own_ages: Mapping[LifeEvent, int]
    ahead_years: int


@dataclass(frozen=True, slots=True, eq=False)
class EntitlementRule:
    """A service of a tier: how often within a year (None: without limit), and its period in months."""

    code: EntitlementCode
    quota: int | None
    months: int


@dataclass(frozen=True, slots=True, eq=False)
class TodayRules:
    """Points of the visible score, and how much each section lists."""

    base: Mapping[str, int]
    """By section (TodayKind)."""
    tier: Mapping[Tier, int]
    day_late: int
    """Points for each day late, at most `late_most`."""
    late_most: int
    priority: int
    """Points for each step of a moment's priority."""
    ratio_percent: int
    """Points for each whole multiple of the rhythm that has passed, in percent of it."""
    own_promise: int
    most: Mapping[str, int]
    quiet: int
    first_run_priority: int
    """From which priority on a moment that was past its day when the rules were first run stays open."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanStep:
    """A step of a plan: so many trading days after its start. `title` is the firm's text, Chinese."""

    title: str
    title_en: str
    trading_days: int


@dataclass(frozen=True, slots=True, eq=False)
class PlanTemplate:
    """An action plan (product notes 1-20): steps with offsets that skip days off."""

    code: str
    name: str
    name_en: str
    steps: tuple[PlanStep, ...]


@dataclass(frozen=True, eq=False)
class ServiceRules:
    """One version of all service rules."""

    version: str
    effective_from: date
    contact: ContactRules
    hours: HoursRules
    moments: Mapping[MomentCode, MomentRule]
    journey: JourneyRules
    entitlements: Mapping[Tier, tuple[EntitlementRule, ...]]
    today: TodayRules
    plans: tuple[PlanTemplate, ...]
    phrases: tuple[str, ...]
    """Phrase chips of the quick log, the firm's texts."""
    max_attachment_bytes: int
    sources: Mapping[str, str] = field(repr=False)

    def plan(self, code: str) -> PlanTemplate:
        """A template by its code. Raises KeyError."""
        for template in self.plans:
            if template.code == code:
                return template
        raise KeyError(code)

    def source(self, section: str) -> str:
        """The citation of a section such as `moments.BIRTHDAY`. Raises KeyError."""
        return self.sources[section]
