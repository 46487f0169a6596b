"""配置: current, target and after by class as a table and as tracks, the drift, and why weights moved."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication

from advisor_desk.domain.advice import AllocationPlan
from advisor_desk.domain.dates import complete_years
from advisor_desk.domain.product import AssetClass
from advisor_desk.rules.allocation_weights import out_of_band
from advisor_desk.ui import clipboard, discreet, labels, labels_advice, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX, points, points_signed, weight
from advisor_desk.ui.pages.allocation.mix_tracks import Legend, MixTracks, Track
from advisor_desk.ui.pages.allocation.view import PageView
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.ui.widgets.figure_grid import Cell, FigureGrid, Grid, GridRow
from advisor_desk.ui.widgets.side_by_side import SideBySide

_WORTH_TELLING = 20
"""A part of the assets from which on it is told that nothing is known of it: one in so many."""


class MixCard(Card):
    """Signals: `asked(str)` for an explanation; `copied()` after the table was copied."""

    asked = Signal(str)
    copied = Signal()

    def __init__(self) -> None:
        super().__init__(t(CTX, "当前、目标与之后"))
        self._view: PageView | None = None
        self.drift = FigureLink("DRIFT", FontRole.BODY_BOLD, "text")
        self.drift.asked.connect(self.asked)
        self.copy_button = GhostButton("copy", t(CTX, "复制表格"))
        self.copy_button.clicked.connect(self.copy)
        self.add_action(self.drift)
        self.add_action(self.copy_button)
        self.table = FigureGrid(self.title.text(), self)
        self.table.asked.connect(self._on_asked)
        self.table.copy_asked.connect(self.copy)
        self.tracks = MixTracks(
            Legend(
                before=t(CTX, "当前"), target=t(CTX, "目标"), after=t(CTX, "之后"), band=t(CTX, "容忍区间")
            )
        )
        self.add(SideBySide([(self.table, 50), (self.tracks, 50)], gap=24))
        self.moves = RoleLabel("", FontRole.SMALL, "second")
        self.moves.setWordWrap(True)
        self.add(self.moves)
        self.unknown = RoleLabel("", FontRole.SMALL, "warn")
        self.unknown.setWordWrap(True)
        self.add(self.unknown)
        self.note = RoleLabel("", FontRole.SMALL, "third")
        self.note.setWordWrap(True)
        self.add(self.note)
        self.body.addStretch(1)
        theme.signals().changed.connect(self._on_look_changed)

    def render_view(self, view: PageView) -> None:
        """Show the plan as it stands."""
        self._view = view
        plan = view.plan
        if plan is None:
            return
        classes = shown_classes(plan)
        self.table.show_grid(_grid(view, plan, classes))
        self.tracks.show_tracks([_track(view, plan, klass) for klass in classes])
        self.drift.show_text(
            t(CTX, "总偏离 {before} → {after} 个百分点").format(
                before=points(plan.drift_before_bp), after=points(plan.drift_after_bp)
            ),
            "warn" if plan.drift_after_bp > plan.drift_before_bp else "text",
        )
        self.moves.setText("\n".join("· " + one for one in moves(view)))
        self.moves.setVisible(bool(self.moves.text()))
        self.note.setText(_note(plan))
        self.unknown.setText(_unknown(view))
        self.unknown.setVisible(bool(self.unknown.text()))

    def copy(self) -> None:
        """Put the table on the clipboard."""
        QGuiApplication.clipboard().setMimeData(clipboard.figure_grids([self.table.grid]))
        self.copied.emit()

    def _on_asked(self, target: object) -> None:
        self.asked.emit(str(target))

    def _on_look_changed(self) -> None:
        if self._view is not None:
            self.render_view(self._view)


def shown_classes(plan: AllocationPlan) -> list[AssetClass]:
    """The classes that stand anywhere in the plan."""
    mixes = (plan.before_bp, plan.target_bp, plan.after_bp)
    return [klass for klass in AssetClass if any(mix.get(klass, 0) for mix in mixes)]


def class_key(klass: AssetClass) -> str:
    """The key of a class's explanation."""
    return f"CLASS:{klass.value}"


def _grid(view: PageView, plan: AllocationPlan, classes: Sequence[AssetClass]) -> Grid:
    rows, advice = [], view.sheet.advice
    colours = theme.current().assets
    beyond = out_of_band(plan.after_bp, plan.target_bp, advice)
    for klass in classes:
        before, target, after = (mix.get(klass, 0) for mix in (plan.before_bp, plan.target_bp, plan.after_bp))
        band = advice.allocation.band(target)
        low, high = max(0, target - band), target + band
        is_out = klass in beyond
        gap = points_signed(after - target)
        cells = (
            Cell(labels.word(klass), swatch=colours[list(AssetClass).index(klass)]),
            Cell(weight(before), tone="text2"),
            Cell(weight(target)),
            Cell(f"{weight(low)}–{weight(high)}", tone="text3"),
            Cell(weight(after), is_bold=True),
            Cell(
                t(CTX, "{gap} 越界").format(gap=gap) if is_out else gap,
                gap,
                tone="warn" if is_out else "text2",
            ),
        )
        rows.append(GridRow(cells, class_key(klass)))
    if plan.other_bp:
        rest = (
            Cell(t(CTX, "未分类"), tone="text2"),
            Cell(""),
            Cell(""),
            Cell(""),
            Cell(weight(plan.other_bp)),
        )
        rows.append(GridRow((*rest, Cell(""))))
    heads = (
        t(CTX, "资产类别"), t(CTX, "当前"), t(CTX, "目标"), t(CTX, "区间"), t(CTX, "之后"), t(CTX, "偏离"),
    )  # fmt: skip
    return Grid(t(CTX, "当前、目标与之后"), heads, tuple(rows))


def _track(view: PageView, plan: AllocationPlan, klass: AssetClass) -> Track:
    before, target, after = (mix.get(klass, 0) for mix in (plan.before_bp, plan.target_bp, plan.after_bp))
    told = t(CTX, "{name}：当前 {before}，目标 {target}，之后 {after}").format(
        name=labels.word(klass), before=weight(before), target=weight(target), after=weight(after)
    )
    fill = theme.current().assets[list(AssetClass).index(klass)]
    return Track(before, target, after, view.sheet.advice.allocation.band(target), fill, told)


def moves(view: PageView, klass: AssetClass | None = None) -> list[str]:
    """Why weights moved, of all classes or of one."""
    case = view.suggestion.case if view.suggestion is not None else None
    if case is None:
        return []
    born = view.sheet.client.profile.born_on
    age = None if born is None else complete_years(born, view.sheet.as_of)
    told = [one for one in case.target.moves if klass is None or klass in (one.source, one.target)]
    return [labels_advice.move(one, view.sheet.advice, age) for one in told]


def _unknown(view: PageView) -> str:
    """What the recorded total holds beyond cash and holdings: the current mix does not know it."""
    client = view.sheet.client
    known = (client.cash_fen or 0) + sum(line.value_fen for line in client.holdings)
    rest = (client.aum_fen or 0) - known
    if rest * _WORTH_TELLING <= (client.aum_fen or 0):
        return ""
    return t(
        CTX, "⚠ 总资产 {total}中有 {rest}没有持仓明细，没有计入当前配置：先导入持仓再看偏离更准。"
    ).format(total=discreet.money(client.aum_fen), rest=discreet.money(rest))


def _note(plan: AllocationPlan) -> str:
    said = t(CTX, "投入的资金在“当前”里计作现金。偏离是各类与目标之差的绝对值之和。")
    if plan.other_bp:
        said += t(CTX, "未分类是持仓产品没有说明投向的部分。")
    return said
