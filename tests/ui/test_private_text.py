"""Several lines about a client: dots in discreet mode, unless the person is in them."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.ui import discreet
from advisor_desk.ui.widgets.private_text import PrivateText


def test_the_text_is_hidden_over_a_shoulder_until_the_keyboard_is_in_it(qtbot: QtBot) -> None:
    window, text, other = QWidget(), PrivateText(), QLineEdit()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(text)
    column.addWidget(other)
    text.setPlainText("张三说女儿下月出国\n要用 80 万")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    other.setFocus()
    plain = text.grab().toImage()
    discreet.set_on(True)
    hidden = text.grab().toImage()
    assert text.is_hidden
    assert hidden != plain
    text.setPlainText("别的话")
    other.setFocus()
    assert text.grab().toImage() == hidden, "nothing shows through"
    text.setFocus()
    assert not text.is_hidden
    text.clear()
    other.setFocus()
    assert not text.is_hidden, "an empty field keeps its hint"
