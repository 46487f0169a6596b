"""Nothing typed is ever lost: kept while typing, through a lock and a failed save; input methods work."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from advisor_desk.domain.interaction import Interaction
from advisor_desk.errors import OutsideFailed
from advisor_desk.storage.desk import DeskBook
from advisor_desk.ui.jobs import BookChange, Jobs, WriteJob
from advisor_desk.ui.quick_log.draft_keeper import DraftKeeper
from advisor_desk.usecases.log_draft import KEY, draft_of
from tests.ui.client_page import NoChartJobs
from tests.ui.quick_logs import ENTER, Logger, logger
from tests.ui.real_desk import CONTROL


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Logger]:
    with logger(tmp_path) as somebody:
        yield somebody


def kept(at: Logger) -> object:
    body = at.desk.book.typed(KEY)
    return None if body is None else draft_of(body)


def fill_everything(at: Logger) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.press(ENTER)
    at.type("-")
    at.type("143")
    at.type("+3")
    form = at.log.form
    form.rows.by_client.click()
    form.note.setFocus()
    at.commit("谈到一半")
    form.more.folds["words"].set_open(is_open=True)
    form.more.words.setFocus()
    at.commit("再想想")
    form.more.folds["promises"].set_open(is_open=True, takes_keys=True)
    at.commit("发测算")
    at.press(ENTER)
    at.type("12-05")
    form.more.folds["secrecy"].set_open(is_open=True, takes_keys=True)
    at.type("2")
    form.people.setFocus()
    at.type("ou")


def test_every_change_is_in_the_book_at_once(at: Logger) -> None:
    at.open()
    for letter in "lml":
        at.type(letter)
        assert kept(at) == at.log.draft()
    at.press(ENTER)
    assert kept(at) == at.log.draft()
    at.log.form.note.setFocus()
    at.commit("谈到")
    assert kept(at) == at.log.draft()


def test_all_of_it_comes_back_after_a_lock(at: Logger) -> None:
    fill_everything(at)
    before = at.log.draft()
    at.desk.window.quick_log.leave()
    at.desk.window.quick_log.keep_what_is_left()
    assert kept(at) == before
    log = at.open()
    assert log.draft() == before
    assert at.who() == ["李明亮"]
    assert log.about.text() == "已恢复没有保存完的记录"
    log.form.people.edit.clear()
    at.save()
    (made,) = at.recorded()
    assert (made["note"], made["words"], made["confidentiality"]) == ("谈到一半", "再想想", "CONFIDENTIAL")
    assert made["initiator"] == "CLIENT"
    assert kept(at) is None, "the draft goes in the transaction of the record"


def test_a_lock_while_the_lane_is_busy_keeps_the_newest(tmp_path: Path) -> None:
    """The lane is held up, the person types on, and the desk locks before any of it was kept."""
    from threading import Event

    jobs = Jobs()
    with logger(tmp_path, jobs=jobs) as at:
        until_rest(jobs)
        at.open()
        until_rest(jobs)
        go_on = Event()
        held: WriteJob[object] = WriteJob(
            run=lambda _context: go_on.wait(30), done=lambda _none: None, change=BookChange(frozenset())
        )
        jobs.start(held)
        at.log.form.note.setFocus()
        for text in ("谈到", "女儿", "留学"):
            at.commit(text)
        assert not at.log.keeper.is_settled
        window = at.desk.window
        window.quick_log.leave()
        go_on.set()
        assert jobs.close()
        window.quick_log.keep_what_is_left()
        body = at.desk.book.typed(KEY)
        assert body is not None
        assert draft_of(body).note == "谈到女儿留学"


def until_rest(jobs: Jobs) -> None:
    for _ in range(2_000):
        QApplication.processEvents()
        if not jobs.is_busy:
            return
        QTest.qWait(5)
    raise TimeoutError


def test_a_record_saved_while_it_locks_leaves_no_draft_behind(
    at: Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    log = at.log
    left: list[object] = []

    def record_and_lock(book: DeskBook, made: Interaction, *, draft: str = "") -> str:
        record_id = real(book, made, draft=draft)
        left.append(log.leave())
        return record_id

    real = DeskBook.record
    with monkeypatch.context() as patch:
        patch.setattr(DeskBook, "record", record_and_lock)
        at.save()
    (still_to_keep,) = left
    assert callable(still_to_keep)
    assert still_to_keep() is None
    assert len(at.recorded()) == 1
    assert kept(at) is None


def test_saves_of_the_draft_never_overlap_and_the_last_word_wins() -> None:
    writes: list[object] = []
    waiting: list[object] = []

    class Held(NoChartJobs):
        def _launch(self, handle: object) -> None:
            waiting.append(handle)

        def let_go(self) -> None:
            super()._launch(waiting.pop(0))  # type: ignore[arg-type]

    jobs = Held()
    keeper = DraftKeeper(writes.append, jobs)
    for number in range(5):
        keeper.put({"note": str(number)})
    assert len(waiting) == 1, "never more than one under way"
    jobs.let_go()
    jobs.let_go()
    assert writes == [{"note": "0"}, {"note": "4"}]
    assert keeper.is_settled
    keeper.put({"note": "4"})
    assert waiting == [], "the book holds it already"


def test_a_failed_save_keeps_everything_and_says_so(at: Logger, monkeypatch: pytest.MonkeyPatch) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.log.form.note.setFocus()
    at.commit("磁盘满了")

    def full(*_given: object, **_named: object) -> str:
        raise OutsideFailed("book.disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(DeskBook, "record", full)
        at.save()
    assert at.log.isVisible()
    assert "磁盘空间不足" in at.log.trouble.text()
    assert at.log.form.note.text() == "磁盘满了"
    assert kept(at) == at.log.draft()
    at.save()
    assert len(at.recorded()) == 1


def test_input_methods_work_in_every_text_field(at: Logger) -> None:
    log = at.open()
    at.type("lml")
    at.press(ENTER)
    at.type("wf")
    at.press(ENTER)
    log.form.prospect.begin("", "")
    log.form.outlet.toggle()
    log.form.outlet.partner.set_text("甲")
    log.form.outlet.outlet.set_text("乙")
    log.form.outlet.start_button.click()
    log.say_wording("不能使用")
    for fold in log.form.more.folds.values():
        fold.set_open(is_open=True)
    QApplication.processEvents()
    found: list[QLineEdit | QPlainTextEdit] = [
        *log.findChildren(QLineEdit),
        *log.findChildren(QPlainTextEdit),
    ]
    tried = 0
    for edit in (one for one in found if one.isVisible() and one.isEnabled()):
        edit.clear()
        edit.setFocus()
        assert edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), edit.accessibleName()
        QCoreApplication.sendEvent(edit, QInputMethodEvent("zhongwen", []))
        event = QInputMethodEvent()
        event.setCommitString("中文")
        QCoreApplication.sendEvent(edit, event)
        text = edit.text() if isinstance(edit, QLineEdit) else edit.toPlainText()
        assert text == "中文", edit.accessibleName()
        tried += 1
    assert tried >= 15


def test_a_half_composed_text_searches_nobody(at: Logger) -> None:
    at.open()
    target = at.focus()
    QCoreApplication.sendEvent(target, QInputMethodEvent("limingliang", []))
    QApplication.processEvents()
    assert at.log.form.people.looking() == ""
    event = QInputMethodEvent()
    event.setCommitString("李明亮")
    QCoreApplication.sendEvent(target, event)
    QApplication.processEvents()
    at.press(ENTER)
    assert at.who() == ["李明亮"]


def picture() -> QImage:
    image = QImage(12, 12, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    return image


def test_a_pasted_picture_is_kept_in_the_book(at: Logger) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.log.form.note.setFocus()
    QGuiApplication.clipboard().setImage(picture())
    at.press(Qt.Key.Key_V, CONTROL)
    (one,) = at.log.form.more.attachments.kept
    assert (one.name, one.media_type) == ("paste.png", "image/png")
    at.save()
    (made,) = at.recorded()
    assert made["attachments"] == [one.sha256]
    assert at.desk.book.attachment_content(one.sha256).startswith(b"\x89PNG")


def test_a_dropped_file_is_kept_and_a_wrong_one_told(at: Logger, tmp_path: Path) -> None:
    at.open()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture().save(buffer, "PNG")  # type: ignore[call-overload]
    good, bad = tmp_path / "名片.png", tmp_path / "x.exe"
    good.write_bytes(bytes(buffer.data().data()))
    bad.write_bytes(b"MZ")
    for file in (good, bad, tmp_path / "gone.pdf"):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        at.log.dropEvent(
            QDropEvent(
                QPointF(10, 10),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
        QApplication.processEvents()
    assert [one.name for one in at.log.form.more.attachments.kept] == ["名片.png"]
    assert "附件没有保存" in at.log.form.more.attachments.trouble.text()
    at.desk.window.quick_log.leave()
    at.desk.window.quick_log.keep_what_is_left()
    at.open()
    assert [one.name for one in at.log.form.more.attachments.kept] == ["名片.png"]


def test_the_desk_tells_of_a_draft_after_unlocking(tmp_path: Path) -> None:
    with logger(tmp_path) as at:
        at.desk.book.keep_typed(KEY, {"note": "上次的"})
        at.desk.window.quick_log.tell_of_draft()
        assert at.desk.told[-1][1] == "有一条记录还没有记完，内容都在。"
        at.desk.toast_link().click()
        QApplication.processEvents()
        assert at.log.form.note.text() == "上次的"


def test_a_name_that_is_typed_before_the_client_in_sight_is_read_is_the_one_that_counts(
    tmp_path: Path,
) -> None:
    from threading import Event

    jobs = Jobs()
    with logger(tmp_path, jobs=jobs) as at:
        until_rest(jobs)
        at.open()
        until_rest(jobs)
        at.press(Qt.Key.Key_Escape)
        at.desk.window.show_page("clients")
        at.desk.window.clients.go_to(at.desk.book.client_id("C3"))
        until_rest(jobs)
        go_on = Event()
        held: WriteJob[object] = WriteJob(
            run=lambda _context: go_on.wait(30), done=lambda _none: None, change=BookChange(frozenset())
        )
        jobs.start(held)
        at.open()
        at.type("lml")
        at.press(ENTER)
        go_on.set()
        until_rest(jobs)
        assert at.who() == ["李明亮"]
