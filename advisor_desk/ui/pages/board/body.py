"""The cards of the board in their scroll area, under the bar of month-ends."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from advisor_desk.ui import formats, tokens
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.board.kpis import BoardKpis
from advisor_desk.ui.pages.board.month_bar import MonthBar
from advisor_desk.ui.pages.board.moves_card import FlowsCard, MoversCard
from advisor_desk.ui.pages.board.service_cards import CadenceCard, ContactsCard, PathCard, ResponsesCard
from advisor_desk.ui.pages.board.structure_card import StructureCard
from advisor_desk.ui.pages.board.words import CTX
from advisor_desk.ui.widgets.empty import EmptyState
from advisor_desk.ui.widgets.side_by_side import SideBySide
from advisor_desk.usecases.board_view import BoardView, Moves


class BoardBody(QScrollArea):
    """Signals: `why_asked(str)`, `client_asked(int)`, `copied()`."""

    why_asked = Signal(str)
    client_asked = Signal(int)
    copied = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.bar = MonthBar()
        self.kpis = BoardKpis()
        self.structure = StructureCard()
        self.flows = FlowsCard()
        self.movers = MoversCard()
        self.cadence = CadenceCard()
        self.responses = ResponsesCard()
        self.contacts = ContactsCard()
        self.path = PathCard()
        self.cards = (
            self.structure, self.flows, self.movers, self.cadence, self.responses, self.contacts, self.path,
        )  # fmt: skip
        self.soon = EmptyState("chart", "")
        self.soon.setMinimumHeight(220)
        self.compared = SideBySide([(self.flows, 1), (self.movers, 1)])
        self._lay_out()
        self.kpis.asked.connect(self.why_asked)
        self.bar.measured.connect(self._on_measured)
        self._shown: tuple[BoardView, Moves | None] | None = None
        for card in self.cards:
            card.view_asked.connect(self._on_asked)
            card.copied.connect(self.copied)

    def _lay_out(self) -> None:
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        side = tokens.PAGE_PADDING
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(tokens.GAP)
        column.addWidget(self.bar)
        column.addWidget(self.kpis)
        column.addWidget(self.soon)
        column.addWidget(self.structure)
        column.addWidget(self.compared)
        left, right = _stacked(self.cadence, self.path), _stacked(self.responses, self.contacts)
        column.addWidget(SideBySide([(left, 1), (right, 1)]))
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def render_view(self, view: BoardView, moves: Moves | None) -> None:
        """Show this book; `moves` between the month-ends that the bar names."""
        self._shown = (view, moves)
        is_early = view.fills_on is not None
        self.soon.setVisible(is_early)
        self.kpis.clients.setVisible(not is_early)
        self.kpis.assets.setVisible(not is_early)
        for widget in (self.bar, self.structure, self.compared):
            widget.setVisible(not is_early)
        if view.fills_on is not None:
            self.soon.set_texts(
                t(CTX, "{day} 起可以看结构与变动").format(day=formats.day(view.fills_on)),
                t(
                    CTX,
                    "比较需要两个月末的快照，现在有 %n 个。每到月末会自动保存一个。",
                    len(view.structures),
                ),
            )
        self.kpis.render_view(view, moves)
        self._render_measured()
        if moves is not None:
            self.movers.render_moves(moves)
        for card in (self.cadence, self.responses, self.contacts, self.path):
            card.render_view(view)

    def _on_measured(self) -> None:
        self._render_measured()

    def _render_measured(self) -> None:
        """The cards that look at one measure."""
        if self._shown is None:
            return
        view, moves = self._shown
        if view.structures:
            self.structure.render_view(view, self.bar.measure)
        if moves is not None:
            self.flows.render_moves(view, moves, self.bar.measure)

    def _on_asked(self, target: object) -> None:
        if isinstance(target, int):
            self.client_asked.emit(target)
        elif isinstance(target, str):
            self.why_asked.emit(target)


def _stacked(*cards: QWidget) -> QWidget:
    """Cards below each other, each as high as what is in it."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(tokens.GAP)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return made
