"""The run of product notes §4C that needs no sync: a day at a partner's outlet, by keys alone, and a crash.

A killed book is one that is copied while it stands open: file and log as they are on disk at that moment.
"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_desk.assembly.desk import open_desk
from advisor_desk.domain.interaction import InteractionKind
from tests.builders import Builder
from tests.journeys.desk import PASSPHRASE, TODAY, Person, cheap_book, sitting
from tests.journeys.hands import CONTROL, ENTER, SHIFT, Hands, log_of, told
from tests.storage.books import copied
from tests.ui.client_page import all_texts

FAMILY_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
MOST_REFERRAL_KEYS = 12
MOST_TALK_KEYS = 20 * 4 + 10


@pytest.fixture
def hands(person: Person) -> Hands:
    """Somebody at an outlet in the morning."""
    cheap_book(person.book)
    desk = open_desk(person.book, PASSPHRASE, TODAY)
    with desk.book.sql.change() as connection:
        build = Builder(connection)
        for at, name in enumerate(FAMILY_NAMES):
            build.client(f"{name}宁", client_no=f"E{at:02}", phone=f"139000000{at:02}")
        desk.book.refresh(connection, None)
    desk.close()
    person.controller.show_gate()
    person.unlock()
    person.until_desk()
    return Hands(person)


def refer(hands: Hands, person: Person) -> int:
    """Outlet mode for the day, then one referral, not of the client of 今日 who was in sight; its keys."""
    hands.press(Qt.Key.Key_L, CONTROL)
    hands.press(Qt.Key.Key_O, CONTROL | SHIFT)
    for text in ("示例银行", "南山支行"):
        hands.write(text)
        hands.press(ENTER)
    log = log_of(person)
    assert "示例银行 · 南山支行" in log.form.outlet.where.text()
    hands.step("outlet mode")
    before = hands.keys
    hands.type("E07")
    hands.press(ENTER)
    hands.press(ENTER)
    for text in ("养老规划", "林经理"):
        hands.write(text)
        hands.press(ENTER)
    hands.press(Qt.Key.Key_Space)
    hands.press(ENTER, CONTROL)
    person.until(lambda: not log.isVisible())
    hands.step("referral")
    return hands.keys - before


def talk(hands: Hands, person: Person) -> None:
    """Twenty people heard a talk at the outlet: one record each, no consent to a referral asked for."""
    hands.press(Qt.Key.Key_L, CONTROL)
    log = log_of(person)
    assert log.form.outlet.manager.text() == "林经理"
    for number in range(20):
        hands.type(f"E{number:02}")
        hands.press(ENTER)
    assert len(log.form.people.people()) == 20
    for _field in ("people", "intent", "manager", "consent"):
        hands.press(ENTER)
    hands.type("571")
    hands.press(ENTER, CONTROL)
    person.until(lambda: not log.isVisible())
    hands.step("talk")


def test_4c_a_day_at_an_outlet_and_a_crash(
    hands: Hands, person: Person, qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    window = person.window
    assert "离线工作" in all_texts(window.status)
    keys = refer(hands, person)
    assert keys <= MOST_REFERRAL_KEYS
    talk(hands, person)
    hands.press(Qt.Key.Key_L, CONTROL)
    hands.type("E03")
    hands.press(ENTER)
    hands.press(ENTER)
    hands.write("想了解国债")
    assert log_of(person).form.outlet.intent.text() == "想了解国债"
    killed = copied(person.book, tmp_path / "killed")
    with sitting(qtbot, killed.parent) as later:
        assert later.book == killed
        later.controller.show_gate()
        later.unlock()
        later.until_desk()
        book = later.window.desk.book
        files = [book.service_file(book.client_id(f"E{number:02}")) for number in range(20)]
        kinds = [[one.made.kind for one in file] for file in files]
        assert kinds[7] == [InteractionKind.EVENT, InteractionKind.REFERRAL]
        others = [one for at, one in enumerate(kinds) if at != 7]
        assert others == [[InteractionKind.EVENT]] * 19
        outlet = files[7][1].made.outlet
        assert outlet is not None
        assert (outlet.partner, outlet.outlet, outlet.bank_manager) == ("示例银行", "南山支行", "林经理")
        assert outlet.consent_at
        again = Hands(later)
        again.press(Qt.Key.Key_L, CONTROL)
        form = log_of(later).form
        assert [one.name for one in form.people.people()] == ["李宁"]
        assert form.outlet.intent.text() == "想了解国债"
    told(capsys, f"4C: {', '.join(hands.steps)} keys; a crash in the next referral lost nothing")
