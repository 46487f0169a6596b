"""The report of the whole book: exact shares, moves between the presets, the partition, the quintile gate."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor_desk.domain.client import CareAction, Group, LifeState, Preset, Tier, TierVariant
from advisor_desk.domain.standing import AssetFacts, ClassicScore, PurchaseFacts, Standing
from advisor_desk.rules.quintile import QuintileView
from advisor_desk.usecases import reports
from advisor_desk.usecases.reports import (
    ACTIONS_OF_STATE,
    Axis,
    Breakdown,
    Segment,
    SegmentReport,
    segment_report,
)
from tests.builders import TODAY, rules
from tests.standings import standing

_TIERS = (
    (Tier.RETAIL, None),
    (Tier.HNW, None),
    (Tier.INST, TierVariant.PERSON_TOP),
    (Tier.INST, TierVariant.ORG),
)
_STATES = [(state, action) for state, actions in ACTIONS_OF_STATE.items() for action in actions]
FEN = st.integers(-(10**9), 10**13)


@st.composite
def books(draw: st.DrawFn, most: int = 60) -> list[Standing]:
    """A book of any clients, in any order."""
    made = []
    for client_id in range(1, draw(st.integers(0, most)) + 1):
        tier, variant = draw(st.sampled_from(_TIERS))
        state, action = draw(st.sampled_from(_STATES))
        made.append(
            replace(
                standing(client_id),
                tier=tier,
                tier_variant=variant,
                state=state,
                action=action,
                group=draw(st.sampled_from(Group)),
                group_paper_mid=draw(st.sampled_from(Group)),
                assets=AssetFacts(aum_fen=draw(st.none() | FEN)),
                purchases=PurchaseFacts(None, window_benefit_fen=draw(FEN)),
            )
        )
    return made


def report(book: Sequence[Standing]) -> SegmentReport:
    return segment_report(book, TODAY, rules())


def assert_columns_add_up(found: Breakdown[Segment] | Breakdown[Group]) -> None:
    columns = (
        ([line.clients_share for line in found.lines], found.total.clients),
        ([line.assets_share for line in found.lines], found.total.assets_fen),
        ([line.revenue_share for line in found.lines], found.total.revenue_fen),
    )
    for column, total in columns:
        known = [share for share in column if share is not None]
        assert len(known) == (len(column) if total > 0 else 0)
        assert sum(known) == (1_000 if total > 0 else 0)


@settings(deadline=None, max_examples=60)
@given(books())
def test_every_share_column_adds_up_to_100_percent_and_every_sum_to_the_book(book: list[Standing]) -> None:
    found = report(book)
    assets = sum(each.assets.aum_fen or 0 for each in book)
    revenue = sum(each.purchases.window_benefit_fen for each in book)
    breakdowns: list[Breakdown[Segment] | Breakdown[Group]] = [found.structure, *found.groups.values()]
    for parted in breakdowns:
        assert_columns_add_up(parted)
        assert (parted.total.clients, parted.total.assets_fen, parted.total.revenue_fen) == (
            len(book),
            assets,
            revenue,
        )
    assert found.without_assets == sum(each.assets.aum_fen is None for each in book)
    of_states = [line.share or 0 for line in found.states]
    assert sum(of_states) == (1_000 if book else 0)
    assert sum(line.clients for line in found.states) == len(book)


@settings(deadline=None, max_examples=60)
@given(books())
def test_movement_agrees_with_both_presets_and_every_client_is_in_one_group(book: list[Standing]) -> None:
    found = report(book)
    pairs = Counter((each.group, each.group_paper_mid) for each in book)
    moves = found.movement
    for row, start in enumerate(Group):
        assert moves.counts[row] == tuple(pairs[start, end] for end in Group)
        assert sum(moves.counts[row]) == found.groups[Preset.WEALTH].line(start).figures.clients
        column = sum(counts[row] for counts in moves.counts)
        assert column == found.groups[Preset.PAPER_MID].line(start).figures.clients
    assert moves.clients == moves.stayed + moves.moved == len(book)
    assert moves.moved == sum(each.group is not each.group_paper_mid for each in book)
    assert found.partition.holds
    assert found.partition.in_one_group == dict.fromkeys(Preset, len(book))
    assert report(list(reversed(book))) == found


def test_a_client_counted_twice_breaks_the_partition() -> None:
    twice = report([standing(1), standing(2), replace(standing(2), group=Group.POTENTIAL)])
    assert not twice.partition.holds
    assert twice.partition.clients == 2
    assert twice.partition.in_one_group[Preset.WEALTH] == 1


def test_persons_of_an_institutions_size_stand_apart_from_organisations() -> None:
    book = [
        replace(standing(number), tier=tier, tier_variant=variant, assets=AssetFacts(aum_fen=100 * number))
        for number, (tier, variant) in enumerate(_TIERS, start=1)
    ]
    found = report(book).structure
    assert [(line.key, line.figures.assets_fen) for line in found.lines] == [
        (Segment.RETAIL, 100),
        (Segment.HNW, 200),
        (Segment.PERSON_TOP, 300),
        (Segment.ORG, 400),
    ]
    assert [line.clients_share for line in found.lines] == [250] * 4
    assert [line.assets_share for line in found.lines] == [100, 200, 300, 400]
    assert [line.revenue_share for line in found.lines] == [None] * 4


def test_sums_beyond_64_bits_stay_exact() -> None:
    most = (1 << 63) - 1
    book = [replace(standing(number), assets=AssetFacts(aum_fen=most)) for number in range(3)]
    assert report(book).structure.total.assets_fen == 3 * most


def test_the_largest_move_is_named() -> None:
    moved = replace(standing(), group=Group.KEY_GUIDE, group_paper_mid=Group.POTENTIAL)
    other = replace(standing(), group=Group.KEY_GUIDE, group_paper_mid=Group.LONG_TAIL)
    book = [replace(each, client_id=number) for number, each in enumerate((moved, moved, other, standing()))]
    assert report(book).movement.largest == (Group.KEY_GUIDE, Group.POTENTIAL, 2)
    assert report([standing()]).movement.largest is None


@pytest.mark.parametrize(
    ("clients", "view"),
    [
        (0, QuintileView.OFF),
        (29, QuintileView.OFF),
        (30, QuintileView.INDICATIVE),
        (499, QuintileView.INDICATIVE),
        (500, QuintileView.FULL),
    ],
)
def test_quintiles_are_shown_as_far_as_the_book_is_large_enough(clients: int, view: QuintileView) -> None:
    found = report([standing(number) for number in range(clients)]).quintiles
    assert found.view is view
    assert len(found.comparisons) == (0 if view is QuintileView.OFF else 3)


def test_quintiles_are_compared_with_the_fixed_scores_axis_by_axis() -> None:
    # Thirty clients bought 1, 2, … 30 days ago: all R5 by the bands, six in each quintile.
    book = [
        replace(
            standing(number),
            recency_days=number,
            classic=ClassicScore(5, 2, 1),
            purchases=PurchaseFacts(None, window_purchases=1, window_amount_fen=100),
        )
        for number in range(1, 31)
    ]
    by_axis = {each.axis: each for each in report(book).quintiles.comparisons}
    assert by_axis[Axis.R].counts == ((0,) * 5, (0,) * 5, (0,) * 5, (0,) * 5, (6,) * 5)
    assert (by_axis[Axis.R].same, by_axis[Axis.R].lower, by_axis[Axis.R].higher) == (6, 24, 0)
    # Equal values share the middle quintile.
    assert by_axis[Axis.F].counts[1] == (0, 0, 30, 0, 0)
    assert (by_axis[Axis.M].same, by_axis[Axis.M].lower, by_axis[Axis.M].higher) == (0, 0, 30)


def test_every_state_has_its_actions_in_the_order_of_urgency() -> None:
    book = [
        replace(standing(1), state=LifeState.DORMANT, action=CareAction.REACTIVATE),
        standing(2),
        replace(standing(3), state=LifeState.AT_RISK, action=CareAction.RETAIN),
        # A pair that the rules do not make today is counted all the same.
        replace(standing(4), state=LifeState.NEW, action=CareAction.RETAIN),
    ]
    lines = report(book).states
    assert [(line.state, line.action, line.clients) for line in lines] == [
        (LifeState.AT_RISK, CareAction.RETAIN, 1),
        (LifeState.DORMANT, CareAction.REACTIVATE, 1),
        (LifeState.NEW, CareAction.ONBOARD, 0),
        (LifeState.NEW, CareAction.RETAIN, 1),
        (LifeState.ACTIVE, CareAction.CROSS_UPSELL, 0),
        (LifeState.ACTIVE, CareAction.LOYALTY, 0),
        (LifeState.ACTIVE, CareAction.REPURCHASE, 1),
    ]


def test_the_module_brings_no_pandas_until_a_report_is_made() -> None:
    code = f"import sys, {reports.__name__}; print(sorted({{'pandas', 'numpy'}} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
