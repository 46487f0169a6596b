"""Titles of tasks in a narrow day, and over a shoulder."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.ui import discreet
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.pages.tasks import words
from advisor_desk.ui.pages.tasks.task_list import TaskList
from advisor_desk.ui.widgets.laid_text import laid_texts
from tests.ui.fake_tasks import DAY, usual_tasks

LONG = "把测评结果单和开户资料一起寄给客户本人"


def test_a_long_title_takes_two_lines_and_nothing_of_it_is_lost(qapp: QApplication) -> None:
    texts = laid_texts(FontRole.BODY)
    first, rest = texts.split(LONG, 100)
    assert first
    assert rest
    assert first + rest == LONG
    assert texts.width(first) <= 100
    assert texts.split("寄资料", 100) == ("寄资料", "")


def test_a_day_gives_a_long_title_more_room_the_wider_list_does_not(qtbot: QtBot) -> None:
    short = replace(usual_tasks()[1], title="寄资料", minute=None)
    heights = {}
    for is_wide in (False, True):
        shown = TaskList("", is_wide=is_wide)
        qtbot.addWidget(shown)
        shown.resize(130, 300)
        shown.show()
        shown.rows.show_tasks([short, replace(short, title=LONG)], DAY)
        heights[is_wide] = [shown.sizeHintForRow(row) for row in (0, 1)]
    assert heights[True][0] == heights[True][1] == heights[False][0]
    assert heights[False][1] > heights[False][0]


@pytest.mark.parametrize(("is_on", "told"), [(True, "给张*寄资料"), (False, "给张文博寄资料")])
def test_the_name_within_a_title_is_masked_over_a_shoulder(is_on: bool, told: str) -> None:
    task = replace(usual_tasks()[1], title="给张文博寄资料", client_name="张文博", minute=None)
    discreet.set_on(is_on)
    assert words.title(task) == told
