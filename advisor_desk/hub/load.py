"""Loading a file at head office: the desk's own importer, and what it found goes to the desks as rows.

The file is imported into a book in memory that holds what the hub has of the file's records. What the import
adds or changes is put into the scope of each client's advisor, a few thousand rows in one transaction, each
only where the row still stands as it was read: a desk's edit in between is never overwritten, the file is
read again instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import DeskBug, OutsideFailed, UserCanFix
from advisor_desk.hub import assign
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.load_fill import Filling
from advisor_desk.hub.many import ManyRows
from advisor_desk.hub.office import OFFICE, Entry, demand_branch, note, utc
from advisor_desk.hub.put import put_rows
from advisor_desk.hub.scratch import ScratchBook, ScratchImports
from advisor_desk.hub.scratch_rows import Change, ScratchRows
from advisor_desk.storage import shelf_seal
from advisor_desk.storage.engine import Connection
from advisor_desk.usecases.import_file import ImportOptions, ImportReport, import_file
from advisor_desk.usecases.import_ports import Watch
from advisor_desk.wire.shapes import SHAPES, Home
from advisor_desk.wire.version import BRANCH_SCOPE, FIRM_BRANCH, FIRM_SCOPE, advisor_scope

_MOST_ROWS: Final = 5_000
"""Rows put in one transaction: the heads of the scopes are locked meanwhile, and desks wait that long."""
_MOST_TRIES: Final = 5
_AT: Final = ManyRows(
    "SELECT v.column1, v.column2, v.column3, (SELECT seq FROM scope_row "
    "WHERE branch_id = :b AND scope = :scope AND kind = v.column1 AND client_no = v.column2 "
    "AND id = v.column3 AND deleted = 0) FROM (VALUES ",
    "(?, ?, ?)",
    ") AS v",
)


@dataclass(frozen=True, slots=True)
class LoadOrder:
    """What to load: a file of one kind into a branch; `advisor` gets the clients that are new.

    `on` is the day of the load, which a shelf counts its age from.
    """

    kind: Kind
    path: Path
    branch: str
    advisor: str
    on: date
    options: ImportOptions


@dataclass(frozen=True, slots=True)
class Loaded:
    """How a load went: the importer's report, rows put, clients that are new.

    `kept_elsewhere` are clients of the file that another advisor holds and keeps, `released` events that had
    waited for a client and were let in.
    """

    report: ImportReport
    rows: int
    new_clients: int
    kept_elsewhere: int
    released: int


class Overtaken(Exception):  # noqa: N818 - named for what happened
    """A row is no longer as it was read."""


def branch_for(hub: Hub, kind: Kind, asked: str | None) -> str:
    """The branch that a load goes to: the one asked for, or the only one there is.

    Raises UserCanFix: `hub.branch_needed`, `hub.branch_invalid`.
    """
    if kind is Kind.PRODUCTS:
        return FIRM_BRANCH
    if asked is not None:
        demand_branch(asked)
        return asked
    known = hub.branches()
    if len(known) != 1:
        raise UserCanFix("hub.branch_needed", branches=len(known))
    return known[0]


def load(hub: Hub, order: LoadOrder, watch: Watch | None = None) -> Loaded:
    """Load a file. Loading it again puts nothing.

    Raises as `import_file`; UserCanFix: `hub.client_elsewhere` (count, branch) when a new client of the file
    is another branch's, `hub.advisor_invalid`; OutsideFailed("hub.busy") when desks changed the same rows
    again and again. What was put before that stays and is found unchanged the next time.
    """
    first: ImportReport | None = None
    put = new_clients = 0
    for _ in range(_MOST_TRIES):
        with closing(ScratchBook()) as book:
            found = _Reading(hub, order, book)
            report = found.read(watch or Watch())
            first = first or report
            if found.has_new_clients and order.advisor:
                # Not before: a file that is refused leaves no branch and no advisor of a mistyped id behind.
                hub.add_advisor(order.branch, order.advisor)
            try:
                for place, changes in enumerate(found.portions()):
                    if place & (place - 1) == 0:
                        # Before the first, second, third, fifth, ninth …: the table has doubled.
                        hub.store.analyze()
                    new_clients += put_portion(hub, order, found.holders, changes)
                    put += len(changes)
            except Overtaken:
                continue
            numbers = found.numbers
            kept = found.kept_elsewhere
        loaded = Loaded(first, put, new_clients, kept, _let_in(hub, order, numbers))
        _write_down(hub, order, loaded)
        return loaded
    raise OutsideFailed("hub.busy")


class _Reading:
    """One reading of the file, against what the hub has now."""

    def __init__(self, hub: Hub, order: LoadOrder, book: ScratchBook) -> None:
        self._hub = hub
        self._order = order
        self._rows = ScratchRows(book)
        self._filling = Filling(hub.store, order.branch, self._rows)
        self._imports = ScratchImports(book, self._filling, _HeadOffice(order.on, hub.around.clock))
        self._changes: list[Change] = []

    def read(self, watch: Watch) -> ImportReport:
        """Import the file into the book in memory."""
        order = self._order
        report = import_file(self._imports, order.path, order.kind, order.options, watch)
        # A file of which nothing was taken makes no shelf newer: the seal of the import alone is no change.
        is_taken = report.added + report.updated + report.unchanged > 0
        self._changes = list(self._rows.changes(order.kind, report.batch)) if is_taken else []
        self._demand_own()
        return report

    @property
    def holders(self) -> Mapping[str, str]:
        """The advisor of each client of the changes: the one there is, or the one who gets the new ones."""
        return self._filling.holders

    @property
    def numbers(self) -> list[str]:
        """Clients with a change."""
        return list(dict.fromkeys(one.draft.client_no for one in self._changes if one.draft.client_no))

    @property
    def has_new_clients(self) -> bool:
        """True when one of the clients with a change has no advisor yet."""
        return any(number not in self.holders for number in self.numbers)

    @property
    def kept_elsewhere(self) -> int:
        """Clients of a file of clients that another advisor than the order's holds."""
        if self._order.kind is not Kind.CLIENTS:
            return 0
        return sum(holder != self._order.advisor for holder in self.holders.values())

    def portions(self) -> Iterator[list[Change]]:
        """The changes in portions for one transaction each, in the order of clients; none is divided."""
        portion: list[Change] = []
        by_client = sorted(self._changes, key=lambda one: one.draft.client_no)
        for _, of_client in groupby(by_client, key=lambda one: one.draft.client_no):
            changes = list(of_client)
            if portion and len(portion) + len(changes) > _MOST_ROWS:
                yield portion
                portion = []
            portion += changes
        if portion:
            yield portion

    def _demand_own(self) -> None:
        """A client is one branch's: of two, neither would know what the other's advisor says."""
        new = [number for number in self.numbers if number not in self.holders]
        gone = self._hub.moved_away(self._order.branch, new)
        for branch in set(gone.values()):
            raise UserCanFix("hub.client_elsewhere", count=len(gone), branch=branch)
        for branch in self._hub.branches() if new else ():
            found = {} if branch == self._order.branch else self._hub.holders(branch, new)
            if found:
                raise UserCanFix("hub.client_elsewhere", count=len(found), branch=branch)


class _HeadOffice:
    """Seals the shelf that a file of products leaves."""

    def __init__(self, on: date, clock: Callable[[], float]) -> None:
        self._on = on
        self._clock = clock

    def seal(self, connection: Connection, source: str) -> None:
        """Seal it as head office."""
        shelf_seal.keep(connection, shelf_seal.Seal(source, OFFICE, self._on, self._clock()))

    def seal_again(self, connection: Connection, source: str, deed: Callable[[], Any]) -> Any:
        """Nothing is taken back here: head office loads a corrected file."""
        raise DeskBug("hub.no_undo")


def put_portion(hub: Hub, order: LoadOrder, holders: Mapping[str, str], changes: Sequence[Change]) -> int:
    """Put changes in one transaction; how many clients are new. `holders` are those of when they were read.

    Raises Overtaken, and nothing is put, when one of the rows is no longer as it was read.
    """
    numbers = list(dict.fromkeys(one.draft.client_no for one in changes if one.draft.client_no))
    new = {number: order.advisor for number in numbers if number not in holders}
    at = utc(hub.around.clock())

    def work(connection: sa.Connection) -> int:
        now = assign.locked_holders(connection, order.branch, numbers, _other_scopes(order, changes))
        if not now.keys() >= holders.keys() & set(numbers):
            # One of them has left the branch meanwhile.
            raise Overtaken
        added = assign.add_clients(connection, order.branch, new, at)
        if len(added) != len(new):
            raise Overtaken
        for branch, scope, of_scope in _by_scope(order.branch, {**now, **new}, changes):
            _demand_as_read(connection, branch, scope, of_scope)
            put_rows(connection, branch, scope, [one.draft for one in of_scope], at)
        return len(added)

    return hub.store.transact(work)


def _other_scopes(order: LoadOrder, changes: Iterable[Change]) -> set[str]:
    """Scopes of the branch, beyond those of clients that are known, that are to be locked with them."""
    homes = {SHAPES[one.draft.kind].home for one in changes}
    scopes = {BRANCH_SCOPE} if Home.BRANCH in homes else set()
    return scopes | {advisor_scope(order.advisor)} if order.advisor else scopes


def _by_scope(
    branch: str, holders: Mapping[str, str], changes: Iterable[Change]
) -> list[tuple[str, str, list[Change]]]:
    found: dict[tuple[str, str], list[Change]] = {}
    for one in changes:
        home = SHAPES[one.draft.kind].home
        if home is Home.FIRM:
            where = (FIRM_BRANCH, FIRM_SCOPE)
        elif home is Home.BRANCH:
            where = (branch, BRANCH_SCOPE)
        else:
            where = (branch, advisor_scope(holders[one.draft.client_no]))
        found.setdefault(where, []).append(one)
    return [
        (branch_id, scope, of_scope) for (branch_id, scope), of_scope in sorted(found.items(), key=_where)
    ]


def _where(item: tuple[tuple[str, str], list[Change]]) -> tuple[str, str]:
    return item[0]


def _demand_as_read(connection: sa.Connection, branch: str, scope: str, changes: Sequence[Change]) -> None:
    places = [one.place for one in changes]
    rows = _AT.run(connection, {"b": branch, "scope": scope}, places)
    standing = {(kind, client_no, row_id): seq for kind, client_no, row_id, seq in rows}
    if any(standing.get(one.place) != one.base for one in changes):
        raise Overtaken


def _let_in(hub: Hub, order: LoadOrder, numbers: Sequence[str]) -> int:
    """What desks had recorded of clients that nobody knew yet."""
    return hub.release_waiting(order.branch, numbers) if order.kind is Kind.CLIENTS and numbers else 0


def _write_down(hub: Hub, order: LoadOrder, loaded: Loaded) -> None:
    report = loaded.report
    body = {
        "kind": order.kind.value,
        "batch": report.batch,
        "file": order.path.name.encode(errors="replace").decode(),
        "advisor": order.advisor,
        "read": report.read,
        "added": report.added,
        "updated": report.updated,
        "rejected": report.rejected,
        "rows": loaded.rows,
    }
    seconds = hub.around.clock()
    entry = Entry(str(hub.around.new_id(seconds)), utc(seconds), "file.loaded", body)
    hub.store.transact(lambda connection: note(connection, order.branch, entry))
