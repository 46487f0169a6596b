"""Card with a title row, section title, thin line, elided label."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.ui import fonts, theme, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.layouts import nest

_TONES: Final = {"": "text", "second": "text2", "third": "text3"}
"""Short names; any colour token is a tone as well."""


class RoleLabel(QLabel):
    """A label whose font follows the look. `tone`: "", "second", "third", "warn", "up", "down", "primary"."""

    def __init__(
        self,
        text: str = "",
        role: FontRole = FontRole.BODY,
        tone: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._role = role
        self._tone = tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._on_look_changed()
        theme.signals().changed.connect(self._on_look_changed)

    def set_tone(self, tone: str) -> None:
        """Change the colour by its tone."""
        if tone != self._tone:
            self._tone = tone
            self._on_look_changed()

    def _on_look_changed(self) -> None:
        self.setFont(fonts.font(self._role))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.color(_TONES.get(self._tone, self._tone)))
        self.setPalette(palette)


class SectionTitle(RoleLabel):
    """Title of a card or of a part of a page."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, FontRole.CARD_TITLE, parent=parent)


class ElidedLabel(RoleLabel):
    """One line that ends in … when there is no room; the whole text is then its tooltip."""

    def __init__(
        self,
        text: str = "",
        role: FontRole = FontRole.BODY,
        tone: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, role, tone, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        tip = "" if shown == self.text() else self.text()
        if self.toolTip() != tip:
            self.setToolTip(tip)
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class Line(QFrame):
    """A one-pixel line, flat or upright."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("line")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class Card(QFrame):
    """A rounded surface. `body` takes the content; `add_action` puts a widget at the right of the title."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        side, top = tokens.CARD_PADDING
        outer = QVBoxLayout(self)
        outer.setContentsMargins(side, top, side, top)
        outer.setSpacing(8)
        self._head = nest(outer, QHBoxLayout())
        self._head.setSpacing(8)
        self.title = SectionTitle(title, self)
        self._head.addWidget(self.title)
        self._head.addStretch(1)
        self.title.setVisible(bool(title))
        self.body = nest(outer, QVBoxLayout(), 1)
        self.body.setSpacing(8)

    def add_action(self, widget: QWidget) -> None:
        """Put `widget` at the right end of the title row."""
        self._head.addWidget(widget)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put `widget` below what is there."""
        self.body.addWidget(widget, stretch)
