"""What the cards of the screen share: tables that open lists and can be copied, and cells of figures."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication

from advisor_desk.ui import clipboard, discreet, formats
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.ui.widgets.figure_grid import Cell, FigureGrid, GridRow

CTX = "Segments"


class GridCard(Card):
    """A card with tables. Signals: `view_asked(ViewWish)`; `copied()` after its tables were copied."""

    view_asked = Signal(object)
    copied = Signal()

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.grids: list[FigureGrid] = []
        self.copy_button = GhostButton("copy", t(CTX, "复制表格"))
        self.copy_button.clicked.connect(self.copy)
        self.add_action(self.copy_button)

    def make_grid(self, name: str) -> FigureGrid:
        """A table of this card."""
        grid = FigureGrid(name, self)
        grid.asked.connect(self.view_asked)
        grid.copy_asked.connect(self.copy)
        self.grids.append(grid)
        return grid

    def copy(self) -> None:
        """Put the tables that are in sight on the clipboard."""
        shown = [grid.grid for grid in self.grids if not grid.isHidden() and grid.grid.rows]
        if shown:
            QGuiApplication.clipboard().setMimeData(clipboard.figure_grids(shown))
            self.copied.emit()


def note(text: str = "", tone: str = "third") -> RoleLabel:
    """A line of small print that may wrap."""
    made = RoleLabel(text, FontRole.SMALL, tone)
    made.setWordWrap(True)
    return made


def count(number: int, *, is_bold: bool = False) -> Cell:
    """A number of clients."""
    return Cell(formats.count(number), str(number), is_bold=is_bold)


def crosstab(names: Sequence[str], counts: Sequence[Sequence[int]]) -> tuple[GridRow, ...]:
    """Rows of counts with their sums; who stands in the diagonal is grey, who does not is marked."""
    rows = []
    for at, (name, line) in enumerate(zip(names, counts, strict=True)):
        cells = [_crossed(many, is_same=place == at) for place, many in enumerate(line)]
        rows.append(GridRow((Cell(name), *cells, count(sum(line), is_bold=True))))
    sums = [sum(line[place] for line in counts) for place in range(len(names))]
    last = [count(many, is_bold=True) for many in (*sums, sum(sums))]
    rows.append(GridRow((Cell(t(CTX, "合计"), is_bold=True), *last)))
    return tuple(rows)


def _crossed(many: int, *, is_same: bool) -> Cell:
    fill = "track" if is_same else "selected" if many else ""
    tone = "text" if many else "text3"
    return Cell(formats.count(many), str(many), tone, fill, is_bold=bool(many) and not is_same)


def amount(fen: int, *, is_bold: bool = False) -> Cell:
    """An amount: short on screen, to the fen on the clipboard, hidden in discreet mode."""
    if discreet.is_on():
        return Cell(discreet.HIDDEN, is_bold=is_bold)
    exact = f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
    return Cell(formats.money(fen), exact, is_bold=is_bold)


def share(per_mille: int | None, *, is_bold: bool = False) -> Cell:
    """A share with one decimal; a dash where there is nothing to share."""
    if per_mille is None:
        return Cell(formats.NOTHING, "", tone="text3", is_bold=is_bold)
    plain = percent(per_mille)
    return Cell(plain, plain.replace(formats.MINUS, "-"), tone="text2", is_bold=is_bold)


def percent(per_mille: int) -> str:
    """53.2%."""
    sign = formats.MINUS if per_mille < 0 else ""
    return f"{sign}{abs(per_mille) // 10}.{abs(per_mille) % 10}%"
