"""Do hub and books hold what was promised? Looked at when all has come to rest (sync.md, section 2)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from advisor_desk.storage import engine, scope_sum, sync_backup
from advisor_desk.storage.history_check import walk
from advisor_desk.storage.projection_check import records_astray
from advisor_desk.storage.replica_rows import drafts
from advisor_desk.storage.replica_shapes import column, stored
from advisor_desk.wire.rows import MASK, ScopeSum, key_text, row_hash
from advisor_desk.wire.shapes import SHAPES
from advisor_desk.wire.version import FIRM_BRANCH, FIRM_SCOPE, advisor_scope
from tests.sim.borders import check_borders
from tests.sim.deeds import STRAYS
from tests.sim.desks import SimDesk
from tests.sim.ledger import Violation
from tests.sim.world import World

_CLIENT: Final = re.compile(r"KH\d{4}")
_BUT: Final = {
    "parked_row": " WHERE why <> 'PURGE'",
    # What was attached and never recorded is nobody's yet: whom it is about, no event says.
    "attachment": " WHERE is_sent = 1",
}
"""What may name a client who is gone."""
_NOT_THEIRS: Final = ("CLIENT_NEVER_HELD", "CLIENT_UNKNOWN")
"""Why work is kept apart of whose client its advisor has never been."""
_NAMES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"

Place = tuple[str, str]
"""Branch and scope."""
ScopeRows = dict[tuple[str, str, str], tuple[int, str]]
"""Number and body by kind, client and id."""
RowKey = tuple[str, str, str, int, bytes]
"""Kind, client, id, number, hash."""


@dataclass(frozen=True, slots=True)
class HubState:
    """What the hub holds, as far as it is compared."""

    holders: dict[str, str]
    branches: dict[str, str]
    """Of each client."""
    rows: dict[Place, ScopeRows]
    sums: dict[Place, ScopeSum]
    events: dict[str, tuple[str, str | None, str]]
    held: dict[str, str]
    order: dict[str, list[str]]
    """Of each client the events in the order in which they are to stand everywhere."""


def check(world: World) -> None:
    """Raises Violation for the first promise that was not kept."""
    hub = hub_state(world)
    check_hub(world, hub)
    check_places(hub)
    check_events(world, hub)
    for desk in world.desks:
        check_book(desk, world)
        check_rows(desk, hub)
        check_late_work(desk, hub)
        check_refusals(desk, hub)
        check_residue(desk, hub)
        if not (world.trouble.has_rolled and desk.name in world.trouble.restored):
            # An older book in the place of a newer one, and a hub that has forgotten who was whose: neither
            # knows any more whom the copies of the newer one name.
            check_copies(desk, hub)
    if not world.trouble.has_rolled:
        # Once all is there: an event that is missing stands in no order. A hub that was put back gets again
        # what it lost, and then a record may arrive after its correction.
        check_order(world, hub)
    if world.setting.has_two_branches:
        check_borders(world)


def hub_state(world: World) -> HubState:
    """Read the hub's tables."""
    office = world.office
    rows: defaultdict[Place, ScopeRows] = defaultdict(dict)
    for branch, scope, kind, client_no, row_id, seq, body in office.rows(
        "SELECT branch_id, scope, kind, client_no, id, seq, body FROM scope_row WHERE deleted = 0"
    ):
        rows[branch, scope][kind, client_no, row_id] = (seq, body)
    sums = {
        (branch, scope): ScopeSum(n, digest & MASK)
        for branch, scope, n, digest in office.rows("SELECT branch_id, scope, n, digest FROM scope_head")
    }
    events = {
        event_id: (author, client_no, kind)
        for event_id, author, client_no, kind in office.rows("SELECT id, author, client_no, type FROM event")
    }
    held = dict(office.rows("SELECT id, reason FROM quarantine WHERE state <> 'RELEASED'"))
    branches = dict(office.rows("SELECT client_no, branch_id FROM client"))
    return HubState(office.holders(), branches, rows, sums, events, held, _order(world))


def _order(world: World) -> dict[str, list[str]]:
    """As they arrived, but those of one desk in the order of its record.

    What came late for a client in another branch arrives where the client is: by the number that it got there
    (`borders` compares those with the order in which head office took the events in).
    """
    arrival = "scope_row.seq" if world.setting.has_two_branches else "event.rowid"
    rows = world.office.rows(
        "SELECT event.client_no, event.device_id, event.epoch, device_seq, event.id FROM scope_row "
        "JOIN event ON event.id = scope_row.id WHERE kind = 'event' AND deleted = 0 "
        f"ORDER BY scope_row.client_no, {arrival}"
    )
    by_device: defaultdict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for client_no, device, *place in sorted(rows, reverse=True):
        by_device[client_no, device].append((place[0], place[1], place[2]))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for client_no, device, *_ in rows:
        found[client_no].append(by_device[client_no, device].pop()[2])
    return dict(found)


def check_hub(world: World, hub: HubState) -> None:
    """The hub agrees with itself: sums, numbers, a reason for what is kept apart (I3, I4, I18)."""
    for place, total in hub.sums.items():
        counted = ScopeSum()
        for (kind, client_no, row_id), (seq, body) in hub.rows.get(place, {}).items():
            counted = counted.plus(row_hash(kind, client_no, row_id, seq, body))
        if counted != total:
            raise Violation("I4", f"the hub's sum of {place} is {total}, its rows have {counted}")
    clashes = world.office.rows(
        "SELECT device_id, epoch, device_seq FROM event GROUP BY device_id, epoch, device_seq "
        "HAVING count(*) > 1"
    )
    if clashes:
        raise Violation("I18", f"two events under one number: {clashes[:3]}")
    for event_id, reason in hub.held.items():
        if event_id in hub.events:
            raise Violation("I3", f"{event_id} is taken in and kept apart ({reason})")
        if not reason or (reason == "FAILED" and not world.trouble.mistakes):
            raise Violation("I3", f"{event_id} is kept apart: {reason!r}")


def check_places(hub: HubState) -> None:
    """Every event of a client stands in the scope of whoever holds the client now, and nowhere else (I3)."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for place, rows in hub.rows.items():
        for kind, _, row_id in rows:
            if kind == "event":
                places[row_id].append(place)
    for event_id, (_, client_no, kind) in hub.events.items():
        wanted = []
        if client_no is not None and not kind.startswith("audit."):
            if client_no not in hub.holders:
                raise Violation("I3", f"nobody holds {client_no}, of whom there is {kind} {event_id}")
            wanted = [(hub.branches[client_no], advisor_scope(hub.holders[client_no]))]
        if places.pop(event_id, []) != wanted:
            raise Violation("I3", f"{kind} {event_id} of {client_no} should stand in {wanted}")
    if places:
        raise Violation("I3", f"rows of events that are not there: {dict(places)}")


def check_events(world: World, hub: HubState) -> None:
    """Every event that was recorded is at the hub once, taken in or kept apart, with its author (I3, I8)."""
    for event_id, recorded in world.ledger.events.items():
        reason = hub.held.get(event_id)
        if reason in _NOT_THEIRS and not world.trouble.has_rolled:
            holding = (str(recorded.client_no), recorded.author)
            if holding in world.trouble.ever:
                raise Violation("I8", f"late work is kept apart: {recorded}")
        if reason is not None:
            continue
        found = hub.events.get(event_id)
        if found is None:
            if event_id not in world.ledger.excused:
                raise Violation("I3", f"{recorded} {event_id} never reached the hub")
        elif found != (recorded.author, recorded.client_no, recorded.type):
            raise Violation("I8", f"{recorded} is {found} at the hub")
    strange = hub.events.keys() - world.ledger.events.keys()
    if strange:
        raise Violation("I3", f"the hub has events that nobody recorded: {strange}")


def check_book(desk: SimDesk, world: World) -> None:
    """A book agrees with itself; its sums never had to be mended (I5)."""
    with desk.book.sql.read() as connection:
        chain = walk(connection)
        if not chain.ok:
            raise Violation("chain", f"{desk.name}: {chain.broken}")
        astray = records_astray(connection)
        links = connection.execute("PRAGMA foreign_key_check").fetchall()
    # What is lost for good may have been what a later event corrects or takes back.
    if links or (astray and not world.ledger.excused):
        raise Violation("book", f"{desk.name}: {astray} records astray, links {links[:3]}")
    if desk.sync.repairs() and not world.trouble.may_repair:
        raise Violation("I5", f"{desk.name} had to be mended {desk.sync.repairs()} times")
    unsettled = desk.rows("SELECT id, status FROM event WHERE status = 'PENDING'")
    if unsettled:
        raise Violation("I4", f"{desk.name}: {unsettled[:3]}")


def check_rows(desk: SimDesk, hub: HubState) -> None:
    """The rows of each followed scope are those of the hub, byte for byte (I4)."""
    for branch, scope in ((FIRM_BRANCH, FIRM_SCOPE), (desk.branch, advisor_scope(desk.advisor))):
        rows = hub.rows.get((branch, scope), {})
        wanted = {(*key, seq, row_hash(*key, seq, body)) for key, (seq, body) in rows.items()}
        here = _rows_here(desk, scope)
        if wanted != here:
            few = sorted(wanted - here)[:3], sorted(here - wanted)[:3]
            raise Violation("I4", f"{desk.name} {scope}: lacks {few[0]}, has {few[1]}")
        with desk.book.sql.read() as connection:
            total = scope_sum.read(connection, scope)
        if total != hub.sums.get((branch, scope), ScopeSum()):
            raise Violation("I4", f"{desk.name} {scope}: the sums differ")
        _check_bodies(desk, scope, rows)


def _rows_here(desk: SimDesk, scope: str) -> set[RowKey]:
    found: set[RowKey] = set()
    statements = [
        "SELECT 'event', ifnull(client_no, ''), event_id, seq, row_hash FROM event_echo WHERE scope = ?",
        "SELECT kind, client_no, id, seq, row_hash FROM parked_row WHERE scope = ?",
    ]
    for statement in statements:
        found.update(desk.rows(statement, (scope,)))
    for event_id, name, *rest in desk.rows(
        "SELECT event_id, field, client_no, seq, row_hash FROM sync_conflict WHERE scope = ?", (scope,)
    ):
        found.add(("conflict", rest[0], key_text([event_id, name]), rest[1], rest[2]))
    for kind in SHAPES:
        found.update(_typed(desk, kind, scope))
    return found


def _typed(desk: SimDesk, kind: str, scope: str) -> Iterable[RowKey]:
    of = stored(kind)
    keys = ", ".join(map(column, of.shape.key))
    number, joined = "''", ""
    if of.is_of_client:
        number, joined = "of_client.client_no", " JOIN client AS of_client ON of_client.id = t.client_id"
    elif kind == "client":
        number = "t.client_no"
    rows = desk.rows(
        f"SELECT {number}, t.seq, t.row_hash, {keys} FROM {of.table} AS t{joined} "
        "WHERE t.scope = ? AND t.row_hash IS NOT NULL",
        (scope,),
    )
    return [(kind, client_no, key_text(key), seq, digest) for client_no, seq, digest, *key in rows]


def _check_bodies(desk: SimDesk, scope: str, rows: ScopeRows) -> None:
    """What a table says is what the hub says: nothing of an edit hangs on that head office does not have."""
    with desk.book.sql.read() as connection:
        for kind in SHAPES:
            for draft in drafts(connection, kind, "t.scope = ? AND t.row_hash IS NOT NULL", (scope,)):
                wanted = rows[kind, draft.client_no, draft.id][1]
                if draft.body != wanted:
                    raise Violation(
                        "I4", f"{desk.name} {kind} {draft.client_no}: {draft.body} instead of {wanted}"
                    )


def check_late_work(desk: SimDesk, hub: HubState) -> None:
    """What anybody recorded of a client is at whoever holds the client now, with its author (I8)."""
    mine = {number for number, holder in hub.holders.items() if holder == desk.advisor}
    wanted = {
        (event_id, author, client_no, kind)
        for event_id, (author, client_no, kind) in hub.events.items()
        if client_no in mine and not kind.startswith("audit.")
    }
    here = {
        row
        for row in desk.rows(
            "SELECT id, author, client_no, type FROM event WHERE client_id IS NOT NULL "
            "AND status <> 'REFUSED' AND type NOT LIKE 'audit.%'"
        )
        if row[2] in mine
    }
    if wanted != here:
        raise Violation(
            "I8", f"{desk.name}: lacks {sorted(wanted - here)[:3]}, has {sorted(here - wanted)[:3]}"
        )
    shown = {
        row[0] for row in desk.rows("SELECT event_id FROM interaction JOIN client ON client.id = client_id")
    }
    missing = {one[0] for one in wanted if one[3] == "interaction.recorded"} - shown
    if missing:
        raise Violation("I8", f"{desk.name} does not show {sorted(missing)[:3]}")


def check_refusals(desk: SimDesk, hub: HubState) -> None:
    """What is kept apart is shown as that, and nothing else is (I11)."""
    statuses = dict(desk.rows("SELECT id, status FROM event WHERE device_seq > 0"))
    unseen = [one for one in statuses if one in hub.held and statuses[one] != "REFUSED"]
    if unseen:
        raise Violation("I11", f"{desk.name} does not show what is kept apart: {unseen[:3]}")
    mine = {number for number, holder in hub.holders.items() if holder == desk.advisor}
    for event_id in (one for one, status in statuses.items() if status == "REFUSED" and one in hub.events):
        _, client_no, kind = hub.events[event_id]
        if client_no in mine and not kind.startswith("audit."):
            raise Violation("I11", f"{desk.name} shows as refused what was taken in: {event_id}")


def check_order(world: World, hub: HubState) -> None:
    """Events of a client stand in one order everywhere: as they arrived, whatever any clock said (I9)."""
    for desk in world.desks:
        rows = desk.rows("SELECT client_no, id FROM event WHERE client_id IS NOT NULL ORDER BY place")
        for number, wanted in hub.order.items():
            if hub.holders[number] == desk.advisor:
                known = set(wanted)
                stands = [
                    event_id for client_no, event_id in rows if client_no == number and event_id in known
                ]
                if stands != wanted:
                    raise Violation("I9", f"{desk.name}: events of {number} stand in another order")


def check_residue(desk: SimDesk, hub: HubState) -> None:
    """Nothing is left in the book of a client who went to another advisor (I7)."""
    _demand_none(desk.name, desk.rows, _own(desk, hub))


def _own(desk: SimDesk, hub: HubState) -> set[str]:
    """Clients of the desk's advisor, and those that head office has never heard of."""
    local = {row[0] for row in desk.rows("SELECT client_no FROM client WHERE scope IS NULL")}
    return {number for number, holder in hub.holders.items() if holder == desk.advisor} | local


def check_copies(desk: SimDesk, hub: HubState) -> None:
    """Nor in a copy of it that the program has made (I7)."""
    # A client that no head office knows goes nowhere: who puts an older book in its place keeps the copies.
    mine = _own(desk, hub) | set(STRAYS)
    folder = sync_backup.folder_of(desk.path)
    for path in sorted(folder.glob("*.book")) if folder.is_dir() else ():
        if path.stat().st_size:
            with closing(engine.connect(path, desk.key.raw)) as connection:
                _demand_none(f"a copy of {desk.name}", lambda text: connection.execute(text).fetchall(), mine)


def _demand_none(whose: str, rows: Callable[[str], list[tuple[Any, ...]]], mine: set[str]) -> None:
    for (table,) in rows(_NAMES):
        where = _BUT.get(table, "")
        text = repr(rows(f'SELECT * FROM "{table}"{where}'))
        left = set(_CLIENT.findall(text)) - mine
        if left:
            raise Violation("I7", f"{whose} still holds {sorted(left)} in {table}")
