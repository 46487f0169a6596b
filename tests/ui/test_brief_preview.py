"""The preview: both versions, lines ticked off, the goal kept; saved and printed with a record, forgotten."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk import paths
from advisor_desk.domain.edits import ExportFact
from advisor_desk.ui import discreet, i18n, tokens
from advisor_desk.ui.dialogs.brief_parts import BriefParts
from advisor_desk.ui.dialogs.brief_preview import BriefPreview
from advisor_desk.ui.dialogs.brief_print import a4_printer
from advisor_desk.ui.dialogs.brief_ticks import folded
from advisor_desk.ui.jobs import BookChange, InlineJobs
from advisor_desk.usecases.brief import BriefFacts, Reader
from tests import briefs


class FakeDesk:
    """The book as the preview sees it: facts, the goal kept, what the log holds."""

    def __init__(self, folder: Path) -> None:
        self.facts: BriefFacts = briefs.facts()
        self.reads = 0
        self.goals: list[str] = []
        self.logged: list[ExportFact] = []
        self.printer: QPrinter | None = None
        self.path = folder / "简报.pdf"
        self.jobs = InlineJobs()

    def read(self) -> BriefFacts:
        self.reads += 1
        return self.facts

    def record_export(self, fact: ExportFact) -> None:
        assert not self.path.exists()
        self.logged.append(fact)

    def preview(self) -> BriefPreview:
        parts = BriefParts(
            client_id=1,
            read=self.read,
            keep_goal=self.goals.append,
            book=self,
            jobs=self.jobs,
            ask_printer=lambda _parent: self.printer,
            ask_path=lambda _parent, _suggested: str(self.path),
        )
        return BriefPreview(parts)


@pytest.fixture
def desk(tmp_path: Path) -> FakeDesk:
    return FakeDesk(tmp_path)


@pytest.fixture
def preview(desk: FakeDesk, qtbot: QtBot) -> BriefPreview:
    made = desk.preview()
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    QApplication.processEvents()
    return made


def picture(preview: BriefPreview) -> QImage:
    return preview.paper.paper.grab().toImage()


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def type_goal(preview: BriefPreview, text: str) -> None:
    preview.goal.setText(text)
    preview.goal.textEdited.emit(text)
    preview.goal.editingFinished.emit()


def test_the_page_is_there_with_its_lines(preview: BriefPreview) -> None:
    assert not preview.paper.paper.is_empty
    assert preview.reader is Reader.ADVISOR
    assert "change.tier" in preview.ticks.boxes
    assert preview.print_button.isEnabled()


def test_the_clients_version_is_one_click_away(preview: BriefPreview) -> None:
    before = picture(preview)
    preview.chips[Reader.CLIENT].click()
    assert preview.reader is Reader.CLIENT
    assert list(preview.ticks.boxes) == ["figures", "mix", "risks", "space"]
    assert picture(preview) != before


def test_a_line_ticked_off_leaves_the_page_and_comes_back(preview: BriefPreview, desk: FakeDesk) -> None:
    whole = picture(preview)
    preview.ticks.boxes["change.assets"].click()
    assert picture(preview) != whole
    preview.save()
    assert "资产 60.0 万" not in text_of(desk.path)
    preview.ticks.boxes["change.assets"].click()
    assert picture(preview) == whole


def test_each_version_remembers_its_own_ticks(preview: BriefPreview) -> None:
    preview.ticks.boxes["mix"].click()
    preview.show_reader(Reader.CLIENT)
    assert preview.ticks.boxes["mix"].isChecked()
    preview.show_reader(Reader.ADVISOR)
    assert not preview.ticks.boxes["mix"].isChecked()


def test_a_goal_is_kept_once_and_printed(preview: BriefPreview, desk: FakeDesk) -> None:
    type_goal(preview, "女儿三年后留学")
    type_goal(preview, "女儿三年后留学")
    assert desk.goals == ["女儿三年后留学"]
    preview.save()
    assert "女儿三年后留学" in text_of(desk.path)


def test_a_goal_typed_just_before_leaving_is_kept(preview: BriefPreview, desk: FakeDesk) -> None:
    preview.goal.setText("留学")
    preview.goal.textEdited.emit("留学")
    preview.reject()
    assert desk.goals == ["留学"]


def test_a_promise_to_the_client_is_refused_in_words(preview: BriefPreview, desk: FakeDesk) -> None:
    type_goal(preview, "保本的产品")
    assert not preview.paper.paper.is_empty
    preview.show_reader(Reader.CLIENT)
    assert "保本" in preview.trouble.text()
    assert preview.paper.paper.is_empty
    assert not preview.print_button.isEnabled()
    preview.save()
    assert desk.logged == []
    type_goal(preview, "稳当的产品")
    assert preview.trouble.text() == ""
    assert preview.print_button.isEnabled()


def test_saving_leaves_a_record_with_the_files_digest(preview: BriefPreview, desk: FakeDesk) -> None:
    told: list[str] = []
    preview.told.connect(told.append)
    QTest.keyClick(preview, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (fact,) = desk.logged
    assert fact.purpose == "brief"
    assert (fact.row_count, fact.client_id) == (1, 1)
    assert fact.file_sha256 == hashlib.sha256(desk.path.read_bytes()).hexdigest()
    assert told == ["简报已保存：简报.pdf"]
    assert "李明亮" in text_of(desk.path)


def test_an_unwritable_place_is_told_and_nothing_is_left(
    preview: BriefPreview, desk: FakeDesk, tmp_path: Path
) -> None:
    desk.path = tmp_path / "不存在" / "简报.pdf"
    preview.save()
    assert "没有写成" in preview.trouble.text()
    assert list(tmp_path.iterdir()) == []


def test_printing_draws_the_page_and_leaves_a_record(
    preview: BriefPreview, desk: FakeDesk, tmp_path: Path
) -> None:
    printed = tmp_path / "printed.pdf"
    desk.printer = a4_printer()
    desk.printer.setOutputFileName(str(printed))
    QTest.keyClick(preview, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.logged) == 1
    document = pypdfium2.PdfDocument(printed.read_bytes())
    assert len(document) == 1
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    document.close()


def test_a_person_who_would_rather_not_print_leaves_no_record(preview: BriefPreview, desk: FakeDesk) -> None:
    preview.print_out()
    assert desk.logged == []


def test_discreet_mode_masks_the_preview_but_not_what_is_saved(preview: BriefPreview, desk: FakeDesk) -> None:
    shown = picture(preview)
    discreet.set_on(True)
    assert picture(preview) != shown
    assert "80.0 万" not in preview.ticks.boxes["change.assets"].toolTip()
    preview.save()
    assert "80.0 万" in text_of(desk.path)


def test_what_changes_in_the_book_is_read_again(preview: BriefPreview, desk: FakeDesk) -> None:
    desk.jobs.book_changed.emit(BookChange(frozenset({"clients"}), frozenset({2})))
    assert desk.reads == 1
    desk.facts = briefs.facts(briefs.suggestion(None, stopped=briefs.UNASSESSED))
    desk.jobs.book_changed.emit(BookChange(frozenset({"clients"}), frozenset({1})))
    assert desk.reads == 2
    assert not any(key.startswith("blocked.") for key in preview.ticks.boxes)


def test_a_closed_preview_holds_nothing_of_the_client(preview: BriefPreview) -> None:
    type_goal(preview, "留学")
    preview.reject()
    assert preview.paper.paper.is_empty
    assert preview.ticks.boxes == {}
    assert preview.goal.text() == ""
    preview.save()
    preview.print_out()


def test_the_lock_key_asks_for_a_lock(preview: BriefPreview, qtbot: QtBot) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(preview.lock_asked):
        QTest.keyClick(preview, Qt.Key.Key_L, both)


def test_the_page_follows_the_language_of_the_window(desk: FakeDesk, qtbot: QtBot) -> None:
    i18n.install(i18n.ENGLISH)
    made = desk.preview()
    qtbot.addWidget(made)
    made.save()
    assert "Since the last contact" in text_of(desk.path)


def test_a_client_without_assessment_has_steps_in_both_versions(desk: FakeDesk, qtbot: QtBot) -> None:
    desk.facts = replace(briefs.facts(briefs.suggestion(None, stopped=briefs.UNASSESSED)))
    made = desk.preview()
    qtbot.addWidget(made)
    for reader in Reader:
        made.show_reader(reader)
        desk.path.unlink(missing_ok=True)
        made.save()
        assert "完成风险测评" in text_of(desk.path)


def test_the_page_has_the_colours_of_the_window() -> None:
    text = (paths.resources() / "brief" / "brief.typ").read_text(encoding="utf-8")
    used = set(re.findall(r"#[0-9A-F]{6}\b", text))
    light = tokens.LIGHT
    known = {value for value in (getattr(light, name) for name in light.__slots__) if isinstance(value, str)}
    known |= {*light.risk, *light.assets, *(color for pair in light.tiers for color in pair)}
    assert used <= known
    assert all(color in used for color in light.assets)
    assert QColor(light.up).isValid()


def test_a_long_line_is_folded_once_and_no_figure_loses_its_unit(preview: BriefPreview) -> None:
    metrics = preview.fontMetrics()
    text = "资产 467.3 万 → 475.3 万（+8.0 万，+1.72%）"
    for room in range(metrics.horizontalAdvance(text) // 2 + 20, metrics.horizontalAdvance(text), 5):
        lines = folded(text, metrics, room)
        assert len(lines) == 2
        assert not lines[0][-1].isdigit()
        assert all(metrics.horizontalAdvance(line) <= room for line in lines)
    assert folded("短", metrics, 200) == ["短"]
    assert folded(text * 9, metrics, 200)[-1].endswith("…")


def test_tab_goes_from_the_goal_through_the_lines_to_the_printer(preview: BriefPreview) -> None:
    preview.goal.setFocus()
    last: QWidget = preview.goal
    for widget in (*preview.ticks.boxes.values(), preview.print_button):
        QTest.keyClick(last, Qt.Key.Key_Tab)
        assert widget.hasFocus()
        last = widget
