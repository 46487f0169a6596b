"""The cards of the screen in their scroll area; what needs a person stands right below the head."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from advisor_desk.domain.sync_view import SyncView
from advisor_desk.ui import fonts, tokens
from advisor_desk.ui.pages.sync.age_cards import RoundsCard, ScopesCard
from advisor_desk.ui.pages.sync.conflicts_card import ConflictsCard
from advisor_desk.ui.pages.sync.outbox_card import OutboxCard
from advisor_desk.ui.pages.sync.parts import SyncParts
from advisor_desk.ui.pages.sync.receipt_card import ReceiptCard
from advisor_desk.ui.pages.sync.refusals_card import RefusalsCard
from advisor_desk.ui.pages.sync.run_card import RunCard
from advisor_desk.ui.widgets.card import Card
from advisor_desk.ui.widgets.side_by_side import SideBySide

_LEAST: Final = 340


class SyncBody(QScrollArea):
    """Head, conflicts, what came back, then the facts."""

    def __init__(self, parts: SyncParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run = RunCard(parts)
        self.conflicts = ConflictsCard(parts)
        self.refusals = RefusalsCard(parts)
        self.outbox = OutboxCard()
        self.receipt = ReceiptCard(parts)
        self.scopes = ScopesCard(parts)
        self.rounds = RoundsCard(parts)
        ages = QWidget()
        beside = QVBoxLayout(ages)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(tokens.GAP)
        beside.addWidget(self.scopes)
        beside.addWidget(self.rounds, 1)
        for widget in (self.outbox, self.receipt, ages):
            widget.setMinimumWidth(fonts.scaled(_LEAST))
        self.facts = SideBySide([(self.outbox, 1), (self.receipt, 1), (ages, 1)])
        inner = QWidget(self)
        self._column = QVBoxLayout(inner)
        side = tokens.PAGE_PADDING
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(tokens.GAP)
        for widget in (self.run, self.conflicts, self.refusals, self.facts):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def show_view(self, view: SyncView) -> None:
        """Show everything; a card without anything to do goes below the facts."""
        for card in (self.run, self.conflicts, self.refusals, self.outbox, self.receipt, self.scopes):
            card.show_view(view)
        self.rounds.show_view(view)
        self._arrange([self.conflicts, self.refusals], [bool(self.conflicts.rows), bool(view.refusals)])

    def show_attention(self) -> None:
        """Turn to what needs a person: a conflict, else a record that came back."""
        rows = self.conflicts.rows or self.refusals.rows
        if rows:
            self.ensureWidgetVisible(rows[0], 0, rows[0].height())
            (rows[0] if self.conflicts.rows else self.refusals.rows[0].seen_button).setFocus()

    def _arrange(self, cards: list[Card], has_work: list[bool]) -> None:
        urgent = [card for card, has in zip(cards, has_work, strict=True) if has]
        wanted = [self.run, *urgent, self.facts, *(card for card in cards if card not in urgent)]
        if [self._column.indexOf(widget) for widget in wanted] == list(range(len(wanted))):
            return
        for at, widget in enumerate(wanted):
            self._column.insertWidget(at, widget)
        for before, after in zip(wanted, wanted[1:], strict=False):
            QWidget.setTabOrder(_last_of(before), _first_of(after))


def _last_of(widget: QWidget) -> QWidget:
    """The last stop of a card that Tab comes to."""
    stops = [one for one in widget.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return stops[-1] if stops else widget


def _first_of(widget: QWidget) -> QWidget:
    """The first stop of a card that Tab comes to."""
    stops = [one for one in widget.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return stops[0] if stops else widget
