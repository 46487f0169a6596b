"""A desk window and the real hub: clients arrive, a conflict takes one key, a handover startles nobody."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from pytestqt.qtbot import QtBot

from advisor_desk.app.desk_window import ALLOCATION, CLIENTS
from advisor_desk.app.rest import REST_S
from advisor_desk.assembly.book_rules import BookRules
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.publish import publish_rules
from advisor_desk.storage.sync_backup import folder_of
from advisor_desk.ui.jobs import Jobs
from advisor_desk.usecases.review_client import review_client
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.rows import RowDraft, compact
from advisor_desk.wire.shapes import SHAPES
from tests.builders import NOW
from tests.hub.office_calls import rows_of
from tests.hubs import Clock, open_hub
from tests.lines import InProcessLine
from tests.newer_rules import newer_rules
from tests.ui.client_page import all_texts
from tests.ui.real_desk import RealDesk, press, ready, real_desk

BRANCH = "B1"
WAIT_MS = 20_000


class Evening:
    """The window, the hub behind its line, and a person who waits for what is seen."""

    def __init__(self, desk: RealDesk, hub: Hub, qtbot: QtBot) -> None:
        self.desk, self.hub, self.qtbot = desk, hub, qtbot
        self.window = desk.window
        self.sync = desk.window.sync
        self.sync.work.open_line = lambda _url, identity, _cancelled: nullcontext(self._line(identity))

    def _line(self, identity: Identity | None) -> InProcessLine:
        return InProcessLine.of(self.hub, identity)

    def load(self, client_no: str, name: str, **given: object) -> None:
        """What a load at head office does."""
        values = {"name": name, "pinyin": "", "client_type": "PERSON", **given}
        body = compact([values.get(one) for one in SHAPES["client"].values])
        self.hub.add_clients(BRANCH, {client_no: "A7"})
        self.hub.put_rows(BRANCH, "adv:A7", [RowDraft("client", client_no, client_no, body)])

    def rest(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(
            lambda: not self.sync.is_running and not self.window.jobs.is_busy, timeout=WAIT_MS
        )

    def enroll(self) -> None:
        """Be taken in; the first round follows."""
        self.sync.enroll()
        dialog = self.sync.dialog
        assert dialog is not None
        dialog.address.set_text("https://hub.example.com")
        dialog.code.set_text(self.hub.invite(BRANCH, "A7"))
        dialog.save()
        self.qtbot.waitUntil(lambda: self.sync.state.figures is not None, timeout=WAIT_MS)
        self.rest()

    def round(self) -> str:
        """Sync now; the receipt line."""
        self.sync.sync_now()
        self.qtbot.waitUntil(lambda: not self.sync.is_running, timeout=WAIT_MS)
        self.rest()
        return self.sync.page.body.run.told_words.text()


@pytest.fixture
def evening(tmp_path: Path, qtbot: QtBot) -> Iterator[Evening]:
    with (
        open_hub(tmp_path, Clock(NOW)) as hub,
        real_desk(tmp_path, jobs=Jobs(), page="sync") as desk,
    ):
        made = Evening(desk, hub, qtbot)
        made.rest()
        yield made


def the_copies_follow(evening: Evening) -> None:
    """Copies that still have the client go at the next quiet moment: the file is written anew for it."""
    book, at_rest = evening.desk.book.sql, evening.sync.purge_backup
    backups = folder_of(book.path)
    (earlier,) = backups.glob("*.book")
    evening.qtbot.waitUntil(lambda: at_rest.is_asked, timeout=WAIT_MS)
    evening.rest()
    at_rest.look()
    assert earlier.exists()
    at_rest._touched_at -= REST_S  # noqa: SLF001
    book._around = book.around._replace(clock=lambda: NOW + 60)  # noqa: SLF001
    at_rest.look()
    evening.rest()
    assert not at_rest.is_asked
    assert not earlier.exists()
    assert len(list(backups.glob("*.book"))) == 1
    assert not evening.sync.book.is_backup_urgent()


def go_by_rules_of_the_book(evening: Evening) -> None:
    """As the program wires it: the rules of a day are those shipped and those received."""
    book, desk = evening.desk.book, evening.window.desk
    found = BookRules(book.sql)
    book._around = replace(book.around, rules_on=found.scores_on)  # noqa: SLF001
    desk._rules, desk.catalog = found, found.catalog  # noqa: SLF001


def counted_under(evening: Evening) -> set[str]:
    with evening.desk.book.sql.read() as connection:
        return {version for (version,) in connection.execute("SELECT rules_version FROM standing")}


def test_rules_of_head_office_are_in_force_after_the_round_and_broken_ones_are_told(
    evening: Evening, tmp_path: Path
) -> None:
    go_by_rules_of_the_book(evening)
    evening.load("C1", "王芳")
    evening.enroll()
    evening.window.show_page("sync")
    evening.rest()
    scopes = evening.sync.page.body.scopes
    assert counted_under(evening) == {"2026-11"}
    publish_rules(evening.hub, newer_rules(tmp_path))
    evening.round()
    assert counted_under(evening) == {"2026-11b"}
    assert not any("没有采用" in text for text in all_texts(scopes))
    (row,) = rows_of(evening.hub, "0", "firm")
    values = [*json.loads(row.body)[:-1], "00" * 64]
    evening.hub.put_rows("0", "firm", [RowDraft(row.kind, row.id, "", compact(values))])
    evening.round()
    assert counted_under(evening) == {"2026-11"}
    told = [text for text in all_texts(scopes) if "没有采用" in text]
    assert told == ["总部规则 2026-11b 没有总部的有效签名，没有采用。 现行规则不变；请告知总部核对。"]


def test_from_the_first_client_to_a_handover(evening: Evening) -> None:
    evening.load("C1", "王芳", employer="旧厂")
    evening.load("C2", "李强")
    evening.enroll()
    assert evening.desk.names() == ["王芳", "李强"]
    assert "接收 2 条" in evening.sync.page.body.run.told_words.text()

    book = evening.desk.book
    book.edit_client(book.client_id("C1"), {"employer": "甲厂"})
    evening.load("C1", "王芳", employer="乙厂")
    assert "冲突 1 项" in evening.round()
    page = evening.sync.page
    (row,) = page.body.conflicts.rows
    assert [button.value.text() for button in row.sides.values()] == ["甲厂", "乙厂", "旧厂"]
    ready(evening.window)
    page.body.run.attention.click()
    press(evening.window, Qt.Key.Key_1)
    evening.rest()
    assert page.body.conflicts.rows == []
    assert "1 条" in page.body.run.headline.text() or "2 条" in page.body.run.headline.text()
    evening.round()
    with book.sql.read() as connection:
        assert connection.execute("SELECT employer FROM client WHERE client_no = 'C1'").fetchone() == (
            "甲厂",
        )

    # A client in sight goes to another advisor: gone everywhere, and nobody is startled by it.
    evening.window.show_page(CLIENTS)
    evening.window.clients.go_to(book.client_id("C1"))
    evening.rest()
    evening.hub.add_advisor(BRANCH, "A8")
    evening.hub.assign("C1", "A8")
    told = len(evening.desk.told)
    evening.sync.timer.timeout.emit()
    evening.rest()
    assert evening.desk.names() == ["李强"]
    assert evening.desk.told[told:] == [("info", "1 位客户已转给其他顾问，资料已从本机移除。")]
    assert not any("王芳" in text for text in all_texts(evening.window.status))
    assert "1 位客户已转给其他顾问" in page.body.run.told_words.text()
    the_copies_follow(evening)


def test_a_client_leaves_while_a_note_about_him_is_typed(evening: Evening) -> None:
    evening.load("C1", "王芳")
    evening.load("C2", "李强")
    evening.enroll()
    window, book = evening.window, evening.desk.book
    window.show_page(CLIENTS)
    window.clients.go_to(book.client_id("C1"))
    evening.rest()
    log = window.quick_log.open_for([book.client_id("C1")])
    evening.rest()
    note = log.form.note
    note.set_text("想把一半换成债券")
    evening.hub.add_advisor(BRANCH, "A8")
    evening.hub.assign("C1", "A8")
    evening.sync.timer.timeout.emit()
    evening.rest()
    assert ("info", "1 位客户已转给其他顾问，资料已从本机移除。") in evening.desk.told
    log.save()
    evening.rest()
    assert log.isVisible()
    assert note.text() == "想把一半换成债券"
    assert any("可能刚转给了其他顾问" in text for text in all_texts(log))


def test_a_client_leaves_while_his_form_is_filled_in(evening: Evening) -> None:
    evening.load("C1", "王芳")
    evening.enroll()
    window, book = evening.window, evening.desk.book
    form = window.dialogs.edit_client(review_client(book, book.client_id("C1")))
    assert form is not None
    evening.rest()
    form.fields.boxes["occupation"].set_text("教师")
    evening.hub.add_advisor(BRANCH, "A8")
    evening.hub.assign("C1", "A8")
    evening.sync.timer.timeout.emit()
    evening.rest()
    form.save()
    evening.rest()
    assert form.isVisible()
    assert form.fields.boxes["occupation"].text() == "教师"
    assert any("可能刚转给了其他顾问" in text for text in all_texts(form))


def test_a_client_leaves_while_his_plan_is_in_sight(evening: Evening) -> None:
    evening.load("C1", "王芳")
    evening.load("C2", "李强")
    evening.enroll()
    window, book = evening.window, evening.desk.book
    window.show_page(ALLOCATION)
    window.allocation.show_client(book.client_id("C1"))
    evening.qtbot.waitUntil(lambda: "王芳" in all_texts(window.allocation), timeout=WAIT_MS)
    evening.hub.add_advisor(BRANCH, "A8")
    evening.hub.assign("C1", "A8")
    told = len(evening.desk.told)
    evening.sync.timer.timeout.emit()
    evening.rest()
    assert evening.desk.told[told:] == [("info", "1 位客户已转给其他顾问，资料已从本机移除。")]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not any("王芳" in text for text in all_texts(window.allocation))
    assert window.allocation.client_id is None
