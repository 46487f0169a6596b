"""客户结构: clients, assets and revenue by tier, with their shares, as a table and as stacked bars."""

from advisor_desk.domain.client import Tier
from advisor_desk.ui import formats, labels, theme
from advisor_desk.ui.charts.stacks import Stack, StackPart
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.segments.grid_card import CTX, amount, count, percent, share
from advisor_desk.ui.pages.segments.lists import of_institutions, of_segment
from advisor_desk.ui.pages.segments.parts import ViewWish
from advisor_desk.ui.pages.segments.stacked_card import INSTITUTIONS, StackedCard, segment_word
from advisor_desk.ui.widgets.figure_grid import Cell, Grid, GridRow
from advisor_desk.ui.widgets.side_by_side import SideBySide
from advisor_desk.usecases.reports import Breakdown, Figures, Line, Segment, SegmentReport

_STEPS = {Segment.RETAIL: 0, Segment.HNW: 1, Segment.PERSON_TOP: 3, Segment.ORG: 4}


class StructureCard(StackedCard):
    """The table beside the chart; the chart comes when its library is there."""

    def __init__(self) -> None:
        super().__init__()
        self._report: SegmentReport | None = None
        self.sides = SideBySide([(self.table, 60), (self.chart, 40)], gap=24)
        self.add(self.sides)
        self.add(self.note)

    def render_report(self, report: SegmentReport) -> None:
        """Show this book."""
        self._report = report
        self.table.show_grid(_grid(report.structure))
        self.chart.setFixedHeight(self.table.height())
        self.note.setText(_note(report))
        self.redraw()

    def stacks(self) -> list[Stack]:
        return [] if self._report is None else _stacks(self._report.structure)

    def render_again(self) -> None:
        if self._report is not None:
            self.render_report(self._report)


def _grid(structure: Breakdown[Segment]) -> Grid:
    rows = []
    for line in structure.lines:
        if line.key is INSTITUTIONS[0]:
            rows.append(_institutions(structure))
        name = segment_word(line.key)
        swatch = theme.current().tiers[_STEPS[line.key]][0]
        first = Cell(name, swatch=swatch, indent=int(line.key in INSTITUTIONS))
        wish = ViewWish(name, of_segment(line.key)) if line.figures.clients else None
        rows.append(GridRow((first, *_cells(line)), wish))
    total = structure.total
    whole = Line(Segment.RETAIL, total, *(1_000 if figure > 0 else None for figure in _figures(total)))
    rows.append(GridRow((Cell(t(CTX, "合计"), is_bold=True), *_cells(whole, is_bold=True))))
    heads = (
        t(CTX, "等级"), t(CTX, "客户"), t(CTX, "占比"), t(CTX, "资产"), t(CTX, "占比"),
        t(CTX, "12个月创收"), t(CTX, "占比"),
    )  # fmt: skip
    return Grid(t(CTX, "客户结构"), heads, tuple(rows))


def _figures(figures: Figures) -> tuple[int, int, int]:
    return figures.clients, figures.assets_fen, figures.revenue_fen


def _institutions(structure: Breakdown[Segment]) -> GridRow:
    """Persons and organisations together: sums of their figures and of their shares."""
    person, firm = (structure.line(segment) for segment in INSTITUTIONS)
    figures = Figures(
        *(one + other for one, other in zip(_figures(person.figures), _figures(firm.figures), strict=True))
    )
    shares = (
        _sum(person.clients_share, firm.clients_share),
        _sum(person.assets_share, firm.assets_share),
        _sum(person.revenue_share, firm.revenue_share),
    )
    name = labels.word(Tier.INST)
    wish = ViewWish(name, of_institutions()) if figures.clients else None
    return GridRow((Cell(name), *_cells(Line(Segment.ORG, figures, *shares))), wish)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _cells(line: Line[Segment], *, is_bold: bool = False) -> tuple[Cell, ...]:
    figures = line.figures
    return (
        count(figures.clients, is_bold=is_bold),
        share(line.clients_share, is_bold=is_bold),
        amount(figures.assets_fen, is_bold=is_bold),
        share(line.assets_share, is_bold=is_bold),
        amount(figures.revenue_fen, is_bold=is_bold),
        share(line.revenue_share, is_bold=is_bold),
    )


def _note(report: SegmentReport) -> str:
    parts = [t(CTX, "占比按最大余数法取到 0.1%，各等级之和恰为 100.0%；机构一行是其下两行之和。")]
    if report.without_assets:
        unknown = t(CTX, "{count} 位客户没有资产记录，按 0 计。", report.without_assets)
        parts.append(unknown.format(count=formats.count(report.without_assets)))
    total = report.structure.total
    if total.assets_fen <= 0 or total.revenue_fen <= 0:
        parts.append(t(CTX, "合计不为正的一列不算占比。"))
    return "".join(parts)


def _stacks(structure: Breakdown[Segment]) -> list[Stack]:
    columns = (
        (t(CTX, "客户"), [line.clients_share for line in structure.lines]),
        (t(CTX, "资产"), [line.assets_share for line in structure.lines]),
        (t(CTX, "创收"), [line.revenue_share for line in structure.lines]),
    )
    stacks = []
    for words, shares in columns:
        parts = []
        for line, part in zip(structure.lines, shares, strict=True):
            fill, ink = theme.current().tiers[_STEPS[line.key]]
            parts.append(StackPart(part, "" if part is None else percent(part), fill, ink))
        stacks.append(Stack(words, tuple(parts)))
    return stacks
