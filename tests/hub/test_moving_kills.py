"""A move between branches that is cut off anywhere comes to the same end; nothing late is lost or doubled."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.hub import fault_points, moves
from advisor_desk.hub.assign import Order
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.moves import Move
from tests.hub.at_once import at_once
from tests.hub.scopes import statement
from tests.hub.test_attachments import CONTENT, HEAD
from tests.hub.two_branches import LATE, NEW, OLD, ORDER, Bank, Killed, ids, kill_at, live, nothing_on_its_way
from tests.hubs import Clock, memory_hub
from tests.postgres import postgres_hub


@pytest.fixture
def bank(any_hub: Hub) -> Bank:
    return Bank(any_hub)


def told_of(hub: Hub) -> dict[str, object]:
    """Everything that must come out the same however often the hub was killed."""
    return {
        "old": live(hub, OLD),
        "new": live(hub, NEW),
        "holders": statement(hub, "SELECT branch_id, client_no, advisor_id FROM client ORDER BY 1, 2"),
        "assignments": statement(
            hub,
            "SELECT branch_id, client_no, order_id, advisor_id, to_at IS NULL FROM assignment "
            "ORDER BY 1, 2, 3",
        ),
        "conflicts": statement(hub, "SELECT branch_id, field, state FROM conflict ORDER BY 1, 2, 3"),
        "files": statement(hub, "SELECT branch_id, sha256 FROM attachment ORDER BY 1, 2"),
        "uses": statement(hub, "SELECT branch_id, sha256, event_id FROM attachment_use ORDER BY 1, 2, 3"),
        "events": statement(hub, "SELECT branch_id, id FROM event ORDER BY 1, 2"),
    }


def deeds(bank: Bank) -> list[Callable[[], object]]:
    """A move, late work and a file that comes after it; each may be done again."""
    late = bank.chain.event("C1", body={**LATE, "attachments": ["0" * 64, HEAD.sha256]})
    batch = bank.chain.batch(
        late,
        bank.edit("phone", "138", "150"),
        bank.edit("employer", "甲厂", "乙厂"),
        bank.chain.event("C2"),
    )
    return [
        lambda: bank.hub.assign("C1", "z", ORDER),
        lambda: bank.sent(batch),
        lambda: bank.hub.put_attachment(bank.old, HEAD, CONTENT),
    ]


@contextmanager
def fresh(database: str) -> Iterator[Bank]:
    """A bank of its own."""
    if database == "postgres":
        with postgres_hub(Clock()) as hub:
            yield Bank(hub)
        return
    hub = memory_hub(Clock())
    yield Bank(hub)
    hub.store.close()


@pytest.mark.parametrize(
    ("database", "where"),
    [
        ("memory", ""),
        # What a transaction has not committed is as if it had not begun: all of them take too long here.
        ("postgres", "store.after_commit"),
        pytest.param("postgres", "", marks=pytest.mark.soak),
    ],
)
def test_killed_at_any_point_it_comes_to_the_same_end(database: str, where: str) -> None:
    points: list[str] = []
    with fresh(database) as bank:
        steps = deeds(bank)
        with fault_points.watching(points.append):
            for deed in steps:
                deed()
        nothing_on_its_way(bank.hub)
        whole = {name: _shape(value) for name, value in told_of(bank.hub).items()}
    assert {"move.left", "move.arrived", "forward.kept", "forward.handed_on"} <= set(points)
    for at in [number for number, point in enumerate(points, 1) if where in point]:
        with fresh(database) as bank:
            assert _killed_at(bank, at) == 1
            nothing_on_its_way(bank.hub)
            assert {name: _shape(value) for name, value in told_of(bank.hub).items()} == whole, at


def _killed_at(bank: Bank, at: int) -> int:
    """Do the deeds, killed once at the point of that number; how often it was."""
    passed = killed = 0

    def watch(_point: str) -> None:
        nonlocal passed
        passed += 1
        if passed == at:
            raise Killed

    for deed in deeds(bank):
        try:
            with fault_points.watching(watch):
                deed()
        except Killed:
            killed += 1
            bank.restart()
            deed()
    return killed


def _shape(value: object) -> str:
    """Without what each run makes anew."""
    return re.sub(
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\"hash\":\"[0-9a-f]+\"|\"prev_hash\":\"[0-9a-f]+\"",
        "#",
        repr(value),
    )


@pytest.mark.parametrize("point", ["move.left", "move.arrived"])
def test_an_order_that_was_stopped_goes_on_by_whoever_comes_next(bank: Bank, point: str) -> None:
    """The order again, another order for the same client, a push of the branch, or a start of the hub."""
    hub = bank.hub
    hub.add_advisor("B2", "y")
    follow: list[tuple[Callable[[], object], str]] = [
        (lambda: hub.assign("C1", "z", "o-again"), "z"),
        (lambda: hub.assign("C1", "y"), "y"),
        (lambda: bank.push(bank.chain.event("C1")), "z"),
        (bank.restart, "z"),
    ]
    for number, (deed, holder) in enumerate(follow):
        order = "o-again" if number == 0 else f"s{number}"
        with fault_points.watching(kill_at(point)), suppress(Killed):
            hub.assign("C1", "z", order)
        if point == "move.left":
            assert hub.find_client("C1") is None
        deed()
        assert hub.holders("B2", ["C1"]) == {"C1": holder}
        nothing_on_its_way(hub)
        hub.assign("C1", "a")


def test_a_database_that_goes_away_in_the_midst_is_told_with_what_to_do(bank: Bank) -> None:
    def away(point: str) -> None:
        if point == "store.before_commit" and bank.hub.find_client("C1") is None:
            raise OutsideFailed("hub.database_away")

    with fault_points.watching(away), pytest.raises(OutsideFailed, match=r"hub\.move_unfinished") as caught:
        bank.hub.assign("C1", "z", ORDER)
    assert caught.value.params == {"order": ORDER, "branch": "B2"}
    assert bank.hub.assign("C1", "z", ORDER) > 0
    nothing_on_its_way(bank.hub)


def test_a_push_looks_after_what_was_left_once_a_minute(bank: Bank, clock: Clock) -> None:
    hub = bank.hub
    with fault_points.watching(kill_at("move.left")), suppress(Killed):
        hub.assign("C1", "z", ORDER)
    bank.push(bank.chain.event("C2"))
    assert hub.find_client("C1") is None
    clock.now += 61
    bank.push(bank.chain.event("C2"))
    assert hub.find_client("C1") == "B2"


def test_a_mistake_of_ours_over_one_client_holds_up_no_other(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = bank.hub
    hub.assign("C2", "z", "o2")
    with fault_points.watching(kill_at("move.left")), suppress(Killed):
        hub.assign("C1", "z", ORDER)
    client_and_file = 2
    assert hub.status()["forwarding"] == client_and_file
    arrive = moves.arrive

    def fail(connection: sa.Connection, move: Move, *given: Any) -> bool:
        if move.order.client_no == "C1":
            raise LookupError
        return arrive(connection, move, *given)

    with monkeypatch.context() as patch:
        patch.setattr(moves, "arrive", fail)
        bank.restart()
        late = bank.chain.event("C2", body=LATE)
        assert bank.push(late) == ["applied/AFTER_REASSIGN"]
        assert late.id in ids(bank.hub, NEW, "C2")["event"]
        assert bank.hub.status()["forwarding"] == client_and_file
    bank.restart()
    assert bank.hub.find_client("C1") == "B2"
    assert bank.hub.status()["forwarding"] == 0
    nothing_on_its_way(bank.hub)


def test_the_rest_of_a_branch_is_read_while_a_client_is_on_the_way(bank: Bank) -> None:
    move = Move("B1", Order("x", "C1", "z"), "B2", moves.LEFT)
    hub = bank.hub
    assert hub.store.transact(lambda connection: moves.leave(connection, move, "at"))
    assert not hub.store.transact(lambda connection: moves.leave(connection, move, "at"))
    assert bank.push(bank.chain.event("C2"), bank.chain.event("C1")) == ["applied", "applied/AFTER_REASSIGN"]
    # The push has looked after it.
    assert hub.find_client("C1") == "B2"
    nothing_on_its_way(hub)


def test_at_the_same_time_they_leave_one_holder_and_every_event() -> None:
    """Orders to and fro, late pushes and pumps at once, on PostgreSQL."""
    with postgres_hub(Clock()) as hub:
        bank = Bank(hub)
        batches = [bank.chain.batch(bank.chain.event("C1", body=LATE)) for _ in range(12)]
        failures: list[BaseException] = []
        lanes: list[Sequence[Callable[[], object]]] = [
            [partial(hub.assign, "C1", "za"[number % 2], f"c{number}") for number in range(6)],
            [partial(bank.sent, batch) for batch in batches],
            [hub.forward_pending] * 12,
            [hub.forward_pending] * 12,
        ]
        at_once(partial(run_all, deeds, failures) for deeds in lanes)
        assert failures == []
        hub.forward_pending()
        nothing_on_its_way(hub)
        here, there = (OLD, NEW) if hub.find_client("C1") == "B1" else (NEW, OLD)
        assert {event.id for batch in batches for event in batch.events} <= ids(hub, here)["event"]
        assert set(ids(hub, there)) <= {"purge"}


def run_all(deeds: Sequence[Callable[[], object]], failures: list[BaseException]) -> None:
    """One after the other. A client who is on the way just now is nobody's: such an order is let be."""
    for deed in deeds:
        try:
            deed()
        except UserCanFix as error:
            if error.code != "client.unknown":
                failures.append(error)
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits for it
            failures.append(error)
