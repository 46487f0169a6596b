"""Imports of the past, and how to take one back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from advisor_desk.domain.batch import Batch
from advisor_desk.domain.kinds import Kind
from advisor_desk.ui import fonts, labels, theme
from advisor_desk.ui.widgets.card import Card
from advisor_desk.ui.widgets.controls import LinkButton
from advisor_desk.ui.widgets.empty import EmptyState

_ROW = 36


class BatchesPanel(Card):
    """`undo_asked(Batch)` when a person wants a batch taken back."""

    undo_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title.setText(self.tr("导入记录"))
        self.title.show()
        self._table = QTableWidget(0, 4, self)
        self._table.setAccessibleName(self.tr("导入记录"))
        names = [self.tr("时间"), self.tr("文件"), self.tr("新增/更新/不合格"), ""]
        self._table.setHorizontalHeaderLabels(names)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._table.verticalHeader().setDefaultSectionSize(fonts.scaled(_ROW))
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self._table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = self._table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 96), (2, 132), (3, 64)):
            self._table.setColumnWidth(column, fonts.scaled(width))
        counted = QTableWidgetItem(names[2])
        counted.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._table.setHorizontalHeaderItem(2, counted)
        self._table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty = EmptyState(
            "database", self.tr("还没有导入记录"), self.tr("每次导入都会记在这里，随时可以撤销。"), self
        )
        self.add(self._table, 1)
        self.add(self._empty, 1)
        self.show_batches([])

    def show_batches(self, batches: Sequence[Batch]) -> None:
        """Show `batches`, newest first."""
        self._empty.setVisible(not batches)
        self._table.setVisible(bool(batches))
        self._table.setRowCount(len(batches))
        for row, batch in enumerate(batches):
            started = batch.started_at.astimezone()
            counts = f"{batch.added:,} / {batch.updated:,} / {batch.rejected:,}"
            what = f"{labels.word_of(Kind, batch.kind.value)} · {batch.file_name}"
            texts = (started.strftime("%m-%d %H:%M"), what, counts)
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(f"{started:%Y-%m-%d %H:%M}  {what}")
                self._table.setItem(row, column, item)
            counted = self._table.item(row, 2)
            if counted is not None:
                counted.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                counted.setForeground(theme.color("warn" if batch.rejected else "text"))
            self._table.setCellWidget(row, 3, self._action(batch))

    def _action(self, batch: Batch) -> QWidget:
        is_undone = batch.undone_at is not None
        link = LinkButton(self.tr("已撤销") if is_undone else self.tr("撤销"))
        link.setEnabled(not is_undone)
        link.clicked.connect(lambda: self.undo_asked.emit(batch))
        return link
