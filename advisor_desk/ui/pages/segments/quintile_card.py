"""五分位视图: classic R, F, M by quintiles of this book beside the fixed scores, where the book allows it."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from advisor_desk.rules.quintile import QuintileView
from advisor_desk.ui import formats
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.segments.grid_card import CTX, GridCard, crosstab, note
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Chip
from advisor_desk.ui.widgets.figure_grid import Grid
from advisor_desk.ui.widgets.marks import WarnPill
from advisor_desk.usecases.reports import Axis, Comparison, SegmentReport


class QuintileCard(GridCard):
    """A chip for each score, the crosstab of fixed score and quintile, and how many clients differ."""

    def __init__(self) -> None:
        super().__init__(t(CTX, "五分位视图"))
        self._report: SegmentReport | None = None
        self._axis = Axis.R
        self.pill = WarnPill(t(CTX, "仅供参考"))
        self._head.insertWidget(1, self.pill)
        self.chips: dict[Axis, Chip] = {}
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for axis, words in (
            (Axis.R, t(CTX, "R 最近购买")),
            (Axis.F, t(CTX, "F 购买次数")),
            (Axis.M, t(CTX, "M 购买金额")),
        ):
            chip = Chip(words, axis.value, self)
            chip.setAutoExclusive(True)
            chip.setChecked(axis is self._axis)
            chip.clicked.connect(lambda _on=False, axis=axis: self.show_axis(axis))
            row.addWidget(chip)
            self.chips[axis] = chip
        row.addStretch(1)
        self._choice = QWidget(self)
        self._choice.setLayout(row)
        self.told = RoleLabel("", FontRole.BODY)
        self.told.setWordWrap(True)
        self.table = self.make_grid(self.title.text())
        self.why = note()
        for widget in (self._choice, self.told, self.table, self.why):
            self.add(widget)
        self.body.addStretch(1)

    def show_axis(self, axis: Axis) -> None:
        """Compare R, F or M."""
        self._axis = axis
        self.chips[axis].setChecked(True)
        if self._report is not None:
            self.render_report(self._report)

    def render_report(self, report: SegmentReport) -> None:
        """Show this book."""
        self._report = report
        view = report.quintiles.view
        is_on = view is not QuintileView.OFF
        self.pill.setVisible(view is QuintileView.INDICATIVE)
        for widget in (self._choice, self.table, self.copy_button):
            widget.setVisible(is_on)
        self.told.setText(_told_off(report))
        self.why.setText("")
        if is_on:
            found = next(each for each in report.quintiles.comparisons if each.axis is self._axis)
            self.table.show_grid(_grid(found))
            self.told.setText(_told(found))
            self.why.setText(_why(report))
        self.why.setVisible(is_on)


def _told_off(report: SegmentReport) -> str:
    least = report.rules.classic.quintile_indicative_from
    said = t(CTX, "客户册共 {count} 位，少于 {least} 位，不显示五分位：", report.clients)
    said += t(CTX, "每一档不到 {each} 位，一两位客户就会改变分档。")
    return said.format(count=formats.count(report.clients), least=least, each=-(-least // 5))


def _told(found: Comparison) -> str:
    differ = found.higher + found.lower
    name = found.axis.value.upper()
    if not differ:
        return t(CTX, "{axis} 分：所有客户的五分位与固定分相同。").format(axis=name)
    said = t(CTX, "{axis} 分：{count} 位客户的五分位与固定分不同，", differ)
    said += t(CTX, "{higher} 位更高，{lower} 位更低；{same} 位相同。")
    return said.format(
        axis=name,
        count=formats.count(differ),
        higher=formats.count(found.higher),
        lower=formats.count(found.lower),
        same=formats.count(found.same),
    )


def _why(report: SegmentReport) -> str:
    classic = report.rules.classic
    said = t(
        CTX,
        "五分位是在本客户册内的排名：R 排所有买过的客户，F 和 M 排近12个月买过的客户，没有购买的记 1 分。",
    )
    if report.quintiles.view is QuintileView.INDICATIVE:
        said += t(CTX, "{least} 至 {most} 位客户的册子仅供参考。").format(
            least=classic.quintile_indicative_from, most=classic.quintile_full_from - 1
        )
    return said + t(CTX, "打分和分组一律用固定分。")


def _grid(found: Comparison) -> Grid:
    scores = range(1, len(found.counts) + 1)
    names = [t(CTX, "固定 {score} 分").format(score=score) for score in scores]
    quintiles = (t(CTX, "{score} 分").format(score=score) for score in scores)
    heads = (t(CTX, "固定分 \\ 五分位"), *quintiles, t(CTX, "合计"))
    title = t(CTX, "五分位视图 {axis}").format(axis=found.axis.value.upper())
    return Grid(title, heads, crosstab(names, found.counts))
