"""The dialogs of 今日: until when and why a line is put off, why a moment is not to be told again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from advisor_desk.domain.today import TodayItem
from advisor_desk.ui.dialogs.one_at_a_time import OneDialog
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.today import words
from advisor_desk.ui.pages.today.deeds import TodayActions
from advisor_desk.ui.pages.today.parts import TodayParts

if TYPE_CHECKING:
    pass

_CTX: Final = words.CTX


class TodayAsks(OneDialog):
    """Until when and why of a line, above `host`."""

    def __init__(self, parts: TodayParts, deeds: TodayActions, host: QWidget) -> None:
        super().__init__(host)
        self._parts, self._deeds = parts, deeds

    def snooze(self, item: TodayItem) -> None:
        """Ask for a day and a reason."""
        from advisor_desk.ui.dialogs.snooze_dialog import SnoozeDialog

        if self.dialog is not None:
            return
        dialog = SnoozeDialog(self._parts.now().date(), self._parts.trading, self._host)

        def on_chosen(until: date, reason: str) -> None:
            self._deeds.snooze(item, until, reason, dialog.end)

        dialog.chosen.connect(on_chosen)
        self._open(dialog, words.who(item), words.about(item))

    def suppress(self, item: TodayItem) -> None:
        """Ask for a reason."""
        from advisor_desk.ui.dialogs.snooze_dialog import ReasonDialog

        if self.dialog is not None:
            return
        dialog = ReasonDialog(t(_CTX, "不再提醒"), t(_CTX, "不再提醒"), parent=self._host)
        dialog.given.connect(lambda reason: self._deeds.suppress(item, reason, dialog.end))
        self._open(dialog, words.who(item), words.about(item))
