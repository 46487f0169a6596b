"""同步与数据 as a person uses it: one key a conflict, why records came back, how old the data is."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.domain.sync_view import ConflictView, OutboxLine, RoundView, Side, SyncView
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.ui import discreet, i18n, labels_sync, shortcuts
from advisor_desk.ui.jobs import Progress
from advisor_desk.ui.pages.sync.page import SyncPage
from advisor_desk.ui.pages.sync.parts import RoundFigures, RunKind, RunState
from advisor_desk.ui.sync_line import line_of
from advisor_desk.wire.messages import Refusal
from advisor_desk.words import sync, today
from tests.ui.client_page import all_texts
from tests.ui.sync_views import NOW, Screen, ago, conflict, full, made_page, refusal, scopes


def press(page: SyncPage, key: Qt.Key) -> None:
    QTest.keyClick(page.window().focusWidget() or page, key)
    QApplication.processEvents()


def clear_away() -> None:
    """What was taken out of sight is gone."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def values(page: SyncPage, row: int) -> list[str]:
    return [button.value.text() for button in page.body.conflicts.rows[row].sides.values()]


def test_what_waits_stands_by_kind_and_age(qtbot: QtBot) -> None:
    page = made_page(qtbot, Screen())
    rows = [[cell.text for cell in row.cells] for row in page.body.outbox.table.grid.rows]
    assert rows == [
        ["联系记录", "12", "3", "—", "15"],
        ["操作留痕", "1,204", "—", "8", "1,212"],
        ["合计", "1,216", "3", "8", "1,227"],
    ]
    assert page.body.run.headline.text() == "1,227 条记录待发送"
    assert page.subtitle == "2 项冲突待选 · 2 条被退回"


def test_in_english_no_kind_is_cut_at_the_width_of_a_laptop(qtbot: QtBot) -> None:
    i18n.install(i18n.ENGLISH)
    lines = tuple(OutboxLine(family, 1_112, 87, 1) for family in sync.FAMILIES if family != "audit")
    lines += (OutboxLine("audit", 9_999, 999, 99),)
    table = made_page(qtbot, Screen(replace(full(), outbox=lines))).body.outbox.table
    assert len(table.grid.rows) == len(sync.FAMILIES) + 1
    assert table.width() >= table.least_width()


def test_in_english_one_record_that_came_back_is_told_as_one(qtbot: QtBot) -> None:
    i18n.install(i18n.ENGLISH)
    page = made_page(qtbot, Screen(replace(full(), refusals=(refusal(type="task.added"),))))
    texts = all_texts(page.body.refusals)
    assert "New task" in texts
    many = [kind for kind in today.EVENTS if re.match(r"[A-Z]\w+s\b", labels_sync.event(kind))]
    assert many == []


def test_a_conflict_shows_all_three_values_and_takes_one_key(qtbot: QtBot) -> None:
    screen = Screen()
    page = made_page(qtbot, screen)
    assert values(page, 0) == ["13911112222", "13655556666", "13800138000"]
    press(page, Qt.Key.Key_2)
    assert screen.settled == [("e1", "phone", Side.THEIRS)]
    assert screen.told == [("good", "已选用总部的值，另外的值留存在历史里。")]
    press(page, Qt.Key.Key_3)
    assert screen.settled[1:] == [("e2", "phone", Side.BASE)]
    assert page.body.conflicts.rows == []
    assert page.body.conflicts.calm.isVisible()


def test_the_value_that_lost_is_kept_and_shown(qtbot: QtBot) -> None:
    page = made_page(qtbot, Screen())
    press(page, Qt.Key.Key_1)
    lost = page.body.conflicts.settled[0].sides[Side.THEIRS]
    assert lost.isVisible()
    assert lost.value.text() == "13655556666"
    assert lost.caption.text() == "总部 · 未选用，已留存"
    assert page.body.conflicts.settled[0].sides[Side.MINE].caption.text() == "本机 · 已选用"
    assert not lost.isEnabled()


def test_arrows_walk_the_conflicts_and_enter_opens_the_client(qtbot: QtBot) -> None:
    screen = Screen()
    page = made_page(qtbot, screen)
    page.body.conflicts.rows[0].setFocus()
    press(page, Qt.Key.Key_Down)
    press(page, Qt.Key.Key_Return)
    assert screen.clients == [2]
    press(page, Qt.Key.Key_1)
    assert screen.settled == [("e2", "phone", Side.MINE)]
    assert page.body.conflicts.rows[0].hasFocus()


def test_identity_is_head_offices_alone(qtbot: QtBot) -> None:
    screen = Screen(replace(full(), conflicts=(conflict(1, "id_no"),)))
    page = made_page(qtbot, screen)
    assert "身份资料以总部为准" in " ".join(all_texts(page.body.conflicts.rows[0]))
    press(page, Qt.Key.Key_1)
    press(page, Qt.Key.Key_3)
    assert screen.settled == []
    press(page, Qt.Key.Key_2)
    assert screen.settled == [("e1", "id_no", Side.THEIRS)]


def test_a_choice_that_the_book_refuses_is_told_and_nothing_is_settled(qtbot: QtBot) -> None:
    screen = Screen(error=UserCanFix("record.unknown"))
    page = made_page(qtbot, screen)
    press(page, Qt.Key.Key_1)
    assert [kind for kind, _ in screen.told] == ["error"]
    assert len(page.body.conflicts.rows) == 2


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (conflict(1, "born_on", base=0, mine=365, theirs=None), ["1971-01-01", "(空)", "1970-01-01"]),
        (conflict(1, "gender", base="F", mine="M", theirs=None), ["男", "(空)", "女"]),
        (conflict(1, "declared_assets_fen", base=100, mine=12_345, theirs=1), None),
        (conflict(1, "of_a_later_version", base="a", mine="b", theirs="c"), ["b", "c", "a"]),
    ],
)
def test_values_are_as_people_read_them(qtbot: QtBot, given: ConflictView, shown: list[str] | None) -> None:
    page = made_page(qtbot, Screen(replace(full(), conflicts=(given,))))
    if shown is not None:
        assert values(page, 0) == shown


def test_what_came_back_says_what_whose_why_and_what_to_do(qtbot: QtBot) -> None:
    screen = Screen()
    page = made_page(qtbot, screen)
    first, second = page.body.refusals.rows
    texts = all_texts(first)
    assert {"联系记录", "欧阳雨桐", "总部没有把这位客户分给过你。"} <= set(texts)
    assert any("2026-11-18" in text for text in texts)
    assert first.to_do.text()
    assert not second.client.isVisible()
    first.client.click()
    assert screen.clients == [1]
    first.seen_button.click()
    assert screen.seen == ["r1"]
    assert len(page.body.refusals.rows) == 1


def test_every_reason_of_the_hub_has_words() -> None:
    assert set(sync.REFUSALS) == {one.value for one in Refusal}
    assert labels_sync.refusal("OF_A_LATER_VERSION")[1]


def test_the_receipt_is_whole_and_can_be_copied(qtbot: QtBot) -> None:
    screen = Screen()
    page = made_page(qtbot, screen)
    card = page.body.receipt
    assert card.values["counts"].text() == "收下 36 · 重复 1 · 退回 2"
    assert card.values["hub_seq"].text() == "90,123"
    card.copy_button.click()
    copied = QApplication.clipboard().text()
    assert "3f9ac01e" * 8 in copied
    assert "epoch-1" in copied


def test_a_round_of_the_past_tells_what_went_either_way(qtbot: QtBot) -> None:
    figures = {"sent": 37, "received": 1_204, "duplicates": 1, "refused": 2, "conflicts": 3, "purged": 4}
    past = (RoundView(ago(hours=5), "DONE", figures), RoundView(ago(days=1), "sync.unreachable"))
    page = made_page(qtbot, Screen(replace(full(), rounds=past)))
    shown = [one for one in page.body.rounds.findChildren(QLabel) if one.text().startswith("发 ")]
    assert [one.text() for one in shown] == ["发 37 · 收 1,204"]
    assert shown[0].toolTip() == (
        "发送 37 条，其中重复 1 条、被退回 2 条；接收 1,204 条，冲突 3 项；移出 4 位客户。"
    )


def test_discreet_hides_whose_and_which_values(qtbot: QtBot) -> None:
    page = made_page(qtbot, Screen())
    discreet.set_on(True)
    clear_away()
    seen = " ".join(all_texts(page))
    for hidden in ("欧阳雨桐", "13911112222", "a@b.cn"):
        assert hidden not in seen
    assert page.body.conflicts.rows[0].client.text() == "欧阳*"
    discreet.set_on(False)
    assert "13911112222" in " ".join(all_texts(page))


def test_locked_it_shows_nobody(qtbot: QtBot) -> None:
    page = made_page(qtbot, Screen())
    page.forget_clients()
    clear_away()
    assert not any("欧阳雨桐" in text or "13911112222" in text for text in all_texts(page))
    assert page.view is None


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (
            RunState(kind=RunKind.DONE, figures=RoundFigures(37, 1, 1, 1_204, 2)),
            "没有丢失：发送 37 条，接收 1,204 条",
        ),
        (RunState(kind=RunKind.DONE, figures=RoundFigures(left=3)), "新记的 3 条下次发送"),
        (
            RunState(kind=RunKind.DONE, figures=RoundFigures(2, was_known=True)),
            "内容先前都已收下，没有重复计入。",
        ),
        (RunState(kind=RunKind.DONE, figures=RoundFigures(purged_clients=1)), "1 位客户已转给其他顾问"),
        (
            RunState(kind=RunKind.CANCELLED, figures=RoundFigures(sent=400, left=827)),
            "已发出 400 条，已接收 0 条，下次同步从这里接着做。 827 条记录仍在本机",
        ),
        (RunState(kind=RunKind.FAILED, error=OutsideFailed("sync.unreachable")), "1,227 条记录仍在本机"),
    ],
)
def test_the_end_of_a_round_says_that_nothing_is_lost(qtbot: QtBot, state: RunState, words: str) -> None:
    page = made_page(qtbot, Screen())
    page.show_run(state)
    assert "没有丢失" in page.body.run.told_words.text()
    assert words in page.body.run.told_words.text()


def test_while_it_runs_there_is_a_plan_progress_and_cancel(qtbot: QtBot) -> None:
    page = made_page(qtbot, Screen())
    page.show_run(RunState(kind=RunKind.RUNNING, waiting=1_227, progress=Progress(420, 1_227, "push")))
    run = page.body.run
    assert run.headline.text() == "正在发送 420 / 1,227"
    assert run.about.text().startswith("将发送 1,227 条")
    assert run.bar.value() == 420_000 // 1_227
    assert run.cancel_button.isVisible()
    assert not run.sync_button.isVisible()
    assert not page.export_button.isEnabled()


def test_an_advisor_finds_what_needs_attention_by_one_key(qtbot: QtBot) -> None:
    page = made_page(qtbot, Screen())
    page.show_run(RunState(kind=RunKind.DONE, figures=RoundFigures(conflicts=2)))
    page.body.run.attention.click()
    assert page.body.conflicts.rows[0].hasFocus()


def test_without_conflicts_the_facts_come_first(qtbot: QtBot) -> None:
    page = made_page(qtbot, Screen(SyncView(full().identity, scopes=scopes())))
    body = page.body
    assert body.facts.y() < body.conflicts.y() < body.refusals.y()
    busy = made_page(qtbot, Screen()).body
    assert busy.conflicts.y() < busy.refusals.y() < busy.facts.y()


@pytest.mark.parametrize(
    ("gone", "tone", "word"),
    [
        (timedelta(hours=23), "second", ""),
        (timedelta(days=1), "warn", "已过 1 天"),
        (timedelta(days=6, hours=23), "warn", "已过 6 天"),
        (timedelta(days=7), "danger", "已过 7 天，请尽快同步"),
        (timedelta(days=-2), "second", ""),
    ],
)
def test_data_is_amber_after_a_day_and_red_after_a_week(gone: timedelta, tone: str, word: str) -> None:
    age = labels_sync.age(ago(days=gone.total_seconds() / 86_400), NOW)
    assert (age.freshness.value, age.word) == (tone, word)
    line = line_of(replace(full(), scopes=scopes(firm=gone)), RunState(), NOW)
    assert line is not None
    told = dict((words.split(" ")[0], (words, how)) for words, how in line.ages)
    if word:
        assert told["产品"][1] == tone
        assert f"已过 {gone.days} 天" in told["产品"][0]
        assert told["客户、网点"][1] == "second"


def test_the_line_is_quiet_for_a_book_that_works_alone() -> None:
    assert line_of(SyncView(None), RunState(), NOW) is None


@pytest.mark.parametrize(
    ("days", "error", "state", "tone"),
    [
        (0, OutsideFailed("sync.unreachable"), "离线", "second"),
        (2, OutsideFailed("sync.timeout"), "离线", "warn"),
        (8, OutsideFailed("sync.busy"), "离线", "danger"),
        (0, OutsideFailed("sync.garbled"), "同步受阻", "warn"),
        (8, OutsideFailed("sync.garbled"), "同步受阻", "danger"),
        (0, UserCanFix("sync.revoked"), "同步受阻", "danger"),
    ],
)
def test_trouble_turns_the_line_amber_or_red_with_a_sentence(
    days: int, error: OutsideFailed | UserCanFix, state: str, tone: str
) -> None:
    old = timedelta(days=days)
    view = replace(full(), scopes=scopes(firm=old, br=old, adv=old))
    line = line_of(view, RunState(kind=RunKind.FAILED, error=error), NOW)
    assert line is not None
    assert line.state == (state, tone)
    assert line.trouble[1] == tone
    assert line.trouble[0]


def test_what_stopped_the_last_round_is_still_told_after_a_new_start() -> None:
    view = replace(full(), rounds=tuple(reversed(full().rounds)))
    line = line_of(view, RunState(), NOW)
    assert line is not None
    assert line.state[0] == "离线"


@pytest.mark.parametrize("width", [1_016, 1_282, 1_836])
@pytest.mark.parametrize("language", [i18n.CHINESE, i18n.ENGLISH])
def test_no_word_is_cut(qtbot: QtBot, width: int, language: str) -> None:
    i18n.install(language)
    page = made_page(qtbot, Screen(), width)
    page.show_run(RunState(kind=RunKind.DONE, figures=RoundFigures(37, 1, 1, 1_204, 2, 1, 3)))
    QApplication.processEvents()
    for button in page.body.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            assert button.width() >= button.minimumSizeHint().width(), button.text()
    for label in page.body.findChildren(QLabel):
        if (
            label.isVisible()
            and label.text()
            and not label.wordWrap()
            and type(label).__name__ == "RoleLabel"
        ):
            assert label.width() >= label.sizeHint().width() - 1, label.text()
    inner = page.body.widget()
    assert inner is not None
    assert inner.width() <= page.body.viewport().width()


def test_every_stop_of_the_keyboard_has_a_name(qtbot: QtBot) -> None:
    page = made_page(qtbot, Screen())
    stops = [
        one
        for one in page.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(stops) > 10
    assert [type(one).__name__ for one in stops if not one.accessibleName()] == []


def test_the_keys_are_on_the_sheet(qtbot: QtBot) -> None:
    page = made_page(qtbot, Screen())
    assert {"1", "2", "3"} <= {one.keys for one in shortcuts.listed(page)}


def test_of_a_later_hub_the_unknown_is_shown_as_it_is(qtbot: QtBot) -> None:
    odd = replace(
        full(),
        refusals=(refusal("OF_LATER", type="zebra.seen"),),
        scopes=(*scopes(), replace(scopes()[0], scope="region:7", as_of="nonsense")),
    )
    page = made_page(qtbot, Screen(odd))
    assert "region:7" in all_texts(page.body.scopes)
    assert "zebra" in all_texts(page.body.refusals.rows[0])
