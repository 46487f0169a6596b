"""The line at the bottom: head office, encryption, age of the data, discreet mode, time until the lock."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from advisor_desk.ui import discreet, fonts, formats, icons, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.card import ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.ui.widgets.layouts import empty, nest

if TYPE_CHECKING:
    from advisor_desk.ui.sync_line import SyncLine

_HEIGHT = 30
_WARN_BELOW_S = 60


class _Picture(QLabel):
    def __init__(self, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        theme.signals().changed.connect(self.show_again)
        self.show_again()

    def set_icon(self, icon: str) -> None:
        """Show another drawing."""
        self._icon = icon
        self.show_again()

    def show_again(self) -> None:
        self.setPixmap(icons.pixmap(self._icon, "text3", fonts.scaled(14), self.devicePixelRatioF()))


class StatusBar(QFrame):
    """Facts about the book; `lock_button` and `discreet_button` are for the window to connect."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 8, 0)
        self._row.setSpacing(6)
        self._network_icon, self.network = self._fact("wifi-off", self.tr("离线工作"))
        self._fact("shield-check", self.tr("本地库已加密"))
        _, self._as_of = self._fact("database", "", gap=0)
        self._ages = nest(self._row, QHBoxLayout())
        self._ages.setSpacing(10)
        self._age_words: list[RoleLabel] = []
        self._row.addSpacing(12)
        self._waiting_icon, self.waiting = self._fact("upload", "")
        self.trouble = ElidedLabel("", FontRole.SMALL, "second", self)
        self._row.addWidget(self.trouble, 1)
        self.discreet_button = GhostButton("eye", self.tr("隐藏姓名与金额(F9)"), parent=self)
        self._row.addWidget(self.discreet_button)
        self._countdown = RoleLabel("", FontRole.SMALL, "second", self)
        self._countdown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._countdown)
        self.lock_button = GhostButton("lock", self.tr("立即锁定(Ctrl+Shift+L)"), parent=self)
        self._row.addWidget(self.lock_button)
        discreet.signals().changed.connect(self._on_discreet_changed)
        theme.signals().changed.connect(self._on_look_changed)
        self._on_discreet_changed(discreet.is_on())
        self._on_look_changed()
        self._newest: date | None = None
        self._sync: SyncLine | None = None
        self.show_sync(None)

    def set_as_of(self, on: date | None) -> None:
        """Show the date of the newest data, of a book that has none from head office; None without any."""
        self._newest = on
        self.show_sync(self._sync)

    def show_sync(self, line: SyncLine | None) -> None:
        """Show how the sync stands; None for a book that works alone."""
        self._sync = line
        self._network_icon.set_icon(line.icon if line else "wifi-off")
        words, tone = line.state if line else (self.tr("离线工作"), "second")
        self.network.setText(words)
        self.network.set_tone(tone)
        self._show_ages(line)
        waiting = line.waiting if line else ""
        self.waiting.setText(waiting)
        self.waiting.setVisible(bool(waiting))
        self._waiting_icon.setVisible(bool(waiting))
        said, tone = line.trouble if line else ("", "second")
        self.trouble.setText(said)
        self.trouble.set_tone(tone or "second")

    def ages(self) -> list[str]:
        """What is said of the age of the data."""
        return [label.text() for label in self._age_words]

    def set_countdown(self, seconds: int | None) -> None:
        """Show the time until the lock; None when it does not lock by itself."""
        if seconds is None:
            self._countdown.setText("")
            return
        minutes, rest = divmod(max(0, seconds), 60)
        self._countdown.setText(self.tr("自动锁定 {time}").format(time=f"{minutes}:{rest:02d}"))
        self._countdown.set_tone("warn" if seconds < _WARN_BELOW_S else "second")

    def _show_ages(self, line: SyncLine | None) -> None:
        empty(self._ages)
        self._age_words = []
        if line is None or not line.ages:
            on = self._newest
            text = self.tr("数据截至 {day}").format(day=formats.day(on)) if on else self.tr("暂无数据")
            self._as_of.setText(text)
            return
        self._as_of.setText(self.tr("数据截至"))
        self._age_words = [RoleLabel(words, FontRole.SMALL, tone, self) for words, tone in line.ages]
        for label in self._age_words:
            self._ages.addWidget(label)

    def _fact(self, icon: str, text: str, gap: int = 12) -> tuple[_Picture, RoleLabel]:
        picture, label = _Picture(icon, self), RoleLabel(text, FontRole.SMALL, "second", self)
        self._row.addWidget(picture)
        self._row.addWidget(label)
        self._row.addSpacing(gap)
        return picture, label

    def _on_discreet_changed(self, on: bool) -> None:  # noqa: FBT001
        icons.dress(self.discreet_button, "eye-off" if on else "eye", "warn" if on else "text2", 16)
        name = self.tr("显示姓名与金额(F9)") if on else self.tr("隐藏姓名与金额(F9)")
        self.discreet_button.setToolTip(name)
        self.discreet_button.setAccessibleName(name)

    def _on_look_changed(self) -> None:
        self.setFixedHeight(fonts.scaled(_HEIGHT))
        icons.dress(self.lock_button, "lock", "text2", 16)
