"""同步与数据 at its limits: thousands that came back, long lists, a desk that is nobody's."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGridLayout
from pytestqt.qtbot import QtBot

from advisor_desk.domain.sync_view import RoundView, SyncView
from advisor_desk.ui.pages.sync.conflicts_card import MOST_OPEN
from advisor_desk.ui.pages.sync.parts import RoundFigures, RunKind, RunState
from advisor_desk.ui.pages.sync.refusals_card import MOST_OF_ONE
from advisor_desk.ui.widgets.card import ElidedLabel
from tests.ui.sync_views import Screen, ago, conflict, full, made_page, refusal


def test_sealed_files_wait_until_the_desk_is_somebodys(qtbot: QtBot) -> None:
    screen = Screen(SyncView(None))
    page = made_page(qtbot, screen)
    assert not page.export_button.isEnabled()
    assert not page.import_button.isEnabled()
    screen.given = full()
    page.refresh()
    assert page.export_button.isEnabled()
    page.show_run(RunState(kind=RunKind.RUNNING))
    assert not page.import_button.isEnabled()
    page.show_run(RunState())
    assert page.import_button.isEnabled()


def test_why_a_round_ended_has_the_width_of_figures_that_are_not_there(qtbot: QtBot) -> None:
    page = made_page(qtbot, Screen(replace(full(), rounds=(RoundView(ago(days=1), "sync.revoked"),))))
    told = next(one for one in page.body.rounds.findChildren(ElidedLabel) if "停用" in one.text())
    (grid,) = page.body.rounds.findChildren(QGridLayout)
    assert grid.getItemPosition(grid.indexOf(told)) == (0, 1, 1, 2)


def test_a_round_that_was_cancelled_says_what_has_come_and_what_is_left(qtbot: QtBot) -> None:
    page = made_page(qtbot, Screen())
    figures = RoundFigures(sent=1, received=1_500)
    page.show_run(RunState(kind=RunKind.CANCELLED, figures=figures))
    told = page.body.run.told_words
    assert told.text() == "已取消。没有丢失：已发出 1 条，已接收 1,500 条，下次同步从这里接着做。"
    page.show_run(RunState(kind=RunKind.CANCELLED, figures=replace(figures, left=2_000)))
    assert told.text().endswith("下次同步从这里接着做。 2,000 条记录仍在本机待发送。")


def test_thousands_that_came_back_are_counted_and_read_with_one_press(qtbot: QtBot) -> None:
    many = [
        refusal("CLIENT_UNKNOWN", event_id=f"u{at}", client_id=None, client_no=f"C{at % 40:06}")
        for at in range(2_779)
    ]
    screen = Screen(replace(full(), refusals=(refusal(), *many)))
    page = made_page(qtbot, screen)
    assert page.subtitle == "2 项冲突待选 · 2,780 条被退回"
    card = page.body.refusals
    assert len(card.rows) == 1 + MOST_OF_ONE
    (others,) = card.others
    assert others.words.text() == "因同样的原因被退回的还有 2,774 条 · 涉及 40 位客户"
    assert others.seen_button.text() == "这 2,779 条都知道了"
    others.seen_button.click()
    assert screen.seen == [one.event_id for one in many]
    assert [row.refusal.event_id for row in card.rows] == ["r1"]
    assert card.others == []


def test_a_long_list_of_conflicts_shows_the_next_ones_as_the_first_are_settled(qtbot: QtBot) -> None:
    screen = Screen(replace(full(), conflicts=tuple(conflict(at) for at in range(1, MOST_OPEN + 3))))
    page = made_page(qtbot, screen)
    card = page.body.conflicts
    assert len(card.rows) == MOST_OPEN
    assert card.later.text() == "另有 2 项，选完上面的再显示。"
    for _ in range(2):
        QTest.keyClick(page.window().focusWidget() or page, Qt.Key.Key_1)
        QApplication.processEvents()
    assert len(card.rows) == MOST_OPEN
    assert not card.later.isVisible()
