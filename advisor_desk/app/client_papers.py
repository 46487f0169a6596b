"""Papers of one client: attachments seen or saved, the service file printed or saved. All of it is logged.

Nothing is written to a disk but where the person says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from advisor_desk.ui.i18n import ENGLISH, language, t
from advisor_desk.ui.jobs import BookChange, ReadJob, WriteJob

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrinter

    from advisor_desk.app.client_service import ClientServiceDesk
    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.domain.interaction import Attachment
    from advisor_desk.ui.dialogs.attachment_viewer import AttachmentViewer
    from advisor_desk.ui.dialogs.service_file_dialog import ServiceFileDialog
    from advisor_desk.ui.dialogs.snooze_dialog import ReasonDialog
    from advisor_desk.ui.pages.client360.service_ask import ServiceAsk
    from advisor_desk.ui.pages.client360.view import PageView
    from advisor_desk.usecases.save_service_file import FileReport
    from advisor_desk.usecases.service_file import FileSheet, FileWish, ServiceFile
    from advisor_desk.words.service_file import ServiceFileWords

_CTX = "ClientPapers"
_NO_CHANGE = BookChange(frozenset(), frozenset())


def _ask_path(parent: QWidget, title: str, suggested: str, kinds: str) -> str:
    return QFileDialog.getSaveFileName(parent, title, suggested, kinds)[0]


def _ask_printer(parent: QWidget) -> QPrinter | None:
    from advisor_desk.ui.dialogs.brief_print import ask_printer

    return ask_printer(parent)


class ClientPapers(QObject):
    """Opened by the service cards through `desk`. `ask_path` and `ask_printer` are the system's dialogs."""

    def __init__(self, window: DeskWindow, desk: ClientServiceDesk) -> None:
        super().__init__(desk)
        self._window = window
        self._desk = desk
        self._book = window.desk.book
        self.ask_path: Callable[[QWidget, str, str, str], str] = _ask_path
        self.ask_printer: Callable[[QWidget], QPrinter | None] = _ask_printer
        self._viewer: AttachmentViewer | None = None

    @property
    def viewer(self) -> AttachmentViewer | None:
        """The attachment in sight."""
        return self._viewer

    def leave(self) -> None:
        """The book is locked."""
        if self._viewer is not None:
            self._viewer.done(0)

    # Attachments.

    def show_attachment(self, view: PageView, ask: ServiceAsk) -> None:
        """Read the file and show it from memory."""
        from advisor_desk.usecases.attachment_pages import pages_of

        file, book = cast("Attachment", ask.subject), self._book
        client_id = view.review.row.client_id

        def read() -> list[QImage]:
            return [QImage.fromData(page) for page in pages_of(file, book.attachment_content(file.sha256))]

        self._window.jobs.start(
            ReadJob(
                run=lambda _context: read(),
                done=lambda pages: self._on_pages_read(client_id, file, pages),
                owner=self,
            )
        )

    def _on_pages_read(self, client_id: int, file: Attachment, pages: list[QImage]) -> None:
        from advisor_desk.ui.dialogs.attachment_viewer import AttachmentViewer

        detail = self._window.detail
        if detail.client_id != client_id or self._viewer is not None:
            return
        viewer = AttachmentViewer(file, pages, self._window)
        viewer.lock_asked.connect(self._window.lock_asked)
        viewer.save_asked.connect(lambda: self._ask_why(client_id, file))
        viewer.finished.connect(self._on_viewer_finished)
        self._viewer = viewer
        viewer.open()

    def _on_viewer_finished(self, _result: int) -> None:
        self._viewer = None

    def _ask_why(self, client_id: int, file: Attachment) -> None:
        """A copy leaves the book: what for?"""
        from advisor_desk.ui.dialogs.snooze_dialog import ReasonDialog

        dialog = ReasonDialog(t(_CTX, "另存附件的用途"), t(_CTX, "另存为…"), (), self._viewer)
        dialog.given.connect(lambda purpose: self._save_copy(client_id, file, purpose, dialog))
        self._desk.show_dialog(dialog)

    def _save_copy(self, client_id: int, file: Attachment, purpose: str, dialog: ReasonDialog) -> None:
        path = self.ask_path(dialog, t(_CTX, "另存附件"), file.name, "")
        if not path:
            dialog.set_busy(is_busy=False)
            return
        book = self._book

        def save() -> None:
            from advisor_desk.paths import spare_books
            from advisor_desk.usecases.whole_file import write_whole

            spare_books(Path(path))
            content = book.attachment_content(file.sha256)
            body = {"what": "attachment", "sha256": file.sha256, "purpose": purpose}
            book.record_fact("audit.exported", client_id, body)
            write_whole(Path(path), content)

        def done(_none: None) -> None:
            dialog.accept()
            self._window.notices.done(t(_CTX, "附件已另存"))

        self._window.jobs.start(
            WriteJob(
                run=lambda _context: save(), done=done, failed=dialog.tell, owner=self, change=_NO_CHANGE
            )
        )

    # The service file.

    def ask_file(self, view: PageView, _ask: ServiceAsk) -> None:
        """Ask what the file is for."""
        from advisor_desk.ui.dialogs.service_file_dialog import ServiceFileDialog

        client_id, client_no = view.review.row.client_id, view.review.row.client_no
        dialog = ServiceFileDialog(self._window)
        dialog.about.setText(client_no)
        dialog.save_asked.connect(lambda wish: self._save_file(client_id, client_no, wish, dialog))
        dialog.print_asked.connect(lambda wish: self._print_file(client_id, wish, dialog))
        self._desk.show_dialog(dialog)

    def _save_file(self, client_id: int, client_no: str, wish: FileWish, dialog: ServiceFileDialog) -> None:
        suggested = t(_CTX, "服务档案 {client_no}.pdf").format(client_no=client_no)
        path = self.ask_path(dialog, t(_CTX, "保存客户服务档案"), suggested, "PDF (*.pdf)")
        if not path:
            return
        dialog.set_busy(is_busy=True)
        book = self._book

        def save() -> FileReport:
            from advisor_desk.usecases.save_service_file import save_file
            from advisor_desk.usecases.service_file_pdf import make_file_document

            content, sheet = self._sheet(client_id, wish)
            return save_file(book, content, make_file_document(sheet), Path(path))

        def done(report: FileReport) -> None:
            dialog.accept()
            said = t(_CTX, "服务档案已保存，共 {pages} 页").format(pages=report.pages)
            self._window.notices.done(said)

        self._window.jobs.start(
            WriteJob(
                run=lambda _context: save(), done=done, failed=dialog.tell, owner=self, change=_NO_CHANGE
            )
        )

    def _print_file(self, client_id: int, wish: FileWish, dialog: ServiceFileDialog) -> None:
        printer = self.ask_printer(dialog)
        if printer is None:
            return
        dialog.set_busy(is_busy=True)
        book = self._book

        def draw() -> list[QImage]:
            from advisor_desk.usecases.brief_pdf import PRINT_PPI
            from advisor_desk.usecases.save_service_file import log_file
            from advisor_desk.usecases.service_file_pdf import draw_file, make_file_document

            content, sheet = self._sheet(client_id, wish)
            log_file(book, content, make_file_document(sheet))
            return [QImage.fromData(page) for page in draw_file(sheet, PRINT_PPI)]

        def done(pages: list[QImage]) -> None:
            from advisor_desk.ui.dialogs.brief_print import draw_pages

            dialog.accept()
            if draw_pages(printer, pages):
                self._window.notices.done(t(_CTX, "服务档案已送往打印机"))
            else:
                self._window.notices.warn(t(_CTX, "打印机没有接受，请检查打印机后再试。"))

        self._window.jobs.start(
            WriteJob(
                run=lambda _context: draw(), done=done, failed=dialog.tell, owner=self, change=_NO_CHANGE
            )
        )

    def _sheet(self, client_id: int, wish: FileWish) -> tuple[ServiceFile, FileSheet]:
        """The content and the pages of a file; runs in the book's lane."""
        from advisor_desk.assembly.history import chain_state
        from advisor_desk.usecases.service_file import make_file_sheet, read_file

        book = self._book
        content = read_file(book, client_id, lambda: chain_state(book.sql), wish)
        return content, make_file_sheet(content, _words())


def _words() -> ServiceFileWords:
    from advisor_desk.words.catalogue import translated
    from advisor_desk.words.service_file import ServiceFileWords

    is_english = language() == ENGLISH
    code = "en" if is_english else "zh_CN"
    return ServiceFileWords(lambda source: translated(source, code), is_english=is_english)
