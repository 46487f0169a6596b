"""Backups restored at any time: nothing twice, no number with two contents, no work lost (I18, I19)."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from advisor_desk.storage import backup
from advisor_desk.storage.book import SqlBook, Surroundings
from advisor_desk.storage.check import check
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.storage.uuid7 import drawn_from
from advisor_desk.wire.messages import ItemAnswer, Receipt, Status
from tests.quick_disk import quick_folder
from tests.storage.books import NOW, PASSPHRASE, Clock, around, make
from tests.storage.sync_books import LARGE, acknowledge, identity_of, receipt_of, record, sync_of
from tests.times import TIMES

RESTORES = 500 * TIMES
ROLLBACKS = 200 * TIMES


@dataclass
class PaperHub:
    """What a hub remembers: events by id, the number that it tells, its epoch."""

    epoch: str = "hub-1"
    events: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[int, int], str] = field(default_factory=dict)
    last: tuple[int, int] = (0, 0)
    doubled: int = 0

    def take(self, sync: DeskSync, batch: str) -> None:
        """One push, answered."""
        events = sync.due(7, LARGE)
        answers = []
        for event in events:
            place = (event.epoch, event.device_seq)
            is_known = event.id in self.events
            assert self.events.setdefault(event.id, event.hash) == event.hash
            assert self.places.setdefault(place, event.id) == event.id, "one number, two contents"
            self.last = max(self.last, place)
            self.doubled += is_known
            answers.append(ItemAnswer(event.id, Status.DUPLICATE if is_known else Status.APPLIED))
        sync.settle(answers, self.receipt(events, batch))

    def receipt(self, events: object, batch: str) -> Receipt:
        plain = receipt_of([], batch, self.epoch)
        return Receipt(
            **{
                name: getattr(plain, name)
                for name in Receipt.__dataclass_fields__
                if name != "last_device_seq"
            },
            last_device_seq=self.last[1],
        )

    def copy(self) -> "PaperHub":
        return PaperHub(self.epoch, dict(self.events), dict(self.places), self.last)


class Life:
    """A book, its hub, and what has ever been recorded and not been restored away."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.draw = Random(seed)
        self.folder = folder
        self.path = folder / "a.book"
        self.clock = Clock()
        self.hub = PaperHub()
        self.pushes = self.restores = self.rollbacks = 0
        self.copies: list[PaperHub] = []
        self.backups: list[Path] = []
        make(self.path, 1).book.close()
        self.open()
        self.sync.keep_identity(identity_of())
        self.back_up()

    def open(self) -> None:
        surroundings: Surroundings = around(self.clock)
        self.book = SqlBook.open(self.path, PASSPHRASE, surroundings)
        self.sync = sync_of(self.book, self.clock)

    def step(self) -> None:
        """One of the things that happen, an hour later or, with a clock that is wrong, earlier."""
        self.clock.now += self.draw.choice((3600, 3600, 3600, -1800)) + self.draw.randrange(1_000_000) / 1_000
        self.draw.choice((self.record, self.push, self.back_up, self.restore, self.restore))()

    def record(self) -> None:
        for _ in range(self.draw.randrange(1, 6)):
            record(self.book)

    def push(self) -> None:
        self.sync.requeue_above(self.hub.last[1], self.hub.last[0])
        self.sync.see_epoch(self.hub.epoch)
        for _ in range(self.draw.randrange(1, 4)):
            self.pushes += 1
            self.hub.take(self.sync, f"b{self.pushes}")

    def back_up(self) -> None:
        self.backups.append(backup.back_up(self.book, self.folder / f"usb{len(self.backups)}").path)

    def restore(self) -> None:
        """What was not sent is lost with the book that is set aside; what was sent is not."""
        self.restores += 1
        self.book.close()
        backup.restore(self.draw.choice(self.backups[-4:]), self.path, PASSPHRASE, around(self.clock))
        self.open()

    def keep_copy(self) -> None:
        """Head office keeps a copy of its database."""
        self.copies.append(self.hub.copy())

    def roll_back(self) -> None:
        """One of its newest copies takes its place: its epoch says so."""
        if self.copies:
            self.rollbacks += 1
            self.hub = self.draw.choice(self.copies[-3:]).copy()
            self.hub.epoch = f"hub-{self.rollbacks + 1}"

    def settle(self) -> None:
        """Three rounds without trouble."""
        for _ in range(3):
            self.sync.requeue_above(self.hub.last[1], self.hub.last[0])
            self.sync.see_epoch(self.hub.epoch)
            while self.sync.outbox_count():
                self.pushes += 1
                self.hub.take(self.sync, f"b{self.pushes}")

    def demand_all_sent(self) -> None:
        with self.book.read() as connection:
            own = {row[0] for row in connection.execute("SELECT id FROM event WHERE device_seq > 0")}
        assert own <= self.hub.events.keys()
        assert self.sync.outbox_count() == 0
        assert check(self.book).ok


def live(seed: int, restores: int) -> None:
    with quick_folder() as folder:
        life = Life(folder, seed)
        while life.restores < restores:
            life.step()
        at_rest(life)


def at_rest(life: Life) -> None:
    """Everything has arrived once, and nothing is sent again."""
    life.settle()
    life.demand_all_sent()
    before = life.hub.doubled
    life.settle()
    assert life.hub.doubled == before, "sent again for no reason"
    life.book.close()


@pytest.mark.parametrize("seed", range(4))
def test_500_restores_at_random_lose_nothing_and_clash_with_nothing(seed: int) -> None:
    live(seed, RESTORES // 4)


@pytest.mark.parametrize("seed", range(4))
def test_200_rollbacks_of_the_hub_lose_nothing(seed: int) -> None:
    with quick_folder() as folder:
        life = Life(folder, seed)
        while life.rollbacks < ROLLBACKS // 4:
            life.clock.now += 3_600
            life.draw.choice((life.record, life.push, life.keep_copy, life.roll_back))()
        at_rest(life)


@pytest.mark.parametrize("is_told", [True, False])
def test_a_hub_that_was_restored_is_sent_what_it_lost(tmp_path: Path, is_told: bool) -> None:
    life = Life(tmp_path, 1)
    life.record()
    life.settle()
    older = life.hub.copy()
    life.restore()
    life.record()
    life.settle()
    life.hub = older
    if is_told:
        life.hub.epoch = "hub-2"
    life.record()
    life.settle()
    life.demand_all_sent()
    life.book.close()


@pytest.mark.parametrize("off", [0.0, -3e8])
def test_one_backup_restored_twice_makes_two_epochs(tmp_path: Path, off: float) -> None:
    """Whatever the clock says: one of 2017 would count both on from the copy's own."""
    path = tmp_path / "a.book"
    clock = Clock(NOW + off)
    with make(path, 2).book as book:
        made = backup.back_up(book, tmp_path / "usb")
    seen = set()
    for turn in range(2):
        clock.now += 1
        # Drawn, so that the test is the same each time: by chance one in 65,536 would be alike.
        with drawn_from(Random(turn).randbytes):
            backup.restore(made.path, path, PASSPHRASE, around(clock))
        with SqlBook.open(path, PASSPHRASE, around(clock)) as book:
            record(book)
            last = sync_of(book).due(500, LARGE)[-1]
            assert last.device_seq == 3
            seen.add(last.epoch)
    assert len(seen) == 2
    assert min(seen) > 1


def test_a_hub_that_knows_the_book_as_it_was_before_its_restore_alone_is_sent_all_since(
    tmp_path: Path,
) -> None:
    """A standby took over silently: of the old epoch it has a higher number than the new one has come to."""
    path, clock = tmp_path / "a.book", Clock()
    make(path, 1).book.close()
    book = SqlBook.open(path, PASSPHRASE, around(clock))
    copy = backup.back_up(book, tmp_path / "usb").path
    for _ in range(3):
        record(book)
    before = acknowledge(sync_of(book, clock))[-1]
    book.close()
    backup.restore(copy, path, PASSPHRASE, around(clock))
    book = SqlBook.open(path, PASSPHRASE, around(clock))
    sync = sync_of(book, clock)
    old = (before.device_seq, before.epoch)
    assert sync.requeue_above(*old) == 0, "what went with the book that was set aside is no loss of the hub's"
    record(book)
    *_, new = acknowledge(sync, batch="b2")
    assert new.device_seq < before.device_seq
    assert new.epoch > before.epoch
    assert sync.requeue_above(new.device_seq, new.epoch) == 0
    assert sync.requeue_above(before.device_seq) == 0, "a hub that tells no epoch"
    assert sync.requeue_above(*old) == 1
    assert [event.id for event in sync.due(7, LARGE)] == [new.id]
    acknowledge(sync, batch="b3")
    assert sync.requeue_above(new.device_seq, new.epoch) == 0
    book.close()
