"""The sync at a desk: a real book and round, saves while it runs, a lock in its midst, quiet trouble."""

import socket
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from select import select
from time import monotonic

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.ui.pages.sync.parts import RunKind
from advisor_desk.usecases.run_sync import over_http
from tests.builders import Builder
from tests.ui.client_page import all_texts
from tests.ui.real_desk import CONTROL, press
from tests.ui.sync_desks import CODE, Synced, synced

SHIFT = Qt.KeyboardModifier.ShiftModifier
DAY_S = 86_400


def people(build: Builder) -> None:
    build.client("李明亮", phone="13800138001")
    build.client("欧阳雨桐", phone="13800138002")


def kind_of(at: Synced) -> RunKind:
    return at.sync.state.kind


@pytest.fixture
def at(tmp_path: Path, qtbot: QtBot) -> Iterator[Synced]:
    with synced(tmp_path, qtbot, people) as somebody:
        yield somebody


@pytest.fixture
def enrolled(at: Synced) -> Synced:
    at.enroll()
    return at


def test_a_desk_that_is_nobodys_says_so_and_loses_no_function(at: Synced) -> None:
    page = at.sync.page
    assert "还没有登记到总部" in page.start.title.text()
    assert page.enroll_button.isVisible()
    assert "离线工作" in all_texts(at.window.status)
    at.sync.sync_now()
    at.rest()
    assert not at.office.asked


def test_enrolment_makes_the_book_somebodys_and_syncs_at_once(enrolled: Synced) -> None:
    page = enrolled.sync.page
    assert page.body.isVisible()
    assert "顾问 A1" in page.body.run.about.text()
    assert enrolled.book.around.author == "A1"
    assert enrolled.office.asked.count("enroll") == 1
    assert enrolled.office.asked.count("hello") == 1
    assert enrolled.sync.state.kind is RunKind.DONE
    assert "已与总部同步 今天" in enrolled.window.status.network.text()


def test_an_address_that_says_nothing_is_waited_for_only_as_long_as_one_likes(at: Synced) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        at.sync.work.open_line = over_http
        at.sync.enroll()
        dialog = at.sync.dialog
        assert dialog is not None
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        dialog.address.set_text(address)
        dialog.code.set_text(CODE)
        dialog.save()
        at.until(lambda: select([silent], [], [], 0)[0])
        caller, _ = silent.accept()
        with caller:
            dialog.reject()
            at.until(dialog.save_button.isEnabled)
            assert not at.sync.is_running
    assert (dialog.address.text(), dialog.code.text()) == (address, CODE)
    assert "已停止" in dialog.told.text()
    assert at.sync.book.identity() is None
    at.sync.work.open_line = lambda _url, _identity, _cancelled: nullcontext(at.office)
    dialog.save()
    at.until(lambda: at.sync.view.identity is not None and at.sync.state.figures is not None)
    at.rest()


def test_a_wrong_code_is_told_at_its_field_and_what_was_typed_stays(at: Synced) -> None:
    def refuse(point: str) -> None:
        if point == "enroll.before":
            raise UserCanFix("sync.code_wrong")

    at.office.trouble = refuse
    at.sync.enroll()
    dialog = at.sync.dialog
    assert dialog is not None
    dialog.address.set_text("https://hub.example.com")
    dialog.code.set_text("B1.WRONG")
    dialog.save()
    at.until(lambda: dialog.code.has_problem)
    assert (dialog.address.text(), dialog.code.text()) == ("https://hub.example.com", "B1.WRONG")
    assert dialog.code.edit.hasFocus()
    assert not dialog.address.has_problem
    dialog.discard()


def test_one_key_sends_everything_and_the_receipt_says_that_nothing_is_lost(enrolled: Synced) -> None:
    enrolled.edit(1, phone="13911112222")
    enrolled.rest()
    assert enrolled.waiting() == 1
    enrolled.window.show_page("today")
    enrolled.rest()
    press(enrolled.window, Qt.Key.Key_S, CONTROL | SHIFT)
    enrolled.until(lambda: enrolled.window.current_code() == "sync")
    enrolled.until(lambda: not enrolled.sync.is_running and enrolled.waiting() == 0)
    enrolled.rest()
    run = enrolled.sync.page.body.run
    assert run.told_words.text().startswith("没有丢失：发送 1 条，接收 1 条，冲突 0 项，被退回 0 条。")
    assert run.headline.text() == "没有待发送的记录"
    page = enrolled.sync.page
    assert "发 1 · 收 1" in all_texts(page.body.rounds)
    assert len(enrolled.office.events) == 1
    receipt = enrolled.sync.page.body.receipt
    assert receipt.values["counts"].text() == "收下 1 · 重复 0 · 退回 0"
    receipt.copy()
    copied = QApplication.clipboard().text()
    assert "收下 1" in copied
    assert "李明亮" not in copied
    shown = [*all_texts(enrolled.window.status), enrolled.window.windowTitle(), page.subtitle]
    assert not any("李明亮" in text for text in shown)


def test_a_save_during_a_round_does_not_wait_for_the_line(enrolled: Synced) -> None:
    enrolled.edit(1, phone="13911112222")
    enrolled.rest()
    enrolled.begin_round("push.before")
    assert enrolled.sync.state.kind is RunKind.RUNNING
    assert "将发送 1 条" in enrolled.sync.page.body.run.about.text()
    begun = monotonic()
    enrolled.edit(2, phone="13933334444")
    enrolled.until(lambda: not enrolled.window.jobs.is_busy)
    assert monotonic() - begun < 1.0
    assert enrolled.waiting() == 2
    assert enrolled.sync.is_running
    enrolled.end_round()
    assert enrolled.waiting() == 0
    assert len(enrolled.office.events) == 2


def test_cancelled_it_stops_at_the_next_step_and_loses_nothing(enrolled: Synced) -> None:
    enrolled.edit(1, phone="13911112222")
    enrolled.rest()
    enrolled.begin_round("push.before")
    run = enrolled.sync.page.body.run
    run.cancel_button.click()
    assert kind_of(enrolled) is RunKind.STOPPING
    assert not run.cancel_button.isEnabled()
    enrolled.end_round()
    assert kind_of(enrolled) is RunKind.CANCELLED
    assert "没有丢失" in run.told_words.text()
    enrolled.sync_now()
    assert enrolled.waiting() == 0
    assert len(enrolled.office.events) == 1


def test_a_lock_in_the_midst_of_a_round_ends_it_and_lets_the_book_close(enrolled: Synced) -> None:
    enrolled.edit(1, phone="13911112222")
    enrolled.rest()
    enrolled.begin_round("push.after")
    begun = monotonic()
    enrolled.window.leave()
    assert enrolled.window.jobs.close()
    assert monotonic() - begun < 2.0
    enrolled.book.sql.close()
    enrolled.office.let_go()
    beside = enrolled.sync._beside  # noqa: SLF001
    assert beside is not None
    assert beside.wait(5)
    assert enrolled.told == []


def test_a_line_that_is_down_is_told_in_the_status_bar_alone(enrolled: Synced) -> None:
    def broken(_point: str) -> None:
        raise OutsideFailed("sync.unreachable")

    enrolled.window.show_page("today")
    told = list(enrolled.desk.told)
    enrolled.office.trouble = broken
    enrolled.sync.timer.timeout.emit()
    enrolled.until(lambda: enrolled.sync.state.kind is RunKind.FAILED)
    enrolled.rest()
    status = enrolled.window.status
    assert status.network.text() == "离线"
    assert status.trouble.text() == "暂时连不上总部，稍后自动再试。"
    assert enrolled.desk.told == told
    assert enrolled.window.current_code() == "today"
    assert QApplication.activeModalWidget() is None
    assert enrolled.sync.timer.isActive()
    assert enrolled.sync.timer.interval() < 15 * 60 * 1_000


def test_a_desk_that_was_let_go_is_red_at_once_and_can_enrol_again(enrolled: Synced) -> None:
    def revoked(_point: str) -> None:
        raise UserCanFix("sync.revoked")

    enrolled.office.trouble = revoked
    enrolled.sync_now()
    assert enrolled.window.status.network.text() == "同步受阻"
    assert enrolled.window.status.trouble._tone == "danger"  # noqa: SLF001
    run = enrolled.sync.page.body.run
    assert run.enroll_button.isVisible()
    enrolled.office.trouble = lambda _point: None
    run.enroll_button.click()
    assert enrolled.sync.dialog is not None
    enrolled.sync.dialog.discard()


def test_rounds_by_the_clock_come_half_an_hour_apart_with_jitter(enrolled: Synced) -> None:
    assert enrolled.sync.timer.interval() == 30 * 60 * 1_000
    enrolled.sync.chance = lambda: 0.0
    enrolled.sync.timer.timeout.emit()
    enrolled.rest()
    assert enrolled.sync.timer.interval() == 20 * 60 * 1_000
    enrolled.sync.chance = lambda: 1.0
    enrolled.sync.timer.timeout.emit()
    enrolled.rest()
    assert enrolled.sync.timer.interval() == 40 * 60 * 1_000


def test_the_screen_tells_of_a_round_by_the_clock_that_went_before_it(tmp_path: Path, qtbot: QtBot) -> None:
    with synced(tmp_path, qtbot, page="clients") as desk:
        desk.enroll()

        def down(_point: str) -> None:
            raise OutsideFailed("sync.unreachable")

        desk.office.trouble = down
        desk.sync.timer.timeout.emit()
        desk.rest()
        assert "page" not in vars(desk.sync)
        desk.window.show_page("sync")
        desk.rest()
        assert desk.sync.page.body.run.told_words.text().startswith("连不上总部。")


def test_what_is_refused_says_why_and_whose_and_goes_once_it_is_read(enrolled: Synced) -> None:
    enrolled.office.poison.add("client.edited")
    enrolled.edit(1, phone="13911112222")
    enrolled.rest()
    enrolled.sync_now()
    card = enrolled.sync.page.body.refusals
    (row,) = card.rows
    assert row.client.text() == "李明亮"
    assert row.why.text() == "总部还没有这位客户。"
    assert "被退回 1 条" in enrolled.sync.page.body.run.told_words.text()
    row.client.click()
    assert enrolled.window.current_code() == "clients"
    enrolled.window.show_page("sync")
    row.seen_button.click()
    enrolled.until(lambda: not card.rows)
    assert enrolled.waiting() == 0


def test_sealed_files_go_out_and_come_back(enrolled: Synced, tmp_path: Path) -> None:
    enrolled.edit(1, phone="13911112222")
    enrolled.rest()
    path = tmp_path / "out.adsync"
    enrolled.sync.ask_to_save = lambda _window: path
    enrolled.sync.page.export_button.click()
    enrolled.until(path.exists)
    enrolled.rest()
    assert enrolled.desk.told[-1] == ("info", "封装文件已写好：out.adsync")
    assert enrolled.waiting() == 1
    assert b"13911112222" not in path.read_bytes()
    enrolled.sync.ask_to_open = lambda _window: path
    enrolled.sync.page.import_button.click()
    enrolled.rest()
    assert enrolled.desk.told[-1][0] == "error"
    assert enrolled.waiting() == 1
