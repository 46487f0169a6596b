"""A working day: settings that stay, imports that are cancelled or undone, exports that leave a trace."""

from pathlib import Path
from threading import Event
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog
from pytestqt.qtbot import QtBot

from advisor_desk.cli.arguments import parse
from advisor_desk.cli.window import window_book
from advisor_desk.paths import default_book
from advisor_desk.settings import load_settings
from advisor_desk.ui import discreet, i18n
from advisor_desk.ui.dialogs.export_dialog import ExportDialog
from advisor_desk.ui.widgets.controls import LinkButton
from tests.journeys.desk import CLIENTS, NAMES, Person, cell, cheap_book, clear_away, click, sitting

MANY = "客户号,姓名\n" + "".join(f"D{number},某人{number}\n" for number in range(60_000))


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.fixture
def with_clients(at_desk: Person, tmp_path: Path) -> Person:
    """Three clients in the book, the list in sight."""
    at_desk.import_file(write(tmp_path / "客户.csv", CLIENTS))
    at_desk.window.show_page("clients")
    at_desk.until(lambda: len(at_desk.listed()) == 3)
    return at_desk


def save_to(patch: pytest.MonkeyPatch, path: Path) -> None:
    patch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))


def told(person: Person) -> list[str]:
    """What the window says from now on."""
    said: list[str] = []
    person.window.notices.told.connect(lambda _kind, text: said.append(text))
    return said


def events(person: Person) -> list[dict[str, Any]]:
    """The audit trail of the open book, as type and body, but for who unlocked and looked, which comes when
    nothing is under way.
    """
    with person.window.desk.book.sql.read() as connection:
        rows = connection.execute(
            "SELECT type, body FROM event WHERE type NOT IN ('audit.unlocked', 'audit.viewed') "
            "ORDER BY device_seq"
        ).fetchall()
    return [{"type": kind, "body": body} for kind, body in rows]


def test_settings_hold_at_once_and_at_the_next_start(at_desk: Person, qtbot: QtBot) -> None:
    page = at_desk.window.settings_page
    at_desk.window.show_page("settings")
    page.theme.setCurrentIndex(page.theme.findData("dark"))
    page.language.setCurrentIndex(page.language.findData("en"))
    page.text_size.setValue(15)
    page.idle.setValue(3)
    page.discreet.setChecked(True)
    kept = load_settings().settings
    assert (kept.theme, kept.language, kept.font_px) == ("dark", "en", 15)
    assert (kept.idle_lock_minutes, kept.discreet_at_start) == (3, True)
    assert i18n.language() == "en"
    at_desk.clock.now += 3 * 60
    at_desk.controller.idle.look()
    assert at_desk.controller.window is None, "three minutes are up"
    assert at_desk.gate.unlock.main.text() == "Unlock"
    at_desk.unlock()
    at_desk.until_desk()
    assert discreet.is_on()
    assert at_desk.window.settings_page.idle.value() == 3
    with sitting(qtbot, at_desk.folder / "other", kept) as later:
        cheap_book(later.book)
        later.controller.show_gate()
        later.unlock()
        later.until_desk()
        assert later.window.settings_page.theme.currentData() == "dark"


def test_a_cancelled_import_leaves_nothing(
    at_desk: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from advisor_desk.usecases import import_file

    reached, go_on = Event(), Event()
    real = import_file._Run._report  # noqa: SLF001

    def wait_at_the_end(run: Any, *given: Any) -> Any:
        reached.set()
        assert go_on.wait(30)
        import_file._demand_wanted(run._watch)  # noqa: SLF001
        return real(run, *given)

    monkeypatch.setattr(import_file._Run, "_report", wait_at_the_end)  # noqa: SLF001
    window = at_desk.window
    window.show_page("files")
    window.files.take_file(write(tmp_path / "viele.csv", MANY))
    at_desk.rest()
    said = told(at_desk)
    click(window.files.result.import_button)
    assert not window.files.result.import_button.isEnabled(), "not twice at once"
    at_desk.until(reached.is_set)
    click(window.files.result.cancel_button)
    go_on.set()
    at_desk.rest()
    assert "已取消，没有写入任何内容。" in said
    assert window.files.result.import_button.isEnabled()
    assert not window.files.result.cancel_button.isVisible()
    with window.desk.book.sql.read() as connection:
        assert connection.execute("SELECT count(*) FROM client").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM import_batch").fetchone() == (0,)


def test_a_cancel_that_comes_too_late_does_not_claim_that_nothing_was_written(
    at_desk: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are in before the person presses: the page must not say otherwise."""
    from advisor_desk.usecases.import_file import import_file as real

    reached, go_on = Event(), Event()

    def wait_behind(*given: Any) -> Any:
        report = real(*given)
        reached.set()
        assert go_on.wait(30)
        return report

    monkeypatch.setattr("advisor_desk.app.files.import_file", wait_behind)
    window = at_desk.window
    window.show_page("files")
    window.files.take_file(write(tmp_path / "c.csv", CLIENTS))
    at_desk.rest()
    said = told(at_desk)
    click(window.files.result.import_button)
    at_desk.until(reached.is_set)
    click(window.files.result.cancel_button)
    go_on.set()
    at_desk.rest()
    assert "已取消，没有写入任何内容。" not in said
    assert any("导入完成" in text for text in said)
    window.show_page("clients")
    at_desk.until(lambda: len(at_desk.listed()) == 3)


def test_an_import_is_undone_from_the_page_after_a_question(
    with_clients: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = with_clients.window
    window.show_page("files")
    asked: list[str] = []

    def answer(question: str, _yes: str) -> bool:
        asked.append(question)
        return len(asked) > 1

    monkeypatch.setattr(window.notices, "confirm", answer)
    said = told(with_clients)
    undo = next(link for link in window.files.batches.findChildren(LinkButton) if link.text() == "撤销")
    undo.click()
    with_clients.rest()
    assert len(with_clients.listed()) == 3, "the answer was no"
    undo.click()
    with_clients.until(lambda: with_clients.listed() == [])
    with_clients.rest()
    assert "客户.csv" in asked[0]
    assert said == ["已撤销：移除 3，恢复 0，因后来修改而保留 0。"]
    clear_away()
    links = [link.text() for link in window.files.batches.findChildren(LinkButton) if link.isVisible()]
    assert links == ["已撤销"]


def test_the_refused_row_is_saved_mended_and_taken(
    with_clients: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = with_clients.window
    window.show_page("files")
    rejects = tmp_path / "rejects.csv"
    save_to(monkeypatch, rejects)
    click(window.files.result.save_button)
    with_clients.rest()
    text = rejects.read_text("utf-8-sig")
    assert "李四" in text
    assert "不是有效的电话号码" in text
    write(rejects, text.replace(",138,", ",13800138004,"))
    with_clients.import_file(rejects)
    window.show_page("clients")
    with_clients.until(lambda: set(with_clients.listed()) == {*NAMES, "李四"})


@pytest.mark.parametrize("is_masked", [True, False])
def test_an_export_is_masked_unless_a_purpose_is_written_down(
    with_clients: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_masked: bool
) -> None:
    target = tmp_path / "out.xlsx"
    save_to(monkeypatch, target)
    refused: list[str] = []

    def decide() -> None:
        dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ExportDialog))
        if not is_masked:
            dialog.full.click()
            dialog.accept_button.click()
            refused.append(dialog.trouble.text())
            dialog.purpose.setText("支行季度回访名单")
        dialog.accept_button.click()

    QTimer.singleShot(0, decide)
    with_clients.window.clients.ask_export()
    with_clients.until(target.exists)
    with_clients.rest()
    sheet = openpyxl.load_workbook(target).worksheets[0]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert ("欧阳雨桐" in cells) is not is_masked
    assert ("13800138001" in cells) is not is_masked
    trail = events(with_clients)
    if is_masked:
        assert trail == []
    else:
        assert "用途" in refused[0]
        assert [one["type"] for one in trail] == ["audit.exported"]
        assert "支行季度回访名单" in trail[0]["body"]
        assert "欧阳" not in trail[0]["body"]


def test_a_mapping_made_by_hand_is_kept_and_chosen_again(at_desk: Person, tmp_path: Path) -> None:
    window = at_desk.window
    window.show_page("files")
    files = window.files
    strange = write(tmp_path / "a.csv", "编号甲,叫什么\nC1,甲\nC2,乙\n")
    files.take_file(strange)
    at_desk.rest()
    assert "还缺必需的列" in files.result.counts.text()
    assert not files.result.import_button.isEnabled()
    for field, header in (("客户号", "编号甲"), ("姓名", "叫什么")):
        rows = [row for row in range(files.mapping.rowCount()) if field in cell(files.mapping, row, 0)]
        box = files.mapping.cellWidget(rows[0], 1)
        assert isinstance(box, QComboBox)
        box.setCurrentIndex(box.findData(header))
        at_desk.rest()
    assert files.result.import_button.isEnabled()
    files.source.profile_named.emit("老系统")
    at_desk.rest()
    again = write(tmp_path / "b.csv", "编号甲,叫什么\nC3,丙\n")
    files.take_file(again)
    at_desk.rest()
    assert files.source.profile_box.currentData() == "老系统"
    click(files.result.import_button)
    at_desk.rest()
    assert "新增 1" in files.result.counts.text()


def test_a_file_that_cannot_be_read_is_told_and_the_next_one_is_read(at_desk: Person, tmp_path: Path) -> None:
    window = at_desk.window
    window.show_page("files")
    files = window.files
    files.source.encoding_box.setCurrentIndex(files.source.encoding_box.findData("utf-8"))
    files.take_file(write(tmp_path / "gbk.csv", CLIENTS, "gb18030"))
    at_desk.rest()
    assert "不是 utf-8 编码" in files.result.counts.text().lower()
    assert not files.result.import_button.isEnabled()
    assert files.rows.rowCount() == 0
    files.source.encoding_box.setCurrentIndex(0)
    files.source.changed.emit()
    at_desk.rest()
    assert files.rows.rowCount() == 4
    assert files.result.import_button.isEnabled()


def test_locking_during_an_import_takes_it_back(at_desk: Person, tmp_path: Path) -> None:
    window = at_desk.window
    window.show_page("files")
    window.files.take_file(write(tmp_path / "many.csv", MANY))
    at_desk.rest()
    click(window.files.result.import_button)
    at_desk.controller.lock()
    assert at_desk.controller.window is None
    at_desk.unlock()
    at_desk.until_desk()
    count = at_desk.window.clients.model.rowCount()
    with at_desk.window.desk.book.sql.read() as connection:
        (batches,) = connection.execute("SELECT count(*) FROM import_batch").fetchone()
    assert (count, batches) in ((0, 0), (60_000, 1)), "all or nothing"


def test_care_of_the_book_from_the_settings(
    with_clients: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = with_clients.window
    window.show_page("settings")
    said = told(with_clients)
    click(window.settings_page.check_button)
    with_clients.rest()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(tmp_path / "safe"))
    click(window.settings_page.backup_button)
    with_clients.rest()
    (backup,) = (tmp_path / "safe").glob("*.book")
    assert said == ["客户册完好。", f"备份已写好并核对：{backup.name}"]
    page = window.settings_page
    page.old.edit.setText("wrong one")
    page.new.edit.setText("another long sentence")
    page.again.edit.setText("another long sentence")
    click(page.change_button)
    with_clients.rest()
    assert "口令不正确" in page.trouble.text()
    page.old.edit.setText("a long sentence 一句话")
    click(page.change_button)
    with_clients.rest()
    assert said[2] == "口令已更换，恢复密钥不变。"
    assert page.new.text() == ""
    with_clients.controller.lock()
    with_clients.unlock("another long sentence")
    with_clients.until_desk()


def test_a_book_that_was_turned_to_opens_again_at_the_next_start(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = person.folder / "elsewhere" / "别的.book"
    for path in (person.book, other):
        cheap_book(path)
    person.controller.show_gate()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(other), ""))
    person.gate.unlock.other.click()
    person.unlock()
    assert person.until_desk().desk.book.path == other
    monkeypatch.delenv("ADVISOR_DESK_BOOK", raising=False)
    assert window_book(parse([], str)) == other
    assert window_book(parse(["--book", str(person.book)], str)) == person.book
    person.window.settings_page.idle.setValue(7)
    assert load_settings().settings.last_book == str(other), "another choice keeps it"
    person.controller.close()
    other.unlink()
    assert window_book(parse([], str)) == default_book()


def test_unlocking_and_looking_are_on_record_once_each(with_clients: Person) -> None:
    page = with_clients.window.clients
    for _ in range(2):
        for row in (0, 1):
            page.table.setCurrentIndex(page.model.index(row, 0))
            page.open_current()
            with_clients.rest()
    seen = {page.model.row_at(row).client_no for row in (0, 1)}  # type: ignore[union-attr]
    with_clients.controller.lock()
    with_clients.unlock()
    with_clients.until_desk()
    with with_clients.window.desk.book.sql.read() as connection:
        facts = connection.execute(
            "SELECT type, client_no FROM event WHERE type LIKE 'audit.%' ORDER BY device_seq"
        ).fetchall()
    assert [kind for kind, _client_no in facts].count("audit.unlocked") == 1
    looked = [client_no for kind, client_no in facts if kind == "audit.viewed"]
    assert len(looked) == len(set(looked))
    assert seen <= set(looked)
