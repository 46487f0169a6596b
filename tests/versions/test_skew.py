"""Older and newer programs on either side: what waits is always sent, nothing that is unknown is lost (I13).

There is one protocol so far. Its neighbours are programs that name other numbers, and say more than this one
knows. Books are of every format that was released.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from advisor_desk.hub import hub as hub_module
from advisor_desk.hub.hub import Hub
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.check import check
from advisor_desk.storage.events import EventDraft, append_event
from advisor_desk.sync import transport
from advisor_desk.sync.figures import DONE
from advisor_desk.sync.round import HUB_TOO_OLD, UPGRADE_NEEDED, run_round
from advisor_desk.sync.transport import Destination, HubClient
from advisor_desk.wire.pages import page_json, page_of
from advisor_desk.wire.rows import RowDraft, compact
from advisor_desk.wire.shapes import SHAPES
from advisor_desk.wire.version import LEAST_PROTOCOL, PROTOCOL
from tests.hub_server import served
from tests.hubs import draft, memory_hub
from tests.intakes import select
from tests.lines import whole
from tests.storage.books import NOW, make, reopen
from tests.storage.sync_books import TODAY, record
from tests.storage.synced import BRANCH, SyncedDesk, enrolled_desk, load, opened, row
from tests.storage.test_sync_upgrade import FORMATS, make_old
from tests.sync_fakes import Ticking

SPOKEN = {
    "present": (LEAST_PROTOCOL, PROTOCOL, DONE),
    "newer by one, takes ours": (LEAST_PROTOCOL, PROTOCOL + 1, DONE),
    "newer by two, ours is too old": (PROTOCOL + 1, PROTOCOL + 2, UPGRADE_NEEDED),
    "older by one": (LEAST_PROTOCOL - 1, LEAST_PROTOCOL - 1, HUB_TOO_OLD),
}
"""What a hub says it takes, least and most, and what a round with it comes to."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = memory_hub()
    load(made, "A1", [row("client", f"C{number}", name=f"客户{number}") for number in range(3)])
    load(made, "A1", [row("trade", f"C{number}", f"T{number}") for number in range(3)])
    yield made
    made.store.close()


def old_book(version: str) -> Callable[[Path, pytest.MonkeyPatch], None]:
    """Writes a book as the program of that format did, with work that waits."""

    def write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        make_old(path, version, monkeypatch)

    return write


def present_book(path: Path, _monkeypatch: pytest.MonkeyPatch) -> None:
    with make(path).book as book:
        with book.change() as connection:
            for number in range(3):
                connection.execute(
                    "INSERT INTO client (client_no, name, client_type) VALUES (?, '客户', 'PERSON')",
                    (f"C{number}",),
                )
        for number in range(1, 31):
            record(book, "care.rhythm_set", number % 3 + 1, days=number)


BOOKS = {**{version: old_book(version) for version in FORMATS}, "present": present_book}


def own_events(book: SqlBook) -> list[tuple[str, str, str]]:
    with book.read() as connection:
        rows = connection.execute("SELECT id, hash, body FROM event WHERE device_seq > 0 ORDER BY device_seq")
        return [(event_id, digest.hex(), body) for event_id, digest, body in rows]


def at_hub(hub: Hub) -> list[tuple[str, str, str]]:
    found = select(hub, "SELECT id, hash, body FROM event WHERE branch_id = :b ORDER BY device_seq")
    return [(event_id, digest, body) for event_id, digest, body in found]


def demand_equal(desk: SyncedDesk) -> None:
    """The desk has what the hub has."""
    for held in desk.line.hello().scopes:
        assert desk.sync.scope_sum(held.scope) == held.head.sum
    assert desk.sync.outbox_count() == 0
    assert check(desk.book).ok


@pytest.mark.parametrize("spoken", SPOKEN)
@pytest.mark.parametrize("kind", BOOKS)
def test_what_waits_in_any_book_reaches_any_hub(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, spoken: str
) -> None:
    path = tmp_path / "old.book"
    BOOKS[kind](path, monkeypatch)
    with closing(opened(reopen(path), hub)) as desk:
        waiting = own_events(desk.book)
        assert len(waiting) >= 30
        desk.enroll()
        least, most, outcome = SPOKEN[spoken]
        with monkeypatch.context() as other:
            other.setattr(hub_module, "LEAST_PROTOCOL", least)
            other.setattr(hub_module, "PROTOCOL", most)
            result = desk.round()
        assert (result.outcome, result.outbox, result.repairs) == (outcome, 0, 0)
        assert result.pulled == 0 or outcome == DONE
        assert at_hub(hub) == waiting
        # The side that is behind is brought up to date: nothing is sent twice, everything is fetched.
        after = desk.round()
        assert (after.outcome, after.pushed, after.duplicates) == (DONE, 0, 0)
        assert at_hub(hub) == waiting
        demand_equal(desk)


def test_a_desk_that_is_too_old_for_a_hub_on_the_line_sends_and_is_told_to_upgrade(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = enrolled_desk(tmp_path / "a.book", hub)
    desk.round()
    desk.talk("C1", "旧程序记的")
    identity = desk.sync.identity()
    assert identity is not None
    # It does not know that it is too old: it asks, and is answered 426.
    monkeypatch.setattr(transport, "PROTOCOL", LEAST_PROTOCOL - 1)
    with (
        served(hub) as at,
        closing(HubClient(Destination(at.url), identity.device_id, identity.keys)) as line,
    ):
        result = run_round(desk.sync, line, Ticking().around())
    assert (result.outcome, result.pushed, result.outbox) == (UPGRADE_NEEDED, 1, 0)
    monkeypatch.undo()
    assert desk.round().outcome == DONE
    demand_equal(desk)
    desk.close()


def test_an_event_of_a_newer_desk_goes_to_the_hub_and_on_to_another_desk_word_for_word(
    hub: Hub, tmp_path: Path
) -> None:
    one, other = enrolled_desk(tmp_path / "a.book", hub), enrolled_desk(tmp_path / "b.book", hub, "A2")
    one.round()
    deep = {"多层": [1, {"a": [None, True, "\u2028"]}], "数": 9_007_199_254_740_993}
    with one.book.change() as connection:
        client_id = one.desk.book.client_id("C1")
        for kind, v in (("visit.streamed", 1), ("interaction.recorded", 9), ("client.edited", 7)):
            body = {"fields": {}, **deep} if kind == "client.edited" else dict(deep)
            append_event(connection, EventDraft(kind, "A1", body, client_id, TODAY, v), seconds=NOW)
    sent = own_events(one.book)
    result = one.round()
    assert (result.pushed, len(result.quarantined)) == (3, 0)
    assert at_hub(hub) == sent
    hub.assign("C1", "A2")
    one.round()
    other.round()
    with other.book.read() as connection:
        came = connection.execute("SELECT id, body, status FROM event ORDER BY place").fetchall()
    assert came == [(event_id, body, "FOREIGN") for event_id, _, body in sent]
    for desk in (one, other):
        demand_equal(desk)
        desk.close()


def test_columns_and_kinds_of_a_newer_hub_are_kept_and_do_not_disturb(hub: Hub, tmp_path: Path) -> None:
    """A newer hub says one value more of each client, and sends a kind that nobody here knows."""

    def newer(way: str, raw: bytes) -> bytes:
        if way != "pull<":
            return whole(way, raw)
        page = page_of(raw)
        if "client" in page.shapes:
            shapes = {**page.shapes, "client": [*page.shapes["client"], "star_sign"]}
            page = replace(page, shapes={**shapes, "hologram": ["depth", "colour"]})
        return page_json(page)

    values = {"name": "王芳", "pinyin": "wang fang", "client_type": "PERSON"}
    body = compact([*(values.get(name) for name in SHAPES["client"].values), "狮子座"])
    hub.put_rows(BRANCH, "adv:A1", [RowDraft("client", "C1", "C1", body)])
    hub.put_rows(BRANCH, "adv:A1", [draft("C1", "h1", 3, "蓝", kind="hologram")])
    desk = enrolled_desk(tmp_path / "a.book", hub, carry=newer)
    assert desk.round().outcome == DONE
    with desk.book.read() as connection:
        (extra,) = connection.execute("SELECT extra FROM client WHERE client_no = 'C1'").fetchone()
        parked = connection.execute("SELECT kind, shape, body, why FROM parked_row").fetchall()
    assert extra == '{"star_sign":"狮子座"}'
    assert parked == [("hologram", '["depth","colour"]', '[3,"蓝"]', "UNKNOWN_KIND")]
    desk.talk("C1", "照常记录")
    assert desk.round().pushed == 1
    demand_equal(desk)
    desk.close()
