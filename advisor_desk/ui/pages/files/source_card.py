"""Which file, which kind, how it is read: the choices at the top of the import page."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QHBoxLayout, QInputDialog, QWidget

from advisor_desk.domain.batch import ImportMode
from advisor_desk.domain.kinds import Kind
from advisor_desk.ui import labels
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import Button, LinkButton
from advisor_desk.ui.widgets.layouts import nest

_NAME_PX = 420
_ENCODINGS = ("", "utf-8", "gb18030", "utf-16")
_DELIMITERS = (("", ""), (",", ","), ("\t", "Tab"), (";", ";"), ("|", "|"))


class SourceCard(Card):
    """Signals: `file_chosen(Path)`, `changed()` for any other choice, `template_asked(Kind, Path)`,
    `profile_named(str)` when the mapping is to be kept under a name."""

    file_chosen = Signal(object)
    changed = Signal()
    template_asked = Signal(object, object)
    profile_named = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.kind_box = QComboBox(self)
        for kind in Kind:
            self.kind_box.addItem(labels.word(kind), kind.value)
        self.mode_box = QComboBox(self)
        modes = ((ImportMode.BOTH, self.tr("新增和更新")), (ImportMode.ADD, self.tr("只新增")))
        for mode, word in (*modes, (ImportMode.UPDATE, self.tr("只更新"))):
            self.mode_box.addItem(word, mode.value)
        self.profile_box = QComboBox(self)
        self.encoding_box = QComboBox(self)
        for code in _ENCODINGS:
            self.encoding_box.addItem(code.upper() if code else self.tr("自动识别"), code)
        self.delimiter_box = QComboBox(self)
        for code, word in _DELIMITERS:
            self.delimiter_box.addItem(word or self.tr("自动识别"), code)
        self.sheet_box = QComboBox(self)
        self._name = RoleLabel(self.tr("还没有选择文件"), FontRole.BODY_BOLD, parent=self)
        self._found = RoleLabel("", FontRole.SMALL, "second", self)
        self._build()
        self._connect()
        self.set_profiles([])
        self.set_sheets([])

    def _build(self) -> None:
        choose = Button(self.tr("选择文件…"), "folder", parent=self)
        choose.clicked.connect(self.choose)
        template = LinkButton(self.tr("下载模板"), self)
        template.clicked.connect(self._on_template_clicked)
        keep = LinkButton(self.tr("保存列对应"), self)
        keep.clicked.connect(self._on_keep_clicked)
        head = nest(self.body, QHBoxLayout())
        head.setSpacing(10)
        head.addWidget(choose)
        head.addWidget(self._name)
        head.addWidget(self._found)
        head.addStretch(1)
        head.addWidget(keep)
        head.addWidget(template)
        grid = nest(self.body, QGridLayout())
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        choices = (
            (self.tr("种类"), self.kind_box),
            (self.tr("方式"), self.mode_box),
            (self.tr("导入方案"), self.profile_box),
            (self.tr("编码"), self.encoding_box),
            (self.tr("分隔符"), self.delimiter_box),
            (self.tr("工作表"), self.sheet_box),
        )
        for column, (word, box) in enumerate(choices):
            box.setAccessibleName(word)
            grid.addWidget(RoleLabel(word, FontRole.SMALL, "second", self), 0, column)
            grid.addWidget(box, 1, column)
            grid.setColumnStretch(column, 1)

    def _connect(self) -> None:
        boxes = (self.kind_box, self.mode_box, self.profile_box, self.encoding_box, self.delimiter_box)
        for box in (*boxes, self.sheet_box):
            box.activated.connect(self.changed)

    @property
    def kind(self) -> Kind:
        """The kind of record that the file holds."""
        return Kind(str(self.kind_box.currentData()))

    @property
    def mode(self) -> ImportMode:
        """Add, update or both."""
        return ImportMode(str(self.mode_box.currentData()))

    def names(self) -> dict[str, str]:
        """Profile, encoding, delimiter and sheet as chosen; empty for automatic."""
        return {
            "profile": str(self.profile_box.currentData() or ""),
            "encoding": str(self.encoding_box.currentData() or ""),
            "delimiter": str(self.delimiter_box.currentData() or ""),
            "sheet": str(self.sheet_box.currentData() or ""),
        }

    def show_file(self, path: Path, found: str = "") -> None:
        """Show the file's name and what it was found to be."""
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(path.name, Qt.TextElideMode.ElideMiddle, _NAME_PX))
        self._name.setToolTip(path.name)
        self._found.setText(found)

    def forget(self) -> None:
        """No file any more."""
        self._name.setText(self.tr("还没有选择文件"))
        self._name.setToolTip("")
        self._found.setText("")
        self.set_sheets([])

    def set_profiles(self, names: Sequence[str], chosen: str = "") -> None:
        """Offer saved profiles."""
        _offer(self.profile_box, names, chosen, self.tr("按表头自动"))

    def set_sheets(self, names: Sequence[str], chosen: str = "") -> None:
        """Offer the sheets of a workbook; nothing to choose in a text file."""
        _offer(self.sheet_box, names, chosen, self.tr("自动识别"))
        self.sheet_box.setEnabled(len(names) > 1)
        self.delimiter_box.setEnabled(not names)
        self.encoding_box.setEnabled(not names)

    def choose(self) -> None:
        """Ask for a file."""
        kinds = self.tr("表格 (*.csv *.txt *.xlsx *.xls);;所有文件 (*)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("选择要导入的文件"), "", kinds)
        if name:
            self.file_chosen.emit(Path(name))

    def _on_template_clicked(self) -> None:
        kinds = self.tr("Excel 工作簿 (*.xlsx);;CSV (*.csv)")
        suggested = f"{labels.word(self.kind)}.xlsx"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("保存模板"), suggested, kinds)
        if name:
            self.template_asked.emit(self.kind, Path(name))

    def _on_keep_clicked(self) -> None:
        name, agreed = QInputDialog.getText(self, self.tr("保存列对应"), self.tr("方案名称"))
        if agreed and name.strip():
            self.profile_named.emit(name.strip())


def _offer(box: QComboBox, names: Sequence[str], chosen: str, automatic: str) -> None:
    box.blockSignals(True)
    box.clear()
    box.addItem(automatic, "")
    for name in names:
        box.addItem(name, name)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)
