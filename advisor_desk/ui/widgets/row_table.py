"""A table of whole rows: no grid, fixed heights, the row under the pointer lit."""

from typing import Protocol

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget


class RowCells(Protocol):
    """A delegate that lights its cell of the row under the pointer: Qt tells it only of its own cell."""

    hovered_row: int


class RowTable(QTableView):
    """The table. `light` names the delegates that are told of the row under the pointer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lit: list[RowCells] = []
        self._hovered = -1
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()

    def light(self, cells: RowCells) -> None:
        """Tell a delegate of the row under the pointer from now on."""
        self._lit.append(cells)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def _hover(self, row: int) -> None:
        before, self._hovered = self._hovered, row
        if before == row:
            return
        for cells in self._lit:
            cells.hovered_row = row
        for changed in (before, row):
            self._update_row(changed)

    def _update_row(self, row: int) -> None:
        if row >= 0:
            top = self.rowViewportPosition(row)
            self.viewport().update(0, top, self.viewport().width(), self.rowHeight(row))
