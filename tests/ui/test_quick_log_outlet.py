"""网点模式: partner and outlet fixed for the day, a referral with consent, time and the bank's manager."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from advisor_desk.usecases.outlet_mode import keep_outlet, read_outlet
from tests.ui.quick_logs import ENTER, SHIFT, Logger, logger
from tests.ui.real_desk import CONTROL


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Logger]:
    with logger(tmp_path) as somebody:
        yield somebody


def switch_on(at: Logger) -> None:
    at.open()
    at.press(Qt.Key.Key_O, CONTROL | SHIFT)
    at.commit("示例银行")
    at.press(ENTER)
    at.commit("南山支行")
    at.press(ENTER)


def test_a_referral_by_keys_alone(at: Logger, capsys: pytest.CaptureFixture[str]) -> None:
    switch_on(at)
    assert "示例银行 · 南山支行" in at.log.form.outlet.where.text()
    at.keys = 0
    at.type("wf")
    at.press(ENTER)
    at.press(ENTER)
    at.commit("养老规划")
    at.press(ENTER)
    at.commit("林经理")
    at.press(ENTER)
    at.press(Qt.Key.Key_Space)
    at.press(ENTER)
    keys = at.keys
    at.save()
    with capsys.disabled():
        print(f"\noutlet referral: {keys} keys and two short texts")  # noqa: T201
    (made,) = at.recorded()
    assert (made["kind"], made["channel"], made["purpose"]) == ("REFERRAL", "BRANCH", "REFERRAL")
    outlet = made["outlet"]
    assert (outlet["partner"], outlet["outlet"]) == ("示例银行", "南山支行")
    assert (outlet["manager"], outlet["intent"]) == ("林经理", "养老规划")
    assert outlet["consent_at"]


def test_without_consent_nothing_is_referred(at: Logger) -> None:
    switch_on(at)
    at.type("wf")
    at.press(ENTER)
    at.save()
    assert at.recorded() == []
    assert "客户同意" in at.log.trouble.text()
    assert at.log.focusWidget() is at.log.form.outlet.consent


def test_the_manager_met_last_and_the_outlet_stay_for_the_day(at: Logger) -> None:
    test_a_referral_by_keys_alone_quiet(at)
    at.open()
    assert at.log.form.outlet.manager.text() == "林经理"
    assert not at.log.form.outlet.consent.isChecked(), "the next client agrees anew"
    assert at.log.form.outlet.where.isVisible()


def test_a_referral_by_keys_alone_quiet(at: Logger) -> None:
    switch_on(at)
    at.type("wf")
    at.press(ENTER)
    at.press(ENTER)
    at.press(ENTER)
    at.commit("林经理")
    at.press(ENTER)
    at.press(Qt.Key.Key_Space)
    at.save()
    assert len(at.recorded()) == 1


def test_the_next_morning_it_is_off_and_one_key_turns_it_on_again(at: Logger) -> None:
    switch_on(at)
    at.press(Qt.Key.Key_Escape)
    book = at.desk.book
    choice = read_outlet(book)
    assert choice is not None
    assert choice.day == date(2026, 11, 20)
    keep_outlet(book, replace(choice, day=date(2026, 11, 20) - timedelta(days=1)))
    at.desk.window.quick_log.leave()
    at.open()
    assert not at.log.form.outlet.isVisible()
    at.press(Qt.Key.Key_O, CONTROL | SHIFT)
    assert at.log.form.outlet.partner.text() == "示例银行"
    at.press(ENTER)
    assert at.log.form.outlet.where.isVisible()


def test_it_is_left_by_the_same_key(at: Logger) -> None:
    switch_on(at)
    at.press(Qt.Key.Key_O, CONTROL | SHIFT)
    QApplication.processEvents()
    assert not at.log.form.outlet.isVisible()
    at.log.form.people.setFocus()
    at.type("wf")
    at.press(ENTER)
    at.save()
    (made,) = at.recorded()
    assert made["outlet"] is None
    assert made["kind"] == "CONTACT"
