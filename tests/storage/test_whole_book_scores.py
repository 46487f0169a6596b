"""The quick way through a whole book gives what the thorough one gives, on every kind of client."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from advisor_desk.domain.dates import to_day
from advisor_desk.storage import standings
from advisor_desk.storage.kept_scores import Score
from advisor_desk.storage.recount import Counted, Recount
from tests.builders import TODAY, WEEKDAYS, Builder, raw_book, rules

_LEVELS = (50_000_00, 880_000_00, 950_000_00, 1_020_000_00, 4_700_000_00, 5_100_000_00, -20_000_00)


def _as_score(found: Counted) -> Score:
    one = found.standing
    return Score(
        one.client_id,
        one.tier.value,
        one.tier_variant and one.tier_variant.value,
        one.assets.sum20_fen,
        one.assets.days20,
        one.a,
        one.f,
        one.b,
        one.group.value,
        one.group_paper_mid.value,
        one.classic.r * 100 + one.classic.f * 10 + one.classic.m,
        one.state.value,
        " ".join(one.labels),
        one.action.value,
    )


def _random_client(book: Builder, draw: Random) -> None:
    client = book.client(
        client_type=draw.choice(("PERSON", "PERSON", "PERSON", "ENTERPRISE")),
        opened_on=draw.choice((None, TODAY - timedelta(days=draw.randrange(1, 900)))),
    )
    # Purchases before, in and after the window, on its very edge too; plans that repeat within a month.
    newest = draw.choice((0, 95, 120, 185, 365, 366, 500))
    for _ in range(draw.choice((0, 1, 3, 9))):
        on = TODAY - timedelta(days=newest + draw.choice((0, 0, 1, 30, 60, draw.randrange(800))))
        is_plan = draw.random() < 0.4
        book.trade(
            client,
            on + timedelta(days=draw.choice((0, 0, 0, -1))),
            draw.randrange(1, 30_000_000),
            trade_kind="SIP" if is_plan else "SUBSCRIBE",
            plan_no=draw.choice(("P1", "P2")) if is_plan else None,
            status=draw.choice(("CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED")),
        )
    if draw.random() < 0.3:
        book.trade(client, TODAY + timedelta(days=1))
    for _ in range(draw.randrange(3)):
        book.revenue(
            client, TODAY - timedelta(days=draw.choice((0, 5, 365, 400))), draw.randrange(-(10**6), 10**8)
        )
    _random_assets(book, client, draw)


def _random_assets(book: Builder, client: int, draw: Random) -> None:
    is_daily = draw.random() < 0.5
    days = WEEKDAYS.last(to_day(TODAY), 90) if is_daily else range(to_day(TODAY) - 200, to_day(TODAY), 29)
    level = draw.choice(_LEVELS)
    for day in days:
        if draw.random() < 0.01:
            level = draw.choice(_LEVELS)
        book.assets(client, date(1970, 1, 1) + timedelta(days=day), level + draw.randrange(1_000))
    if draw.random() < 0.2:
        # A figure of a Sunday makes as many figures as trading days without being one of them.
        book.assets(client, TODAY - timedelta(days=TODAY.isoweekday()), draw.choice(_LEVELS))


@pytest.mark.parametrize("seed", range(6))
def test_scores_of_a_whole_book_equal_the_standings(tmp_path: Path, seed: int) -> None:
    draw = Random(seed)  # noqa: S311
    with raw_book(tmp_path) as book:
        for _ in range(60):
            _random_client(book, draw)
        override = {"reason": "R", "approver": "A", "until_day": to_day(TODAY) + 30}
        book.insert("tier_override", client_id=3, tier="HNW", from_day=to_day(TODAY) - 9, **override)
        book.insert("tier_override", client_id=4, tier="HNW", from_day=to_day(TODAY) + 9, **override)
        recount = Recount(book.connection, TODAY, rules(), WEEKDAYS)
        counted = [_as_score(found) for found in recount.book()]
        assert recount.scores() == counted
        standings.roll(book.connection, TODAY, rules(), WEEKDAYS)
        assert standings.scores(book.connection) == counted
    assert len({one.tier for one in counted}) == 3
    assert len({one.state for one in counted}) >= 3
