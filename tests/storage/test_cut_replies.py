"""A thousand replies that are cut or lack a part: not one row goes for what did not come (sync.md, I21)."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from advisor_desk.errors import DeskError
from advisor_desk.hub.hub import Hub
from advisor_desk.storage import replica_rows
from advisor_desk.sync.figures import DONE
from advisor_desk.sync.steps import watching
from advisor_desk.wire.pages import Page, page_json, page_of
from advisor_desk.wire.shaped import Shapeless
from advisor_desk.wire.shapes import SHAPES
from tests.quick_disk import quick_folder
from tests.storage.synced import SyncedDesk, enrolled_desk, load, portfolio, row
from tests.times import TIMES

REPLIES = 1_000 * TIMES
Harm = Callable[[Page, random.Random], Page]


def nothing_of_it(page: Page, _dice: random.Random) -> Page:
    return replace(page, rows=[])


def an_end_too_soon(page: Page, dice: random.Random) -> Page:
    return replace(page, rows=list(page.rows)[: dice.randrange(len(page.rows) + 1)], more=False)


def some_rows_missing(page: Page, dice: random.Random) -> Page:
    return replace(page, rows=[one for one in page.rows if dice.random() < 0.6])


def one_client_missing(page: Page, dice: random.Random) -> Page:
    gone = dice.choice(sorted({one.client_no for one in page.rows}) or [""])
    return replace(page, rows=[one for one in page.rows if one.client_no != gone])


def no_rows_and_no_more(page: Page, _dice: random.Random) -> Page:
    return replace(page, rows=[], more=False)


WAYS: tuple[Harm, ...] = (
    nothing_of_it,
    an_end_too_soon,
    some_rows_missing,
    one_client_missing,
    no_rows_and_no_more,
)


class Line:
    """Harms one reply in so many, while it is told to."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.harmed: Counter[str] = Counter()
        self.share = 0.0

    def carry(self, way: str, raw: bytes) -> bytes:
        share = self.share if way == "pull<" else self.share / 20
        if not raw or not way.endswith("<") or self.dice.random() >= share:
            return raw
        if way != "pull<" or self.dice.random() < 0.3:
            self.harmed[f"{way} cut"] += 1
            return raw[: self.dice.randrange(len(raw))]
        harm = self.dice.choice(WAYS)
        self.harmed[harm.__name__] += 1
        return page_json(harm(page_of(raw), self.dice))


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as made:
        yield made


def standing(desk: SyncedDesk) -> set[tuple[str, str, str]]:
    """Rows of head office that stand in the book, by key."""
    with desk.book.read() as connection:
        found = [draft for kind in SHAPES for draft in replica_rows.drafts(connection, kind)]
    return {(draft.kind, draft.client_no, draft.id) for draft in found}


def records(desk: SyncedDesk) -> int:
    with desk.book.read() as connection:
        return int(connection.execute("SELECT count(*) FROM event").fetchone()[0])


class Stop(BaseException):
    """The program ends here."""


def stopping(after: int) -> Callable[[str], None]:
    """Let so many pages come, then end the program."""
    left = [after]

    def watch(step: str) -> None:
        if step == "page.applied":
            left[0] -= 1
            if left[0] < 0:
                raise Stop

    return watch


def one_bad_round(desk: SyncedDesk, hub: Hub, line: Line) -> None:
    """Head office changes things, sometimes while pages come; sometimes everything is to be fetched anew."""
    dice = line.dice
    desk.rows = dice.choice((3, 7, 20, 200))
    client_no = f"C{dice.randrange(8):03}"
    hub.put_rows(
        "B1", "adv:A1", [row("trade", client_no, f"T{int(client_no[1:])}-0", amount_fen=dice.getrandbits(30))]
    )
    if dice.random() < 0.5:
        hub.new_epoch()

    def meanwhile(step: str) -> None:
        stop(step)
        if step == "page.came" and dice.random() < 0.2:
            hub.put_rows("B1", "adv:A1", [row("daily_asset", "C003", 20_500, aum_fen=dice.getrandbits(30))])

    stop = stopping(dice.choice((0, 2, 5, 1_000, 1_000)))
    with watching(meanwhile), suppress(DeskError, Shapeless, Stop):
        desk.round()


def test_of_a_thousand_replies_cut_or_partial_none_deletes_anything(folder: Path, hub: Hub) -> None:
    seed = random.SystemRandom().getrandbits(32)
    line = Line(seed)
    load(hub, "A1", portfolio(0, 8))
    desk = enrolled_desk(folder / "a.book", hub, carry=line.carry)
    desk.round()
    desk.talk("C001", "聊过")
    desk.round()
    before, told = standing(desk), records(desk)
    while line.harmed.total() < REPLIES:
        line.share = 0.5
        one_bad_round(desk, hub, line)
        assert standing(desk) >= before, f"seed {seed}: {sorted(before - standing(desk))[:5]}"
        assert records(desk) == told, f"seed {seed}"
        line.share = 0.0
        if line.dice.random() < 0.1:
            desk.round()
    line.share = 0.0
    for _ in range(3):
        result = desk.round()
    assert (result.outcome, standing(desk), records(desk)) == (DONE, before, told), f"seed {seed}"
    print(f"\ncut replies: seed {seed}, {dict(line.harmed)}")  # noqa: T201
    assert all(line.harmed[way.__name__] > REPLIES // 15 for way in WAYS)
    desk.close()
