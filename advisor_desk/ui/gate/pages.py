"""The gate's pages: welcome, new book, recovery key, unlock, recover."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from advisor_desk.ui import fonts
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.gate.page import GatePage
from advisor_desk.ui.gate.parts import ChoiceButton, PassphraseField
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.layouts import nest

MIN_PASSPHRASE = 8


class WelcomePage(GatePage):
    """First run. Signals: `import_chosen()`, `create_chosen()`, `demo_chosen()`, `open_chosen()`."""

    import_chosen = Signal()
    create_chosen = Signal()
    demo_chosen = Signal()
    open_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.title.setText(self.tr("欢迎使用财富顾问工作台"))
        self.hint.setText(self.tr("客户资料只保存在本机，整本加密；断网时所有功能照常可用。"))
        self.hint.show()
        choices = (
            (
                "import",
                self.tr("新建客户册并导入"),
                self.tr("从 Excel 或 CSV 导入客户、资产和交易"),
                self.import_chosen,
            ),
            (
                "plus",
                self.tr("新建空白客户册"),
                self.tr("先建好客户册，以后再导入或逐个录入"),
                self.create_chosen,
            ),
            (
                "sparkles",
                self.tr("看看演示客户册"),
                self.tr("虚构的 300 位客户，先熟悉各个界面"),
                self.demo_chosen,
            ),
            (
                "folder",
                self.tr("打开已有客户册"),
                self.tr("从备份或其他位置选择客户册文件"),
                self.open_chosen,
            ),
        )
        self.buttons: list[ChoiceButton] = []
        for icon, title, hint, signal in choices:
            button = ChoiceButton(icon, title, hint, self)
            button.clicked.connect(signal)
            self.body.addWidget(button)
            self.buttons.append(button)

    def arrive(self) -> None:
        self.buttons[0].setFocus()


class _NewPassphrase(GatePage):
    """A page that ends with a new passphrase, typed twice. `chosen(str)` carries it."""

    chosen = Signal(str)

    def __init__(self, title: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(title, hint, parent)

    def _add_fields(self, main: str) -> None:
        self.first = PassphraseField(self.tr("口令(至少 {count} 个字符)").format(count=MIN_PASSPHRASE), self)
        self.second = PassphraseField(self.tr("再输入一次"), self)
        self.body.addWidget(self.first)
        self.body.addWidget(self.second)
        self.main = self.add_main(main)
        self.leave = self.add_link(self.tr("返回"))
        self.add_button_stretch()
        self.main.clicked.connect(self._on_main_clicked)
        self.leave.clicked.connect(self.back)
        self.first.edit.returnPressed.connect(self.second.setFocus)
        self.second.edit.returnPressed.connect(self._on_main_clicked)

    def forget(self) -> None:
        self.first.clear()
        self.second.clear()

    def arrive(self) -> None:
        self.forget()
        self.trouble.say("")
        self.first.setFocus()

    def _on_main_clicked(self) -> None:
        if len(self.first.text()) < MIN_PASSPHRASE:
            short = self.tr("口令太短：至少 {count} 个字符，一句自己记得住的话最好。")
            self.trouble.say(short.format(count=MIN_PASSPHRASE))
            self.first.setFocus()
        elif self.first.text() != self.second.text():
            self.trouble.say(self.tr("两次输入不一致，请重新输入第二遍。"))
            self.second.clear()
            self.second.setFocus()
        else:
            self.trouble.say("")
            self.chosen.emit(self.first.text())


class CreatePage(_NewPassphrase):
    """A new book: its passphrase, twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.title.setText(self.tr("为客户册设置口令"))
        self.hint.setText(self.tr("口令只有您知道，总部也无法找回。设置后会给出一份恢复密钥，请另外保管。"))
        self.hint.show()
        self._add_fields(self.tr("新建客户册"))


class RecoverPage(_NewPassphrase):
    """The recovery key and a new passphrase. `chosen(str)` carries the passphrase; see `recovery_text`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.title.setText(self.tr("用恢复密钥解锁"))
        self.hint.setText(self.tr("输入新建客户册时保存的恢复密钥，然后设置新的口令。客户资料不会改变。"))
        self.hint.show()
        self.recovery = QLineEdit(self)
        self.recovery.setFont(fonts.font(FontRole.BODY))
        self.recovery.setAccessibleName(self.tr("恢复密钥"))
        self.body.addWidget(RoleLabel(self.tr("恢复密钥"), FontRole.SMALL, "second", self))
        self.body.addWidget(self.recovery)
        self._add_fields(self.tr("解锁并更换口令"))
        self.recovery.returnPressed.connect(self.first.setFocus)

    def recovery_text(self) -> str:
        """The recovery key as typed."""
        return self.recovery.text()

    def forget(self) -> None:
        super().forget()
        self.recovery.clear()

    def arrive(self) -> None:
        super().arrive()
        self.recovery.setFocus()


class RecoveryKeyPage(GatePage):
    """The recovery key, shown once. `kept()` when the person has said that it is kept."""

    kept = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.title.setText(self.tr("请保存恢复密钥"))
        self.hint.setText(
            self.tr(
                "忘记口令时，只有它能打开客户册，而且只显示这一次。请抄写或打印，与电脑分开存放，不要拍照或发送。"
            )
        )
        self.hint.show()
        self.key = RoleLabel("", FontRole.CARD_TITLE, parent=self)
        self.key.setObjectName("recoveryKey")
        self.key.setFixedHeight(fonts.scaled(72))
        self._text = ""
        self.key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.key.setAccessibleName(self.tr("恢复密钥"))
        self.copy = Button(self.tr("复制"), "copy", parent=self)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.confirm = QCheckBox(self.tr("我已抄写并妥善保存恢复密钥"), self)
        self.body.addWidget(self.key)
        row = nest(self.body, QHBoxLayout())
        row.addWidget(self.copy)
        row.addStretch(1)
        self.body.addWidget(self.confirm)
        self.main = self.add_main(self.tr("开始使用"))
        self.add_button_stretch()
        self.main.setEnabled(False)
        self.confirm.toggled.connect(self.main.setEnabled)
        self.main.clicked.connect(self.kept)

    def show_key(self, text: str) -> None:
        """Show the key on two lines; forget the one before."""
        self._text = text
        groups = text.split("-")
        half = (len(groups) + 1) // 2
        self.key.setText("\n".join("-".join(part) for part in (groups[:half], groups[half:]) if part))
        self.confirm.setChecked(False)

    def arrive(self) -> None:
        self.confirm.setFocus()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._text)


class UnlockPage(GatePage):
    """Asks for the passphrase. `entered(str)` carries it; `forgotten()` and `other_chosen()` lead away."""

    entered = Signal(str)
    forgotten = Signal()
    other_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.title.setText(self.tr("解锁客户册"))
        self.field = PassphraseField(self.tr("口令"), self)
        self.body.addWidget(self.field)
        self.main = self.add_main(self.tr("解锁"))
        self.forgot = self.add_link(self.tr("忘记口令"))
        self.add_button_stretch()
        self.other = self.add_link(self.tr("其他客户册"))
        self.main.clicked.connect(self._on_main_clicked)
        self.field.edit.returnPressed.connect(self._on_main_clicked)
        self.forgot.clicked.connect(self.forgotten)
        self.other.clicked.connect(self.other_chosen)
        self._wait = 0
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._on_second)

    def show_book(self, path: Path) -> None:
        """Say which book is to be unlocked: the file's name and where it lies."""
        self.hint.setText(self.tr("{name}  ·  {folder}").format(name=path.stem, folder=path.parent))
        self.hint.show()

    def hold(self, seconds: int) -> None:
        """No further try for `seconds`: the button counts down."""
        self._wait = seconds
        self._show_wait()
        if seconds > 0:
            self._clock.start()

    def forget(self) -> None:
        self.field.clear()

    def arrive(self) -> None:
        self.forget()
        self.field.setFocus()

    def _on_second(self) -> None:
        self._wait -= 1
        self._show_wait()

    def _show_wait(self) -> None:
        waiting = self._wait > 0
        text = self.tr("{seconds} 秒后可再试").format(seconds=self._wait) if waiting else self.tr("解锁")
        self.main.setText(text)
        self.main.setEnabled(not waiting)
        if not waiting:
            self._clock.stop()

    def _on_main_clicked(self) -> None:
        if self._wait > 0:
            return
        if not self.field.text():
            self.trouble.say(self.tr("请输入口令。"))
            self.field.setFocus()
            return
        self.trouble.say("")
        self.entered.emit(self.field.text())
