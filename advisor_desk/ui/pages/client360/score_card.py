"""A, F and B on their bands with the distance to the next edge; group, state, labels, action, classic RFM."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.domain.client import Preset
from advisor_desk.rules.distance import BandDistances, band_distances
from advisor_desk.ui import discreet, formats, labels, labels_scores
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.band_strip import BandReading, BandStrip
from advisor_desk.ui.widgets.card import Card, ElidedLabel, Line, RoleLabel
from advisor_desk.ui.widgets.flow_row import FlowRow
from advisor_desk.ui.widgets.layouts import nest, nest_at
from advisor_desk.ui.widgets.marks import Pill, RfmBars

_CTX = "Client360"


class BandRow(QWidget):
    """One score: its name, its figure, score of six, the strip, and what the next edge needs."""

    def __init__(self, title: str, unit_note: str, key: str) -> None:
        super().__init__()
        self.title = RoleLabel(title, FontRole.BODY_BOLD)
        self.note = ElidedLabel(unit_note, FontRole.SMALL, "third")
        self.figure = FigureLink(key)
        self.score = RoleLabel("", FontRole.BODY_BOLD, "primary")
        self.strip = BandStrip()
        self.gap = ElidedLabel("", FontRole.SMALL, "second")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = nest(column, QHBoxLayout())
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.note, 1)
        head.addWidget(self.figure)
        head.addWidget(self.score)
        column.addWidget(self.strip)
        column.addWidget(self.gap)

    def show_band(self, figure: str, reading: BandReading, gap: str) -> None:
        """Show the figure, its place on the strip and the words for the next edge."""
        told = t(_CTX, "{title}：{figure}，{score} 分(共 6 分)，{gap}").format(
            title=self.title.text(), figure=figure, score=reading.band, gap=gap
        )
        self.figure.show_text(figure, hint=t(_CTX, "点击查看算法 (W)"))
        self.figure.setAccessibleName(told)
        self.score.setText(t(_CTX, "{score} / 6 分").format(score=reading.band))
        self.strip.show_reading(reading, told)
        self.gap.setText(gap)


class ScoreCard(Card):
    """Signals: `asked(str)` for an explanation."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(t(_CTX, "价值评分"))
        self.amount = BandRow(t(_CTX, "购买总额"), t(_CTX, "数量 A · 近 12 个月"), "AMOUNT")
        self.frequency = BandRow(t(_CTX, "购买频次"), t(_CTX, "质量 F · 次/月"), "FREQUENCY")
        self.benefit = BandRow(t(_CTX, "创收"), t(_CTX, "效益 B · 近 12 个月"), "BENEFIT")
        self.group = FigureLink("GROUP", FontRole.BODY_BOLD)
        self.presets = ElidedLabel("", FontRole.SMALL, "third")
        self.state = FigureLink("STATE", FontRole.BODY_BOLD)
        self.action = FigureLink("ACTION", FontRole.BODY_BOLD, "primary")
        self.classic_bars = RfmBars()
        self.classic = [
            FigureLink(key, FontRole.BODY_BOLD) for key in ("CLASSIC_R", "CLASSIC_F", "CLASSIC_M")
        ]
        self.classic_note = ElidedLabel("", FontRole.SMALL, "third")
        self.flags = RoleLabel("", FontRole.SMALL, "warn")
        self.flags.setWordWrap(True)
        self._tags = FlowRow(gap=6)
        self._pills: list[Pill] = []
        self._lay_out()
        for row in (self.amount, self.frequency, self.benefit):
            row.figure.asked.connect(self.asked)
        for link in (self.group, self.state, self.action, *self.classic):
            link.asked.connect(self.asked)

    def _lay_out(self) -> None:
        self.body.setSpacing(12)
        self.add(self.flags)
        for row in (self.amount, self.frequency, self.benefit):
            self.add(row)
        self.add(Line())
        grid = nest(self.body, QGridLayout())
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for index, title in enumerate((t(_CTX, "分组"), t(_CTX, "状态"), t(_CTX, "经典 RFM"))):
            grid.addWidget(RoleLabel(title, FontRole.BODY, "second"), index, 0, Qt.AlignmentFlag.AlignVCenter)
        _fill(nest_at(grid, QHBoxLayout(), 0, 1), self.group, self.presets)
        _fill(nest_at(grid, QHBoxLayout(), 1, 1), self.state, self.action)
        classic = nest_at(grid, QHBoxLayout(), 2, 1)
        classic.setSpacing(6)
        classic.addWidget(self.classic_bars)
        for link in self.classic:
            classic.addWidget(link)
        classic.addWidget(self.classic_note, 1)
        self._tag_title = RoleLabel(t(_CTX, "标签"), FontRole.BODY, "second")
        grid.addWidget(self._tag_title, 3, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._tags, 3, 1)

    def render_view(self, view: PageView) -> None:
        """Show the client's scores."""
        standing = view.review.standing
        self._render_bands(view, band_distances(standing, view.rules))
        self.group.show_text(labels.word(standing.group))
        self.presets.setText(_presets(view))
        state = [labels.word(standing.state), *(labels.word(label) for label in standing.labels)]
        self.state.show_text(" · ".join(state))
        self.action.show_text(t(_CTX, "建议：{action}").format(action=labels.word(standing.action)))
        classic = standing.classic
        self.classic_bars.set_scores((classic.r, classic.f, classic.m), labels.classic(classic))
        for link, letter, score in zip(self.classic, "RFM", (classic.r, classic.f, classic.m), strict=True):
            link.show_text(f"{letter}{score}")
        self.classic_note.setText(_recency(view))
        self._show_tags([labels.word(tag) for tag in standing.tags])
        flags = _flags(view)
        self.flags.setText(flags)
        self.flags.setVisible(bool(flags))

    def _render_bands(self, view: PageView, distances: BandDistances) -> None:
        facts, edges = view.review.standing.purchases, view.rules.score
        self.amount.show_band(
            discreet.money(facts.window_amount_fen),
            labels_scores.money_band(distances.amount, edges.amount_fen),
            labels_scores.amount_gap(distances.amount),
        )
        bought = t(_CTX, "%n 次", facts.window_purchases)
        self.frequency.show_band(
            f"{bought} · {labels_scores.per_month(distances.frequency)}",
            labels_scores.times_band(distances.frequency, edges.per_month),
            labels_scores.frequency_gap(distances.frequency),
        )
        self.benefit.show_band(
            discreet.money(facts.window_benefit_fen),
            labels_scores.money_band(distances.benefit, edges.benefit_fen),
            labels_scores.benefit_gap(distances.benefit),
        )

    def _show_tags(self, texts: list[str]) -> None:
        while len(self._pills) < len(texts):
            pill = Pill()
            self._pills.append(pill)
            self._tags.put(pill)
        for index, pill in enumerate(self._pills):
            pill.setVisible(index < len(texts))
            if index < len(texts):
                pill.set_text(texts[index])
        self._tags.setVisible(bool(texts))
        self._tag_title.setVisible(bool(texts))


def _fill(row: QHBoxLayout, first: QWidget, second: QWidget) -> None:
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(first)
    second.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    row.addWidget(second, 1)


def _presets(view: PageView) -> str:
    standing = view.review.standing
    other = labels.word(Preset.PAPER_MID)
    if standing.group is standing.group_paper_mid:
        return t(_CTX, "{preset}下相同").format(preset=other)
    return t(_CTX, "{preset}：{group}").format(preset=other, group=labels.word(standing.group_paper_mid))


def _recency(view: PageView) -> str:
    facts = view.review.standing.purchases
    if facts.last_purchase_on is None:
        return t(_CTX, "从未购买")
    return t(_CTX, "最近购买 {when}").format(when=formats.ago(facts.last_purchase_on, view.as_of))


def _flags(view: PageView) -> str:
    """What makes the figures less sure, in words."""
    standing = view.review.standing
    told = []
    if standing.is_provisional and not standing.assets.days20:
        told.append(t(_CTX, "等级暂定：尚无资产记录"))
    elif standing.is_provisional:
        told.append(
            t(_CTX, "等级暂定：只有 %n 个交易日的资产，满 {needed} 个后确定", standing.assets.days20).format(
                needed=view.rules.tier.average_days
            )
        )
    if view.stale_days:
        told.append(t(_CTX, "资产数据已有 %n 天未更新", view.stale_days))
    if standing.purchases.benefit_is_estimated:
        told.append(t(_CTX, "创收含估算"))
    return " · ".join(told)
