"""What service asks of a book: contacts, tasks, moments, entitlements, drafts. No SQL, no rules.

`storage.desk.DeskBook` satisfies all of them. Raises are those of `errors`: an unknown id is
UserCanFix("record.unknown"), a client not in the book UserCanFix("client.unknown").
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from advisor_desk.usecases.ports import Dated

if TYPE_CHECKING:
    from advisor_desk.domain.client import Tier
    from advisor_desk.domain.edits import ClientValues, Twin, TwinProbe
    from advisor_desk.domain.entitlement import EntitlementDraft, EntitlementEntry
    from advisor_desk.domain.interaction import Attachment, Interaction, RecordedInteraction
    from advisor_desk.domain.journey import LifeEvent, LifeEventLine
    from advisor_desk.domain.moment import (
        KeptMoment,
        Moment,
        MomentFacts,
        MomentMark,
        MomentState,
        Raised,
        RunMark,
    )
    from advisor_desk.domain.review import TimelineEntry
    from advisor_desk.domain.task import Task, TaskDraft, TaskState
    from advisor_desk.domain.today import DueContact, DueMark, WaitingEnquiry
    from advisor_desk.rules.adviceset import AdviceRules
    from advisor_desk.rules.serviceset import ServiceRules


class ServiceDated(Dated, Protocol):
    """A book on a day, with the service rules of that day."""

    @property
    def service(self) -> ServiceRules:
        """The service rules in force on the book's day."""


class DraftBook(Protocol):
    """A book that keeps what is half typed. `key` names the form, such as `quick_log`."""

    def keep_typed(self, key: str, body: Mapping[str, object]) -> None:
        """Keep a draft durably, in place of the one before."""

    def typed(self, key: str) -> Mapping[str, object] | None:
        """The draft kept under `key`."""

    def drop_typed(self, key: str) -> None:
        """Forget a draft, if there is one."""


class LogBook(ServiceDated, DraftBook, Protocol):
    """A book in which contacts are recorded."""

    @property
    def advice(self) -> AdviceRules:
        """The advice rules in force: the forbidden words."""

    def client_id(self, client_no: str) -> int:
        """The client of a number. Raises UserCanFix("client.unknown")."""

    def record(self, made: Interaction, *, draft: str = "") -> str:
        """Record a contact, one event an attendee, with its tasks; forgets `draft` in the same transaction.

        Returns the first event's id, the id of the record.
        """

    def correct(self, record_id: str, made: Interaction, reason: str) -> str:
        """Record a contact in place of an earlier one of one client; both are kept. Returns the new id."""

    def withdraw(self, record_id: str, reason: str) -> None:
        """Take a record back with all its attendees and tasks; it stays in sight, struck out."""

    def recorded(self, record_id: str) -> RecordedInteraction:
        """One client's record by its event's id. Raises UserCanFix("record.unknown")."""

    def service_file(self, client_id: int) -> list[RecordedInteraction]:
        """Every record of a client up to the book's day, newest first, those replaced or taken back too."""

    def recent_clients(self, limit: int) -> list[int]:
        """Clients of today's meetings and tasks first, then those contacted last."""

    def create_client(self, values: ClientValues) -> int:
        """Make a client (a prospect); returns its id."""

    def twins(self, probe: TwinProbe) -> list[Twin]:
        """Clients who may be the one meant, the surest first."""

    def preference(self, key: str) -> str | None:
        """A choice of the person kept in the book, such as `outlet`."""

    def keep_preference(self, key: str, value: str | None) -> None:
        """Keep or forget (None) a choice."""

    def attach(self, name: str, content: bytes) -> Attachment:
        """Keep a photo or PDF, once by its digest.

        Raises UserCanFix: attachment.too_large(limit=), attachment.not_picture_or_pdf, attachment.empty.
        """

    def attachments(self, digests: Sequence[str]) -> list[Attachment]:
        """What is known of attachments, in the order given."""

    def attachment_content(self, sha256: str) -> bytes:
        """The bytes of an attachment. Raises UserCanFix("record.unknown")."""

    def find_notes(self, typed: str, limit: int, client_id: int | None = None) -> list[str]:
        """Ids of records whose words fit, newest first: text, syllables or initials."""

    def timeline_search(self, client_id: int, typed: str) -> list[TimelineEntry]:
        """Entries of a client's timeline that fit what was typed, the newest first, of every kind."""

    def open_complaint(self, client_id: int) -> date | None:
        """Since when a complaint of the client is open; None when there is none."""

    def close_complaint(self, client_id: int, note: str) -> None:
        """The complaint is settled."""

    def record_fact(self, kind: str, client_id: int | None, body: Mapping[str, object]) -> str:
        """Record an audit fact: `audit.viewed`, `audit.printed`, `audit.unlocked`. Returns its id."""


class TaskBook(ServiceDated, Protocol):
    """A book with tasks."""

    def add_task(self, draft: TaskDraft) -> str:
        """Make a task; returns its id."""

    def add_tasks(self, drafts: Sequence[TaskDraft]) -> list[str]:
        """Make several in one transaction (a plan)."""

    def close_task(self, task_id: str, state: TaskState, note: str = "") -> str | None:
        """Done or dropped; returns the id of the next one when it repeats."""

    def end_series(self, task_id: str, note: str = "") -> None:
        """Drop an open task without a next one."""

    def reopen_task(self, task_id: str) -> None:
        """Take a closing or a snooze back (undo); the next occurrence that it made is dropped."""

    def snooze_task(self, task_id: str, until: date, reason: str) -> None:
        """Out of sight until a day, with a reason."""

    def move_task(self, task_id: str, due_on: date, minute: int | None, title: str) -> None:
        """Another day, time or title."""

    def tasks(
        self,
        first: date | None = None,
        last: date | None = None,
        *,
        client_id: int | None = None,
        is_open_only: bool = True,
    ) -> list[Task]:
        """Tasks due within the days given (None: without bound), by day, minute and title."""


class MomentBook(ServiceDated, Protocol):
    """A book with moments of truth."""

    def moment_facts(
        self, client_ids: Collection[int] | None = None, since: date | None = None
    ) -> Iterator[MomentFacts]:
        """What the rules look at, by client number, nothing later than the book's day.

        With `since` the large series (assets, holdings, trades, signals, contacts) reach back only so far
        as the rules of that day need.
        """

    def keep_moments(
        self, found: Sequence[Moment], since: date, until: date, past: Collection[str] = ()
    ) -> int:
        """Keep what was found for event days in [since, until]; what is kept already stays as it is.

        Open ones of their clients past their time become EXPIRED; new ones whose keys are in `past` are so
        from the start. Returns how many are new.
        """

    def expire_moments(self) -> None:
        """Open moments of the whole book that are past their time become EXPIRED."""

    def moments_raised(self, client_ids: Collection[int], since: date) -> list[Raised]:
        """What is kept of some clients with event days from `since` on, in whatever state."""

    def moments_changed(self) -> tuple[dict[int, date], RunMark]:
        """Clients of whom something came in since the last run, with the earliest day that it is about.

        The mark says what the book had when it was asked: `keep_moments_found_until` takes it.
        """

    def keep_moments_found_until(self, until: date, mark: RunMark) -> None:
        """The rules have been run for every client and every day up to this one, over what the mark had."""

    def moments_found_until(self) -> date | None:
        """The last day the rules have been run for, None when never."""

    def moments(self, states: Collection[MomentState], *, client_id: int | None = None) -> list[KeptMoment]:
        """Moments in the given states, by due date and key, nothing later than the book's day."""

    def open_marks(self) -> list[MomentMark]:
        """Every open moment that is in sight on the book's day, in few words."""

    def moments_of_keys(self, keys: Collection[str]) -> list[KeptMoment]:
        """The moments named, by due date and key."""

    def held_back(self) -> Mapping[str, int]:
        """How many moments the rules keep back that would be in sight on the book's day, by reason."""

    def close_moment(self, key: str, state: MomentState, reason: str) -> None:
        """DONE or SUPPRESSED by a person, with a reason. Raises UserCanFix("record.unknown")."""

    def reopen_moment(self, key: str) -> None:
        """Take a closing or a snooze back (undo)."""

    def snooze_moment(self, key: str, until: date, reason: str) -> None:
        """Out of sight until a day, with a reason."""


class CareBook(ServiceDated, Protocol):
    """A book with rhythms, entitlements and life events."""

    def set_rhythm(self, client_id: int, days: int | None, reason: str) -> None:
        """The client's own rhythm, None for the rules'. Raises UserCanFix("care.days_out_of_range")."""

    def due_contact(self, client_id: int) -> DueContact:
        """What a client is owed. Raises UserCanFix("client.unknown")."""

    def due_contacts_of(self, client_ids: Collection[int]) -> dict[int, DueContact]:
        """What each of the clients named is owed, by id."""

    def tiers(self) -> dict[int, Tier]:
        """The tier of every client, by id."""

    def due_contacts(self) -> list[DueContact]:
        """Every client whose ideal day has come, paused ones too."""

    def due_marks(self) -> list[DueMark]:
        """Every client whose ideal day has come and whose rhythm is not suspended, in few words."""

    def longest_uncontacted(self, limit: int) -> list[DueContact]:
        """Those whose last effective contact is the longest ago, never contacted first."""

    def waiting_enquiries(self) -> list[WaitingEnquiry]:
        """Questions without an answer, the oldest first."""

    def unsent(self) -> Mapping[str, int]:
        """Events that head office has not got, by type."""

    def unsent_count(self) -> int:
        """How many events head office has not got."""

    def entitlement_entries(self, client_id: int) -> list[EntitlementEntry]:
        """The ledger of a client, oldest first."""

    def move_entitlement(self, draft: EntitlementDraft) -> str:
        """Write a line. Raises UserCanFix("entitlement.none_left" | "entitlement.not_of_tier")."""

    def life_events(self, client_id: int) -> list[LifeEventLine]:
        """Life events that were recorded, by day."""

    def add_life_event(self, client_id: int, code: LifeEvent, on: date, note: str) -> str:
        """Record a life event; returns its id."""

    def remove_life_event(self, event_id: str, reason: str) -> None:
        """Take a recorded life event back."""

    def set_life_stage(self, client_id: int, stage: str | None, reason: str) -> None:
        """The advisor's correction of the life stage, or None for that of the age."""

    def care(self, client_id: int) -> Mapping[str, object]:
        """What is set by hand: the columns of `client_care` by name."""

    def set_lunar_birthday(self, client_id: int, *, is_lunar: bool) -> None:
        """Whether the client keeps the birthday by the lunar calendar."""

    def set_consent(self, client_id: int, purpose: str, *, is_given: bool) -> None:
        """A consent given or withdrawn on the book's day."""


class ServiceBook(LogBook, TaskBook, MomentBook, CareBook, Protocol):
    """All of it."""
