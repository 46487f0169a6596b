"""会前简报 in the desk window on a real book: one key, the goal kept, the record left, gone on a lock."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.domain.task import TaskDraft, TaskKind
from advisor_desk.ui.dialogs.brief_preview import BriefPreview
from advisor_desk.ui.dialogs.brief_print import a4_printer
from advisor_desk.ui.jobs import InlineJobs
from tests.builders import TODAY, Builder
from tests.ui.client_page import body_of
from tests.ui.real_desk import CONTROL, RealDesk, gone, press, ready, real_desk


def two_people(builder: Builder) -> None:
    first = builder.client("王芳", client_no="N1", phone="13800001111")
    builder.assets(first, TODAY, 120_000_000)
    builder.client("李强", client_no="N2")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[RealDesk]:
    with real_desk(tmp_path, two_people, InlineJobs()) as opened:
        yield opened


def opened(desk: RealDesk, client_no: str = "N1") -> BriefPreview:
    desk.window.show_page("clients")
    desk.window.clients.go_to(desk.book.client_id(client_no))
    QApplication.processEvents()
    ready(desk.window)
    press(desk.window.detail, Qt.Key.Key_B, CONTROL)
    preview = desk.window.brief.preview
    assert preview is not None
    return preview


def test_one_key_from_the_clients_page_to_the_page_for_the_meeting(desk: RealDesk) -> None:
    preview = opened(desk)
    assert preview.isVisible()
    assert not preview.paper.paper.is_empty


def test_the_button_of_the_client_page_does_the_same(desk: RealDesk) -> None:
    desk.window.clients.go_to(desk.book.client_id("N1"))
    QApplication.processEvents()
    body_of(desk.window.detail).header.small_brief.click()
    assert desk.window.brief.preview is not None


def test_another_clients_brief_takes_the_place_of_the_first(desk: RealDesk) -> None:
    first = opened(desk)
    second = opened(desk, "N2")
    assert gone(first)
    assert second.isVisible()


def test_the_goal_is_kept_in_the_book(desk: RealDesk) -> None:
    preview = opened(desk)
    preview.goal.setText("女儿留学")
    preview.goal.textEdited.emit("女儿留学")
    preview.goal.editingFinished.emit()
    preview.reject()
    assert desk.book.plan_draft(desk.book.client_id("N1")).goal == "女儿留学"
    assert opened(desk).goal.text() == "女儿留学"


def test_a_saved_brief_is_in_the_log_and_told(desk: RealDesk, tmp_path: Path) -> None:
    preview = opened(desk)
    preview.save_to(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    kind, body = desk.events()[-1]
    assert kind == "audit.exported"
    assert body["purpose"] == "brief"
    assert any("简报已保存" in text for _kind, text in desk.told)


def test_a_lock_closes_the_preview_and_forgets_the_client(desk: RealDesk) -> None:
    preview = opened(desk)
    desk.window.leave()
    assert gone(preview)
    assert desk.window.brief.preview is None


def answered_after_a_lock(desk: RealDesk, answer: Any) -> Callable[..., Any]:
    """A dialog of the system that is answered when the desk has been locked behind it."""

    def asked(*_: object) -> Any:
        desk.window.leave()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return answer

    return asked


def test_a_place_named_after_a_lock_gets_no_page(
    desk: RealDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = opened(desk)
    before = desk.events()
    asked = answered_after_a_lock(desk, (str(tmp_path / "a.pdf"), ""))
    monkeypatch.setattr("advisor_desk.ui.dialogs.brief_parts.QFileDialog.getSaveFileName", asked)
    preview.save()
    assert not (tmp_path / "a.pdf").exists()
    assert desk.events() == before


def test_a_printer_named_after_a_lock_prints_nothing(
    desk: RealDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = opened(desk)
    before = desk.events()
    printer = a4_printer()
    printer.setOutputFileName(str(tmp_path / "a.pdf"))
    asked = answered_after_a_lock(desk, printer)
    monkeypatch.setattr("advisor_desk.ui.dialogs.brief_print.ask_printer", asked)
    preview.print_out()
    assert not (tmp_path / "a.pdf").exists()
    assert desk.events() == before


def test_after_the_meeting_its_log_begins_with_what_was_promised(desk: RealDesk) -> None:
    client_id = desk.book.client_id("N1")
    due = TaskDraft(kind=TaskKind.PROMISE, title="寄测算表", due_on=TODAY, client_id=client_id)
    task_id = desk.book.add_task(due)
    preview = opened(desk)
    press(preview, Qt.Key.Key_L, CONTROL)
    assert gone(preview)
    log = desk.window.quick_log.window
    assert log is not None
    assert log.isVisible()
    QApplication.processEvents()
    assert [one.client_no for one in log.draft().people] == ["N1"]
    assert list(log.form.more.promises.ticks) == [task_id]
