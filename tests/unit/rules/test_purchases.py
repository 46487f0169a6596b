"""What counts as a purchase (domain notes §2.1) and how the facts are counted."""

from datetime import date

import pytest

from advisor_desk.domain.records import TradeKind, TradeStatus
from advisor_desk.domain.standing import PurchaseFacts
from advisor_desk.rules.purchases import Bought, Earned, is_purchase, median_gap_x2, purchase_facts
from advisor_desk.rules.ruleset import RuleSet

AS_OF = date(2026, 6, 30)


@pytest.mark.parametrize("kind", TradeKind)
def test_only_subscriptions_and_advisory_signings_count(kind: TradeKind) -> None:
    counts = {TradeKind.PURCHASE_IPO, TradeKind.SUBSCRIBE, TradeKind.SIP, TradeKind.ADVISORY_SIGN}
    assert is_purchase(kind, TradeStatus.CONFIRMED) is (kind in counts)


@pytest.mark.parametrize("status", [TradeStatus.PENDING, TradeStatus.FAILED, TradeStatus.CANCELLED])
def test_only_confirmed_trades_count(status: TradeStatus) -> None:
    assert not is_purchase(TradeKind.SUBSCRIBE, status)


def test_window_excludes_its_first_day(rules: RuleSet) -> None:
    bought = [Bought(date(2025, 6, 30), 100), Bought(date(2025, 7, 1), 10), Bought(AS_OF, 1)]
    found = purchase_facts(bought, [], None, AS_OF, rules)
    assert (found.lifetime_purchases, found.window_purchases, found.window_amount_fen) == (3, 2, 11)


def test_later_records_do_not_count(rules: RuleSet) -> None:
    later = date(2026, 7, 1)
    found = purchase_facts([Bought(later, 5)], [Earned(later, 5)], None, AS_OF, rules)
    assert found == PurchaseFacts(None)


def test_a_plan_counts_once_a_month_and_its_money_in_full(rules: RuleSet) -> None:
    daily = [Bought(date(2026, 6, day), 100, "P1") for day in range(1, 31)]
    other = [Bought(date(2026, 6, 5), 100, "P2"), Bought(date(2026, 5, 31), 100, "P1")]
    found = purchase_facts([*daily, *other, Bought(AS_OF, 7)], [], None, AS_OF, rules)
    assert (found.window_purchases, found.window_amount_fen) == (4, 3207)


def test_refunds_lower_the_benefit_and_estimates_are_flagged(rules: RuleSet) -> None:
    earned = [
        Earned(date(2026, 1, 1), 500),
        Earned(date(2026, 1, 2), -800),
        Earned(date(2024, 1, 1), 9, True),
    ]
    found = purchase_facts([], earned, None, AS_OF, rules)
    assert (found.window_benefit_fen, found.benefit_is_estimated) == (-300, False)
    assert purchase_facts([], [Earned(AS_OF, 1, True)], None, AS_OF, rules).benefit_is_estimated


@pytest.mark.parametrize(
    ("days", "twice"),
    [
        ([], None),
        ([1], None),
        ([1, 1], None),
        ([1, 11], 20),
        ([11, 1], 20),
        ([1, 11, 12], 11),
        ([1, 1, 11, 12, 20], 16),
    ],
)
def test_median_gap_between_days_of_purchase(days: list[int], twice: int | None) -> None:
    assert median_gap_x2(date(2026, 1, day) for day in days) == twice
