"""Where each class stands before, after and against its target, as painted tracks beside a table's rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.figure_grid import HEAD, ROW
from advisor_desk.ui.widgets.marks import Mark

_BAR = 8
_ZONE = 18
_LEAST = 220
_STEP = 1_000
_DOT = 4.0


@dataclass(frozen=True, slots=True)
class Track:
    """One class in basis points; `band_bp` lies on both sides of the target. `told` is for screen readers."""

    before_bp: int
    target_bp: int
    after_bp: int
    band_bp: int
    fill: str
    told: str


@dataclass(frozen=True, slots=True)
class Legend:
    """The four words above the tracks."""

    before: str
    target: str
    after: str
    band: str


class MixTracks(Mark):
    """A track for each row: band as a zone, target as a tick, after as a bar, before as a ring."""

    def __init__(self, legend: Legend) -> None:
        super().__init__()
        self._legend = legend
        self._tracks: Sequence[Track] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_tracks(self, tracks: Sequence[Track]) -> None:
        """Show these classes from top to bottom."""
        self._tracks = tuple(tracks)
        self.setAccessibleName("; ".join(track.told for track in tracks))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(fonts.scaled(_LEAST), self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(fonts.scaled(320), fonts.scaled(HEAD) + fonts.scaled(ROW) * len(self._tracks))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter)
        top, high = float(fonts.scaled(HEAD)), float(fonts.scaled(ROW))
        for at, track in enumerate(self._tracks):
            self._paint_track(painter, QRectF(6, top + at * high, self.width() - 12, high), track)

    def _full_bp(self) -> int:
        """What the whole width stands for: the largest figure, rounded up to ten points."""
        most = max(
            (max(one.before_bp, one.after_bp, one.target_bp + one.band_bp) for one in self._tracks),
            default=_STEP,
        )
        return max(_STEP, -(-most // _STEP) * _STEP)

    def _paint_track(self, painter: QPainter, room: QRectF, track: Track) -> None:
        full, middle = self._full_bp(), room.center().y()

        def at(bp: int) -> float:
            return room.left() + room.width() * max(0, min(full, bp)) / full

        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(QRectF(room.left(), middle - 1, room.width(), 2), 1, 1)
        left, right = at(track.target_bp - track.band_bp), at(track.target_bp + track.band_bp)
        painter.setBrush(theme.color("selected"))
        painter.drawRoundedRect(QRectF(left, middle - _ZONE / 2, right - left, _ZONE), 3, 3)
        painter.setBrush(QColor(track.fill))
        if track.after_bp > 0:
            width = max(2.0, at(track.after_bp) - room.left())
            painter.drawRoundedRect(QRectF(room.left(), middle - _BAR / 2, width, _BAR), 2, 2)
        painter.setPen(QPen(theme.color("text"), 2))
        tick = at(track.target_bp)
        painter.drawLine(QPointF(tick, middle - _ZONE / 2), QPointF(tick, middle + _ZONE / 2))
        painter.setPen(QPen(theme.color("text2"), 1.6))
        painter.setBrush(theme.color("surface"))
        painter.drawEllipse(QPointF(at(track.before_bp), middle), _DOT, _DOT)

    def _paint_legend(self, painter: QPainter) -> None:
        painter.setFont(fonts.font(FontRole.SMALL))
        metrics = fonts.metrics(FontRole.SMALL)
        middle, x = fonts.scaled(HEAD) / 2, 6.0
        words = self._legend
        for kind, text in (("after", words.after), ("before", words.before), ("target", words.target),
                           ("band", words.band)):  # fmt: skip
            self._paint_sign(painter, kind, QPointF(x + 6, middle))
            painter.setPen(theme.color("text2"))
            wide = metrics.horizontalAdvance(text)
            painter.drawText(
                QRectF(x + 16, 0, wide + 2, fonts.scaled(HEAD)), Qt.AlignmentFlag.AlignVCenter, text
            )
            x += 16 + wide + 14

    def _paint_sign(self, painter: QPainter, kind: str, middle: QPointF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if kind == "after":
            painter.setBrush(theme.color("bar"))
            painter.drawRoundedRect(QRectF(middle.x() - 6, middle.y() - 4, 12, 8), 2, 2)
        elif kind == "band":
            painter.setBrush(theme.color("selected"))
            painter.drawRoundedRect(QRectF(middle.x() - 6, middle.y() - 7, 12, 14), 3, 3)
        elif kind == "before":
            painter.setPen(QPen(theme.color("text2"), 1.6))
            painter.setBrush(theme.color("surface"))
            painter.drawEllipse(middle, _DOT, _DOT)
        else:
            painter.setPen(QPen(theme.color("text"), 2))
            painter.drawLine(middle + QPointF(0, -7), middle + QPointF(0, 7))
