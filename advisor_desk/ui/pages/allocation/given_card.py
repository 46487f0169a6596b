"""以往建议: what was given to this client, when and by whom; each opens its stored explanation."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.domain.advice import GivenSuggestion
from advisor_desk.ui import discreet, formats
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX
from advisor_desk.ui.pages.allocation.stored import stored_lines
from advisor_desk.ui.pages.allocation.view import PageView
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.widgets.card import Card, ElidedLabel, Line, RoleLabel
from advisor_desk.ui.widgets.layouts import nest


class GivenCard(Card):
    """Signals: `asked(str)` for a stored explanation."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(t(CTX, "以往建议"))
        self.count = RoleLabel("", FontRole.SMALL, "second")
        self.add_action(self.count)
        self.rows: list[FigureLink] = []
        self._inside: QWidget | None = None

    def render_view(self, view: PageView) -> None:
        """Show what was given, newest first."""
        self.forget()
        given = view.sheet.given
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for at, one in enumerate(given):
            if at:
                column.addWidget(Line(parent=inside))
            self._add_row(column, one)
        if not given:
            column.addWidget(RoleLabel(t(CTX, "还没有算作已建议的记录。"), FontRole.BODY, "third"))
        self._inside = inside
        self.add(inside)
        self.count.setText(t(CTX, "{count} 次").format(count=len(given)) if given else "")

    def forget(self) -> None:
        """Show nothing."""
        self.rows = []
        if self._inside is not None:
            self.body.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
            self._inside = None

    def _add_row(self, column: QVBoxLayout, one: GivenSuggestion) -> None:
        link = FigureLink(given_key(one), FontRole.BODY, "primary")
        link.show_text(formats.day(one.on), hint=t(CTX, "查看当时的说明"))
        link.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        link.asked.connect(self.asked)
        self.rows.append(link)
        row = nest(column, QVBoxLayout())
        row.setSpacing(2)
        head = nest(row, QHBoxLayout())
        head.setSpacing(12)
        head.addWidget(link)
        head.addWidget(RoleLabel(discreet.name(one.author), FontRole.BODY, "second"))
        bought = "  ".join(f"{name} {discreet.money(fen)}" for name, fen in stored_lines(one.body))
        head.addWidget(ElidedLabel(bought, FontRole.BODY), 1)
        said = RoleLabel(discreet.text(one.comment), FontRole.SMALL, "second")
        said.setWordWrap(True)
        row.addWidget(said)


def given_key(one: GivenSuggestion) -> str:
    """The key of a stored explanation."""
    return f"GIVEN:{one.event_id}"
