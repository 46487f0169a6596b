"""A client that changes hands leaves nothing behind but the word that it went, and arrives whole."""

import threading
from functools import partial

import pytest
import sqlalchemy as sa

from advisor_desk.errors import UserCanFix
from advisor_desk.hub import assign, fault_points
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.put import lock_heads
from advisor_desk.wire.pages import PullRequest
from tests.hub.at_once import at_once
from tests.hub.scopes import head, rows_of, since, statement, stored, sum_of, whole
from tests.hubs import Clock, deletion, draft, enrolled

A, B = "adv:a", "adv:b"


def two_clients(hub: Hub) -> None:
    """Advisor a holds C1 and C2, with rows of both; b holds nobody."""
    hub.add_advisor("B1", "b")
    hub.add_clients("B1", {"C1": "a", "C2": "a"})
    hub.put_rows(
        "B1",
        A,
        [
            draft("C1", "C1", "甲", kind="client"),
            draft("C1", "t1", 1),
            draft("C1", "t2", 2),
            draft("C1", "e1", kind="event"),
            draft("C2", "C2", "乙", kind="client"),
            draft("C2", "t1", 3),
        ],
    )
    hub.put_rows("B1", A, [deletion("C1", "t2")])


def sums_hold(hub: Hub) -> None:
    """The heads of both say what a recount says."""
    for scope in (A, B):
        assert head(hub, "B1", scope).sum == sum_of(stored(hub, "B1", scope))


def ids(hub: Hub, scope: str) -> set[tuple[str, str, bool]]:
    return {(row.kind, row.id, row.is_deleted) for row in stored(hub, "B1", scope).values()}


def test_everything_of_the_client_moves_and_a_purge_stays(any_hub: Hub) -> None:
    two_clients(any_hub)
    assert any_hub.assign("C1", "b", "o1") == 3
    assert ids(any_hub, B) == {("client", "C1", False), ("trade", "t1", False), ("event", "e1", False)}
    assert ids(any_hub, A) == {("purge", "C1", False), ("client", "C2", False), ("trade", "t1", False)}
    sums_hold(any_hub)
    assert any_hub.holders("B1", ["C1", "C2", "C3"]) == {"C1": "b", "C2": "a"}


def test_the_old_desk_hears_of_it_with_its_next_pull_and_the_new_one_gets_all(any_hub: Hub) -> None:
    old, new = enrolled(any_hub, "B1", "a")[0], enrolled(any_hub, "B1", "b")[0]
    two_clients(any_hub)
    cursor = head(any_hub, "B1", A).seq
    any_hub.assign("C1", "b", "o1")
    (purge,) = rows_of(since(any_hub, old, A, cursor))
    assert (purge.kind, purge.id, purge.client_no) == ("purge", "C1", "C1")
    assert purge.body == '{"order":"o1","to":"b"}'
    assert {row.id for row in rows_of(whole(any_hub, new, B))} == {"C1", "t1", "e1"}
    assert {row.id for row in rows_of(whole(any_hub, old, A))} == {"C1", "C2", "t1"}


def test_an_order_is_carried_out_once(any_hub: Hub) -> None:
    two_clients(any_hub)
    assert any_hub.assign("C1", "b", "o1") == 3
    assert any_hub.assign("C1", "a", "o2") == 3
    before = head(any_hub, "B1", A), head(any_hub, "B1", B)
    assert any_hub.assign("C1", "b", "o1") == 0
    assert any_hub.assign("C1", "a", "o3") == 0
    assert (head(any_hub, "B1", A), head(any_hub, "B1", B)) == before


def test_an_order_that_found_nothing_to_do_is_carried_out_too(any_hub: Hub) -> None:
    two_clients(any_hub)
    orders = [("a", "o1"), ("b", "o2")]
    assert [any_hub.assign("C1", to, order) for to, order in orders] == [0, 3]
    # Whoever is not sure gives the whole list again: the client stays where the last of them left it.
    assert [any_hub.assign("C1", to, order) for to, order in orders] == [0, 0]
    assert any_hub.holders("B1", ["C1"]) == {"C1": "b"}


def test_who_held_a_client_when_is_kept(any_hub: Hub, clock: Clock) -> None:
    two_clients(any_hub)
    clock.now += 60
    any_hub.assign("C1", "b", "o1")
    clock.now += 60
    any_hub.assign("C1", "a", "o2")
    held = statement(
        any_hub,
        "SELECT order_id, advisor_id, from_at < coalesce(to_at, 'z'), to_at IS NULL FROM assignment "
        "WHERE client_no = 'C1' ORDER BY from_at",
    )
    assert [(row[0], row[1], bool(row[2]), bool(row[3])) for row in held] == [
        ("first", "a", True, False),
        ("o1", "b", True, False),
        ("o2", "a", True, True),
    ]

    def ever(advisor: str) -> set[str]:
        return any_hub.store.read(
            lambda connection: assign.ever_held(connection, "B1", advisor, ["C1", "C2", "C3"])
        )

    assert (ever("a"), ever("b"), ever("c")) == ({"C1", "C2"}, {"C1"}, set())


def test_a_client_that_comes_back_brings_what_was_added_meanwhile(any_hub: Hub) -> None:
    two_clients(any_hub)
    any_hub.assign("C1", "b", "o1")
    purged = next(row.seq for row in stored(any_hub, "B1", A).values() if row.kind == "purge")
    any_hub.put_rows("B1", B, [draft("C1", "t9", 9), draft("C1", "t1", "changed")])
    any_hub.assign("C1", "a", "o2")
    rows = stored(any_hub, "B1", A)
    assert rows["trade", "C1", "t1"].body == '["changed"]'
    # The purge is older than what came back, so a desk that meets both keeps what came back.
    assert rows["purge", "C1", "C1"].seq == purged < rows["trade", "C1", "t9"].seq
    assert ids(any_hub, B) == {("purge", "C1", False)}
    sums_hold(any_hub)
    any_hub.assign("C1", "b", "o3")
    assert stored(any_hub, "B1", A)["purge", "C1", "C1"].seq > purged
    sums_hold(any_hub)


def test_a_client_without_rows_can_be_handed_over(any_hub: Hub) -> None:
    two_clients(any_hub)
    any_hub.add_client("B1", "C3", "a")
    assert any_hub.assign("C3", "b") == 0
    assert any_hub.holders("B1", ["C3"]) == {"C3": "b"}


def test_a_client_that_is_known_stays_where_it_is(any_hub: Hub) -> None:
    two_clients(any_hub)
    assert any_hub.add_clients("B1", {"C1": "b", "C4": "b"}) == ["C4"]
    assert any_hub.holders("B1", ["C1", "C4"]) == {"C1": "a", "C4": "b"}
    assert (any_hub.find_client("C4"), any_hub.find_client("C5")) == ("B1", None)


def test_an_order_for_somebody_unknown_is_refused(any_hub: Hub) -> None:
    two_clients(any_hub)
    with pytest.raises(UserCanFix, match=r"client\.unknown"):
        any_hub.assign("C9", "b")
    with pytest.raises(UserCanFix, match=r"hub\.advisor_unknown"):
        any_hub.assign("C1", "nobody")
    order = assign.Order("o", "C9", "b")
    with pytest.raises(UserCanFix, match=r"client\.unknown"):
        any_hub.store.transact(lambda connection: assign.reassign(connection, "B1", order, "at"))


@pytest.mark.parametrize("point", ["assign.heads_locked", "assign.rows_left", "store.before_commit"])
def test_a_handover_that_fails_midway_did_not_happen(any_hub: Hub, point: str) -> None:
    two_clients(any_hub)
    before = stored(any_hub, "B1", A), stored(any_hub, "B1", B), any_hub.holders("B1", ["C1"])

    def stop(reached: str) -> None:
        if reached == point:
            raise LookupError

    with fault_points.watching(stop), pytest.raises(LookupError):
        any_hub.assign("C1", "b", "o1")
    assert (stored(any_hub, "B1", A), stored(any_hub, "B1", B), any_hub.holders("B1", ["C1"])) == before
    sums_hold(any_hub)
    assert any_hub.assign("C1", "b", "o1") == 3


def test_work_that_waited_for_a_handover_sees_the_new_holder(pg_hub: Hub) -> None:
    """What is put for a client always lands in the scope of who holds it when the work commits."""
    two_clients(pg_hub)
    looked, handed_over = threading.Event(), threading.Event()
    seen: list[dict[str, str]] = []

    def work(connection: sa.Connection) -> dict[str, str]:
        if not looked.is_set():
            assign.holders(connection, "B1", ["C1"])
            looked.set()
            assert handed_over.wait(20)
        return assign.locked_holders(connection, "B1", ["C1"])

    def hold(connection: sa.Connection) -> None:
        # Locks a's head before the handover commits, so that the other has to wait for it.
        lock_heads(connection, "B1", [A])
        assert looked.wait(20)
        assign.reassign(connection, "B1", assign.Order("o1", "C1", "b"), "at")
        handed_over.set()

    reader = threading.Thread(target=lambda: seen.append(pg_hub.store.transact(work)))
    reader.start()
    pg_hub.store.transact(hold)
    reader.join()
    assert seen == [{"C1": "b"}]


def test_handovers_of_one_client_at_once_leave_one_holder(any_hub: Hub) -> None:
    two_clients(any_hub)
    any_hub.add_advisor("B1", "c")
    start = threading.Barrier(4, timeout=20)
    failures: list[BaseException] = []

    def hand(number: int) -> None:
        start.wait()
        try:
            any_hub.assign("C1", "abc"[number % 3], f"o{number}")
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits for it
            failures.append(error)

    at_once(partial(hand, number) for number in range(4))
    assert failures == []
    holder = any_hub.holders("B1", ["C1"])["C1"]
    for advisor in "abc":
        scope = f"adv:{advisor}"
        rows = stored(any_hub, "B1", scope)
        assert head(any_hub, "B1", scope).sum == sum_of(rows)
        live = {row.id for row in rows.values() if row.client_no == "C1" and row.kind != "purge"}
        assert live == ({"C1", "t1", "e1"} if advisor == holder else set())
    device = enrolled(any_hub, "B1", holder)[0]
    assert any_hub.pull(device, PullRequest(f"adv:{holder}", 10, is_first=True)).rows
