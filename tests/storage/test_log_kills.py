"""Killed at any instant while a contact is typed and saved: the draft or the whole record is there again."""

from __future__ import annotations

import json
import random
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from advisor_desk.domain.interaction import NextStep, Promise
from advisor_desk.storage import fault_points
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.events import verify_chain
from advisor_desk.storage.keys import DataKey
from tests.builders import TODAY, Builder
from tests.contacts import contact
from tests.soak.processes import Child, Pipe
from tests.storage import books
from tests.storage.test_advice_kills import desk_on
from tests.storage.test_kills import dying_at

KILLS = 40
PEOPLE = ("N1", "N2", "N3")
KEY = "quick_log"


@pytest.fixture
def book(tmp_path: Path) -> tuple[Path, DataKey]:
    """A book with three clients, closed; its path and raw key."""
    path = tmp_path / "a.book"
    made = books.make(path).book
    desk = desk_on(made)
    with made.change() as connection:
        builder = Builder(connection)
        for number in PEOPLE:
            builder.client(client_no=number)
    desk.roll()
    key = made.key
    desk.close()
    return path, key


def save(desk: DeskBook, number: int) -> None:
    """Type and save one contact of three people, with what follows from it."""
    made = contact(
        *PEOPLE,
        note=f"n{number}",
        promises=(Promise(f"p{number}", TODAY),),
        next_step=NextStep(f"s{number}", TODAY),
    )
    desk.record(made, draft=KEY)


def type_and_save_until_killed(pipe: Pipe, path: Path, key: DataKey, first: int) -> None:
    """The child: each key kept as a draft, then the record; told to the parent only once it has returned."""
    desk = desk_on(SqlBook.open_with_key(path, key, books.around()))
    pipe.send(("open", 0, ""))
    number = first
    while True:
        number += 1
        text = f"n{number}"
        for end in range(1, len(text) + 1):
            desk.keep_typed(KEY, {"note": text[:end], "of": number})
            pipe.send(("typed", number, text[:end]))
        save(desk, number)
        pipe.send(("saved", number, ""))


def save_dying(pipe: Pipe, path: Path, key: DataKey, point: str) -> None:
    desk = desk_on(SqlBook.open_with_key(path, key, books.around()))
    desk.keep_typed(KEY, {"note": "n1", "of": 1})
    with fault_points.watching(dying_at(point)):
        save(desk, 1)


def look(path: Path, key: DataKey) -> tuple[set[int], dict[str, Any] | None]:
    """What the book shows after a kill: the numbers of whole records, and the draft. Nothing is by half."""
    with closing(desk_on(SqlBook.open_with_key(path, key, books.around()))) as desk:
        with desk.sql.read() as connection:
            assert verify_chain(connection).ok
            told = [json.loads(body)["note"] for (body,) in connection.execute("SELECT body FROM event")]
            queued = connection.execute("SELECT count(*) FROM outbox").fetchone()
            kept = connection.execute("SELECT count(*) FROM interaction").fetchone()
            tasks = connection.execute("SELECT count(*) FROM task").fetchone()
        assert (queued, kept, tasks) == ((len(told),), (len(told),), (2 * len(told),))
        assert {told.count(note) for note in told} <= {len(PEOPLE)}
        before = desk.standings()
        assert before == desk.standings(as_of=TODAY)
        assert {desk.review(one.client_id).row.last_contact_on for one in before} == {TODAY if told else None}
        typed = desk.typed(KEY)
        return {int(note[1:]) for note in told}, None if typed is None else dict(typed)


@pytest.mark.parametrize(
    ("point", "is_kept"),
    [("book.before_commit", False), ("book.after_commit", True), ("book.after_checkpoint", True)],
)
def test_either_the_draft_or_the_record_is_there(
    book: tuple[Path, DataKey], point: str, is_kept: bool
) -> None:
    Child(save_dying, *book, point).end()
    assert look(*book) == (({1}, None) if is_kept else (set(), {"note": "n1", "of": 1}))


def test_nothing_typed_is_lost_in_40_kills(book: tuple[Path, DataKey]) -> None:
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    saved: set[int] = set()
    number = kept_drafts = 0
    for _ in range(KILLS):
        child = Child(type_and_save_until_killed, *book, number)
        child.wait_for(1 + dice.randrange(1, 9))
        child.linger(dice.uniform(0, 0.01))
        told = child.kill()
        saved |= {turn for what, turn, _ in told if what == "saved"}
        shown, typed = look(*book)
        assert saved <= shown, f"seed {seed}"
        last, turn, text = told[-1]
        if last == "typed":
            # What was told stands as it is, has grown by a key, or has become the record.
            assert turn in shown or (typed and typed["note"].startswith(text)), f"seed {seed}"
            kept_drafts += typed is not None
        assert typed is None or typed["of"] not in shown, f"seed {seed}"
        saved |= shown
        number = max([number, turn, *shown])
    assert len(saved) > 10, f"seed {seed}"
    assert kept_drafts > 5, f"seed {seed}"
