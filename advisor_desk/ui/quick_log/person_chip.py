"""A person who was there, as a chip that can be taken away; one who is not found yet is marked."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from advisor_desk.ui import discreet
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.usecases.log_people import Found

_CTX = "QuickLog"


class PersonChip(QFrame):
    """Signals: `removed()`; `clicked()` on the name."""

    removed = Signal()
    clicked = Signal()

    def __init__(self, found: Found | None, text: str, *, is_sought: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("personChip")
        self.setProperty("unknown", found is None and not is_sought)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._found = found
        self._text = text
        self._is_sought = is_sought
        self.label = RoleLabel("", FontRole.SMALL_BOLD, "" if found else "warn", self)
        close = GhostButton("x", t(_CTX, "移除"), parent=self)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.setFixedSize(20, 20)
        close.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 3, 2)
        row.setSpacing(2)
        row.addWidget(self.label)
        row.addWidget(close)
        discreet.signals().changed.connect(self._on_discreet_changed)
        self._show()

    def mousePressEvent(self, _event: object) -> None:
        self.clicked.emit()

    def _show(self) -> None:
        if self._found is not None:
            self.label.setText(discreet.name(self._found.name))
            self.setToolTip(self._found.client_no)
        elif self._is_sought:
            self.label.setText(f"{self._text} …")
        else:
            self.label.setText(t(_CTX, "{name} 没有找到").format(name=discreet.name(self._text)))
            self.setToolTip(t(_CTX, "点击新建潜客，或按退格键移除"))
        self.setAccessibleName(self.label.text())

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        self._show()
