"""Rounds between a real encrypted book and a real hub, every message written and read as on the line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.domain.sync_view import Side
from advisor_desk.domain.task import TaskDraft, TaskKind
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.tables import METADATA
from advisor_desk.storage import backup
from advisor_desk.storage.check import check
from advisor_desk.sync.figures import RoundResult, Wishes
from advisor_desk.sync.push_stage import batch_of
from advisor_desk.sync.steps import watching
from advisor_desk.wire.rows import RowDraft
from tests.hubs import open_hub
from tests.storage.books import PASSPHRASE, Clock, around, reopen
from tests.storage.sync_books import LARGE, TODAY
from tests.storage.synced import SyncedDesk, enrolled_desk, load, opened, row

Outlets = tuple[SyncedDesk, SyncedDesk]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with open_hub(tmp_path) as made:
        yield made


@pytest.fixture
def outlets(hub: Hub, tmp_path: Path) -> Iterator[Outlets]:
    """Desks of two advisors."""
    made = [enrolled_desk(tmp_path / f"{advisor}.book", hub, advisor) for advisor in ("A7", "A8")]
    yield made[0], made[1]
    for desk in made:
        desk.close()


def well(desk: SyncedDesk) -> RoundResult:
    """A usual round that is to end well."""
    result = desk.round(Wishes())
    assert result.repairs == 0
    return result


def client(client_no: str, name: str, **given: object) -> RowDraft:
    return row("client", client_no, name=name, **given)


def test_clients_come_and_records_go(hub: Hub, outlets: Outlets) -> None:
    one, _ = outlets
    load(hub, "A7", [client("C1", "王芳"), client("C2", "李强")])
    assert well(one).pulled == 2
    one.talk("C1", "聊孩子留学")
    result = well(one)
    assert (result.pushed, result.outbox, len(result.quarantined)) == (1, 0, 0)
    assert one.sync.view().waiting == 0
    assert one.notes("C1") == ["聊孩子留学"]
    assert well(one).pulled == 0
    assert check(one.book).ok


def test_what_is_kept_apart_is_released_with_its_client(hub: Hub, outlets: Outlets) -> None:
    one, _ = outlets
    with one.book.change() as connection:
        connection.execute(
            "INSERT INTO client (client_no, name, client_type) VALUES ('C5', '张三', 'PERSON')"
        )
    one.desk.book.refresh(one.book.connection, None)
    one.talk("C5", "客户自己来的")
    result = well(one)
    assert [(answer.code, result.outbox) for answer in result.quarantined] == [("CLIENT_UNKNOWN", 0)]
    (shown,) = one.sync.view().refusals
    assert (shown.client_no, shown.code) == ("C5", "CLIENT_UNKNOWN")
    load(hub, "A7", [client("C5", "张三")])
    well(one)
    assert one.sync.view().refusals == ()
    assert one.notes("C5") == ["客户自己来的"]
    assert check(one.book).ok


def test_an_edit_meets_another_and_one_choice_settles_it(hub: Hub, outlets: Outlets) -> None:
    one, _ = outlets
    load(hub, "A7", [client("C1", "王芳", employer="旧厂")])
    well(one)
    book = one.desk.book
    book.edit_client(book.client_id("C1"), {"employer": "甲厂"})
    load(hub, "A7", [client("C1", "王芳", employer="乙厂")])
    assert well(one).conflicts == 1
    (shown,) = one.sync.view().conflicts
    assert (shown.base, shown.mine, shown.theirs) == ("旧厂", "甲厂", "乙厂")
    one.sync.settle_conflict(shown.event_id, shown.field, Side.MINE)
    well(one)
    well(one)
    with book.sql.read() as connection:
        assert connection.execute("SELECT employer FROM client").fetchone() == ("甲厂",)
    assert (one.sync.conflicts_open(), one.sync.view().conflicts[0].theirs) == (0, "乙厂")


def test_a_client_moves_with_what_was_recorded(hub: Hub, outlets: Outlets) -> None:
    one, other = outlets
    load(hub, "A7", [client("C1", "王芳"), client("C2", "李强")])
    well(one)
    digest = one.desk.book.attach("a.pdf", b"%PDF-1.7 of the client").sha256
    one.talk("C1", "第一次", (digest,))
    well(one)
    one.talk("C1", "换人前最后一次")
    hub.assign("C1", "A8")
    result = well(one)
    assert (result.purged_clients, result.outbox) == (1, 0)
    well(other)
    assert other.notes("C1") == ["第一次", "换人前最后一次"]
    assert other.desk.book.attachment_content(digest) == b"%PDF-1.7 of the client"
    assert well(one).purged_clients == 0
    with one.book.read() as connection:
        left = connection.execute(
            "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM attachment), "
            "(SELECT count(*) FROM client)"
        ).fetchone()
    assert left == (0, 0, 1)
    assert check(one.book).ok
    assert check(other.book).ok


def test_a_restored_book_gets_back_what_it_lacks(hub: Hub, outlets: Outlets, tmp_path: Path) -> None:
    one, _ = outlets
    load(hub, "A7", [client("C1", "王芳")])
    well(one)
    one.talk("C1", "备份以前")
    made = backup.back_up(one.book, tmp_path / "usb")
    one.talk("C1", "备份以后")
    well(one)
    path = one.desk.book.path
    one.close()
    backup.restore(made.path, path, PASSPHRASE, around(Clock()))
    again = opened(reopen(path), hub)
    again.ticking = one.ticking
    again.talk("C1", "恢复以后")
    result = well(again)
    assert (result.pushed, result.duplicates, result.outbox) == (1, 1, 0)
    assert again.notes("C1") == ["备份以前", "备份以后", "恢复以后"]
    assert well(again).pushed == 0
    assert check(again.book).ok
    # Nothing is odd about its chain; the hub's clock stands still.
    assert {flag for one in result.flagged for flag in one.flags} <= {"CLOCK_SKEW"}
    again.close()


def test_a_hub_that_went_back_is_sent_what_it_lost(hub: Hub, outlets: Outlets, tmp_path: Path) -> None:
    one, _ = outlets
    load(hub, "A7", [client("C1", "王芳")])
    well(one)
    digest = one.desk.book.attach("a.pdf", b"%PDF-1.7 of the client").sha256
    one.talk("C1", "第一次")
    well(one)
    copy = engine_copy(hub)
    one.talk("C1", "第二次", (digest,))
    well(one)
    replace_tables(hub, copy)
    hub.new_epoch()
    result = well(one)
    assert (result.requeued, result.pushed, result.outbox) == (1, 1, 0)
    assert one.notes("C1") == ["第一次", "第二次"]
    assert hub.attachment(hub.device(one.device_id), digest)[1] == b"%PDF-1.7 of the client"
    assert (well(one).pushed, well(one).duplicates) == (0, 0)
    assert check(one.book).ok


@pytest.mark.parametrize("is_announced", [True, False])
def test_what_a_hub_lost_below_something_that_came_late_is_sent_again(
    hub: Hub, outlets: Outlets, is_announced: bool
) -> None:
    """A request that was long on its way arrives after the hub went back: its number hides what is gone."""
    one, _ = outlets
    load(hub, "A7", [client("C1", "王芳")])
    well(one)
    copy = engine_copy(hub)
    one.desk.book.add_task(TaskDraft(kind=TaskKind.TODO, title="没有客户的待办", due_on=TODAY))
    well(one)
    one.talk("C1", "迟到的")
    identity = one.sync.identity()
    assert identity is not None
    late = batch_of(one.sync.due(500, LARGE), identity, one.ticking.around())
    replace_tables(hub, copy)
    if is_announced:
        hub.new_epoch()
    one.line.push(late)
    one.round(Wishes())
    with hub.store.engine.connect() as connection:
        assert len(connection.execute(METADATA.tables["event"].select()).all()) == 2
    assert one.round(Wishes()).outbox == 0
    assert well(one).duplicates == 0
    assert check(one.book).ok


def test_a_hub_that_goes_back_between_greeting_and_push_is_sent_what_it_lost(
    hub: Hub, outlets: Outlets
) -> None:
    """A standby takes over without a word; what is pushed next hides by its number what is missing."""
    one, _ = outlets
    load(hub, "A7", [client("C1", "王芳")])
    well(one)
    copy = engine_copy(hub)
    one.talk("C1", "第一次")
    well(one)
    one.talk("C1", "第二次")

    def fail_over(step: str) -> None:
        if step == "round.greeted":
            replace_tables(hub, copy)

    with watching(fail_over):
        result = one.round(Wishes())
    assert result.requeued == 1
    well(one)
    with hub.store.engine.connect() as connection:
        assert len(connection.execute(METADATA.tables["event"].select()).all()) == 2
    assert one.notes("C1") == ["第一次", "第二次"]
    assert well(one).outbox == 0
    assert check(one.book).ok


def test_a_desk_that_is_taken_in_again_sends_all_once_more_and_then_rests(hub: Hub, outlets: Outlets) -> None:
    one, _ = outlets
    load(hub, "A7", [client("C1", "王芳")])
    well(one)
    one.talk("C1", "第一次")
    one.talk("C1", "第二次")
    well(one)
    hub.revoke(one.device_id)
    one.enroll("A7")
    result = well(one)
    assert (result.pushed, result.duplicates, result.outbox) == (0, 2, 0)
    assert (well(one).duplicates, well(one).requeued) == (0, 0)
    one.talk("C1", "第三次")
    assert well(one).pushed == 1
    assert one.notes("C1") == ["第一次", "第二次", "第三次"]
    assert check(one.book).ok


def engine_copy(hub: Hub) -> dict[str, list[dict[str, object]]]:
    """Every row of the hub, as a point-in-time copy keeps it."""
    with hub.store.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for table in METADATA.sorted_tables
        }


def replace_tables(hub: Hub, copy: dict[str, list[dict[str, object]]]) -> None:
    """Restore it."""
    with hub.store.engine.begin() as connection:
        for table in METADATA.sorted_tables:
            connection.execute(table.delete())
            if copy[table.name]:
                connection.execute(table.insert(), copy[table.name])
