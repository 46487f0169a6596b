"""Everything the client page shows of one client, read in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.client import ClientType, Gender, RiskLevel, Tier
from advisor_desk.domain.product import AssetClass, RiskGrade
from advisor_desk.domain.standing import ClientRow, Standing
from advisor_desk.domain.suitability import KycFacts


@dataclass(frozen=True, slots=True)
class ClientProfile:
    """Facts of identity and contact, as recorded (block 基本属性)."""

    client_no: str
    name: str
    client_type: ClientType
    gender: Gender | None
    born_on: date | None
    id_type: str | None
    id_no: str | None
    id_expires_on: date | None
    phone: str | None
    email: str | None
    region: str | None
    occupation: str | None
    employer: str | None
    education: str | None
    annual_income_fen: int | None
    declared_assets_fen: int | None
    industry: str | None
    org_subtype: str | None
    opened_on: date | None
    source_channel: str | None
    household_no: str | None
    preferred_channel: str | None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account (block 账户属性)."""

    account_no: str
    kind: str | None
    opened_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class HoldingLine:
    """One holding on its latest date (block 投资属性)."""

    product_code: str
    product_name: str
    r_level: RiskGrade | None
    as_of: date
    units_e4: int | None
    value_fen: int
    cost_fen: int | None
    locked_until: date | None
    exposure_bp: Mapping[AssetClass, int]


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One risk assessment."""

    taken_on: date
    expires_on: date
    c_level: RiskLevel
    horizon_months: int | None
    varieties: str | None
    investor_class: str | None


@dataclass(frozen=True, slots=True)
class RelationLine:
    """Another client related to this one: 'other is the `kind` of this client'."""

    other_client_id: int | None
    other_client_no: str
    other_name: str | None
    kind: str
    share_bp: int | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the timeline: a trade, a contact, an assessment, a task, whatever happened.

    `kind` is TRADE, INTERACTION, ASSESSMENT, SIGNAL, CONSENT, REVENUE, TASK, ENTITLEMENT, LIFE_EVENT,
    ADVICE, PROFILE or MOMENT; `code` the code of that kind (channel, task kind, service, life event,
    event type, moment code); `more` a second code (outcome, state, move); `text` what a person wrote or
    the product's name, empty for what is STRICT; `amount_fen` where there is one.

    `id` is that of the event, empty for what was imported. A record put right has `replaced_by`, the one
    that put it right `corrects`; both stay in sight, as does one taken back. `confidentiality` is that of
    a contact, empty where it is NORMAL.
    """

    on: date
    kind: str
    code: str
    text: str
    amount_fen: int | None = None
    more: str = ""
    id: str = ""
    corrects: str = ""
    replaced_by: str = ""
    is_withdrawn: bool = False
    confidentiality: str = ""


@dataclass(frozen=True, slots=True)
class SnapshotPoint:
    """Scores kept at a month's end, for the history chart."""

    as_of: date
    tier: str
    a: int
    f: int
    b: int
    group: str
    state: str
    avg20_fen: int | None


@dataclass(frozen=True, slots=True)
class RevenueLine:
    """Revenue of the window by kind (block 贡献属性)."""

    kind: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class OverrideLine:
    """The tier set by hand that is in force, both days included (T9)."""

    tier: Tier
    reason: str
    approver: str
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class ClientReview:
    """The client page's data. `assets` are (date, total in fen) points, oldest first."""

    row: ClientRow
    standing: Standing
    profile: ClientProfile
    accounts: Sequence[AccountLine]
    holdings: Sequence[HoldingLine]
    assessments: Sequence[AssessmentLine]
    relations: Sequence[RelationLine]
    consents: Sequence[tuple[str, date, date | None]]
    revenue: Sequence[RevenueLine]
    assets: Sequence[tuple[date, int]]
    snapshots: Sequence[SnapshotPoint]
    timeline: Sequence[TimelineEntry]
    override: OverrideLine | None = None
    kyc: KycFacts = KycFacts()
    own_days: int | None = None
    """The rhythm set by hand, in place of the rules'."""
