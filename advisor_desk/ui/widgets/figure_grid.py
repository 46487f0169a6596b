"""A small table of figures inside a card: all rows in sight, names that open something, copied with Ctrl+C.

The words come from outside; nothing here counts.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.fonts import FontRole

ROW: Final = 34
HEAD: Final = 32
_PAD: Final = 10
_SWATCH: Final = 10
_INDENT: Final = 16

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `copied` stands in for `text` on the clipboard; `fill` and `tone` name colour tokens.

    `swatch` is a colour `#RRGGBB` shown before the text, `indent` a step to the right.
    """

    text: str
    copied: str | None = None
    tone: str = "text"
    fill: str = ""
    is_bold: bool = False
    swatch: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row; with a `target` its first cell looks like a link, and choosing it emits the target."""

    cells: tuple[Cell, ...]
    target: object = None


@dataclass(frozen=True, slots=True)
class Grid:
    """What a table shows, and its title on the clipboard. Columns after the first `texts` are figures."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[GridRow, ...]
    texts: int = 1


class GridModel(QAbstractTableModel):
    """The cells as Qt asks for them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.grid = Grid("", (), ())

    def show_grid(self, grid: Grid) -> None:
        """Replace everything; where the shape stays, the place of the person stays as well."""
        if len(grid.heads) == len(self.grid.heads) and len(grid.rows) == len(self.grid.rows):
            self.grid = grid
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(grid.heads) - 1)
            self.dataChanged.emit(self.index(0, 0), self.index(len(grid.rows) - 1, len(grid.heads) - 1))
            return
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.grid.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self.cell(index).text if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.grid.heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.side(section) | Qt.AlignmentFlag.AlignVCenter
        return None

    def side(self, column: int) -> Qt.AlignmentFlag:
        """Words stand left, figures right."""
        return Qt.AlignmentFlag.AlignLeft if column < self.grid.texts else Qt.AlignmentFlag.AlignRight

    def cell(self, index: Index) -> Cell:
        """The cell at a place."""
        return self.grid.rows[index.row()].cells[index.column()]


class _CellPainter(QStyledItemDelegate):
    """Paints a cell: its fill, its swatch, its words, the line below."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, GridModel):
            return
        cell = model.cell(index)
        rect = QRectF(option.rect)
        state = option.state
        is_link = index.column() == 0 and model.grid.rows[index.row()].target is not None
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if cell.fill:
            painter.fillRect(rect.adjusted(1, 1, -1, -2), theme.color(cell.fill))
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), theme.color("selected"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.color("border"))
        role = FontRole.BODY_BOLD if cell.is_bold else FontRole.BODY
        room = rect.adjusted(_PAD + fonts.scaled(_INDENT) * cell.indent, 0, -_PAD, 0)
        if cell.swatch:
            side = fonts.scaled(_SWATCH)
            painter.setPen(theme.color("border2"))
            painter.setBrush(QColor(cell.swatch))
            painter.drawRoundedRect(QRectF(room.left(), rect.center().y() - side / 2, side, side), 2, 2)
            room.setLeft(room.left() + side + _PAD)
        painter.setFont(fonts.font(role))
        painter.setPen(theme.color("primary" if is_link else cell.tone))
        words = fonts.metrics(role).elidedText(cell.text, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
        painter.drawText(room, model.side(index.column()) | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


class FigureGrid(QTableView):
    """The table. Arrow keys move, Enter or a click on a row with a target emits `asked(target)`.

    `copy_asked()` comes with Ctrl+C.
    """

    asked = Signal(object)
    copy_asked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.figures = GridModel(self)
        self.setModel(self.figures)
        self.setItemDelegate(_CellPainter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        theme.signals().changed.connect(self._arrange)

    @property
    def grid(self) -> Grid:
        """What is shown."""
        return self.figures.grid

    def show_grid(self, grid: Grid) -> None:
        """Show other figures."""
        self.figures.show_grid(grid)
        is_link = any(row.target is not None for row in grid.rows)
        by_row = QAbstractItemView.SelectionBehavior.SelectRows
        by_cell = QAbstractItemView.SelectionBehavior.SelectItems
        self.setSelectionBehavior(by_row if is_link else by_cell)
        self._arrange()

    def least_width(self) -> int:
        """The width at which nothing is cut."""
        return sum(self._least_widths())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.least_width(), self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.least_width(), fonts.scaled(HEAD) + fonts.scaled(ROW) * len(self.grid.rows))

    def _least_widths(self) -> list[int]:
        head, body = fonts.metrics(FontRole.SMALL), fonts.metrics(FontRole.BODY_BOLD)
        widths = []
        for column, title in enumerate(self.grid.heads):
            wide = head.horizontalAdvance(title) + 2
            for row in self.grid.rows:
                cell = row.cells[column]
                before = fonts.scaled(_INDENT) * cell.indent
                before += fonts.scaled(_SWATCH) + _PAD if cell.swatch else 0
                wide = max(wide, before + body.horizontalAdvance(cell.text))
            widths.append(wide + 2 * _PAD + 2)
        return widths

    def _arrange(self) -> None:
        header = self.horizontalHeader()
        header.setFixedHeight(fonts.scaled(HEAD))
        self.verticalHeader().setDefaultSectionSize(fonts.scaled(ROW))
        widths = self._least_widths()
        if widths:
            # Where there is too little room the words of the first column give way, never a figure.
            widths[0] -= min(max(0, sum(widths) - self.width()), widths[0] // 2) if self.width() > 0 else 0
            spare, rest = divmod(max(0, self.width() - sum(widths)), len(widths))
            for column, wide in enumerate(widths):
                header.resizeSection(column, wide + spare + (rest if not column else 0))
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_link = index.isValid() and self.grid.rows[index.row()].target is not None
        shape = Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(self.indexAt(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self.currentIndex())
        elif event.key() == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid() and self.grid.rows:
            self.setCurrentIndex(self.figures.index(0, 0))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.clearSelection()
        self.setCurrentIndex(QModelIndex())
        super().focusOutEvent(event)

    def _ask(self, index: QModelIndex) -> None:
        if index.isValid() and (target := self.grid.rows[index.row()].target) is not None:
            self.asked.emit(target)
