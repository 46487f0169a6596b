"""The bar at the top: title and figures of the screen, its search, its buttons, the quick log."""

from typing import Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from advisor_desk.ui import fonts, theme, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.pages.page import Page
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button, SearchBox

_SEARCH_WIDTH: Final = (240, 400)
_SIDE: Final = 20


class TopBar(QFrame):
    """Follows the screen that it is given by `show_page`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top")
        self._page: Page | None = None
        self._title = RoleLabel("", FontRole.PAGE_TITLE, parent=self)
        self._subtitle = RoleLabel("", FontRole.BODY, "second", self)
        self.search = SearchBox("", parent=self)
        self.search.setVisible(False)
        self.log_button = Button(self.tr("快速记录"), "pencil", primary=True, parent=self)
        self.log_button.setToolTip(self.tr("快速记录 (Ctrl+L)"))
        self._left = QWidget(self)
        left = QHBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        left.addWidget(self._title)
        left.addWidget(self._subtitle)
        left.addStretch(1)
        self._right = QWidget(self)
        self._actions = QHBoxLayout(self._right)
        self._actions.setContentsMargins(0, 0, 0, 0)
        self._actions.setSpacing(8)
        self._actions.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(_SIDE, 0, _SIDE, 0)
        row.setSpacing(16)
        row.addWidget(self._left, 1)
        row.addWidget(self.search, 2)
        row.addWidget(self._right, 1)
        row.addWidget(self.log_button)
        self.search.searched.connect(self._on_searched)
        self.search.moved.connect(self._on_moved)
        self.search.entered.connect(self._on_entered)
        theme.signals().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_page(self, page: Page) -> None:
        """Show title, figures, search and buttons of `page`."""
        if self._page is not None:
            self._page.subtitle_changed.disconnect(self._subtitle.setText)
            self._page.search_cleared.disconnect(self.search.clear)
            for widget in self._page.top_actions():
                widget.hide()
        self._page = page
        page.subtitle_changed.connect(self._subtitle.setText)
        page.search_cleared.connect(self.search.clear)
        self._title.setText(page.title)
        self._subtitle.setText(page.subtitle)
        self.search.put(page.searched_for)
        self.search.setVisible(bool(page.search_hint))
        self.search.setPlaceholderText(page.search_hint)
        self.search.setAccessibleName(page.search_hint)
        for widget in page.top_actions():
            if self._actions.indexOf(widget) < 0:
                self._actions.addWidget(widget)
            widget.show()

    def _on_searched(self, text: str) -> None:
        if self._page is not None:
            self._page.searched_for = text
            self._page.search(text)

    def _on_moved(self, rows: int) -> None:
        if self._page is not None:
            self._page.move_current(rows)

    def _on_entered(self) -> None:
        if self._page is not None:
            self._page.open_current()

    def _on_look_changed(self) -> None:
        least, most = _SEARCH_WIDTH
        self.search.setMinimumWidth(fonts.scaled(least))
        self.search.setMaximumWidth(fonts.scaled(most))
        self.setFixedHeight(fonts.scaled(tokens.TOP_BAR))
