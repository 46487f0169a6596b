"""Four figures under the header: assets, their average, revenue of a year, the assessment's end."""

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.ui import discreet, fonts, formats, labels, labels_scores, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.card import ElidedLabel

_CTX = "Client360"
_SIDE = 12
_ONE_ROW_FROM = 500


@dataclass(frozen=True, slots=True)
class Figure:
    """What one card shows; `tone` colours the note, `ink` the figure."""

    text: str
    note: str
    tone: str = "third"
    ink: str = "text"
    hint: str = ""


class KpiCard(QFrame):
    """A title, one large figure that answers why, one note."""

    def __init__(self, title: str, key: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.title = ElidedLabel(title, FontRole.SMALL, "second")
        self.figure = FigureLink(key, FontRole.KPI, smaller=(FontRole.PAGE_TITLE, FontRole.CARD_TITLE))
        self.figure.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.note = ElidedLabel("", FontRole.SMALL, "third")
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 10, _SIDE, 10)
        column.setSpacing(3)
        column.addWidget(self.title)
        column.addWidget(self.figure)
        column.addWidget(self.note)

    def show_figure(self, figure: Figure) -> None:
        """Paint `figure`."""
        self.figure.show_text(figure.text, figure.ink, figure.hint)
        self.figure.setAccessibleName(f"{self.title.text()} {figure.text} {figure.note}")
        self.note.setText(figure.note)
        self.note.set_tone(figure.tone)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


class KpiRow(QWidget):
    """The four cards side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.assets = KpiCard(t(_CTX, "总资产"), "AVG20")
        self.average = KpiCard(t(_CTX, "20 日日均"), "AVG20")
        self.revenue = KpiCard(t(_CTX, "创收(近 12 个月)"), "BENEFIT")
        self.assessment = KpiCard(t(_CTX, "适当性到期"), "C_LEVEL")
        self.cards = (self.assets, self.average, self.revenue, self.assessment)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(tokens.GAP)
        self._columns = 0
        self._arrange(len(self.cards))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(len(self.cards) if event.size().width() >= fonts.scaled(_ONE_ROW_FROM) else 2)
        super().resizeEvent(event)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for index, card in enumerate(self.cards):
            self._grid.removeWidget(card)
            self._grid.addWidget(card, index // columns, index % columns)
        for column in range(len(self.cards)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def render_view(self, view: PageView) -> None:
        """Show the client's figures."""
        self.assets.show_figure(_assets(view))
        self.average.show_figure(_average(view))
        self.revenue.show_figure(_revenue(view))
        self.assessment.show_figure(_assessment(view))


def _assets(view: PageView) -> Figure:
    facts = view.review.standing.assets
    if facts.aum_fen is None:
        return Figure(formats.NOTHING, t(_CTX, "尚无资产记录"), ink="text3")
    shown, hint = discreet.money(facts.aum_fen), discreet.exact(facts.aum_fen)
    if view.stale_days:
        note = t(_CTX, "%n 天前的数据", view.stale_days)
        return Figure(shown, note, "warn", hint=hint)
    if facts.change30_bp is None:
        return Figure(shown, t(_CTX, "截至 {day}").format(day=formats.day(facts.aum_on)), hint=hint)
    change = f"{formats.arrow(facts.change30_bp)} {formats.percent(facts.change30_bp)}".strip()
    tone = "up" if facts.change30_bp > 0 else "down" if facts.change30_bp < 0 else "third"
    return Figure(shown, t(_CTX, "30 日 {change}").format(change=change), tone, hint=hint)


def _average(view: PageView) -> Figure:
    standing = view.review.standing
    if standing.avg20_fen is None:
        return Figure(formats.NOTHING, t(_CTX, "导入每日资产后可得"), ink="text3")
    shown, hint = discreet.money(standing.avg20_fen), discreet.exact(standing.avg20_fen)
    if standing.is_provisional:
        return Figure(shown, t(_CTX, "暂定：仅 %n 个交易日", standing.assets.days20), "warn", hint=hint)
    gap = labels_scores.tier_gap_short(standing, view.review.profile.client_type, view.rules)
    note = gap or labels.tier(standing.tier, standing.tier_variant)
    return Figure(shown, note, hint=hint)


def _revenue(view: PageView) -> Figure:
    facts = view.review.standing.purchases
    fen = facts.window_benefit_fen
    shown, hint = discreet.money(fen), discreet.exact(fen)
    score = t(_CTX, "效益 {score} 分").format(score=view.review.standing.b)
    if facts.benefit_is_estimated:
        return Figure(shown, t(_CTX, "{score}，含估算").format(score=score), "warn", hint=hint)
    if fen < 0:
        return Figure(shown, t(_CTX, "{score}，负创收").format(score=score), "warn", hint=hint)
    return Figure(shown, score, hint=hint)


def _assessment(view: PageView) -> Figure:
    expires = view.review.row.c_level_expires_on
    level = view.review.row.c_level
    if expires is None or level is None:
        return Figure(t(_CTX, "未测评"), t(_CTX, "请先完成风险测评"), "warn", "warn")
    state = labels_scores.assessment(view.review, view.as_of, view.rules)
    if state.days_left is not None and state.days_left > 0:
        tone, ink = ("third", "text") if state.is_fine else ("warn", "warn")
        return Figure(t(_CTX, "%n 天", state.days_left), formats.day(expires), tone, ink)
    return Figure(t(_CTX, "已过期"), formats.day(expires), "warn", "warn")
