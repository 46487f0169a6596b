"""升降与进出: how each tier came from one month-end to the other, and who went where."""

from collections.abc import Sequence
from typing import Final

from advisor_desk.ui import discreet, formats
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.board import words
from advisor_desk.ui.pages.board.words import CTX, Measure
from advisor_desk.ui.pages.segments.grid_card import GridCard, amount, count, note
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import LinkButton
from advisor_desk.ui.widgets.figure_grid import Cell, Grid, GridRow
from advisor_desk.usecases.board_view import BoardView, Flow, Move, Moves
from advisor_desk.usecases.reports import Segment

FIRST_MOVERS: Final = 10
MORE_MOVERS: Final = 30


class FlowsCard(GridCard):
    """Start, in, out, change, end of each tier, and the matrix of who went where. `view_asked(str)`."""

    def __init__(self) -> None:
        super().__init__(t(CTX, "升降与进出"))
        self._between = RoleLabel("", FontRole.SMALL, "second")
        self.flows = self.make_grid(t(CTX, "等级流量"))
        self.matrix = self.make_grid(t(CTX, "从(行)到(列)"))
        self._note = note()
        self.add(self._between)
        self.add(self.flows)
        self.add(self.matrix)
        self.add(self._note)

    def render_moves(self, view: BoardView, moves: Moves, measure: Measure) -> None:
        """Show what happened between two month-ends."""
        word = words.measure_word(measure, view.window_months)
        self._between.setText(
            t(CTX, "{start} 至 {end} · {measure}").format(
                start=formats.day(moves.start), end=formats.day(moves.end), measure=word
            )
        )
        self.flows.show_grid(_flows(moves, measure, word))
        self.matrix.show_grid(_matrix(moves))
        said = t(CTX, "期初 + 转入 + 新增 − 转出 − 流失 + 留存变动 = 期末。")
        stay = t(CTX, "%n 位等级不变。", moves.stayed)
        self._note.setText(said + stay)


class MoversCard(GridCard):
    """Everybody who changed tier, came or went; a click opens the client. `view_asked(int)`."""

    def __init__(self) -> None:
        super().__init__(t(CTX, "变动的客户"))
        self._moves: Moves | None = None
        self._shown = FIRST_MOVERS
        self.list = self.make_grid(self.title.text())
        self.nobody = RoleLabel(t(CTX, "这两个月末之间没有客户变动。"), FontRole.BODY, "second")
        self.more_button = LinkButton("")
        self.more_button.clicked.connect(self._on_more)
        self.add(self.nobody)
        self.add(self.list)
        self.add(self.more_button)
        self.body.addStretch(1)

    def render_moves(self, moves: Moves) -> None:
        """Show who moved, those with the largest assets first."""
        if self._moves is None or (self._moves.start, self._moves.end) != (moves.start, moves.end):
            self._shown = FIRST_MOVERS
        self._moves = moves
        self._render()

    def _on_more(self) -> None:
        self._shown += MORE_MOVERS
        self._render()

    def _render(self) -> None:
        if self._moves is None:
            return
        movers = self._moves.movers
        self.nobody.setVisible(not movers)
        self.list.setVisible(bool(movers))
        self.list.show_grid(_movers(movers[: self._shown]))
        rest = len(movers) - self._shown
        self.more_button.setVisible(rest > 0)
        self.more_button.setText(t(CTX, "还有 %n 位，再显示一些", max(rest, 0)))
        title = t(CTX, "变动的客户")
        self.title.setText(f"{title} · {formats.count(len(movers))}" if movers else title)


def _flows(moves: Moves, measure: Measure, word: str) -> Grid:
    heads = (
        t(CTX, "等级"), t(CTX, "期初"), t(CTX, "转入"), t(CTX, "新增"), t(CTX, "转出"), t(CTX, "流失"),
        t(CTX, "留存变动"), t(CTX, "期末"),
    )  # fmt: skip
    rows = [_flow(flow, measure) for flow in moves.flows]
    sums = [
        sum(part[at] for part in (_parts(flow, measure) for flow in moves.flows))
        for at in range(len(heads) - 1)
    ]
    rows.append(GridRow((Cell(t(CTX, "合计"), is_bold=True), *_cells(sums, measure, is_bold=True))))
    return Grid(f"{t(CTX, '等级流量')} · {word}", heads, tuple(rows))


def _parts(flow: Flow, measure: Measure) -> list[int]:
    """Those who left and went count against the tier."""
    figures = (flow.start, flow.arrived, flow.new, flow.left, flow.gone, flow.change, flow.end)
    found = [words.figure_of(each, measure) for each in figures]
    found[3], found[4] = -found[3], -found[4]
    return found


def _flow(flow: Flow, measure: Measure) -> GridRow:
    first = Cell(words.segment_word(flow.key), swatch=words.colours(flow.key)[0])
    return GridRow((first, *_cells(_parts(flow, measure), measure)), f"flow:{flow.key.value}")


def _cells(parts: list[int], measure: Measure, *, is_bold: bool = False) -> list[Cell]:
    start, *changes, end = parts
    return [
        words.value(start, measure, is_bold=is_bold),
        *(words.change(part, measure, is_bold=is_bold) for part in changes),
        words.value(end, measure, is_bold=is_bold),
    ]


def _matrix(moves: Moves) -> Grid:
    """From the rows to the columns; the last row came from outside, the last column went there."""
    heads = (
        t(CTX, "从 \\ 到"), *(words.segment_word(each) for each in Segment), t(CTX, "流失"), t(CTX, "合计")
    )  # fmt: skip
    rows = []
    for start in (*Segment, None):
        ends: tuple[Segment | None, ...] = (*Segment, None)
        many = [moves.many(start, end) for end in ends]
        cells = [
            _crossed(each, start, end) if start or end else Cell("", "")
            for each, end in zip(many, ends, strict=True)
        ]
        name = t(CTX, "新增") if start is None else words.segment_word(start)
        rows.append(GridRow((Cell(name), *cells, count(sum(many), is_bold=True))))
    return Grid(t(CTX, "从(行)到(列)，客户数"), heads, tuple(rows))


def _crossed(many: int, start: Segment | None, end: Segment | None) -> Cell:
    if start is end:
        return Cell(formats.count(many), str(many), "text2", "track")
    if not many:
        return Cell("0", "0", "text3")
    way = words.direction(start, end)
    tone = "up" if way > 0 else "down" if way < 0 else "text"
    return Cell(formats.count(many), str(many), tone, "selected", is_bold=True)


def _movers(movers: Sequence[Move]) -> Grid:
    heads = (t(CTX, "姓名"), t(CTX, "变动"), t(CTX, "由来"), t(CTX, "期初资产"), t(CTX, "期末资产"))
    return Grid(t(CTX, "变动的客户"), heads, tuple(_mover(one) for one in movers), texts=3)


def _mover(one: Move) -> GridRow:
    way = words.direction(one.start, one.end)
    arrow = formats.arrow(way) or "→"
    tone = "up" if way > 0 else "down" if way < 0 else "text"
    if one.start is None:
        step = t(CTX, "新增 · {tier}").format(tier=words.segment_word(one.end))
    elif one.end is None:
        step = t(CTX, "流失 · {tier}").format(tier=words.segment_word(one.start))
    else:
        step = f"{words.segment_word(one.start)} → {words.segment_word(one.end)}"
    cells = (
        Cell(discreet.name(one.name), f"{one.client_no} {discreet.name(one.name)}"),
        Cell(f"{arrow} {step}", step, tone),
        Cell(words.reason_words(one.why, 0), tone="text2"),
        _assets(one.assets_start_fen, is_there=one.start is not None),
        _assets(one.assets_end_fen, is_there=one.end is not None),
    )
    return GridRow(cells, one.client_id)


def _assets(fen: int | None, *, is_there: bool) -> Cell:
    return amount(fen) if is_there and fen is not None else Cell(formats.NOTHING, "", "text3")
