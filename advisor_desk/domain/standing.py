"""Where a client stands on a date: the inputs of every figure, and the figures."""

from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.classic import ClassicScore as ClassicScore
from advisor_desk.domain.client import (
    CareAction,
    ClientType,
    Group,
    LifeState,
    RiskLevel,
    Tag,
    Tier,
    TierVariant,
    ValueLabel,
)


@dataclass(frozen=True, slots=True)
class PurchaseFacts:
    """What a client bought and brought in, counted up to `as_of` (domain notes §2.1).

    `window_*` cover (as_of − 12 months, as_of]; the other figures cover all confirmed purchases ever
    up to `as_of`. `median_gap_x2` is twice the median number of days between consecutive purchase
    dates, a whole number; None below two dates, and None where the state does not hang on it (fewer
    purchases than the rules ask for, or bought too recently or too long ago). A SIP plan counts at
    most one purchase per calendar month, its money counts in full.
    """

    opened_on: date | None
    last_purchase_on: date | None = None
    lifetime_purchases: int = 0
    median_gap_x2: int | None = None
    window_purchases: int = 0
    window_amount_fen: int = 0
    window_benefit_fen: int = 0
    benefit_is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """Assets on `as_of`: the last known total, its date, and the 20-trading-day sum behind avg20."""

    aum_fen: int | None = None
    aum_on: date | None = None
    sum20_fen: int = 0
    days20: int = 0
    change30_bp: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the list and the score card show of one client as of a date, with its reasons.

    `reasons` are (code, params) pairs ready for JSON; they are enough to redo the result by hand.
    """

    client_id: int
    as_of: date
    rules_version: str
    purchases: PurchaseFacts
    assets: AssetFacts
    tier: Tier
    tier_variant: TierVariant | None
    is_provisional: bool
    avg20_fen: int | None
    a: int
    f: int
    b: int
    group: Group
    group_paper_mid: Group
    classic: ClassicScore
    state: LifeState
    labels: tuple[ValueLabel, ...]
    action: CareAction
    tags: tuple[Tag, ...]
    recency_days: int | None
    months_num: int
    months_den: int
    reasons: tuple[tuple[str, tuple[tuple[str, str | int | bool | None], ...]], ...] = ()

    @property
    def composite(self) -> int:
        """A + F + B, 3 to 18: for sorting only."""
        return self.a + self.f + self.b


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One row of the client list.

    `next_due_on` is the last day on which a contact is in time, `ideal_on` the day from which it is
    wanted, `paused_by` what suspends the rhythm; the last two are known only where a list shows them.
    """

    client_id: int
    client_no: str
    name: str
    client_type: ClientType
    tier: Tier
    tier_variant: TierVariant | None
    aum_fen: int | None
    avg20_fen: int | None
    aum_on: date | None
    change30_bp: int | None
    a: int
    f: int
    b: int
    classic: ClassicScore
    group: Group
    state: LifeState
    labels: tuple[ValueLabel, ...]
    tags: tuple[Tag, ...]
    action: CareAction
    c_level: RiskLevel | None
    c_level_expires_on: date | None
    last_contact_on: date | None
    next_due_on: date | None
    ideal_on: date | None = None
    paused_by: str = ""
