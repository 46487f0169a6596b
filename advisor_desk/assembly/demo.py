"""Makes the demo book whole or not at all: under another name first, then in its place."""

import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from advisor_desk.assembly.desk import Desk, around, create_book
from advisor_desk.demo.book import DemoPlan
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import CHEAP
from advisor_desk.storage.opening import Surroundings
from advisor_desk.usecases.import_ports import Watch
from advisor_desk.usecases.make_demo import make_demo
from advisor_desk.usecases.trading_calendar import trading_days

DEMO_PASSPHRASE = "advisor-desk-demo"  # noqa: S105 - opens invented people only, and is printed
_PLAN_KEY = "demo_plan"


def open_or_make_demo(
    path: Path, plan: DemoPlan, passphrase: str, watch: Watch | None = None, *, is_any_day: bool = False
) -> Desk:
    """The demo book of `plan` at `path`, made when there is none.

    With `is_any_day` one that is there may end on another day than the plan, and opens as of its own day.
    Raises UserCanFix: "book.demo_differs" when another book is there, and those of opening a book.
    """
    if not path.exists():
        _make(path, plan, passphrase, watch)
    book = SqlBook.open(path, passphrase, _surroundings())
    with book.read() as connection:
        row = connection.execute("SELECT value FROM book_meta WHERE key = ?", (_PLAN_KEY,)).fetchone()
    found = None if row is None else _read_plan(row[0])
    wanted = replace(plan, end=found.end) if found is not None and is_any_day else plan
    if found != wanted:
        book.close()
        raise UserCanFix("book.demo_differs")
    return around(book, wanted.end, "demo")


def _make(path: Path, plan: DemoPlan, passphrase: str, watch: Watch | None) -> None:
    unfinished = BookFiles(path.with_name(f"{path.name}.demo"))
    for leftover in (unfinished.book, unfinished.wal, unfinished.shared_memory, unfinished.key):
        leftover.unlink(missing_ok=True)
    book = create_book(unfinished.book, passphrase, _surroundings()).book
    try:
        desk = around(book, plan.end, "demo")
        desk.roll()
        make_demo(desk, plan, trading_days(), watch)
        with book.change() as connection:
            connection.execute(
                "INSERT INTO book_meta (key, value) VALUES (?, ?)", (_PLAN_KEY, _plan_text(plan))
            )
    finally:
        book.close()
    target = BookFiles(path)
    unfinished.key.replace(target.key)
    unfinished.book.replace(target.book)
    for leftover in (unfinished.lock, unfinished.previous_key):
        leftover.unlink(missing_ok=True)


def _surroundings() -> Surroundings:
    return Surroundings(cost=CHEAP, is_cheap_allowed=True)


def _plan_text(plan: DemoPlan) -> str:
    return json.dumps(asdict(plan), default=date.isoformat, sort_keys=True)


def _read_plan(text: str) -> DemoPlan:
    kept = json.loads(text)
    return DemoPlan(**{**kept, "end": date.fromisoformat(kept["end"])})
