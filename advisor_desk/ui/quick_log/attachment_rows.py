"""附件: photos and PDFs by button, by drag and drop, or pasted; kept inside the book at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from advisor_desk.domain.interaction import Attachment
from advisor_desk.errors import DeskError, OutsideFailed
from advisor_desk.ui import formats, labels_errors
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.gate.parts import Trouble
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, Jobs, WriteJob
from advisor_desk.ui.widgets.card import ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import Button, GhostButton
from advisor_desk.ui.widgets.layouts import empty, nest

_CTX = "QuickLog"
_KIB: Final = 1024


@dataclass(frozen=True, slots=True)
class AttachmentParts:
    """`attach` runs in the book's lane."""

    attach: Callable[[str, bytes], Attachment]
    jobs: Jobs


class AttachmentRows(QWidget):
    """Signal `edited()`: one more or one less."""

    edited = Signal()

    def __init__(self, parts: AttachmentParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self.kept: list[Attachment] = []
        self.add_button = Button(t(_CTX, "添加照片或 PDF"), "plus", parent=self)
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self.ask_file)
        self.trouble = Trouble(self)
        hint = RoleLabel(
            t(_CTX, "也可以拖到窗口里，或用 Ctrl+V 粘贴图片；存进加密的客户册"),
            FontRole.SMALL,
            "second",
            self,
        )
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._rows = nest(column, QVBoxLayout())
        self._rows.setSpacing(2)
        line = nest(column, QHBoxLayout())
        line.setSpacing(10)
        line.addWidget(self.add_button)
        line.addWidget(hint, 1)
        column.addWidget(self.trouble)

    def digests(self) -> tuple[str, ...]:
        """What is kept."""
        return tuple(one.sha256 for one in self.kept)

    def restore(self, kept: Sequence[Attachment]) -> None:
        """Put back what a draft holds."""
        self.kept = list(kept)
        self.trouble.say("")
        self._show()

    def ask_file(self) -> None:
        """Ask for files."""
        wanted = t(_CTX, "照片和 PDF") + " (*.jpg *.jpeg *.png *.webp *.heic *.pdf)"
        names, _ = QFileDialog.getOpenFileNames(self, t(_CTX, "添加附件"), "", wanted)
        for name in names:
            self.add_file(Path(name))

    def paste(self) -> bool:
        """Take a picture or files out of the clipboard; False when there are none."""
        return self.take(QGuiApplication.clipboard().mimeData(), "paste.png")

    def take(self, data: QMimeData, name: str) -> bool:
        """Take a picture or files; False when there are none."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        for file in files:
            self.add_file(file)
        if files or not data.hasImage():
            return bool(files)
        content = _as_png(data.imageData())
        if content:
            self.add(name, content)
        return bool(content)

    def add_file(self, file: Path) -> None:
        """Keep a file; it is read in the lane, so that a large one stops nobody."""
        self._keep(file.name, lambda: _read(file))

    def add(self, name: str, content: bytes) -> None:
        """Keep some bytes."""
        self._keep(name, lambda: content)

    def _keep(self, name: str, read: Callable[[], bytes]) -> None:
        attach = self._parts.attach
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: attach(name, read()),
                done=self._on_kept,
                failed=self._on_failed,
                owner=self,
                change=BookChange(frozenset()),
            )
        )

    def _on_kept(self, made: Attachment) -> None:
        if made.sha256 not in self.digests():
            self.kept.append(made)
        self.trouble.say("")
        self._show()
        self.edited.emit()

    def _on_failed(self, error: DeskError) -> None:
        self.trouble.say(labels_errors.words(error).together)

    def _show(self) -> None:
        empty(self._rows)
        for one in self.kept:
            self._rows.addWidget(self._row(one))

    def _row(self, one: Attachment) -> QWidget:
        row = QWidget(self)
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        size = formats.count(-(-one.size // _KIB))
        inside.addWidget(ElidedLabel(f"{one.name}  {size} KB", FontRole.BODY, parent=row), 1)
        close = GhostButton("x", t(_CTX, "移除"), parent=row)
        close.clicked.connect(lambda: self._remove(one))
        inside.addWidget(close)
        return row

    def _remove(self, one: Attachment) -> None:
        self.kept.remove(one)
        self._show()
        self.edited.emit()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise OutsideFailed("attachment.unreadable", name=file.name) from error


def _as_png(image: object) -> bytes:
    if not isinstance(image, QImage) or image.isNull():
        return b""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
