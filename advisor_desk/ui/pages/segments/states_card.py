"""状态: clients by state, and the action that is suggested for each."""

from itertools import groupby

from advisor_desk.domain.client import CareAction, ValueLabel
from advisor_desk.ui import labels
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.segments.grid_card import CTX, GridCard, count, note, share
from advisor_desk.ui.pages.segments.lists import of_state
from advisor_desk.ui.pages.segments.parts import ViewWish
from advisor_desk.ui.widgets.figure_grid import Cell, Grid, GridRow
from advisor_desk.usecases.reports import SegmentReport, StateLine

_LABEL_OF_ACTION = {
    CareAction.CROSS_UPSELL: ValueLabel.HIGH_VALUE,
    CareAction.LOYALTY: ValueLabel.LOYAL,
}


class StatesCard(GridCard):
    """One table; a state with several actions has a line for each below it."""

    def __init__(self) -> None:
        super().__init__(t(CTX, "状态与建议动作"))
        self.table = self.make_grid(self.title.text())
        self.add(self.table)
        self.add(
            note(
                t(
                    CTX,
                    "每位客户只有一个状态和一个动作，以最先符合的一条为准。回购激励指教育与回顾，不是让利。",
                )
            )
        )
        self.body.addStretch(1)

    def render_report(self, report: SegmentReport) -> None:
        """Show this book."""
        rows: list[GridRow] = []
        for _, lines in groupby(report.states, key=lambda line: line.state):
            rows += _rows(list(lines))
        clients = report.clients
        rows.append(
            GridRow(
                (
                    Cell(t(CTX, "合计"), is_bold=True),
                    Cell(""),
                    count(clients, is_bold=True),
                    share(1_000 if clients else None, is_bold=True),
                )
            )
        )
        heads = (t(CTX, "状态"), t(CTX, "建议动作"), t(CTX, "客户"), t(CTX, "占比"))
        self.table.show_grid(Grid(self.title.text(), heads, tuple(rows), texts=2))


def _rows(lines: list[StateLine]) -> list[GridRow]:
    state = lines[0].state
    name = labels.word(state)
    if len(lines) == 1:
        return [_row(Cell(name), lines[0], ViewWish(name, of_state(state)))]
    clients = sum(line.clients for line in lines)
    shares = [line.share for line in lines if line.share is not None]
    cells = (Cell(name), Cell(""), count(clients), share(sum(shares) if shares else None))
    rows = [GridRow(cells, ViewWish(name, of_state(state)) if clients else None)]
    for line in lines:
        part = _part(line)
        wish = ViewWish(f"{name} · {part}", of_state(state, line.action))
        rows.append(_row(Cell(part, indent=1), line, wish))
    return rows


def _part(line: StateLine) -> str:
    """What sets the clients of an action apart within their state: the label that asks for it."""
    label = _LABEL_OF_ACTION.get(line.action)
    return t(CTX, "其余") if label is None else labels.word(label)


def _row(first: Cell, line: StateLine, wish: ViewWish) -> GridRow:
    cells = (first, Cell(labels.word(line.action)), count(line.clients), share(line.share))
    return GridRow(cells, wish if line.clients else None)
