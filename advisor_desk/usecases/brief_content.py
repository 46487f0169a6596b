"""What a meeting brief says, as codes and figures: no words for people, nothing of layout. Frozen.

The client's version is content of its own, not the advisor's with parts hidden: what is not for the client
is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from advisor_desk.domain.advice import AdviceReason, LineRole, NeedKind, NeedPoint
from advisor_desk.domain.client import ClientType, Gender, Group, LifeState, RiskLevel, Tier, TierVariant
from advisor_desk.domain.product import AssetClass, RiskGrade
from advisor_desk.domain.suitability import Duty, Params


class Reader(StrEnum):
    """For whom a brief is."""

    ADVISOR = "advisor"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the page: a permanent code with its figures.

    `key` stays the same from one brief to the next, so that the line can be ticked off; `sources` are keys of
    `BriefContent.sources`. Figures ending in `_fen` are money, `_bp` weights, `_on` ISO dates, `_text` what a
    person wrote.
    """

    key: str
    code: str
    params: Params = ()
    sources: tuple[str, ...] = ()
    tone: str = ""
    """`up`, `down` or `warn` where the line is to be seen first."""


@dataclass(frozen=True, slots=True)
class NeedItem:
    """A need with its visible sum and what points to it."""

    key: str
    kind: NeedKind
    points: int
    parts: tuple[NeedPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineItem:
    """A product of the suggestion at its amount.

    `role` and `why` are for the advisor, `plain_text` and `not_for_text` are the product's own words.
    """

    key: str
    code: str
    name: str
    asset_class: AssetClass
    amount_fen: int
    r_level: RiskGrade | None
    role: LineRole | None = None
    why: tuple[AdviceReason, ...] = ()
    plain_text: str = ""
    not_for_text: str = ""


@dataclass(frozen=True, slots=True)
class BlockedItem:
    """A product that may not be suggested, with everything that stands against it."""

    key: str
    code: str
    name: str
    findings: tuple[tuple[str, Params], ...]
    points: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart: `code` is `now`, `after` or `target`; weights in basis points by class."""

    code: str
    weights_bp: Mapping[AssetClass, int]
    other_bp: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from: a record with its date, or a section of a version of the rules."""

    code: str
    on: date | None = None
    version: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whose brief it is. For the client's version only what the client may read; identifiers are masked."""

    name: str
    is_person: bool
    client_no: str
    phone: str
    level: RiskLevel | None
    level_until: date | None
    is_level_ending: bool = False
    client_type: ClientType | None = None
    gender: Gender | None = None
    age: int | None = None
    tier: Tier | None = None
    tier_variant: TierVariant | None = None
    tier_why: tuple[AdviceReason, ...] = ()
    group: Group | None = None
    state: LifeState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefContent:
    """A whole brief. Lists hold everything, the most important first; the page shows as many as fit."""

    reader: Reader
    as_of: date
    who: Who
    figures: tuple[Item, ...]
    goal: str = ""
    since: Item | None = None
    changes: tuple[Item, ...] = ()
    pains: tuple[Item, ...] = ()
    questions: tuple[Item, ...] = ()
    needs: tuple[NeedItem, ...] = ()
    papers: tuple[Item, ...] = ()
    promises: tuple[Item, ...] = ()
    moments: tuple[Item, ...] = ()
    rights: tuple[Item, ...] = ()
    lines: tuple[LineItem, ...] = ()
    residual_fen: int | None = None
    binding: tuple[AdviceReason, ...] = ()
    duties: tuple[Duty, ...] = ()
    bars: tuple[Bar, ...] = ()
    blocked: tuple[BlockedItem, ...] = ()
    steps: tuple[Item, ...] = ()
    """What to do where nothing may be suggested; empty when there is a suggestion."""
    notes: tuple[Item, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def is_suggesting(self) -> bool:
        """True when the page holds a suggestion."""
        return not self.steps
