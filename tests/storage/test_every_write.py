"""The disk refuses the N-th write, for every N: told, nothing by half, well when it is over (sync.md I16)."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisor_desk.errors import DeskBug, DeskError
from advisor_desk.hub.hub import Hub
from advisor_desk.storage import rekeying
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.check import check
from advisor_desk.storage.files import BookFiles
from advisor_desk.sync.figures import DONE
from advisor_desk.wire.pages import PullRequest
from tests.intakes import events
from tests.quick_disk import quick_folder
from tests.storage.books import PASSPHRASE, add_clients, around, make, reopen
from tests.storage.disk import FLUSH_FAILED, WRITE_FAILED, Disk, Step, Trouble, under
from tests.storage.power import held
from tests.storage.synced import SyncedDesk, enrolled_desk, load, portfolio, row

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="files of SQLite are looked at as POSIX has them"
)

FAILS: dict[str, Callable[[int], Trouble]] = {
    "full": lambda at: Trouble(at),
    "one write": lambda at: Trouble(at, WRITE_FAILED, passes=True, steps=frozenset({Step.WRITE})),
    "one flush": lambda at: Trouble(at, FLUSH_FAILED, passes=True, steps=frozenset({Step.FLUSH})),
}
TOLD = {"book.disk_full", "book.unreadable"}


@pytest.fixture
def disk() -> Iterator[Disk]:
    with under(Disk()) as made:
        yield made


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


@pytest.fixture
def desk(folder: Path, disk: Disk, hub: Hub) -> Iterator[SyncedDesk]:
    """A desk with clients, past its first sync."""
    made = enrolled_desk(folder / "a.book", hub)
    load(hub, "A1", portfolio(0, 5))
    made.round()
    yield made
    disk.refuse = None
    made.close()


def at_every_step(book: SqlBook, disk: Disk, fails: str, deed: Callable[[], object]) -> int:
    """Do a deed while the N-th step fails, N from nought on, until it meets no trouble; how many failed."""
    number = failed = 0
    while True:
        before = held(book)
        disk.refuse = trouble = FAILS[fails](number)
        try:
            deed()
        except DeskError as error:
            outcome = error.code
        else:
            outcome = ""
        disk.refuse = None
        number += 1
        if outcome:
            failed += 1
            assert outcome in TOLD, number
            assert held(book) == before, f"{number}: something of it was kept"
        elif not trouble.met:
            assert held(book) != before
            return failed


def whole(book: SqlBook) -> None:
    """The book is sound, now and when it is opened again."""
    assert check(book).ok
    found, key, path = held(book), book.key, book.path
    book.close()
    with SqlBook.open_with_key(path, key, around()) as again:
        assert held(again) == found
        assert check(again).ok


@pytest.mark.parametrize(("fails", "least"), [("full", 15), ("one write", 15), ("one flush", 1)])
def test_a_save_that_the_disk_refuses_anywhere(desk: SyncedDesk, disk: Disk, fails: str, least: int) -> None:
    assert at_every_step(desk.book, disk, fails, lambda: desk.talk("C001", "说了什么")) >= least
    assert desk.round().outcome == DONE
    assert events(desk.hub) == sorted(events(desk.hub))
    whole(desk.book)


@pytest.mark.parametrize("fails", FAILS)
def test_a_page_that_the_disk_refuses_anywhere_is_taken_whole_later(
    desk: SyncedDesk, disk: Disk, hub: Hub, fails: str
) -> None:
    hub.add_advisor("B1", "A2")
    hub.put_rows("B1", "adv:A1", [row("trade", f"C{number:03}", "T9") for number in range(5)])
    hub.assign("C003", "A2")
    stands = desk.sync.scope_state("adv:A1")
    request = PullRequest("adv:A1", 100, stands.seq)
    page = desk.line.pull(request)
    assert at_every_step(desk.book, disk, fails, lambda: desk.sync.apply_page(page, request)) >= 1
    assert desk.sync.scope_state("adv:A1").seq == page.head.seq
    assert desk.sync.scope_sum("adv:A1") == page.head.sum
    whole(desk.book)


@pytest.mark.parametrize("fails", FAILS)
def test_a_checkpoint_that_fails_anywhere_loses_nothing(desk: SyncedDesk, disk: Disk, fails: str) -> None:
    number = 0
    while True:
        with desk.book.change(is_checkpoint_later=True) as connection:
            connection.execute("INSERT OR REPLACE INTO setting VALUES ('k', ?)", (f"{number:03}" * 8_000,))
        before = held(desk.book)
        disk.refuse = trouble = FAILS[fails](number)
        desk.book.checkpoint()
        disk.refuse = None
        assert desk.book.is_checkpoint_due is bool(trouble.met)
        assert held(desk.book) == before
        if not trouble.met:
            break
        number += 1
    assert number >= (2 if fails == "one flush" else 5)
    whole(desk.book)


@pytest.mark.parametrize("pages_kept", [10, 4_000])
@pytest.mark.parametrize("fails", FAILS)
def test_a_change_of_key_that_the_disk_refuses_anywhere(
    folder: Path, disk: Disk, fails: str, pages_kept: int
) -> None:
    """With few pages in memory it fails in the midst of the rewriting, with many at its commit."""
    book = make(folder / "a.book", 20).book
    before, path, number = held(book), book.path, 0
    while True:
        book.connection.execute(f"PRAGMA cache_size = {pages_kept}")
        disk.refuse = trouble = FAILS[fails](number)
        try:
            rekeying.rotate_key(book, PASSPHRASE)
        except DeskError as error:
            assert error.code in TOLD, number  # noqa: PT017 - whether it is raised is what is looked at
        disk.refuse = None
        try:
            found = held(book)
        except DeskBug:
            # The disk has refused to open it again, too.
            book = reopen(path)
            found = held(book)
        assert found == before
        # Whatever happened, what is written from now on is written with the key that opens the book.
        add_clients(book, number + 100, number + 101)
        before = held(book)
        book.close()
        book = reopen(path)
        assert held(book) == before
        if not trouble.met:
            break
        # A change of key writes every page: each of its first steps, then every nineteenth.
        number += 1 if number < 12 or fails == "one flush" else 19
    assert number >= (2 if fails == "one flush" else 100)
    assert BookFiles(path).tries.exists() is False
    whole(book)


def test_a_round_that_the_disk_refuses_anywhere_is_finished_later(
    desk: SyncedDesk, disk: Disk, hub: Hub
) -> None:
    refused = number = 0
    while True:
        note = f"第 {number} 件事"
        desk.talk("C001", note)
        hub.put_rows("B1", "adv:A1", [row("trade", "C002", f"N{number}")])
        disk.refuse = trouble = Trouble(number)
        try:
            desk.round()
        except DeskError as error:
            assert error.code in TOLD, number  # noqa: PT017 - whether it is raised is what is looked at
            refused += 1
        disk.refuse = None
        result = desk.round()
        assert (result.outcome, result.outbox, result.repairs) == (DONE, 0, 0)
        if not trouble.met:
            break
        number += 5
    assert refused >= 10
    with desk.book.read() as connection:
        own = [one for (one,) in connection.execute("SELECT id FROM event WHERE device_seq > 0")]
    assert sorted(own) == sorted(events(hub))
    whole(desk.book)
