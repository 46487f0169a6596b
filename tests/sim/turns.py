"""What head office does, and what happens to desks and their machines: each deed by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.sim.deeds import STRAYS
from tests.sim.ledger import Violation
from tests.sim.office import (
    ADVISORS,
    OTHER_ADVISOR,
    branch_of,
    changed_client,
    product_row,
    signal_row,
    strange_row,
    tombstone,
    trade_row,
)
from tests.sim.pages import PageWatch
from tests.sim.plans import Deed, HubDown, PlannedMistake, What

if TYPE_CHECKING:
    from tests.sim.world import World

_YEAR = 365 * 86_400
JUMPS = (-10 * _YEAR, -_YEAR, -86_400, -3_600, -1_200, 1_200, 3_600, 86_400, _YEAR, 10 * _YEAR)
"""By how many seconds a clock may be wrong."""
_LATER = (What.EDIT, What.ATTACH, What.EDIT, What.CONSENT, What.WITHDRAW, What.LOOK)
"""What is done beside the talk to a client who has left already."""
_STOPS = (*range(40), *[None] * 21)
"""Where an order is stopped: it passes about thirty points."""
REPEATS = 3
"""Every so many orders are given again at once."""
Turn = Callable[["World", Deed], None]


def _assign(world: World, deed: Deed) -> None:
    clients = sorted(world.office.holders())
    number = clients[deed.pick % len(clients)]
    advisors = world.office.advisors
    _move(world, number, advisors[deed.value % len(advisors)])


def _move(world: World, number: str, to: str) -> None:
    world.trouble.moved.add(number)
    before = world.office.holders()[number]
    world.office.hub.assign(number, to)
    world.trouble.ever |= {(number, to), (number, before)}


def _hand_over(world: World, deed: Deed) -> None:
    """A client goes to somebody else, and the advisor, who has not heard of it, goes on working."""
    desk = world.desk(deed.desk)
    holders = world.office.holders()
    here = [number for number in world.clients(desk) if holders.get(number) == desk.advisor]
    if here:
        number = sorted(here)[deed.pick % len(here)]
        others = [one for one in world.office.advisors if one != desk.advisor]
        with suppress(HubDown, PlannedMistake):
            _move(world, number, others[deed.value % len(others)])
        world.person.talk(desk, number)


def _across(world: World, deed: Deed) -> None:
    """To the other branch; now and then to anybody, or to whoever has the client already."""
    holders = world.office.holders()
    number = sorted(holders)[deed.pick % len(holders)]
    here, anybody = holders[number], world.office.advisors[deed.value // 5 % len(world.office.advisors)]
    there = _over_there(here, deed)
    _ordered(world, number, (there, there, there, anybody, here)[deed.value % 5], deed)


def _go_across(world: World, deed: Deed) -> None:
    """As `_hand_over`, to an advisor of the other branch."""
    desk = world.desk(deed.desk)
    holders = world.office.holders()
    here = sorted(number for number in world.clients(desk) if holders.get(number) == desk.advisor)
    if here:
        number = here[deed.pick % len(here)]
        with suppress(HubDown, PlannedMistake):
            _ordered(world, number, _over_there(desk.advisor, deed), deed)
        world.person.talk(desk, number)
        further = _LATER[deed.value % len(_LATER)]
        at = [row[0] for row in desk.rows("SELECT client_no FROM client ORDER BY client_no")].index(number)
        world.person.do(desk, Deed(further, deed.desk, at, deed.value))


def _over_there(advisor: str, deed: Deed) -> str:
    return ADVISORS[deed.value % len(ADVISORS)] if advisor == OTHER_ADVISOR else OTHER_ADVISOR


def _ordered(world: World, number: str, to: str, deed: Deed) -> None:
    """An order; when it was stopped, head office gives it again, or leaves it to whoever comes next."""
    office, trouble = world.office, world.trouble
    before = office.holders()[number]
    order = f"order {len(world.trace)}"
    trouble.moved.add(number)
    trouble.ever.add((number, before))
    world.reached["gone across"] += 1
    try:
        with office.stopped_at(_STOPS[deed.value % len(_STOPS)]):
            office.hub.assign(number, to, order)
    except (HubDown, PlannedMistake):
        if deed.pick % 2:
            raise
        office.hub.assign(number, to, order, branch_of(to))
    trouble.ever.add((number, to))
    trouble.orders.append((number, to, order))


def _repeat(world: World, deed: Deed) -> None:
    """Orders whose clients have gone on are given again. Raises Violation when one does not stay."""
    office = world.office
    holders = office.holders()
    gone_on = [one for one in world.trouble.orders if holders.get(one[0], one[1]) != one[1]]
    for number, to, order in gone_on[deed.pick % REPEATS :: REPEATS]:
        before = office.holders().get(number)
        office.hub.assign(number, to, order)
        if before not in (None, office.holders().get(number)) and not world.trouble.has_rolled:
            raise Violation("I3", f"{order} to {to}, given again, has taken {number} from {before}")


def _restart(world: World, _deed: Deed) -> None:
    world.office.restart()


def _clash(world: World, deed: Deed) -> None:
    """Head office changes a field of a client, and so does the advisor, who has not heard of it."""
    desk = world.desk(deed.desk)
    rows = [row for row in _client_rows(world) if row[0] in world.clients(desk)]
    if rows:
        row = rows[deed.pick % len(rows)]
        with suppress(HubDown, PlannedMistake):
            world.office.put([changed_client(row, employer=f"office {deed.value}")])
        desk.book.edit_client(desk.book.client_id(row[0]), {"employer": f"desk {deed.value}"})


def _client_rows(world: World) -> list[tuple[str, str]]:
    rows = world.office.rows("SELECT client_no, body FROM scope_row WHERE kind = 'client' AND deleted = 0")
    return sorted((number, body) for number, body in rows)


def _put(world: World, deed: Deed) -> None:
    clients = _client_rows(world)
    row = clients[deed.pick % len(clients)]
    kind = deed.value % 5
    if kind == 0:
        world.office.put([changed_client(row, employer=f"v{deed.value % 7}")])
    elif kind == 1:
        world.office.put([trade_row(row[0], f"T-{row[0]}-{deed.value % 3}", deed.value)])
    elif kind == 2:
        world.office.put([signal_row(row[0], f"topic {deed.value % 3}", deed.value)])
    elif kind == 3:
        world.office.put([strange_row(row[0], deed.value)])
    else:
        world.office.put_firm([product_row(f"P{deed.value % 6}", deed.value)])


def _take_out(world: World, deed: Deed) -> None:
    rows = world.office.rows(
        "SELECT kind, id, client_no FROM scope_row WHERE kind IN ('trade', 'signal', 'palm_reading') "
        "AND deleted = 0"
    )
    rows.sort()
    if rows:
        world.office.put([tombstone(*rows[deed.pick % len(rows)])])


def _load(world: World, deed: Deed) -> None:
    number = STRAYS[deed.pick % len(STRAYS)]
    advisors = world.office.advisors
    if not world.office.is_known(number):
        world.office.load([number], advisors[deed.value % len(advisors)])


def _release(world: World, _deed: Deed) -> None:
    world.office.release_all()


def _keep_copy(world: World, deed: Deed) -> None:
    if deed.value % 2:
        world.office.copies.append(world.office.image())
    else:
        world.standby.close()
        world.standby = world.office.image()


def _roll_back(world: World, deed: Deed) -> None:
    """Head office goes back to a copy of its database, and says so: both, whatever else goes wrong."""
    world.office.watch.plan(None, ())
    _put_back(world, world.office.copies[deed.pick % len(world.office.copies)], "roll back")
    world.office.new_epoch()
    world.standby.close()
    world.standby = world.office.image()


def _fail_over(world: World, _deed: Deed) -> None:
    """A standby that was behind takes over, and nobody notices."""
    world.trouble.may_repair = True
    _put_back(world, world.standby, "fail over")


def _put_back(world: World, image: object, fault: str) -> None:
    before, holders = world.office.known_ids(), world.office.holders()
    world.office.put_back(image)
    world.trouble.has_rolled = True
    world.faults[fault] += 1
    world.ledger.rolled_back(world.desks, before - world.office.known_ids(), holders)


def _arrive(world: World, _deed: Deed) -> None:
    world.net.arrive()


def _jump(world: World, deed: Deed) -> None:
    if not world.setting.has_true_clocks:
        world.faults["clock jump"] += 1
        world.desk(deed.desk).off = JUMPS[deed.value % len(JUMPS)]


def _reopen(world: World, deed: Deed) -> None:
    desk = world.desk(deed.desk)
    desk.close()
    desk.open()


def _kill(world: World, deed: Deed) -> None:
    world.faults["kill"] += 1
    world.killed(world.desk(deed.desk))


def _upgrade(world: World, deed: Deed) -> None:
    world.desk(deed.desk).is_old = False
    _reopen(world, deed)


def _back_up(world: World, deed: Deed) -> None:
    world.desk(deed.desk).back_up()


def _restore(world: World, deed: Deed) -> None:
    desk = world.desk(deed.desk)
    world.faults["restore"] += 1
    world.trouble.restored.add(desk.name)
    desk.restore(desk.backups[deed.pick % len(desk.backups)])
    world.ledger.restored(desk, world.office.known_ids())
    world.pages[desk.name] = PageWatch(desk.sync.repairs())


def _at_office(turn: Turn) -> Turn:
    """Head office sees that something did not go through, and does it another time."""

    def tried(world: World, deed: Deed) -> None:
        with suppress(HubDown, PlannedMistake):
            turn(world, deed)

    return tried


TURNS: Mapping[What, Turn] = {
    What.ASSIGN: _at_office(_assign),
    What.PUT: _at_office(_put),
    What.TAKE_OUT: _at_office(_take_out),
    What.LOAD: _at_office(_load),
    What.RELEASE: _at_office(_release),
    What.KEEP_COPY: _at_office(_keep_copy),
    What.ROLL_BACK: _at_office(_roll_back),
    What.FAIL_OVER: _at_office(_fail_over),
    What.HAND_OVER: _hand_over,
    What.CLASH: _clash,
    What.ARRIVE: _arrive,
    What.JUMP: _jump,
    What.REOPEN: _reopen,
    What.KILL: _kill,
    What.UPGRADE: _upgrade,
    What.BACK_UP: _back_up,
    What.RESTORE: _restore,
    What.GO_ACROSS: _go_across,
    What.ACROSS: _at_office(_across),
    What.REPEAT: _at_office(_repeat),
    What.RESTART: _at_office(_restart),
}
"""Everything but what a person does alone at a desk (`deeds`)."""
