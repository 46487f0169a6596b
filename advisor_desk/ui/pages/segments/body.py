"""The four cards of the screen in their scroll area."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from advisor_desk.ui import tokens
from advisor_desk.ui.pages.segments.groups_card import GroupsCard
from advisor_desk.ui.pages.segments.quintile_card import QuintileCard
from advisor_desk.ui.pages.segments.states_card import StatesCard
from advisor_desk.ui.pages.segments.structure_card import StructureCard
from advisor_desk.ui.widgets.side_by_side import SideBySide
from advisor_desk.usecases.reports import SegmentReport


class SegmentsBody(QScrollArea):
    """Signals: `view_asked(ViewWish)`; `copied()` after a card's tables were copied."""

    view_asked = Signal(object)
    copied = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.structure = StructureCard()
        self.groups = GroupsCard()
        self.states = StatesCard()
        self.quintiles = QuintileCard()
        self.cards = (self.structure, self.groups, self.states, self.quintiles)
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        side = tokens.PAGE_PADDING
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(tokens.GAP)
        column.addWidget(self.structure)
        column.addWidget(self.groups)
        column.addWidget(SideBySide([(self.states, 1), (self.quintiles, 1)]))
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
        for card in self.cards:
            card.view_asked.connect(self.view_asked)
            card.copied.connect(self.copied)

    def render_report(self, report: SegmentReport) -> None:
        """Show this book."""
        for card in self.cards:
            card.render_report(report)
