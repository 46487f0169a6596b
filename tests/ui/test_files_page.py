"""The import page by itself: what it shows of a file, of missing columns, of refused rows, of the past."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QInputDialog, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.domain.batch import Batch, ImportMode, Undone
from advisor_desk.domain.kinds import Kind, Reject
from advisor_desk.errors import DeskError, OutsideFailed, UserCanFix
from advisor_desk.intake.options import ReadOptions
from advisor_desk.intake.reader import Preview, preview
from advisor_desk.ui import i18n
from advisor_desk.ui.jobs import JobContext, Jobs
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.files.desk import FileRequest, Outcome
from advisor_desk.ui.pages.files.page import FilesPage
from tests.builders import TODAY

CLIENTS = "客户号,姓名,手机号\nC1,甲,13800138000\nC2,乙,1\n"
REJECTS = (Reject(3, "手机号", "intake.phone", "1"), Reject(4, "", "intake.cell_count", "C3,丙,,"))


@dataclass
class FakeDesk:
    """Reads real files and imports nothing; notes what it is asked for."""

    saved: dict[str, Kind] = field(default_factory=dict)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    refuses: DeskError | None = None
    past: list[Batch] = field(default_factory=list)
    outcome: Outcome = Outcome(True, "", 4, 0, 1, 0, 0, 2, REJECTS)

    def read_options(self, *, profile: str, encoding: str, delimiter: str, sheet: str) -> ReadOptions:
        del profile
        return ReadOptions(
            today=TODAY, encoding=encoding or None, delimiter=delimiter or None, sheet=sheet or None
        )

    def profiles(self, kind: Kind) -> Sequence[str]:
        return [name for name, of in self.saved.items() if of is kind]

    def preview(self, request: FileRequest) -> tuple[Preview, str]:
        return preview(request.path, request.kind, request.options), ""

    def run(
        self, request: FileRequest, context: JobContext, *, dry_run: bool, rejects: Path | None = None
    ) -> Outcome:
        self.asked.append(
            ("run", request.kind, request.mode, dict(request.options.mapping or {}), dry_run, rejects)
        )
        context.report(1, 2)
        if self.refuses is not None:
            raise self.refuses
        return self.outcome

    def save_profile(self, name: str, request: FileRequest, header: Sequence[str]) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.saved[name] = request.kind
        self.asked.append(("save", name, dict(request.options.mapping or {}), tuple(header)))

    def batches(self) -> Sequence[Batch]:
        return self.past

    def undo(self, batch: str) -> Undone:
        self.asked.append(("undo", batch))
        return Undone(batch, 1, 0, ())

    def write_template(self, kind: Kind, path: Path) -> None:
        self.asked.append(("template", kind, path))


@dataclass
class Shown:
    """A page in sight, its desk and what it told."""

    page: FilesPage
    desk: FakeDesk
    qtbot: QtBot
    jobs: Jobs
    told: list[tuple[str, str]] = field(default_factory=list)

    def take(self, path: Path) -> None:
        """Turn to a file and wait until it is read."""
        self.page.take_file(path)
        self.rest()

    def click(self, button: QAbstractButton) -> None:
        """Press a button and wait for what comes of it."""
        assert button.isEnabled()
        button.click()
        self.rest()

    def point(self, word: str, header: str) -> None:
        """Choose a column of the file for a field, as a person does."""
        rows = texts(self.page.mapping)
        at = next(row for row, cells in enumerate(rows) if cells[0].startswith(word))
        box = self.page.mapping.cellWidget(at, 1)
        assert isinstance(box, QComboBox)
        box.setCurrentIndex(box.findData(header))
        self.rest()

    def rest(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(lambda: not self.jobs.is_busy)


def show(qtbot: QtBot, desk: FakeDesk | None = None) -> Shown:
    host = QWidget()
    qtbot.addWidget(host)
    desk, notices, jobs = desk or FakeDesk(), Notices(host, lambda *_: True), Jobs(host)
    notices.follow(jobs)
    page = FilesPage(desk, jobs, notices)
    qtbot.addWidget(page)
    shown = Shown(page, desk, qtbot, jobs)
    notices.told.connect(lambda kind, text: shown.told.append((kind, text)))
    page.resize(1280, 700)
    page.show()
    shown.rest()
    return shown


def write(folder: Path, text: str = CLIENTS, encoding: str = "utf-8", name: str = "c.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def texts(table: QTableWidget) -> list[list[str]]:
    return [
        [item.text() if (item := table.item(row, column)) else "" for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def test_the_first_rows_encoding_and_columns_of_a_file_are_shown(qtbot: QtBot, tmp_path: Path) -> None:
    shown = show(qtbot)
    page = shown.page
    shown.take(write(tmp_path, encoding="gb18030"))
    assert texts(page.rows) == [["C1", "甲", "13800138000"], ["C2", "乙", "1"]]
    assert "GB18030" in page.source._found.text()  # noqa: SLF001
    assert page.mapping.mapping() == {"client_no": "客户号", "name": "姓名", "phone": "手机号"}
    assert page.result.try_button.isEnabled()
    assert page.result.import_button.isEnabled()


@pytest.mark.parametrize(
    ("language", "names"), [(i18n.CHINESE, "客户号、姓名"), (i18n.ENGLISH, "Client no., Name")]
)
def test_missing_columns_are_named_and_nothing_can_be_imported_until_they_are_pointed_to(
    qtbot: QtBot, tmp_path: Path, language: str, names: str
) -> None:
    i18n.install(language)
    shown = show(qtbot)
    page = shown.page
    shown.take(write(tmp_path, "一,二\nC1,甲\n"))
    assert names in page.result.counts.text()
    assert not page.result.import_button.isEnabled()
    number, name = ("客户号", "姓名") if language == i18n.CHINESE else ("Client no.", "Name")
    shown.point(number, "一")
    assert not page.result.import_button.isEnabled()
    shown.point(name, "二")
    assert page.result.import_button.isEnabled()
    shown.click(page.result.import_button)
    assert shown.desk.asked == [
        ("run", Kind.CLIENTS, ImportMode.BOTH, {"client_no": "一", "name": "二"}, False, None)
    ]


def test_a_dry_run_shows_counts_and_every_refused_row_with_its_reason(qtbot: QtBot, tmp_path: Path) -> None:
    shown = show(qtbot)
    page = shown.page
    shown.take(write(tmp_path))
    shown.click(shown.page.result.try_button)
    assert page.result.counts.text().startswith("试导入结果(没有写入):读取 4 行，新增 1")
    rows = texts(page.result._rejects)  # noqa: SLF001
    assert rows == [
        ["3", "手机号", "不是有效的电话号码。 请核对位数。", "1"],
        ["4", "", "这一行的格数与表头不符。 请检查是否多了或少了分隔符。", "C3,丙,,"],
    ]
    assert page.result.save_button.isVisible()
    assert shown.told == [], "a dry run is no event"


def test_refused_rows_are_saved_where_the_person_says(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = show(qtbot)
    shown.take(write(tmp_path))
    shown.click(shown.page.result.try_button)
    offered: list[str] = []

    def ask(_parent: object, _title: str, suggested: str, _kinds: str) -> tuple[str, str]:
        offered.append(suggested)
        return (str(tmp_path / "r.csv") if len(offered) > 1 else "", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    shown.click(shown.page.result.save_button)
    assert len(shown.desk.asked) == 1, "cancelled"
    shown.click(shown.page.result.save_button)
    assert shown.desk.asked[-1][-2:] == (True, tmp_path / "r.csv")
    assert offered[0].startswith("c-")
    assert offered[0].endswith(".csv")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_file_that_cannot_be_read_is_one_sentence_and_no_buttons(
    qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    i18n.install(language)
    shown = show(qtbot)
    page = shown.page
    shown.take(write(tmp_path))
    path = tmp_path / "z.xlsx"
    path.write_bytes(b"PK\x05\x06" + bytes(18))
    shown.take(path)
    assert page.result.counts.text()
    assert page.result.counts.isVisible()
    assert not page.result.try_button.isEnabled()
    assert (page.rows.rowCount(), page.mapping.rowCount()) == (0, 0)
    shown.take(tmp_path / "gone.csv")
    assert "gone.csv" in page.result.counts.text()


def test_an_import_that_fails_is_told_on_its_card_and_can_be_tried_again(
    qtbot: QtBot, tmp_path: Path
) -> None:
    shown = show(qtbot, FakeDesk(refuses=OutsideFailed("book.disk_full")))
    page = shown.page
    shown.take(write(tmp_path))
    shown.click(shown.page.result.import_button)
    assert "磁盘空间不足" in page.result.counts.text()
    assert page.result.import_button.isEnabled()
    shown.desk.refuses = UserCanFix("import.cancelled")
    shown.click(shown.page.result.import_button)
    assert ("info", "已取消，没有写入任何内容。") in shown.told
    shown.desk.refuses = None
    shown.desk.outcome = Outcome(False, "b1", 2, 0, 2, 0, 0, 0, ())
    shown.click(shown.page.result.import_button)
    assert page.result.counts.text().startswith("已导入：")
    assert not page.result.save_button.isVisible()


def test_a_mapping_is_saved_under_a_name_and_offered_for_its_kind(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = show(qtbot)
    page = shown.page
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("  老系统 ", True))
    page.source._on_keep_clicked()  # noqa: SLF001
    assert shown.told == [("info", "请先选择一个文件。")]
    shown.take(write(tmp_path))
    page.source._on_keep_clicked()  # noqa: SLF001
    assert shown.desk.asked == [
        (
            "save",
            "老系统",
            {"client_no": "客户号", "name": "姓名", "phone": "手机号"},
            ("客户号", "姓名", "手机号"),
        )
    ]
    assert page.source.profile_box.currentData() == "老系统"
    shown.desk.refuses = OutsideFailed("import.profile_unwritable", profile="x")
    page.source._on_keep_clicked()  # noqa: SLF001
    assert shown.told[-1] == ("error", "导入方案没有保存。")


def test_the_past_is_listed_and_an_undo_is_asked_for_once(qtbot: QtBot) -> None:
    at = datetime(2026, 11, 20, 2, tzinfo=UTC)
    shown = show(qtbot)
    assert texts(shown.page.batches._table) == []  # noqa: SLF001
    done = Batch(
        batch="b1",
        number=1,
        kind=Kind.CLIENTS,
        file_name="客户.csv",
        mode=ImportMode.BOTH,
        profile="",
        encoding="utf-8",
        started_at=at,
        finished_at=at,
        undone_at=None,
        read=1_204,
        added=1_200,
        updated=3,
        unchanged=0,
        rejected=1,
    )
    undone = replace(done, batch="b0", undone_at=at)
    shown.desk.past = [done, undone]
    shown.page.refresh_batches()
    shown.rest()
    table = shown.page.batches._table  # noqa: SLF001
    assert [row[1:3] for row in texts(table)] == [["客户 · 客户.csv", "1,200 / 3 / 1"]] * 2
    links = [table.cellWidget(row, 3) for row in (0, 1)]
    assert [link.isEnabled() for link in links if link] == [True, False]
    shown.page.batches.undo_asked.emit(done)
    shown.rest()
    assert shown.desk.asked == [("undo", "b1")]


def test_a_template_is_written_and_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = show(qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "t.xlsx"), ""))
    shown.page.source._on_template_clicked()  # noqa: SLF001
    shown.rest()
    assert shown.desk.asked == [("template", Kind.CLIENTS, tmp_path / "t.xlsx")]
    assert shown.told == [("good", "模板已保存：t.xlsx")]


def test_a_dropped_file_is_taken_and_forgotten_when_the_book_is_locked(qtbot: QtBot, tmp_path: Path) -> None:
    shown = show(qtbot)
    page = shown.page
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write(tmp_path)))])
    page.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    shown.rest()
    assert page.rows.rowCount() == 2
    shown.click(shown.page.result.try_button)
    page.forget_clients()
    assert (texts(page.rows), texts(page.result._rejects)) == ([], [])  # noqa: SLF001
    assert "c.csv" not in page.source._name.text() + page.source._name.toolTip()  # noqa: SLF001
    assert not page.result.import_button.isEnabled()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_nothing_is_cut_at_the_smallest_size(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    i18n.install(language)
    shown = show(qtbot)
    page = shown.page
    shown.take(write(tmp_path, name=f"{'很长的名字' * 15}.csv"))
    shown.click(shown.page.result.try_button)
    page.resize(1282, 682)
    qtbot.waitUntil(lambda: page.width() == 1282)
    result = page.result
    for button in (result.try_button, result.import_button, result.save_button):
        assert button.width() >= button.sizeHint().width(), button.text()
        assert button.mapTo(page, button.rect().bottomRight()).x() <= page.width()
    for box in page.source.findChildren(QComboBox):
        assert box.width() >= box.fontMetrics().horizontalAdvance(box.currentText()) + 24, box.currentText()
