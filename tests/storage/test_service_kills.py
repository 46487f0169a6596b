"""Every deed of service cut short: killed at its commit or on a full disk it is whole or not there at all."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor_desk.domain.entitlement import EntitlementCode, EntitlementDraft, EntitlementMove
from advisor_desk.domain.interaction import NextStep, Promise, Purpose
from advisor_desk.domain.journey import LifeEvent
from advisor_desk.domain.task import Repeat, RepeatFrom, RepeatUnit, TaskDraft, TaskKind, TaskState
from advisor_desk.errors import DeskError
from advisor_desk.storage import fault_points, projections
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.events import verify_chain
from advisor_desk.storage.keys import DataKey
from advisor_desk.usecases.plan_tasks import PlanStart, start_plan
from tests.builders import TODAY, Builder
from tests.contacts import contact
from tests.soak.processes import Child, Pipe
from tests.storage import books
from tests.storage.test_advice_kills import desk_on
from tests.storage.test_kills import dying_at

PDF = b"%PDF-1.7 " + bytes(range(256)) * 400
KEY = "quick_log"
GOLF = EntitlementCode.GOLF
Deed = Callable[[DeskBook], object]


def _first(desk: DeskBook, table: str, column: str) -> str:
    with desk.sql.read() as connection:
        query = f"SELECT {column} FROM {table} WHERE client_id = 1 ORDER BY {column} LIMIT 1"  # noqa: S608 - a constant
        return str(connection.execute(query).fetchone()[0])


def _use(desk: DeskBook) -> object:
    booking = _first(desk, "entitlement_entry", "id")
    move = EntitlementMove.USE
    return desk.move_entitlement(
        EntitlementDraft(client_id=1, code=GOLF, move=move, on=TODAY, booking=booking)
    )


DEEDS: dict[str, Deed] = {
    "record": lambda desk: desk.record(
        contact("N1", "N2", note="n", promises=(Promise("p", TODAY),), next_step=NextStep("s", TODAY)),
        draft=KEY,
    ),
    "attach": lambda desk: desk.attach("a.pdf", PDF),
    "correct": lambda desk: desk.correct(
        _first(desk, "interaction", "event_id"), contact("N1", note="c", promises=(Promise("q", TODAY),)), "r"
    ),
    "withdraw": lambda desk: desk.withdraw(_first(desk, "interaction", "event_id"), "r"),
    "plan": lambda desk: start_plan(desk, desk.service.plans[0].code, PlanStart(TODAY, 1)),
    "close a repeated task": lambda desk: desk.close_task(_first(desk, "task", "id"), TaskState.DONE),
    "use a service": _use,
    "life event": lambda desk: desk.add_life_event(1, LifeEvent.HOME, TODAY + timedelta(days=9), "x"),
    "rhythm": lambda desk: desk.set_rhythm(1, 21, "r"),
    "settle a complaint": lambda desk: desk.close_complaint(1, "x"),
    "refuse marketing": lambda desk: desk.set_consent(1, "MARKETING", is_given=False),
}


@pytest.fixture
def book(tmp_path: Path) -> tuple[Path, DataKey]:
    """A book in which every deed can be done, closed; its path and raw key."""
    path = tmp_path / "a.book"
    made = books.make(path).book
    desk = desk_on(made)
    with made.change() as connection:
        builder = Builder(connection)
        for number in ("N1", "N2"):
            client = builder.client(client_no=number)
            for back in range(40):
                builder.assets(client, TODAY - timedelta(days=back), 3_000_000_00)
    desk.roll()
    monthly = Repeat(1, RepeatUnit.MONTH, RepeatFrom.DUE)
    desk.add_task(TaskDraft(kind=TaskKind.TODO, title="t", due_on=TODAY, client_id=1, repeat=monthly))
    desk.record(contact("N1", "N2", purpose=Purpose.COMPLAINT, promises=(Promise("p", TODAY),)))
    move = EntitlementMove.BOOK
    desk.move_entitlement(
        EntitlementDraft(client_id=1, code=GOLF, move=move, on=TODAY, for_on=TODAY + timedelta(days=3))
    )
    desk.keep_typed(KEY, {"note": "n"})
    key = made.key
    desk.close()
    return path, key


def do_dying(pipe: Pipe, path: Path, key: DataKey, name: str, point: str) -> None:
    desk = desk_on(SqlBook.open_with_key(path, key, books.around()))
    with fault_points.watching(dying_at(point)):
        DEEDS[name](desk)


def look(path: Path, key: DataKey) -> dict[str, list[tuple[Any, ...]]]:
    """Every row; the chain holds, every event waits to be sent, and a replay changes nothing."""
    with closing(desk_on(SqlBook.open_with_key(path, key, books.around()))) as desk:
        return whole(desk)


def whole(desk: DeskBook) -> dict[str, list[tuple[Any, ...]]]:
    found = books.content(desk.sql)
    with desk.sql.read() as connection:
        assert verify_chain(connection).ok
    assert {row[0] for row in found["outbox"]} == {row[0] for row in found["event"]}
    with desk.sql.change() as connection:
        projections.rebuild(connection)
    assert books.content(desk.sql) == found
    return found


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_one_change_that_a_failure_takes_back_whole(book: tuple[Path, DataKey], name: str) -> None:
    class GoneError(Exception):
        """Something failed in the last instant."""

    def fail(point: str) -> None:
        reached.append(point)
        if len(reached) == 1:
            raise GoneError

    reached: list[str] = []
    path, key = book
    with closing(desk_on(SqlBook.open_with_key(path, key, books.around()))) as desk:
        before = whole(desk)
        with fault_points.watching(fail):
            with pytest.raises(GoneError):
                DEEDS[name](desk)
            assert reached == ["book.before_commit"]
            with fault_points.watching(lambda _point: None):
                assert whole(desk) == before
            DEEDS[name](desk)
        assert reached.count("book.before_commit") == 2
        assert whole(desk) != before


@pytest.mark.parametrize("name", ["attach", "correct"])
def test_killed_at_its_commit_a_deed_is_whole_or_not_there(book: tuple[Path, DataKey], name: str) -> None:
    before = look(*book)
    Child(do_dying, *book, name, "book.before_commit").end()
    assert look(*book) == before
    Child(do_dying, *book, name, "book.after_commit").end()
    assert look(*book) != before


def do_under_a_file_limit(pipe: Pipe, path: Path, key: DataKey, name: str) -> None:
    """Let the system refuse to write beyond ever larger sizes, until the deed goes through."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    desk = desk_on(SqlBook.open_with_key(path, key, books.around()))
    before = whole(desk)
    desk.sql.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for limit in range(0, 200 * 4096, 2_100):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
        try:
            DEEDS[name](desk)
        except DeskError as error:
            outcome = error.code
        else:
            outcome = "done"
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        now = whole(desk)
        pipe.send((outcome, (now == before) is (outcome != "done")))
        if outcome == "done":
            break
    desk.close()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are POSIX")
@pytest.mark.parametrize("name", ["record", "attach", "correct", "plan"])
def test_a_deed_that_the_disk_refuses_at_any_size_leaves_nothing(
    book: tuple[Path, DataKey], name: str
) -> None:
    steps = Child(do_under_a_file_limit, *book, name).end()
    assert all(is_whole for _, is_whole in steps)
    assert {outcome for outcome, _ in steps[:-1]} <= {"book.disk_full", "book.unreadable"}
    assert len(steps) > 2
    assert steps[-1][0] == "done"
