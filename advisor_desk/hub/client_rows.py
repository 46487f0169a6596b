"""Rows of clients as a batch of events finds and changes them: read once, changed in memory, put once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.hub.tables import scope_row
from advisor_desk.wire.rows import RowDraft, compact, key_parts, key_text
from advisor_desk.wire.shapes import SHAPES, rank_of
from advisor_desk.wire.version import advisor_scope

KINDS: Final = ("client", "consent", "assessment", "tier_override")
"""What events change."""

Key = Sequence[str | int | None]
Values = dict[str, Any]

_READ: Final = sa.select(scope_row.c.client_no, scope_row.c.kind, scope_row.c.id, scope_row.c.body).where(
    scope_row.c.branch_id == sa.bindparam("branch"),
    scope_row.c.scope == sa.bindparam("scope"),
    scope_row.c.client_no.in_(sa.bindparam("clients", expanding=True)),
    scope_row.c.rank.in_([rank_of(kind) for kind in KINDS]),
    scope_row.c.deleted == 0,
)


class ClientRows:
    """`holders` says, by client, whose scope its rows stand in."""

    def __init__(self, holders: Mapping[str, str]) -> None:
        self._holders = holders
        self._found: dict[str, dict[tuple[str, str], list[Any]]] = {}
        self._drafts: dict[str, dict[tuple[str, str, str], RowDraft]] = {}

    def load(self, connection: sa.Connection, branch: str, clients: set[str]) -> None:
        """Read what stands of these clients; those that nobody holds have no rows."""
        by_scope: dict[str, list[str]] = {}
        for client_no in sorted(clients & self._holders.keys()):
            by_scope.setdefault(self._scope(client_no), []).append(client_no)
        for scope, numbers in sorted(by_scope.items()):
            given = {"branch": branch, "scope": scope, "clients": numbers}
            for client_no, kind, row_id, body in connection.execute(_READ, given):
                self._found.setdefault(client_no, {})[kind, row_id] = json.loads(body)

    def values(self, kind: str, client_no: str, key: Key) -> Values | None:
        """The values of a row by name, those that it lacks as None; None when there is no such row."""
        body = self._found.get(client_no, {}).get((kind, key_text(key)))
        return None if body is None else _named(kind, body)

    def of(self, kind: str, client_no: str) -> Iterator[tuple[list[str | int | None], Values]]:
        """Key and values of every row of a kind that a client has."""
        for (found, row_id), body in list(self._found.get(client_no, {}).items()):
            if found == kind:
                yield key_parts(row_id), _named(kind, body)

    def put(self, kind: str, client_no: str, key: Key, values: Values) -> None:
        """Set values of a row by name; what is not named stays, and is empty in a new row."""
        row_id = key_text(key)
        rows = self._found.setdefault(client_no, {})
        body = rows.get((kind, row_id), [])
        names = SHAPES[kind].values
        # A row that a newer hub has put may be longer than the shape that is known here.
        changed = [values.get(name, old) for name, old in zip(names, _padded(body, len(names)), strict=False)]
        rows[kind, row_id] = changed + list(body[len(names) :])
        self.put_text(kind, client_no, row_id, compact(rows[kind, row_id]))

    def put_again(self, kind: str, client_no: str, key: Key) -> None:
        """Give a row a new number as it is: its desk has something else and is to see it."""
        self.put(kind, client_no, key, {})

    def put_text(self, kind: str, client_no: str, row_id: str, body: str) -> None:
        """Put a row of which the text is known."""
        self._draft(RowDraft(kind, row_id, client_no, body))

    def drop(self, kind: str, client_no: str, row_id: str) -> None:
        """Leave a tombstone."""
        self._draft(RowDraft(kind, row_id, client_no, "", is_deleted=True))

    def drafts(self) -> list[tuple[str, list[RowDraft]]]:
        """What is to be put, each row once, by scope in the order in which heads are locked."""
        return [(scope, list(rows.values())) for scope, rows in sorted(self._drafts.items())]

    def _draft(self, draft: RowDraft) -> None:
        rows = self._drafts.setdefault(self._scope(draft.client_no), {})
        rows[draft.kind, draft.client_no, draft.id] = draft

    def _scope(self, client_no: str) -> str:
        return advisor_scope(self._holders[client_no])


def _padded(body: Sequence[Any], length: int) -> list[Any]:
    return [*body, *[None] * (length - len(body))]


def _named(kind: str, body: Sequence[Any]) -> Values:
    names = SHAPES[kind].values
    return dict(zip(names, _padded(body, len(names)), strict=False))
