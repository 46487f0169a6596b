"""The gate: what is typed wrong is told at once, waiting counts down, a recovery key is shown once."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from advisor_desk.errors import DeskError, OutsideFailed, UserCanFix
from advisor_desk.ui import i18n
from advisor_desk.ui.gate.keeper import OpenedBook
from advisor_desk.ui.gate.window import GateWindow
from advisor_desk.ui.jobs import InlineJobs, JobContext
from advisor_desk.ui.widgets.card import RoleLabel

LONG = "a long sentence"
RECOVERY = "-".join(["ABCDE"] * 8)


@dataclass
class FakeKeeper:
    """Notes what it is asked for; opens everything unless told to refuse."""

    path: Path = Path("/somewhere/desk.book")
    is_there: bool = True
    refuses: DeskError | None = None
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def exists(self) -> bool:
        return self.is_there

    def choose(self, path: Path) -> None:
        self.path = path

    def unlock(self, passphrase: str, _context: JobContext) -> OpenedBook:
        return self._answer("unlock", passphrase)

    def recover(self, recovery_text: str, passphrase: str, _context: JobContext) -> OpenedBook:
        return self._answer("recover", recovery_text, passphrase)

    def create(self, passphrase: str, _context: JobContext) -> OpenedBook:
        return self._answer("create", passphrase, recovery=RECOVERY)

    def demo(self, context: JobContext) -> OpenedBook:
        context.report(1, 2)
        return self._answer("demo")

    def _answer(self, *asked: str, recovery: str = "") -> OpenedBook:
        self.asked.append(asked)
        if self.refuses is not None:
            raise self.refuses
        return OpenedBook("the open book", recovery)


@dataclass
class Standing:
    """A gate in sight, its keeper, and the books that it opened."""

    gate: GateWindow
    keeper: FakeKeeper
    opened: list[OpenedBook] = field(default_factory=list)


def stand(qtbot: QtBot, keeper: FakeKeeper | None = None, *, is_locked: bool = False) -> Standing:
    keeper = keeper or FakeKeeper()
    gate = GateWindow(keeper, InlineJobs(), is_locked=is_locked)
    standing = Standing(gate, keeper)
    gate.opened.connect(standing.opened.append)
    qtbot.addWidget(gate)
    gate.show()
    return standing


def press_enter(edit: QLineEdit) -> None:
    QTest.keyClick(edit, Qt.Key.Key_Return)


def test_a_first_start_welcomes_and_a_later_one_asks_for_the_passphrase(qtbot: QtBot) -> None:
    first = stand(qtbot, FakeKeeper(is_there=False)).gate
    assert first.current_page() is first.welcome
    assert len(first.welcome.buttons) == 4
    assert all(button.accessibleName() for button in first.welcome.buttons)
    later = stand(qtbot).gate
    assert later.current_page() is later.unlock
    assert "desk" in later.unlock.hint.text()
    assert later.unlock.field.edit.echoMode() is QLineEdit.EchoMode.Password
    assert stand(qtbot, is_locked=True).gate.unlock.title.text() == "已锁定"


def test_the_passphrase_is_asked_for_and_handed_on(qtbot: QtBot) -> None:
    standing = stand(qtbot)
    page = standing.gate.unlock
    press_enter(page.field.edit)
    assert (page.trouble.text(), standing.keeper.asked) == ("请输入口令。", [])
    page.field.edit.setText(LONG)
    press_enter(page.field.edit)
    assert standing.keeper.asked == [("unlock", LONG)]
    assert [one.book for one in standing.opened] == ["the open book"]
    assert page.field.text() == "", "nothing of the passphrase stays"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_wrong_passphrase_is_told_and_forgotten(qtbot: QtBot, language: str) -> None:
    i18n.install(language)
    standing = stand(qtbot, FakeKeeper(refuses=UserCanFix("book.wrong_passphrase", wrong=1)))
    page = standing.gate.unlock
    page.field.edit.setText("wrong")
    press_enter(page.field.edit)
    assert ("口令不正确" if language == i18n.CHINESE else "Wrong passphrase") in page.trouble.text()
    assert (page.field.text(), page.isEnabled(), standing.opened) == ("", True, [])
    assert page.trouble.isVisible()


def test_after_wrong_tries_the_button_counts_down_and_takes_nothing(qtbot: QtBot) -> None:
    wait = UserCanFix("book.wait_after_wrong_passphrase", seconds=3, wrong=4)
    standing = stand(qtbot, FakeKeeper(refuses=wait))
    page = standing.gate.unlock
    page.field.edit.setText("wrong")
    press_enter(page.field.edit)
    assert "连续输错 4 次，请等 3 秒" in page.trouble.text()
    assert (page.main.text(), page.main.isEnabled()) == ("3 秒后可再试", False)
    page.field.edit.setText(LONG)
    press_enter(page.field.edit)
    assert len(standing.keeper.asked) == 1
    seen = []
    for _ in range(3):
        page._clock.timeout.emit()  # noqa: SLF001
        seen.append(page.main.text())
    assert seen == ["2 秒后可再试", "1 秒后可再试", "解锁"]
    standing.keeper.refuses = None
    press_enter(page.field.edit)
    assert len(standing.opened) == 1


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("", "", "口令太短"),
        ("short", "short", "口令太短"),
        (LONG, "another one", "两次输入不一致"),
        (LONG, "", "两次输入不一致"),
    ],
)
def test_a_new_passphrase_is_long_and_the_same_twice(
    qtbot: QtBot, first: str, second: str, says: str
) -> None:
    standing = stand(qtbot, FakeKeeper(is_there=False))
    standing.gate.welcome.buttons[1].click()
    page = standing.gate.create_page
    page.first.edit.setText(first)
    page.second.edit.setText(second)
    page.main.click()
    assert says in page.trouble.text()
    assert standing.keeper.asked == []
    page.leave.click()
    assert standing.gate.current_page() is standing.gate.welcome
    assert (page.first.text(), page.second.text()) == ("", ""), "nothing secret stays on a page behind"


def test_capitals_without_shift_are_remarked_on(qtbot: QtBot) -> None:
    edit = stand(qtbot).gate.unlock.field
    (hint,) = [label for label in edit.findChildren(RoleLabel) if "大写" in label.text()]
    QTest.keyClick(edit.edit, Qt.Key.Key_A)
    assert not hint.isVisible()
    for text, is_told in (("A", True), ("a", False)):
        event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, text)
        QApplication.sendEvent(edit.edit, event)
        assert hint.isVisible() is is_told
    edit.clear()
    assert not hint.isVisible()


def test_the_eye_shows_and_hides_what_is_typed(qtbot: QtBot) -> None:
    edit = stand(qtbot).gate.unlock.field
    edit.edit.setText(LONG)
    edit._eye.click()  # noqa: SLF001
    assert edit.edit.echoMode() is QLineEdit.EchoMode.Normal
    edit.clear()
    assert edit.edit.echoMode() is QLineEdit.EchoMode.Password


def test_the_recovery_key_must_be_kept_before_the_work_begins(qtbot: QtBot) -> None:
    standing = stand(qtbot, FakeKeeper(is_there=False))
    gate = standing.gate
    gate.welcome.buttons[0].click()
    gate.create_page.first.edit.setText(LONG)
    gate.create_page.second.edit.setText(LONG)
    gate.create_page.main.click()
    page = gate.recovery_key
    assert gate.current_page() is page
    assert page.key.text().replace("\n", "-") == RECOVERY
    assert (page.main.isEnabled(), standing.opened) == (False, [])
    page.copy.click()
    assert QGuiApplication.clipboard().text() == RECOVERY
    page.confirm.click()
    page.main.click()
    assert [(one.book, one.begin_with_import) for one in standing.opened] == [("the open book", True)]
    assert page.key.text() == "", "it is shown once"
    assert standing.opened[0].recovery_text == ""


def test_a_lost_passphrase_is_replaced_by_the_recovery_key(qtbot: QtBot) -> None:
    standing = stand(qtbot)
    gate = standing.gate
    gate.unlock.forgot.click()
    assert gate.current_page() is gate.recover
    gate.recover.recovery.setText(RECOVERY)
    gate.recover.first.edit.setText(LONG)
    gate.recover.second.edit.setText(LONG)
    gate.recover.main.click()
    assert standing.keeper.asked == [("recover", RECOVERY, LONG)]
    assert len(standing.opened) == 1


def test_a_refusal_of_the_system_can_be_tried_again(qtbot: QtBot) -> None:
    standing = stand(qtbot, FakeKeeper(is_there=False, refuses=OutsideFailed("book.disk_full")))
    gate = standing.gate
    gate.welcome.buttons[2].click()
    assert "磁盘空间不足" in gate.welcome.trouble.text()
    assert gate.welcome.isEnabled()
    standing.keeper.refuses = None
    gate.welcome.buttons[2].click()
    assert standing.keeper.asked == [("demo",), ("demo",)]
    assert (gate.welcome.trouble.text(), len(standing.opened)) == ("", 1)


def test_another_book_is_chosen_by_its_file(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = stand(qtbot)
    other = tmp_path / "别的.book"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: ("", ""))
    standing.gate.unlock.other.click()
    assert standing.keeper.path != other
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(other), ""))
    standing.gate.unlock.other.click()
    assert standing.keeper.path == other
    assert "别的" in standing.gate.unlock.hint.text()
    assert str(other) not in standing.gate.windowTitle()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_page_fits_the_smallest_window(qtbot: QtBot, language: str) -> None:
    i18n.install(language)
    gate = stand(qtbot).gate
    gate.recovery_key.show_key(RECOVERY)
    for page in (gate.welcome, gate.create_page, gate.recovery_key, gate.unlock, gate.recover):
        gate.show_page(page)
        page.trouble.say("磁盘空间不足 no room " * 4)
        gate.resize(gate.minimumSize())
        qtbot.waitUntil(lambda page=page: page.isVisible())  # type: ignore[misc]
        assert page.height() >= page.heightForWidth(page.width()), type(page).__name__
        assert page.mapTo(gate, page.rect().bottomRight()).y() <= gate.height(), type(page).__name__
