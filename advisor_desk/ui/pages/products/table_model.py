"""The shelf as a Qt table: filters and sorts its own list, which is far quicker than a proxy."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from advisor_desk.ui import theme
from advisor_desk.ui.pages.products import words
from advisor_desk.ui.pages.products.columns import COLUMNS, Column, title
from advisor_desk.usecases.product_facts import ProductFacts
from advisor_desk.usecases.product_filter import ProductFilter, found, in_order

Index = QModelIndex | QPersistentModelIndex
_LAST = max(Column)


class ProductTableModel(QAbstractTableModel):
    """Signal `shown()`: other rows are in place."""

    shown = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[ProductFacts] = ()
        self._rows: list[ProductFacts] = []
        self._wanted = ProductFilter()
        self._column = Column.NAME
        self._is_descending = False
        theme.signals().changed.connect(self._on_look_changed)

    @property
    def wanted(self) -> ProductFilter:
        """The filter in force."""
        return self._wanted

    @property
    def rows(self) -> Sequence[ProductFacts]:
        """What is shown, in its order."""
        return self._rows

    @property
    def order(self) -> tuple[Column, bool]:
        """The sorted column and whether downwards."""
        return self._column, self._is_descending

    def show_products(self, products: Sequence[ProductFacts]) -> None:
        """Replace the whole shelf."""
        self._all = products
        self._settle()

    def ask(self, wanted: ProductFilter) -> None:
        """Show what is asked for."""
        self._wanted = wanted
        self._settle()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._is_descending = Column(column), order == Qt.SortOrder.DescendingOrder
        self._settle()

    def row_of(self, code: str) -> int:
        """The row of a product, -1 when it is not shown."""
        return next((at for at, one in enumerate(self._rows) if one.product.code == code), -1)

    def row_at(self, row: int) -> ProductFacts | None:
        """The product of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self.row_at(index.row())
        if one is None:
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[column].text(one)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return _tip(one, column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return title(Column(section))
        return None

    def _settle(self) -> None:
        rows = in_order(
            found(self._all, self._wanted), COLUMNS[self._column].sort, is_descending=self._is_descending
        )
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        self.shown.emit()

    def _on_look_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, _LAST))


def _tip(one: ProductFacts, column: Column) -> str:
    if column is Column.NAME:
        return f"{one.product.name}\n{words.about(one)}"
    if column is Column.GRADE:
        return words.grade(one.grade)
    if column is Column.MIX and one.exposure:
        return "\n".join(f"{word}  {weight // 100}%" for word, weight, _colour in words.classes(one))
    return COLUMNS[column].text(one)
