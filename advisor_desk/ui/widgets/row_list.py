"""What lists of painted rows have in common: one height, never sideways, scrolled by pixels, not edited."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate


class RowList(QListView):
    """A list whose rows are painted by a delegate; arrow keys walk it."""

    def paint_with(self, delegate: QStyledItemDelegate) -> None:
        """Let `delegate` paint the rows."""
        self.setItemDelegate(delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
