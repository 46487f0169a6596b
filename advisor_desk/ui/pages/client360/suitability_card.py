"""适当性: class, level and its end, papers, qualification, permissions; what stands against advice."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.ui import fonts
from advisor_desk.ui import labels_suitability_card as words
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_portrait import Fact
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.client_suitability import client_of, standing_of

_CTX = "Suitability"
_NAME: Final = 92
_TWO_COLUMNS: Final = 620


class FactLine(QWidget):
    """A name and its value; a value that can be explained is a link, the others wrap."""

    def __init__(self) -> None:
        super().__init__()
        self.name = RoleLabel("", FontRole.SMALL, "second")
        self.name.setWordWrap(True)
        self.value = RoleLabel("", FontRole.BODY)
        self.value.setWordWrap(True)
        self.value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.link = FigureLink("", FontRole.BODY_BOLD)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.name, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.value, 1)
        row.addWidget(self.link, 0)
        row.addStretch(0)

    def show_fact(self, fact: Fact) -> None:
        """Show `fact`."""
        self.name.setFixedWidth(fonts.scaled(_NAME))
        self.name.setText(fact.name)
        is_link = bool(fact.why)
        self.value.setVisible(not is_link)
        self.link.setVisible(is_link)
        self.link.key = fact.why
        self.link.setFixedHeight(fonts.metrics(FontRole.BODY_BOLD).height())
        self.link.show_text(fact.value, fact.tone or "text")
        self.link.setAccessibleName(f"{fact.name} {fact.value}")
        self.value.setText("" if is_link else fact.value)
        self.value.set_tone(fact.tone)


class SuitabilityCard(Card):
    """Signals: `asked(str)` for an explanation, `assess_asked()` and `kyc_asked()` for the two dialogs."""

    asked = Signal(str)
    assess_asked = Signal()
    kyc_asked = Signal()

    def __init__(self) -> None:
        super().__init__(t(_CTX, "适当性"))
        self.assess_button = GhostButton("shield-check", t(_CTX, "风险测评 (R)"), t(_CTX, "风险测评"))
        self.kyc_button = GhostButton("pencil", t(_CTX, "适当性资料 (K)"), t(_CTX, "适当性资料"))
        self.stops = QFrame()
        self.stops.setObjectName("notice")
        self.stop_title = RoleLabel("", FontRole.BODY_BOLD, "warn")
        self.stop_words = RoleLabel("", FontRole.SMALL, "warn")
        self.class_words = RoleLabel("", FontRole.SMALL, "warn")
        self.lines: list[FactLine] = []
        self._columns = 1
        self._lay_out()
        self.assess_button.clicked.connect(self.assess_asked)
        self.kyc_button.clicked.connect(self.kyc_asked)

    def render_view(self, view: PageView) -> None:
        """Show how the client stands."""
        review = view.review
        standing = standing_of(client_of(review), view.as_of, view.rules, view.advice)
        self._show_stops([words.stop(found) for found in standing.stops])
        gap = words.class_gap(standing)
        self.class_words.setText(gap)
        self.class_words.setVisible(bool(gap))
        facts = words.facts(standing, review)
        while len(self.lines) < len(facts):
            line = FactLine()
            line.link.asked.connect(self.asked)
            self.lines.append(line)
        # In their place first: what is dressed before it has a parent loses its colour there.
        self._arrange(len(facts))
        for line, fact in zip(self.lines, facts, strict=False):
            line.show_fact(fact)
        for at, line in enumerate(self.lines):
            line.setVisible(at < len(facts))

    def resizeEvent(self, event: QResizeEvent) -> None:
        columns = 2 if event.size().width() >= fonts.scaled(_TWO_COLUMNS) else 1
        if columns != self._columns:
            self._columns = columns
            self._arrange(sum(not line.isHidden() for line in self.lines))
        super().resizeEvent(event)

    def _lay_out(self) -> None:
        self.add_action(self.assess_button)
        self.add_action(self.kyc_button)
        column = QVBoxLayout(self.stops)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(3)
        column.addWidget(self.stop_title)
        column.addWidget(self.stop_words)
        for label in (self.stop_words, self.class_words):
            label.setWordWrap(True)
        self.add(self.stops)
        self._grid = nest(self.body, QGridLayout())
        self._grid.setHorizontalSpacing(28)
        self._grid.setVerticalSpacing(5)
        self.add(self.class_words)

    def _show_stops(self, stops: list[str]) -> None:
        self.stops.setVisible(bool(stops))
        self.stop_title.setText(t(_CTX, "暂时不能推介产品"))
        self.stop_words.setText("\n".join(stops))

    def _arrange(self, count: int) -> None:
        for line in self.lines:
            self._grid.removeWidget(line)
        rows = -(-count // self._columns)
        for at, line in enumerate(self.lines[:count]):
            self._grid.addWidget(line, at % rows, at // rows, Qt.AlignmentFlag.AlignTop)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
