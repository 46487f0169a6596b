"""The histories as figures. Only this module and `bars` import matplotlib.

Import it in a worker (`advisor_desk.ui.charts.late`), never at the top of another module: it takes
longer than the window. `pyplot` is never used, so that no figure outlives its widget.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QSizePolicy, QWidget

from advisor_desk.ui.charts.ink import ChartInk
from advisor_desk.ui.charts.points import MoneyPoint, date_ticks, is_stepped, money_ticks

DPI = 96
_LEFT_GAP_PX = 8
_FIRST_WIDE = 0x2000
_TOP_PX, _BOTTOM_PX, _RIGHT_PX = 10, 24, 14

ScoreRow = tuple[str, Sequence[int]]
"""The label of a score and its value at each date."""


def points_of(pixels: float) -> float:
    """Logical pixels in the unit that matplotlib measures text and lines in."""
    return pixels * 72 / DPI


def chart_font(families: Sequence[str], text_px: int) -> FontProperties:
    """The families that are installed, so that matplotlib never searches in vain and complains."""
    installed = {entry.name for entry in fontManager.ttflist}
    found = [name for name in families if name in installed]
    return FontProperties(family=found or ["DejaVu Sans"], size=points_of(text_px))


def text_width(labels: Sequence[str], text_px: int) -> float:
    """Room in logical pixels for the widest label; Chinese and dots are as wide as high."""
    widest = max(
        (sum(1.0 if ord(char) > _FIRST_WIDE else 0.58 for char in text) for text in labels), default=0
    )
    return widest * text_px + 4


def warm_up(families: Sequence[str]) -> None:
    """Find and load the fonts by drawing a line of text on no screen; may run in any thread."""
    figure = Figure(figsize=(1, 1), dpi=DPI)
    FigureCanvasAgg(figure)
    figure.text(0, 0, "0123456789", fontproperties=chart_font(families, 11))
    figure.canvas.draw()


class HistoryPlot:
    """One figure on a Qt canvas, redrawn in place.

    `canvas` is the widget. After a `show_*` call, `spots` gives the place on the canvas, in logical
    pixels, of each date that was drawn (several places when several lines share the date).
    """

    def __init__(self, ink: ChartInk) -> None:
        self._ink = ink
        self._figure = Figure(dpi=DPI, facecolor=ink.surface)
        # The canvas comes untyped from matplotlib; here it is a widget and nothing else.
        self.canvas: QWidget = FigureCanvasQTAgg(self._figure)  # type: ignore[no-untyped-call]
        self.canvas.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.canvas.setMinimumSize(0, 0)
        self._redraw: Callable[[], None] = lambda: None
        self._lines: list[tuple[Axes, Sequence[date], Sequence[float]]] = []

    def use_ink(self, ink: ChartInk) -> None:
        """Draw the same data with other colours."""
        self._ink = ink
        self._figure.set_facecolor(ink.surface)
        self.redraw()

    def redraw(self) -> None:
        """Draw again, as after a change of size."""
        self._redraw()

    def show_money(self, points: Sequence[MoneyPoint], tick_text: Callable[[int], str]) -> None:
        """One line of amounts (fen) with a light fill; `tick_text` writes an amount on the axis."""
        self._redraw = lambda: self._draw_money(points, tick_text)
        self._redraw()

    def show_scores(self, dates: Sequence[date], rows: Sequence[ScoreRow]) -> None:
        """One small step chart per score, one above the other, all from 1 to 6."""
        self._redraw = lambda: self._draw_scores(dates, rows)
        self._redraw()

    def spots(self) -> list[tuple[date, list[QPointF]]]:
        """Where each date was drawn, oldest first, in logical pixels of the canvas."""
        height = self.canvas.height()
        found: dict[date, list[QPointF]] = {}
        for axes, dates, values in self._lines:
            pairs = [(on.toordinal(), value) for on, value in zip(dates, values, strict=True)]
            places = axes.transData.transform(pairs) / self._ratio()
            for on, (x, y) in zip(dates, places, strict=True):
                found.setdefault(on, []).append(QPointF(float(x), height - float(y)))
        return sorted(found.items())

    def _ratio(self) -> float:
        return self.canvas.devicePixelRatioF()

    def _clear(self) -> None:
        self._figure.clear()
        self._lines = []

    def _axes(self, frame_px: tuple[float, float, float, float]) -> Axes:
        """Axes at left, bottom, width, height in logical pixels."""
        width, height = max(1, self.canvas.width()), max(1, self.canvas.height())
        left, bottom, wide, high = frame_px
        axes = self._figure.add_axes((left / width, bottom / height, wide / width, high / height))
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_facecolor(self._ink.surface)
        axes.tick_params(length=0, colors=self._ink.axis_text, pad=points_of(6))
        axes.grid(visible=True, axis="y", color=self._ink.grid, linewidth=points_of(1))
        axes.grid(visible=False, axis="x")
        axes.set_axisbelow(True)
        return axes

    def _draw_money(self, points: Sequence[MoneyPoint], tick_text: Callable[[int], str]) -> None:
        self._clear()
        dates = [on for on, _ in points]
        values = [value for _, value in points]
        ticks = money_ticks(min(values), max(values))
        labels = [tick_text(tick) for tick in ticks]
        left = self._text_width(labels) + _LEFT_GAP_PX
        width = self.canvas.width() - left - _RIGHT_PX
        axes = self._axes((left, _BOTTOM_PX, max(1.0, width), self._inner_height()))
        style = "steps-post" if is_stepped(points) else "default"
        days = [on.toordinal() for on in dates]
        line_width = points_of(self._ink.line_px)
        axes.plot(days, values, color=self._ink.line, linewidth=line_width, drawstyle=style)
        step: Literal["post"] | None = "post" if style == "steps-post" else None
        axes.fill_between(
            days, values, ticks[0], color=self._ink.line, alpha=self._ink.fill_share, step=step, linewidth=0
        )  # fmt: skip
        axes.set_ylim(ticks[0], ticks[-1])
        font = chart_font(self._ink.families, self._ink.text_px)
        axes.set_yticks(ticks, labels=labels, fontproperties=font)
        self._date_axis(axes, dates, font)
        self._lines = [(axes, dates, values)]
        self.canvas.update()
        self._figure.canvas.draw_idle()

    def _draw_scores(self, dates: Sequence[date], rows: Sequence[ScoreRow]) -> None:
        self._clear()
        font = chart_font(self._ink.families, self._ink.text_px)
        left = self._text_width([label for label, _ in rows]) + _LEFT_GAP_PX
        width = max(1.0, self.canvas.width() - left - _RIGHT_PX)
        lane = self._inner_height() / max(1, len(rows))
        days = [on.toordinal() for on in dates]
        for index, (label, values) in enumerate(rows):
            bottom = _BOTTOM_PX + (len(rows) - 1 - index) * lane
            axes = self._axes((left, bottom + 3, width, max(1.0, lane - 10)))
            axes.fill_between(days, values, 0, color=self._ink.line, alpha=0.14, step="post", linewidth=0)
            axes.plot(
                days, values, color=self._ink.line, linewidth=points_of(self._ink.line_px),
                drawstyle="steps-post", marker="o", markersize=2.2,
            )  # fmt: skip
            axes.set_ylim(0, 6.6)
            axes.set_yticks([0, 6])
            axes.set_yticklabels([])
            axes.text(
                -_LEFT_GAP_PX / width, 0.5, label, transform=axes.transAxes, ha="right", va="center",
                fontproperties=font, color=self._ink.axis_text,
            )  # fmt: skip
            self._date_axis(axes, dates, font)
            if index < len(rows) - 1:
                axes.set_xticklabels([])
            self._lines.append((axes, dates, [float(value) for value in values]))
        self._figure.canvas.draw_idle()

    def _date_axis(self, axes: Axes, dates: Sequence[date], font: FontProperties) -> None:
        first, last = dates[0], dates[-1]
        axes.set_xlim(first.toordinal(), max(last.toordinal(), first.toordinal() + 1))
        at_most = max(2, min(6, self.canvas.width() // 90))
        ticks = date_ticks(first, last, at_most)
        axes.set_xticks(
            [on.toordinal() for on, _ in ticks], labels=[text for _, text in ticks], fontproperties=font
        )

    def _inner_height(self) -> float:
        return max(1.0, float(self.canvas.height() - _TOP_PX - _BOTTOM_PX))

    def _text_width(self, labels: Sequence[str]) -> float:
        return text_width(labels, self._ink.text_px)
