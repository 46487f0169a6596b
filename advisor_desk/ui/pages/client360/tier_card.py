"""The way to the next tier: where the client stands, what is lacking, what is gained, and a trial amount."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from advisor_desk.domain.client import Tier, TierVariant
from advisor_desk.rules.distance import tier_distance, what_if
from advisor_desk.ui import discreet, labels, labels_scores, labels_tier_override
from advisor_desk.ui import labels_client360 as words
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.card import Card, ElidedLabel, Line, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.ui.widgets.marks import Pill
from advisor_desk.ui.widgets.tier_path import PathReading, TierPath

_CTX = "Client360"
_WAN_FEN = 1_000_000
_LOWEST_WAN = 100
_MOST_WAN = 1_000_000


class TierCard(Card):
    """Signals: `asked(str)` for an explanation, `override_asked()` to set the tier by hand."""

    asked = Signal(str)
    override_asked = Signal()

    def __init__(self) -> None:
        super().__init__(t(_CTX, "升级路径"))
        self._view: PageView | None = None
        self.override_button = GhostButton("pencil", "", t(_CTX, "人工调整"))
        self.override_button.setToolTip(t(_CTX, "由主管批准，暂时不按资产定级"))
        self.override_button.setAccessibleName(t(_CTX, "人工调整等级"))
        self.in_force = RoleLabel("", FontRole.SMALL, "warn")
        self.in_force.setWordWrap(True)
        self.gap = FigureLink("TIER", FontRole.BODY_BOLD)
        self.path = TierPath()
        self.legend = ElidedLabel("", FontRole.SMALL, "second")
        self.gains_title = RoleLabel("", FontRole.SMALL_BOLD, "second")
        self.gains = RoleLabel("", FontRole.SMALL, "second")
        self.gains.setWordWrap(True)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.amount = QSpinBox()
        self.outcome = Pill()
        self.outcome_words = ElidedLabel("", FontRole.SMALL, "second")
        self._trial = QWidget()
        self._lay_out()
        self.gap.asked.connect(self.asked)
        self.override_button.clicked.connect(self.override_asked)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.amount.valueChanged.connect(self._on_amount_changed)

    def _lay_out(self) -> None:
        told = t(_CTX, "试算：20 日日均再增加多少(万元)")
        self.slider.setAccessibleName(told)
        self.slider.setToolTip(t(_CTX, "试算金额：左右方向键微调，PageUp 与 PageDown 大步调整"))
        self.slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.amount.setObjectName("amount")
        self.amount.setAccessibleName(told)
        self.amount.setRange(0, _MOST_WAN)
        self.amount.setSuffix(t(_CTX, " 万"))
        self.amount.setGroupSeparatorShown(True)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.amount.setFixedWidth(116)
        self.add_action(self.override_button)
        self.add(self.in_force)
        self.add(self.gap)
        self.add(self.path)
        self.add(self.legend)
        self.add(self.gains_title)
        self.add(self.gains)
        self._line = Line()
        self.add(self._line)
        row = QHBoxLayout(self._trial)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        label: QLabel = RoleLabel(t(_CTX, "若增加"), FontRole.BODY)
        label.setBuddy(self.amount)
        row.addWidget(label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.amount)
        self.add(self._trial)
        result = nest(self.body, QHBoxLayout())
        result.setSpacing(8)
        result.addWidget(self.outcome)
        result.addWidget(self.outcome_words, 1)

    def render_view(self, view: PageView) -> None:
        """Show the client's way, with no trial amount."""
        self._view = view
        standing, kind = view.review.standing, view.review.profile.client_type
        is_person = kind.is_person
        self.override_button.setVisible(is_person)
        running = view.review.override
        self.in_force.setVisible(running is not None)
        self.in_force.setText(labels_tier_override.in_force(running) if running else "")
        for widget in (self.path, self.legend, self.outcome, self.outcome_words, self._trial, self._line):
            widget.setVisible(is_person)
        above = tier_distance(kind, labels_scores.effective_of(standing), view.rules)
        self.gap.show_text(_gap_words(view))
        self._show_gains(view, above.tier if above else None)
        self._set_reach(above.gap_fen if above else 0)
        self._show_trial()

    def _show_gains(self, view: PageView, above: Tier | None) -> None:
        standing = view.review.standing
        if above is None:
            self.gains_title.setText(t(_CTX, "已享服务"))
            services = words.services(standing.tier, standing.tier_variant)
        else:
            title = t(_CTX, "升为{tier}后可得").format(tier=labels.word(above))
            self.gains_title.setText(title)
            services = words.services(above, TierVariant.PERSON_TOP if above is Tier.INST else None)
        self.gains.setText(" · ".join(services))

    def _set_reach(self, gap_fen: int) -> None:
        reach = max(_LOWEST_WAN, -(-gap_fen * 3 // 2 // _WAN_FEN))
        for widget in (self.slider, self.amount):
            widget.blockSignals(True)
        self.slider.setRange(0, reach)
        self.slider.setPageStep(max(1, reach // 10))
        self.slider.setValue(0)
        self.amount.setValue(0)
        for widget in (self.slider, self.amount):
            widget.blockSignals(False)

    def _on_slider_moved(self, wan: int) -> None:
        self.amount.blockSignals(True)
        self.amount.setValue(wan)
        self.amount.blockSignals(False)
        self._show_trial()

    def _on_amount_changed(self, wan: int) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(wan)
        self.slider.blockSignals(False)
        self._show_trial()

    def _show_trial(self) -> None:
        if self._view is None:
            return
        view, standing = self._view, self._view.review.standing
        extra = self.amount.value() * _WAN_FEN
        effective = labels_scores.effective_of(standing)
        tier = what_if(view.review.profile.client_type, effective, extra, view.rules)
        variant = TierVariant.PERSON_TOP if tier is Tier.INST else None
        self.outcome.set_text(labels.tier(tier, variant), labels.tier_step(tier, variant))
        average = (standing.avg20_fen or 0) + extra
        if extra:
            told = t(_CTX, "日均达到 {average}并保持，等级为{tier}")
        else:
            told = t(_CTX, "拖动滑块或输入金额，看等级怎样变化")
        self.outcome_words.setText(
            told.format(average=discreet.money(average), tier=labels.tier(tier, variant))
        )
        self._show_path(average if extra else None)

    def _show_path(self, trial_fen: int | None) -> None:
        if self._view is None:
            return
        view, facts = self._view, self._view.review.standing
        steps = [
            (fen, f"{labels.word(tier)} {labels_scores.edge(fen)}")
            for tier, fen in reversed(view.rules.tier.levels)
        ]
        legend = []
        if facts.avg20_fen is not None:
            legend.append(t(_CTX, "┃ 20 日日均 {amount}").format(amount=discreet.money(facts.avg20_fen)))
        if facts.assets.aum_fen is not None:
            legend.append(t(_CTX, "○ 今日 {amount}").format(amount=discreet.money(facts.assets.aum_fen)))
        if trial_fen is not None:
            legend.append(t(_CTX, "◆ 试算 {amount}").format(amount=discreet.money(trial_fen)))
        start = labels.word(Tier.RETAIL)
        if discreet.is_on():
            reading = PathReading(steps, start_words=start)
        else:
            reading = PathReading(steps, facts.avg20_fen, facts.assets.aum_fen, trial_fen, start)
        self.path.show_reading(reading, "; ".join([*(step for _, step in steps), *legend]))
        self.legend.setText("    ".join(legend) or t(_CTX, "尚无资产记录"))


def _gap_words(view: PageView) -> str:
    standing, kind = view.review.standing, view.review.profile.client_type
    if not kind.is_person:
        return t(_CTX, "机构客户不按资产分层，已是最高等级")
    return labels_scores.tier_gap(standing, kind, view.rules) or t(_CTX, "已是最高等级")
