"""Which column of the file becomes which field: one row a field, a choice of header beside it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from advisor_desk.domain.kinds import KINDS, FieldSpec, Kind
from advisor_desk.ui import fonts, i18n, theme

_ROW = 34


class MappingTable(QTableWidget):
    """`changed()` when a person has pointed a field to another column."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self.setObjectName("framed")
        self.setAccessibleName(self.tr("列对应"))
        self.setHorizontalHeaderLabels([self.tr("字段"), self.tr("文件中的列")])
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(fonts.scaled(_ROW))
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.setShowGrid(False)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._fields: list[str] = []

    def show_mapping(self, kind: Kind, header: Sequence[str], chosen: Mapping[str, str]) -> None:
        """Show the fields of `kind`; `chosen` maps a field to the header it is read from."""
        spec = KINDS[kind]
        ordered = sorted(spec.fields, key=lambda field: (not field.required, field.name not in chosen))
        self.setRowCount(len(ordered))
        self._fields = [field.name for field in ordered]
        for row, field in enumerate(ordered):
            self.setItem(row, 0, self._name(field, field.name in chosen))
            self.setCellWidget(row, 1, self._choice(field, header, chosen.get(field.name, "")))

    def mapping(self) -> dict[str, str]:
        """Field to header, as chosen now."""
        found: dict[str, str] = {}
        for row, field in enumerate(self._fields):
            combo = self.cellWidget(row, 1)
            if isinstance(combo, QComboBox) and combo.currentData():
                found[field] = str(combo.currentData())
        return found

    def _name(self, field: FieldSpec, is_mapped: bool) -> QTableWidgetItem:
        word = field.en if i18n.language() == i18n.ENGLISH else field.zh
        item = QTableWidgetItem(f"{word} *" if field.required else word)
        missing = field.required and not is_mapped
        item.setForeground(theme.color("warn" if missing else "text"))
        if field.required:
            item.setToolTip(self.tr("必填"))
        return item

    def _choice(self, field: FieldSpec, header: Sequence[str], chosen: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("cell")
        combo.setAccessibleName(field.zh)
        combo.addItem(self.tr("(不导入)"), "")
        for name in header:
            combo.addItem(name, name)
        combo.setCurrentIndex(max(combo.findData(chosen), 0))
        combo.currentIndexChanged.connect(self.changed)
        return combo
