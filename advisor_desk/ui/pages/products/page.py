"""The screen 产品: the shelf with its filters beside one product's card, and the question who could hold it.

The shelf is read in the book's lane when the screen comes into sight and after a change of the book; it is
filtered and sorted in memory.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QSplitter, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from advisor_desk.domain.shelf import ShelfMove
from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, formats, labels, shortcuts, tokens
from advisor_desk.ui.dialogs.product_state_dialog import TOPIC, MoveParts, ProductStateDialog
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, ReadJob
from advisor_desk.ui.pages.clients_views import TOPIC as SAVED_VIEWS
from advisor_desk.ui.pages.products import words
from advisor_desk.ui.pages.products.banner import ShelfBanner
from advisor_desk.ui.pages.products.card import ProductCard
from advisor_desk.ui.pages.products.columns import Column
from advisor_desk.ui.pages.products.filters import FilterBar
from advisor_desk.ui.pages.products.holders import HoldersPane
from advisor_desk.ui.pages.products.parts import ProductsParts
from advisor_desk.ui.pages.products.table_model import ProductTableModel
from advisor_desk.ui.pages.products.table_view import ProductTableView
from advisor_desk.ui.pages.reading import ReadingPage
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.empty import EmptyState
from advisor_desk.usecases.product_facts import ProductFacts, ShelfView
from advisor_desk.usecases.product_filter import ProductFilter, counted

_CTX = words.CTX
SHOW_AFTER_MS: Final = 40
"""How long the row must rest before the card follows: holding a key must not lay out every card."""

_LEAST_LIST: Final = 420
_LEAST_CARD: Final = 440


class ProductsPage(ReadingPage):
    """Signals: `client_asked(int)`: a client to open; `import_asked()`; `lock_asked()` from the dialog."""

    client_asked = Signal(int)
    import_asked = Signal()
    lock_asked = Signal()

    def __init__(self, parts: ProductsParts, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "产品"), parts.jobs, parent)
        self.search_hint = t(_CTX, "搜索产品名称、代码、拼音首字母  Ctrl+F")
        self._parts = parts
        self._view: ShelfView | None = None
        self._dialog: ProductStateDialog | None = None
        self.model = ProductTableModel(self)
        self.table = ProductTableView(self.model, self)
        self.banner = ShelfBanner(self)
        self.filters = FilterBar(self)
        self.card = ProductCard(self)
        self.holders = HoldersPane(parts, self)
        self.import_button = Button(t(_CTX, "导入产品"), "import", parent=self)
        self._nothing = EmptyState("package", t(_CTX, "请选择一只产品"), parent=self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SHOW_AFTER_MS)
        self._build()
        self._connect()
        self._add_keys()

    @property
    def view(self) -> ShelfView | None:
        """The shelf that is shown."""
        return self._view

    @property
    def dialog(self) -> ProductStateDialog | None:
        """The open dialog of a change of state."""
        return self._dialog

    def refresh(self) -> None:
        """Read the shelf anew; what is shown stays in sight until then."""
        read = self._parts.read
        self._read_anew(
            ReadJob(run=lambda _context: read(), done=self._on_read, failed=self._on_failed, owner=self)
        )

    def go_to(self, code: str) -> None:
        """Show this product, whatever is filtered."""
        if self.model.row_of(code) < 0:
            self.search_cleared.emit()
            self._ask(ProductFilter())
        row = self.model.row_of(code)
        if row >= 0:
            self.table.setCurrentIndex(self.model.index(row, 0))
            self._show_current()

    def search(self, text: str) -> None:
        self._ask(replace(self.model.wanted, text=text))

    def move_current(self, rows: int) -> None:
        count = self.model.rowCount()
        if count:
            at = self.table.currentIndex().row() + rows
            self.table.setCurrentIndex(self.model.index(max(0, min(count - 1, at)), 0))

    def open_current(self) -> None:
        self._rest.stop()
        self._show_current()
        if self.card.product is not None:
            self._show_card()
            self.card.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def top_actions(self) -> Sequence[QWidget]:
        return (self.import_button,)

    def forget_clients(self) -> None:
        self._cancel()
        if self._dialog is not None:
            self._dialog.discard()
        self.holders.clear()
        self.card.show_moves(None)
        self._view = None
        self._is_stale = True
        self.model.show_products(())
        self._right.setCurrentWidget(self._nothing)
        self._places.setCurrentWidget(self._waiting)
        self.search_cleared.emit()
        self.set_subtitle("")

    def current(self) -> ProductFacts | None:
        """The product of the current row."""
        index = self.table.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def ask_holders(self) -> None:
        """Ask who could hold the product of the card."""
        one = self._settled()
        if one is not None:
            self._right.setCurrentWidget(self.holders)
            shelf = self._view.products if self._view is not None else ()
            self.holders.ask(one, {facts.product.code: facts.product.name for facts in shelf})

    def ask_move(self) -> None:
        """Open the dialog that changes the product's state."""
        one = self._settled()
        if one is None or self._dialog is not None or not self.card.head.move_button.isEnabled():
            return
        parts = MoveParts(move=self._parts.move, jobs=self._parts.jobs, product=one)
        self._dialog = dialog = ProductStateDialog(parts, self)
        dialog.moved.connect(self._on_moved)
        dialog.finished.connect(self._on_dialog_finished)
        dialog.lock_asked.connect(self.lock_asked)
        dialog.open()

    def copy_card(self) -> None:
        """Put the card's words on the clipboard."""
        one = self._settled()
        if one is not None:
            QGuiApplication.clipboard().setText(words.summary(one))
            self._parts.notices.done(t(_CTX, "已复制产品摘要"))

    def _build(self) -> None:
        frame = QFrame(self)
        frame.setObjectName("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 6)
        inside.addWidget(self.table)
        self._no_hit = EmptyState("search", t(_CTX, "没有符合条件的产品"), parent=self)
        clear = self._no_hit.add_button(t(_CTX, "清除条件，查看全部"), primary=True)
        clear.clicked.connect(self._on_clear)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(frame)
        self._stack.addWidget(self._no_hit)
        left = QWidget(self)
        left.setMinimumWidth(_LEAST_LIST)
        column = QVBoxLayout(left)
        column.setContentsMargins(tokens.PAGE_PADDING, 12, tokens.GAP, tokens.GAP)
        column.setSpacing(10)
        column.addWidget(self.banner)
        column.addWidget(self.filters)
        column.addWidget(self._stack, 1)
        self._right = QStackedWidget(self)
        self._right.setMinimumWidth(_LEAST_CARD)
        for pane in (self._nothing, self.card, self.holders):
            self._right.addWidget(pane)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._right)
        self.splitter.setStretchFactor(0, 53)
        self.splitter.setStretchFactor(1, 47)
        self.splitter.setSizes([530, 470])
        self._waiting = EmptyState("package", t(_CTX, "正在读取货架…"), parent=self)
        self._empty = EmptyState(
            "package",
            t(_CTX, "货架是空的，建议功能停用"),
            t(_CTX, "导入总部下发的产品文件后，这里显示产品卡，并回答谁适合。"),
            self,
        )
        self._empty.add_button(t(_CTX, "导入产品"), "import", primary=True).clicked.connect(self.import_asked)
        self._trouble = EmptyState("alert", t(_CTX, "没能读取货架"), parent=self)
        self._trouble.add_button(t(_CTX, "重试"), "refresh", primary=True).clicked.connect(self.refresh)
        self._places = QStackedLayout(self)
        for place in (self._waiting, self.splitter, self._empty, self._trouble):
            self._places.addWidget(place)

    def _connect(self) -> None:
        self.import_button.clicked.connect(self.import_asked)
        self.banner.import_asked.connect(self.import_asked)
        self.filters.changed.connect(self._ask)
        self.model.shown.connect(self._on_shown)
        self.table.header.sort_asked.connect(self._on_sort_asked)
        self.table.opened.connect(self.open_current)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self._rest.timeout.connect(self._show_current)
        self.card.holders_asked.connect(self.ask_holders)
        self.card.move_asked.connect(self.ask_move)
        self.card.copy_asked.connect(self.copy_card)
        self.holders.client_asked.connect(self.client_asked)
        self.holders.closed.connect(self._on_holders_closed)
        self._parts.jobs.book_changed.connect(self._on_book_changed)
        discreet.signals().changed.connect(self._on_discreet_changed)

    def _add_keys(self) -> None:
        area = t(_CTX, "产品")
        shortcuts.add(self, "W", t(_CTX, "谁适合：我的客户里谁可以持有"), self.ask_holders, area)
        shortcuts.add(self, "M", t(_CTX, "变更货架状态"), self.ask_move, area)
        copy = shortcuts.add(self, "Ctrl+C", t(_CTX, "复制产品摘要"), self.copy_card, area)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _ask(self, wanted: ProductFilter) -> None:
        if wanted != self.model.wanted:
            self.model.ask(wanted)
            self.filters.show_filter(wanted)

    def _settled(self) -> ProductFacts | None:
        """The product of the card, which follows the row at once."""
        self._rest.stop()
        self._show_current()
        return self.card.product if self._right.currentWidget() is not self._nothing else None

    def _on_read(self, view: ShelfView) -> None:
        self._view = view
        self.banner.show_standing(view)
        self.card.head.let_move(not view.is_offices)
        self._places.setCurrentWidget(self.splitter if view.products else self._empty)
        self.model.show_products(view.products)
        column, is_descending = self.model.order
        self.table.header.set_sorted(column, is_descending=is_descending)

    def _on_failed(self, error: DeskError) -> None:
        self._view = None
        self._is_stale = True
        self._places.setCurrentWidget(self._trouble)
        self._parts.notices.error(error)

    def _on_shown(self) -> None:
        """Other rows are in place: stay with the product of the card where it is among them."""
        count = self.model.rowCount()
        self._stack.setCurrentIndex(0 if count else 1)
        kept = self.card.product.product.code if self.card.product is not None else ""
        if count:
            self.table.setCurrentIndex(self.model.index(max(0, self.model.row_of(kept)), 0))
            self._rest.stop()
            self._show_current()
        self._tell_count()

    def _tell_count(self) -> None:
        if self._view is None or not self._view.products:
            self.set_subtitle("")
            return
        found = counted(self.model.rows)
        said = t(_CTX, "{count} 只", found.products).format(count=formats.count(found.products))
        said += " · " + t(_CTX, "今天可售 {count}").format(count=formats.count(found.open_now))
        if found.unrated:
            said += " · " + t(_CTX, "未评级 {count}").format(count=formats.count(found.unrated))
        self.set_subtitle(said)

    def _on_clear(self) -> None:
        self.search_cleared.emit()
        self._ask(ProductFilter())

    def _on_sort_asked(self, column: int, is_descending: bool) -> None:  # noqa: FBT001
        self.table.header.set_sorted(column, is_descending=is_descending)
        order = Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder
        self.model.sort(Column(column), order)

    def _on_current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self._rest.start()

    def _show_current(self) -> None:
        one = self.current()
        if one is None or self._view is None:
            return
        shown = self.card.product
        is_other = shown is None or shown.product.code != one.product.code
        if shown is one and self._right.currentWidget() is not self._nothing:
            return
        self.card.show_product(one)
        if is_other or self._right.currentWidget() is self._nothing:
            self._show_card()
        self._read_moves(one.product.code)

    def _show_card(self) -> None:
        self.holders.clear()
        self._right.setCurrentWidget(self.card)

    def _read_moves(self, code: str) -> None:
        moves = self._parts.moves
        self._parts.jobs.start(
            ReadJob(
                run=lambda _context: (code, list(moves(code))),
                done=self._on_moves_read,
                failed=lambda _error: self.card.show_moves(()),
                owner=self,
            )
        )

    def _on_moves_read(self, answer: tuple[str, list[ShelfMove]]) -> None:
        code, moves = answer
        if self.card.product is not None and self.card.product.product.code == code:
            self.card.show_moves(moves)

    def _on_holders_closed(self) -> None:
        self._right.setCurrentWidget(self.card)
        self.card.setFocus()

    def _on_moved(self, code: str) -> None:
        one = self.model.row_at(self.model.row_of(code))
        state = labels.word(one.product.shelf_status) if one is not None else ""
        self._parts.notices.done(t(_CTX, "已变更状态：{state}").format(state=state))

    def _on_dialog_finished(self, _result: int) -> None:
        self._dialog = None

    def _on_book_changed(self, change: BookChange) -> None:
        if change.topics == frozenset({SAVED_VIEWS}):
            return
        if change.topics != frozenset({TOPIC}):
            self._stop_holders()
        self._outdate()

    def _stop_holders(self) -> None:
        """Clients may have changed: an old answer must not stand."""
        if self._right.currentWidget() is self.holders:
            self.holders.close_pane()

    def _on_discreet_changed(self, _on: bool) -> None:  # noqa: FBT001
        self.card.render_again()
