"""Triggers on trades, each on both sides of its threshold."""

from datetime import date, timedelta
from zlib import crc32

import pytest

from advisor_desk.domain.moment import MomentCode, TradeFact
from tests.moments import DAY, ON, client, days_of, on_day, only, seen

YUAN = 100
BUY = TradeFact(ON, "SUBSCRIBE", "P1", "BOND_FUND", "R2", 50_000 * YUAN, "", True)


def bought(on: date, **other: object) -> TradeFact:
    return BUY._replace(on=on, **other)  # type: ignore[arg-type]


def test_first_purchase_asks_for_talks_one_and_seven_trading_days_later() -> None:
    facts = client(trades=[BUY, bought(ON, product_code="P0", amount_fen=1), bought(ON + DAY)])
    found = on_day(facts, ON, MomentCode.FIRST_PURCHASE)
    assert [(one.subject, one.due_on) for one in found] == [("7", date(2026, 7, 9)), ("1", date(2026, 7, 1))]
    assert seen(found[0]) == {
        "product_code": "P0",
        "amount_fen": 50_000 * YUAN + 1,
        "purchases": 2,
        "trading_days": 7,
    }
    assert not on_day(facts, ON + DAY, MomentCode.FIRST_PURCHASE)
    assert not on_day(client(), ON, MomentCode.FIRST_PURCHASE)
    assert not on_day(client(trades=[bought(ON, is_purchase=False)]), ON, MomentCode.FIRST_PURCHASE)


VISIT = MomentCode.RETURN_VISIT


@pytest.mark.parametrize(
    ("kind", "is_found"),
    [("PRIVATE_SECURITIES", True), ("PRIVATE_EQUITY", True), ("INDUSTRY_FUND", True), ("AMP_EQUITY", False)],
)
def test_private_fund_is_visited_when_its_twenty_four_hours_are_over(kind: str, is_found: bool) -> None:
    facts = client(trades=[bought(ON, product_type=kind, r_level="R4")])
    days = days_of(facts, ON, ON + DAY * 9, VISIT)
    assert days == [ON + DAY] * is_found
    for day in days:
        found = only(facts, day, VISIT)
        assert (found.due_on, found.suppressed_by) == (day + DAY, "")
        assert (seen(found)["cause"], seen(found)["bought_on"]) == ("PRIVATE", ON.isoformat())


def test_purchases_of_the_riskiest_grade_are_sampled_by_a_draw_that_can_be_redone() -> None:
    drawn = 0
    for serial in range(200):
        code = f"P{serial}"
        facts = client(trades=[bought(ON, product_code=code, r_level="R5", product_type="EQUITY_FUND")])
        draw = crc32(f"C1|{code}|2026-06-30".encode()) % 100
        found = on_day(facts, ON, VISIT)
        assert bool(found) is (draw < 20)
        assert all((seen(one)["draw"], seen(one)["cause"]) == (draw, "SAMPLE") for one in found)
        drawn += len(found)
    assert 20 <= drawn <= 60
    assert not on_day(client(trades=[bought(ON, r_level="R4")]), ON, VISIT)
    private = client(trades=[bought(ON, r_level="R5", product_type="PRIVATE_EQUITY")])
    assert not on_day(private, ON, VISIT)


def test_interest_is_told_by_product_from_a_thousand_yuan_on() -> None:
    paid = BUY._replace(kind="DIVIDEND_CASH", is_purchase=False, amount_fen=600 * YUAN)
    code = MomentCode.INTEREST_PAID
    assert (
        seen(only(client(trades=[paid, paid._replace(amount_fen=400 * YUAN)]), ON, code))["amount_fen"] == 1e5
    )
    assert not on_day(client(trades=[paid, paid._replace(amount_fen=400 * YUAN - 1)]), ON, code)
    assert not on_day(client(trades=[paid, paid._replace(product_code="P2")]), ON, code)
    assert not on_day(client(trades=[bought(ON)]), ON, code)


@pytest.mark.parametrize(("days", "is_found"), [(89, False), (90, True)])
def test_ninety_days_without_a_trade(days: int, is_found: bool) -> None:
    facts = client(trades=[bought(ON - DAY * days)])
    found = on_day(facts, ON, MomentCode.NO_TRADE_90)
    assert bool(found) is is_found
    assert all(seen(one)["days"] == days for one in found)


def test_what_happens_to_a_client_is_no_trade_of_the_clients() -> None:
    passive = [bought(ON - DAY, kind=kind, is_purchase=False) for kind in ("DIVIDEND_CASH", "CASH_SWEEP")]
    facts = client(trades=[bought(ON - DAY * 90), *passive])
    assert on_day(facts, ON, MomentCode.NO_TRADE_90)
    sold = client(trades=[bought(ON - DAY * 90), bought(ON - DAY, kind="REDEEM", is_purchase=False)])
    assert not on_day(sold, ON, MomentCode.NO_TRADE_90)
    assert not on_day(client(trades=passive), ON, MomentCode.NO_TRADE_90)
    days = days_of(facts, ON - DAY * 90, ON + DAY * 95, MomentCode.NO_TRADE_90)
    assert days == [ON, ON + DAY * 90]


STOPPED = MomentCode.SIP_STOPPED


def plan(times: int, gap: int = 30, number: str = "A") -> list[TradeFact]:
    """A plan whose last instalment was on ON."""
    return [bought(ON - DAY * gap * back, kind="SIP", plan_no=number) for back in range(times)][::-1]


def test_plan_has_stopped_after_one_and_a_half_gaps_and_a_week() -> None:
    facts = client(trades=plan(3))
    days = days_of(facts, ON - DAY * 60, ON + DAY * 300, STOPPED)
    assert days == [ON + DAY * 53]
    assert seen(only(facts, days[0], STOPPED)) == {
        "plan": "A",
        "last_on": ON.isoformat(),
        "days": 53,
        "median_gap_x2": 60,
        "limit_days": 52,
        "times": 3,
        "percent": 150,
        "grace_days": 7,
    }
    assert not on_day(facts, ON + DAY * 52, STOPPED)
    assert on_day(facts, ON + DAY * 112, STOPPED)
    assert not on_day(facts, ON + DAY * 113, STOPPED)


def test_plan_needs_three_instalments_on_different_days() -> None:
    assert not on_day(client(trades=plan(2)), ON + DAY * 53, STOPPED)
    assert not on_day(client(trades=[*plan(2), *plan(2)]), ON + DAY * 53, STOPPED)
    both = [*plan(3), *plan(4, number="B")]
    assert [one.subject for one in on_day(client(trades=both), ON + DAY * 53, STOPPED)] == ["A", "B"]
    failed = [one._replace(is_purchase=False) for one in plan(3)]
    assert not on_day(client(trades=failed), ON + DAY * 53, STOPPED)


DORMANT, AT_RISK = MomentCode.DORMANT_ENTER, MomentCode.AT_RISK_ENTER


def test_states_are_told_on_the_day_they_change() -> None:
    facts = client(trades=[BUY], opened_on=ON - DAY * 9)
    assert days_of(facts, ON, ON + DAY * 800, AT_RISK) == [ON + DAY * 181]
    assert days_of(facts, ON, ON + DAY * 800, DORMANT) == [ON + DAY * 366]
    found = only(facts, ON + DAY * 366, DORMANT)
    assert seen(found) == {
        "before": "AT_RISK",
        "last_purchase_on": ON.isoformat(),
        "opened_on": (ON - DAY * 9).isoformat(),
        "days": 366,
    }
    assert found.due_on == ON + DAY * 373
    assert only(facts, ON + DAY * 181, AT_RISK).due_on == ON + DAY * 184


def test_who_never_bought_is_dormant_after_ninety_days() -> None:
    facts = client(opened_on=ON)
    assert days_of(facts, ON - DAY * 50, ON + DAY * 400, DORMANT) == [ON + DAY * 91]
    assert seen(only(facts, ON + DAY * 91, DORMANT))["before"] == "NEW"
    assert days_of(client(), ON, ON + DAY * 400, DORMANT) == []


def test_own_rhythm_of_purchases_makes_at_risk_earlier() -> None:
    often = [bought(ON - timedelta(days=40 * back)) for back in range(4)][::-1]
    assert days_of(client(trades=often), ON, ON + DAY * 300, AT_RISK) == [ON + DAY * 91]
    rarely = [bought(ON - timedelta(days=60 * back)) for back in range(4)][::-1]
    assert days_of(client(trades=rarely), ON, ON + DAY * 300, AT_RISK) == [ON + DAY * 121]
