"""A figure or a short reason that can be asked "why": click it, or press Enter or W on it."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.fonts import FontRole

_SLACK = 2


class FigureLink(QAbstractButton):
    """Text in a font and colour role.

    Where there is no room it takes the fonts of `smaller` in turn, then elides and tells the whole in a
    tooltip.

    Signals: `asked(str)` with the key of the explanation.
    """

    asked = Signal(str)

    def __init__(
        self,
        key: str,
        role: FontRole = FontRole.BODY,
        ink: str = "text",
        smaller: tuple[FontRole, ...] = (),
    ) -> None:
        super().__init__()
        self.key = key
        self._role = role
        self._smaller = smaller
        self._ink = ink
        self._hint = ""
        self._is_under_pointer = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)
        theme.signals().changed.connect(self.updateGeometry)

    def show_text(self, text: str, ink: str = "", hint: str = "") -> None:
        """Show `text`; `ink` replaces the colour role; `hint` is the tooltip when the text is whole."""
        self.setText(text)
        self._ink = ink or self._ink
        self._hint = hint
        self.setAccessibleName(text)
        self.setToolTip(hint)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = fonts.metrics(self._role)
        return QSize(metrics.horizontalAdvance(self.text()) + _SLACK, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(24, self.sizeHint().width()), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            room = self.width()
            is_whole = fonts.metrics(self._fitting_role(room)).horizontalAdvance(self.text()) <= room
            parts = [] if is_whole else [self.text()]
            self.setToolTip("\n".join([*parts, self._hint] if self._hint else parts))
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_under_pointer = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._is_under_pointer = False
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = self.rect()
        role = self._fitting_role(room.width())
        metrics = fonts.metrics(role)
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(fonts.font(role))
        painter.setPen(theme.color(self._ink))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        if self._is_under_pointer and self.isEnabled():
            baseline = (self.height() + metrics.ascent() - metrics.descent()) // 2 + 2
            painter.setPen(QPen(theme.color("text3"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(0, baseline, metrics.horizontalAdvance(words), baseline)
        if self.hasFocus():
            line = QRectF(0, self.height() - 2, min(room.width(), metrics.horizontalAdvance(words)), 2)
            painter.fillRect(line, theme.color("primary"))

    def _fitting_role(self, room: int) -> FontRole:
        """The largest of the fonts in which the text fits, the smallest when none does."""
        roles = (self._role, *self._smaller)
        fits = (role for role in roles if fonts.metrics(role).horizontalAdvance(self.text()) <= room)
        return next(fits, roles[-1])

    def _on_clicked(self) -> None:
        self.asked.emit(self.key)


def key_of(widget: QWidget | None) -> str:
    """The explanation that the widget asks for, empty when it asks for none."""
    return widget.key if isinstance(widget, FigureLink) else ""
