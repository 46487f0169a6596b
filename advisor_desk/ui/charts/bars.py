"""Shares of a whole as stacked bars. Imports matplotlib: bring it in by `late.import_bars`, in a worker."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from PySide6.QtWidgets import QSizePolicy, QWidget

from advisor_desk.ui.charts.ink import ChartInk
from advisor_desk.ui.charts.plots import DPI, chart_font, points_of, text_width
from advisor_desk.ui.charts.stacks import Stack

_BAR_PX = 34
_LEFT_GAP_PX = 10
_RIGHT_PX = 4
_WORDS_SIDE_PX = 3


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part of a bar lies, in per mille of the whole."""

    start: int
    width: int


class ShareBars:
    """One figure on a Qt canvas (`canvas`), redrawn in place: a bar for each stack, from 0 to 100 %."""

    def __init__(self, ink: ChartInk) -> None:
        self._ink = ink
        self._stacks: Sequence[Stack] = ()
        self._figure = Figure(dpi=DPI, facecolor=ink.surface)
        # The canvas comes untyped from matplotlib; here it is a widget and nothing else.
        self.canvas: QWidget = FigureCanvasQTAgg(self._figure)  # type: ignore[no-untyped-call]
        self.canvas.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.canvas.setMinimumSize(0, 0)

    def use_ink(self, ink: ChartInk) -> None:
        """Draw with other colours from the next `show_stacks` on."""
        self._ink = ink
        self._figure.set_facecolor(ink.surface)

    def show_stacks(self, stacks: Sequence[Stack]) -> None:
        """Draw these bars, the first on top."""
        self._stacks = stacks
        self.redraw()

    def redraw(self) -> None:
        """Draw again, as after a change of size."""
        self._figure.clear()
        if not self._stacks:
            return
        font = chart_font(self._ink.families, self._ink.text_px)
        axes = self._axes()
        places = [_places([part.share for part in stack.parts]) for stack in self._stacks]
        low = min((place.start for row in places for place in row), default=0)
        high = max((place.start + place.width for row in places for place in row), default=1)
        axes.set_xlim(min(0, low), max(1, high))
        axes.set_ylim(len(self._stacks) - 0.5, -0.5)
        axes.set_xticks([])
        axes.set_yticks(
            range(len(self._stacks)), labels=[stack.words for stack in self._stacks], fontproperties=font
        )
        for row, (stack, lying) in enumerate(zip(self._stacks, places, strict=True)):
            self._draw_stack(axes, row, stack, lying)
        self.canvas.update()
        self._figure.canvas.draw_idle()

    def _axes(self) -> Axes:
        width = max(1, self.canvas.width())
        left = max(text_width([stack.words], self._ink.text_px) for stack in self._stacks) + _LEFT_GAP_PX
        wide = max(1.0, width - left - _RIGHT_PX)
        axes = self._figure.add_axes((left / width, 0, wide / width, 1))
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_facecolor(self._ink.surface)
        axes.tick_params(length=0, colors=self._ink.text, pad=points_of(_LEFT_GAP_PX))
        return axes

    def _bar_height(self) -> float:
        """Height of a bar where the lane of each is 1."""
        pixels = _BAR_PX * self._ink.text_px / 11
        return min(0.8, pixels * len(self._stacks) / max(1, self.canvas.height()))

    def _draw_stack(self, axes: Axes, row: int, stack: Stack, lying: Sequence[_Place]) -> None:
        if not lying:
            return
        font: FontProperties = chart_font(self._ink.families, self._ink.text_px)
        height = self._bar_height()
        low, high = axes.get_xlim()
        pixels = axes.get_position().width * self.canvas.width() / (high - low)
        for part, place in zip(stack.parts, lying, strict=True):
            axes.barh(
                row, place.width, left=place.start, height=height, color=part.fill,
                edgecolor=self._ink.surface, linewidth=points_of(1),
            )  # fmt: skip
            room = place.width * pixels - 2 * _WORDS_SIDE_PX
            if room >= text_width([part.words], self._ink.text_px):
                axes.text(
                    place.start + place.width / 2, row, part.words, ha="center", va="center",
                    fontproperties=font, color=part.ink,
                )  # fmt: skip


def _places(shares: Sequence[int | None]) -> list[_Place]:
    """Side by side from zero to the right, negative shares from zero to the left; none without shares."""
    known = [share for share in shares if share is not None]
    if len(known) != len(shares):
        return []
    right = left = 0
    found = []
    for share in known:
        if share < 0:
            left += share
            found.append(_Place(left, -share))
        else:
            found.append(_Place(right, share))
            right += share
    return found
