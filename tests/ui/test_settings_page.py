"""The settings: every choice is told at once; care of the book says what came of it."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.settings import Settings
from advisor_desk.ui import i18n
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.settings import BookCare, SettingsPage

LONG = "a long sentence"


@dataclass
class Shown:
    """A page in sight, the settings that it told, what was said, and what its book was asked for."""

    page: SettingsPage
    qtbot: QtBot
    jobs: Jobs
    changed: list[Settings] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    faults: tuple[str, ...] = ()
    passphrases: list[tuple[str, str]] = field(default_factory=list)
    refuses: bool = False

    def click(self, button: QAbstractButton) -> None:
        """Press a button and wait for what comes of it."""
        assert button.isEnabled()
        button.click()
        self.qtbot.waitUntil(lambda: not self.jobs.is_busy)


def show(qtbot: QtBot, settings: Settings | None = None) -> Shown:
    host = QWidget()
    qtbot.addWidget(host)
    notices, jobs = Notices(host), Jobs(host)
    notices.follow(jobs)

    def back_up(folder: Path) -> Path:
        if shown.refuses:
            raise OutsideFailed("book.disk_full")
        return folder / "desk-20261120.book"

    def change(old: str, new: str) -> None:
        if shown.refuses:
            raise UserCanFix("book.wrong_passphrase", wrong=1)
        shown.passphrases.append((old, new))

    care = BookCare(
        name="desk",
        folder=Path("/somewhere"),
        check=lambda: shown.faults,
        backup=back_up,
        change_passphrase=change,
    )
    page = SettingsPage(settings or Settings(), care, jobs, notices)
    shown = Shown(page, qtbot, jobs)
    page.changed.connect(shown.changed.append)
    notices.told.connect(lambda kind, text: shown.told.append((kind, text)))
    qtbot.addWidget(page)
    page.resize(1280, 700)
    page.show()
    return shown


def test_the_page_shows_what_is_chosen_and_tells_each_change(qtbot: QtBot) -> None:
    chosen = Settings(theme="dark", language="en", font_px=14, idle_lock_minutes=25, discreet_at_start=True)
    shown = show(qtbot, chosen)
    page = shown.page
    assert page.theme.currentData() == "dark"
    assert page.language.currentData() == "en"
    assert (page.text_size.value(), page.idle.value(), page.discreet.isChecked()) == (14, 25, True)
    assert shown.changed == []
    page.theme.setCurrentIndex(page.theme.findData("light"))
    page.idle.setValue(1)
    page.discreet.click()
    assert [(one.theme, one.idle_lock_minutes, one.discreet_at_start) for one in shown.changed] == [
        ("light", 25, True),
        ("light", 1, True),
        ("light", 1, False),
    ]


def test_no_choice_can_leave_its_bounds(qtbot: QtBot) -> None:
    page = show(qtbot).page
    page.idle.setValue(0)
    assert page.idle.value() == 1, "the lock cannot be turned off"
    page.idle.setValue(10_000)
    assert page.idle.value() == 240
    page.text_size.setValue(99)
    assert page.text_size.value() == 16


def test_a_check_says_what_it_found(qtbot: QtBot) -> None:
    shown = show(qtbot)
    shown.click(shown.page.check_button)
    shown.faults = ("check.pages_damaged", "check.chain")
    shown.click(shown.page.check_button)
    assert shown.told == [("good", "客户册完好。"), ("warn", "客户册检查发现 2 处问题。")]
    assert shown.page.check_button.isEnabled()


def test_a_backup_goes_where_the_person_says(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = show(qtbot)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: "")
    shown.click(shown.page.backup_button)
    assert shown.told == []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: "/stick")
    shown.click(shown.page.backup_button)
    assert shown.told == [("good", "备份已写好并核对：desk-20261120.book")]
    shown.refuses = True
    shown.click(shown.page.backup_button)
    assert shown.told[-1] == ("error", "磁盘空间不足，这一步没有保存。")
    assert shown.page.backup_button.isEnabled()


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("old", "short", "short", "口令太短"),
        ("old", LONG, "another one", "两次输入不一致"),
        ("", LONG, LONG, "现在的口令"),
    ],
)
def test_a_new_passphrase_is_checked_before_the_book_is_asked(
    qtbot: QtBot, old: str, new: str, again: str, says: str
) -> None:
    shown = show(qtbot)
    page = shown.page
    for edit, text in ((page.old, old), (page.new, new), (page.again, again)):
        edit.edit.setText(text)
    shown.click(page.change_button)
    assert says in page.trouble.text()
    assert shown.passphrases == []


def test_a_passphrase_is_changed_and_forgotten_or_refused_and_kept_in_its_fields(qtbot: QtBot) -> None:
    shown = show(qtbot)
    page = shown.page
    for edit, text in ((page.old, "old one"), (page.new, LONG), (page.again, LONG)):
        edit.edit.setText(text)
    shown.refuses = True
    shown.click(page.change_button)
    assert "口令不正确" in page.trouble.text()
    assert page.new.text() == LONG
    shown.refuses = False
    shown.click(page.change_button)
    assert shown.passphrases == [("old one", LONG)]
    assert [field.text() for field in (page.old, page.new, page.again)] == ["", "", ""]
    assert shown.told[-1] == ("good", "口令已更换，恢复密钥不变。")


def test_what_was_typed_is_forgotten_when_the_book_is_locked(qtbot: QtBot) -> None:
    page = show(qtbot).page
    page.old.edit.setText("old one")
    page.new.edit.setText(LONG)
    page.forget_clients()
    assert (page.old.text(), page.new.text()) == ("", "")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_field_has_a_name_for_a_screen_reader(qtbot: QtBot, language: str) -> None:
    i18n.install(language)
    page = show(qtbot).page
    named = (page.theme, page.language, page.text_size, page.idle, page.old.edit, page.new.edit)
    assert [widget for widget in named if not widget.accessibleName()] == []
