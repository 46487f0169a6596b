"""What opens dialogs above a screen has in common: one at a time, gone with a lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from advisor_desk.ui.dialogs.draft_dialog import DraftDialog


class OneDialog(QObject):
    """Opens dialogs above `host`. Signals: `closed()`, `lock_asked()`."""

    closed = Signal()
    lock_asked = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.dialog: DraftDialog | None = None

    def close_all(self) -> None:
        """The book is locked: nothing typed stays in sight."""
        if self.dialog is not None:
            self.dialog.discard()

    def _open(self, dialog: DraftDialog, *about: str) -> None:
        """Open `dialog`; `about` names whom and what it is about, empty texts left out."""
        if about:
            dialog.about.setText(" · ".join(text for text in about if text))
        dialog.finished.connect(self._on_finished)
        dialog.lock_asked.connect(self.lock_asked)
        self.dialog = dialog
        dialog.open()

    def _on_finished(self, _result: int) -> None:
        self.dialog = None
        self.closed.emit()
