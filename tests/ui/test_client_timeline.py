"""The timeline: newest first, words only for what is in sight, kinds, search, months, one entry whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from advisor_desk.domain.interaction import Confidentiality
from advisor_desk.domain.review import TimelineEntry
from advisor_desk.storage import timeline as stored
from advisor_desk.ui import discreet, labels_timeline
from advisor_desk.ui.jobs import BookChange
from advisor_desk.ui.pages.client360.service_ask import Deed, ServiceAsk
from advisor_desk.ui.pages.client360.timeline_card import TimelineCard
from advisor_desk.ui.pages.client_detail import ClientDetailPage
from advisor_desk.ui.widgets.timeline_list import TimelineLine, TimelineModel
from tests.ui import client_reviews as reviews
from tests.ui import client_services as services
from tests.ui.client_page import NoChartJobs, all_texts, body_of, make_page, shown_page


def _entry(number: int, kind: str = "TRADE", **more: object) -> TimelineEntry:
    on = reviews.AS_OF - timedelta(days=number)
    return TimelineEntry(on, kind, "SIP", f"line {number}", **more)  # type: ignore[arg-type]


def _word(entry: TimelineEntry) -> TimelineLine:
    return TimelineLine(entry.kind, "arrows", "text2", entry.on.isoformat(), entry.text)


def _card(page: ClientDetailPage) -> TimelineCard:
    return body_of(page).timeline


def _chip(card: TimelineCard, code: str) -> None:
    QTest.mouseClick(next(chip for chip in card.chips if chip.code == code), Qt.MouseButton.LeftButton)


def test_the_model_keeps_qts_rules() -> None:
    model = TimelineModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)
    model.show_entries([_entry(n, "TRADE" if n % 2 else "SIGNAL") for n in range(90)], _word, has_older=True)
    model.only({"TRADE"})
    model.add_older([_entry(n) for n in range(90, 120)])
    model.search(lambda entry: entry.text.endswith("7"))
    model.show_entries([])
    assert tester.model() is model


def test_of_five_thousand_entries_only_those_in_sight_are_put_into_words(qtbot: QtBot) -> None:
    review = replace(reviews.full_review(), timeline=[_entry(n // 3) for n in range(5_000)])
    card = _card(shown_page(qtbot, review))
    lines, view = card.list.lines, card.list
    seen = view.viewport().height() // view.sizeHintForRow(0) + 2
    qtbot.waitUntil(lambda: lines.worded > 0)
    assert lines.rowCount() == 5_000
    assert lines.worded <= seen
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    view.viewport().repaint()
    assert lines.worded <= 2 * seen
    bar.setValue(bar.maximum())
    view.viewport().repaint()
    assert view.indexAt(view.viewport().rect().bottomLeft()).row() in (-1, 4_998, 4_999)


def test_the_newest_entry_is_first_whatever_the_order_it_came_in(qtbot: QtBot) -> None:
    lines = _card(shown_page(qtbot, reviews.full_review())).list.lines
    assert lines.line(0).when == "今天"
    assert lines.line(0).text == "电话 · 询问港股基金费率"
    assert lines.line(1).when == "11-18"


def test_a_chip_keeps_one_kind_and_all_brings_everything_back(qtbot: QtBot) -> None:
    card = _card(shown_page(qtbot, reviews.full_review()))
    _chip(card, "ASSESSMENT")
    assert card.list.lines.rowCount() == 1
    assert card.count.text() == "1 / 70 条"
    assert not card.everything.isChecked()
    QTest.mouseClick(card.everything, Qt.MouseButton.LeftButton)
    assert card.list.lines.rowCount() == 70
    assert card.everything.isChecked()


def test_kinds_without_entries_have_no_chip(qtbot: QtBot) -> None:
    card = _card(shown_page(qtbot, reviews.org_review()))
    assert [chip.code for chip in card.chips if chip.isVisibleTo(card)] == ["INTERACTION", "TRADE"]


def test_an_unknown_kind_is_shown_and_not_dropped() -> None:
    entry = TimelineEntry(reviews.AS_OF, "FUTURE_KIND", "NEW_CODE", "text")
    assert labels_timeline.line_maker(reviews.AS_OF)(entry).text == "NEW_CODE · text"


def test_the_whole_line_is_in_its_tooltip(qtbot: QtBot) -> None:
    lines = _card(shown_page(qtbot, reviews.full_review())).list.lines
    told = lines.data(lines.index(2, 0), Qt.ItemDataRole.ToolTipRole)
    assert told == "2026-11-12  申购 · 稳健增利六个月持有债券  20.0 万"


def test_all_older_entries_are_read_at_once_when_the_end_is_seen(qtbot: QtBot) -> None:
    base = reviews.full_review()
    newest = [_entry(n) for n in range(200)]
    asked: list[tuple[int, int]] = []

    def older(client_id: int, shown: int) -> list[TimelineEntry]:
        asked.append((client_id, shown))
        return [_entry(n) for n in range(200, 900)]

    page = make_page(qtbot, lambda _client_id: replace(base, timeline=newest), older=older)
    page.show_client(1)
    card = _card(page)
    assert card.count.text() == "最近 200 条"
    assert asked == []
    bar = card.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert asked == [(1, 200)]
    assert card.list.lines.rowCount() == 900
    assert card.count.text() == "900 条"


def test_a_chip_counts_over_the_older_entries_too(qtbot: QtBot) -> None:
    base = reviews.full_review()
    newest = [_entry(n) for n in range(199)] + [_entry(199, "SIGNAL")]
    page = make_page(
        qtbot, lambda _id: replace(base, timeline=newest), older=lambda _id, _shown: [_entry(400, "SIGNAL")]
    )
    page.show_client(1)
    _chip(_card(page), "SIGNAL")
    assert _card(page).list.lines.rowCount() == 2


def test_an_assessment_is_told_with_its_level_and_class() -> None:
    entry = TimelineEntry(reviews.AS_OF, "ASSESSMENT", "C4", "ORD")
    assert labels_timeline.entry_words(entry) == "风险测评 C4 积极 · 普通投资者"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (("INTERACTION", "CALL", ""), "电话 · 已联系上"),
        (("TASK", "PROMISE", "发资料"), "承诺 · 已完成 · 发资料"),
        (("MOMENT", "BIG_INFLOW", ""), "大额转入 · 已处理"),
        (("ENTITLEMENT", "GOLF", ""), "高尔夫 · 预约"),
        (("LIFE_EVENT", "HOME", "浦东"), "购房 · 浦东"),
        (("PROFILE", "client.edited", ""), "修改资料"),
        (("ADVICE", "suggestion.given", ""), "给出配置建议"),
    ],
)
def test_every_kind_has_its_words(entry: tuple[str, str, str], told: str) -> None:
    kind, code, text = entry
    more = {"INTERACTION": "REACHED", "TASK": "DONE", "MOMENT": "DONE", "ENTITLEMENT": "BOOK"}.get(kind, "")
    assert labels_timeline.entry_words(TimelineEntry(reviews.AS_OF, kind, code, text, more=more)) == told


@pytest.mark.parametrize(
    ("kind", "code"),
    [("ADVICE", code) for code in stored.ADVICE] + [("PROFILE", code) for code in stored.PROFILE],
)
def test_no_type_of_event_stands_there_as_its_code(kind: str, code: str) -> None:
    told = labels_timeline.entry_words(TimelineEntry(reviews.AS_OF, kind, code, ""))
    assert told.isidentifier()


def test_a_consent_that_was_withdrawn_is_not_told_as_given() -> None:
    entry = TimelineEntry(reviews.AS_OF, "CONSENT", "MARKETING", "", more="WITHDRAWN")
    assert labels_timeline.entry_words(entry).startswith("撤回同意：")


def _logged(**more: object) -> TimelineEntry:
    return TimelineEntry(reviews.AS_OF, "INTERACTION", "VISIT", "原来的话", id="r1", **more)  # type: ignore[arg-type]


def test_both_versions_of_a_corrected_record_stand_there_the_old_one_struck_out() -> None:
    word = labels_timeline.line_maker(reviews.AS_OF)
    old, new = word(_logged(replaced_by="r2")), word(_logged(corrects="r0"))
    assert (old.is_struck, old.badge) == (True, "已更正")
    assert (new.is_struck, new.badge) == (False, "更正")
    taken_back = word(_logged(is_withdrawn=True))
    assert (taken_back.is_struck, taken_back.badge) == (True, "已撤回")


def test_a_strict_record_shows_no_word_in_the_list() -> None:
    entry = _logged(confidentiality="STRICT")
    assert labels_timeline.entry_words(entry) == "面访 · 严格保密"


def test_notes_are_hidden_in_discreet_mode(qtbot: QtBot) -> None:
    discreet.set_on(True)
    page = _page(qtbot)
    assert _card(page).list.lines.line(0).text == "面访 · ••••"
    _card(page).go_to_record("r1")
    assert not [text for text in all_texts(_card(page).pane) if "留学" in text or "回撤" in text]


def _page(
    qtbot: QtBot, timeline: Sequence[TimelineEntry] = (), jobs: NoChartJobs | None = None, **more: Any
) -> ClientDetailPage:
    """A page whose newest entries are contacts."""
    entries = timeline or [_logged(), *reviews.full_review().timeline]
    review = replace(reviews.full_review(), timeline=entries)
    page = make_page(qtbot, lambda _id: review, jobs, reading=services.reading(**more))
    page.show_client(1)
    return page


def test_a_contact_opens_whole_with_words_and_judgement_apart(qtbot: QtBot) -> None:
    page = _page(qtbot)
    card = _card(page)
    card.list.setCurrentIndex(card.list.lines.index(0, 0))
    card.list.setFocus()
    QTest.keyClick(card.list, Qt.Key.Key_Return)
    texts = [label.text() for label in card.pane.findChildren(QLabel) if label.isVisibleTo(card.pane)]
    for told in ("“不想再看到去年那样的回撤”", "对波动比测评结果更敏感", "519888 · 可以建议"):
        assert told in texts
    assert "2026-11-20  发港股基金费率对照表" in texts
    assert "2026-11-26 09:30  季度资产检视" in texts
    assert any("第 123 号" in text for text in texts)
    assert card.pane.files[0].text().strip().startswith("名片.png")
    QTest.keyClick(card.list, Qt.Key.Key_Escape)
    assert not card.pane.isVisibleTo(card)


def test_an_entry_that_is_no_contact_opens_with_all_its_words(qtbot: QtBot) -> None:
    card = _card(shown_page(qtbot, reviews.full_review()))
    card.list.opened.emit(2)
    assert "申购 · 稳健增利六个月持有债券  20.0 万" in all_texts(card.pane)
    assert not card.pane.correct_button.isVisibleTo(card)


def test_correct_withdraw_and_an_attachment_are_asked_of_the_window(qtbot: QtBot) -> None:
    page = _page(qtbot)
    asked: list[ServiceAsk] = []
    page.service_asked.connect(asked.append)
    pane = _card(page).pane
    _card(page).go_to_record("r1")
    for button in (pane.correct_button, pane.withdraw_button, pane.files[0]):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [one.deed for one in asked] == [Deed.CORRECT, Deed.WITHDRAW, Deed.ATTACHMENT]
    assert asked[2].subject == services.PHOTO


def test_a_record_taken_back_offers_nothing_but_its_reason(qtbot: QtBot) -> None:
    page = _page(qtbot, record=services.record(is_withdrawn=True, reason="记错了客户"))
    _card(page).go_to_record("r1")
    pane = _card(page).pane
    assert pane.state.text() == "已撤回。原因：记错了客户"
    assert not pane.correct_button.isVisibleTo(pane)
    assert not pane.withdraw_button.isVisibleTo(pane)


def test_each_version_of_a_record_leads_to_the_other(qtbot: QtBot) -> None:
    entries = [_logged(corrects="r0"), replace(_logged(replaced_by="r1"), id="r0")]
    kept = {
        "r1": services.record("r1", corrects="r0", reason="金额有误"),
        "r0": services.record("r0", replaced_by="r1"),
    }
    card = _card(_page(qtbot, entries, records=kept))
    card.go_to_record("r1")
    assert card.pane.state.text() == "这是更正后的记录。原因：金额有误"
    QTest.mouseClick(card.pane.other, Qt.MouseButton.LeftButton)
    assert card.list.currentIndex().row() == 1
    assert card.pane.state.text() == "已被更正，两份记录都保留。"


def test_a_strict_record_is_opened_with_a_purpose_only(qtbot: QtBot) -> None:
    page = _page(qtbot, record=services.record(confidentiality=Confidentiality.STRICT))
    asked: list[ServiceAsk] = []
    page.service_asked.connect(asked.append)
    pane = _card(page).pane
    _card(page).go_to_record("r1")
    assert not [text for text in all_texts(pane) if "留学" in text]
    QTest.mouseClick(pane.strict, Qt.MouseButton.LeftButton)
    assert asked == [ServiceAsk(Deed.VIEW_STRICT, "r1")]
    pane.open_strict()
    assert [text for text in all_texts(pane) if "留学" in text]
    assert not pane.strict.isVisibleTo(pane)


def test_notes_are_searched_with_a_key_and_found_by_pinyin(qtbot: QtBot) -> None:
    page = _page(qtbot, found={"yldh": [_logged()]})
    card = _card(page)
    page.activateWindow()
    card.list.setFocus()
    qtbot.waitUntil(card.list.hasFocus)
    QTest.keyClick(card.list, Qt.Key.Key_Slash)
    assert card.search.hasFocus()
    QTest.keyClicks(card.search, "yldh")
    qtbot.waitUntil(lambda: card.list.lines.rowCount() == 1)
    assert card.list.lines.entry(0).id == "r1"
    QTest.keyClick(card.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: card.list.lines.rowCount() == 71)


def test_a_search_finds_products_by_name_and_says_when_nothing_fits(qtbot: QtBot) -> None:
    card = _card(_page(qtbot))
    card.search.setText("稳健增利")
    qtbot.waitUntil(lambda: card.list.lines.rowCount() == 1)
    card.search.setText("没有这句话")
    qtbot.waitUntil(lambda: card.nothing.isVisibleTo(card))
    assert card.nothing.text() == "没有符合的记录"


def test_months_are_jumped_to_by_choice_and_by_key(qtbot: QtBot) -> None:
    entries = [_entry(n) for n in range(0, 150)]
    page = _page(qtbot, entries)
    card = _card(page)
    assert card.months.currentText() == "2026-11"
    card.step_month(1)
    assert card.months.currentText() == "2026-10"
    row = card.list.lines.row_of_month((2026, 10))
    assert card.list.lines.entry(row).on == date(2026, 10, 31)
    assert card.list.top_row() == row
    card.step_month(-1)
    assert card.list.top_row() == 0
    bar = card.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert card.months.currentText() == "2026-07"


def test_a_contact_just_logged_is_there_at_once_and_the_place_is_kept(qtbot: QtBot) -> None:
    jobs = NoChartJobs()
    entries = [_entry(n) for n in range(150)]
    page = _page(qtbot, entries, jobs)
    card = _card(page)
    card.list.verticalScrollBar().setValue(400)
    entries.insert(0, _logged())
    page._parts.jobs.book_changed.emit(BookChange(frozenset({"clients"}), frozenset({1})))  # noqa: SLF001
    assert card.list.lines.entry(0).id == "r1"
    assert card.list.verticalScrollBar().value() == 400


def test_another_client_starts_without_search_filter_and_open_entry(qtbot: QtBot) -> None:
    page = _page(qtbot)
    card = _card(page)
    _chip(card, "INTERACTION")
    card.go_to_record("r1")
    page.render_review(reviews.top_review())
    assert card.everything.isChecked()
    assert not card.pane.isVisibleTo(card)
    assert card.list.lines.rowCount() == 70


def test_a_lock_leaves_nothing_of_anybody(qtbot: QtBot) -> None:
    page = _page(qtbot)
    _card(page).go_to_record("r1")
    page.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert page.body is None
    assert not [text for text in all_texts(page) if "留学" in text or "欧阳" in text]
    assert page.view is None


def test_rows_report_parents_as_qt_wants_them() -> None:
    model = TimelineModel()
    model.show_entries([_entry(1)], _word)
    assert model.rowCount(model.index(0, 0)) == 0
    assert not model.canFetchMore(QModelIndex())
