"""The open book as contacts are logged in it: records, corrections, drafts, attachments, search of notes.

What is needed for a list or a client's page alone is not imported here before it is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from advisor_desk.errors import DeskBug, UserCanFix
from advisor_desk.storage.desk_advice import DeskAdvice
from advisor_desk.storage.engine import Connection

if TYPE_CHECKING:
    from advisor_desk.domain.interaction import Attachment, Interaction, RecordedInteraction
    from advisor_desk.domain.review import TimelineEntry
    from advisor_desk.rules.serviceset import ServiceRules

FIRST_DAY: Final = date(1990, 1, 1)
"""The firm has no client from before: an older date is a slip of the finger."""


class DeskLog(DeskAdvice):
    """An open book on a day in which contacts are logged. Satisfies `usecases.service_ports.LogBook`."""

    @property
    def service(self) -> ServiceRules:
        """The service rules in force on the book's day."""
        return self._around.service_on(self._as_of)

    # Records.

    def record(self, made: Interaction, *, draft: str = "") -> str:
        """Record a contact with all that follows from it, forgetting `draft`: all or nothing.

        Returns the first event's id. Raises UserCanFix: `record.in_future`, `record.too_old`, and those of
        `interactions.record`.
        """
        from advisor_desk.storage import drafts, interactions

        self._demand_day(made.on)
        with self._book.change() as connection:
            record_id, client_ids = interactions.record(connection, made, self._hand())
            if draft:
                drafts.drop(connection, draft)
            self.after_contacts(connection, client_ids)
        return record_id

    def correct(self, record_id: str, made: Interaction, reason: str) -> str:
        """Record a contact in place of an earlier one of one client; both are kept. Returns the new id.

        Raises UserCanFix: `record.in_future`, `record.too_old`, and those of `interactions.correct`.
        """
        from advisor_desk.storage import interactions

        self._demand_day(made.on)
        with self._book.change() as connection:
            new_id, client_id = interactions.correct(connection, record_id, made, reason, self._hand())
            self.after_contacts(connection, (client_id,))
        return new_id

    def withdraw(self, record_id: str, reason: str) -> None:
        """Take a record back with all its attendees and tasks. Raises as `interactions.withdraw`."""
        from advisor_desk.storage import interactions

        with self._book.change() as connection:
            client_ids = interactions.withdraw(connection, record_id, reason, self._as_of, self._hand())
            self.after_contacts(connection, client_ids)

    def after_contacts(self, connection: Connection, client_ids: Collection[int]) -> None:
        """Bring standings up to date inside a change of contacts, rhythm or complaints alone."""
        from advisor_desk.storage.standings_contacts import refresh_after_contacts

        refresh_after_contacts(connection, client_ids, self._as_of, self.rules, self.trading)

    def recorded(self, record_id: str) -> RecordedInteraction:
        """One client's record by its event's id. Raises UserCanFix("record.unknown")."""
        from advisor_desk.storage import interactions

        with self._book.read() as connection:
            return interactions.read(connection, record_id)

    def service_file(self, client_id: int) -> list[RecordedInteraction]:
        """Every record of a client up to the book's day, newest first, those replaced or taken back too."""
        from advisor_desk.storage import interactions

        with self._book.read() as connection:
            return interactions.service_file(connection, client_id, self._as_of)

    def recent_clients(self, limit: int) -> list[int]:
        """Clients of today's meetings and tasks first, then those contacted last."""
        from advisor_desk.storage import recent_clients

        with self._book.read() as connection:
            return recent_clients.read(connection, self._as_of, limit)

    def record_fact(self, kind: str, client_id: int | None, body: Mapping[str, object]) -> str:
        """Record an audit fact such as `audit.viewed`. Returns its id. Raises as `append_event`."""
        from advisor_desk.storage.events import EventDraft, append_event

        if not kind.startswith("audit."):
            raise DeskBug("log.no_audit_fact", kind=kind)
        hand = self._hand()
        draft = EventDraft(kind, hand.author, body, client_id, self._as_of)
        with self._book.change() as connection:
            return append_event(connection, draft, seconds=hand.seconds).id

    # Complaints.

    def open_complaint(self, client_id: int) -> date | None:
        """Since when a complaint of the client is open; None when there is none."""
        from advisor_desk.storage import complaints

        with self._book.read() as connection:
            return complaints.open_since(connection, client_id)

    def close_complaint(self, client_id: int, note: str) -> None:
        """The complaint is settled. Raises UserCanFix("record.unknown") when none is open."""
        from advisor_desk.storage import complaints

        with self._book.change() as connection:
            complaints.close(connection, client_id, note, self._as_of, self._hand())
            self.after_contacts(connection, (client_id,))

    # What is half typed, and choices.

    def keep_typed(self, key: str, body: Mapping[str, object]) -> None:
        """Keep a draft durably, in place of the one before."""
        from advisor_desk.storage import drafts

        with self._book.change() as connection:
            drafts.keep(connection, key, body, self._hand().seconds)

    def typed(self, key: str) -> Mapping[str, object] | None:
        """The draft kept under `key`."""
        from advisor_desk.storage import drafts

        with self._book.read() as connection:
            return drafts.read(connection, key)

    def drop_typed(self, key: str) -> None:
        """Forget a draft, if there is one."""
        from advisor_desk.storage import drafts

        with self._book.change() as connection:
            drafts.drop(connection, key)

    def preference(self, key: str) -> str | None:
        """A choice of the person kept in the book, such as `outlet`."""
        from advisor_desk.storage import choices

        with self._book.read() as connection:
            return choices.read(connection, key)

    def keep_preference(self, key: str, value: str | None) -> None:
        """Keep or forget (None) a choice."""
        from advisor_desk.storage import choices

        with self._book.change() as connection:
            choices.keep(connection, key, value)

    # Attachments.

    def attach(self, name: str, content: bytes) -> Attachment:
        """Keep a photo or PDF, once by its digest. Raises as `attachments.keep`."""
        from advisor_desk.storage import attachments

        most = self.service.max_attachment_bytes
        with self._book.change() as connection:
            return attachments.keep(connection, name, content, most, self._hand().seconds)

    def attachments(self, digests: Sequence[str]) -> list[Attachment]:
        """What is known of attachments, in the order given."""
        from advisor_desk.storage import attachments

        with self._book.read() as connection:
            return attachments.known(connection, digests)

    def attachment_content(self, sha256: str) -> bytes:
        """The bytes of an attachment. Raises UserCanFix("record.unknown")."""
        from advisor_desk.storage import attachments

        with self._book.read() as connection:
            return attachments.content(connection, sha256)

    # Search.

    def prepare_words(self) -> None:
        """Load the dictionary of readings, so that the first search of notes does not."""
        from advisor_desk.storage import note_text

        note_text.prepare()

    def take_in_notes(self, portion: int | None = None) -> bool:
        """Take the next portion of new notes into the index; True when there are more.

        A search does it by itself, a second of work at a time. After an older book was brought up to date
        there may be many: best done in quiet moments before, in small portions.
        """
        from advisor_desk.storage import note_index

        with self._book.read() as connection:
            if not note_index.is_behind(connection):
                return False
        with self._book.change() as connection:
            return note_index.catch_up(connection, portion or note_index.PORTION)

    def find_notes(self, typed: str, limit: int, client_id: int | None = None) -> list[str]:
        """Ids of records whose words fit, newest first: text, syllables or initials."""
        from advisor_desk.storage import note_index

        while self.take_in_notes():
            pass
        with self._book.read() as connection:
            return note_index.find(connection, typed, self._as_of, limit, client_id)

    def timeline_search(self, client_id: int, typed: str) -> list[TimelineEntry]:
        """Entries of a client's timeline that fit what was typed, the newest first, of every kind."""
        from advisor_desk.storage import timeline, timeline_search

        found = self.find_notes(typed, timeline_search.MOST, client_id)
        with self._book.read() as connection:
            noted = timeline.interactions(connection, client_id, found)
            others = timeline.Part(limit=-1, kinds=timeline.KINDS - {"INTERACTION"})
            entries = timeline.read(connection, client_id, self._as_of, others)
        return timeline_search.together(noted, entries, typed)

    def _demand_day(self, on: date) -> None:
        if on > self._as_of:
            raise UserCanFix("record.in_future", today=self._as_of.isoformat())
        if on < FIRST_DAY:
            raise UserCanFix("record.too_old", first=FIRST_DAY.isoformat())
