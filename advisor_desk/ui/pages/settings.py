"""Settings: what this person chose on this machine, and the care of the book (check, backup, passphrase)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from advisor_desk.errors import DeskError
from advisor_desk.settings import FONT_PX, IDLE_LOCK_MINUTES, Settings
from advisor_desk.ui import labels_errors
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.gate.pages import MIN_PASSPHRASE
from advisor_desk.ui.gate.parts import PassphraseField, Trouble
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import Jobs, ReadJob
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.page import Page
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.layouts import nest

_WIDTH = 760


@dataclass(frozen=True, slots=True)
class BookCare:
    """What the page may do with the open book; each runs off the UI thread and raises DeskError.

    `check` returns the codes of the faults found, `backup` the file that was written and verified.
    """

    name: str
    folder: Path
    check: Callable[[], tuple[str, ...]]
    backup: Callable[[Path], Path]
    change_passphrase: Callable[[str, str], None]


class SettingsPage(Page):
    """Signals: `changed(Settings)` after each choice, already in force when others hear of it."""

    changed = Signal(object)

    def __init__(self, settings: Settings, care: BookCare, jobs: Jobs, notices: Notices) -> None:
        super().__init__(t("SettingsPage", "设置"))
        self._settings = settings
        self._care = care
        self._jobs = jobs
        self._notices = notices
        column = QVBoxLayout()
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        for card in (self._look_card(), self._safety_card(), self._book_card(), self._passphrase_card()):
            card.setMaximumWidth(_WIDTH)
            column.addWidget(card)
        column.addStretch(1)
        inner = QWidget(self)
        inner.setLayout(column)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _look_card(self) -> Card:
        card = Card(self.tr("外观"), self)
        form = nest(card.body, _form())
        self.theme = _combo(
            self._settings.theme,
            (("system", self.tr("跟随系统")), ("light", self.tr("浅色")), ("dark", self.tr("深色"))),
        )
        self.language = _combo(
            self._settings.language,
            (("system", self.tr("跟随系统")), ("zh_CN", self.tr("简体中文")), ("en", "English")),
        )
        self.text_size = QSpinBox()
        self.text_size.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text_size.setRange(FONT_PX.start, FONT_PX.stop - 1)
        self.text_size.setSuffix(" px")
        self.text_size.setValue(self._settings.font_px)
        _add_row(form, self.tr("主题"), self.theme)
        _add_row(form, self.tr("语言"), self.language)
        _add_row(form, self.tr("字号"), self.text_size)
        note = RoleLabel(self.tr("语言和字号在下次解锁后完全生效。"), FontRole.SMALL, "third", card)
        card.add(note)
        self.theme.currentIndexChanged.connect(self._on_changed)
        self.language.currentIndexChanged.connect(self._on_changed)
        self.text_size.valueChanged.connect(self._on_changed)
        return card

    def _safety_card(self) -> Card:
        card = Card(self.tr("安全"), self)
        form = nest(card.body, _form())
        self.idle = QSpinBox()
        self.idle.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.idle.setRange(IDLE_LOCK_MINUTES.start, IDLE_LOCK_MINUTES.stop - 1)
        self.idle.setSuffix(self.tr(" 分钟"))
        self.idle.setValue(self._settings.idle_lock_minutes)
        self.discreet = QCheckBox(self.tr("打开时先遮住姓名和金额(F9 切换)"))
        self.discreet.setChecked(self._settings.discreet_at_start)
        _add_row(form, self.tr("无操作自动锁定"), self.idle)
        form.addRow("", self.discreet)
        self.idle.valueChanged.connect(self._on_changed)
        self.discreet.toggled.connect(self._on_changed)
        return card

    def _book_card(self) -> Card:
        card = Card(self.tr("客户册"), self)
        place = self.tr("{name}  ·  {folder}").format(name=self._care.name, folder=self._care.folder)
        where = RoleLabel(place, FontRole.BODY, "second", card)
        where.setWordWrap(True)
        self.check_button = Button(self.tr("检查"), "shield-check")
        self.backup_button = Button(self.tr("备份到…"), "download")
        self.check_button.clicked.connect(self._on_check_clicked)
        self.backup_button.clicked.connect(self._on_backup_clicked)
        card.add(where)
        row = nest(card.body, QHBoxLayout())
        row.setSpacing(8)
        row.addWidget(self.check_button)
        row.addWidget(self.backup_button)
        row.addStretch(1)
        hint = self.tr("备份同样加密，写好后会打开核对一遍；恢复时需要当时的口令或恢复密钥。")
        note = RoleLabel(hint, FontRole.SMALL, "third", card)
        note.setWordWrap(True)
        card.add(note)
        return card

    def _passphrase_card(self) -> Card:
        card = Card(self.tr("更换口令"), self)
        self.old = PassphraseField(self.tr("现在的口令"))
        self.new = PassphraseField(self.tr("新口令(至少 {count} 个字符)").format(count=MIN_PASSPHRASE))
        self.again = PassphraseField(self.tr("再输入一次"))
        self.trouble = Trouble()
        self.change_button = Button(self.tr("更换口令"), "key")
        self.change_button.clicked.connect(self._on_change_clicked)
        fields = nest(card.body, QHBoxLayout())
        fields.setSpacing(12)
        for field in (self.old, self.new, self.again):
            fields.addWidget(field, 1)
        card.add(self.trouble)
        row = nest(card.body, QHBoxLayout())
        row.addWidget(self.change_button)
        row.addStretch(1)
        return card

    def forget_clients(self) -> None:
        """No passphrase stays behind when the book is locked."""
        for field in (self.old, self.new, self.again):
            field.clear()
        self.trouble.say("")

    def _on_changed(self) -> None:
        self._settings = replace(
            self._settings,
            theme=str(self.theme.currentData()),
            language=str(self.language.currentData()),
            font_px=self.text_size.value(),
            idle_lock_minutes=self.idle.value(),
            discreet_at_start=self.discreet.isChecked(),
        )
        self.changed.emit(self._settings)

    def _on_check_clicked(self) -> None:
        self.check_button.setEnabled(False)
        handle = self._jobs.start(
            ReadJob(run=lambda _context: self._care.check(), done=self._on_checked, owner=self)
        )
        handle.ended.connect(lambda: self.check_button.setEnabled(True))

    def _on_checked(self, faults: tuple[str, ...]) -> None:
        if faults:
            found = self.tr("客户册检查发现 {count} 处问题。").format(count=len(faults))
            self._notices.warn(found, self.tr("请从最近的备份恢复，并联系技术支持。"))
        else:
            self._notices.done(self.tr("客户册完好。"))

    def _on_backup_clicked(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("备份到哪个文件夹"), str(self._care.folder))
        if not folder:
            return
        self.backup_button.setEnabled(False)
        handle = self._jobs.start(
            ReadJob(run=lambda _context: self._care.backup(Path(folder)), done=self._on_backed_up, owner=self)
        )
        handle.ended.connect(lambda: self.backup_button.setEnabled(True))

    def _on_backed_up(self, file: Path) -> None:
        self._notices.done(self.tr("备份已写好并核对：{name}").format(name=file.name))

    def _on_change_clicked(self) -> None:
        old, new = self.old.text(), self.new.text()
        if not old:
            self.trouble.say(self.tr("请先输入现在的口令。"))
            self.old.setFocus()
            return
        if len(new) < MIN_PASSPHRASE:
            self.trouble.say(
                self.tr("口令太短：至少 {count} 个字符，一句自己记得住的话最好。").format(
                    count=MIN_PASSPHRASE
                )
            )
            return
        if new != self.again.text():
            self.trouble.say(self.tr("两次输入不一致，请重新输入第二遍。"))
            return
        self.trouble.say("")
        self.change_button.setEnabled(False)
        handle = self._jobs.start(
            ReadJob(
                run=lambda _context: self._care.change_passphrase(old, new),
                done=self._on_passphrase_changed,
                failed=self._on_passphrase_refused,
                owner=self,
            )
        )
        handle.ended.connect(lambda: self.change_button.setEnabled(True))

    def _on_passphrase_refused(self, error: DeskError) -> None:
        self.trouble.say(labels_errors.words(error).together)
        self.old.setFocus()

    def _on_passphrase_changed(self, _nothing: None) -> None:
        self.forget_clients()
        self._notices.done(self.tr("口令已更换，恢复密钥不变。"))


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(10)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return form


def _add_row(form: QFormLayout, word: str, field: QWidget) -> None:
    """A row whose field a screen reader calls by its word."""
    field.setAccessibleName(word)
    form.addRow(word, field)


def _combo(current: str, choices: tuple[tuple[str, str], ...]) -> QComboBox:
    combo = QComboBox()
    combo.setMinimumWidth(180)
    for code, word in choices:
        combo.addItem(word, code)
    combo.setCurrentIndex(max(combo.findData(current), 0))
    return combo
