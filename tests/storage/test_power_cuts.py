"""The power goes at any instant of saves and of a sync: what had returned is there, whole (sync.md, I2)."""

import random
import sys
from pathlib import Path

import pytest

from advisor_desk.hub.hub import Hub
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.files import BookFiles
from tests.quick_disk import quick_folder
from tests.storage.books import PASSPHRASE, around, make
from tests.storage.disk import Disk, Step, under
from tests.storage.power import Record, Tally, cut_everywhere, recorded
from tests.storage.synced import SyncedDesk, enrolled_desk, load, portfolio, row
from tests.times import TIMES

IMAGES = 3_000 * TIMES

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="files of SQLite are looked at as POSIX has them"
)


def a_day(desk: SyncedDesk, hub: Hub) -> None:
    """A first sync in pages, saves, a round with what others did meanwhile, a client who leaves."""
    load(hub, "A1", portfolio(0, 12))
    desk.rows = 7
    desk.round()
    for number in range(6):
        desk.talk(f"C{number:03}", f"聊到第 {number} 件事")
    hub.put_rows("B1", "adv:A1", [row("client", "C001", name="改名"), row("trade", "C002", "T9")])
    desk.round()
    desk.talk("C003", "换人以前")
    hub.add_advisor("B1", "A2")
    hub.assign("C003", "A2")
    desk.desk.book.edit_client(desk.desk.book.client_id("C004"), {"employer": "新单位"})
    desk.round()
    desk.talk("C005", "一天的最后")


def recorded_day(folder: Path, hub: Hub) -> Record:
    """What was done to the disk in a day, its end with it."""
    with under(Disk()) as disk:
        desk = enrolled_desk(folder / "a.book", hub)
        record = Record(desk.book.path, desk.book.key)
        with recorded(record, disk, desk.book):
            a_day(desk, hub)
        desk.close()
        record.ops = tuple(disk.ops)
    return record


def cut(hub: Hub, images: int, seed: int) -> tuple[Record, Tally]:
    with quick_folder() as folder:
        record = recorded_day(folder, hub)
        return record, cut_everywhere(record, folder, images, seed)


def test_what_had_returned_is_there_after_3000_power_cuts(hub: Hub) -> None:
    seed = random.SystemRandom().getrandbits(32)
    record, tally = cut(hub, IMAGES, seed)
    said = f"seed {seed}, {len(record.ops)} steps, {len(record.states)} changes, {tally.images} images"
    print(f"\npower cuts: {said}, {tally.older} before and {tally.newer} after a change")  # noqa: T201
    assert tally.wrong[:5] == [], f"seed {seed}"
    assert tally.images == IMAGES
    # Pages, answers, sweep and saves are changes of their own, each cut many times over.
    assert len(record.states) > 50
    assert tally.older > IMAGES // 2
    assert tally.newer > 0
    assert len(tally.ways) == 16


def test_a_flush_that_is_left_out_is_noticed(hub: Hub) -> None:
    """The harness has teeth: a disk that flushes nothing of the log loses saves."""
    with quick_folder() as folder:
        record = recorded_day(folder, hub)
        record.ops = tuple(
            op if op.step is not Step.FLUSH or not op.path.endswith("-wal") else op.__class__("", Step.FLUSH)
            for op in record.ops
        )
        tally = cut_everywhere(record, folder, 200, seed=1)
    assert len(tally.wrong) > 20


def test_a_key_file_is_the_old_or_the_new_whatever_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    make(path, 2).book.close()
    files = BookFiles(path)
    raw = files.key.read_bytes()
    for cut_at in range(0, len(raw), 30):
        files.key.with_name(f"{files.key.name}.writing").write_bytes(raw[:cut_at])
        SqlBook.open(path, PASSPHRASE, around()).close()
