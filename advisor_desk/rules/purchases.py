"""What counts as a purchase, and how often (domain notes §2.1): the plain count that faster ones must equal.

A purchase is a confirmed subscription or advisory sign-up, dated by its confirmation. A plan (定投) counts
once in a calendar month, its money counts in full.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from advisor_desk.domain.dates import days_between
from advisor_desk.domain.records import TradeKind, TradeStatus
from advisor_desk.domain.standing import PurchaseFacts
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.window import window_start

PURCHASE_KINDS = frozenset(
    {TradeKind.PURCHASE_IPO, TradeKind.SUBSCRIBE, TradeKind.SIP, TradeKind.ADVISORY_SIGN}
)


@dataclass(frozen=True, slots=True)
class Bought:
    """One confirmed purchase; `plan_no` for an instalment of a plan."""

    on: date
    amount_fen: int
    plan_no: str | None = None


@dataclass(frozen=True, slots=True)
class Earned:
    """One entry of income from the client; refunds are negative."""

    on: date
    amount_fen: int
    is_estimated: bool = False


def is_purchase(kind: TradeKind, status: TradeStatus) -> bool:
    """True for a confirmed trade of a kind that counts."""
    return status is TradeStatus.CONFIRMED and kind in PURCHASE_KINDS


def median_gap_x2(days: Iterable[date]) -> int | None:
    """Twice the median number of days between purchases on different days, None below two such days."""
    ordered = sorted(set(days))
    gaps = sorted(days_between(left, right) for left, right in pairwise(ordered))
    if not gaps:
        return None
    middle = len(gaps) // 2
    return 2 * gaps[middle] if len(gaps) % 2 else gaps[middle - 1] + gaps[middle]


def count_purchases(bought: Iterable[Bought]) -> int:
    """How many purchases these are, each plan once in a calendar month."""
    single, plans = 0, set()
    for one in bought:
        if one.plan_no is None:
            single += 1
        else:
            plans.add((one.plan_no, one.on.year, one.on.month))
    return single + len(plans)


def purchase_facts(
    bought: Iterable[Bought], earned: Iterable[Earned], opened_on: date | None, as_of: date, rules: RuleSet
) -> PurchaseFacts:
    """The facts of one client as of a date, counted one by one."""
    start = window_start(as_of, rules.window.months)
    ever = [one for one in bought if one.on <= as_of]
    inside = [one for one in ever if one.on > start]
    income = [one for one in earned if start < one.on <= as_of]
    return PurchaseFacts(
        opened_on=opened_on,
        last_purchase_on=max((one.on for one in ever), default=None),
        lifetime_purchases=count_purchases(ever),
        median_gap_x2=median_gap_x2(one.on for one in ever),
        window_purchases=count_purchases(inside),
        window_amount_fen=sum(one.amount_fen for one in inside),
        window_benefit_fen=sum(one.amount_fen for one in income),
        benefit_is_estimated=any(one.is_estimated for one in income),
    )
