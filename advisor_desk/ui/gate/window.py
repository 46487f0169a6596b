"""The window before the desk: one card in the middle, one page at a time. Knows no book, only a keeper."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from advisor_desk.errors import DeskError
from advisor_desk.ui import icons, labels_errors, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.gate.keeper import Keeper, OpenedBook
from advisor_desk.ui.gate.page import GatePage
from advisor_desk.ui.gate.pages import CreatePage, RecoverPage, RecoveryKeyPage, UnlockPage, WelcomePage
from advisor_desk.ui.jobs import JobContext, Jobs, Lane, Progress, ReadJob
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.layouts import nest

_CARD_WIDTH = 480
_WAIT_CODE = "book.wait_after_wrong_passphrase"

Work = Callable[[JobContext], OpenedBook]


class GateWindow(QWidget):
    """First run, new book, unlock, recovery.

    Signals: `opened(OpenedBook)` when a book stands open; `closed()` when the person leaves.
    """

    opened = Signal(object)
    closed = Signal()

    def __init__(self, keeper: Keeper, jobs: Jobs, *, is_locked: bool = False) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("财富顾问工作台"))
        self.setWindowIcon(QIcon(icons.pixmap("shield-check", "primary", 64)))
        self.setMinimumSize(720, 640)
        self.resize(1100, 720)
        self._keeper = keeper
        self._jobs = jobs
        self._opened: OpenedBook | None = None
        self._begin_with_import = False
        self._is_locked = is_locked
        self._pages: list[GatePage] = []
        self._card = Card(parent=self)
        self._build()
        theme.signals().changed.connect(self.update)
        self.show_first()

    # Each page is made when it is first turned to: of five, a start shows one.

    @cached_property
    def welcome(self) -> WelcomePage:
        """First run."""
        page = WelcomePage()
        page.create_chosen.connect(lambda: self._on_create_chosen(begin_with_import=False))
        page.import_chosen.connect(lambda: self._on_create_chosen(begin_with_import=True))
        page.demo_chosen.connect(self.open_demo)
        page.open_chosen.connect(self._on_other_chosen)
        self._add(page)
        return page

    @cached_property
    def create_page(self) -> CreatePage:
        """A new book's passphrase."""
        page = CreatePage()
        page.chosen.connect(self._on_new_passphrase)
        page.back.connect(self.show_first)
        self._add(page)
        return page

    @cached_property
    def recover(self) -> RecoverPage:
        """The recovery key and a new passphrase."""
        page = RecoverPage()
        page.chosen.connect(self._on_recover)
        page.back.connect(self.show_first)
        self._add(page)
        return page

    @cached_property
    def recovery_key(self) -> RecoveryKeyPage:
        """The recovery key of a book just made."""
        page = RecoveryKeyPage()
        page.kept.connect(self._on_kept)
        self._add(page)
        return page

    @cached_property
    def unlock(self) -> UnlockPage:
        """The passphrase of the book."""
        page = UnlockPage()
        page.entered.connect(self._on_entered)
        page.forgotten.connect(lambda: self.show_page(self.recover))
        page.other_chosen.connect(self._on_other_chosen)
        if self._is_locked:
            page.title.setText(self.tr("已锁定"))
        self._add(page)
        return page

    def _add(self, page: GatePage) -> None:
        page.hide()
        # Not a stacked widget: that is as high as its highest page; this card fits the one that shows.
        self._card.add(page)
        self._pages.append(page)

    def _build(self) -> None:
        mark = QLabel(self)
        mark.setPixmap(icons.pixmap("shield-check", "primary", 28, self.devicePixelRatioF()))
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addStretch(2)
        brand = nest(column, QHBoxLayout())
        brand.addStretch(1)
        brand.addWidget(mark)
        brand.addSpacing(4)
        brand.addWidget(RoleLabel(self.tr("财富顾问工作台"), FontRole.CLIENT_NAME, parent=self))
        brand.addStretch(1)
        self._card.setFixedWidth(_CARD_WIDTH)
        self._card.body.setContentsMargins(12, 10, 12, 10)
        self._foot = RoleLabel(self.tr("本机加密保存 · 断网可用"), FontRole.SMALL, "third", self)
        self._foot.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # An aligned widget would get the height of its hint; in a row the card's height follows its width.
        middle = nest(column, QHBoxLayout())
        middle.addStretch(1)
        middle.addWidget(self._card)
        middle.addStretch(1)
        column.addWidget(self._foot)
        column.addStretch(3)

    def show_first(self) -> None:
        """Unlock when there is a book, else the welcome."""
        if self._keeper.exists():
            self.unlock.show_book(self._keeper.path)
            self.show_page(self.unlock)
        else:
            self.show_page(self.welcome)

    def open_demo(self) -> None:
        """Open the demo book, made when it is not there yet."""
        self.show_page(self.welcome)
        self._run(self.welcome, self._keeper.demo)

    def show_page(self, page: GatePage) -> None:
        """Turn to `page`; what was typed on the one before is forgotten."""
        for other in self._pages:
            other.setVisible(other is page)
            if other is not page:
                other.forget()
        page.arrive()

    def current_page(self) -> GatePage:
        """The page that shows."""
        return next(page for page in self._pages if not page.isHidden())

    def _on_create_chosen(self, *, begin_with_import: bool) -> None:
        self._begin_with_import = begin_with_import
        self.show_page(self.create_page)

    def _on_new_passphrase(self, passphrase: str) -> None:
        self._run(self.create_page, lambda context: self._keeper.create(passphrase, context))

    def _on_recover(self, passphrase: str) -> None:
        text = self.recover.recovery_text()
        self._run(self.recover, lambda context: self._keeper.recover(text, passphrase, context))

    def _on_entered(self, passphrase: str) -> None:
        self._run(self.unlock, lambda context: self._keeper.unlock(passphrase, context))

    def _on_other_chosen(self) -> None:
        kinds = self.tr("客户册 (*.book);;所有文件 (*)")
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("打开客户册"), str(self._keeper.path.parent), kinds
        )
        if name:
            self._keeper.choose(Path(name))
            self.show_first()

    def _run(self, page: GatePage, work: Work) -> None:
        page.trouble.say("")
        page.set_busy(True)
        self._jobs.start(
            ReadJob(
                run=work,
                done=lambda opened: self._on_done(page, opened),
                failed=lambda error: self._on_failed(page, error),
                progress=lambda step: self._on_progress(page, step),
                owner=self,
                lane=Lane.BOOK,
            )
        )

    def _on_progress(self, page: GatePage, step: Progress) -> None:
        page.set_progress(step.done, step.total)

    def _on_done(self, page: GatePage, opened: OpenedBook) -> None:
        page.set_busy(False)
        if opened.recovery_text:
            self._opened = opened
            self.recovery_key.show_key(opened.recovery_text)
            self.show_page(self.recovery_key)
            return
        page.arrive()
        self.opened.emit(opened)

    def _on_kept(self) -> None:
        opened, self._opened = self._opened, None
        self.recovery_key.show_key("")
        if opened is not None:
            begin = opened.begin_with_import or self._begin_with_import
            self.opened.emit(OpenedBook(opened.book, begin_with_import=begin))

    def _on_failed(self, page: GatePage, error: DeskError) -> None:
        page.set_busy(False)
        if page is self.unlock:
            self.unlock.arrive()
            if error.code == _WAIT_CODE:
                self.unlock.hold(int(error.params.get("seconds") or 0))
        page.trouble.say(labels_errors.words(error).together)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
