"""今日: what is first, why it is there, one key for each deed, and the way back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.domain.moment import MomentCode, MomentState
from advisor_desk.domain.task import TaskState
from advisor_desk.domain.today import TodayItem, TodayKind
from advisor_desk.ui import discreet, i18n, labels
from advisor_desk.ui.dialogs.snooze_dialog import ReasonDialog, SnoozeDialog
from advisor_desk.ui.jobs import BookChange, InlineJobs
from advisor_desk.ui.main_window import MainWindow
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.today.model import Heading
from advisor_desk.ui.pages.today.page import TodayPage
from advisor_desk.ui.pages.today.parts import TodayParts
from tests.ui.fake_day import DAY, NOON, TRADING, FakeDay, about, birthday_key, line, usual_items

KEY = Qt.Key


@dataclass
class Shown:
    """The page in a window, its book, its clock and what it asked for."""

    window: MainWindow
    page: TodayPage
    day: FakeDay
    jobs: InlineJobs
    notices: Notices
    now: list[datetime]
    asked: list[tuple[str, object]] = field(default_factory=list)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key to whatever has the keyboard."""
        QTest.keyClick(self.window.focusWidget() or self.window, key, modifiers)
        QApplication.processEvents()

    def current(self) -> TodayItem:
        """The line in focus."""
        item = self.page.lines.current()
        assert item is not None
        return item

    def line_keys(self) -> list[str]:
        """The keys of the lines in sight, from top to bottom."""
        rows = self.page.lines.rows
        items = (rows.item(at) for at in range(rows.rowCount()))
        return [item.key for item in items if item is not None]

    def sections(self) -> list[tuple[TodayKind, str]]:
        """The headings with their counts."""
        model = self.page.lines.rows
        rows = ((model.row(at), model.index(at).data()) for at in range(model.rowCount()))
        return [(row.kind, str(said).rpartition(" ")[2]) for row, said in rows if isinstance(row, Heading)]

    def card_words(self) -> str:
        """Everything written on the card."""
        labels_shown = [one for one in self.page.card.findChildren(QLabel) if one.isVisible()]
        return "\n".join(one.text() for one in labels_shown)

    def toast_link(self) -> QWidget:
        """The link of the newest toast."""
        toast = self.notices._stack.shown()[-1]  # noqa: SLF001
        return toast.findChildren(QWidget, "link")[0]

    def dialog(self) -> ReasonDialog:
        """The open dialog."""
        dialog = self.page.dialog
        assert isinstance(dialog, ReasonDialog)
        dialog.activateWindow()
        QTest.qWaitForWindowActive(dialog)
        return dialog


def shown(qtbot: QtBot, day: FakeDay) -> Shown:
    window = MainWindow()
    qtbot.addWidget(window)
    jobs = InlineJobs(window)
    notices = Notices(window)
    notices.follow(jobs)
    now = [NOON]
    page = TodayPage(
        TodayParts(
            read=day.read,
            unsent=day.unsent_by_type,
            lunar=day.lunar,
            deeds=day,
            trading=TRADING,
            jobs=jobs,
            notices=notices,
            now=lambda: now[0],
        )
    )
    window.add_page("today", "sun", page)
    made = Shown(window, page, day, jobs, notices, now)
    for name in ("client_asked", "brief_asked", "log_asked", "search_asked"):
        getattr(page, name).connect(lambda value, name=name: made.asked.append((name, value)))
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    QApplication.processEvents()
    return made


@pytest.fixture
def today(qtbot: QtBot) -> Iterator[Shown]:
    made = shown(qtbot, FakeDay())
    yield made
    made.page.forget_clients()


def test_the_highest_score_is_first_and_in_focus_with_its_section_above(today: Shown) -> None:
    assert today.current().key == "E1"
    assert today.window.focusWidget() is today.page.lines
    assert today.sections()[0] == (TodayKind.ENQUIRY, "1")
    assert today.line_keys() == [item.key for item in today.day.items]
    assert [today.sections()[-1]] == [(TodayKind.CONTACT, "1,182")]
    scores = [item.score for item in today.day.items]
    assert scores == sorted(scores, reverse=True)


def test_the_card_says_who_what_why_and_what_to_do(today: Shown) -> None:
    today.page.lines.go_to_section(TodayKind.MOMENT)
    said = today.card_words()
    for text in ("北川精密制造有限公司", labels.word(MomentCode.BIG_INFLOW), "询问资金用途", "50"):
        assert text in said
    assert not today.page.card.shows_parts
    today.press(KEY.Key_W)
    assert today.page.card.shows_parts
    assert "+20" in today.card_words()
    today.press(KEY.Key_W)
    assert not today.page.card.shows_parts


def test_the_tooltip_of_a_line_adds_up_to_its_score(today: Shown) -> None:
    rows = today.page.lines.rows
    tip = str(rows.index(rows.row_of(TodayKind.TASK, "T2")).data(Qt.ItemDataRole.ToolTipRole))
    assert "69 分 = " in tip
    assert "+60" in tip
    assert "+9" in tip
    assert "承诺：寄出对账单" in tip


def test_space_is_done_and_the_next_line_is_in_focus_and_the_toast_takes_it_back(today: Shown) -> None:
    today.page.lines.go_to_section(TodayKind.TASK)
    assert today.current().key == "T2"
    today.press(KEY.Key_Space)
    assert today.day.asked == [("close_task", "T2", TaskState.DONE)]
    assert "T2" not in today.line_keys()
    assert today.current().key == "T3"
    QTest.mouseClick(today.toast_link(), Qt.MouseButton.LeftButton)
    assert today.day.asked[-1] == ("reopen_task", "T2")
    assert "T2" in today.line_keys()


def test_ctrl_z_takes_the_last_deed_back_once(today: Shown) -> None:
    today.page.lines.go_to_section(TodayKind.BIRTHDAY)
    today.press(KEY.Key_Space)
    assert today.day.asked == [("close_moment", birthday_key(6), MomentState.DONE, "")]
    for _ in range(2):
        today.press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert today.day.asked[1:] == [("reopen_moment", birthday_key(6))]


def test_snooze_asks_for_a_day_and_a_reason(today: Shown) -> None:
    today.page.lines.go_to_section(TodayKind.TASK)
    today.press(KEY.Key_S)
    dialog = today.dialog()
    assert isinstance(dialog, SnoozeDialog)
    assert dialog.until() == date(2026, 11, 23), "the next trading day is proposed"
    QTest.keyClicks(dialog.day.edit, "+3")
    QTest.keyClick(dialog, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.reason.has_problem
    assert today.day.asked == []
    dialog.reason.chips[1].click()
    QTest.keyClick(dialog, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert today.day.asked == [("snooze_task", "T2", date(2026, 11, 25), "等客户答复")]
    assert today.page.dialog is None
    QTest.mouseClick(today.toast_link(), Qt.MouseButton.LeftButton)
    assert today.day.asked[-1] == ("reopen_task", "T2")


@pytest.mark.parametrize("typed", ["", "昨天", "2026-11-20", "+0", "总有一天"])
def test_a_snooze_to_no_day_to_come_is_told_at_the_field(today: Shown, typed: str) -> None:
    today.page.lines.go_to_section(TodayKind.MOMENT)
    today.press(KEY.Key_S)
    dialog = today.dialog()
    assert isinstance(dialog, SnoozeDialog)
    dialog.day.set_text(typed)
    dialog.reason.set_text("客户没空")
    dialog.save()
    assert dialog.day.has_problem
    assert today.day.asked == []
    dialog.discard()


def test_a_moment_is_suppressed_with_a_reason_only(today: Shown) -> None:
    today.page.lines.go_to_section(TodayKind.MOMENT)
    today.press(KEY.Key_X)
    dialog = today.dialog()
    dialog.save()
    assert dialog.reason.has_problem
    dialog.reason.set_text("已在分行办妥")
    dialog.save()
    key = "BIG_INFLOW|C5|2026-11-19|"
    assert today.day.asked == [("close_moment", key, MomentState.SUPPRESSED, "已在分行办妥")]


def test_what_the_book_refuses_leaves_dialog_and_words(today: Shown) -> None:
    today.day.refuses = "record.unknown"
    today.page.lines.go_to_section(TodayKind.MOMENT)
    today.press(KEY.Key_X)
    dialog = today.dialog()
    dialog.reason.set_text("不适合")
    dialog.save()
    assert dialog.isVisible()
    assert dialog.reason.text() == "不适合"
    assert "没有这条记录" in dialog.trouble.text()
    dialog.discard()


def test_one_key_each_for_log_brief_and_client(today: Shown) -> None:
    today.page.lines.go_to_section(TodayKind.CONTACT)
    for key in (KEY.Key_L, KEY.Key_B, KEY.Key_Return):
        today.press(key)
    item = today.current()
    assert today.asked == [("log_asked", item), ("brief_asked", 7), ("client_asked", 7)]


def test_an_owed_contact_is_settled_by_recording_it(today: Shown) -> None:
    today.page.lines.go_to_section(TodayKind.CONTACT)
    today.press(KEY.Key_Space)
    assert today.asked == [("log_asked", today.current())]
    today.press(KEY.Key_X)
    assert today.day.asked == []
    assert today.page.dialog is None


def test_arrows_walk_over_sections_and_digits_jump(today: Shown) -> None:
    seen = [today.current().key]
    for _ in range(20):
        today.press(KEY.Key_Down)
        item = today.page.lines.current()
        if item is not None and item.key != seen[-1]:
            seen.append(item.key)
    assert seen == today.line_keys()
    today.press(KEY.Key_1)
    assert today.current().kind is TodayKind.MEETING
    today.press(KEY.Key_2)
    assert today.current().key == "T2"


def test_a_section_is_closed_and_opened_by_its_heading(today: Shown) -> None:
    lines = today.page.lines
    lines.setCurrentIndex(lines.rows.index(lines.rows.heading_row(TodayKind.TASK)))
    today.press(KEY.Key_Space)
    assert "T2" not in today.line_keys()
    today.press(KEY.Key_Right)
    assert "T2" in today.line_keys()
    today.press(KEY.Key_Left)
    today.press(KEY.Key_2)
    assert today.current().key == "T2", "a digit opens a closed section"


def test_a_long_section_is_folded_and_says_what_is_below(qtbot: QtBot) -> None:
    late = tuple(
        line(TodayKind.TASK, f"T{n}", "TODO", ("base", 99 - n), **about(n, f"客{n}"), due_on=DAY)
        for n in range(20)
    )
    made = shown(qtbot, FakeDay(items=(*late, *usual_items()[-1:])))
    assert made.line_keys() == ["T0", "T1", "T2", "T3", "T4", "C7|CONTACT"]
    for _ in range(5):
        made.press(KEY.Key_Down)
    more = made.page.lines.currentIndex()
    assert more.data() == "还有 15 项，最高 94 分"
    made.press(KEY.Key_Return)
    assert made.current().key == "T5"
    assert len(made.line_keys()) == 21
    made.page.forget_clients()


def test_another_line_of_the_same_client_is_one_click_away(qtbot: QtBot) -> None:
    items = (
        *usual_items(),
        line(TodayKind.TASK, "T9", "TODO", ("base", 1), **about(4, "司马青"), text="寄合同"),
    )
    made = shown(qtbot, FakeDay(items=items))
    link = made.page.card.findChildren(QWidget, "link")[0]
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert made.current().key == "T9"
    made.page.forget_clients()


def test_the_clock_of_an_enquiry_runs_while_in_sight_and_turns_when_past_due(today: Shown) -> None:
    card = today.page.card
    assert "剩 30:00" in card.due.text()
    assert not card.late.isVisible()
    timer = today.page._timer  # noqa: SLF001
    assert timer.isActive()
    assert timer.interval() == 1000
    today.now[0] = NOON + timedelta(minutes=29, seconds=1)
    timer.timeout.emit()
    assert "剩 00:59" in card.due.text()
    today.now[0] = NOON + timedelta(minutes=31)
    timer.timeout.emit()
    assert card.late.isVisible()
    assert card.late.text() == "超 01:00"
    today.now[0] = NOON - timedelta(hours=2)
    timer.timeout.emit()
    assert timer.interval() == 60_000, "no seconds, no ticking by seconds"
    today.page.hide()
    assert not timer.isActive()


def test_a_change_of_the_book_shows_at_once_and_keeps_the_place(today: Shown) -> None:
    today.page.lines.go_to_section(TodayKind.TASK)
    today.day.items = tuple(item for item in today.day.items if item.key != "T1")
    today.jobs.book_changed.emit(BookChange(frozenset({"clients"})))
    assert "T1" not in today.line_keys()
    assert today.current().key == "T2"


def test_out_of_sight_the_day_is_read_again_when_it_comes_back(today: Shown) -> None:
    reads = today.day.reads
    today.page.hide()
    today.jobs.book_changed.emit(BookChange(frozenset({"clients"})))
    assert today.day.reads == reads
    today.page.show()
    assert today.day.reads == reads + 1


def test_names_are_masked_and_nothing_is_left_after_the_lock(today: Shown) -> None:
    discreet.set_on(True)
    today.page.lines.go_to_section(TodayKind.MEETING)
    rows = today.page.lines.rows
    said = [str(rows.index(at).data(Qt.ItemDataRole.ToolTipRole)) for at in range(rows.rowCount())]
    everything = "\n".join([*said, today.card_words()])
    assert "欧阳*" in everything
    for name in ("欧阳雨桐", "张文博", "司马青"):
        assert name not in everything
    today.page.forget_clients()
    assert rows.rowCount() == 0
    assert "欧阳" not in today.card_words()
    assert today.page.day is None


def test_with_nothing_due_the_longest_uncontacted_are_shown(qtbot: QtBot) -> None:
    quiet = tuple(
        line(TodayKind.QUIET, f"C{n}|QUIET", "LONG_TAIL", **about(n, f"客{n}", ago=300 - n))
        for n in range(1, 6)
    )
    made = shown(qtbot, FakeDay(items=(), quiet=quiet, unsent=3, held_back={"OPT_OUT": 2}))
    assert made.page.nothing.isVisible()
    assert "拒绝营销 2" in made.page.held_back.text()
    assert made.page.nothing.text() == "今天没有待办。这 5 位最久未联系 ↓"
    assert made.line_keys()[:5] == [item.key for item in quiet]
    assert made.current().key == "C1|QUIET"
    made.page.lines.go_to_section(TodayKind.UNSENT)
    assert "联系记录 3" in made.card_words()
    made.page.forget_clients()


def test_an_empty_book_offers_a_way_to_begin(qtbot: QtBot) -> None:
    made = shown(qtbot, FakeDay(items=(), has_clients=False))
    texts = [one.text() for one in made.page.findChildren(QLabel) if one.isVisible()]
    assert "还没有客户" in texts
    assert not made.page.lines.isVisible()


def test_a_search_typed_here_is_handed_on(today: Shown) -> None:
    today.window.top.search.setText("zhang")
    QApplication.processEvents()
    assert today.asked == [("search_asked", "zhang")]


def test_every_section_has_a_chip_that_leads_to_it(today: Shown) -> None:
    assert set(today.page.chips.codes()) == {item.kind.value for item in today.day.items}
    today.page.chips.chosen.emit(TodayKind.BIRTHDAY.value)
    assert today.current().kind is TodayKind.BIRTHDAY


def test_english(qtbot: QtBot) -> None:
    i18n.install(i18n.ENGLISH)
    made = shown(qtbot, FakeDay())
    rows = made.page.lines.rows
    tip = str(rows.index(rows.row_of(TodayKind.TASK, "T2")).data(Qt.ItemDataRole.ToolTipRole))
    assert "Promise: 寄出对账单" in tip
    assert labels.word(TodayKind.TASK).isascii()
    assert made.page.day is not None
    assert made.page.day.view.as_of == DAY
    made.page.forget_clients()
