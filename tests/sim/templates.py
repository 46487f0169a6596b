"""What every run begins with, made once a process: a loaded hub and the enrolled books of four desks.

With a second branch it has a desk more, and is a hub of its own: what stands in the first stays as it is.
"""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import DataKey
from advisor_desk.storage.sync_backup import folder_of
from advisor_desk.storage.uuid7 import drawn_from
from advisor_desk.sync.enrollment import enroll
from advisor_desk.sync.round import run_round
from tests.lines import InProcessLine
from tests.sim.desks import NOW, PASSPHRASE, Times, desk_book, surroundings
from tests.sim.office import (
    ADVISORS,
    BRANCH,
    OTHER_ADVISOR,
    OTHER_BRANCH,
    Image,
    Office,
    branch_of,
    client_row,
    empty_image,
    product_row,
    signal_row,
    trade_row,
)
from tests.sync_fakes import Ticking

DESKS = (("A1", "A1"), ("A2", "A2"), ("A3", "A3"), ("A1-home", "A1"))
"""Name and advisor of each desk; one advisor has two."""
CLIENTS = tuple(f"KH{number:04}" for number in range(1, 9))
OTHER_CLIENTS = ("KH0009", "KH0010")
"""Those of the second branch."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A closed book in the template: enrolled, and the same after its first sync."""

    name: str
    fresh: Path
    synced: Path
    key: DataKey


@dataclass(frozen=True, slots=True)
class Template:
    """The image of the hub, and a book for each desk."""

    hub: Image
    books: tuple[Kept, ...]


def folder_in_memory(prefix: str) -> Path:
    """A new folder, on a disk in memory where the system has one."""
    shared = Path("/dev/shm")  # noqa: S108 - a disk in memory, for invented people
    return Path(tempfile.mkdtemp(prefix=prefix, dir=shared if shared.is_dir() else None))


@cache
def template() -> Template:
    """Made at the first call, taken away at the end of the process."""
    folder = folder_in_memory("sim-template-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    chance = random.Random(0)
    with drawn_from(chance.randbytes):
        office = Office(empty_image(), Times().clock())
        _load(office)
        books = tuple(_book(folder / name, name, advisor, office) for name, advisor in DESKS)
        return Template(office.image(), books)


@cache
def two_branches() -> Template:
    """As `template`, and a second branch with one desk."""
    one = template()
    folder = folder_in_memory("sim-template-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    chance = random.Random(1)
    with drawn_from(chance.randbytes):
        office = Office(one.hub, Times().clock())
        office.open_branch()
        office.hub.add_clients(OTHER_BRANCH, dict.fromkeys(OTHER_CLIENTS, OTHER_ADVISOR))
        office.put([client_row(number, employer="旧厂") for number in OTHER_CLIENTS])
        office.put([trade_row(number, f"T-{number}-1", 100) for number in OTHER_CLIENTS])
        book = _book(folder / OTHER_ADVISOR, OTHER_ADVISOR, OTHER_ADVISOR, office)
        return Template(office.image(), (*one.books, book))


def copied(source: Path, target: Path) -> Path:
    """A closed book in a folder of its own; the copy."""
    target.parent.mkdir(parents=True)
    files, copies = BookFiles(source), BookFiles(target)
    shutil.copyfile(files.book, copies.book)
    shutil.copyfile(files.key, copies.key)
    return target


def backed_up_today(book: Path) -> None:
    """Let a book's backup of today be there already: the next is due after a purge, or on another day."""
    folder = folder_of(book)
    folder.mkdir()
    (folder / f"{book.stem}-20260921-000000{book.suffix}").touch()


def _load(office: Office) -> None:
    for advisor in ADVISORS:
        office.hub.add_advisor(BRANCH, advisor)
    office.put_firm([product_row(f"P{number}", number) for number in range(4)])
    holders = {number: ADVISORS[place % 3] for place, number in enumerate(CLIENTS)}
    office.hub.add_clients(BRANCH, holders)
    office.put([client_row(number, employer="旧厂") for number in CLIENTS])
    office.put([trade_row(number, f"T-{number}-1", 100) for number in CLIENTS])
    office.put([signal_row(number, "fund", 1) for number in CLIENTS[:4]])


def _book(folder: Path, name: str, advisor: str, office: Office) -> Kept:
    folder.mkdir()
    clock = Times(NOW).clock()
    book = SqlBook.create(folder / "fresh.book", PASSPHRASE, surroundings(clock)).book
    desk = desk_book(book, clock, "")
    desk.roll()
    sync = DeskSync(desk)
    line = InProcessLine(office.hub)
    identity = enroll(sync, line, "https://hub.example", office.hub.invite(branch_of(advisor), advisor))
    desk.close()
    for ending in ("", ".key"):
        shutil.copyfile(folder / f"fresh.book{ending}", folder / f"synced.book{ending}")
    key = _synced(folder / "synced.book", InProcessLine.of(office.hub, identity))
    shutil.rmtree(folder / "synced.book.backups")
    return Kept(name, folder / "fresh.book", folder / "synced.book", key)


def _synced(path: Path, line: InProcessLine) -> DataKey:
    clock = Times(NOW).clock()
    book = SqlBook.open(path, PASSPHRASE, surroundings(clock))
    desk = desk_book(book, clock, "")
    run_round(DeskSync(desk), line, Ticking().around())
    key = book.key
    desk.close()
    return key
