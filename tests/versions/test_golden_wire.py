"""Messages as released programs wrote them are read, taken in and written to the byte (sync.md, I13, L7)."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor_desk.hub.hub import Hub
from advisor_desk.storage import scope_sum, sync_places
from advisor_desk.storage.book import SqlBook
from advisor_desk.wire import messages as m
from advisor_desk.wire.pages import PullRequest, page_json, page_of
from advisor_desk.wire.report import report_of
from advisor_desk.wire.shapes import SHAPES
from tests.hubs import HUB_KEYS
from tests.intakes import client_values, events, told
from tests.storage.books import make
from tests.storage.pull_books import Puller
from tests.versions.recording import FOLDER, PRESENT, golden, recorded, still_hub, taken_in

READERS: dict[str, Callable[[bytes], Any]] = {
    "enroll_request": m.enroll_request,
    "enroll_answer": m.enroll_answer,
    "hello": m.hello_of,
    "push_batch": m.push_batch,
    "push_answer": m.push_answer,
    "page_first": page_of,
    "page_changes": page_of,
    "report": report_of,
}
RELEASED = sorted(path for path in FOLDER.iterdir() if path.is_dir())


def rewritten(message: Any) -> bytes:
    """The message as this program writes it."""
    if hasattr(message, "rows"):
        return page_json(message)
    return bytes(message.as_bytes()) if hasattr(message, "as_bytes") else m.written(message)


@pytest.fixture(params=RELEASED, ids=lambda path: path.name)
def kept(request: pytest.FixtureRequest) -> dict[str, bytes]:
    """What was recorded of one protocol."""
    return golden(request.param)


@pytest.fixture
def hub() -> Iterator[Hub]:
    with still_hub() as made:
        yield made


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SqlBook]:
    with make(tmp_path / "a.book").book as made:
        yield made


def test_the_present_protocol_is_recorded_and_has_not_moved() -> None:
    assert golden(PRESENT) == recorded(), (
        "record it anew only if nobody has been given a program that speaks it"
    )
    assert set(golden(PRESENT)) == set(READERS)


@pytest.mark.parametrize("name", READERS)
def test_a_released_message_is_read(kept: dict[str, bytes], name: str) -> None:
    message = READERS[name](kept[name])
    assert READERS[name](rewritten(message)) == message


@pytest.mark.parametrize("name", READERS)
def test_a_message_of_a_newer_program_is_read_as_far_as_it_is_known(
    kept: dict[str, bytes], name: str
) -> None:
    named = json.loads(kept[name])
    newer = {"from_a_newer_one": {"a": [1]}, **named, "and": None}
    for inner in ("answers", "scopes", "events"):
        if inner in named:
            newer[inner] = [{**one, "more": [1]} for one in named[inner]]
    for inner in ("receipt", "head"):
        if inner in named:
            newer[inner] = {**named[inner], "more": {"deep": 1}}
    if isinstance(named.get("rows"), dict):
        newer["rows"] = {**named["rows"], "a_new_column": [[1, 9]]}
    assert READERS[name](json.dumps(newer).encode()) == READERS[name](kept[name])


def test_the_push_of_a_released_desk_is_taken_in_as_it_was(kept: dict[str, bytes], hub: Hub) -> None:
    device, _, enrolled = taken_in(hub)
    assert m.enroll_answer(kept["enroll_answer"]) == m.enroll_answer(enrolled)
    batch = m.push_batch(kept["push_batch"])
    answer = hub.push(device, batch)
    before = m.push_answer(kept["push_answer"])
    assert told(answer.answers) == told(before.answers)
    assert answer.receipt == before.receipt
    assert HUB_KEYS.public.is_signed(m.receipt_bytes(before.receipt), bytes.fromhex(before.receipt.signature))
    assert events(hub) == [event.id for event in batch.events[:5]]
    assert client_values(hub, "A1", "C1")["employer"] == "新单位"


def test_the_pages_of_a_released_hub_are_taken_in(kept: dict[str, bytes], book: SqlBook) -> None:
    first, changes = page_of(kept["page_first"]), page_of(kept["page_changes"])
    puller = Puller(book)
    with book.change() as connection:
        sync_places.start_first(connection, first.scope, first.hub_epoch, first.head.seq)
    puller.take(first, PullRequest(first.scope, 100, first.head.seq, is_first=True))
    assert puller.rows("SELECT name, employer FROM client ORDER BY client_no") == [
        ("王芳", "新单位"),
        ("李强", None),
    ]
    assert puller.rows("SELECT type FROM event WHERE client_no = 'C2' AND type LIKE 'client.d%'") == [
        ("client.dreamt_of",)
    ]
    with book.read() as connection:
        assert scope_sum.read(connection, first.scope) == first.head.sum
    with book.change() as connection:
        sync_places.finish_first(connection, first.scope, puller.around)
        sync_places.drop_unmet(connection, first.scope, puller.around)
    assert puller.take(changes, PullRequest(first.scope, 100, first.head.seq)).purged_clients == 1
    with book.read() as connection:
        assert scope_sum.read(connection, first.scope) == changes.head.sum
    assert puller.rows("SELECT kind, why FROM parked_row ORDER BY kind") == [
        ("hologram", "UNKNOWN_KIND"),
        ("purge", "PURGE"),
    ]
    assert puller.rows("SELECT field FROM sync_conflict") == [("employer",)]


def test_shapes_that_were_released_are_still_a_part_of_those_of_today(kept: dict[str, bytes]) -> None:
    """A column that is dropped or renamed would be lost on one side; a new one goes to the end."""
    for name in ("page_first", "page_changes"):
        for kind, names in page_of(kept[name]).shapes.items():
            assert set(names) <= set(SHAPES[kind].values), kind
