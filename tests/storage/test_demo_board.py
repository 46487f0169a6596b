"""The board of the demo book has something to tell: clients cross tiers both ways, questions are answered."""

from datetime import date
from pathlib import Path

from advisor_desk.assembly.demo import DEMO_PASSPHRASE, open_or_make_demo
from advisor_desk.demo.book import DemoPlan
from advisor_desk.usecases.board import keep_month_ends, moves, view_of


def test_tiers_are_crossed_in_both_directions_and_answers_took_their_time(tmp_path: Path) -> None:
    plan = DemoPlan(end=date(2026, 11, 28))
    desk = open_or_make_demo(tmp_path / "demo.book", plan, DEMO_PASSPHRASE)
    keep_month_ends(desk.book)
    facts = desk.book.board_facts()
    view = view_of(desk.book, facts)
    last = moves(facts, *view.ends[-2:])
    crossed = [(one.start, one.end) for one in last.movers if one.start is not None and one.end is not None]
    assert [ends for ends in crossed if crossed.count(ends[::-1])], "up and down between the two shown first"
    assert sum(1 for _month, found in view.responses_by_month if found.answered) >= 8
    assert 0 < (view.responses.median_minutes or 0) < view.response_limit_minutes
    assert view.responses.in_time < view.responses.answered
    desk.close()
