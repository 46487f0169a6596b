"""上次回执: what head office signed for last, to be copied as a whole."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from advisor_desk.domain.sync_view import ReceiptView, SyncView
from advisor_desk.ui import formats, labels_sync
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.sync.calm_line import CalmLine
from advisor_desk.ui.pages.sync.parts import CTX, SyncParts
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import LinkButton

_HASH_STEP: Final = 8
_SELECTABLE: Final = Qt.TextInteractionFlag.TextSelectableByMouse | (
    Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class ReceiptCard(Card):
    """Facts of the receipt, a label and a value each; one line before there is any."""

    def __init__(self, parts: SyncParts, parent: QWidget | None = None) -> None:
        super().__init__(t(CTX, "上次回执"), parent)
        self._parts = parts
        self._receipt: ReceiptView | None = None
        self.copy_button = LinkButton(t(CTX, "复制"), self)
        self.copy_button.setAccessibleName(t(CTX, "复制回执"))
        self.copy_button.setToolTip(t(CTX, "复制回执"))
        self.copy_button.clicked.connect(self.copy)
        self.add_action(self.copy_button)
        self.calm = CalmLine(t(CTX, "还没有回执：发送过一次以后，总部的签收记在这里。"), "file-text", self)
        self._facts = QWidget(self)
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.values: dict[str, RoleLabel] = {}
        for at, (key, word) in enumerate(_words().items()):
            self._add_fact(at, key, word)
        self.add(self.calm)
        self.add(self._facts)
        self.body.addStretch(1)

    def _add_fact(self, at: int, key: str, word: str) -> None:
        label = RoleLabel(word, FontRole.SMALL, "second", self._facts)
        value = RoleLabel("", FontRole.BODY, parent=self._facts)
        value.setTextInteractionFlags(_SELECTABLE)
        value.setAccessibleName(word)
        value.setWordWrap(True)
        label.setBuddy(value)
        self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, at, 1)
        self.values[key] = value

    def show_view(self, view: SyncView) -> None:
        """Show the last receipt."""
        self._receipt = found = view.receipt
        self.calm.setVisible(found is None)
        self._facts.setVisible(found is not None)
        self.copy_button.setVisible(found is not None)
        if found is not None:
            for key, text in _texts(found, labels_sync.when(found.at, self._parts.now())).items():
                self.values[key].setText(text)

    def copy(self) -> None:
        """Put the receipt on the clipboard, a line each fact, the hash unbroken."""
        found = self._receipt
        if found is None:
            return
        texts = {**_texts(found, found.at), "hash": found.hash, "epoch": found.hub_epoch}
        words = {**_words(), "epoch": t(CTX, "总部库编号")}
        lines = (f"{word}\t{texts[key]}" for key, word in words.items())
        QGuiApplication.clipboard().setText("\r\n".join(lines) + "\r\n")
        self._parts.notices.done(t(CTX, "回执已复制。"))


def _words() -> dict[str, str]:
    return {
        "at": t(CTX, "时间"),
        "counts": t(CTX, "这一次"),
        "held": t(CTX, "总部共有"),
        "device_seq": t(CTX, "本机序号"),
        "hub_seq": t(CTX, "总部序号"),
        "hash": t(CTX, "链尾校验值"),
    }


def _texts(found: ReceiptView, at: str) -> dict[str, str]:
    counts = t(CTX, "收下 {applied} · 重复 {duplicates} · 退回 {refused}").format(
        applied=formats.count(found.applied),
        duplicates=formats.count(found.duplicates),
        refused=formats.count(found.quarantined),
    )
    steps = range(0, len(found.hash), _HASH_STEP)
    return {
        "at": at,
        "counts": counts,
        "held": t(CTX, "{count} 条本机记录").format(count=formats.count(found.events_held)),
        "device_seq": formats.count(found.last_device_seq),
        "hub_seq": formats.count(found.hub_seq),
        "hash": " ".join(found.hash[step : step + _HASH_STEP] for step in steps),
    }
