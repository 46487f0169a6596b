"""A card with a table and stacked bars beside it; the bars come when their library is there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from advisor_desk.domain.client import Tier, TierVariant
from advisor_desk.ui import labels, theme
from advisor_desk.ui.charts.stacks import Stack
from advisor_desk.ui.charts.themed_ink import themed_ink
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.segments.grid_card import CTX, GridCard, note
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.usecases.reports import Segment

if TYPE_CHECKING:
    from advisor_desk.ui.charts.bars import ShareBars

INSTITUTIONS: Final = (Segment.PERSON_TOP, Segment.ORG)
LEAST_CHART: Final = 360
_CHART_TEXT_PX: Final = 12
_SETTLE_MS: Final = 60


class StackedCard(GridCard):
    """Override `stacks` and `render_again`; add `table`, `chart` and `note` where they belong."""

    def __init__(self) -> None:
        super().__init__(t(CTX, "客户结构"))
        self._plot: ShareBars | None = None
        self.note = note()
        self.table = self.make_grid(self.title.text())
        self._waiting = RoleLabel(t(CTX, "图表载入中…"), FontRole.SMALL, "third")
        self.chart = QWidget()
        self.chart.setMinimumWidth(LEAST_CHART)
        self._places = QStackedLayout(self.chart)
        self._places.addWidget(self._waiting)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.redraw)
        theme.signals().changed.connect(self._on_look_changed)

    def stacks(self) -> Sequence[Stack]:
        """The bars of what is shown, the segments in their order; none before anything is."""
        raise NotImplementedError

    def render_again(self) -> None:
        """The look has changed."""
        raise NotImplementedError

    @property
    def has_chart(self) -> bool:
        """True once the chart itself is in sight."""
        return self._plot is not None

    @property
    def chart_words(self) -> str:
        """What the chart says to a screen reader."""
        return "" if self._plot is None else self._plot.canvas.accessibleName()

    def use_plots(self, plot_class: "type[ShareBars]") -> None:
        """The chart library has come."""
        if self._plot is None:
            self._plot = plot_class(themed_ink(_CHART_TEXT_PX))
            self._places.addWidget(self._plot.canvas)
            self._places.setCurrentWidget(self._plot.canvas)
            self._places.activate()
            self.redraw()

    def say_unavailable(self) -> None:
        """The chart library will not come: the table stays."""
        self._waiting.setText(t(CTX, "图表组件不可用，请看表格"))

    def redraw(self) -> None:
        """Draw the bars of what is shown."""
        stacks = [] if self._plot is None else list(self.stacks())
        if self._plot is not None and stacks:
            self._plot.canvas.setAccessibleName("; ".join(map(_said, stacks)))
            self._plot.show_stacks(stacks)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()

    def _on_look_changed(self) -> None:
        if self._plot is not None:
            self._plot.use_ink(themed_ink(_CHART_TEXT_PX))
        self.render_again()


def segment_word(segment: Segment) -> str:
    """零售, 高净值, 机构级(个人), 机构客户."""
    if segment in INSTITUTIONS:
        return labels.word(TierVariant(segment.value))
    return labels.word(Tier(segment.value))


def _said(stack: Stack) -> str:
    parts = zip(Segment, stack.parts, strict=True)
    return stack.words + " " + ", ".join(f"{segment_word(key)} {part.words}" for key, part in parts)
