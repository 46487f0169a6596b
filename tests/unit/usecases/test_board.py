"""The board: shares that add up, everybody moved once, old structure plus moves is the new one."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.board import BoardFacts, ContactCount, EnquiryFact, Person, Place
from advisor_desk.domain.dates import to_day
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.board import board, cadence_on, fills_on, keep_month_ends, moves, structure_on
from advisor_desk.usecases.board_json import board_json
from advisor_desk.usecases.board_responses import median
from advisor_desk.usecases.board_view import Flow, KeptShare, Move
from advisor_desk.usecases.reports import Figures, Segment
from tests.boards import OCTOBER, SEPTEMBER, WAN, BoardBookFake, facts, org, place
from tests.builders import TODAY, rules

TIERS = (("RETAIL", None), ("HNW", None), ("INST", "PERSON_TOP"), ("INST", "ORG"))
PARTS = ("start", "arrived", "new", "left", "gone", "change", "end")


def of(figures: Figures) -> tuple[int, int, int]:
    return figures.clients, figures.assets_fen, figures.revenue_fen


def flows_balance(flow: Flow) -> bool:
    start, arrived, new, left, gone, change, end = (of(getattr(flow, part)) for part in PARTS)
    return all(
        start[at] + arrived[at] + new[at] - left[at] - gone[at] + change[at] == end[at] for at in range(3)
    )


def way(move: Move) -> tuple[str, Segment | None, Segment | None, str]:
    return move.client_no, move.start, move.end, move.why[0]


# The structure.


def test_shares_of_each_column_are_cut_by_largest_remainders() -> None:
    places = [place(1), place(2, "HNW", 2 * WAN), org(3, 4 * WAN)]
    found = structure_on(OCTOBER, [one._replace(revenue_fen=one.client_id) for one in places]).structure
    assert [line.clients_share for line in found.lines] == [334, 333, 0, 333]
    assert [line.assets_share for line in found.lines] == [143, 286, 0, 571]
    assert [line.revenue_share for line in found.lines] == [167, 333, 0, 500]
    assert of(found.total) == (3, 7 * WAN, 6)


def test_a_column_with_a_negative_tier_has_no_shares_and_says_whose_fault_it_is() -> None:
    month = structure_on(OCTOBER, [place(1, "RETAIL", -WAN), place(2, "HNW", 9 * WAN)])
    assert [line.assets_share for line in month.structure.lines] == [None] * 4
    assert [line.clients_share for line in month.structure.lines] == [500, 500, 0, 0]
    assert month.reasons == (
        ("board.negative_part", (("column", "assets"), ("segment", "RETAIL"))),
        ("board.nothing_to_share", (("column", "revenue"),)),
    )


def test_who_has_no_record_of_assets_counts_as_nothing_and_is_told() -> None:
    month = structure_on(OCTOBER, [place(1, assets_fen=None), place(2, "HNW", revenue_fen=5)])
    assert month.without_assets == 1
    assert month.reasons == (("board.without_assets", (("clients", 1),)),)


# Who moved.


def test_up_down_new_and_gone_are_told_with_their_reasons() -> None:
    people = {
        3: Person("C000003", "新", to_day(date(2026, 10, 9))),
        4: Person("C000004", "转入", to_day(date(2019, 1, 1))),
        5: Person("C000005", "销户", None, to_day(date(2026, 10, 20))),
        6: Person("C000006", "离开"),
    }
    before = [place(1, "RETAIL", 90 * WAN), place(2, "HNW", 120 * WAN), place(5), place(6), place(7)]
    after = [
        place(1, "HNW", 110 * WAN),
        place(2, "RETAIL", 20 * WAN),
        place(3),
        place(4),
        place(7, assets_fen=3),
    ]
    found = moves(facts({SEPTEMBER: before, OCTOBER: after}, people=people), SEPTEMBER, OCTOBER)
    assert [way(one) for one in found.movers] == [
        ("C000002", Segment.HNW, Segment.RETAIL, "board.average_moved"),
        ("C000001", Segment.RETAIL, Segment.HNW, "board.average_moved"),
        ("C000003", None, Segment.RETAIL, "board.opened"),
        ("C000004", None, Segment.RETAIL, "board.came_in"),
        ("C000005", Segment.RETAIL, None, "board.closed"),
        ("C000006", Segment.RETAIL, None, "board.went_out"),
    ]
    retail = found.flows[0]
    assert of(retail.start) == (4, 93 * WAN, 0)
    assert of(retail.arrived) == (1, 20 * WAN, 0)
    assert of(retail.new) == (2, 2 * WAN, 0)
    assert of(retail.left) == (1, 90 * WAN, 0)
    assert of(retail.gone) == (2, 2 * WAN, 0)
    assert of(retail.change) == (0, 3 - WAN, 0)
    assert of(retail.end) == (4, 22 * WAN + 3, 0)
    assert found.stayed == 1
    assert found.many(Segment.RETAIL, None) == 2


def test_only_kept_month_ends_in_their_order_can_be_compared() -> None:
    known = facts({SEPTEMBER: [place(1)], OCTOBER: [place(1)]})
    with pytest.raises(UserCanFix) as unknown:
        moves(known, date(2026, 8, 31), OCTOBER)
    assert (unknown.value.code, unknown.value.params) == ("board.month_unknown", {"on": "2026-08-31"})
    for pair in ((OCTOBER, SEPTEMBER), (OCTOBER, OCTOBER)):
        with pytest.raises(UserCanFix, match="board.months_order"):
            moves(known, *pair)


@st.composite
def month(draw: st.DrawFn) -> list[Place]:
    """Some of a dozen clients, each in any tier, with any assets and revenue."""
    found = []
    for client_id in draw(st.sets(st.integers(1, 12))):
        tier, variant = draw(st.sampled_from(TIERS))
        assets = draw(st.none() | st.integers(-(10**12), 10**14))
        revenue = draw(st.integers(-(10**9), 10**9))
        found.append(place(client_id, tier, assets, variant=variant, revenue_fen=revenue))
    return found


@given(month(), month())
def test_old_structure_plus_moves_is_the_new_one_for_every_book(
    before: list[Place], after: list[Place]
) -> None:
    known: BoardFacts = facts({SEPTEMBER: before, OCTOBER: after})
    found = moves(known, SEPTEMBER, OCTOBER)
    old, new = structure_on(SEPTEMBER, before), structure_on(OCTOBER, after)
    for flow in found.flows:
        assert flow.start == old.structure.line(flow.key).figures
        assert flow.end == new.structure.line(flow.key).figures
        assert flows_balance(flow)
    ids = {one.client_id for one in (*before, *after)}
    assert sum(found.counts.values()) == len(ids)
    assert found.stayed + len(found.movers) == len(ids)
    assert len({one.client_id for one in found.movers}) == len(found.movers)
    assert sum(flow.arrived.clients for flow in found.flows) == sum(flow.left.clients for flow in found.flows)
    for column in ("clients_share", "assets_share", "revenue_share"):
        given_shares = [getattr(line, column) for line in new.structure.lines]
        assert given_shares == [None] * 4 or (sum(given_shares) == 1_000 and min(given_shares) >= 0)


# The rhythm.


def day_of(days: int, on: date = TODAY) -> int:
    return to_day(on - timedelta(days=days))


def test_the_rhythm_counts_from_the_last_effective_contact_else_from_the_opening() -> None:
    limit = 180  # long tail, retail (domain notes §6)
    places = [
        place(1, last_contact=day_of(limit)),
        place(2, last_contact=day_of(limit + 1)),
        place(3, opened=day_of(limit)),
        place(4, opened=day_of(limit + 1)),
        place(5, opened=None),
        place(6, last_contact=day_of(20), own_days=20),
        place(7, last_contact=day_of(21), own_days=20),
        place(8, last_contact=day_of(900), is_paused=True),
        place(9, "HNW", last_contact=day_of(46)),
    ]
    found = cadence_on(TODAY, places, rules())
    assert found.whole == KeptShare(3, 8)
    assert found.whole.share == 375
    assert found.by_tier[Segment.RETAIL] == KeptShare(3, 7)
    assert found.by_tier[Segment.HNW] == KeptShare(0, 1)
    assert (found.never, found.paused, found.own) == (2, 1, 2)


def test_nobody_owed_is_no_share() -> None:
    assert cadence_on(TODAY, [], rules()).whole.share is None


# Contacts and first responses.


def test_contacts_stand_by_month_without_a_gap_up_to_this_one() -> None:
    counts = [
        ContactCount(date(2026, 9, 1), "CALL", True, 4),
        ContactCount(date(2026, 9, 1), "CALL", False, 1),
        ContactCount(date(2026, 11, 1), "VISIT", True, 2),
    ]
    view = board(BoardBookFake(facts({}, [place(1)], contacts=counts)))
    assert [(one.month.month, one.effective, one.others) for one in view.contacts] == [
        (9, 4, 1),
        (10, 0, 0),
        (11, 2, 0),
    ]
    assert view.contacts[0].by_channel == {"CALL": (4, 1)}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An hour in China."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def test_only_working_time_counts_from_question_to_answer() -> None:
    asked = [
        EnquiryFact(1, at(13, 14), at(13, 14, 20)),
        EnquiryFact(2, at(13, 16, 30), at(16, 9, 30)),  # over a weekend
        EnquiryFact(3, at(16, 9), at(17, 9)),
        EnquiryFact(4, at(20, 9), None),
    ]
    view = board(BoardBookFake(facts({}, [place(1)], enquiries=asked, waiting=[at(20, 9), at(19, 9)])))
    hours = BoardBookFake(facts({})).service.hours
    over_weekend = max(0, hours.work_until - (16 * 60 + 30)) + max(0, 9 * 60 + 30 - hours.work_from)
    whole_day = (hours.work_until - hours.lunch_until) + (hours.lunch_from - hours.work_from)
    took = sorted([20, over_weekend, whole_day])
    found = view.responses
    assert (found.answered, found.open) == (3, 1)
    assert (found.median_minutes, found.worst_minutes) == (took[1], took[2])
    assert found.in_time == sum(minutes <= 240 for minutes in took)
    assert (view.waiting, view.oldest_at, view.response_limit_minutes) == (2, at(19, 9), 240)
    assert [(month.month, one.answered) for month, one in view.responses_by_month] == [(11, 3)]


def test_the_median_of_an_even_number_is_between_the_middle_two() -> None:
    assert [median(each) for each in ([], [7], [3, 8], [1, 2, 100])] == [None, 7, 5, 2]


# The whole.


@pytest.mark.parametrize(
    ("as_of", "kept", "day"),
    [
        (TODAY, 1, date(2026, 11, 30)),
        (TODAY, 0, date(2026, 12, 31)),
        (date(2026, 11, 30), 1, date(2026, 12, 31)),
        (date(2027, 12, 31), 0, date(2028, 2, 29)),
    ],
)
def test_the_day_on_which_two_month_ends_will_be_there(as_of: date, kept: int, day: date) -> None:
    assert fills_on(as_of, kept) == day


def test_with_two_month_ends_nothing_is_waited_for() -> None:
    book = BoardBookFake(facts({SEPTEMBER: [place(1)], OCTOBER: [place(1)]}, [place(1)]))
    view = board(book)
    assert view.fills_on is None
    assert view.ends == (SEPTEMBER, OCTOBER)
    assert [one.on for one in view.cadence] == [SEPTEMBER, OCTOBER, TODAY]
    assert board(BoardBookFake(facts({OCTOBER: [place(1)]}))).fills_on == date(2026, 11, 30)


def test_the_day_of_the_book_is_counted_once_when_a_month_ends_on_it() -> None:
    view = board(BoardBookFake(facts({OCTOBER: [place(1)], TODAY: [place(1)]}, [place(1)])))
    assert [one.on for one in view.cadence] == [OCTOBER, TODAY]


def test_missing_month_ends_are_kept_until_none_is_left() -> None:
    book = BoardBookFake(facts({}), missing=[SEPTEMBER, OCTOBER])
    assert (keep_month_ends(book), book.missing) == (2, [])


def test_the_document_holds_figures_and_numbers_but_no_name() -> None:
    known = facts(
        {SEPTEMBER: [place(1)], OCTOBER: [place(1, "HNW"), place(2)]},
        [place(1)],
        contacts=[ContactCount(date(2026, 11, 1), "CALL", True, 2)],
        enquiries=[EnquiryFact(1, at(13, 14), at(13, 14, 20))],
        waiting=[at(20, 9)],
    )
    view = board(BoardBookFake(known))
    text = json.dumps(board_json(view, moves(known, SEPTEMBER, OCTOBER)), ensure_ascii=False)
    document = json.loads(text)
    assert "客户" not in text
    assert [one["client_no"] for one in document["moves"]["clients"]] == ["C000001", "C000002"]
    assert document["moves"]["clients"][0]["from"] == "RETAIL"
    assert document["moves"]["flows"][0]["new"] == {"clients": 1, "assets_fen": WAN, "revenue_fen": 0}
    assert document["responses"]["median_minutes"] == 20
    assert document["responses"]["oldest_at"] == at(20, 9).isoformat()
    assert document["path"] == {"prospects": 2, "opened": 5, "bought": 3}
    assert json.loads(json.dumps(board_json(board(BoardBookFake(facts({}))), None)))["moves"] is None
