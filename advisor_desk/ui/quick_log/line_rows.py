"""逐人备注: a private line for each who was there; no one's file names another."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from advisor_desk.ui import discreet
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.quick_log.tab_order import FirstStop
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.layouts import empty
from advisor_desk.usecases.log_people import Found

_CTX = "QuickLog"
_NAME_SHARE: Final = (1, 5)


class LineRows(QWidget):
    """Signal `edited()`."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: tuple[Found, ...] = ()
        self._texts: dict[str, str] = {}
        self.edits: list[QLineEdit] = []
        self.start = FirstStop(lambda: self.edits[0] if self.edits else None, self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        for column, share in enumerate(_NAME_SHARE):
            self._grid.setColumnStretch(column, share)
        discreet.signals().changed.connect(self._on_discreet_changed)

    def lines(self) -> Mapping[str, str]:
        """The lines by client number; those of people taken out are kept until it is saved."""
        return self._texts

    def restore(self, lines: Mapping[str, str]) -> None:
        """Put back what a draft holds."""
        self._texts = {number: line for number, line in lines.items() if line}
        self._show()

    def show_people(self, people: Sequence[Found]) -> None:
        """One line each."""
        if tuple(people) != self._people:
            self._people = tuple(people)
            self._show()

    def _show(self) -> None:
        empty(self._grid)
        self.edits = []
        for row, one in enumerate(self._people):
            self._grid.addWidget(RoleLabel(discreet.name(one.name), FontRole.SMALL, "second", self), row, 0)
            edit = QLineEdit(self._texts.get(one.client_no, ""), self)
            edit.setAccessibleName(t(_CTX, "{name} 的备注").format(name=discreet.name(one.name)))
            edit.setPlaceholderText(t(_CTX, "只写进这位的档案"))
            edit.textEdited.connect(lambda text, one=one: self._on_edited(one, text))
            edit.returnPressed.connect(self.focusNextChild)
            self._grid.addWidget(edit, row, 1)
            self.edits.append(edit)

    def _on_edited(self, one: Found, text: str) -> None:
        self._texts[one.client_no] = text
        self.edited.emit()

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        self._show()
