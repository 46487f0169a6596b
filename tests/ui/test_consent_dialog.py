"""授权同意 on a real book: what stands, what is changed, events that tell of it, nothing lost by Escape."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.records import ConsentPurpose
from advisor_desk.ui import discreet
from advisor_desk.ui.dialogs.consent_dialog import ConsentDialog
from tests.builders import TODAY, Builder
from tests.ui.client_page import all_texts, body_of
from tests.ui.real_desk import CONTROL, RealDesk, gone, press, ready, real_desk

SERVICE, MARKETING = ConsentPurpose.SERVICE, ConsentPurpose.MARKETING
GREETING = ConsentPurpose.BIRTHDAY_GREETING


def one_client(builder: Builder) -> None:
    person = builder.client("王芳", client_no="N1")
    for purpose, given, withdrawn in (
        (SERVICE, 400, None),
        (MARKETING, 300, 200),
        (MARKETING, 100, None),
        (GREETING, 90, 30),
    ):
        builder.insert(
            "consent",
            client_id=person,
            purpose=purpose.value,
            given_on=to_day(TODAY) - given,
            withdrawn_on=None if withdrawn is None else to_day(TODAY) - withdrawn,
            text_version="2024-1",
        )


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[RealDesk]:
    with real_desk(tmp_path, one_client) as opened:
        opened.window.clients.go_to(opened.book.client_id("N1"))
        QApplication.processEvents()
        yield opened


def dialog_of(desk: RealDesk) -> ConsentDialog:
    body_of(desk.window.detail).records.consents_button.click()
    dialog = desk.window.findChild(ConsentDialog)
    assert isinstance(dialog, ConsentDialog)
    ready(dialog)
    return dialog


def said(desk: RealDesk) -> list[tuple[str, str]]:
    return [(kind, body["purpose"]) for kind, body in desk.events() if kind.startswith("consent.")]


def test_the_newest_word_of_each_purpose_is_shown_with_its_day(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    ticked = {purpose for purpose, box in dialog.boxes.items() if box.isChecked()}
    assert ticked == {SERVICE, MARKETING}
    assert dialog.days[GREETING].text().endswith("撤回")
    assert dialog.days[ConsentPurpose.SHARING].text() == "没有记录"
    assert "王芳" not in dialog.windowTitle()


def test_what_is_changed_is_recorded_purpose_by_purpose(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    dialog.boxes[MARKETING].setChecked(False)
    dialog.boxes[GREETING].setChecked(True)
    assert dialog.days[MARKETING].text() == "将记为撤回"
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    assert said(desk) == [("consent.withdrawn", "MARKETING"), ("consent.given", "BIRTHDAY_GREETING")]
    assert desk.told[-1][1] == "已登记授权同意"
    shown = " ".join(all_texts(body_of(desk.window.detail).records))
    assert f"{TODAY.isoformat()} 撤回" in shown
    assert f"{TODAY.isoformat()} 同意" in shown


def test_nothing_changed_records_nothing(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    assert said(desk) == []


def test_escape_asks_before_a_change_is_given_up(desk: RealDesk) -> None:
    dialog = dialog_of(desk)
    dialog.boxes[SERVICE].setChecked(False)
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.is_asking
    dialog.discard_button.click()
    assert gone(dialog)
    assert said(desk) == []


def test_names_are_masked_in_discreet_mode(desk: RealDesk) -> None:
    discreet.toggle()
    try:
        assert "王芳" not in " ".join(all_texts(dialog_of(desk)))
    finally:
        discreet.toggle()
