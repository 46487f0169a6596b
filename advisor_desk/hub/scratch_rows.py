"""Rows of the hub in the tables of a scratch book, and what a file made of them, as rows for the hub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import DeskBug
from advisor_desk.hub.scratch import ScratchBook
from advisor_desk.storage.merge_plans import PLANS
from advisor_desk.storage.replica_lines import Known, made
from advisor_desk.storage.replica_rows import drafts
from advisor_desk.storage.replica_shapes import stored
from advisor_desk.wire.rows import Row, RowDraft
from advisor_desk.wire.shapes import SHAPES

EXPOSURE: Final = "product_exposure"
RELEASE: Final = "shelf_release"
HOUSEHOLD: Final = "household"
_OF_BATCH: Final = "t.added_by = :batch OR t.changed_by = :batch"

Place = tuple[str, str, str]
"""Kind, client number and id: where a row stands within its scope."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row to put, and the number that it has at the hub; None where none stands."""

    draft: RowDraft
    base: int | None

    @property
    def place(self) -> Place:
        """Where the row stands within its scope."""
        return self.draft.kind, self.draft.client_no, self.draft.id


class ScratchRows:
    """The hub's side of a scratch book. `bring_in` notes the number of every row that it takes."""

    def __init__(self, book: ScratchBook) -> None:
        self._connection = book.connection
        self._bases: dict[Place, int] = {}
        self._weights: dict[str, str] = {}

    def bring_in_clients(self, numbers: Iterable[str]) -> None:
        """Clients of whom nothing but the number is needed."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO client (client_no, name, client_type) VALUES (?, '', 'PERSON')",
            ((number,) for number in numbers),
        )

    def bring_in(self, kind: str, scope: str, rows: Sequence[Row]) -> None:
        """Give a table what stands in a scope of the hub; what it has already stays as it is.

        Raises DeskBug("hub.row_unfit") for a row that does not fit the table: head office made it itself.
        """
        if not rows:
            return
        table = stored(kind)
        known = Known(self._connection, rows)
        lines = made(table, scope, rows, SHAPES[kind].values, known)
        if len(lines.lines) != len(rows):
            raise DeskBug("hub.row_unfit", kind=kind)
        for statement in table.writing:
            self._connection.executemany(statement, lines.lines)
        self._bases.update(((row.kind, row.client_no, row.id), row.seq) for row in rows)
        if kind == EXPOSURE:
            self._weights.update((row.id, row.body) for row in rows)

    def accounts(self) -> dict[str, str]:
        """The client of each account."""
        return dict(
            self._connection.execute(
                "SELECT account_no, client_no FROM account JOIN client ON client.id = account.client_id"
            ).fetchall()
        )

    def changes(self, kind: Kind, batch: str) -> Iterator[Change]:
        """What an import of a file of one kind added and changed, and what it brought with it."""
        found = self._connection.execute("SELECT id FROM import_batch WHERE uuid = ?", (batch,)).fetchone()
        given = {"batch": found[0]}
        table = PLANS[kind].table
        if kind is Kind.CLIENTS:
            yield from self._with_bases(drafts(self._connection, HOUSEHOLD, _OF_BATCH, given))
        if kind is Kind.ACCOUNTS:
            yield from self._left_behind(found[0])
        yield from self._with_bases(drafts(self._connection, table, _OF_BATCH, given))
        if kind is Kind.PRODUCTS:
            yield from self._weights_now()
            yield from self._with_bases(drafts(self._connection, RELEASE, "t.scope IS NULL"))

    def _with_bases(self, made_rows: Iterable[RowDraft]) -> Iterator[Change]:
        for draft in made_rows:
            yield Change(draft, self._bases.get((draft.kind, draft.client_no, draft.id)))

    def _left_behind(self, batch: int) -> Iterator[Change]:
        """Accounts that the file gave to another client: they are no longer with the one before."""
        rows = self._connection.execute(
            "SELECT json_extract(row_key, '$[0]'), client_no FROM import_change "
            "JOIN client ON client.id = json_extract(before, '$.client_id') "
            "WHERE batch_id = ? AND table_name = 'account'",
            (batch,),
        ).fetchall()
        for account_no, client_no in rows:
            (draft,) = drafts(self._connection, "account", "t.account_no = ?", (account_no,))
            yield from self._with_bases([RowDraft("account", draft.id, client_no, "", is_deleted=True)])

    def _weights_now(self) -> Iterator[Change]:
        """Weights are written anew with each product that is changed: what differs from before counts."""
        now = {draft.id: draft for draft in drafts(self._connection, EXPOSURE)}
        changed = [draft for draft in now.values() if self._weights.get(draft.id) != draft.body]
        gone = [RowDraft(EXPOSURE, row_id, "", "", is_deleted=True) for row_id in self._weights.keys() - now]
        yield from self._with_bases([*changed, *gone])
