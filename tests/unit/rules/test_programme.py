"""The programme as data, the grid of amounts, ties by code, and what happens when a solver fails."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from advisor_desk.domain.advice import AllocationCase
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass, Liquidity
from advisor_desk.rules.allocation_figures import figures_of
from advisor_desk.rules.allocation_limits import broken_limits
from advisor_desk.rules.allocation_plan import best_amounts, best_plan
from advisor_desk.rules.programme import Programme, build, programme_of
from advisor_desk.rules.programme_grid import choices_of, coarse_step, room_of
from advisor_desk.rules.programme_ties import PlanCost, settle_ties
from tests.advice import WAN, advice_rules
from tests.allocation_cases import case, offer, position
from tests.unit.rules.test_allocation_evaluate import mix

A = AssetClass
ADVICE = advice_rules()
YUAN = 100


def choices(made: AllocationCase, **fixed: int) -> dict[str, tuple[int, int, int]]:
    room = room_of(figures_of(made, ADVICE), fixed)
    return {one.offer.code: (one.start_fen, one.step_fen, one.most_fen) for one in choices_of(room)}


def names(programme: Programme) -> list[str]:
    return [row.name for row in programme.rows if row.name.startswith("limit.")]


@pytest.mark.parametrize(
    ("step_yuan", "base_yuan", "coarse_yuan"),
    [
        (1, 500_000, 100),
        (1, 499_999, 10),
        (1, 5_000, 1),
        (1, 4_999, 1),
        (100, 5_000, 100),
        (1_000, 5_000_000, 1_000),
        (300, 50_000_000, 300),
        (50, 50_000_000, 10_000),
    ],
)
def test_steps_far_below_the_base_become_amounts_that_people_can_say(
    step_yuan: int, base_yuan: int, coarse_yuan: int
) -> None:
    made = replace(case((), 0), new_money_fen=base_yuan * YUAN)
    assert coarse_step(step_yuan * YUAN, figures_of(made, ADVICE)) == coarse_yuan * YUAN


def test_amounts_start_on_the_grid_where_that_fits() -> None:
    target = mix(CN_BOND=90, CASH=10)
    fund = offer("B", A.CN_BOND, min_fen=10 * YUAN, step_fen=YUAN)
    assert choices(case((fund,), 50, target=target))["B"] == (100 * YUAN, 100 * YUAN, 10 * WAN)
    little = replace(fund, max_fen=99 * YUAN)
    assert choices(case((little,), 50, target=target))["B"] == (10 * YUAN, 100 * YUAN, 10 * YUAN)
    odd = replace(fund, min_fen=1_234, step_fen=1_000)
    assert choices(case((odd,), 50, target=target))["B"][:2] == (1_234, 100 * YUAN)


def test_amounts_end_where_every_class_is_full() -> None:
    gold = offer("G", A.COMMODITY_GOLD, cap_bp=10_000)
    assert choices(case((gold,), 100, target=mix(CASH=92, COMMODITY_GOLD=8)))["G"][2] == 9 * WAN
    cheap = replace(ADVICE.allocation.objective, over_other=ADVICE.allocation.objective.over_cash)
    other = replace(ADVICE, allocation=replace(ADVICE.allocation, objective=cheap))
    made = case((gold,), 100, target=mix(CASH=92, COMMODITY_GOLD=8))
    (one,) = choices_of(room_of(figures_of(made, other), {}))
    assert one.most_fen == 13 * WAN


@pytest.mark.parametrize(
    "changes",
    [
        {"min_fen": 21 * WAN},
        {"max_fen": WAN - 1},
        {"manager": "甲"},
        {"liquidity": Liquidity.T7},
        {"liquidity": Liquidity.PERIODIC},
        {"term_days": 9_999},
        {"exposure_bp": {A.CN_BOND: 9_000, A.CN_EQUITY: 1_000}},
    ],
)
def test_what_fits_under_no_amount_is_no_choice(changes: Mapping[str, object]) -> None:
    held = (position("H", 40, A.CN_EQUITY, manager="甲"), position("T", 1, A.CN_BOND))
    made = case(
        (offer("B", A.CN_BOND, **changes),),
        59,
        positions=held,
        target=mix(CN_BOND=90, CN_EQUITY=5, CASH=5),
        reserve_fen=99 * WAN + 1,
    )
    assert choices(made) == {}


def test_a_product_that_no_plan_needs_is_left_out() -> None:
    bonds = [offer(f"B{n}", A.CN_BOND, manager=f"管理人{n}") for n in range(8)]
    last = offer("C", A.CN_BOND)
    target = mix(CN_BOND=90, CASH=10)
    assert "C" not in choices(case([*bonds, last], 100, target=target))
    kept = [
        [*bonds[1:], last],
        [*bonds[1:], offer("B0", A.CN_BOND, manager="管理人1"), last],
        [*bonds[1:], offer("B0", A.CN_BOND, fee_bp=51), last],
        [*bonds[1:], offer("B0", A.CN_BOND, min_fen=2 * WAN), last],
        [*bonds[1:], offer("B0", A.CN_BOND, max_fen=19 * WAN), last],
        [*bonds[1:], offer("B0", A.CN_BOND, step_fen=19 * WAN), last],
        [*bonds[1:], offer("B0", A.CN_BOND, liquidity=Liquidity.T7), last],
        [*bonds[1:], offer("B0", A.CN_BOND, exposure_bp={A.CN_BOND: 9_999}), last],
    ]
    for shelf in kept:
        assert "C" in choices(case(shelf, 100, target=target))


def test_rows_stand_only_where_a_limit_could_bind() -> None:
    one = (offer("B", A.CN_BOND, manager="甲"),)
    assert names(programme_of(case(one, 100, target=mix(CN_BOND=90, CASH=10)), ADVICE)) == ["limit.drift"]
    many = [
        offer(
            f"B{n}", A.CN_BOND, manager="甲", liquidity=Liquidity.PERIODIC, exposure_bp={A.CN_EQUITY: 10_000}
        )
        for n in range(9)
    ]
    made = case(many, 100, RiskLevel.C5, target=mix(CN_EQUITY=90, CASH=10), reserve_fen=50 * WAN)
    assert names(programme_of(made, ADVICE)) == [
        "limit.class_over",
        "limit.money",
        "limit.reserve",
        "limit.illiquid",
        "limit.manager",
        "limit.lines",
        "limit.drift",
    ]


def test_a_product_of_one_amount_has_no_steps() -> None:
    made = case([offer("B", A.CN_BOND, max_fen=WAN)], 100, target=mix(CN_BOND=90, CASH=10))
    programme = programme_of(made, ADVICE)
    assert programme.upper[:2] == (1.0, 0.0)
    assert all(place != 1 for row in programme.rows for place, _ in row.factors)


def test_a_reserve_out_of_reach_leaves_no_choice() -> None:
    assert choices(case((offer("C", A.CASH),), 10, reserve_fen=11 * WAN)) == {}


def test_weights_are_well_conditioned_at_any_base() -> None:
    for wan in (1, 100, 1_000_000):
        fund = offer("B", A.CN_BOND, min_fen=10 * YUAN, step_fen=YUAN, max_fen=10**15)
        programme = programme_of(case((fund,), wan), ADVICE)
        sizes = [abs(factor) for row in programme.rows for _, factor in row.factors]
        assert min(sizes) >= 0.1
        assert max(sizes) <= 50_000


def test_the_order_of_offers_and_positions_does_not_matter() -> None:
    offers = [offer(f"B{n}", A.CN_BOND, fee_bp=30 + n % 2) for n in range(5)]
    held = (position("H", 10, A.CN_BOND), position("I", 5, A.CN_EQUITY, manager="甲"))
    made = case(offers, 85, positions=held)
    turned = replace(made, offers=tuple(reversed(offers)), positions=tuple(reversed(held)))
    assert programme_of(made, ADVICE) == programme_of(turned, ADVICE)


def test_amounts_set_by_hand_take_their_room_first() -> None:
    bonds = [offer(f"B{n}", A.CN_BOND, manager="甲", cap_bp=10_000) for n in range(2)]
    made = case(bonds, 100, target=mix(CN_BOND=90, CASH=10))
    assert choices(made)["B1"][2] == 40 * WAN
    assert choices(made, B0=30 * WAN)["B1"][2] == 10 * WAN
    assert choices(made, B0=41 * WAN) == {}
    room = room_of(figures_of(made, ADVICE), {"B0": 30 * WAN})
    assert (room.money, room.lines) == (70 * WAN, 7)


def test_a_solution_becomes_amounts() -> None:
    made = case([offer("B0", A.CN_BOND), offer("B1", A.CN_BOND)], 100, target=mix(CN_BOND=90, CASH=10))
    programme = programme_of(made, ADVICE)
    solution = [0.9999999, 0.0000001, 2.9999999, 4.0, 0.0, 0.0]
    assert programme.chosen(solution) == {"B0"}
    assert programme.amounts(solution) == {"B0": 4 * WAN}


def test_fine_steps_are_whole_only_when_it_matters() -> None:
    fine, coarse = offer("F", A.CN_BOND, step_fen=YUAN), offer("C", A.CN_BOND)
    made = case([fine, coarse], 100, target=mix(CN_BOND=90, CASH=10))
    programme = programme_of(made, ADVICE)
    assert programme.whole[:4] == (True, True, True, False)
    assert not programme.is_exact
    room = room_of(figures_of(made, ADVICE), {})
    assert build(room, choices_of(room), exactly=True).is_exact


def solver(*answers: Sequence[float] | None) -> tuple[list[Programme], object]:
    """A solver that gives prepared answers, the last one again and again."""
    seen: list[Programme] = []

    def solve(programme: Programme) -> Sequence[float] | None:
        seen.append(programme)
        return answers[min(len(seen), len(answers)) - 1]

    return seen, solve


def best(made: AllocationCase, *answers: Sequence[float] | None) -> tuple[list[Programme], dict[str, int]]:
    seen, solve = solver(*answers)
    return seen, best_amounts(figures_of(made, ADVICE), solve, {})  # type: ignore[arg-type]


def test_a_solver_that_gives_up_buys_nothing() -> None:
    made = case([offer("B", A.CN_BOND)], 100)
    assert best(made, None)[1] == {}
    fine = case([offer("B", A.CN_BOND, step_fen=YUAN)], 100)
    assert best(fine, [1.0, 0.0, 0.0, 0.0], None)[1] == {}


def test_a_plan_that_rounding_breaks_is_solved_again_and_at_last_made_smaller() -> None:
    bonds = [offer("B0", A.CN_BOND, manager="甲"), offer("B1", A.CN_BOND, manager="甲")]
    made = case(bonds, 45, positions=(position("H", 55, None),), target=mix(CN_BOND=100))
    too_much, enough = [1.0, 1.0, 19.0, 19.0, 0.0, 0.0], [1.0, 0.0, 9.0, 0.0, 0.0, 0.0]
    cramped = replace(made, positions=(position("H", 55, None, manager="甲"),))
    assert choices(cramped) == {}
    tight = replace(made, positions=(position("H", 15, None, manager="甲"), position("I", 40, None)))
    seen, amounts = best(tight, too_much, enough)
    assert amounts == {"B0": 10 * WAN}
    limits = [dict((row.name, row.most) for row in programme.rows) for programme in seen]
    assert limits[1]["limit.manager"] < limits[0]["limit.manager"]
    assert limits[1]["limit.drift"] == limits[0]["limit.drift"]
    seen, amounts = best(tight, too_much)
    assert len(seen) == 4
    assert amounts == {"B0": 20 * WAN}
    assert broken_limits(figures_of(tight, ADVICE), amounts) == ()


def test_limits_drawn_closer_leave_buying_nothing_open() -> None:
    many = [offer(f"B{n}", A.CN_EQUITY, manager="甲", liquidity=Liquidity.PERIODIC) for n in range(3)]
    made = case(many, 100, RiskLevel.C5, target=mix(CN_EQUITY=50, CASH=50), reserve_fen=50 * WAN)
    room = room_of(figures_of(made, ADVICE), {})
    programme = build(room, choices_of(room), tighter_fen=10**12)
    assert len(names(programme)) > 3
    gaps = {
        place: row.least for row in programme.rows if row.name == "short" for place, _ in row.factors[-1:]
    }
    nothing = {place: max(0.0, gap) for place, gap in gaps.items()}
    for row in programme.rows:
        assert row.least <= sum(nothing.get(place, 0.0) * factor for place, factor in row.factors) <= row.most


def test_a_product_dropped_by_hand_is_no_choice() -> None:
    seen, solve = solver([0.0] * 4)
    made = case([offer("B0", A.CN_BOND), offer("B1", A.CN_BOND)], 100)
    best_plan(made, ADVICE, solve, {"B0": 0})  # type: ignore[arg-type]
    assert [one.offer.code for one in seen[0].choices] == ["B1"]


def test_what_is_set_by_hand_stays_and_alone_may_break_a_limit() -> None:
    seen, solve = solver([1.0, 4.0, 0.0, 0.0])
    made = case([offer("B0", A.CN_BOND), offer("B1", A.CN_BOND)], 100, target=mix(CN_BOND=90, CASH=10))
    found = best_plan(made, ADVICE, solve, {"B0": 30 * WAN, "GONE": WAN})  # type: ignore[arg-type]
    assert {line.code: line.amount_fen for line in found.lines} == {"B0": 30 * WAN, "B1": 5 * WAN}
    assert [code for code, _ in found.broken] == ["limit.not_offered", "limit.product_cap"]
    assert len(seen) == 1


def settled(made: AllocationCase, **wan: int) -> dict[str, int]:
    figures = figures_of(made, ADVICE)
    amounts = {code: amount * WAN for code, amount in wan.items()}
    choice = choices_of(room_of(figures, {}))
    found = settle_ties(figures, choice, amounts, lambda tried: not broken_limits(figures, tried))
    return {code: amount // WAN for code, amount in found.items()}


def test_of_equals_the_earlier_code_gets_more() -> None:
    bonds = [offer(f"B{n}", A.CN_BOND) for n in range(3)]
    made = case(bonds, 100, target=mix(CN_BOND=90, CASH=10))
    assert settled(made, B2=10) == {"B0": 10}
    assert settled(made, B1=20, B2=15) == {"B0": 20, "B1": 15}
    assert settled(made, B0=12, B2=18) == {"B0": 20, "B1": 10}


def test_an_earlier_code_that_costs_more_or_does_not_fit_gets_nothing() -> None:
    bonds = [
        offer("B0", A.CN_BOND, fee_bp=60),
        offer("B1", A.CN_BOND),
        offer("A", A.CN_BOND, min_fen=11 * WAN),
    ]
    made = case(bonds, 100, target=mix(CN_BOND=90, CASH=10))
    assert settled(made, B1=10) == {"B1": 10}
    exchanged = [offer("B0", A.CN_BOND), offer("B1", A.CN_BOND, max_fen=15 * WAN, min_fen=8 * WAN)]
    odd = case(exchanged, 100, target=mix(CN_BOND=90, CASH=10))
    assert settled(odd, B0=9, B1=14) == {"B0": 15, "B1": 8}


def test_among_many_products_only_those_alike_stand_in_for_each_other() -> None:
    bonds = [offer(f"B{n}", A.CN_BOND) for n in range(8)]
    shares = [offer(f"S{n}", A.CN_EQUITY) for n in range(6)]
    made = case([*bonds, *shares], 100, target=mix(CN_BOND=24, CN_EQUITY=66, CASH=10))
    assert settled(made, B5=12, B7=12, S3=4, S5=10) == {"B0": 20, "B1": 4, "S0": 14}


def test_the_cost_of_a_plan_redone_by_hand() -> None:
    made = case([offer("B", A.CN_BOND, fee_bp=50)], 100, target=mix(CN_BOND=70, CN_EQUITY=20, CASH=10))
    cost = PlanCost(figures_of(made, ADVICE))
    # Bonds 50 and equity 20 points short, cash 70 over; fee 0.05 of 50 bp on a fifth; a line; 80 points idle.
    by_hand = 5_000 + 2_000 + 7_000 + 0.05 * 50 * 0.2 + 5 + 0.02 * 8_000
    assert float(cost.in_bp(cost.of({"B": 20 * WAN}))) == pytest.approx(by_hand)
