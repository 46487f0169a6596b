"""暂不能给出建议: why nothing may be suggested to this client now, and the button that leads to the cure."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from advisor_desk.domain.advice import AdviceReason
from advisor_desk.ui import labels_advice_reasons as words
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX
from advisor_desk.ui.labels_advice_reasons import Cure
from advisor_desk.ui.pages.allocation.view import PageView
from advisor_desk.ui.widgets.card import Card, Line, RoleLabel
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.ui.widgets.marks import WarnPill


class StoppedCard(Card):
    """Signals: `cure_asked(Cure)`: the person wants to go where the cure is."""

    cure_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(t(CTX, "暂时不能给出建议"))
        self._head.insertWidget(1, WarnPill(t(CTX, "已停用")))
        self._inside: QWidget | None = None
        self.buttons: dict[Cure, Button] = {}

    def render_view(self, view: PageView) -> None:
        """Show every reason with its cure."""
        self.forget()
        stopped = view.suggestion.stopped if view.suggestion is not None else ()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(10)
        for at, one in enumerate(stopped):
            if at:
                column.addWidget(Line(parent=inside))
            self._add_reason(column, one)
        self._inside = inside
        self.add(inside)

    def forget(self) -> None:
        """Show nothing."""
        self.buttons = {}
        if self._inside is not None:
            self.body.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
            self._inside = None

    def _add_reason(self, column: QVBoxLayout, one: AdviceReason) -> None:
        said = RoleLabel(words.reason(one), FontRole.BODY_BOLD)
        how = RoleLabel(words.stopped_cure(one), FontRole.BODY, "second")
        row = nest(column, QHBoxLayout())
        row.setSpacing(16)
        lines = nest(row, QVBoxLayout(), 1)
        lines.setSpacing(2)
        for label in (said, how):
            label.setWordWrap(True)
            lines.addWidget(label)
        cure = words.cure_place(one)
        if cure is not None and cure not in self.buttons:
            button = Button(*words.cure_button(cure), primary=not self.buttons)
            button.clicked.connect(lambda: self.cure_asked.emit(cure))
            self.buttons[cure] = button
            row.addWidget(button)
