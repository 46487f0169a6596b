"""Rounds between a real encrypted book and a real hub, every message written and read as on the line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from advisor_desk.assembly.desk import Desk
from advisor_desk.assembly.desk import around as desk_around
from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.sync_view import Side
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.tables import METADATA
from advisor_desk.storage import backup
from advisor_desk.storage.check import check
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.sync.enrollment import enroll
from advisor_desk.sync.figures import RoundResult
from advisor_desk.sync.round import run_round
from advisor_desk.sync.steps import watching
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.messages import (
    EnrollAnswer,
    EnrollRequest,
    Hello,
    PushAnswer,
    PushBatch,
    enroll_answer,
    enroll_request,
    hello_of,
    push_answer,
    push_batch,
    written,
)
from advisor_desk.wire.pages import Page, PullRequest, page_json, page_of
from advisor_desk.wire.report import Report, report_of
from advisor_desk.wire.rows import RowDraft, compact
from advisor_desk.wire.shapes import SHAPES
from tests.hubs import open_hub
from tests.storage.books import PASSPHRASE, Clock, around, make, reopen
from tests.storage.sync_books import TODAY
from tests.sync_fakes import Ticking

URL = "https://hub.example"
BRANCH = "B1"


class HubNear:
    """A hub in the same process; satisfies `sync.ports.HubLine`."""

    def __init__(self, hub: Hub, device_id: str = "") -> None:
        self.hub = hub
        self.device_id = device_id

    def enroll(self, request: EnrollRequest) -> EnrollAnswer:
        answer = self.hub.enroll(enroll_request(written(request)))
        self.device_id = answer.device_id
        return enroll_answer(written(answer))

    def hello(self) -> Hello:
        return hello_of(written(self.hub.hello(self.hub.device(self.device_id))))

    def push(self, batch: PushBatch) -> PushAnswer:
        device = self.hub.device(self.device_id)
        return push_answer(written(self.hub.push(device, push_batch(written(batch)))))

    def pull(self, request: PullRequest) -> Page:
        return page_of(page_json(self.hub.pull(self.hub.device(self.device_id), request)))

    def send_attachment(self, head: AttachmentHead, content: bytes) -> None:
        self.hub.put_attachment(self.hub.device(self.device_id), head, content)

    def fetch_attachment(self, sha256: str) -> tuple[AttachmentHead, bytes]:
        return self.hub.attachment(self.hub.device(self.device_id), sha256)

    def report(self, report: Report) -> None:
        self.hub.report(self.hub.device(self.device_id), report_of(report.as_bytes()))


@dataclass
class Outlet:
    """One advisor's desk and its way to the hub."""

    desk: Desk
    sync: DeskSync
    line: HubNear
    ticking: Ticking = field(default_factory=Ticking)

    def round(self) -> RoundResult:
        """A round that is to end well."""
        result = run_round(self.sync, self.line, self.ticking.around())
        assert result.repairs == 0
        return result

    def talk(self, client_no: str, note: str, attachments: tuple[str, ...] = ()) -> str:
        """Log a call."""
        made = Interaction(
            attendees=(Attendee(client_no),),
            on=TODAY,
            channel=ContactChannel.CALL,
            outcome=Outcome.REACHED,
            purpose=Purpose.CARE,
            note=note,
            attachments=attachments,
        )
        return self.desk.book.record(made)

    def notes(self, client_no: str) -> list[str]:
        """Notes of a client, oldest first."""
        file = self.desk.book.service_file(self.desk.book.client_id(client_no))
        return [one.made.note for one in reversed(file)]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with open_hub(tmp_path) as made:
        yield made


@pytest.fixture
def outlets(hub: Hub, tmp_path: Path) -> Iterator[tuple[Outlet, Outlet]]:
    made = []
    for advisor in ("A7", "A8"):
        book = make(tmp_path / f"{advisor}.book").book
        desk = desk_around(book, TODAY, "cli")
        desk.roll()
        outlet = Outlet(desk, DeskSync(desk.book, Clock()), HubNear(hub))
        enroll(outlet.sync, outlet.line, URL, hub.invite(BRANCH, advisor))
        made.append(outlet)
    yield made[0], made[1]
    for outlet in made:
        outlet.desk.close()


def client(client_no: str, name: str, **given: object) -> RowDraft:
    values = {"name": name, "pinyin": "", "client_type": "PERSON", **given}
    return RowDraft(
        "client", client_no, client_no, compact([values.get(one) for one in SHAPES["client"].values])
    )


def load(hub: Hub, advisor: str, *drafts: RowDraft) -> None:
    """What a load at head office does: rows of clients, and who holds them."""
    hub.add_clients(BRANCH, {draft.client_no: advisor for draft in drafts})
    hub.put_rows(BRANCH, f"adv:{advisor}", drafts)


def test_clients_come_and_records_go(hub: Hub, outlets: tuple[Outlet, Outlet]) -> None:
    one, _ = outlets
    load(hub, "A7", client("C1", "王芳"), client("C2", "李强"))
    assert one.round().pulled == 2
    one.talk("C1", "聊孩子留学")
    result = one.round()
    assert (result.pushed, result.outbox, len(result.quarantined)) == (1, 0, 0)
    assert one.sync.view().waiting == 0
    assert one.notes("C1") == ["聊孩子留学"]
    assert one.round().pulled == 0
    assert check(one.desk.book.sql).ok


def test_what_is_kept_apart_is_released_with_its_client(hub: Hub, outlets: tuple[Outlet, Outlet]) -> None:
    one, _ = outlets
    with one.desk.book.sql.change() as connection:
        connection.execute(
            "INSERT INTO client (client_no, name, client_type) VALUES ('C5', '张三', 'PERSON')"
        )
    one.desk.book.refresh(one.desk.book.sql.connection, None)
    one.talk("C5", "客户自己来的")
    result = one.round()
    assert [(answer.code, result.outbox) for answer in result.quarantined] == [("CLIENT_UNKNOWN", 0)]
    (shown,) = one.sync.view().refusals
    assert (shown.client_no, shown.code) == ("C5", "CLIENT_UNKNOWN")
    load(hub, "A7", client("C5", "张三"))
    one.round()
    assert one.sync.view().refusals == ()
    assert one.notes("C5") == ["客户自己来的"]
    assert check(one.desk.book.sql).ok


def test_an_edit_meets_another_and_one_choice_settles_it(hub: Hub, outlets: tuple[Outlet, Outlet]) -> None:
    one, _ = outlets
    load(hub, "A7", client("C1", "王芳", employer="旧厂"))
    one.round()
    book = one.desk.book
    book.edit_client(book.client_id("C1"), {"employer": "甲厂"})
    load(hub, "A7", client("C1", "王芳", employer="乙厂"))
    assert one.round().conflicts == 1
    (shown,) = one.sync.view().conflicts
    assert (shown.base, shown.mine, shown.theirs) == ("旧厂", "甲厂", "乙厂")
    one.sync.settle_conflict(shown.event_id, shown.field, Side.MINE)
    one.round()
    one.round()
    with book.sql.read() as connection:
        assert connection.execute("SELECT employer FROM client").fetchone() == ("甲厂",)
    assert (one.sync.conflicts_open(), one.sync.view().conflicts[0].theirs) == (0, "乙厂")


def test_a_client_moves_with_what_was_recorded(hub: Hub, outlets: tuple[Outlet, Outlet]) -> None:
    one, other = outlets
    load(hub, "A7", client("C1", "王芳"), client("C2", "李强"))
    one.round()
    digest = one.desk.book.attach("a.pdf", b"%PDF-1.7 of the client").sha256
    one.talk("C1", "第一次", (digest,))
    one.round()
    one.talk("C1", "换人前最后一次")
    hub.assign("C1", "A8")
    result = one.round()
    assert (result.purged_clients, result.outbox) == (1, 0)
    other.round()
    assert other.notes("C1") == ["第一次", "换人前最后一次"]
    assert other.desk.book.attachment_content(digest) == b"%PDF-1.7 of the client"
    assert one.round().purged_clients == 0
    with one.desk.book.sql.read() as connection:
        left = connection.execute(
            "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM attachment), "
            "(SELECT count(*) FROM client)"
        ).fetchone()
    assert left == (0, 0, 1)
    assert check(one.desk.book.sql).ok
    assert check(other.desk.book.sql).ok


def test_a_restored_book_gets_back_what_it_lacks(
    hub: Hub, outlets: tuple[Outlet, Outlet], tmp_path: Path
) -> None:
    one, _ = outlets
    load(hub, "A7", client("C1", "王芳"))
    one.round()
    one.talk("C1", "备份以前")
    made = backup.back_up(one.desk.book.sql, tmp_path / "usb")
    one.talk("C1", "备份以后")
    one.round()
    path = one.desk.book.path
    one.desk.close()
    backup.restore(made.path, path, PASSPHRASE, around(Clock()))
    desk = desk_around(reopen(path), TODAY)
    desk.roll()
    again = Outlet(desk, DeskSync(desk.book, Clock()), one.line, one.ticking)
    again.talk("C1", "恢复以后")
    result = again.round()
    assert (result.pushed, result.duplicates, result.outbox) == (1, 1, 0)
    assert again.notes("C1") == ["备份以前", "备份以后", "恢复以后"]
    assert again.round().pushed == 0
    assert check(desk.book.sql).ok
    # Nothing is odd about its chain; the hub's clock stands still.
    assert {flag for one in result.flagged for flag in one.flags} <= {"CLOCK_SKEW"}
    desk.close()


def test_a_hub_that_went_back_is_sent_what_it_lost(
    hub: Hub, outlets: tuple[Outlet, Outlet], tmp_path: Path
) -> None:
    one, _ = outlets
    load(hub, "A7", client("C1", "王芳"))
    one.round()
    digest = one.desk.book.attach("a.pdf", b"%PDF-1.7 of the client").sha256
    one.talk("C1", "第一次")
    one.round()
    copy = engine_copy(hub)
    one.talk("C1", "第二次", (digest,))
    one.round()
    replace_tables(hub, copy)
    hub.new_epoch()
    result = one.round()
    assert (result.requeued, result.pushed, result.outbox) == (1, 1, 0)
    assert one.notes("C1") == ["第一次", "第二次"]
    assert hub.attachment(hub.device(one.line.device_id), digest)[1] == b"%PDF-1.7 of the client"
    assert (one.round().pushed, one.round().duplicates) == (0, 0)
    assert check(one.desk.book.sql).ok


def test_a_hub_that_goes_back_between_greeting_and_push_is_sent_what_it_lost(
    hub: Hub, outlets: tuple[Outlet, Outlet]
) -> None:
    """A standby takes over without a word; what is pushed next hides by its number what is missing."""
    one, _ = outlets
    load(hub, "A7", client("C1", "王芳"))
    one.round()
    copy = engine_copy(hub)
    one.talk("C1", "第一次")
    one.round()
    one.talk("C1", "第二次")

    def fail_over(step: str) -> None:
        if step == "round.greeted":
            replace_tables(hub, copy)

    with watching(fail_over):
        result = run_round(one.sync, one.line, one.ticking.around())
    assert result.requeued == 1
    one.round()
    with hub.store.engine.connect() as connection:
        assert len(connection.execute(METADATA.tables["event"].select()).all()) == 2
    assert one.notes("C1") == ["第一次", "第二次"]
    assert one.round().outbox == 0
    assert check(one.desk.book.sql).ok


def test_a_desk_that_is_taken_in_again_sends_all_once_more_and_then_rests(
    hub: Hub, outlets: tuple[Outlet, Outlet]
) -> None:
    one, _ = outlets
    load(hub, "A7", client("C1", "王芳"))
    one.round()
    one.talk("C1", "第一次")
    one.talk("C1", "第二次")
    one.round()
    hub.revoke(one.line.device_id)
    enroll(one.sync, one.line, URL, hub.invite(BRANCH, "A7"))
    result = one.round()
    assert (result.pushed, result.duplicates, result.outbox) == (0, 2, 0)
    assert (one.round().duplicates, one.round().requeued) == (0, 0)
    one.talk("C1", "第三次")
    assert one.round().pushed == 1
    assert one.notes("C1") == ["第一次", "第二次", "第三次"]
    assert check(one.desk.book.sql).ok


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
