"""Triggers on all assets, each on both sides of its threshold. ON is Tuesday, 30 June 2026."""

from datetime import date, timedelta

import pytest

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.moment import MomentCode, MomentFacts
from tests.advice import WAN
from tests.moments import DAY, ON, client, on_day, only, seen

YUAN = 100
IN, OUT = MomentCode.BIG_INFLOW, MomentCode.BIG_OUTFLOW


def level(fen: int, days: int = 60, last: date = ON - DAY) -> list[tuple[date, int]]:
    """The same total on every day up to one."""
    return [(last - DAY * back, fen) for back in range(days)][::-1]


def moved(before: int, after: int, gap: int = 1) -> MomentFacts:
    """A client whose total changes on ON, after so many days."""
    return client(assets=[*level(before, last=ON - DAY * gap), (ON, after)])


@pytest.mark.parametrize(
    ("before", "change", "is_big"),
    [
        (100 * WAN, 20 * WAN, True),
        (100 * WAN, 20 * WAN - 1, False),
        (500 * WAN, 50 * WAN, True),
        (500 * WAN, 50 * WAN - 1, False),
        (10 * WAN, 19 * WAN, False),
    ],
)
def test_flow_is_big_from_twenty_wan_and_a_tenth_of_the_average_on(
    before: int, change: int, is_big: bool
) -> None:
    assert bool(on_day(moved(before, before + change), ON, IN)) is is_big
    assert bool(on_day(moved(before, before - change), ON, OUT)) is (is_big and before >= change)
    assert not on_day(moved(before, before + change), ON, OUT)
    assert not on_day(moved(before, before + change), ON + DAY, IN)


def test_flow_shows_the_figures_it_rests_on_and_is_due_on_the_next_working_day() -> None:
    found = only(moved(100 * WAN, 130 * WAN), ON, IN)
    assert seen(found) == {
        "net_fen": 30 * WAN,
        "before_on": "2026-06-29",
        "before_fen": 100 * WAN,
        "after_fen": 130 * WAN,
        "sum20_fen": 2_000 * WAN,
        "days20": 20,
        "least_fen": 20 * WAN,
        "percent": 10,
    }
    assert (found.due_on, found.subject) == (date(2026, 7, 1), "")
    friday = date(2026, 7, 3)
    weekend = only(client(assets=[*level(100 * WAN, last=friday - DAY), (friday, 200 * WAN)]), friday, IN)
    assert weekend.due_on == date(2026, 7, 6)


def test_a_figure_long_after_the_one_before_is_no_flow_of_a_day() -> None:
    assert on_day(moved(100 * WAN, 200 * WAN, gap=10), ON, IN)
    assert not on_day(moved(100 * WAN, 200 * WAN, gap=11), ON, IN)
    assert not on_day(client(assets=[(ON, 100 * WAN)]), ON, IN)
    # The only figure before lies on a day without trading: there is no average yet.
    sunday = date(2026, 6, 28)
    monday = client(assets=[(sunday, 0), (sunday + DAY, 100 * WAN)])
    assert not on_day(monday, sunday + DAY, IN)


def test_two_figures_of_a_day_count_as_the_larger_whatever_their_order() -> None:
    twice = [(ON, 130 * WAN), (ON, 110 * WAN)]
    for pair in (twice, twice[::-1]):
        assert seen(only(client(assets=[*level(100 * WAN), *pair]), ON, IN))["net_fen"] == 30 * WAN


LOSS = MomentCode.LARGE_LOSS


def falling(start: int, end: int, days: int = 40) -> MomentFacts:
    """A client whose total falls evenly to ON over some days."""
    points = [(ON - DAY * back, end + (start - end) * back // days) for back in range(days + 1)][::-1]
    return client(assets=[*level(start, last=points[0][0] - DAY), *points])


def test_account_loss_is_a_tenth_in_twenty_trading_days() -> None:
    base_on = date(2026, 6, 2)
    flat = level(100_000 * YUAN, last=base_on)
    for now, is_found in ((90_000 * YUAN, True), (90_000 * YUAN + 1, False)):
        steps = [(base_on + DAY * 10, 95_000 * YUAN), (ON, now)]
        found = on_day(client(assets=[*flat, *steps]), ON, LOSS)
        assert bool(found) is is_found
    found = on_day(client(assets=[*flat, (base_on + DAY * 10, 95_000 * YUAN), (ON, 90_000 * YUAN)]), ON, LOSS)
    assert seen(found[0]) == {
        "cause": "ACCOUNT",
        "loss_fen": 10_000 * YUAN,
        "base_on": "2026-06-02",
        "base_fen": 100_000 * YUAN,
        "now_fen": 90_000 * YUAN,
        "moved_fen": 0,
        "percent": 10,
        "trading_days": 20,
    }
    assert (found[0].subject, found[0].due_on, found[0].suppressed_by) == ("ACCOUNT", ON + DAY, "")


def test_money_moved_is_no_loss_and_hides_none() -> None:
    taken = [*level(100_000 * YUAN, last=ON - DAY * 5), (ON - DAY * 4, 70_000 * YUAN), (ON, 70_000 * YUAN)]
    assert not on_day(client(assets=taken), ON, LOSS)
    # 20,000 come in while prices take 11,000.
    hidden = [
        *level(100_000 * YUAN, last=ON - DAY * 9),
        (ON - DAY * 8, 94_000 * YUAN),
        (ON - DAY * 4, 114_000 * YUAN),
        (ON, 109_000 * YUAN),
    ]
    assert seen(only(client(assets=hidden), ON, LOSS))["loss_fen"] == 11_000 * YUAN


def test_account_loss_needs_a_base_and_an_amount() -> None:
    assert on_day(falling(100_000 * YUAN, 80_000 * YUAN), ON, LOSS)
    assert not on_day(falling(5_000 * YUAN, 4_000 * YUAN), ON, LOSS)
    young = [(ON - DAY * 10, 100_000 * YUAN), (ON - DAY * 5, 95_000 * YUAN), (ON, 88_000 * YUAN)]
    assert not on_day(client(assets=young), ON, LOSS)
    in_debt = [*level(-5_000 * YUAN, last=ON - DAY * 5), (ON, -50_000 * YUAN)]
    assert not on_day(client(assets=in_debt), ON, LOSS)
    assert not on_day(client(), ON, LOSS)


BONUS = MomentCode.SALARY_BONUS
DECEMBER = date(2026, 12, 31)


def credited(day: date, before: int, change: int, gap: int = 1) -> MomentFacts:
    """A client whose total changes on a day."""
    return client(assets=[*level(before, last=day - DAY * gap), (day, before + change)])


@pytest.mark.parametrize("month", range(1, 13))
def test_year_end_credit_counts_from_december_to_february(month: int) -> None:
    day = date(2026, month, 15)
    assert bool(on_day(credited(day, 10 * WAN, 5 * WAN), day, BONUS)) is (month in (12, 1, 2))


def test_year_end_credit_is_five_wan_and_no_small_share() -> None:
    found = only(credited(DECEMBER, 10 * WAN, 5 * WAN), DECEMBER, BONUS)
    assert (found.subject, seen(found)["net_fen"], seen(found)["least_fen"]) == ("YEAR_END", 5 * WAN, 5 * WAN)
    assert not on_day(credited(DECEMBER, 10 * WAN, 5 * WAN - 1), DECEMBER, BONUS)
    assert on_day(credited(DECEMBER, 250 * WAN, 5 * WAN), DECEMBER, BONUS)
    assert not on_day(credited(DECEMBER, 250 * WAN + 1, 5 * WAN), DECEMBER, BONUS)
    assert not on_day(credited(DECEMBER, 10 * WAN, 5 * WAN, gap=11), DECEMBER, BONUS)
    assert not on_day(credited(DECEMBER, 10 * WAN, -5 * WAN), DECEMBER, BONUS)
    firm = credited(DECEMBER, 10 * WAN, 5 * WAN)
    assert not on_day(client(assets=firm.assets, client_type=ClientType.ENTERPRISE), DECEMBER, BONUS)


def paid(days: list[date], amounts: list[int]) -> MomentFacts:
    """A client whose total rises by amounts on some days and is told every week besides."""
    total, points = 20_000 * YUAN, {}
    first = min(days) - timedelta(days=40)
    for back in range((max(days) - first).days + 1):
        day = first + DAY * back
        if day in days:
            total += amounts[days.index(day)]
        points[day] = total
    return client(assets=sorted(points.items()))


def test_salary_is_about_the_same_amount_about_the_same_day_three_times() -> None:
    days = [date(2026, 4, 28), date(2026, 5, 29), date(2026, 6, 30)]
    found = only(paid(days, [5_000 * YUAN, 5_500 * YUAN, 5_000 * YUAN]), ON, BONUS)
    figures = seen(found)
    assert (found.subject, figures["times"], figures["earlier_on"]) == (
        "RECURRING",
        3,
        "2026-04-28,2026-05-29",
    )
    assert not on_day(paid(days[1:], [5_000 * YUAN, 5_000 * YUAN]), ON, BONUS)
    assert not on_day(paid(days, [5_000 * YUAN, 5_501 * YUAN, 5_000 * YUAN]), ON, BONUS)
    assert not on_day(paid(days, [4_999 * YUAN] * 3), ON, BONUS)
    early = [date(2026, 4, 26), date(2026, 5, 29), date(2026, 6, 30)]
    assert not on_day(paid(early, [5_000 * YUAN] * 3), ON, BONUS)
