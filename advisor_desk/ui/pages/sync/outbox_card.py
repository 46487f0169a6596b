"""待发送: how many records wait, by kind and age."""

from typing import Final

from PySide6.QtWidgets import QWidget

from advisor_desk.domain.sync_view import OutboxLine, SyncView
from advisor_desk.ui import formats, labels_sync
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.sync.calm_line import CalmLine
from advisor_desk.ui.pages.sync.parts import CTX
from advisor_desk.ui.widgets.card import Card
from advisor_desk.ui.widgets.figure_grid import Cell, FigureGrid, Grid, GridRow

_NONE: Final = "—"


class OutboxCard(Card):
    """The table; one line when nothing waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t(CTX, "待发送"), parent)
        self.table = FigureGrid(t(CTX, "待发送的记录，按类别和时间"), self)
        self.calm = CalmLine(t(CTX, "没有待发送的记录。"), parent=self)
        self.add(self.table)
        self.add(self.calm)
        self.body.addStretch(1)

    def show_view(self, view: SyncView) -> None:
        """Show what waits."""
        self.table.setVisible(bool(view.outbox))
        self.calm.setVisible(not view.outbox)
        if not view.outbox:
            return
        heads = (t(CTX, "类别"), t(CTX, "今天"), t(CTX, "1–7 天"), t(CTX, "更早"), t(CTX, "合计"))
        rows = [_row(labels_sync.family(line.family), line) for line in view.outbox]
        whole = OutboxLine(
            "",
            sum(line.today for line in view.outbox),
            sum(line.days_1_7 for line in view.outbox),
            sum(line.older for line in view.outbox),
        )
        rows.append(_row(t(CTX, "合计"), whole, is_bold=True))
        self.table.show_grid(Grid(t(CTX, "待发送"), heads, tuple(rows)))


def _row(word: str, line: OutboxLine, *, is_bold: bool = False) -> GridRow:
    counts = (line.today, line.days_1_7, line.older)
    cells = [Cell(word, is_bold=is_bold)]
    for at, count in enumerate(counts):
        tone = "warn" if at == len(counts) - 1 and count else "text"
        cells.append(Cell(formats.count(count) if count else _NONE, tone=tone, is_bold=is_bold))
    cells.append(Cell(formats.count(line.total), is_bold=True))
    return GridRow(tuple(cells))
