"""The table of the client list: fixed row heights, row hover, columns that give way when room is short."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from advisor_desk.ui import fonts, i18n, theme, tokens
from advisor_desk.ui.delegates.client_cells import DELEGATES
from advisor_desk.ui.models import client_columns
from advisor_desk.ui.models.client_columns import COLUMNS, RIGHT, Column
from advisor_desk.ui.models.client_table import ClientTableModel
from advisor_desk.ui.widgets import laid_text
from advisor_desk.ui.widgets.row_table import RowTable
from advisor_desk.ui.widgets.sort_header import Head, SortHeader

_ROWS_BEYOND: Final = 8
FILL_AFTER_MS: Final = 60
"""When the model reads what it left out at first: not while the rows in sight are being painted."""


class ClientTableView(RowTable):
    """The list. Signals: `opened(QModelIndex)` for Enter or a double click; `columns_changed()` when the
    person changed widths or chose columns.
    """

    opened = Signal(QModelIndex)
    columns_changed = Signal()

    def __init__(self, model: ClientTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._hidden_by_choice: set[Column] = set()
        self._own_widths: dict[Column, int] = {}
        self.setModel(model)
        self.setAccessibleName(self.tr("客户列表"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.header = SortHeader(self, [_head(column) for column in Column])
        self.setHorizontalHeader(self.header)
        self.header.widths_changed.connect(self._on_widths_changed)
        self.header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.header.customContextMenuRequested.connect(
            lambda at: self.column_menu().popup(self.header.mapToGlobal(at))
        )
        for column, kind in DELEGATES.items():
            delegate = kind(model, column, self)
            self.light(delegate)
            self.setItemDelegateForColumn(column, delegate)
        self.doubleClicked.connect(self.opened)
        model.modelReset.connect(self._on_reset)
        self._filling = QTimer(self)
        self._filling.setSingleShot(True)
        self._filling.setInterval(FILL_AFTER_MS)
        self._filling.timeout.connect(model.fill)
        theme.signals().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def columns(self) -> dict[str, int]:
        """Widths and choices to keep for this person: column name to width, 0 for a column not wanted."""
        kept = {column.name: width for column, width in self._own_widths.items()}
        return kept | {column.name: 0 for column in self._hidden_by_choice}

    def set_columns(self, kept: Mapping[str, int]) -> None:
        """Take over what `columns` gave; names that are not known are passed over."""
        known = {column.name: column for column in Column}
        self._hidden_by_choice = {known[name] for name, width in kept.items() if not width and name in known}
        self._own_widths = {known[name]: width for name, width in kept.items() if width > 0 and name in known}
        self.arrange()

    def column_menu(self) -> QMenu:
        """A menu to choose columns; the first column always stays."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column in Column:
            if column is not Column.CLIENT:
                self._add_choice(menu, column)
        menu.addSeparator()
        back = menu.addAction(self.tr("恢复默认列"))
        back.triggered.connect(self._on_default_columns)
        return menu

    def arrange(self) -> None:
        """Give each column its width; what does not fit is hidden, the least wanted first."""
        room = self.viewport().width()
        shown = [column for column in Column if column not in self._hidden_by_choice]
        while len(shown) > 1 and sum(self.least_width(column) for column in shown) > room:
            shown.remove(max(shown, key=lambda column: COLUMNS[column].rank))
        widths = self._shared_out(shown, room)
        for column in Column:
            self.setColumnHidden(column, column not in shown)
        for column, width in widths.items():
            self.setColumnWidth(column, width)

    def least_width(self, column: Column) -> int:
        """The width that a column needs: the person's own, or ours for this language and text size."""
        return self._own_widths.get(column) or self._our_width(column, comfortable=False)

    def _our_width(self, column: Column, *, comfortable: bool) -> int:
        at = 2 * (i18n.language() == i18n.ENGLISH) + comfortable
        return fonts.scaled(COLUMNS[column].widths[at])

    def _shared_out(self, shown: list[Column], room: int) -> dict[Column, int]:
        """Spare room makes columns comfortable, the most wanted first; the rest goes to all alike."""
        widths = {column: self.least_width(column) for column in shown}
        spare = max(0, room - sum(widths.values()))
        for column in sorted(shown, key=lambda column: COLUMNS[column].rank):
            if column not in self._own_widths:
                more = min(spare, self._our_width(column, comfortable=True) - widths[column])
                widths[column] += more
                spare -= more
        each, rest = divmod(spare, len(shown))
        return {
            column: width + each + (rest if at == 0 else 0)
            for at, (column, width) in enumerate(widths.items())
        }

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
        self._model.rows_in_sight = event.size().height() // fonts.scaled(tokens.ROW) + _ROWS_BEYOND

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def selected_runs(self) -> list[tuple[int, int]]:
        """First row and length of each run of selected rows, from the top; never row by row."""
        selection = self.selectionModel().selection()
        ranges = sorted((part.top(), part.bottom()) for part in map(selection.at, range(selection.count())))
        runs: list[tuple[int, int]] = []
        for top, bottom in ranges:
            end = sum(runs[-1]) if runs else -1
            if runs and top <= end:
                runs[-1] = (runs[-1][0], max(end, bottom + 1) - runs[-1][0])
            else:
                runs.append((top, bottom - top + 1))
        return runs

    def _add_choice(self, menu: QMenu, column: Column) -> None:
        choice: QAction = menu.addAction(client_columns.title(column))
        choice.setCheckable(True)
        choice.setChecked(column not in self._hidden_by_choice)
        choice.toggled.connect(lambda on: self._on_column_chosen(column, on))

    def _on_column_chosen(self, column: Column, on: bool) -> None:  # noqa: FBT001
        (self._hidden_by_choice.discard if on else self._hidden_by_choice.add)(column)
        self.arrange()
        self.columns_changed.emit()

    def _on_default_columns(self) -> None:
        self._hidden_by_choice.clear()
        self._own_widths.clear()
        self.arrange()
        self.columns_changed.emit()

    def _on_widths_changed(self) -> None:
        for column in Column:
            if not self.isColumnHidden(column):
                self._own_widths[column] = self.columnWidth(column)
        self.columns_changed.emit()

    def _on_reset(self) -> None:
        if self._model.has_loaded:
            self._filling.start()
        else:
            self._filling.stop()
            laid_text.forget()

    def _on_look_changed(self) -> None:
        self.verticalHeader().setDefaultSectionSize(fonts.scaled(tokens.ROW))
        self.header.setFixedHeight(fonts.scaled(tokens.HEADER))
        self.arrange()


def _head(column: Column) -> Head:
    spec = COLUMNS[column]
    return Head(lambda: client_columns.title(column), spec.alignment == RIGHT, spec.descends_first)
