"""登记本机: what is missing or wrong is told at its field, and what was typed stays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from advisor_desk.errors import DeskError, OutsideFailed, UserCanFix
from advisor_desk.ui import i18n
from advisor_desk.ui.dialogs.enroll_dialog import EnrollDialog
from tests.ui.real_desk import CONTROL, press, ready

ADDRESS = "https://hub.example.com"
CODE = "B1.ABCDEFGH"


@pytest.fixture
def dialog(qtbot: QtBot) -> EnrollDialog:
    made = EnrollDialog()
    qtbot.addWidget(made)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    made.show()
    ready(made)
    return made


def typed(dialog: EnrollDialog) -> tuple[str, str]:
    return dialog.address.text(), dialog.code.text()


def test_it_is_filled_in_and_sent_by_keys(dialog: EnrollDialog) -> None:
    asked: list[tuple[str, str]] = []
    dialog.asked.connect(lambda address, code: asked.append((address, code)))
    assert dialog.address.edit.hasFocus()
    QTest.keyClicks(dialog.address.edit, f" {ADDRESS} ")
    press(dialog, Qt.Key.Key_Return)
    assert dialog.code.edit.hasFocus()
    QTest.keyClicks(dialog.code.edit, CODE)
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert asked == [(ADDRESS, CODE)]
    assert not dialog.save_button.isEnabled()


def test_what_is_missing_is_told_where_it_is_missing(dialog: EnrollDialog) -> None:
    dialog.save()
    assert dialog.address.has_problem
    assert dialog.code.has_problem
    assert dialog.address.edit.hasFocus()
    dialog.address.set_text(ADDRESS)
    dialog.save()
    assert not dialog.address.has_problem
    assert dialog.code.edit.hasFocus()


@pytest.mark.parametrize(
    ("error", "at"),
    [
        (UserCanFix("sync.code_wrong"), "code"),
        (UserCanFix("sync.code_form"), "code"),
        (UserCanFix("sync.url_wrong"), "address"),
        (UserCanFix("sync.tls_needed"), "address"),
        (OutsideFailed("sync.enroll_unreachable"), "address"),
        (OutsideFailed("sync.tls_untrusted"), "address"),
        (OutsideFailed("sync.garbled"), "foot"),
    ],
)
@pytest.mark.parametrize("language", [i18n.CHINESE, i18n.ENGLISH])
def test_a_refusal_is_told_at_the_field_it_is_about(
    dialog: EnrollDialog, error: DeskError, at: str, language: str
) -> None:
    i18n.install(language)
    dialog.address.set_text(ADDRESS)
    dialog.code.set_text(CODE)
    dialog.save()
    dialog.refuse(error)
    assert typed(dialog) == (ADDRESS, CODE)
    told = {"address": dialog.address.has_problem, "code": dialog.code.has_problem}
    told["foot"] = bool(dialog.trouble.text())
    assert [where for where, is_told in told.items() if is_told] == [at]
    box = {"address": dialog.address, "code": dialog.code}.get(at)
    if box is not None:
        assert box.edit.hasFocus()
        assert box.edit.accessibleDescription()
        QTest.keyClicks(box.edit, "x")
        assert not box.has_problem


@pytest.mark.parametrize("by", ["key", "button"])
def test_whoever_has_had_enough_of_waiting_stops_it_and_keeps_what_was_typed(
    dialog: EnrollDialog, by: str
) -> None:
    stops: list[bool] = []
    dialog.stop_asked.connect(lambda: stops.append(True))
    dialog.address.set_text(ADDRESS)
    dialog.code.set_text(CODE)
    dialog.save()
    if by == "key":
        press(dialog, Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert stops == [True]
    assert dialog.isVisible()
    assert "正在停止" in dialog.told.text()
    dialog.refuse(None)
    assert typed(dialog) == (ADDRESS, CODE)
    assert "同一个邀请码" in dialog.told.text()
    assert not dialog.address.has_problem
    assert dialog.save_button.isEnabled()
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.is_asking
