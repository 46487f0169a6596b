"""The thresholds of one rules version, checked and in the units the rules compute with.

Money is in fen, shares in whole percent. Built only by `rulesfile`; immutable afterwards. Two sections
are the same only when they are the same object, so that they can key a cache at no cost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from advisor_desk.domain.client import Group, LifeState, Preset, Tier
from advisor_desk.domain.records import ContactChannel


@dataclass(frozen=True, slots=True, eq=False)
class TierRules:
    """Tiers by assets, their average, their slow way down, overrides (domain notes §1)."""

    hnw_fen: int
    inst_fen: int
    average_days: int
    floor_percent: int
    down_days: int
    override_max_days: int
    near_percent: int

    @property
    def levels(self) -> tuple[tuple[Tier, int], ...]:
        """(tier, threshold in fen), highest first."""
        return ((Tier.INST, self.inst_fen), (Tier.HNW, self.hnw_fen))

    def threshold(self, tier: Tier) -> int:
        """The threshold of HNW or INST in fen."""
        return self.inst_fen if tier is Tier.INST else self.hnw_fen

    @property
    def window_days(self) -> int:
        """Trading days that decide most tiers without looking further back."""
        return self.average_days + self.down_days


@dataclass(frozen=True, slots=True, eq=False)
class YoungRules:
    """年轻潜力: complete years, both ends included (T11)."""

    min_age: int
    max_age: int


@dataclass(frozen=True, slots=True, eq=False)
class WindowRules:
    """The observation window (as_of − months, as_of]; a month has month_days_num/month_days_den days."""

    months: int
    month_days_num: int
    month_days_den: int


@dataclass(frozen=True, slots=True, eq=False)
class ScoreRules:
    """Lower edges of bands 2 to 6 of amount (fen), frequency (per month) and benefit (fen)."""

    amount_fen: tuple[int, ...]
    per_month: tuple[int, ...]
    benefit_fen: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PresetRules:
    """From which score amount, frequency and benefit count as high."""

    high_a: int
    high_f: int
    high_b: int


@dataclass(frozen=True, slots=True, eq=False)
class GroupRules:
    """The four groups: recency, the benefit switch, the two presets, the low-yield tag."""

    recent_days: int
    benefit_lift: bool
    wealth: PresetRules
    paper_mid: PresetRules
    low_yield_tier: Tier
    low_yield_max_a: int
    low_yield_max_b: int

    def preset(self, name: Preset) -> PresetRules:
        """The cuts of a preset."""
        return self.wealth if name is Preset.WEALTH else self.paper_mid


@dataclass(frozen=True, slots=True, eq=False)
class ClassicRules:
    """Classic R/F/M: longest recency of scores 5 to 2, smallest values of scores 2 to 5, quintile sizes."""

    recency_days: tuple[int, ...]
    purchases: tuple[int, ...]
    amount_fen: tuple[int, ...]
    quintile_indicative_from: int
    quintile_full_from: int


@dataclass(frozen=True, slots=True, eq=False)
class StateRules:
    """States by recency, tenure and the client's own cadence."""

    active_max_days: int
    at_risk_max_days: int
    new_max_tenure_days: int
    cadence_min_purchases: int
    cadence_min_days: int
    cadence_gap_factor: int


@dataclass(frozen=True, slots=True, eq=False)
class LabelRules:
    """HIGH_VALUE and LOYAL."""

    high_value_min_m: int
    high_value_min_b: int
    high_value_tiers: frozenset[Tier]
    loyal_min_f: int
    loyal_min_r: int


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often a client is owed a meaningful contact, and by which channels, best first."""

    rule: str
    days: int
    channels: tuple[ContactChannel, ...]
    is_digital_only: bool


@dataclass(frozen=True, slots=True, eq=False)
class CareRules:
    """Service rhythm (domain notes §6): one for each group and tier, and for two states."""

    by_group: Mapping[tuple[Group, Tier], Cadence]
    by_state: Mapping[tuple[LifeState, Tier], Cadence]


@dataclass(frozen=True, slots=True, eq=False)
class AssessmentRules:
    """How long a risk assessment is valid and when it starts to expire (domain notes §3.4)."""

    valid_months: int
    expiring_days: int


@dataclass(frozen=True, eq=False)
class RuleSet:
    """One version of all rules."""

    version: str
    effective_from: date
    tier: TierRules
    young: YoungRules
    window: WindowRules
    score: ScoreRules
    group: GroupRules
    classic: ClassicRules
    state: StateRules
    label: LabelRules
    care: CareRules
    assessment: AssessmentRules
    sources: Mapping[str, str] = field(repr=False)

    def source(self, section: str) -> str:
        """The citation of a section such as `tier.average`. Raises KeyError."""
        return self.sources[section]
