"""Killed at any instant while advice is recorded: each deed is whole or not there, the shelf is sealed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from advisor_desk.domain.advice import LineOverride, PlanDraft
from advisor_desk.domain.batch import BatchHead, ReadCounts
from advisor_desk.domain.kinds import Kind
from advisor_desk.domain.product import ShelfStatus
from advisor_desk.domain.shelf import ShelfMove
from advisor_desk.storage import fault_points
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk import Circumstances, DeskBook
from advisor_desk.storage.events import verify_chain
from advisor_desk.storage.keys import DataKey
from advisor_desk.storage.merge_session import SqlImports
from advisor_desk.usecases.rules_catalog import shipped_advice, shipped_service
from tests.builders import NOW, TODAY, WEEKDAYS, rules
from tests.soak.processes import Child, Pipe
from tests.storage import books
from tests.storage.imports import Row, chunk, client
from tests.storage.test_assessments import filled
from tests.storage.test_kills import dying_at

KILLS = 40
PRODUCTS = 30
CODES = tuple(f"P{number:02}" for number in range(PRODUCTS))
_NEXT = {
    ShelfStatus.ON_SALE: ShelfStatus.SUSPENDED,
    ShelfStatus.SUSPENDED: ShelfStatus.ON_SALE,
}


def desk_on(book: SqlBook) -> DeskBook:
    circumstances = Circumstances(
        lambda _: rules(),
        WEEKDAYS,
        lambda: NOW,
        "tester",
        advice_on=lambda _: shipped_advice().in_force(TODAY),
        advice_text=lambda version: shipped_advice().text(version),
        service_on=lambda _: shipped_service().in_force(TODAY),
    )
    return DeskBook(book, TODAY, circumstances)


def bring(desk: DeskBook, kind: Kind, rows: list[Row]) -> None:
    door = SqlImports(desk.sql, desk.refresh, sealer=desk)
    with door.import_session() as session:
        sink = session.sink(BatchHead(kind, "f.csv"))
        sink.put(chunk(kind, rows, 2))
        sink.finish(ReadCounts(len(rows)))


def shelf_rows(mark: str) -> list[Row]:
    return [
        {
            "code": code,
            "name": f"产品{mark}",
            "product_type": "BOND_FUND",
            "shelf_status": "ON_SALE",
            "quota_left_fen": 10**12,
            "exposure": "CN_BOND:6000;CASH:4000",
        }
        for code in CODES
    ]


# The deeds. Each gets a number of its own and leaves it where the parent finds it again.


def give(desk: DeskBook, who: int, number: int) -> None:
    legs = CODES[:3]
    desk.give_suggestion(
        who,
        {"comment": f"n{number}"},
        [(code, {"outcome": "ALLOW"}) for code in legs],
        [(code, 100 + at) for at, code in enumerate(legs)],
    )


def draft(desk: DeskBook, who: int, number: int) -> None:
    lines = [LineOverride(code=code, amount_fen=number * 100, reason=f"原因{number}") for code in CODES[:3]]
    desk.keep_draft(PlanDraft(client_id=who, overrides=lines, goal=f"n{number}"))


def assess(desk: DeskBook, who: int, number: int) -> None:
    desk.take_assessment(who, filled(score=number % 100, sitting=f"n{number}"))


def move(desk: DeskBook, who: int, number: int) -> None:
    code = CODES[number % PRODUCTS]
    after = _NEXT[desk.product(code).shelf_status or ShelfStatus.ON_SALE]
    desk.move_product(code, ShelfMove(code, None, after, TODAY, "王主任", f"n{number}"))


def receive(desk: DeskBook, who: int, number: int) -> None:
    bring(desk, Kind.PRODUCTS, shelf_rows(str(number)))


DEEDS: dict[str, Callable[[DeskBook, int, int], None]] = {
    one.__name__: one for one in (give, draft, assess, move, receive)
}


def work_until_killed(pipe: Pipe, path: Path, key: DataKey, first: int, seed: int) -> None:
    """The child: one deed after another, each told to the parent only once it has returned."""
    dice = random.Random(seed)
    desk = desk_on(SqlBook.open_with_key(path, key, books.around()))
    pipe.send(("open", 0))
    number = first
    while True:
        number += 1
        name = dice.choice(tuple(DEEDS))
        DEEDS[name](desk, 1, number)
        pipe.send((name, number))


def work_once_dying(pipe: Pipe, path: Path, key: DataKey, name: str, point: str) -> None:
    desk = desk_on(SqlBook.open_with_key(path, key, books.around()))
    with fault_points.watching(dying_at(point)):
        DEEDS[name](desk, 1, 7)


# What the parent sees.


def look(path: Path, key: DataKey) -> dict[str, set[int]]:
    """Open a book after a kill: nothing is there by half. The numbers of each deed that it shows."""
    with closing(desk_on(SqlBook.open_with_key(path, key, books.around()))) as desk:
        with desk.sql.read() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert verify_chain(connection).ok
            events = connection.execute("SELECT id, type, body FROM event ORDER BY device_seq").fetchall()
            told = [(event_id, kind, json.loads(body)) for event_id, kind, body in events]
            assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (len(told),)
            intents = connection.execute("SELECT event_id, amount_fen FROM order_intent").fetchall()
            answered = connection.execute("SELECT count(*) FROM assessment").fetchone()[0]
        release = desk.shelf_release()
        assert release is not None
        assert release.is_intact
        return {
            "give": _given(told, intents),
            "draft": _drafted(desk, told),
            "assess": _answered(told, answered),
            "move": _moved(desk, told),
            "receive": _received(desk),
        }


Told = list[tuple[str, str, dict[str, object]]]


def _number(text: object) -> int:
    return int(str(text).removeprefix("n"))


def _given(told: Told, intents: list[tuple[str, int]]) -> set[int]:
    """Each suggestion has all of its checks and all of its intents, and there are no others."""
    given = {event_id: body for event_id, kind, body in told if kind == "suggestion.given"}
    checks = [body["suggestion"] for _, kind, body in told if kind == "suitability.checked"]
    for event_id in given:
        assert checks.count(event_id) == 3
        assert sorted(fen for of, fen in intents if of == event_id) == [100, 101, 102]
    assert (len(checks), len(intents)) == (3 * len(given), 3 * len(given))
    return {_number(body["comment"]) for body in given.values()}


def _drafted(desk: DeskBook, told: Told) -> set[int]:
    """Every draft set three amounts; the newest three events are what the draft says now."""
    set_by_hand = [body for _, kind, body in told if kind == "allocation.overridden"]
    numbers = [_number(str(body["reason"]).removeprefix("原因")) for body in set_by_hand]
    assert all(numbers.count(one) == 3 for one in numbers)
    now = desk.plan_draft(1)
    if numbers:
        assert _number(now.goal) == numbers[-1]
        assert {one.reason for one in now.overrides} == {f"原因{numbers[-1]}"}
    return set(numbers)


def _answered(told: Told, rows: int) -> set[int]:
    """Each questionnaire is an event; all are of one day, on which the newest counts."""
    taken = [body for _, kind, body in told if kind.startswith("assessment.")]
    assert rows == (1 if taken else 0)
    return {_number(body["sitting"]) for body in taken}


def _moved(desk: DeskBook, told: Told) -> set[int]:
    """Each step has its event and its line of history."""
    events = [body for _, kind, body in told if kind == "product.state_changed"]
    lines = [line for code in CODES for line in desk.shelf_moves(code)]
    assert sorted(line.reason for line in lines) == sorted(str(body["reason"]) for body in events)
    return {_number(line.reason) for line in lines}


def _received(desk: DeskBook) -> set[int]:
    """All products are of one and the same list."""
    shelf = desk.shelf()
    assert len(shelf) == PRODUCTS
    (name,) = {one.name for one in shelf}
    assert all(sum(one.exposure_bp.values()) == 10_000 for one in shelf)
    return {int(name.removeprefix("产品"))}


@pytest.fixture
def office(tmp_path: Path) -> tuple[Path, DataKey]:
    """A closed book with one client and a sealed shelf."""
    path = tmp_path / "a.book"
    made = books.make(path)
    with closing(desk_on(made.book)) as desk:
        bring(desk, Kind.CLIENTS, [client(1)])
        bring(desk, Kind.PRODUCTS, shelf_rows("0"))
        return path, made.book.key


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("point", ["book.before_commit", "book.after_commit"])
def test_a_deed_of_advice_is_there_from_its_commit_on(
    office: tuple[Path, DataKey], name: str, point: str
) -> None:
    Child(work_once_dying, *office, name, point).end()
    seen = look(*office)
    assert (7 in seen[name]) is (point == "book.after_commit")


def test_advice_killed_at_random_is_whole(office: tuple[Path, DataKey]) -> None:
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    number, done = 0, 0
    for _ in range(KILLS):
        child = Child(work_until_killed, *office, number, dice.getrandbits(32))
        child.wait_for(dice.randrange(1, 5))
        child.linger(dice.uniform(0, 0.03))
        told = child.kill()[1:]
        seen = look(*office)
        for name, at in told:
            # A list is replaced by the next one: of these the newest is seen, and no older one.
            is_kept = max(seen[name]) >= at if name == "receive" else at in seen[name]
            assert is_kept, f"seed {seed}: lost {name} {at}"
        done += len(told)
        number += len(told) + 1
    assert done > KILLS / 2, f"seed {seed}: the kills came before the work"
