"""沟通记录: interactions by the day on which they took place, and by branch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

from advisor_desk.hub.console import counting
from advisor_desk.hub.console.asking import Ask, Shown
from advisor_desk.hub.console.charts import Column, chart

USUAL_DAYS: Final = 14
MOST_DAYS: Final = 31
"""By day up to here; a longer time is counted by week."""
MOST_WEEKS: Final = 27
_FIRST: Final = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are asked for, both included."""

    since: date
    until: date

    @property
    def is_by_week(self) -> bool:
        """True when it is counted by week."""
        return (self.until - self.since).days >= MOST_DAYS

    def bucket(self, day: date) -> date:
        """What a day is counted under: itself, or the Monday of its week."""
        return day - timedelta(days=day.weekday()) if self.is_by_week else day

    @property
    def buckets(self) -> list[date]:
        """Every day, or every week's Monday, in order."""
        days = (self.since + timedelta(days=place) for place in range((self.until - self.since).days + 1))
        return list(dict.fromkeys(self.bucket(day) for day in days))


def page(ask: Ask) -> Shown:
    """A table of branches by day, and bars of all of them together."""
    span = span_of(ask.wanted("since"), ask.wanted("until"), ask.today)
    found = ask.by_branch(partial(counting.contacts, since=span.since, until=span.until))
    counted = {branch: _bucketed(days, span) for branch, days in found.items()}
    totals: Counter[date] = sum(counted.values(), Counter())
    buckets = span.buckets
    rows = [
        (branch, [counts[bucket] for bucket in buckets], counts.total()) for branch, counts in counted.items()
    ]
    values = {
        "branches": ask.hub.branches(),
        "branch": ask.wanted("branch"),
        "since": span.since,
        "until": span.until,
        "is_by_week": span.is_by_week,
        "chart": chart([Column(f"{bucket:%m-%d}", (totals[bucket],)) for bucket in buckets]),
        "buckets": buckets,
        "rows": sorted(rows, key=lambda row: (-row[2], row[0])),
        "totals": [totals[bucket] for bucket in buckets],
        "total": totals.total(),
    }
    return Shown("contacts.html", "contacts", values)


def span_of(since: str, until: str, today: date) -> Span:
    """The days between two texts; the last fortnight where they are none, half a year at most."""
    last = _day(until) or today
    first = _day(since) or last - timedelta(days=USUAL_DAYS - 1)
    if first > last:
        first, last = last, first
    return Span(max(first, last - timedelta(weeks=MOST_WEEKS - 1)), last)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return max(day, _FIRST)


def _bucketed(days: Counter[date], span: Span) -> Counter[date]:
    counts: Counter[date] = Counter()
    for day, n in days.items():
        counts[span.bucket(day)] += n
    return counts
