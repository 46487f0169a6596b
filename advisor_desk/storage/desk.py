"""The open book as the use cases know it: one object that reads, edits and keeps the standings.

Whatever changes a client's data here brings its standing up to date in the same transaction. One
thread at a time uses it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from advisor_desk.storage import saved_views
from advisor_desk.storage.desk_board import DeskBoard
from advisor_desk.storage.desk_reading import Circumstances
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft, append_event

if TYPE_CHECKING:
    from advisor_desk.domain.edits import ClientValues, ExportFact, OverrideDraft

EXPORT_EVENT = "audit.exported"

__all__ = ["Circumstances", "DeskBook"]


class DeskBook(DeskBoard):
    """An open book on a day. Satisfies `ports`, `advice_ports` and `service_ports` of `usecases`."""

    def roll(self, as_of: date | None = None) -> bool:
        """Show `as_of` (or the same day): counts the whole book when it is kept for another day or version.

        Returns True when it was counted. At the first roll after a month's end its snapshot is kept.
        """
        from advisor_desk.storage import snapshots, standings

        self._as_of = as_of or self._as_of
        if self.is_current:
            return False
        with self._book.change() as connection:
            standings.roll(connection, self._as_of, self.rules, self.trading)
            snapshots.keep(connection, self._as_of, self._around.rules_on, self.trading)
        return True

    def refresh(self, connection: Connection, client_ids: Collection[int] | None) -> list[int]:
        """Bring standings up to date inside someone else's transaction: what imports are given."""
        from advisor_desk.storage import standings

        changed = standings.refresh(connection, client_ids, self._as_of, self.rules, self.trading)
        self._search = None
        self._last_search = None
        return changed

    # What people do.

    def create_client(self, values: ClientValues) -> int:
        """Make a client by hand; returns its id. Raises as `storage.edits.create_client`."""
        from advisor_desk.storage import edits

        with self._book.change() as connection:
            client_id = edits.create_client(connection, values, self._hand())
            self._touch(connection, client_id)
        return client_id

    def edit_client(self, client_id: int, values: ClientValues) -> tuple[str, ...]:
        """Change a client by hand; returns the fields that differ. Raises as `storage.edits.edit_client`."""
        from advisor_desk.storage import edits

        with self._book.change() as connection:
            changed = edits.edit_client(connection, client_id, values, self._hand())
            self._touch(connection, client_id)
        return changed

    def override_tier(self, draft: OverrideDraft) -> None:
        """Set a tier by hand; one still in force then gives way. Raises as `storage.overrides.put`."""
        from advisor_desk.storage import overrides

        hand = self._hand()
        with self._book.change() as connection:
            overrides.end(
                connection, draft.client_id, draft.from_on, author=hand.author, seconds=hand.seconds
            )
            overrides.put(connection, draft, self.rules, author=hand.author, seconds=hand.seconds)
            self._touch(connection, draft.client_id)

    def end_override(self, client_id: int) -> bool:
        """From today on the rules decide again; False when no tier set by hand was in force."""
        from advisor_desk.storage import overrides

        hand = self._hand()
        with self._book.change() as connection:
            ended = overrides.end(
                connection, client_id, self._as_of, author=hand.author, seconds=hand.seconds
            )
            self._touch(connection, client_id)
        return bool(ended)

    def put(self, name: str, body: str) -> None:
        """Keep a view. Raises as `storage.saved_views.put`."""
        with self._book.change() as connection:
            saved_views.put(connection, name, body)

    def remove(self, name: str) -> None:
        """Forget a view."""
        with self._book.change() as connection:
            saved_views.remove(connection, name)

    def record_export(self, fact: ExportFact) -> None:
        """Write into the log that data left the book unmasked."""
        hand = self._hand()
        body = {
            "fields": list(fact.fields),
            "row_count": fact.row_count,
            "purpose": fact.purpose,
            "file_sha256": fact.file_sha256,
        }
        draft = EventDraft(EXPORT_EVENT, hand.author, body, fact.client_id)
        with self._book.change() as connection:
            append_event(connection, draft, seconds=hand.seconds)
