"""A page in parts says what the whole page says."""

import random
from dataclasses import replace

import pytest

from advisor_desk.sync.parts import in_parts
from advisor_desk.wire.pages import Head, KeyPlace, Page, PullRequest
from advisor_desk.wire.rows import Row, ScopeSum
from advisor_desk.wire.shapes import RANKS, rank_of

HEAD = Head(900, ScopeSum())


def rows_of(dice: random.Random, count: int) -> list[Row]:
    kinds = ("client", "trade", "hologram")
    return [
        Row(dice.choice(kinds), f"{n:04}", f"C{n // 7:03}", n + 1, dice.random() < 0.2, "[]")
        for n in range(count)
    ]


@pytest.mark.parametrize("is_first", [True, False])
def test_parts_follow_each_other_and_together_are_the_page(is_first: bool) -> None:
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    for _ in range(200):
        rows, most, more = rows_of(dice, dice.randrange(40)), dice.randint(1, 12), dice.random() < 0.5
        last = rows[-1] if rows else None
        end = KeyPlace(last.client_no, rank_of(last.kind), last.id) if last is not None and is_first else None
        page = Page("adv:A", "h1", HEAD, rows, {}, more, end)
        request = PullRequest("adv:A", 100, 0, is_first, KeyPlace("", 0, "") if is_first else None)
        parts = list(in_parts(page, request, most))
        assert [row for part, _ in parts for row in part.rows] == rows, seed
        assert [part.more for part, _ in parts] == [True] * (len(parts) - 1) + [more], seed
        assert parts[0][1] == request, seed
        for (before, _), (after, asked) in zip(parts, parts[1:], strict=False):
            if is_first:
                assert before.rows[-1].kind in RANKS, seed
                assert asked == replace(request, after=before.after), seed
            else:
                assert asked == replace(request, cursor=before.rows[-1].seq), seed
                assert len(before.rows) == most, seed
            assert len(after.rows) > 0, seed
        assert parts[-1][0].after == page.after, seed


def test_a_page_that_is_small_enough_stays_as_it_is() -> None:
    page = Page("adv:A", "h1", HEAD, rows_of(random.Random(1), 5), {}, False)
    request = PullRequest("adv:A", 100)
    assert list(in_parts(page, request, 5)) == [(page, request)]
