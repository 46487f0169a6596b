"""The client list beside one client's page: views, search, sorting, copy, export, walking."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from advisor_desk.domain.client_query import Filters, View
from advisor_desk.domain.standing import ClientRow
from advisor_desk.errors import DeskError
from advisor_desk.ui import clipboard, discreet, formats, shortcuts, tokens
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, ReadJob
from advisor_desk.ui.models.client_columns import Column
from advisor_desk.ui.models.client_source import ListQuery
from advisor_desk.ui.models.client_table import ClientTableModel, Place
from advisor_desk.ui.pages import clients_keep
from advisor_desk.ui.pages.clients_batch import BatchLog, read_runs
from advisor_desk.ui.pages.clients_parts import ClientsParts, DetailPane, ExportWish, view_name
from advisor_desk.ui.pages.clients_views import TOPIC, AskName, ViewsBar
from advisor_desk.ui.pages.page import Page
from advisor_desk.ui.widgets.client_table_view import ClientTableView
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.empty import EmptyState
from advisor_desk.ui.widgets.layouts import nest

SHOW_AFTER_MS: Final = 40
"""How long the row must rest before the client's page follows: holding a key must not read every page."""

SHOW_AFTER_TYPING_MS: Final = 300
"""The same after a search: between two key strokes nothing is painted but what was found."""

_LEAST_LIST: Final = 420
_LEAST_DETAIL: Final = 440


class ClientsPage(Page):
    """Signals: `client_shown(int)`; `new_asked()`, `import_asked()` and `demo_asked()` from the empty list or
    the top bar; `export_asked(ExportWish)`; `log_asked(list)` with the ids of who is selected.
    """

    client_shown = Signal(int)
    new_asked = Signal()
    import_asked = Signal()
    demo_asked = Signal()
    export_asked = Signal(object)
    log_asked = Signal(list)

    def __init__(
        self, parts: ClientsParts, ask_name: AskName | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(t("ClientsPage", "客户"), parent)
        self.search_hint = self.tr("搜索姓名、拼音、客户号、手机尾号  Ctrl+F")
        self._parts = parts
        self._is_first = True
        self._total: int | None = None
        self._shown_client: int | None = None
        self.model = ClientTableModel(parts.source, parts.jobs, parts.today, self)
        self.table = ClientTableView(self.model, self)
        self.views = ViewsBar(parts.saved_views, parts.jobs, ask_name, self)
        self.detail = parts.make_detail(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SHOW_AFTER_MS)
        self._build()
        self._connect()
        self._add_keys()

    @property
    def shown_client(self) -> int | None:
        """Who was last looked at, None before anybody and when nobody was found."""
        return self._shown_client

    def start(self) -> None:
        """Read the list and the saved views."""
        self.model.load(self.model.query)
        self.views.read()

    def go_to(self, client_id: int) -> None:
        """Show this client and its row; a client outside of the view brings back all clients."""
        self._rest.stop()
        self._shown_client = client_id
        self._pane().show_client(client_id)
        self.model.load(ListQuery(sort=self.model.query.sort), Place(client_id, follows=True))

    def current_row(self) -> ClientRow | None:
        """The client of the current row."""
        index = self.table.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def search(self, text: str) -> None:
        self._rest.stop()
        self._rest.setInterval(SHOW_AFTER_TYPING_MS)
        self._ask(replace(self.model.query, text=text))

    def move_current(self, rows: int) -> None:
        self._rest.setInterval(SHOW_AFTER_MS)
        count = self.model.rowCount()
        if count:
            at = self.table.currentIndex().row() + rows
            self.table.setCurrentIndex(self.model.index(max(0, min(count - 1, at)), 0))

    def open_current(self) -> None:
        self._rest.stop()
        self._show_current()
        self.detail.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def top_actions(self) -> Sequence[QWidget]:
        return (self.new_button, self.import_button)

    def forget_clients(self) -> None:
        self._rest.stop()
        self._shown_client = None
        self.model.clear()
        self.model.current_client = None
        self._pane().clear()
        self.search_cleared.emit()
        self.set_subtitle("")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_first_focus()
        self._rest.start()

    def visible_columns(self) -> tuple[Column, ...]:
        """The columns in sight, in their order."""
        return tuple(column for column in Column if not self.table.isColumnHidden(column))

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard."""
        runs = self.table.selected_runs()
        count = sum(length for _first, length in runs)
        if not count:
            return
        if count > clipboard.MOST_ROWS:
            most = formats.count(clipboard.MOST_ROWS)
            self._parts.notices.warn(
                self.tr("一次最多复制 {most} 行。").format(most=most), self.tr("更多的行请用「导出 Excel」。")
            )
            return
        source, query = self._parts.source, self.model.query
        self._parts.jobs.start(
            ReadJob(run=lambda _context: read_runs(source, query, runs), done=self._on_copied, owner=self)
        )

    def ask_export(self) -> None:
        """Ask for a file of what the list shows."""
        if self.model.rowCount():
            self.export_asked.emit(ExportWish(self.model.query, self.visible_columns()))

    def walk(self, rows: int) -> None:
        """The client before or after, without going back to the list."""
        self.move_current(rows)
        self._rest.stop()
        self._show_current()

    def _build(self) -> None:
        self.import_button = Button(self.tr("导入"), "import", parent=self)
        self.new_button = Button(self.tr("新建客户"), "user-plus", parent=self)
        self.new_button.setToolTip(self.tr("新建客户 (Ctrl+N)"))
        self.export_button = Button(self.tr("导出 Excel"), "table", parent=self)
        self.export_button.setToolTip(self.tr("导出列表所见(Ctrl+E)"))
        self.batch = BatchLog(self.table, lambda: self.model.query, self._parts)
        frame = QFrame(self)
        frame.setObjectName("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 6)
        inside.addWidget(self.table)
        self._no_hit = EmptyState("search", "", parent=self)
        clear = self._no_hit.add_button(self.tr("清除条件，查看全部"), primary=True)
        clear.clicked.connect(self._on_clear)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(frame)
        self._stack.addWidget(self._no_hit)
        left = QWidget(self)
        left.setMinimumWidth(_LEAST_LIST)
        column = QVBoxLayout(left)
        column.setContentsMargins(tokens.PAGE_PADDING, 12, tokens.GAP, tokens.GAP)
        column.setSpacing(10)
        bar = nest(column, QHBoxLayout())
        bar.setSpacing(tokens.CHIP_GAP)
        bar.addWidget(self.views, 1)
        bar.addWidget(self.batch.button)
        bar.addWidget(self.export_button)
        column.addWidget(self._stack, 1)
        self.detail.setMinimumWidth(_LEAST_DETAIL)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 53)
        self.splitter.setStretchFactor(1, 47)
        self.splitter.setSizes([530, 470])
        self._nobody = self._build_nobody()
        self._outer = QStackedWidget(self)
        self._outer.addWidget(self.splitter)
        self._outer.addWidget(self._nobody)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._outer)
        clients_keep.restore(self._parts.prefs, self.table, self.splitter)

    def _build_nobody(self) -> EmptyState:
        hint = self.tr("从 Excel 或 CSV 导入客户名单，也可以把文件直接拖进窗口。")
        empty = EmptyState("users", self.tr("还没有客户"), hint, self)
        empty.add_button(self.tr("导入客户"), "import", primary=True).clicked.connect(self.import_asked)
        empty.add_button(self.tr("新建第一位客户"), "user-plus").clicked.connect(self.new_asked)
        if self._parts.offers_demo:
            empty.add_button(self.tr("装入演示数据"), "sparkles").clicked.connect(self.demo_asked)
        return empty

    def _connect(self) -> None:
        self.import_button.clicked.connect(self.import_asked)
        self.new_button.clicked.connect(self.new_asked)
        self.export_button.clicked.connect(self.ask_export)
        self.batch.log_asked.connect(self.log_asked)
        self.views.view_chosen.connect(self._on_view_chosen)
        self.views.query_chosen.connect(self._on_query_chosen)
        self.views.saved.connect(self._on_view_saved)
        self.model.loaded.connect(self._on_loaded)
        self.model.total_changed.connect(self._on_total_changed)
        self.model.failed.connect(self._on_failed)
        self.table.header.sort_asked.connect(self._on_sort_asked)
        self.table.opened.connect(lambda _index: self.open_current())
        self.table.columns_changed.connect(self._on_keep)
        self.splitter.splitterMoved.connect(self._on_keep)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self._rest.timeout.connect(self._show_current)
        self._parts.jobs.book_changed.connect(self._on_book_changed)
        discreet.signals().changed.connect(self._on_discreet_changed)

    def _add_keys(self) -> None:
        area = self.tr("客户列表")
        shortcuts.add(self, "Alt+Right", self.tr("下一位客户"), lambda: self.walk(1), area)
        shortcuts.add(self, "Alt+Left", self.tr("上一位客户"), lambda: self.walk(-1), area)
        shortcuts.add(self, "Ctrl+E", self.tr("导出列表所见"), self.ask_export, area)
        log = shortcuts.add(self.table, "L", self.tr("给选中的客户记一次沟通"), self.batch.ask, area)
        log.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy = shortcuts.add(self.table, "Ctrl+C", self.tr("复制选中的行"), self.copy_selection, area)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def _pane(self) -> DetailPane:
        return cast("DetailPane", self.detail)

    def _ask(self, query: ListQuery) -> None:
        if query != self.model.query:
            self.model.load(query)
            self.views.show_query(query)

    def _on_view_chosen(self, view: str) -> None:
        self._ask(replace(self.model.query, view=View(view), filters=Filters()))

    def _on_query_chosen(self, query: ListQuery) -> None:
        self._ask(query)

    def _on_view_saved(self, name: str) -> None:
        self._parts.notices.done(self.tr("已保存视图「{name}」").format(name=name))

    def _on_clear(self) -> None:
        self.search_cleared.emit()
        self._ask(ListQuery(sort=self.model.query.sort, is_descending=self.model.query.is_descending))

    def _on_sort_asked(self, column: int, is_descending: bool) -> None:  # noqa: FBT001
        order = Qt.SortOrder.DescendingOrder if is_descending else Qt.SortOrder.AscendingOrder
        self.model.sort(column, order)
        self.views.show_query(self.model.query)

    def _on_book_changed(self, change: BookChange) -> None:
        if change.topics != frozenset({TOPIC}):
            top = self.table.rowAt(0)
            self.model.reload(Place(self._shown_client, max(0, top)))

    def _on_failed(self, error: DeskError) -> None:
        self._parts.notices.error(error)

    def _take_first_focus(self) -> None:
        """The keyboard is in the list once it is in sight; behind another screen it takes nothing away."""
        if self._is_first and self.isVisible() and self.model.rowCount():
            self._is_first = False
            self.table.setFocus()

    def _on_loaded(self, row: int, place: Place) -> None:
        self._take_first_focus()
        query = self.model.query
        column = self.model.sorted_column()
        self.table.header.set_sorted(-1 if column is None else column, is_descending=query.is_descending)
        count = self.model.rowCount()
        is_nobody = not count and query.is_plain
        self._outer.setCurrentWidget(self._nobody if is_nobody else self.splitter)
        self._stack.setCurrentIndex(0 if count else 1)
        self.export_button.setEnabled(bool(count))
        if not count:
            self._tell_no_hit(query)
            self._shown_client = None
            self._pane().clear()
        else:
            self._restore_place(row, place)
        self._tell_count()

    def _restore_place(self, row: int, place: Place) -> None:
        self.table.setAutoScroll(place.follows)
        if place.follows and row >= 0:
            self.table.setCurrentIndex(self.model.index(row, 0))
            self.table.scrollTo(self.model.index(row, 0), ClientTableView.ScrollHint.PositionAtCenter)
        else:
            self.table.verticalScrollBar().setValue(place.top_row)
            self.table.setCurrentIndex(self.model.index(row if row >= 0 else place.top_row, 0))
        self.table.setAutoScroll(True)

    def _tell_no_hit(self, query: ListQuery) -> None:
        if query.text:
            title = self.tr("没有找到「{text}」").format(text=query.text)
        else:
            title = self.tr("视图「{view}」里没有客户").format(view=view_name(query.view))
        hint = self.tr("可以输入姓名、拼音或首字母、客户号、手机号后几位。") if query.text else ""
        if query.text and query.view is not View.ALL:
            hint = self.tr("只在视图「{view}」里找过。").format(view=view_name(query.view)) + hint
        self._no_hit.set_texts(title, hint)

    def _tell_count(self) -> None:
        count = self.model.rowCount()
        said = t("ClientsPage", "{count} 位", count).format(count=formats.count(count))
        if self._total is not None and count:
            said += " · " + self.tr("管理资产 {money}").format(money=discreet.money(self._total))
        self.set_subtitle(said)

    def _on_total_changed(self, total: int | None) -> None:
        self._total = total
        if total is not None:
            self._tell_count()

    def _on_discreet_changed(self, _on: bool) -> None:  # noqa: FBT001
        if self.model.has_loaded:
            self._tell_count()

    def _on_current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self._rest.start()

    def _show_current(self) -> None:
        self._rest.setInterval(SHOW_AFTER_MS)
        row = self.current_row()
        if not self.isVisible():
            return  # Another screen is in sight: the page of a client waits until the list is.
        if row is None or row.client_id == self._shown_client:
            return
        self._shown_client = self.model.current_client = row.client_id
        self._pane().show_client(row.client_id)
        self.client_shown.emit(row.client_id)

    def _on_copied(self, rows: list[ClientRow]) -> None:
        QGuiApplication.clipboard().setMimeData(clipboard.client_rows(rows, self.visible_columns()))
        said = t("ClientsPage", "已复制 {count} 位客户", len(rows))
        self._parts.notices.done(said.format(count=formats.count(len(rows))))

    def _on_keep(self) -> None:
        clients_keep.keep(self._parts.prefs, self.table, self.splitter)
