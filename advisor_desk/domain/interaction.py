"""What was said with a client: one contact, corrected or taken back only by later records. Values only.

One contact may have many attendees. The book keeps one event an attendee, joined by `together`, so that a
client's service file never names another client.
"""

from dataclasses import dataclass
from datetime import date, datetime

from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.service_codes import Confidentiality, Initiator, InteractionKind, Outcome, Purpose

__all__ = [
    "Attachment",
    "Attendee",
    "Confidentiality",
    "Initiator",
    "Interaction",
    "InteractionKind",
    "NextStep",
    "Outcome",
    "OutletFacts",
    "ProductMention",
    "Promise",
    "Purpose",
    "RecordedInteraction",
]


@dataclass(frozen=True, slots=True)
class Attendee:
    """A client who was there, and a line about this client alone."""

    client_no: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class ProductMention:
    """A product that was talked about, with the outcome of its suitability check and that check's event."""

    code: str
    outcome: str = ""
    check_id: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What the advisor promised, and by when: it becomes a task."""

    what: str
    due_on: date


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next: a meeting when the outcome is APPOINTED, else a follow-up. `minute` of the day."""

    what: str
    on: date
    minute: int | None = None


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """What a partner's outlet adds to a record (S0 银证合作); the consent is the client's, with its time."""

    partner: str
    outlet: str
    bank_manager: str = ""
    intent: str = ""
    consent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """A contact as the advisor tells it.

    `note` is what was talked about, `client_words` what the client said, `judgement` what the advisor
    thinks of it. `effective` None leaves it to kind and outcome. `attachments` are SHA-256 digests of
    what the book keeps. `wording_reason` says why a forbidden word stands. `seconds` is how long the
    logging took. `happened_at` (UTC) where the minute matters, as for an enquiry.
    """

    attendees: tuple[Attendee, ...]
    on: date
    channel: ContactChannel
    outcome: Outcome
    purpose: Purpose
    kind: InteractionKind = InteractionKind.CONTACT
    effective: bool | None = None
    initiator: Initiator = Initiator.ADVISOR
    note: str = ""
    client_words: str = ""
    judgement: str = ""
    products: tuple[ProductMention, ...] = ()
    promises: tuple[Promise, ...] = ()
    next_step: NextStep | None = None
    confidentiality: Confidentiality = Confidentiality.NORMAL
    attachments: tuple[str, ...] = ()
    wording_reason: str = ""
    outlet: OutletFacts | None = None
    seconds: int | None = None
    happened_at: datetime | None = None

    @property
    def is_effective(self) -> bool:
        """True when it restarts the service rhythm (domain notes §6: talk or reply, not a mass push)."""
        said = self.outcome.is_effective if self.effective is None else self.effective
        return said and self.kind.can_be_effective


@dataclass(frozen=True, slots=True)
class RecordedInteraction:
    """A contact as the book keeps it for one client.

    `made` names this client alone; `together` is the id of the first record of the same contact and
    `attendees` how many there were. `corrects` is the record that this one puts right;
    `replaced_by` the one that put this right; both are kept and shown. `device_seq` is the number under which
    its own desk wrote it down, `place` orders records of several desks.
    """

    id: str
    device_seq: int
    recorded_at: datetime
    author: str
    client_id: int
    made: Interaction
    together: str = ""
    attendees: int = 1
    corrects: str = ""
    reason: str = ""
    replaced_by: str = ""
    is_withdrawn: bool = False
    place: int = 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo or PDF kept inside the book, once by its digest. `name` is that of the person's file."""

    sha256: str
    name: str
    media_type: str
    size: int
