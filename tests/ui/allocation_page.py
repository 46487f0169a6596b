"""Ways to use the screen 配置与试算, for its tests."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.allocation.body import AllocationBody
from advisor_desk.ui.pages.allocation.line_row import LineRow
from advisor_desk.ui.pages.allocation.page import AllocationPage
from advisor_desk.ui.widgets.controls import Button
from tests.ui.fake_suggestions import FakeAdvice
from tests.ui.real_desk import commit, press, ready, type_in

Show = Callable[..., AllocationPage]


def shower(qtbot: QtBot, kept: list[object]) -> Show:
    """Shows the page of an advice book; `kept` holds it until the test is over."""

    def show(book: FakeAdvice, width: int = 1282) -> AllocationPage:
        host = QWidget()
        qtbot.addWidget(host)
        notices = Notices(host)
        page = AllocationPage(book.parts(notices=notices))
        qtbot.addWidget(page)
        kept.extend((host, notices, page))
        notices.told.connect(lambda kind, text: book.told.append((kind, text)))
        page.resize(width, 900)
        page.show()
        QApplication.processEvents()
        return page

    return show


def body_of(page: AllocationPage) -> AllocationBody:
    """The cards."""
    assert page.body is not None
    return page.body


def row(page: AllocationPage, code: str) -> LineRow:
    """One line."""
    return body_of(page).lines.rows[code]


def type_amount(page: AllocationPage, code: str, text: str) -> None:
    """Type an amount in the place of what stands there."""
    edit = row(page, code).amount
    ready(page)
    edit.setFocus()
    edit.selectAll()
    (type_in if text.isascii() else commit)(page, text)


def keep(page: AllocationPage, code: str, text: str, reason: str) -> None:
    """Change an amount and keep it, by keys."""
    type_amount(page, code, text)
    press(page, Qt.Key.Key_Return)
    commit(page, reason)
    press(page, Qt.Key.Key_Return)


def main_button(page: QWidget) -> Button:
    """The one main button in sight."""
    return next(each for each in page.findChildren(Button, "primary") if each.isVisible())
