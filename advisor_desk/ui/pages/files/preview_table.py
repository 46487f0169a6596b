"""The first rows of a file as they were read."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from advisor_desk.ui import fonts

_ROW = 28
_WIDEST = 220


class PreviewTable(QTableWidget):
    """Header and first rows; nothing can be changed here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("framed")
        self.setAccessibleName(self.tr("文件的前几行"))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(fonts.scaled(_ROW))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )

    def show_rows(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show `rows` under `header`."""
        self.setColumnCount(len(header))
        self.setHorizontalHeaderLabels(list(header))
        self.setRowCount(len(rows))
        metrics = fonts.metrics()
        for column, name in enumerate(header):
            widest = metrics.horizontalAdvance(name)
            for row, cells in enumerate(rows):
                text = cells[column] if column < len(cells) else ""
                self.setItem(row, column, QTableWidgetItem(text))
                widest = max(widest, metrics.horizontalAdvance(text))
            self.setColumnWidth(column, min(widest + 28, fonts.scaled(_WIDEST)))
