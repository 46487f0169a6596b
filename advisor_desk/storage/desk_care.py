"""The open book with what clients are owed: rhythms, entitlements, life events, consents, open questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from advisor_desk.domain.moment import MomentCode
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.desk_log import DeskLog
from advisor_desk.storage.events import EventDraft

if TYPE_CHECKING:
    from datetime import date

    from advisor_desk.domain.client import Tier
    from advisor_desk.domain.entitlement import EntitlementDraft, EntitlementEntry
    from advisor_desk.domain.journey import LifeEvent, LifeEventLine
    from advisor_desk.domain.today import DueContact, DueMark, WaitingEnquiry
    from advisor_desk.storage.due_contacts import Rhythm
    from advisor_desk.storage.engine import Connection
    from advisor_desk.storage.recorded_event import RecordedEvent


class DeskCare(DeskLog):
    """Satisfies `usecases.service_ports.CareBook`."""

    # The rhythm.

    def set_rhythm(self, client_id: int, days: int | None, reason: str) -> None:
        """The client's own rhythm, None for the rules'. Raises UserCanFix("care.days_out_of_range")."""
        from advisor_desk.rules.rhythm import own_days_problem
        from advisor_desk.storage import care

        limits = self.service.contact
        problem = "" if days is None else own_days_problem(days, limits)
        if problem:
            raise UserCanFix(problem, least=limits.own_days_least, most=limits.own_days_most)
        with self._book.change() as connection:
            self._told(connection, care.RHYTHM_SET, {"days": days, "reason": reason.strip()}, client_id)
            self._touch(connection, client_id)

    def due_contact(self, client_id: int) -> DueContact:
        """What a client is owed. Raises UserCanFix("client.unknown")."""
        from advisor_desk.storage import due_contacts

        with self._book.read() as connection:
            found = due_contacts.one(connection, client_id, self._rhythm())
        if found is None:
            raise UserCanFix("client.unknown", client_id=client_id)
        return found

    def due_contacts_of(self, client_ids: Collection[int]) -> dict[int, DueContact]:
        """What each of the clients named is owed: for the rows of a list."""
        from advisor_desk.storage import due_contacts

        with self._book.read() as connection:
            return due_contacts.of_clients(connection, client_ids, self._rhythm())

    def tiers(self) -> dict[int, Tier]:
        """The tier of every client, by id."""
        from advisor_desk.storage import due_contacts

        with self._book.read() as connection:
            return due_contacts.tiers(connection)

    def due_contacts(self) -> list[DueContact]:
        """Every client whose ideal day has come, paused ones too."""
        from advisor_desk.storage import due_contacts

        with self._book.read() as connection:
            return due_contacts.all_due(connection, self._rhythm())

    def due_marks(self) -> list[DueMark]:
        """Every client whose ideal day has come and whose rhythm is not suspended, in few words."""
        from advisor_desk.storage import due_contacts

        with self._book.read() as connection:
            return due_contacts.marks(connection, self._rhythm())

    def longest_uncontacted(self, limit: int) -> list[DueContact]:
        """Those whose last effective contact is the longest ago, never contacted first."""
        from advisor_desk.storage import due_contacts

        with self._book.read() as connection:
            return due_contacts.longest(connection, limit, self._rhythm())

    def waiting_enquiries(self) -> list[WaitingEnquiry]:
        """Questions without an answer, the oldest first."""
        from advisor_desk.storage import enquiries

        service = self.service
        days = service.moments[MomentCode.ONLINE_ENQUIRY].expire_days
        with self._book.read() as connection:
            window = enquiries.Window(self._as_of, days, service.hours.work_from)
            return enquiries.waiting(connection, window)

    def unsent(self) -> Mapping[str, int]:
        """Events that head office has not got, by type."""
        with self._book.read() as connection:
            return dict(
                connection.execute(
                    "SELECT type, count(*) FROM outbox JOIN event ON event.id = outbox.event_id "
                    "GROUP BY type ORDER BY type"
                )
            )

    def unsent_count(self) -> int:
        """How many events head office has not got."""
        with self._book.read() as connection:
            return int(connection.execute("SELECT count(*) FROM outbox").fetchone()[0])

    # Entitlements.

    def entitlement_entries(self, client_id: int) -> list[EntitlementEntry]:
        """The ledger of a client, oldest first."""
        from advisor_desk.storage import entitlements

        with self._book.read() as connection:
            return entitlements.read(connection, client_id, self._as_of)

    def move_entitlement(self, draft: EntitlementDraft) -> str:
        """Write a line. Raises as `entitlements.demand_allowed`, UserCanFix("client.unknown")."""
        from advisor_desk.storage import entitlements

        with self._book.change() as connection:
            self._demand_client(connection, draft.client_id)
            # What was written for later days has taken its share too.
            entries = entitlements.read(connection, draft.client_id, max(draft.on, self._as_of))
            entitlements.demand_allowed(
                draft, entries, self._tier_of(connection, draft.client_id), self.service
            )
            body = entitlements.moved_body(draft)
            return self._told(connection, entitlements.MOVED, body, draft.client_id, draft.on).id

    # Life events and stages.

    def life_events(self, client_id: int) -> list[LifeEventLine]:
        """Life events that were recorded, by day."""
        from advisor_desk.storage import life_events

        with self._book.read() as connection:
            return life_events.read(connection, client_id, self._as_of)

    def add_life_event(self, client_id: int, code: LifeEvent, on: date, note: str) -> str:
        """Record a life event; returns its id."""
        from advisor_desk.storage import life_events

        body = {"code": code.value, "note": note.strip(), "known_on": self._as_of.isoformat()}
        with self._book.change() as connection:
            return self._told(connection, life_events.RECORDED, body, client_id, on).id

    def remove_life_event(self, event_id: str, reason: str) -> None:
        """Take a recorded life event back. Raises UserCanFix("record.unknown")."""
        from advisor_desk.storage import life_events

        with self._book.change() as connection:
            client_id = life_events.client_of(connection, event_id)
            self._told(
                connection, life_events.WITHDRAWN, {"event": event_id, "reason": reason.strip()}, client_id
            )

    def set_life_stage(self, client_id: int, stage: str | None, reason: str) -> None:
        """The advisor's correction of the life stage, or None for that of the age."""
        from advisor_desk.storage import care

        with self._book.change() as connection:
            self._told(connection, care.STAGE_SET, {"stage": stage, "reason": reason.strip()}, client_id)

    def care(self, client_id: int) -> Mapping[str, object]:
        """What is set by hand: the columns of `client_care` by name."""
        from advisor_desk.storage import care

        with self._book.read() as connection:
            return care.read(connection, client_id)

    def set_lunar_birthday(self, client_id: int, *, is_lunar: bool) -> None:
        """Whether the client keeps the birthday by the lunar calendar."""
        from advisor_desk.storage import care

        with self._book.change() as connection:
            self._told(connection, care.LUNAR_SET, {"is_lunar": is_lunar}, client_id)

    def set_consent(self, client_id: int, purpose: str, *, is_given: bool) -> None:
        """A consent given or withdrawn on the book's day."""
        from advisor_desk.storage import consents

        choice = consents.Choice(client_id, purpose, is_given, self._as_of)
        with self._book.change() as connection:
            if consents.put(connection, choice, self._hand()):
                self.after_contacts(connection, (client_id,))

    # What all of it has in common.

    def _told(
        self,
        connection: Connection,
        kind: str,
        body: Mapping[str, object],
        client_id: int | None,
        on: date | None = None,
    ) -> RecordedEvent:
        """Record what a person did, with what follows from it."""
        from advisor_desk.storage.projections import append

        hand = self._hand()
        draft = EventDraft(kind, hand.author, body, client_id, on or self._as_of)
        return append(connection, draft, seconds=hand.seconds)

    def _rhythm(self) -> Rhythm:
        from advisor_desk.storage.due_contacts import Rhythm

        return Rhythm(self._as_of, self.rules, self.service, lambda: self.advice)

    def _demand_client(self, connection: Connection, client_id: int) -> None:
        if connection.execute("SELECT 1 FROM client WHERE id = ?", (client_id,)).fetchone() is None:
            raise UserCanFix("client.unknown", client_id=client_id)

    def _tier_of(self, connection: Connection, client_id: int) -> str | None:
        row = connection.execute("SELECT tier FROM standing WHERE client_id = ?", (client_id,)).fetchone()
        return None if row is None else str(row[0])
