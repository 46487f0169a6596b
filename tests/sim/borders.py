"""What must hold where there are two branches, beside what holds in each: nothing is between them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from advisor_desk.wire.messages import Flag
from advisor_desk.wire.rows import key_text
from advisor_desk.wire.shapes import CONFLICT, PURGE
from advisor_desk.wire.version import advisor_scope
from tests.sim.ledger import Violation

if TYPE_CHECKING:
    from tests.sim.world import World

_ON_THE_WAY: Final = (
    "SELECT client_no, state FROM client_move WHERE state = 'LEFT'",
    "SELECT branch_id, scope, kind, id FROM scope_row WHERE scope LIKE 'move:%'",
    "SELECT branch_id, scope FROM scope_head WHERE scope LIKE 'move:%'",
    "SELECT branch_id, client_no, kind, id, state FROM forward WHERE state <> 'DONE' OR body <> ''",
)


def check_borders(world: World) -> None:
    """Raises Violation for the first promise that was not kept."""
    for statement in _ON_THE_WAY:
        found = world.office.rows(statement)
        if found:
            raise Violation("I3", f"still on the way between branches: {found[:3]}")
    places = _check_holders(world)
    _check_rows(world, places)
    _check_once(world)
    _check_conflicts(world, places)
    _check_files(world, places)
    if not world.trouble.has_rolled:
        _check_arrival(world)


def _check_holders(world: World) -> dict[str, str]:
    """One branch has a client, and one advisor of it holds them; the branch of each (I3)."""
    rows = world.office.rows("SELECT client_no, branch_id, advisor_id FROM client ORDER BY client_no")
    places = {client_no: branch for client_no, branch, _ in rows}
    if len(places) != len(rows):
        raise Violation("I3", f"clients whom two branches have: {rows}")
    open_ones = world.office.rows(
        "SELECT client_no, branch_id, advisor_id FROM assignment WHERE to_at IS NULL ORDER BY client_no"
    )
    if open_ones != rows:
        raise Violation("I3", f"who holds whom is told in two ways: {set(open_ones) ^ set(rows)}")
    away = world.office.rows(
        "SELECT branch_id, client_no, to_branch FROM client_move WHERE state = 'ARRIVED'"
    )
    for branch, client_no, _ in away:
        if places.get(client_no) == branch:
            raise Violation("I3", f"{client_no} is in {branch} and has left it")
    return places


def _check_rows(world: World, places: Mapping[str, str]) -> None:
    """Rows of a client stand in the scope of whoever holds them; elsewhere only the word that they went."""
    holders = world.office.holders()
    for branch, scope, kind, client_no in world.office.rows(
        "SELECT DISTINCT branch_id, scope, kind, client_no FROM scope_row "
        "WHERE deleted = 0 AND client_no <> '' AND kind <> ?",
        (PURGE,),
    ):
        if (branch, scope) != (places.get(client_no), advisor_scope(holders.get(client_no, ""))):
            raise Violation("I3", f"{kind} of {client_no} stands in {branch} {scope}")


def _check_once(world: World) -> None:
    """No branch has an event that another has taken in as its own (I3)."""
    twice = world.office.rows("SELECT id FROM event GROUP BY id HAVING count(*) > 1")
    if twice:
        raise Violation("I3", f"taken in by two branches: {twice[:3]}")


def _check_conflicts(world: World, places: Mapping[str, str]) -> None:
    """What is open is so where the client is, and its desk is told."""
    opened = {
        (branch, client_no, key_text([event_id, name]))
        for branch, client_no, event_id, name in world.office.rows(
            "SELECT branch_id, client_no, event_id, field FROM conflict WHERE state = 'OPEN'"
        )
    }
    shown = {
        (branch, client_no, row_id)
        for branch, client_no, row_id in world.office.rows(
            "SELECT branch_id, client_no, id FROM scope_row WHERE kind = ? AND deleted = 0", (CONFLICT,)
        )
    }
    strange = {one for one in opened if places.get(one[1]) != one[0]} | (opened ^ shown)
    if strange:
        raise Violation(
            "conflict", f"conflicts that are open or shown in one place only: {sorted(strange)[:3]}"
        )


def _check_files(world: World, places: Mapping[str, str]) -> None:
    """Whoever holds a client may fetch every file that was sent and that an event of theirs names (I8)."""
    here = {tuple(row) for row in world.office.rows("SELECT branch_id, sha256 FROM attachment")}
    sent = {digest for _, digest in here}
    uses = world.office.rows("SELECT branch_id, sha256, event_id, client_no FROM attachment_use")
    known = {(branch, digest, event_id) for branch, digest, event_id, _ in uses}
    for _, digest, event_id, client_no in uses:
        branch = places.get(client_no, "")
        if (branch, digest, event_id) not in known:
            raise Violation("I8", f"{branch} does not know that {event_id} of {client_no} names a file")
        if digest not in sent and not world.trouble.has_lost:
            raise Violation("I3", f"a file that {event_id} of {client_no} names was never sent: {digest}")
        if digest in sent and (branch, digest) not in here:
            raise Violation("I8", f"a file of {client_no} did not come to {branch}: {digest}")


def _check_arrival(world: World) -> None:
    """Events of a client keep the order in which they arrived, in whichever branch, along every move (I9).

    What came late waits when the hub is stopped, and others may come first: it stands where it came in.
    """
    faults = world.office.watch.faults
    is_delayed = bool(faults["hub killed"] or faults["hub mistaken"])
    arrived: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for client_no, event_id, number, seq, flags in world.office.rows(
        "SELECT event.client_no, event.id, event.rowid, scope_row.seq, flags FROM scope_row "
        "JOIN event ON event.id = scope_row.id WHERE kind = 'event' AND deleted = 0"
    ):
        if not (is_delayed and Flag.AFTER_REASSIGN in json.loads(flags)):
            arrived[client_no].append((number, seq, event_id))
    for client_no, events in arrived.items():
        if sorted(events) != sorted(events, key=lambda one: one[1]):
            raise Violation("I9", f"events of {client_no} did not keep the order of their arrival: {events}")
