"""An attachment in sight, from memory alone: a picture, or the pages of a PDF. Nothing is written to a disk
unless the person saves a copy, which asks for a purpose.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from advisor_desk.domain.interaction import Attachment
from advisor_desk.ui import discreet, fonts, shortcuts
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.card import ElidedLabel, Line, RoleLabel
from advisor_desk.ui.widgets.controls import Button, Chip
from advisor_desk.ui.widgets.layouts import nest

_CTX = "Attachment"
_SIZE: Final = (880, 680)
_SIDE: Final = 16


class AttachmentViewer(QDialog):
    """Signals: `save_asked()`: a copy outside of the book; `lock_asked()` for Ctrl+Shift+L.

    `pages` are the pictures of a PDF, or the one picture; without any the file can only be saved.
    """

    save_asked = Signal()
    lock_asked = Signal()

    def __init__(self, file: Attachment, pages: Sequence[QImage], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(t(_CTX, "附件"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._pages = [page for page in pages if not page.isNull()]
        self.name = ElidedLabel(file.name, FontRole.CARD_TITLE)
        self.whole = Chip(t(_CTX, "适合窗口"))
        self.whole.setChecked(True)
        self.save_button = Button(t(_CTX, "另存为…"), "download")
        self.close_button = Button(t(_CTX, "关闭"), primary=True)
        self.labels = [QLabel() for _ in self._pages]
        self.none = RoleLabel(t(_CTX, "这个文件不能在这里显示，可以另存后查看。"), FontRole.BODY, "second")
        self.scroller = QScrollArea()
        self._lay_out()
        self.whole.toggled.connect(self._draw)
        self.save_button.clicked.connect(self.save_asked)
        self.close_button.clicked.connect(self.accept)
        shortcuts.add(self, "Ctrl+S", t(_CTX, "另存为…"), self.save_asked.emit)
        shortcuts.add(self, "F9", t(_CTX, "隐藏或显示姓名与金额"), discreet.toggle)
        shortcuts.add(self, "Ctrl+Shift+L", t(_CTX, "立即锁定"), self.lock_asked.emit)
        discreet.signals().changed.connect(self._draw)
        self.resize(fonts.scaled(_SIZE[0]), fonts.scaled(_SIZE[1]))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()  # Only now is the room known.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(_SIDE, _SIDE, _SIDE, _SIDE)
        column.setSpacing(12)
        for label in self.labels:
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.none)
        column.addStretch(1)
        self.scroller.setWidget(inner)
        self.scroller.setWidgetResizable(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = nest(outer, QHBoxLayout())
        head.setContentsMargins(_SIDE, 12, _SIDE, 10)
        head.setSpacing(8)
        head.addWidget(self.name, 1)
        head.addWidget(self.whole)
        head.addWidget(self.save_button)
        head.addWidget(self.close_button)
        outer.addWidget(Line(parent=self))
        outer.addWidget(self.scroller, 1)
        self.whole.setVisible(bool(self._pages))

    def _draw(self) -> None:
        """The pictures in their size; none in discreet mode, for a photo may show anything."""
        is_hidden = discreet.is_on()
        self.none.setVisible(not self._pages or is_hidden)
        hidden = t(_CTX, "已隐藏 (F9)")
        self.none.setText(hidden if is_hidden else t(_CTX, "这个文件不能在这里显示，可以另存后查看。"))
        is_whole, many = self.whole.isChecked(), len(self._pages) > 1
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.scroller.setHorizontalScrollBarPolicy(off if is_whole else needed)
        self.scroller.setVerticalScrollBarPolicy(off if is_whole and not many else needed)
        room = self.scroller.viewport().size() - QSize(2 * _SIDE + 4, 2 * _SIDE + 28)
        for label, page in zip(self.labels, self._pages, strict=True):
            label.setVisible(not is_hidden)
            label.setPixmap(QPixmap.fromImage(self._sized(page, room)))

    def _sized(self, page: QImage, room: QSize) -> QImage:
        if not self.whole.isChecked():
            return page
        if len(self._pages) > 1:
            return page.scaledToWidth(max(1, room.width()), Qt.TransformationMode.SmoothTransformation)
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        wanted = page.size().scaled(room, keep).boundedTo(page.size())
        return page.scaled(wanted, keep, smooth)
