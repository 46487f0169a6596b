"""What a dry run or an import did: counts, progress, the rows that were refused and why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QProgressBar, QTableWidget, QTableWidgetItem, QWidget

from advisor_desk.domain.kinds import Reject
from advisor_desk.ui import fonts, labels_errors
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.jobs import Progress
from advisor_desk.ui.pages.files.desk import Outcome
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.layouts import nest

_ROW = 30


class ResultCard(Card):
    """Signals: `try_asked()`, `import_asked()`, `cancel_asked()`, `rejects_asked()`."""

    try_asked = Signal()
    import_asked = Signal()
    cancel_asked = Signal()
    rejects_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.try_button = Button(self.tr("试导入"), "eye", parent=self)
        self.import_button = Button(self.tr("导入"), "import", primary=True, parent=self)
        self.cancel_button = Button(self.tr("取消"), "x", parent=self)
        self.save_button = Button(self.tr("保存不合格行…"), "download", parent=self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("导入进度"))
        self.counts = RoleLabel("", FontRole.BODY, parent=self)
        self.counts.setWordWrap(True)
        self._rejects = QTableWidget(0, 4, self)
        self._build_rejects()
        buttons = nest(self.body, QHBoxLayout())
        buttons.setSpacing(8)
        for button in (self.try_button, self.import_button, self.cancel_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        self.add(self.bar)
        self.add(self.counts)
        self.add(self._rejects, 1)
        self._rest = QWidget(self)
        self.add(self._rest, 1)
        self.try_button.clicked.connect(self.try_asked)
        self.import_button.clicked.connect(self.import_asked)
        self.cancel_button.clicked.connect(self.cancel_asked)
        self.save_button.clicked.connect(self.rejects_asked)
        self.clear()

    def _build_rejects(self) -> None:
        table = self._rejects
        table.setAccessibleName(self.tr("不合格的行"))
        table.setHorizontalHeaderLabels([self.tr("行"), self.tr("列"), self.tr("原因"), self.tr("内容")])
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(fonts.scaled(_ROW))
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 64), (1, 110), (3, 140)):
            table.setColumnWidth(column, fonts.scaled(width))

    def clear(self, *, is_ready: bool = False) -> None:
        """Nothing has been tried yet; `is_ready` when a file can be tried."""
        self.counts.setText("")
        self.counts.hide()
        self._show_rejects([])
        self.save_button.hide()
        self.set_busy(busy=False, is_ready=is_ready)

    def set_busy(self, *, busy: bool, is_ready: bool = True) -> None:
        """While rows are read only cancel can be pressed."""
        self.try_button.setEnabled(is_ready and not busy)
        self.import_button.setEnabled(is_ready and not busy)
        self.cancel_button.setVisible(busy)
        self.cancel_button.setEnabled(busy)
        self.bar.setVisible(busy)
        if busy:
            self.bar.setRange(0, 0)

    def show_progress(self, step: Progress) -> None:
        """How far the file is read."""
        # Bytes of a large file do not fit Qt's 32-bit range.
        self.bar.setRange(0, 1000 if step.total else 0)
        if step.total:
            self.bar.setValue(min(step.done * 1000 // step.total, 1000))

    def show_outcome(self, outcome: Outcome) -> None:
        """Counts in one sentence and the first refused rows."""
        head = self.tr("试导入结果(没有写入):") if outcome.is_dry else self.tr("已导入：")
        counts = self.tr(
            "读取 {read} 行，新增 {added}，更新 {updated}，未变 {unchanged}，"
            "筛除 {filtered}，不合格 {rejected}。"
        ).format(
            read=f"{outcome.read:,}",
            added=f"{outcome.added:,}",
            updated=f"{outcome.updated:,}",
            unchanged=f"{outcome.unchanged:,}",
            filtered=f"{outcome.filtered:,}",
            rejected=f"{outcome.rejected:,}",
        )
        self.counts.setText(f"{head}{counts}")
        self.counts.show()
        self._show_rejects(outcome.rejects)
        self.save_button.setVisible(outcome.rejected > 0)

    def show_trouble(self, sentence: str) -> None:
        """Why the file cannot be read at all."""
        self.counts.setText(sentence)
        self.counts.setVisible(bool(sentence))
        self.counts.set_tone("warn" if sentence else "")

    def _show_rejects(self, rejects: Sequence[Reject]) -> None:
        self.counts.set_tone("")
        self._rejects.setVisible(bool(rejects))
        self._rest.setVisible(not rejects)
        self._rejects.setRowCount(len(rejects))
        for row, reject in enumerate(rejects):
            reason = labels_errors.reject(reject.code)
            for column, text in enumerate((str(reject.row), reject.column, reason, reject.value)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self._rejects.setItem(row, column, item)
