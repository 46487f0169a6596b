"""Bars for a page: where each stands and how tall it is. The templates draw them as SVG; nothing runs.

Sideways everything is in hundredths of a percent of the width, which nobody knows here; upwards in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

HEIGHT: Final = 220
_TOP: Final = 22
_BOTTOM: Final = 26
_ROOM: Final = HEIGHT - _TOP - _BOTTOM
_WHOLE: Final = 10_000
_MOST_LABELS: Final = 16
_MOST_TOTALS: Final = 16
_WIDEST: Final = 800
_FITS_FIGURE: Final = 16
_STEPS: Final = 4
_LEAST_SCALE: Final = 52
_DIGIT: Final = 7
_AROUND_SCALE: Final = 12


@dataclass(frozen=True, slots=True)
class Column:
    """What one bar shows: its label below, and its parts from the bottom up."""

    label: str
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar. `place` is its number among the parts, by which it is coloured."""

    place: int
    y: int
    height: int
    value: int

    @property
    def middle(self) -> int:
        """Where its figure stands."""
        return self.y + self.height // 2

    @property
    def has_room(self) -> bool:
        """True when its figure fits inside."""
        return self.height >= _FITS_FIGURE


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `x`, `width` and `middle` are percentages. An empty text is not shown."""

    x: str
    width: str
    middle: str
    name: str
    label: str
    total: int
    top: int
    has_total: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over a scale; `ticks` are heights and values. `is_empty` when nothing was counted.

    `scale` is the width in pixels of what stands beside the ticks.
    """

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, int], ...]
    height: int
    ground: int
    is_empty: bool
    scale: int


def chart(columns: Sequence[Column]) -> Chart:
    """Bars side by side, each of its parts one upon the other."""
    most = max((sum(column.parts) for column in columns), default=0)
    step = _step(most)
    top = step * -(-most // step) if most else step * _STEPS
    width = _WHOLE // max(1, len(columns))
    every = -(-len(columns) // _MOST_LABELS) or 1
    bars = tuple(
        _bar(column, place * width, width, top, is_labelled=(len(columns) - 1 - place) % every == 0)
        for place, column in enumerate(columns)
    )
    if len(columns) > _MOST_TOTALS:
        bars = tuple(_without_total(bar) for bar in bars)
    ticks = tuple((_y(value, top), value) for value in range(0, top + 1, step))
    scale = max(_LEAST_SCALE, len(f"{ticks[-1][1]:,}") * _DIGIT + _AROUND_SCALE)
    return Chart(bars, ticks, HEIGHT, HEIGHT - _BOTTOM, most == 0, scale)


def _bar(column: Column, x: int, width: int, top: int, *, is_labelled: bool) -> Bar:
    thick = min(width * 7 // 10, _WIDEST)
    middle = x + width // 2
    parts: list[Part] = []
    below = 0
    for place, value in enumerate(column.parts):
        y = _y(below + value, top)
        if value:
            height = max(2, _y(below, top) - y)
            parts.append(Part(place, min(y, HEIGHT - _BOTTOM - height), height, value))
        below += value
    return Bar(
        x=_percent(middle - thick // 2),
        width=_percent(thick),
        middle=_percent(middle),
        name=column.label,
        label=column.label if is_labelled else "",
        total=below,
        top=_y(below, top) - 6,
        has_total=below > 0,
        parts=tuple(parts),
    )


def _without_total(bar: Bar) -> Bar:
    return Bar(
        bar.x,
        bar.width,
        bar.middle,
        bar.name,
        bar.label,
        bar.total,
        bar.top,
        has_total=False,
        parts=bar.parts,
    )


def _y(value: int, top: int) -> int:
    return _TOP + _ROOM - value * _ROOM // top


def _step(most: int) -> int:
    """A round number (1, 2 or 5 and noughts) of which at most four make up `most`."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * _STEPS >= most:
                return step * factor
        step *= 10


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}%"
