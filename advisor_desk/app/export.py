"""Exports what the list shows: asks how, asks where, writes it in the book's lane."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from advisor_desk.app.list_source import BookClients
from advisor_desk.ui import formats, labels, labels_export
from advisor_desk.ui.dialogs.export_dialog import ExportChoice, ExportDialog
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import ReadJob
from advisor_desk.ui.models.client_columns import Column
from advisor_desk.ui.pages.clients_parts import ExportWish as ListWish
from advisor_desk.usecases.export_clients import (
    ExportField,
    ExportReport,
    ExportWish,
    ExportWords,
    export_clients,
)

if TYPE_CHECKING:
    from advisor_desk.app.desk_window import DeskWindow

_FIELDS: Final[dict[Column, tuple[ExportField, ...]]] = {
    Column.CLIENT: (ExportField.CLIENT_NO, ExportField.NAME, ExportField.PHONE),
    Column.TIER: (ExportField.TIER,),
    Column.SCORE: (
        ExportField.AMOUNT_SCORE,
        ExportField.FREQUENCY_SCORE,
        ExportField.BENEFIT_SCORE,
        ExportField.GROUP,
    ),
    Column.CLASSIC: (ExportField.CLASSIC, ExportField.STATE),
    Column.RISK: (ExportField.C_LEVEL, ExportField.C_LEVEL_EXPIRES),
    Column.AUM: (ExportField.AUM, ExportField.AVG20),
    Column.CHANGE30: (ExportField.CHANGE30,),
    Column.LAST_CONTACT: (ExportField.LAST_CONTACT,),
    Column.NEXT_DUE: (ExportField.NEXT_DUE,),
    Column.AUM_ON: (ExportField.AUM_ON,),
}


def export_list(window: "DeskWindow", wish: ListWish) -> None:
    """Ask and export; errors go to the window's notices."""
    dialog = ExportDialog(window.clients.model.rowCount(), window)
    if not dialog.exec():
        return
    suggested = f"{t('Export', '客户列表')}-{window.today().isoformat()}.xlsx"
    name, _ = QFileDialog.getSaveFileName(window, dialog.windowTitle(), suggested, "Excel (*.xlsx)")
    if name:
        start_export(window, wish, dialog.choice(), Path(name))


def start_export(window: "DeskWindow", wish: ListWish, choice: ExportChoice, path: Path) -> None:
    """Write the file in the background and tell when it is there."""
    book = window.desk.book
    columns = tuple(field for column in wish.columns for field in _FIELDS[column])
    words = ExportWords(header=labels_export.header, code=labels.word)

    def run() -> ExportReport:
        query = BookClients(book).translated(wish.query)
        return export_clients(book, ExportWish(path, query, columns, choice.is_masked, choice.purpose), words)

    def done(report: ExportReport) -> None:
        said = t("Export", "已导出 {count} 位客户：{name}")
        window.notices.done(said.format(count=formats.count(report.row_count), name=path.name))

    window.jobs.start(ReadJob(run=lambda _context: run(), done=done, owner=window))
