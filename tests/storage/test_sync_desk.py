"""The desk's side as a whole: what pages settle is settled, and whoever goes leaves no copy behind."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from advisor_desk.assembly.desk import Desk
from advisor_desk.assembly.desk import around as desk_around
from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.domain.sync_view import Side
from advisor_desk.storage import fault_points
from advisor_desk.storage.check import check
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.storage.sync_backup import folder_of
from advisor_desk.sync.ports import SyncBook
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.pages import Head, Page, PullRequest
from advisor_desk.wire.rows import Row, ScopeSum, compact
from advisor_desk.wire.shapes import CONFLICT, EVENT, PURGE, SHAPES
from tests.storage.books import Clock, reopen
from tests.storage.cut_short import cut_short
from tests.storage.sync_books import (
    EPOCH,
    LARGE,
    TODAY,
    acknowledge,
    applied,
    book_of,
    desk_of,
    identity_of,
    receipt_of,
    refused,
    statuses,
)

SCOPE = "adv:A7"
CLIENT = SHAPES["client"]


class Feed:
    """A scope of a hub, as far as its pages go."""

    def __init__(self, sync: SyncBook) -> None:
        self.sync = sync
        self.seq = 0
        sync.start_first(SCOPE, EPOCH, 0)
        self._take(PullRequest(SCOPE, 100, is_first=True), [])
        sync.finish_first(SCOPE)

    def row(self, kind: str, row_id: str, client_no: str, body: object, *, is_deleted: bool = False) -> Row:
        self.seq += 1
        text = "" if is_deleted else compact(body)
        return Row(kind, row_id, client_no, self.seq, is_deleted, text)

    def put(self, *rows: Row) -> None:
        """Let the desk pull these."""
        self._take(PullRequest(SCOPE, 100, self.sync.scope_state(SCOPE).seq), rows)

    def client(self, client_no: str, name: str, **given: object) -> Row:
        values = {"name": name, "pinyin": "", "client_type": "PERSON", **given}
        return self.row("client", client_no, client_no, [values.get(one) for one in CLIENT.values])

    def echo(self, event: WireEvent, device: str = "B1.d1") -> Row:
        body = {"device": device, "event": event.as_json()}
        return self.row(EVENT, event.id, event.client_no or "", body)

    def _take(self, request: PullRequest, rows: Sequence[Row]) -> None:
        shapes = {kind: shape.values for kind, shape in SHAPES.items()}
        page = Page(SCOPE, EPOCH, Head(self.seq, ScopeSum()), rows, shapes, more=False)
        self.sync.apply_page(page, request)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path / "a.book", 2) as made:
        yield made


@pytest.fixture
def sync(desk: Desk) -> DeskSync:
    made = DeskSync(desk.book, Clock())
    made.keep_identity(identity_of())
    return made


@pytest.fixture
def feed(sync: DeskSync) -> Feed:
    return Feed(sync)


def test_its_echo_releases_what_was_refused(desk: Desk, sync: DeskSync, feed: Feed) -> None:
    first, *others = sync.due(500, LARGE)
    sync.settle([refused(first), *applied(others)], receipt_of(others))
    feed.put(feed.client("C000000", "客户0"), feed.echo(others[0]))
    assert [one.event_id for one in sync.view().refusals] == [first.id]
    feed.put(feed.echo(first))
    assert sync.view().refusals == ()
    assert set(statuses(desk.book.sql).values()) == {"ACKED"}
    assert check(desk.book.sql).ok


def test_rows_are_shown_at_once(desk: Desk, sync: DeskSync, feed: Feed) -> None:
    feed.put(feed.client("C7", "欧阳锋"), feed.client("C000001", "王芳"))
    shown = {row.client_no: row.name for row in desk.book.page(ClientQuery(), 0, 9)}
    assert (shown["C7"], shown["C000001"]) == ("欧阳锋", "王芳")
    assert len(desk.book.find("欧阳").ids) == 1
    state = sync.scope_state(SCOPE)
    assert (state.seq, state.is_first) == (2, False)
    assert sync.scope_sum(SCOPE).n == 2
    sync.mark_complete(SCOPE, "2026-09-21")
    assert [(one.scope, one.as_of) for one in sync.view().scopes] == [(SCOPE, "2026-09-21")]


def test_a_client_that_goes_leaves_no_older_copy(desk: Desk, sync: DeskSync, feed: Feed) -> None:
    feed.put(feed.client("C000000", "客户0"), feed.client("C000001", "客户1"))
    acknowledge(sync)
    assert sync.backup_if_due()
    (before,) = folder_of(desk.book.path).glob("*.book")
    feed.put(feed.row(PURGE, "C000001", "C000001", {"order": "o1", "to": "A8"}))
    before.rename(before.with_name("a-20260101-000000.book"))
    assert sync.backup_if_due()
    (after,) = folder_of(desk.book.path).glob("*.book")
    with reopen(after) as copy, copy.read() as connection:
        assert connection.execute("SELECT client_no FROM client").fetchall() == [("C000000",)]
    assert not sync.backup_if_due()
    assert sync.scope_sum(SCOPE).n == 2
    assert check(desk.book.sql).ok


def test_work_on_a_client_that_went_is_swept_once_it_was_taken(
    desk: Desk, sync: DeskSync, feed: Feed
) -> None:
    feed.put(feed.client("C000000", "客户0"), feed.client("C000001", "客户1"))
    feed.put(feed.row(PURGE, "C000001", "C000001", {"order": "o1", "to": "A8"}))
    assert sync.outbox_count() == 2
    assert sync.sweep() == 0
    acknowledge(sync)
    assert sync.sweep() == 1
    assert sync.sweep() == 0
    with desk.book.sql.read() as connection:
        (left,) = connection.execute("SELECT count(*) FROM event").fetchone()
    assert left == 1
    assert check(desk.book.sql).ok
    # What has gone cannot be sent again; what is here can.
    assert sync.requeue_above(0) == 1


def test_conflicts_come_and_what_was_not_chosen_outlives_their_end(
    desk: Desk, sync: DeskSync, feed: Feed
) -> None:
    feed.put(feed.client("C000001", "客户1", employer="乙厂"))
    values = {"client_no": "C000001", "field": "employer", "base": None, "mine": "甲厂", "theirs": "乙厂"}
    told = {**values, "event_id": "e1", "recorded_at": "2026-09-01", "author": "A7"}
    row_id = compact(["e1", "employer"])
    feed.put(feed.row(CONFLICT, row_id, "C000001", told))
    assert sync.conflicts_open() == 1
    sync.settle_conflict("e1", "employer", Side.MINE)
    feed.put(feed.row(CONFLICT, row_id, "C000001", None, is_deleted=True))
    (shown,) = sync.view().conflicts
    assert (shown.chosen, shown.mine, shown.theirs) == (Side.MINE, "甲厂", "乙厂")
    assert sync.scope_sum(SCOPE).n == 1


def test_scopes_that_are_not_followed_any_more_go(desk: Desk, sync: DeskSync, feed: Feed) -> None:
    feed.put(feed.client("C7", "欧阳锋"))
    assert sync.follow([SCOPE]) == 0
    assert sync.follow(["firm"]) == 1
    assert sync.view().scopes == ()
    assert "C7" not in {row.client_no for row in desk.book.page(ClientQuery(), 0, 9)}
    assert sync.backup_if_due()


def test_tiers_are_told_by_month_from_snapshots_and_todays_standings(
    desk: Desk, sync: DeskSync, feed: Feed
) -> None:
    with desk.book.sql.change() as connection:
        names = "rules_version, a, f, b, group_code, group_paper_mid, classic_r, classic_f, classic_m, state"
        for client_id, on, tier in (
            (1, "2026-07-31", "GOLD"),
            (2, "2026-07-31", "BASIC"),
            (1, "2026-08-31", "BASIC"),
        ):
            connection.execute(
                f"INSERT INTO score_snapshot (client_id, as_of, tier, action, {names}) "  # noqa: S608 - of the test
                "VALUES (?, unixepoch(?) / 86400, ?, '', 'v', 0, 0, 0, '', '', 0, 0, 0, '')",
                (client_id, on, tier),
            )
    (today,) = {standing.tier.value for standing in desk.book.standings()}
    months = {"2026-07": {"BASIC": 1, "GOLD": 1}, "2026-08": {"BASIC": 1}}
    assert sync.tier_months() == {**months, "2026-09": {today: 2}}
    feed.put(feed.client("C000000", "客户0"), feed.client("C000001", "客户1"))
    feed.put(feed.row(PURGE, "C000001", "C000001", {"order": "o1", "to": "A8"}))
    assert sync.tier_months() == {"2026-07": {"GOLD": 1}, "2026-08": {"BASIC": 1}, "2026-09": {today: 1}}


@pytest.mark.parametrize("point", ["book.before_commit", "sync.page_applied"])
def test_a_page_cut_short_is_all_or_nothing(tmp_path: Path, point: str) -> None:
    path = tmp_path / "a.book"
    book = book_of(path, 2)
    sync = DeskSync(desk_around(book, TODAY).book, Clock())
    feed = Feed(sync)
    with cut_short(point):
        feed.put(feed.client("C7", "欧阳锋"), feed.client("C8", "王芳"))
    book.close()
    with reopen(path) as again:
        sync = DeskSync(desk_around(again, TODAY).book, Clock())
        is_in = point == "sync.page_applied"
        assert sync.scope_state(SCOPE).seq == (2 if is_in else 0)
        assert sync.scope_sum(SCOPE).n == (2 if is_in else 0)


def test_every_point_of_the_sync_is_reached(desk: Desk, sync: DeskSync, feed: Feed) -> None:
    seen: set[str] = set()
    with fault_points.watching(seen.add):
        sync.keep_identity(identity_of())
        acknowledge(sync)
        assert sync.requeue_above(0) == 2
        acknowledge(sync, batch="b2")
        feed = Feed(sync)
        feed.put(feed.client("C000001", "客户1"))
        feed.put(feed.row(PURGE, "C000001", "C000001", {"order": "o1", "to": "A8"}))
        sync.sweep()
        sync.backup_if_due()
    expected = {point for point in fault_points.POINTS if point.startswith("sync.")}
    assert expected <= seen
