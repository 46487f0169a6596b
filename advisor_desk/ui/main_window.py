"""The frame: rail, top bar, screens, status line, and the keys that work everywhere. No screen's content.

The title never holds anything of a client: it is seen on task bars and in screen sharing.
"""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from advisor_desk.ui import discreet, shortcuts
from advisor_desk.ui.nav_rail import NavRail
from advisor_desk.ui.pages.page import Page
from advisor_desk.ui.shortcuts import ShortcutSheet
from advisor_desk.ui.status_bar import StatusBar
from advisor_desk.ui.top_bar import TopBar
from advisor_desk.ui.widgets.layouts import nest

SMALLEST: Final = (1100, 640)
USUAL: Final = (1366, 768)
IMPORTABLE: Final = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xls", ".xlsm"})


class MainWindow(QWidget):
    """The window.

    Signals: `lock_asked()`; `file_dropped(Path)` for a file that can be imported; `page_shown(str)` the
    code of the screen in sight; `action_asked(str)` for a rail button that has no screen of its own.
    """

    lock_asked = Signal()
    file_dropped = Signal(object)
    page_shown = Signal(str)
    action_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setWindowTitle(self.tr("Advisor Desk 财富顾问工作台"))
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self.setAcceptDrops(True)
        self.rail = NavRail(self)
        self.top = TopBar(self)
        self.status = StatusBar(self)
        self._stack = QStackedWidget(self)
        self._pages: dict[str, Page] = {}
        self._last_button: QWidget | None = None
        self._build()
        self.rail.chosen.connect(self.show_page)
        self.status.lock_button.clicked.connect(self.lock_asked)
        self.status.discreet_button.clicked.connect(discreet.toggle)
        self._add_keys()

    def add_page(self, code: str, icon: str, page: Page, *, at_bottom: bool = False) -> None:
        """Add a screen and its button; the first one shows at once. Ctrl+1, Ctrl+2 … follow the order."""
        self._pages[code] = page
        self._add_button(code, icon, page.title, at_bottom=at_bottom)
        self._stack.addWidget(page)
        self._order_tabs()
        if len(self._pages) == 1:
            self.show_page(code)

    def add_action_button(self, code: str, icon: str, text: str, *, at_bottom: bool = False) -> None:
        """Add a rail button that opens no screen: pressing it emits `action_asked(code)`."""
        self._add_button(code, icon, text, at_bottom=at_bottom)

    def show_page(self, code: str) -> None:
        """Show the screen `code`; for a button without a screen emit `action_asked`."""
        page = self._pages.get(code)
        if page is None:
            self.action_asked.emit(code)
            return
        self._stack.setCurrentWidget(page)
        self.rail.set_current(code)
        self.top.show_page(page)
        self.page_shown.emit(code)

    def page(self, code: str) -> Page:
        """The screen `code`. Raises KeyError."""
        return self._pages[code]

    def current_code(self) -> str:
        """The code of the screen in sight."""
        shown = self._stack.currentWidget()
        return next((code for code, page in self._pages.items() if page is shown), "")

    def forget_clients(self) -> None:
        """Clear every screen, before the book is locked."""
        for page in self._pages.values():
            page.forget_clients()

    def shortcut_sheet(self) -> ShortcutSheet:
        """A sheet of all keys that work now."""
        return ShortcutSheet(shortcuts.listed(self), self)

    def show_shortcuts(self) -> None:
        """Open the sheet of F1."""
        self.shortcut_sheet().open()

    def showEvent(self, event: QShowEvent) -> None:
        """A late page is made only now: the top bar has its search and buttons from it."""
        super().showEvent(event)
        page = self._stack.currentWidget()
        if isinstance(page, Page):
            self.top.show_page(page)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = _dropped_file(event)
        if file is not None:
            event.acceptProposedAction()
            self.file_dropped.emit(file)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        upper = nest(column, QHBoxLayout(), 1)
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        middle = nest(upper, QVBoxLayout(), 1)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.top)
        middle.addWidget(self._stack, 1)
        column.addWidget(self.status)

    def _add_button(self, code: str, icon: str, text: str, *, at_bottom: bool) -> None:
        button = self.rail.add(code, icon, text, at_bottom=at_bottom)
        if self._last_button is not None:
            QWidget.setTabOrder(self._last_button, button)
        self._last_button = button
        number = len(self.rail.codes())
        area = self.tr("窗口")
        shortcuts.add(self, f"Ctrl+{number % 10}", text, lambda: self.show_page(code), area)
        button.setToolTip(f"{text}  Ctrl+{number % 10}")

    def _order_tabs(self) -> None:
        """Tab goes rail, search, screen, status, whenever a screen was added."""
        if self._last_button is not None:
            QWidget.setTabOrder(self._last_button, self.top.search)
        last = self.previousInFocusChain()
        for button in (self.status.discreet_button, self.status.lock_button):
            if last is not None and last is not button:
                QWidget.setTabOrder(last, button)
            last = button

    def _add_keys(self) -> None:
        area = self.tr("窗口")
        shortcuts.add(self, "F1", self.tr("键盘快捷键"), self.show_shortcuts, area)
        shortcuts.add(self, "Ctrl+F", self.tr("搜索"), self._focus_search, area)
        shortcuts.add(self, "F9", self.tr("隐藏或显示姓名与金额"), discreet.toggle, area)
        shortcuts.add(self, "Ctrl+Shift+L", self.tr("立即锁定"), self.lock_asked.emit, area)

    def _focus_search(self) -> None:
        if self.top.search.isVisible():
            self.top.search.setFocus()
            self.top.search.selectAll()


def _dropped_file(event: QDropEvent) -> Path | None:
    for url in event.mimeData().urls():
        file = Path(url.toLocalFile())
        if url.isLocalFile() and file.suffix.lower() in IMPORTABLE:
            return file
    return None
