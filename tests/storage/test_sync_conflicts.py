"""A field changed here and at head office: one choice settles it, and what was not chosen stays readable."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.assembly.desk import Desk
from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.domain.sync_view import Side
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.wire.rows import compact
from tests.storage.books import Clock
from tests.storage.cut_short import cut_short
from tests.storage.sync_books import LARGE, desk_of


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path / "a.book", 2) as made:
        yield made


@pytest.fixture
def sync(desk: Desk) -> DeskSync:
    return DeskSync(desk.book, Clock())


def put_conflict(book: SqlBook, field: str, base: object, mine: object, theirs: object) -> None:
    """A conflict about client C000001 and head office's value in its row, as a pull leaves them."""
    with book.change() as connection:
        connection.execute(
            "INSERT INTO sync_conflict (event_id, field, client_no, author, base, mine, theirs, "
            "recorded_at, scope, seq, row_hash) "
            "VALUES ('e1', ?, 'C000001', 'A7', ?, ?, ?, '2026-09-01', 'adv:A7', 3, x'00')",
            (field, compact(base), compact(mine), compact(theirs)),
        )
        connection.execute(
            f"UPDATE client SET {field} = ? WHERE client_no = 'C000001'",  # noqa: S608 - of the test
            (theirs,),
        )


def value_of(book: SqlBook, field: str) -> object:
    with book.read() as connection:
        return connection.execute(f"SELECT {field} FROM client WHERE client_no = 'C000001'").fetchone()[0]  # noqa: S608


def told(sync: DeskSync) -> list[tuple[str, object]]:
    """Type and body of what has been recorded since the two clients."""
    shown = []
    for event in sync.due(500, LARGE)[2:]:
        body = json.loads(event.body)
        del body["at"]
        assert event.client_no == "C000001"
        shown.append((event.type, body))
    return shown


def test_the_three_values_stand_side_by_side(desk: Desk, sync: DeskSync) -> None:
    put_conflict(desk.book.sql, "employer", None, "甲厂", "乙厂")
    (shown,) = sync.view().conflicts
    assert (shown.field, shown.base, shown.mine, shown.theirs) == ("employer", None, "甲厂", "乙厂")
    assert (shown.client_no, shown.client_name, shown.chosen) == ("C000001", "客户1", None)
    assert sync.conflicts_open() == 1


@pytest.mark.parametrize(
    ("side", "stands", "kinds"),
    [
        (Side.THEIRS, "乙厂", ["conflict.settled"]),
        (Side.MINE, "甲厂", ["client.edited", "conflict.settled"]),
        (Side.BASE, "旧厂", ["client.edited", "conflict.settled"]),
    ],
)
def test_a_choice_lets_its_value_stand_and_is_told(
    desk: Desk, sync: DeskSync, side: Side, stands: str, kinds: list[str]
) -> None:
    put_conflict(desk.book.sql, "employer", "旧厂", "甲厂", "乙厂")
    sync.settle_conflict("e1", "employer", side)
    assert value_of(desk.book.sql, "employer") == stands
    events = told(sync)
    assert [kind for kind, _ in events] == kinds
    assert events[-1][1] == {"event_id": "e1", "field": "employer", "chosen": side.value}
    if side is not Side.THEIRS:
        # Built on what head office has: it is applied there.
        assert events[0][1] == {"fields": {"employer": ["乙厂", stands]}}
    (shown,) = sync.view().conflicts
    assert (shown.chosen, shown.mine, shown.theirs) == (side, "甲厂", "乙厂")
    assert sync.conflicts_open() == 0


def test_list_and_search_follow_the_choice(desk: Desk, sync: DeskSync) -> None:
    put_conflict(desk.book.sql, "name", "客户1", "王芳", "李强")
    desk.book.refresh(desk.book.sql.connection, [2])
    assert desk.book.find("wangfang").ids == ()
    sync.settle_conflict("e1", "name", Side.MINE)
    assert len(desk.book.find("wangfang").ids) == 1
    rows = desk.book.page(ClientQuery(), 0, 9)
    assert {row.client_no: row.name for row in rows}["C000001"] == "王芳"


def test_what_was_settled_is_settled(desk: Desk, sync: DeskSync) -> None:
    put_conflict(desk.book.sql, "employer", None, "甲厂", "乙厂")
    sync.settle_conflict("e1", "employer", Side.THEIRS)
    for event_id, field in (("e1", "employer"), ("e1", "phone"), ("e2", "employer")):
        with pytest.raises(UserCanFix) as caught:
            sync.settle_conflict(event_id, field, Side.MINE)
        assert caught.value.code == "record.unknown"
    assert len(told(sync)) == 1


def test_identity_that_head_office_knows_is_its_to_decide(desk: Desk, sync: DeskSync) -> None:
    put_conflict(desk.book.sql, "id_no", "1", "22", "333")
    with pytest.raises(UserCanFix) as caught:
        sync.settle_conflict("e1", "id_no", Side.MINE)
    assert (caught.value.code, caught.value.params) == ("sync.head_office_decides", {"field": "id_no"})
    assert (sync.conflicts_open(), told(sync)) == (1, [])
    with desk.book.sql.change() as connection:
        connection.execute("UPDATE client SET id_no = '22' WHERE client_no = 'C000001'")
    sync.settle_conflict("e1", "id_no", Side.MINE)
    assert [kind for kind, _ in told(sync)] == ["conflict.settled"]


def test_of_a_client_that_is_not_here_nothing_is_settled(desk: Desk, sync: DeskSync) -> None:
    put_conflict(desk.book.sql, "employer", None, "甲厂", "乙厂")
    with desk.book.sql.change() as connection:
        connection.execute("UPDATE sync_conflict SET client_no = 'C9'")
    assert sync.view().conflicts[0].client_id is None
    with pytest.raises(UserCanFix) as caught:
        sync.settle_conflict("e1", "employer", Side.THEIRS)
    assert caught.value.code == "client.unknown"


def test_a_choice_cut_short_changes_nothing(desk: Desk, sync: DeskSync) -> None:
    put_conflict(desk.book.sql, "employer", None, "甲厂", "乙厂")
    with cut_short("book.before_commit"):
        sync.settle_conflict("e1", "employer", Side.MINE)
    assert (value_of(desk.book.sql, "employer"), told(sync), sync.conflicts_open()) == ("乙厂", [], 1)


def test_settled_ones_are_listed_after_the_open_ones(desk: Desk, sync: DeskSync) -> None:
    put_conflict(desk.book.sql, "employer", None, "甲厂", "乙厂")
    put_conflict(desk.book.sql, "occupation", None, "医生", "教师")
    sync.settle_conflict("e1", "employer", Side.THEIRS)
    assert [one.field for one in sync.view().conflicts] == ["occupation", "employer"]
