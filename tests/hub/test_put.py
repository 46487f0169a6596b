"""Rows get consecutive numbers, and the head of a scope always says what a recount would."""

import random
from functools import partial

import pytest
import sqlalchemy as sa

from advisor_desk.hub import fault_points
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.many import MOST_ROWS
from advisor_desk.hub.put import lock_heads, put_rows, signed
from advisor_desk.wire.rows import MASK, Row, RowDraft, ScopeSum
from advisor_desk.wire.shapes import rank_of
from tests.hub.scopes import head, stored, sum_of
from tests.hubs import deletion, draft

SCOPE = "adv:u1"
KINDS = ("purge", "client", "trade", "event", "moon")


def test_rows_are_numbered_by_client_rank_and_id(any_hub: Hub) -> None:
    drafts = [
        draft("C2", "c", kind="client"),
        draft("C1", "t2"),
        draft("C1", "t1"),
        draft("C1", "C1", kind="client"),
        draft("", "f", kind="product"),
    ]
    assert any_hub.put_rows("B1", SCOPE, drafts) == 5
    numbers = sorted((row.seq, row.client_no, row.id) for row in stored(any_hub, "B1", SCOPE).values())
    assert numbers == [(1, "", "f"), (2, "C1", "C1"), (3, "C1", "t1"), (4, "C1", "t2"), (5, "C2", "c")]


def test_events_are_numbered_as_they_came_whatever_their_ids_say(any_hub: Hub) -> None:
    """An id tells the clock of its desk, and no clock decides an order."""
    came = [draft("C1", one, kind="event") for one in ("e3", "e1", "e2")]
    any_hub.put_rows("B1", SCOPE, [draft("C2", "e0", kind="event"), *came])
    numbers = sorted((row.seq, row.id) for row in stored(any_hub, "B1", SCOPE).values())
    assert [row_id for _, row_id in numbers] == ["e3", "e1", "e2", "e0"]


def test_a_changed_row_moves_to_a_new_number_and_leaves_no_second(any_hub: Hub) -> None:
    any_hub.put_rows("B1", SCOPE, [draft("C1", "t1", 1), draft("C1", "t2", 2)])
    assert any_hub.put_rows("B1", SCOPE, [draft("C1", "t1", 3)]) == 3
    rows = stored(any_hub, "B1", SCOPE)
    assert {(row.id, row.seq, row.body) for row in rows.values()} == {("t1", 3, "[3]"), ("t2", 2, "[2]")}
    assert head(any_hub, "B1", SCOPE).sum == sum_of(rows)


def test_of_drafts_of_one_row_the_last_counts(any_hub: Hub) -> None:
    drafts = [draft("C1", "t1", 1), deletion("C1", "t1"), draft("C1", "t1", 2)]
    assert any_hub.put_rows("B1", SCOPE, drafts) == 1
    assert [row.body for row in stored(any_hub, "B1", SCOPE).values()] == ["[2]"]


def test_the_same_id_of_two_clients_or_of_two_kinds_is_two_rows(any_hub: Hub) -> None:
    drafts = [draft("C1", "20000"), draft("C2", "20000"), draft("C1", "20000", kind="daily_asset")]
    assert any_hub.put_rows("B1", SCOPE, drafts) == 3
    assert head(any_hub, "B1", SCOPE).sum.n == 3


def test_a_deleted_row_counts_nothing_and_may_come_back(any_hub: Hub) -> None:
    any_hub.put_rows("B1", SCOPE, [draft("C1", "t1", 1)])
    any_hub.put_rows("B1", SCOPE, [deletion("C1", "t1"), deletion("C1", "never there")])
    assert head(any_hub, "B1", SCOPE).sum == ScopeSum()
    assert {row.body for row in stored(any_hub, "B1", SCOPE).values()} == {""}
    any_hub.put_rows("B1", SCOPE, [deletion("C1", "t1")])
    any_hub.put_rows("B1", SCOPE, [draft("C1", "t1", 1)])
    rows = stored(any_hub, "B1", SCOPE)
    assert head(any_hub, "B1", SCOPE).sum == sum_of(rows) != ScopeSum()


def test_putting_nothing_changes_nothing(any_hub: Hub) -> None:
    assert any_hub.put_rows("B1", SCOPE, []) == 0
    any_hub.put_rows("B1", SCOPE, [draft("C1", "t1")])
    before = head(any_hub, "B1", SCOPE)
    assert any_hub.put_rows("B1", SCOPE, []) == 1
    assert head(any_hub, "B1", SCOPE) == before


def test_scopes_of_the_same_name_in_two_branches_are_two(any_hub: Hub) -> None:
    any_hub.put_rows("B1", "br", [draft("", "h", kind="household")])
    assert head(any_hub, "B2", "br").seq == 0
    any_hub.put_rows("B2", "br", [draft("", "h", 1, kind="household"), draft("", "i", kind="household")])
    assert (head(any_hub, "B1", "br").sum.n, head(any_hub, "B2", "br").sum.n) == (1, 2)


def test_any_text_comes_back_as_it_was(any_hub: Hub) -> None:
    texts = ["'; DROP TABLE scope_row; --", "百分之百 100%", "%(p0)s :b $1 ?1 ?", '"\\u0000"', "\x1f😀\n"]
    drafts = [RowDraft("event", f"e{text}", f"C{text}", text) for text in texts]
    any_hub.put_rows("B1", "adv:高 '%s'", drafts)
    rows = any_hub.store.read(
        lambda connection: connection.exec_driver_sql("SELECT id, client_no, body FROM scope_row").all()
    )
    assert sorted(tuple(row) for row in rows) == sorted((f"e{text}", f"C{text}", text) for text in texts)


def test_more_rows_than_one_statement_takes_are_put_all_the_same(any_hub: Hub) -> None:
    drafts = [draft(f"C{number % 7}", f"t{number:05}", number) for number in range(2 * MOST_ROWS + 3)]
    assert any_hub.put_rows("B1", SCOPE, drafts) == len(drafts)
    any_hub.put_rows("B1", SCOPE, drafts[: MOST_ROWS + 1])
    rows = stored(any_hub, "B1", SCOPE)
    assert {row.seq for row in rows.values()} == {
        *range(len(drafts) + 1, len(drafts) + MOST_ROWS + 2),
        *(row.seq for row in rows.values() if row.seq <= len(drafts)),
    }
    assert head(any_hub, "B1", SCOPE).sum == sum_of(rows)


@pytest.mark.parametrize("seed", range(2))
def test_the_head_says_what_a_recount_says(any_hub: Hub, seed: int) -> None:
    chance = random.Random(seed)
    expected: dict[tuple[str, str, str], tuple[int, str]] = {}
    for step in range(15):
        drafts = [_random_draft(chance, step) for _ in range(chance.randrange(30))]
        before = head(any_hub, "B1", SCOPE).seq
        after = any_hub.put_rows("B1", SCOPE, drafts)
        last = {(one.kind, one.client_no, one.id): one for one in drafts}
        ordered = sorted(last, key=lambda key: (key[1], rank_of(key[0]), "" if key[0] == "event" else key[2]))
        assert after == before + len(last)
        expected |= {key: (before + place, last[key].body) for place, key in enumerate(ordered, 1)}
        rows = stored(any_hub, "B1", SCOPE)
        assert {key: (row.seq, row.body) for key, row in rows.items()} == expected
        assert head(any_hub, "B1", SCOPE).sum == sum_of(rows)


def _random_draft(chance: random.Random, step: int) -> RowDraft:
    kind, client_no, row_id = chance.choice(KINDS), f"C{chance.randrange(3)}", f"r{chance.randrange(8)}"
    if chance.random() < 0.3:
        return deletion(client_no, row_id, kind)
    return draft(client_no, row_id, step, chance.randrange(3), kind=kind)


def test_a_put_that_fails_midway_leaves_head_and_rows_as_they_were(any_hub: Hub) -> None:
    any_hub.put_rows("B1", SCOPE, [draft("C1", "t1")])
    before = head(any_hub, "B1", SCOPE), stored(any_hub, "B1", SCOPE)
    for point in ("put.head_locked", "put.rows_written", "store.before_commit"):
        with fault_points.watching(partial(_stop_at, point)), pytest.raises(LookupError):
            any_hub.put_rows("B1", SCOPE, [draft("C1", "t1", 9), draft("C1", "t2")])
        assert (head(any_hub, "B1", SCOPE), stored(any_hub, "B1", SCOPE)) == before


def _stop_at(wanted: str, point: str) -> None:
    if point == wanted:
        raise LookupError(point)


def test_several_scopes_are_put_in_one_transaction(any_hub: Hub) -> None:
    def both(connection: sa.Connection) -> None:
        lock_heads(connection, "B1", ["adv:u2", "adv:u1"])
        put_rows(connection, "B1", "adv:u2", [draft("C2", "t")], "at")
        put_rows(connection, "B1", "adv:u1", [draft("C1", "t")], "at")

    any_hub.store.transact(both)
    assert [head(any_hub, "B1", scope).seq for scope in ("adv:u1", "adv:u2")] == [1, 1]


def test_numbers_of_64_bits_keep_their_bits() -> None:
    for value in (0, 1, MASK, 1 << 63, (1 << 63) - 1, -1, MASK + 1, -(1 << 63)):
        assert signed(value) & MASK == value & MASK
        assert -(1 << 63) <= signed(value) < 1 << 63


def test_a_row_in_the_tables_has_the_hash_that_a_desk_computes(any_hub: Hub) -> None:
    any_hub.put_rows("B1", SCOPE, [draft("C1", "t1", "值", None, 7)])
    ((h,),) = any_hub.store.read(
        lambda connection: connection.exec_driver_sql("SELECT h FROM scope_row").all()
    )
    row = Row("trade", "t1", "C1", 1, False, '["值",null,7]')
    assert h & MASK == int.from_bytes(row.hash, "big")
