"""What a history chart draws: the span that is shown, the points in it, the ticks of its axes.

Pure arithmetic on dates and whole numbers; nothing here paints.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from enum import Enum

from advisor_desk.domain.dates import months_before

MoneyPoint = tuple[date, int]

_STEPPED_GAP_DAYS = 10
_TICK_MONTHS = (1, 2, 3, 4, 6, 12, 24, 36, 60, 120)


class Span(Enum):
    """How far back a chart looks; the value is in months, None for everything."""

    MONTHS_3 = 3
    YEAR_1 = 12
    YEARS_3 = 36
    ALL = None


def points_in(points: Sequence[MoneyPoint], span: Span, as_of: date) -> list[MoneyPoint]:
    """The points of `span` up to `as_of`, oldest first.

    A value holds until the next one: so the value in force at the start of the span is carried to it,
    and the last value is carried to `as_of`.
    """
    known = [point for point in points if point[0] <= as_of]
    if not known:
        return []
    shown = known
    if span.value is not None:
        start = months_before(as_of, span.value)
        cut = bisect_right([on for on, _ in known], start)
        shown = known[cut:]
        if cut:
            shown = [(start, known[cut - 1][1]), *shown]
    if shown and shown[-1][0] < as_of:
        shown = [*shown, (as_of, shown[-1][1])]
    return shown


def is_stepped(points: Sequence[MoneyPoint]) -> bool:
    """True when values are so far apart that a sloped line would tell a movement nobody saw."""
    if len(points) < 3:
        return True
    gaps = sorted((later[0] - earlier[0]).days for earlier, later in zip(points, points[1:], strict=False))
    return gaps[len(gaps) // 2] > _STEPPED_GAP_DAYS


def date_ticks(first: date, last: date, at_most: int = 5) -> list[tuple[date, str]]:
    """First days of months between the two dates, evenly spaced, with their labels."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if months < 2:
        return _day_ticks(first, last, at_most)
    step = next((m for m in _TICK_MONTHS if months // m <= at_most), _TICK_MONTHS[-1])
    ticks = []
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        month_start = date(index // 12, index % 12 + 1, 1)
        if index % step == 0 and first <= month_start <= last:
            ticks.append((month_start, f"{month_start:%Y}" if step >= 12 else f"{month_start:%Y-%m}"))
    return ticks


def _day_ticks(first: date, last: date, at_most: int) -> list[tuple[date, str]]:
    total = (last - first).days
    step = max(1, -(-total // max(1, at_most - 1)))
    days = range(first.toordinal(), last.toordinal() + 1, step)
    return [(date.fromordinal(day), f"{date.fromordinal(day):%m-%d}") for day in days]


def money_ticks(low_fen: int, high_fen: int, at_most: int = 6) -> list[int]:
    """Round amounts that enclose the two, at most `at_most` of them."""
    if low_fen == high_fen:
        margin = max(abs(low_fen) // 10, 100)
        low_fen, high_fen = low_fen - margin, high_fen + margin
    step = _round_step(high_fen - low_fen, at_most - 1)
    first = low_fen // step
    last = -(-high_fen // step)
    while last - first + 1 > at_most:
        step = _next_step(step)
        first, last = low_fen // step, -(-high_fen // step)
    return [step * index for index in range(first, last + 1)]


def _round_step(reach: int, parts: int) -> int:
    step = 1
    while step * parts < reach:
        step = _next_step(step)
    return step


def _next_step(step: int) -> int:
    lead = int(str(step)[0])
    return step * 2 if lead in (1, 5) else step // 2 * 5
