"""All cards of the page in their order: one column beside the list, two where the page has the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QScrollArea, QVBoxLayout, QWidget

from advisor_desk.ui import tokens
from advisor_desk.ui.pages.client360.folding import FoldingBody, FoldingColumns
from advisor_desk.ui.pages.client360.header import ClientHeader
from advisor_desk.ui.pages.client360.histories import AssetHistoryCard, ScoreHistoryCard
from advisor_desk.ui.pages.client360.holdings_card import HoldingsCard, MixCard
from advisor_desk.ui.pages.client360.journey_card import JourneyCard
from advisor_desk.ui.pages.client360.kpis import KpiRow
from advisor_desk.ui.pages.client360.portrait import PortraitCard
from advisor_desk.ui.pages.client360.records_card import RecordsCard
from advisor_desk.ui.pages.client360.score_card import ScoreCard
from advisor_desk.ui.pages.client360.service_card import ServiceCard
from advisor_desk.ui.pages.client360.suitability_card import SuitabilityCard
from advisor_desk.ui.pages.client360.tier_card import TierCard
from advisor_desk.ui.pages.client360.timeline_card import TimelineCard
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.layouts import nest

if TYPE_CHECKING:
    from advisor_desk.ui.charts.plots import HistoryPlot


class _CalmWheel(QObject):
    """Lets the wheel scroll the page past a slider or an input that does not have the keyboard."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class ClientBody(QWidget):
    """Head and cards of one client; built once, rendered for each client.

    Signals: `asked(str)`, `copy_asked()`, `edit_asked()`, `brief_asked()`, `plan_asked()`,
    `override_asked()`, `assess_asked()`, `kyc_asked()`, `client_asked(str)`,
    `deed_asked(ServiceAsk)`; `first_painted()` once.
    """

    asked = Signal(str)
    copy_asked = Signal()
    edit_asked = Signal()
    brief_asked = Signal()
    plan_asked = Signal()
    override_asked = Signal()
    assess_asked = Signal()
    kyc_asked = Signal()
    client_asked = Signal(str)
    deed_asked = Signal(object)
    first_painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.header = ClientHeader()
        self.kpis = KpiRow()
        self.suitability = SuitabilityCard()
        self.assets = AssetHistoryCard()
        self.mix = MixCard()
        self.timeline = TimelineCard()
        self.service = ServiceCard()
        self.journey = JourneyCard()
        self.scores = ScoreCard()
        self.tier = TierCard()
        self.portrait = PortraitCard()
        self.holdings = HoldingsCard()
        self.score_history = ScoreHistoryCard()
        self.records = RecordsCard()
        self._parts = (
            self.header, self.kpis, self.service, self.journey, self.suitability, self.assets, self.mix,
            self.timeline, self.scores, self.tier, self.portrait, self.holdings, self.score_history,
            self.records,
        )  # fmt: skip
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.columns = FoldingColumns(
            narrow=(
                (self.kpis,),
                (self.service,),
                (self.timeline,),
                (self.journey,),
                (self.assets,),
                (self.suitability,),
                (self.mix,),
                (self.scores,),
                (self.tier,),
                (self.portrait,),
                (self.holdings,),
                (self.score_history,),
                (self.records,),
            ),
            left=(self.kpis, self.timeline, self.assets, self.scores, self.portrait, self.records),
            right=(
                *(self.service, self.journey, self.suitability, self.mix, self.tier, self.holdings),
                self.score_history,
            ),
        )
        self.inner = FoldingBody(self.columns)
        self.scroller = QScrollArea()
        self.scroller.setWidget(self.inner)
        self.scroller.setWidgetResizable(True)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scroller.viewport().setAutoFillBackground(False)
        self.inner.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GAP)
        head = nest(column, QVBoxLayout())
        head.setContentsMargins(tokens.PAGE_PADDING, 12, tokens.PAGE_PADDING, 0)
        head.addWidget(self.header)
        column.addWidget(self.scroller, 1)
        self.setFocusProxy(self.scroller)
        self._calm = _CalmWheel(self)
        for kind in (QAbstractSlider, QAbstractSpinBox):
            for widget in self.tier.findChildren(kind):
                widget.installEventFilter(self._calm)

    def _connect(self) -> None:
        for card in self.kpis.cards:
            card.figure.asked.connect(self.asked)
        for part in (
            *(self.header, self.service, self.journey, self.suitability, self.scores, self.tier),
            self.portrait,
        ):
            part.asked.connect(self.asked)
        self.header.copy_asked.connect(self.copy_asked)
        self.header.edit_asked.connect(self.edit_asked)
        self.header.brief_asked.connect(self.brief_asked)
        self.header.plan_asked.connect(self.plan_asked)
        self.tier.override_asked.connect(self.override_asked)
        self.suitability.assess_asked.connect(self.assess_asked)
        self.suitability.kyc_asked.connect(self.kyc_asked)
        self.records.client_asked.connect(self.client_asked)
        self.header.promises_asked.connect(self._show_service)
        self.service.deed_asked.connect(self.deed_asked)
        self.journey.deed_asked.connect(self.deed_asked)
        self.timeline.asked.connect(self.deed_asked)
        self.timeline.wanted.connect(lambda: self.scroller.ensureWidgetVisible(self.timeline))
        self.timeline.unfolded.connect(self._on_unfolded)
        self.inner.first_painted.connect(self.first_painted)

    def render_view(self, view: PageView) -> None:
        """Paint one client.

        The layouts rest meanwhile: each row that appears or goes would lay out the whole page again.
        """
        parts = (self, self.inner, self.columns, *self._parts)
        layouts = [layout for layout in (part.layout() for part in parts) if layout is not None]
        self.setUpdatesEnabled(False)
        for layout in layouts:
            layout.setEnabled(False)
        for part in self._parts:
            part.render_view(view)
        for layout in layouts:
            layout.setEnabled(True)
        self.setUpdatesEnabled(True)

    def _on_unfolded(self) -> None:
        """The whole entry comes into sight once the page has made room for it."""
        pane = self.timeline.pane
        QTimer.singleShot(0, pane, lambda: self.scroller.ensureWidgetVisible(pane, 0, tokens.GAP))

    def _show_service(self) -> None:
        """What was promised, in sight and under the keyboard."""
        self.scroller.ensureWidgetVisible(self.service)
        if self.service.tasks.rows:
            self.service.tasks.rows[0].setFocus()

    def try_more(self) -> None:
        """The field of the way to the next tier, in sight and under the keyboard."""
        self.scroller.ensureWidgetVisible(self.tier)
        self.tier.amount.setFocus()
        self.tier.amount.selectAll()

    def scroll_to_top(self) -> None:
        """As for a client who was not shown before."""
        self.scroller.verticalScrollBar().setValue(0)

    def use_plots(self, plot_class: "type[HistoryPlot]") -> None:
        """The chart library has come."""
        self.assets.use_plots(plot_class)
        self.score_history.use_plots(plot_class)

    def say_charts_unavailable(self) -> None:
        """The chart library will not come."""
        self.assets.say_unavailable()
        self.score_history.say_unavailable()
