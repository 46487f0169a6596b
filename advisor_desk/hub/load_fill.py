"""What a load reads of the hub: no more than the file's records need, and these by their keys.

A file of one day's assets must not bring in the assets of ten years: of the large kinds only rows whose key
the file names are read, in the order of the file. Clients, accounts and products are few enough to be read
whole where their numbers must be known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.domain.kinds import Cell, Kind, RowChunk
from advisor_desk.hub import assign
from advisor_desk.hub.many import ManyRows
from advisor_desk.hub.scratch_rows import EXPOSURE, HOUSEHOLD, RELEASE, Place, ScratchRows
from advisor_desk.hub.store import Store
from advisor_desk.storage.merge_plans import PLANS
from advisor_desk.wire.rows import Row, key_text
from advisor_desk.wire.shapes import SHAPES
from advisor_desk.wire.version import BRANCH_SCOPE, FIRM_BRANCH, FIRM_SCOPE, advisor_scope

_PAGE: Final = 5_000
_SHELF: Final = ("product", EXPOSURE, RELEASE)
_WHOLE_TABLE: Final = (Kind.CLIENTS, Kind.ACCOUNTS, Kind.PRODUCTS)
"""Kinds whose rows are not read by `_keys`."""

_CLIENTS: Final = sa.text(
    "SELECT client_no, advisor_id FROM client WHERE branch_id = :b AND client_no > :after "
    "ORDER BY client_no LIMIT :most"
)
_OF_KIND: Final = sa.text(
    "SELECT client_no, id, seq, body FROM scope_row WHERE branch_id = :b AND scope = :scope "
    "AND kind = :kind AND deleted = 0 AND (client_no, id) > (:client, :after) "
    "ORDER BY client_no, id LIMIT :most"
)
# By key for each: a server that has not counted its rows reads the branch once for each value of an `IN`.
_BY_PLACE: Final = ManyRows(
    "SELECT v.column1, v.column2, v.column3, (SELECT seq || ' ' || body FROM scope_row "
    "WHERE branch_id = :b AND scope = :scope AND kind = v.column1 AND client_no = v.column2 "
    "AND id = v.column3 AND deleted = 0) FROM (VALUES ",
    "(?, ?, ?)",
    ") AS v",
)


class Filling:
    """Brings in what stands at the hub of the records that a file names; called with each chunk of it."""

    def __init__(self, store: Store, branch: str, rows: ScratchRows) -> None:
        self._store = store
        self._branch = branch
        self._rows = rows
        self._done: set[str] = set()
        self._accounts: dict[str, str] = {}
        self.holders: dict[str, str] = {}
        """The advisor of each client that was met and that the hub knows."""

    def __call__(self, chunk: RowChunk) -> None:
        if chunk.kind is Kind.PRODUCTS:
            self._once("shelf", lambda: self._shelf(_SHELF))
            return
        if chunk.kind is Kind.CLIENTS:
            self._clients_of(chunk)
            return
        self._once("clients", self._all_clients)
        if chunk.kind is Kind.ACCOUNTS or "account_no" in chunk.columns:
            self._once("accounts", self._all_accounts)
        if "product_code" in chunk.columns:
            self._once("shelf", lambda: self._shelf(_SHELF[:1]))
        if chunk.kind not in _WHOLE_TABLE:
            self._records_of(chunk)

    def _once(self, what: str, fill: Callable[[], None]) -> None:
        if what not in self._done:
            self._done.add(what)
            fill()

    def _shelf(self, kinds: Iterable[str]) -> None:
        for kind in kinds:
            for page in self._pages(FIRM_BRANCH, FIRM_SCOPE, kind):
                self._rows.bring_in(kind, FIRM_SCOPE, page)

    def _all_clients(self) -> None:
        after = ""
        while True:
            page = self._read(_CLIENTS, {"b": self._branch, "after": after, "most": _PAGE})
            self.holders.update((client_no, advisor) for client_no, advisor in page)
            self._rows.bring_in_clients(client_no for client_no, _ in page)
            if len(page) < _PAGE:
                return
            after = page[-1].client_no

    def _read(self, statement: sa.TextClause, given: Mapping[str, Any]) -> list[Any]:
        return self._store.read(lambda connection: list(connection.execute(statement, given)))

    def _all_accounts(self) -> None:
        for advisor in sorted(set(self.holders.values())):
            scope = advisor_scope(advisor)
            for page in self._pages(self._branch, scope, "account"):
                self._rows.bring_in("account", scope, page)
        self._accounts = self._rows.accounts()

    def _clients_of(self, chunk: RowChunk) -> None:
        numbers = _texts(chunk, "client_no")
        found = self._store.read(lambda connection: assign.holders(connection, self._branch, numbers))
        self.holders.update(found)
        self._by_place(("client", client_no, client_no) for client_no in found)
        households = _texts(chunk, "household_no")
        places = [(HOUSEHOLD, "", number) for number in households]
        self._rows.bring_in(HOUSEHOLD, BRANCH_SCOPE, self._standing(BRANCH_SCOPE, places))

    def _records_of(self, chunk: RowChunk) -> None:
        kind = PLANS[chunk.kind].table
        names = SHAPES[kind].key
        if any(name not in chunk.columns for name in names):
            return
        empty: Sequence[Cell] = [None] * len(chunk.row_numbers)
        clients = chunk.columns.get("client_no", empty)
        accounts = chunk.columns.get("account_no", empty)
        owners = [
            client if client is not None else self._accounts.get(str(account))
            for client, account in zip(clients, accounts, strict=True)
        ]
        keys = zip(*(chunk.columns[name] for name in names), strict=True)
        self._by_place(
            (kind, str(owner), key_text(key))
            for owner, key in zip(owners, keys, strict=True)
            if owner in self.holders and None not in key
        )

    def _by_place(self, places: Iterable[Place]) -> None:
        by_scope: dict[str, list[Place]] = {}
        for place in dict.fromkeys(places):
            by_scope.setdefault(advisor_scope(self.holders[place[1]]), []).append(place)
        for scope, listed in sorted(by_scope.items()):
            self._rows.bring_in(listed[0][0], scope, self._standing(scope, listed))

    def _standing(self, scope: str, places: Sequence[Place]) -> list[Row]:
        given = {"b": self._branch, "scope": scope}
        found = self._store.read(lambda connection: _BY_PLACE.run(connection, given, places))
        return [_row(kind, client_no, row_id, text) for kind, client_no, row_id, text in found if text]

    def _pages(self, branch: str, scope: str, kind: str) -> Iterator[list[Row]]:
        client, after = "", ""
        while True:
            given: dict[str, Any] = {"b": branch, "scope": scope, "kind": kind, "most": _PAGE}
            given |= {"client": client, "after": after}
            found = self._read(_OF_KIND, given)
            yield [Row(kind, row_id, client_no, seq, False, body) for client_no, row_id, seq, body in found]
            if len(found) < _PAGE:
                return
            client, after = found[-1].client_no, found[-1].id


def _row(kind: str, client_no: str, row_id: str, text: str) -> Row:
    seq, _, body = text.partition(" ")
    return Row(kind, row_id, client_no, int(seq), False, body)


def _texts(chunk: RowChunk, name: str) -> list[str]:
    """The texts of a column, each once."""
    return list(dict.fromkeys(str(cell) for cell in chunk.columns.get(name, ()) if cell is not None))
