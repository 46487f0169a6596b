"""四类客户: the groups under both presets, who moves between them, and that everybody is in exactly one."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_desk.domain.client import Group, Preset
from advisor_desk.rules.group import PRESET
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.ui import formats, labels
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.segments.grid_card import (
    CTX,
    GridCard,
    amount,
    count,
    crosstab,
    note,
    percent,
    share,
)
from advisor_desk.ui.pages.segments.lists import of_group
from advisor_desk.ui.pages.segments.parts import ViewWish
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.figure_grid import Cell, Grid, GridRow
from advisor_desk.ui.widgets.side_by_side import SideBySide
from advisor_desk.usecases.reports import Breakdown, Movement, SegmentReport

_GAP = 24
_LEAST_WORDS = 300


class GroupsCard(GridCard):
    """Two tables beside each other, the matrix and its sentences below."""

    def __init__(self) -> None:
        super().__init__(t(CTX, "四类客户"))
        self.of_preset = {preset: self.make_grid(labels.word(preset)) for preset in Preset}
        self._cuts = {preset: note() for preset in Preset}
        sides = [(self._preset_side(preset), 1) for preset in Preset]
        self.matrix = self.make_grid(t(CTX, "换组矩阵"))
        self.moved = RoleLabel("", FontRole.BODY)
        self.largest = RoleLabel("", FontRole.BODY, "second")
        self.partition = RoleLabel("", FontRole.BODY, "good")
        self.add(SideBySide(sides, gap=_GAP))
        self.body.addSpacing(8)
        self.add(SideBySide([(self._matrix_side(), 1), (self._words_side(), 1)], gap=_GAP))

    def render_report(self, report: SegmentReport) -> None:
        """Show this book."""
        for preset, grid in self.of_preset.items():
            grid.show_grid(_grid(preset, report.groups[preset]))
            self._cuts[preset].setText(_cuts(preset, report.rules))
        self.matrix.show_grid(_matrix(report.movement))
        self._tell_moves(report.movement)
        self._tell_partition(report)

    def _preset_side(self, preset: Preset) -> QWidget:
        title = labels.word(preset)
        if preset is PRESET:
            title = t(CTX, "{preset} · 默认").format(preset=title)
        head = RoleLabel(title, FontRole.BODY_BOLD)
        return _stacked(head, self._cuts[preset], self.of_preset[preset])

    def _matrix_side(self) -> QWidget:
        head = RoleLabel(t(CTX, "换组矩阵"), FontRole.BODY_BOLD)
        told = t(CTX, "行是{row}，列是{column}；灰格不换组。").format(
            row=labels.word(Preset.WEALTH), column=labels.word(Preset.PAPER_MID)
        )
        return _stacked(head, note(told), self.matrix)

    def _words_side(self) -> QWidget:
        head = RoleLabel(t(CTX, "换组与完整性"), FontRole.BODY_BOLD)
        for label in (self.moved, self.largest, self.partition):
            label.setWordWrap(True)
        hint = note(t(CTX, "客户列表和客户页按默认口径分组；点默认口径的一行，打开这组客户的列表。"))
        side = _stacked(head, self.moved, self.largest, self.partition, hint)
        side.setMinimumWidth(_LEAST_WORDS)
        return side

    def _tell_moves(self, moves: Movement) -> None:
        if not moves.moved:
            self.moved.setText(t(CTX, "换用{preset}，没有客户换组。").format(preset=_other_preset()))
            self.largest.hide()
            return
        part = percent((moves.moved * 2_000 + moves.clients) // (2 * moves.clients))
        self.moved.setText(
            t(CTX, "换用{preset}，{count} 位客户换组，占 {share}；{stayed} 位不变。", moves.moved).format(
                preset=_other_preset(),
                count=formats.count(moves.moved),
                share=part,
                stayed=formats.count(moves.stayed),
            )
        )
        if moves.largest is not None:
            start, end, many = moves.largest
            self.largest.setText(
                t(CTX, "最多的是从{start}到{end}，{count} 位。", many).format(
                    start=labels.word(start), end=labels.word(end), count=formats.count(many)
                )
            )
        self.largest.show()

    def _tell_partition(self, report: SegmentReport) -> None:
        found = report.partition
        least = min(found.in_one_group.values())
        if found.holds:
            told = t(
                CTX, "✓ 完整性：{count} 位客户，两种口径下每位都恰在一组，无遗漏，无重复。", found.clients
            )
        else:
            told = t(CTX, "完整性有误：{count} 位客户中只有 {least} 位恰在一组。", found.clients)
        clients, some = formats.count(found.clients), formats.count(least)
        self.partition.setText(told.format(count=clients, least=some))
        self.partition.set_tone("good" if found.holds else "warn")


def _other_preset() -> str:
    return labels.word(Preset.PAPER_MID)


def _stacked(*widgets: QWidget) -> QWidget:
    side = QWidget()
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return side


def _grid(preset: Preset, groups: Breakdown[Group]) -> Grid:
    rows = []
    for line in groups.lines:
        name = labels.word(line.key)
        # The list knows only the groups of the preset that decides them.
        is_open = preset is PRESET and line.figures.clients
        cells = (
            Cell(name),
            count(line.figures.clients),
            share(line.clients_share),
            amount(line.figures.assets_fen),
            amount(line.figures.revenue_fen),
        )
        rows.append(GridRow(cells, ViewWish(name, of_group(line.key)) if is_open else None))
    total = groups.total
    rows.append(
        GridRow(
            (
                Cell(t(CTX, "合计"), is_bold=True),
                count(total.clients, is_bold=True),
                share(1_000 if total.clients else None, is_bold=True),
                amount(total.assets_fen, is_bold=True),
                amount(total.revenue_fen, is_bold=True),
            )
        )
    )
    heads = (t(CTX, "分组"), t(CTX, "客户"), t(CTX, "占比"), t(CTX, "资产"), t(CTX, "12个月创收"))
    return Grid(labels.word(preset), heads, tuple(rows))


def _matrix(moves: Movement) -> Grid:
    names = [labels.word(group) for group in Group]
    heads = (t(CTX, "从 \\ 到"), *names, t(CTX, "合计"))
    return Grid(t(CTX, "换组矩阵"), heads, crosstab(names, moves.counts))


def _cuts(preset: Preset, rules: RuleSet) -> str:
    cuts = rules.group.preset(preset)
    if rules.group.benefit_lift:
        first = t(CTX, "购买总额 ≥ {a} 分或创收 ≥ {b} 分：{develop}；")
    else:
        first = t(CTX, "购买总额 ≥ {a} 分：{develop}；")
    rest = t(CTX, "频次 ≥ {f} 分：{guide}；{days} 天内买过：{potential}；其余：{tail}。")
    return (first + rest).format(
        a=cuts.high_a,
        b=cuts.high_b,
        f=cuts.high_f,
        days=rules.group.recent_days,
        develop=labels.word(Group.KEY_DEVELOP),
        guide=labels.word(Group.KEY_GUIDE),
        potential=labels.word(Group.POTENTIAL),
        tail=labels.word(Group.LONG_TAIL),
    )
