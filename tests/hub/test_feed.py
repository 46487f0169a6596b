"""Pages: nothing is missed, nothing is cut wrongly, what can no longer be followed is said."""

from datetime import UTC, datetime, timedelta

import pytest

from advisor_desk.hub import feed
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.office import utc
from advisor_desk.hub.refused import Refused
from advisor_desk.wire.messages import Problem
from advisor_desk.wire.pages import KeyPlace, PullRequest, page_json, page_of
from advisor_desk.wire.rows import ScopeSum
from advisor_desk.wire.shapes import SHAPES
from advisor_desk.wire.version import MOST_ROWS, TOMBSTONE_DAYS
from tests.hub.scopes import head, rows_of, since, statement, stored, sum_of, whole
from tests.hubs import Clock, deletion, draft, enrolled

SCOPE = "adv:u1"


def filled(hub: Hub, rows: int = 30) -> None:
    """Rows of three clients."""
    hub.put_rows("B1", SCOPE, [draft(f"C{n % 3}", f"t{n:03}", n) for n in range(rows)])


def test_a_first_sync_gives_every_live_row_once_in_the_order_of_clients(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    filled(any_hub)
    any_hub.put_rows("B1", SCOPE, [draft("C1", "C1", kind="client"), deletion("C2", "t002")])
    pages = whole(any_hub, device, SCOPE)
    rows = rows_of(pages)
    assert [len(page.rows) for page in pages] == [7, 7, 7, 7, 2]
    assert [row.client_no for row in rows] == sorted(row.client_no for row in rows)
    assert next(row.kind for row in rows if row.client_no == "C1") == "client"
    total = ScopeSum()
    for row in rows:
        total = total.plus(row.hash)
    assert total == head(any_hub, "B1", SCOPE).sum == pages[-1].head.sum
    assert total.n == len(rows) == 30


def test_what_changes_during_a_first_sync_comes_with_the_pull_after_it(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    filled(any_hub)
    begun = head(any_hub, "B1", SCOPE).seq
    first = any_hub.pull(device, PullRequest(SCOPE, 10, is_first=True))
    any_hub.put_rows("B1", SCOPE, [draft("C0", "t000", "late"), deletion("C0", "t003"), draft("A", "new")])
    rest = any_hub.pull(device, PullRequest(SCOPE, 100, is_first=True, after=first.after))
    later = rows_of(since(any_hub, device, SCOPE, begun))
    here = {(row.client_no, row.id): row for row in (*first.rows, *rest.rows, *later)}
    live = {key: row for key, row in here.items() if not row.is_deleted}
    assert {row.seq for row in live.values()} == {
        row.seq for row in stored(any_hub, "B1", SCOPE).values() if not row.is_deleted
    }


def test_a_pull_gives_what_is_newer_in_the_order_of_numbers(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    filled(any_hub)
    pages = since(any_hub, device, SCOPE, 4)
    assert [row.seq for row in rows_of(pages)] == list(range(5, 31))
    assert [page.more for page in pages] == [True, True, True, False]
    assert all(page.after is None for page in pages)
    nothing = any_hub.pull(device, PullRequest(SCOPE, 7, cursor=30))
    assert (list(nothing.rows), nothing.more, nothing.head.seq) == ([], False, 30)
    assert nothing.shapes == {}


def test_deletions_come_with_a_pull_and_not_with_a_first_sync(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    filled(any_hub, 3)
    any_hub.put_rows("B1", SCOPE, [deletion("C0", "t000")])
    assert [row.is_deleted for row in rows_of(since(any_hub, device, SCOPE, 3))] == [True]
    assert [row.id for row in rows_of(whole(any_hub, device, SCOPE))] == ["t001", "t002"]


def test_an_empty_scope_is_a_page_without_rows(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    page = any_hub.pull(device, PullRequest(SCOPE, 100, is_first=True))
    assert (list(page.rows), page.more, page.after, page.head) == ([], False, None, feed.EMPTY)
    last = KeyPlace("C9", 1, "x")
    assert any_hub.pull(device, PullRequest(SCOPE, 100, is_first=True, after=last)).after == last


def test_a_page_names_the_values_of_its_kinds_only(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    any_hub.put_rows(
        "B1", SCOPE, [draft("C1", "t"), draft("C1", "C1", kind="purge"), draft("C1", "m", kind="moon")]
    )
    page = any_hub.pull(device, PullRequest(SCOPE, 9, is_first=True))
    assert page.shapes == {"trade": SHAPES["trade"].values}
    assert {row.kind for row in page.rows} == {"trade", "purge", "moon"}


def test_a_page_travels_as_it_is(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    filled(any_hub)
    any_hub.put_rows("B1", SCOPE, [deletion("C0", "t000")])
    page = any_hub.pull(device, PullRequest(SCOPE, 31, cursor=0))
    read = page_of(page_json(page))
    assert list(read.rows) == list(page.rows) == [page.rows[n] for n in range(len(page.rows))]
    assert page.rows[-2:] == list(read.rows)[-2:]
    assert (read.head, read.more, read.hub_epoch) == (page.head, False, any_hub.epoch())


@pytest.mark.parametrize("is_first", [True, False])
def test_a_page_of_large_rows_is_cut_and_the_rest_follows(
    any_hub: Hub, monkeypatch: pytest.MonkeyPatch, is_first: bool
) -> None:
    monkeypatch.setattr(feed, "MOST_PAGE_BYTES", 1000)
    monkeypatch.setattr(feed, "_FIRST_ROWS", 3)
    device, _ = enrolled(any_hub, "B1", "u1")
    sizes = [10, 300, 300, 300, 300, 2000, 5, 5, 2000, 2000, 300, *[20] * 40]
    any_hub.put_rows("B1", SCOPE, [draft("C1", f"t{n:02}", "x" * size) for n, size in enumerate(sizes)])
    pages = whole(any_hub, device, SCOPE, 100) if is_first else since(any_hub, device, SCOPE, 0, 100)
    assert [row.id for row in rows_of(pages)] == [f"t{n:02}" for n in range(len(sizes))]
    for page in pages:
        assert len(page.rows) == 1 or sum(len(row.body) for row in page.rows) <= 1000
    assert [len(page.rows) for page in pages][:4] == [4, 1, 1, 2]


def test_nobody_gets_more_rows_than_a_page_has(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    filled(any_hub, MOST_ROWS + 1)
    page = any_hub.pull(device, PullRequest(SCOPE, 10 * MOST_ROWS))
    assert (len(page.rows), page.more) == (MOST_ROWS, True)
    assert len(any_hub.pull(device, PullRequest(SCOPE, 0)).rows) == 1


def test_another_advisors_scope_is_not_given(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    for scope in ("adv:u2", "adv:", "", "firm "):
        with pytest.raises(Refused) as refused:
            any_hub.pull(device, PullRequest(scope, 10))
        assert refused.value.problem is Problem.SCOPE_FOREIGN
    any_hub.put_rows("0", "firm", [draft("", "P1", kind="product")])
    any_hub.put_rows("B1", "br", [draft("", "H1", kind="household")])
    assert len(any_hub.pull(device, PullRequest("firm", 10)).rows) == 1
    assert len(any_hub.pull(device, PullRequest("br", 10)).rows) == 1


def test_a_cursor_ahead_of_the_scope_starts_anew(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    filled(any_hub, 3)
    with pytest.raises(Refused) as refused:
        any_hub.pull(device, PullRequest(SCOPE, 10, cursor=4))
    assert refused.value.problem is Problem.RESYNC_REQUIRED
    assert refused.value.params == {"scope": SCOPE}


def test_deletions_are_kept_for_400_days_and_no_cursor_from_before_is_followed(
    any_hub: Hub, clock: Clock
) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    filled(any_hub, 6)
    any_hub.put_rows("B1", SCOPE, [deletion("C0", "t000")])  # number 7
    clock.now += timedelta(days=200).total_seconds()
    any_hub.put_rows("B1", SCOPE, [deletion("C1", "t001")])  # number 8
    clock.now += timedelta(days=TOMBSTONE_DAYS - 200).total_seconds()
    assert any_hub.forget_tombstones() == 0
    clock.now += 1
    before = head(any_hub, "B1", SCOPE)
    assert any_hub.forget_tombstones() == 1
    assert head(any_hub, "B1", SCOPE) == before
    assert before.sum == sum_of(stored(any_hub, "B1", SCOPE))
    assert any_hub.forget_tombstones() == 0
    with pytest.raises(Refused) as refused:
        any_hub.pull(device, PullRequest(SCOPE, 10, cursor=6))
    assert refused.value.problem is Problem.RESYNC_REQUIRED
    assert [row.seq for row in any_hub.pull(device, PullRequest(SCOPE, 10, cursor=7)).rows] == [8]
    assert len(rows_of(whole(any_hub, device, SCOPE))) == 4


def test_what_was_forgotten_never_becomes_younger(any_hub: Hub, clock: Clock) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    filled(any_hub, 4)
    for client_no, row_id in (("C0", "t000"), ("C1", "t001")):
        any_hub.put_rows("B1", SCOPE, [deletion(client_no, row_id)])
    later = utc(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
    statement_kept = any_hub.store.transact(
        lambda connection: feed.forget_tombstones(connection, "B1", later)
    )
    assert statement_kept == 2
    # One that was put again before the newest one went and is deleted with an older number: by hand.
    any_hub.store.transact(
        lambda connection: connection.exec_driver_sql(
            "UPDATE scope_row SET deleted = 1, at = '' WHERE branch_id = 'B1' AND id = 't002'"
        )
    )
    assert any_hub.store.transact(lambda connection: feed.forget_tombstones(connection, "B1", later)) == 1
    assert statement(any_hub, "SELECT value FROM hub_meta WHERE key = 'forgotten:adv:u1'") == [("6",)]
    assert list(any_hub.pull(device, PullRequest(SCOPE, 10, cursor=6)).rows) == []


def test_heads_come_in_the_order_asked_for_with_the_branch_of_each(any_hub: Hub) -> None:
    filled(any_hub, 3)
    any_hub.put_rows("0", "firm", [draft("", "P1", kind="product")])
    asked = {"firm": "0", "br": "B1", SCOPE: "B1"}
    found = any_hub.store.read(lambda connection: feed.heads(connection, asked))
    assert [(scope, one.seq, one.sum.n) for scope, one in found.items()] == [
        ("firm", 1, 1),
        ("br", 0, 0),
        (SCOPE, 3, 3),
    ]
