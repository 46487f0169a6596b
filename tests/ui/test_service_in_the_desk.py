"""The service parts of the client page on a real book: deeds, corrections, attachments, the service file."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pypdfium2
import pytest
from PySide6.QtCore import QBuffer, QByteArray, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from advisor_desk.domain.interaction import (
    Attendee,
    Confidentiality,
    Interaction,
    InteractionKind,
    Outcome,
    Promise,
    Purpose,
)
from advisor_desk.domain.journey import LifeEvent
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.task import TaskState
from advisor_desk.ui.dialogs.brief_print import a4_printer
from advisor_desk.ui.dialogs.correct_dialog import CorrectDialog
from advisor_desk.ui.dialogs.life_stage_dialog import LifeStageDialog
from advisor_desk.ui.dialogs.service_file_dialog import ServiceFileDialog
from advisor_desk.ui.dialogs.snooze_dialog import ReasonDialog, SnoozeDialog
from advisor_desk.ui.jobs import InlineJobs
from advisor_desk.ui.pages.client360.body import ClientBody
from advisor_desk.ui.pages.client360.service_ask import Deed, ServiceAsk
from tests.builders import TODAY, Builder
from tests.ui.client_page import body_of
from tests.ui.real_desk import RealDesk, gone, real_desk

T = TypeVar("T", bound=QDialog)


def people(builder: Builder) -> None:
    first = builder.client("王芳", client_no="N1", phone="13800001111")
    builder.assets(first, TODAY, 120_000_000)
    builder.client("李强", client_no="N2")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[RealDesk]:
    with real_desk(tmp_path, people, InlineJobs()) as opened:
        yield opened


def visit(desk: RealDesk, days: int = 5, **more: Any) -> str:
    given: dict[str, Any] = {
        "attendees": (Attendee("N1"),),
        "on": TODAY - timedelta(days=days),
        "channel": ContactChannel.VISIT,
        "outcome": Outcome.REACHED,
        "purpose": Purpose.CARE,
        "note": "谈了债券久期",
        **more,
    }
    return desk.book.record(Interaction(**given))


def shown(desk: RealDesk, client_no: str = "N1") -> ClientBody:
    desk.window.detail.clear()
    desk.window.clients.go_to(desk.book.client_id(client_no))
    desk.window.detail.show_client(desk.book.client_id(client_no))
    QApplication.processEvents()
    return body_of(desk.window.detail)


def dialog_of(desk: RealDesk, kind: type[T]) -> T:
    found = desk.window.service.dialog
    assert isinstance(found, kind)
    return found


def give(dialog: ReasonDialog, reason: str = "有据可查") -> None:
    dialog.reason.set_text(reason)
    dialog.save()
    QApplication.processEvents()


def kinds(desk: RealDesk) -> list[str]:
    return [kind for kind, _body in desk.events()]


def test_a_promise_is_kept_by_one_key_and_taken_back_by_the_toast(desk: RealDesk) -> None:
    visit(desk, promises=(Promise("发费率表", TODAY + timedelta(days=2)),))
    body = shown(desk)
    assert body.header.promises.text() == "未兑现承诺 1 项"
    QTest.keyClick(body.service.tasks.rows[0], Qt.Key.Key_Space)
    assert not body.header.promises.isVisibleTo(body.header)
    assert body.timeline.list.lines.entry(0).kind == "TASK"
    desk.toast_link().click()
    assert body.header.promises.text() == "未兑现承诺 1 项"
    assert kinds(desk)[-2:] == ["task.closed", "task.reopened"]


def test_a_promise_is_put_off_with_a_reason(desk: RealDesk) -> None:
    visit(desk, promises=(Promise("发费率表", TODAY),))
    body = shown(desk)
    QTest.keyClick(body.service.tasks.rows[0], Qt.Key.Key_S)
    dialog = dialog_of(desk, SnoozeDialog)
    give(dialog, "等客户答复")
    assert gone(dialog)
    assert body.service.tasks.rows[0].due.text().startswith("推后到")
    assert desk.events()[-1][1]["reason"] == "等客户答复"


def test_a_visit_resets_the_clock_on_the_page_a_mass_push_does_not(desk: RealDesk) -> None:
    visit(desk, days=40)
    body = shown(desk)
    assert body.header.contact.text() == "上次有效联系：40 天前"
    visit(desk, days=0, kind=InteractionKind.MASS_PUSH)
    assert shown(desk).header.contact.text() == "上次有效联系：40 天前"
    for channel in (ContactChannel.CALL, ContactChannel.ONLINE):
        visit(desk, days=0, channel=channel)
        assert shown(desk).header.contact.text() == "上次有效联系：今天"


def test_a_record_is_corrected_and_both_versions_stand_there(desk: RealDesk) -> None:
    record_id = visit(desk)
    body = shown(desk)
    body.timeline.go_to_record(record_id)
    body.timeline.pane.correct_button.click()
    dialog = dialog_of(desk, CorrectDialog)
    dialog.note.set_text("谈了债券久期与利率")
    dialog.save()
    assert dialog.reason.has_problem
    give(dialog, "补充遗漏")
    lines = body.timeline.list.lines
    told = [(lines.entry(row).text, lines.line(row).badge) for row in range(2)]
    assert sorted(told) == [("谈了债券久期", "已更正"), ("谈了债券久期与利率", "更正")]
    assert body.timeline.pane.state.text() == "已被更正，两份记录都保留。"
    assert desk.book.recorded(record_id).replaced_by


def test_forbidden_words_of_a_correction_ask_for_a_reason(desk: RealDesk) -> None:
    record_id = visit(desk)
    body = shown(desk)
    body.timeline.go_to_record(record_id)
    body.timeline.pane.correct_button.click()
    dialog = dialog_of(desk, CorrectDialog)
    dialog.words.set_text("问有没有保本的")
    give(dialog, "补充遗漏")
    assert "保本" in dialog.wording.note.text()
    dialog.wording.set_text("引用客户原话")
    give(dialog, "补充遗漏")
    assert gone(dialog)
    newest = desk.book.service_file(desk.book.client_id("N1"))[0]
    assert newest.made.wording_reason == "引用客户原话"
    assert newest.made.note == "谈了债券久期"


def test_a_correction_keeps_what_it_does_not_show(desk: RealDesk) -> None:
    promise = Promise("发费率表", TODAY + timedelta(days=3))
    record_id = visit(desk, promises=(promise,), seconds=9)
    body = shown(desk)
    body.timeline.go_to_record(record_id)
    body.timeline.pane.correct_button.click()
    dialog = dialog_of(desk, CorrectDialog)
    dialog.outcome.set_text(Outcome.NOT_REACHED.value)
    give(dialog, "写错了")
    made = desk.book.service_file(desk.book.client_id("N1"))[0].made
    assert made.promises == (promise,)
    assert not made.is_effective


def test_a_record_is_taken_back_with_its_reason_and_stays_in_sight(desk: RealDesk) -> None:
    record_id = visit(desk)
    body = shown(desk)
    body.timeline.go_to_record(record_id)
    body.timeline.pane.withdraw_button.click()
    give(dialog_of(desk, ReasonDialog), "记错了客户")
    assert body.timeline.list.lines.line(0).is_struck
    assert body.timeline.pane.state.text() == "已撤回。原因：记错了客户"
    assert body.header.contact.text() == "还没有有效联系"


def test_an_open_complaint_pauses_and_is_settled(desk: RealDesk) -> None:
    visit(desk, days=1, purpose=Purpose.COMPLAINT)
    body = shown(desk)
    assert body.header.complaint.isVisible()
    assert body.header.follow_up.text().startswith("联系暂停")
    body.service.complaint_button.click()
    give(dialog_of(desk, ReasonDialog), "已答复并致歉")
    assert not body.header.complaint.isVisible()
    assert kinds(desk)[-1] == "complaint.closed"


def test_a_strict_record_is_read_for_a_reason_that_stays_on_record(desk: RealDesk) -> None:
    record_id = visit(desk, note="谈了离婚析产", confidentiality=Confidentiality.STRICT)
    body = shown(desk)
    assert body.timeline.list.lines.line(0).text == "面访 · 已联系上 · 严格保密"
    body.timeline.go_to_record(record_id)
    pane = body.timeline.pane
    pane.strict.click()
    give(dialog_of(desk, ReasonDialog), "客户来电追问")
    assert pane.is_open_strict
    kind, told = desk.events()[-1]
    assert (kind, told["reason"], told["record"]) == ("audit.viewed", "客户来电追问", record_id)


def test_notes_are_found_by_pinyin_on_the_page(desk: RealDesk, qtbot: QtBot) -> None:
    visit(desk)
    visit(desk, days=9, note="送了月饼")
    body = shown(desk)
    body.timeline.search.setText("zqjq")
    qtbot.waitUntil(lambda: body.timeline.list.lines.rowCount() == 1)
    assert body.timeline.list.lines.entry(0).text == "谈了债券久期"
    body.timeline.search.setText("yuebing")
    qtbot.waitUntil(lambda: body.timeline.list.lines.entry(0).text == "送了月饼")


def test_rhythm_life_events_and_stage_are_set_through_their_dialogs(desk: RealDesk) -> None:
    visit(desk)
    body = shown(desk)
    client_id = desk.book.client_id("N1")
    body.service.rhythm_button.click()
    dialog: Any = desk.window.service.dialog
    dialog.days.set_text("21")
    dialog.reason.set_text("客户希望多联系")
    dialog.save()
    assert body.service.rhythm.text() == "每 21 天联系一次（人工设定）"
    event_id = desk.book.add_life_event(client_id, LifeEvent.HOME, TODAY - timedelta(days=400), "浦东")
    body = shown(desk)
    body.journey.rows[0].remove.click()
    give(dialog_of(desk, ReasonDialog), "记错了")
    assert event_id not in [line.id for line in desk.book.life_events(client_id)]
    body.journey.stage_button.click()
    stage = dialog_of(desk, LifeStageDialog)
    stage.stage.set_text("RETIRED")
    give(stage, "已提前退休")
    assert body.journey.life.text() == "人生阶段：退休后（人工）"


def test_an_entitlement_is_booked_from_the_card(desk: RealDesk) -> None:
    body = shown(desk)
    row = next(row for row in body.service.entitlements.rows if row.text.text().startswith("高尔夫"))
    before = row.text.text()
    QTest.keyClick(row, Qt.Key.Key_B)
    dialog: Any = desk.window.service.dialog
    dialog.day.set_text((TODAY + timedelta(days=3)).isoformat())
    dialog.save()
    assert "已约 1" in row.text.text() != before
    assert kinds(desk)[-1] == "entitlement.moved"


def png() -> bytes:
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub asks for bytes, Qt for text
    return bytes(data.data())


def test_an_attachment_is_shown_from_memory_and_saved_with_a_purpose(desk: RealDesk, tmp_path: Path) -> None:
    kept = desk.book.attach("名片.png", png())
    record_id = visit(desk, attachments=(kept.sha256,))
    body = shown(desk)
    body.timeline.go_to_record(record_id)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    body.timeline.pane.files[0].click()
    viewer = desk.window.service.papers.viewer
    assert viewer is not None
    assert not viewer.labels[0].pixmap().isNull()
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    copy = tmp_path / "copy.png"
    desk.window.service.papers.ask_path = lambda *_asked: str(copy)
    viewer.save_button.click()
    give(dialog_of(desk, ReasonDialog), "客户索要")
    assert copy.read_bytes() == png()
    kind, told = desk.events()[-1]
    assert (kind, told["purpose"], told["sha256"]) == ("audit.exported", "客户索要", kept.sha256)
    desk.window.leave()
    assert desk.window.service.papers.viewer is None


def test_the_pages_of_a_pdf_are_shown(desk: RealDesk) -> None:
    made = pypdfium2.PdfDocument.new()
    for _page in range(2):
        made.new_page(200, 100)
    out = io.BytesIO()
    made.save(out)
    kept = desk.book.attach("合同.pdf", out.getvalue())
    record_id = visit(desk, attachments=(kept.sha256,))
    body = shown(desk)
    body.timeline.go_to_record(record_id)
    body.timeline.pane.files[0].click()
    viewer = desk.window.service.papers.viewer
    assert viewer is not None
    assert len(viewer.labels) == 2
    viewer.accept()


def test_the_service_file_is_saved_and_printed_with_its_purpose(desk: RealDesk, tmp_path: Path) -> None:
    visit(desk)
    shown(desk)
    file = tmp_path / "file.pdf"
    papers = desk.window.service.papers
    papers.ask_path = lambda *_asked: str(file)
    desk.window.detail.service_asked.emit(ServiceAsk(Deed.PRINT))
    dialog = dialog_of(desk, ServiceFileDialog)
    dialog.save()
    assert dialog.purpose.has_problem
    dialog.purpose.set_text("客户索要")
    dialog.strict.setChecked(True)
    dialog.save()
    assert dialog.reason.has_problem
    dialog.strict.setChecked(False)
    dialog.save()
    assert gone(dialog)
    assert "谈了债券久期" in pypdfium2.PdfDocument(file)[0].get_textpage().get_text_range()
    kind, told = desk.events()[-1]
    assert (kind, told["purpose"], told["records"]) == ("audit.printed", "客户索要", 1)
    printer = a4_printer()
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    papers.ask_printer = lambda _parent: printer
    desk.window.detail.service_asked.emit(ServiceAsk(Deed.PRINT))
    dialog = dialog_of(desk, ServiceFileDialog)
    dialog.purpose.set_text("合规检查")
    dialog.print_button.click()
    assert gone(dialog)
    assert (tmp_path / "printed.pdf").stat().st_size > 0
    assert desk.told[-1][1].startswith("服务档案已送往打印机")
    assert kinds(desk).count("audit.printed") == 2


def test_a_lock_closes_what_is_open(desk: RealDesk) -> None:
    visit(desk, promises=(Promise("发费率表", TODAY),))
    body = shown(desk)
    QTest.keyClick(body.service.tasks.rows[0], Qt.Key.Key_S)
    dialog = dialog_of(desk, SnoozeDialog)
    desk.window.leave()
    assert gone(dialog)
    assert [task.state for task in desk.book.tasks()] == [TaskState.OPEN]
