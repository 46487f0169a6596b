"""Moments of truth: what the rules look at, what they find, what became of it. Values only.

Sources: domain notes §6 (table of codes), product notes 1-1 (S1 "关键时刻").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from advisor_desk.domain.client import ClientType
from advisor_desk.errors import Param


class MomentCode(StrEnum):
    """Every trigger, permanent. The first block is domain notes §6, the second product notes 1-1."""

    BIG_INFLOW = "BIG_INFLOW"
    BIG_OUTFLOW = "BIG_OUTFLOW"
    MATURITY = "MATURITY"
    LARGE_LOSS = "LARGE_LOSS"
    R_CHANGED = "R_CHANGED"
    KYC_EXPIRING = "KYC_EXPIRING"
    KYC_EXPIRED = "KYC_EXPIRED"
    ID_EXPIRING = "ID_EXPIRING"
    BIRTHDAY = "BIRTHDAY"
    DORMANT_ENTER = "DORMANT_ENTER"
    AT_RISK_ENTER = "AT_RISK_ENTER"
    TOPIC_BROWSE = "TOPIC_BROWSE"
    ONLINE_ENQUIRY = "ONLINE_ENQUIRY"
    UPGRADE_NEAR = "UPGRADE_NEAR"
    SALARY_BONUS = "SALARY_BONUS"
    FIRST_PURCHASE = "FIRST_PURCHASE"
    COMPLAINT = "COMPLAINT"
    RETURN_VISIT = "RETURN_VISIT"

    ACCOUNT_ANNIVERSARY = "ACCOUNT_ANNIVERSARY"
    INTEREST_PAID = "INTEREST_PAID"
    TIER_CHANGED = "TIER_CHANGED"
    LONG_UNCONTACTED = "LONG_UNCONTACTED"
    NO_TRADE_90 = "NO_TRADE_90"
    SIP_STOPPED = "SIP_STOPPED"
    AGREEMENT_RENEWAL = "AGREEMENT_RENEWAL"
    LIFE_EVENT_NEAR = "LIFE_EVENT_NEAR"
    EVENT_FOLLOW_UP = "EVENT_FOLLOW_UP"
    NEW_ACCOUNT_VISIT = "NEW_ACCOUNT_VISIT"


class MomentState(StrEnum):
    """OPEN until done, run out, or kept back by a rule or a person."""

    OPEN = "OPEN"
    DONE = "DONE"
    EXPIRED = "EXPIRED"
    SUPPRESSED = "SUPPRESSED"


class DueUnit(StrEnum):
    """What the time to answer a moment is counted in."""

    DAY = "DAY"
    WORKING_DAY = "WORKING_DAY"
    WORKING_HOUR = "WORKING_HOUR"


Evidence = tuple[tuple[str, Param], ...]
"""Named figures: money ends in `_fen`, days in `_on` (ISO), the rest are counts and codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a rule found for a client on a day.

    `subject` tells two moments of the same rule, client and day apart (a product's code, a topic, the
    days before an end). `suppressed_by` is a reason's code, empty for an open one.
    """

    code: MomentCode
    client_id: int
    client_no: str
    event_on: date
    due_on: date
    subject: str = ""
    evidence: Evidence = ()
    suppressed_by: str = ""

    @property
    def key(self) -> str:
        """Rule, client and event date: running the rules again finds the same key."""
        return f"{self.code}|{self.client_no}|{self.event_on.isoformat()}|{self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMoment:
    """A moment in the book, with what became of it. `name` is the client's."""

    moment: Moment
    state: MomentState
    name: str = ""
    snoozed_until: date | None = None
    reason: str = ""
    closed_on: date | None = None
    rules_version: str = ""


class MomentMark(NamedTuple):
    """An open moment in few words: a book may have thousands, of which the first are looked at whole."""

    key: str
    client_id: int
    client_no: str
    code: str
    due_day: int


@dataclass(frozen=True, slots=True)
class RunMark:
    """Up to which day, import, event of the book and row of each scope the rules have been run.

    `scopes` are pairs of a scope of head office (its epoch before it) and the number reached.
    """

    until: date | None = None
    batch: int = 0
    seq: int = 0
    scopes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """That a rule was raised for a client on a day: what its cool-down is counted from."""

    client_id: int
    code: MomentCode
    subject: str
    on: date
    key: str


# What the rules look at. Everything is dated, so that a day sees only what was known on it.


@dataclass(frozen=True, slots=True)
class HeldFact:
    """A holding on a day. `ends_on` is the product's end for this client, from lock or term."""

    on: date
    product_code: str
    product_type: str
    value_fen: int
    cost_fen: int | None
    ends_on: date | None
    r_level: str | None
    r_rated_on: date | None


class TradeFact(NamedTuple):
    """A confirmed trade. A tuple, because a book has a million."""

    on: date
    kind: str
    product_code: str
    product_type: str
    r_level: str | None
    amount_fen: int
    plan_no: str
    is_purchase: bool


@dataclass(frozen=True, slots=True)
class ContactFact:
    """A contact that was recorded and not taken back. `at` is UTC where the minute is known."""

    on: date
    at: datetime | None
    kind: str
    channel: str
    purpose: str
    outcome: str
    initiator: str
    is_effective: bool


@dataclass(frozen=True, slots=True)
class SignalFact:
    """A behaviour signal of a day."""

    on: date
    kind: str
    topic: str
    times: int


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """A consent and its end."""

    purpose: str
    given_on: date
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True)
class LifeEventFact:
    """A life event that was recorded or can be counted; `known_on` is when the desk learnt of it."""

    code: str
    on: date
    known_on: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentFacts:
    """Everything the rules look at of one client. Each sequence ascends by its day, ties as given.

    `assets` are (day, total in fen); `assessments` (taken on, level); `revenue` has no say here.
    `children_born` are the birth dates of clients who are children of this one. `lunar_birthday` says
    that the birthday is kept by the lunar calendar. `agreements` are (day of renewal, name). `complaints`
    are (since, settled on or None), `is_qualified` tells who may hear of private funds. Trades reach back to
    the first one; assets and holdings that reach back less begin with what was known on that day.
    """

    client_id: int
    client_no: str
    client_type: ClientType
    born_on: date | None = None
    is_lunar_birthday: bool = False
    opened_on: date | None = None
    id_expires_on: date | None = None
    assets: Sequence[tuple[date, int]] = ()
    holdings: Sequence[HeldFact] = ()
    trades: Sequence[TradeFact] = ()
    assessments: Sequence[tuple[date, str]] = ()
    contacts: Sequence[ContactFact] = ()
    signals: Sequence[SignalFact] = ()
    consents: Sequence[ConsentFact] = ()
    life_events: Sequence[LifeEventFact] = ()
    children_born: Sequence[date] = ()
    agreements: Sequence[tuple[date, str]] = ()
    cadence_days: int | None = None
    complaints: Sequence[tuple[date, date | None]] = ()
    is_qualified: bool = False
