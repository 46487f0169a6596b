"""Pill, risk blocks and score bars as widgets."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from advisor_desk.ui import theme
from advisor_desk.ui.widgets import paint


class Mark(QWidget):
    """A small painted sign that is drawn again when the look changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.signals().changed.connect(self._on_look_changed)

    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Pill(Mark):
    """A filled pill with a word. `step` 0 to 4 takes the tier colours; None is a quiet pill."""

    def __init__(self, text: str = "", step: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = step
        self.set_text(text, step)

    def set_text(self, text: str, step: int | None = None) -> None:
        """Show `text` in the colours of `step`."""
        self._text, self._step = text, step
        self.setAccessibleName(text)
        self._on_look_changed()

    def text(self) -> str:
        """The word shown."""
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(paint.pill_width(self._text), paint.pill_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._step is None:
            fill, ink = theme.color("track"), theme.color("text2")
        else:
            fill, ink = paint.tier_colors(self._step)
        paint.draw_pill(painter, QRectF(self.rect()), self._text, fill, ink)
        painter.end()


class WarnPill(Pill):
    """A pill for something due; always with a word."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.draw_pill(painter, rect, self.text(), theme.color("warn_bg"), theme.color("warn"))
        painter.end()


class LatePill(Pill):
    """A pill for what is past its time; always with a word."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.draw_pill(painter, rect, self.text(), theme.color("danger_bg"), theme.color("danger"))
        painter.end()


class RiskBlocks(Mark):
    """Five blocks filled to the risk level 0 to 5."""

    def __init__(self, level: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = level

    def set_level(self, level: int, name: str = "") -> None:
        """Fill `level` blocks; `name` is what a screen reader says."""
        self._level = level
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(paint.risk_width(), paint.pill_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.draw_risk(painter, 0, self.height() / 2, self._level)
        painter.end()


class RfmBars(Mark):
    """Upright bars of the scores A, F, B (1 to 6)."""

    def __init__(self, scores: tuple[int, ...] = (0, 0, 0), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scores = scores

    def set_scores(self, scores: tuple[int, ...], name: str = "") -> None:
        """Show `scores`; `name` is what a screen reader says."""
        self._scores = scores
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(paint.bars_width(len(self._scores)), paint.pill_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.draw_bars(painter, 0, self.height() / 2, self._scores)
        painter.end()
