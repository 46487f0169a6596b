"""客户层级: clients by tier, branch and month, as the desks have told them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial
from typing import Any, Final

from advisor_desk.domain.client import Tier
from advisor_desk.domain.dates import months_before
from advisor_desk.hub.console import counting
from advisor_desk.hub.console.asking import Ask, Shown
from advisor_desk.hub.console.charts import Column, chart
from advisor_desk.hub.console.counting import TierMonths
from advisor_desk.words.needs import TIER_WORDS

MONTHS: Final = 12
_KNOWN: Final = tuple(tier.value for tier in Tier)


def page(ask: Ask) -> Shown:
    """Twelve months as stacked bars and as a table; of one month, every branch."""
    months = last_months(ask.today)
    month = ask.wanted("month") if ask.wanted("month") in months else months[-1]
    read = partial(counting.tier_months, since=months[0], until=months[-1])
    found = ask.by_branch(read)
    whole = _together(list(found.values()))
    tiers = _tiers(whole)
    values = {
        "branches": ask.hub.branches(),
        "branch": ask.wanted("branch"),
        "months": months,
        "month": month,
        "tiers": [(tier, ask.speech.say(TIER_WORDS.get(tier, tier))) for tier in tiers],
        "chart": chart([Column(one, tuple(whole.clients[one, tier] for tier in tiers)) for one in months]),
        "by_month": [_line(one, one, whole, tiers) for one in reversed(months)],
        "by_branch": [_line(branch, month, of, tiers) for branch, of in found.items()],
        "sum": _line("", month, whole, tiers),
    }
    return Shown("tiers.html", "tiers", values)


def last_months(today: date) -> list[str]:
    """The twelve months up to this one, in order."""
    first = today.replace(day=1)
    return [f"{months_before(first, back):%Y-%m}" for back in range(MONTHS - 1, -1, -1)]


def _together(found: list[TierMonths]) -> TierMonths:
    clients: Counter[tuple[str, str]] = sum((one.clients for one in found), Counter())
    advisors: Counter[str] = sum((one.advisors for one in found), Counter())
    return TierMonths(clients, advisors)


def _tiers(whole: TierMonths) -> list[str]:
    """The tiers in their order; behind them those that only newer desks know."""
    others = sorted({tier for _, tier in whole.clients} - set(_KNOWN))
    return [*_KNOWN, *others]


def _line(name: str, month: str, of: TierMonths, tiers: list[str]) -> dict[str, Any]:
    """A row of a table. The change is against the month before, where as many desks have told theirs."""
    before = f"{months_before(date.fromisoformat(f'{month}-01'), 1):%Y-%m}"
    counts = [of.clients[month, tier] for tier in tiers]
    earlier = sum(of.clients[before, tier] for tier in tiers)
    is_alike = of.advisors[month] == of.advisors[before] > 0
    return {
        "name": name,
        "is_told": of.advisors[month] > 0,
        "counts": counts,
        "total": sum(counts),
        "change": sum(counts) - earlier if is_alike else None,
        "advisors": of.advisors[month],
    }
