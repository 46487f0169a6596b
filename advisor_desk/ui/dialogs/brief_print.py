"""Prints finished pages. Its library is loaded when something is printed for the first time."""

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget


def a4_printer() -> QPrinter:
    """A printer for one A4 page whose margins are those of the page itself."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    page = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)
    )
    page.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(page)
    return printer


def ask_printer(parent: QWidget) -> QPrinter | None:
    """Let the person choose; None when they would rather not."""
    printer = a4_printer()
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def draw_pages(printer: QPrinter, pages: Sequence[QImage]) -> bool:
    """Draw each picture over the whole of a page. False when the printer takes nothing."""
    painter = QPainter()
    if not pages or not painter.begin(printer):
        return False
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for place, page in enumerate(pages):
        if place:
            printer.newPage()
        size = page.size().scaled(painter.viewport().size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRect(QPoint(0, 0), size), page)
    return painter.end()
