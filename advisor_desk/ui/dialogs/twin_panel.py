"""Tells while a client is typed in who may be the same one, and offers to open that one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from advisor_desk.domain.edits import Twin
from advisor_desk.ui import discreet
from advisor_desk.ui import labels_client_form as words
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.card import ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import LinkButton

_CTX = "ClientForm"
_MOST = 3


class TwinPanel(QFrame):
    """Hidden while there is nobody. Signal `opened(int)`: the person wants to see that client."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.twins: tuple[Twin, ...] = ()
        self.links: list[LinkButton] = []
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(2)
        title = RoleLabel(t(_CTX, "册里可能已有这位客户："), FontRole.SMALL_BOLD, "warn", self)
        self._column.addWidget(title)
        self.hide()
        discreet.signals().changed.connect(self._on_discreet_changed)

    def show_twins(self, twins: Sequence[Twin]) -> None:
        """Show who was found; the input stays as it is either way."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.twins = tuple(twins)
        self.links = []
        self._rows = [self._row(one) for one in self.twins[:_MOST]]
        self.setVisible(bool(self.twins))

    def lines(self) -> list[str]:
        """What is told, a line a client."""
        return [words.twin(one) for one in self.twins[:_MOST]]

    def _row(self, one: Twin) -> QWidget:
        row = QWidget(self)
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        said = words.twin(one)
        inside.addWidget(ElidedLabel(said, FontRole.BODY, parent=row), 1)
        link = LinkButton(t(_CTX, "打开已有客户"), row)
        link.setAutoDefault(False)
        link.setAccessibleName(f"{link.text()} {said}")
        link.clicked.connect(lambda: self.opened.emit(one.client_id))
        inside.addWidget(link)
        self.links.append(link)
        self._column.addWidget(row)
        return row

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        self.show_twins(self.twins)
