"""All cards of the screen in their scroll area: head, then either the plan or why there is none."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from advisor_desk.ui import tokens
from advisor_desk.ui.pages.allocation.blocked_card import BlockedCard
from advisor_desk.ui.pages.allocation.given_card import GivenCard
from advisor_desk.ui.pages.allocation.head_card import HeadCard
from advisor_desk.ui.pages.allocation.lines_card import LinesCard
from advisor_desk.ui.pages.allocation.mix_card import MixCard
from advisor_desk.ui.pages.allocation.needs_card import NeedsCard
from advisor_desk.ui.pages.allocation.stopped_card import StoppedCard
from advisor_desk.ui.pages.allocation.view import PageView


class AllocationBody(QScrollArea):
    """Built once, rendered for each state of the work."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.head = HeadCard()
        self.stopped = StoppedCard()
        self.mix = MixCard()
        self.needs = NeedsCard()
        self.lines = LinesCard()
        self.blocked = BlockedCard()
        self.given = GivenCard()
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        side = tokens.PAGE_PADDING
        column.setContentsMargins(side, 12, side, side)
        column.setSpacing(tokens.GAP)
        cards = (
            self.head, self.stopped, self.mix, self.lines, self.needs, self.blocked, self.given,
        )  # fmt: skip
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidget(inner)

    def render_view(self, view: PageView, *, is_first: bool) -> None:
        """Show a state. `is_first` says that another client is shown than before."""
        suggestion = view.suggestion
        self.head.render_view(view)
        has_plan = view.plan is not None
        self.stopped.setVisible(suggestion is not None and bool(suggestion.stopped))
        for card in (self.mix, self.lines):
            card.setVisible(has_plan)
        self.needs.setVisible(suggestion is not None)
        self.blocked.setVisible(suggestion is not None and (has_plan or bool(suggestion.blocked)))
        if is_first:
            self.blocked.forget()
            self.verticalScrollBar().setValue(0)
        self.stopped.render_view(view)
        self.render_plan(view)
        self.needs.render_view(view)
        self.blocked.render_view(view)
        self.given.render_view(view)

    def render_plan(self, view: PageView) -> None:
        """Show what a change of an amount changes, and nothing else."""
        self.mix.render_view(view)
        self.lines.render_view(view)
