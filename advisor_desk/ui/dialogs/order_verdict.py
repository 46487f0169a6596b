"""The verdict on an order: its word with colour and sign, every finding, the cure, the duties."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from advisor_desk.domain.suitability import SuitabilityOutcome, SuitabilityVerdict
from advisor_desk.ui import discreet, fonts, icons, labels_advice, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.pages.allocation.blocked_card import cure_of
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.layouts import nest

_CTX = "OrderCheck"
_ICON: Final = 20
_GAP: Final = 8


@dataclass(frozen=True, slots=True)
class _Look:
    words: str
    icon: str
    tone: str


_LOOKS: Final = {
    SuitabilityOutcome.ALLOW: _Look(mark("可以办理"), "check", "good"),
    SuitabilityOutcome.WARN: _Look(mark("须警示：客户书面确认后才能办理"), "alert", "warn"),
    SuitabilityOutcome.FORBID: _Look(mark("不能办理"), "x", "warn"),
}


class OrderVerdict(QScrollArea):
    """Shows a verdict, or one quiet sentence while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.verdict: SuitabilityVerdict | None = None
        self.sign = QLabel()
        self.outcome = RoleLabel("", FontRole.CARD_TITLE)
        self.outcome.setWordWrap(True)
        self.quiet = _wrapped("", "second")
        self._banner = QFrame()
        self._rest = QVBoxLayout()
        self._told: list[RoleLabel] = []
        self._lay_out()
        theme.signals().changed.connect(self._render)
        discreet.signals().changed.connect(self._render)

    def say(self, sentence: str) -> None:
        """Why there is no verdict."""
        self.verdict = None
        self.quiet.setText(sentence)
        self._render()

    def show_verdict(self, verdict: SuitabilityVerdict) -> None:
        """Show a verdict from its top."""
        self.verdict = verdict
        self._render()
        self.verticalScrollBar().setValue(0)

    def texts(self) -> list[str]:
        """What is said below the outcome, line by line."""
        return [label.text() for label in self._told]

    def _lay_out(self) -> None:
        inner = QWidget()
        banner = QHBoxLayout(self._banner)
        banner.setContentsMargins(12, 10, 12, 10)
        banner.setSpacing(10)
        banner.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        banner.addWidget(self.outcome, 1)
        self._rest.setSpacing(6)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(10)
        column.addWidget(self._banner)
        column.addWidget(self.quiet)
        nest(column, self._rest)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(t(_CTX, "适当性结论"))
        self.setWidget(inner)

    def _render(self) -> None:
        for label in self._told:
            self._rest.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._told = []
        verdict = self.verdict
        self.quiet.setVisible(verdict is None)
        self._banner.setVisible(verdict is not None)
        self.setAccessibleDescription(self.quiet.text())
        if verdict is not None:
            self._show_outcome(verdict.outcome)
            self._tell(verdict)
            self.setAccessibleDescription("\n".join([self.outcome.text(), *self.texts()]))

    def _show_outcome(self, outcome: SuitabilityOutcome) -> None:
        look = _LOOKS[outcome]
        size = fonts.scaled(_ICON)
        self.sign.setPixmap(icons.pixmap(look.icon, look.tone, size, self.devicePixelRatioF()))
        self.outcome.setText(t(_CTX, look.words))
        self.outcome.set_tone(look.tone)
        self._banner.setObjectName("fine" if look.tone == "good" else "notice")
        self._banner.style().unpolish(self._banner)
        self._banner.style().polish(self._banner)

    def _tell(self, verdict: SuitabilityVerdict) -> None:
        if not verdict.findings:
            self._add(t(_CTX, "没有发现问题。"), "second")
        for found in verdict.findings:
            self._add("· " + labels_advice.finding(found))
        cure = cure_of(verdict.findings)
        if cure:
            self._head(t(_CTX, "怎样解决"))
            self._add(cure, "second")
        if verdict.duties:
            self._head(t(_CTX, "办理时应当履行"))
        for duty in verdict.duties:
            self._add("· " + labels_advice.duty(duty))

    def _head(self, text: str) -> None:
        label = RoleLabel(text, FontRole.SMALL_BOLD, "second")
        label.setContentsMargins(0, _GAP, 0, 0)
        self._put(label)

    def _add(self, text: str, tone: str = "") -> None:
        self._put(_wrapped(text, tone))

    def _put(self, label: RoleLabel) -> None:
        self._told.append(label)
        self._rest.addWidget(label)


def _wrapped(text: str, tone: str) -> RoleLabel:
    label = RoleLabel(text, FontRole.BODY, tone)
    label.setWordWrap(True)
    return label
