"""A primary dies and its standby takes over: short; `python -m tests.soak.failover` runs it at length."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from advisor_desk.hub import fault_points
from advisor_desk.hub.hub import Around, Hub
from advisor_desk.hub.store import Store
from advisor_desk.hub.upgrade import upgrade
from advisor_desk.sync.enrollment import enroll
from advisor_desk.sync.ports import HubLine
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.version import advisor_scope
from tests.hubs import HUB_KEYS
from tests.lines import InProcessLine
from tests.soak.failover_desks import BRANCH, FailoverDesk, compare
from tests.soak.pg_pair import Pair
from tests.storage.synced import row
from tests.sync_fakes import HUB_URL


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair("hub", is_durable=False)
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture
def hub(pair: Pair) -> Iterator[Hub]:
    store = Store.open(pair.url, pause=lambda _seconds: None)
    upgrade(store)
    yield Hub(store, HUB_KEYS, Around(time.time))
    store.close()


@pytest.fixture
def desks(hub: Hub, tmp_path: Path) -> Iterator[list[FailoverDesk]]:
    def line(
        _url: str, identity: Identity | None, _is_cancelled: Callable[[], bool]
    ) -> AbstractContextManager[HubLine]:
        return nullcontext(InProcessLine.of(hub, identity))

    made = []
    for advisor in ("A1", "A2"):
        clients = [f"{advisor}-{number}" for number in range(3)]
        hub.add_clients(BRANCH, dict.fromkeys(clients, advisor))
        hub.put_rows(BRANCH, advisor_scope(advisor), [row("client", number) for number in clients])
        desk = FailoverDesk.made(tmp_path / f"{advisor}.book", advisor, clients, line)
        made.append(desk)
        enroll(desk.sync, InProcessLine(hub), HUB_URL, hub.invite(BRANCH, advisor))
        desk.settle()
    yield made
    for desk in made:
        desk.desk.close()


def test_what_was_answered_is_on_the_standby_and_the_rest_follows(
    pair: Pair, desks: list[FailoverDesk]
) -> None:
    chance = random.Random(3)
    pair.be_synchronous()
    for desk in desks:
        desk.record(chance, 20)
        desk.settle()
        desk.record(chance, 20)

    def kill(point: str) -> None:
        if point == "store.before_commit" and pair.primary.is_running:
            pair.kill_primary()

    with fault_points.watching(kill):
        assert not any(desk.try_round() for desk in desks)
    assert set(desks[0].outcomes) == {"DONE", "hub.commit_unknown"}
    assert set(desks[1].outcomes) == {"DONE", "hub.database_away"}
    pair.promote()
    held = {event_id for (event_id,) in pair.sql("SELECT id FROM event")}
    answered = {event_id for desk in desks for event_id in desk.answered()}
    assert len(answered) == 40
    assert answered <= held
    for desk in (*desks, *desks):
        desk.settle()
    count = compare(desks, pair.sql)
    assert count.is_whole, count
    assert count.recorded == 80
    assert all(desk.repairs == desk.requeued == 0 for desk in desks)


@pytest.mark.parametrize("is_told", [pytest.param(True, marks=pytest.mark.soak), False])
def test_what_the_standby_has_not_seen_is_sent_again(
    pair: Pair, hub: Hub, desks: list[FailoverDesk], is_told: bool
) -> None:
    chance = random.Random(4)
    ahead, overtaken = desks
    pair.part()
    for desk in desks:
        desk.record(chance, 15)
        hub.put_rows(BRANCH, advisor_scope(desk.advisor), [row("trade", desk.clients[0], "LOST")])
        desk.settle()
    pair.kill_primary()
    pair.promote()
    if is_told:
        hub.new_epoch()
    others = [row("trade", overtaken.clients[1], f"OTHER{number}") for number in range(30)]
    hub.put_rows(BRANCH, advisor_scope(overtaken.advisor), others)
    assert pair.sql("SELECT count(*) FROM event") == [(0,)]
    for desk in (*desks, *desks):
        desk.settle()
    count = compare(desks, pair.sql)
    assert count.is_whole, count
    assert [desk.requeued for desk in desks] == [15, 15]
    assert [ahead.repairs, overtaken.repairs] == [0, 0 if is_told else 1]
    for desk, trades in ((ahead, 0), (overtaken, 30)):
        with desk.sync_book.read() as connection:
            assert connection.execute("SELECT count(*) FROM trade").fetchone() == (trades,)
