"""Rows come down, scope by scope, until the desk has what the hub has (sync.md, sections 3.4 and 3.9)."""

from __future__ import annotations

from advisor_desk.errors import OutsideFailed
from advisor_desk.sync.checks import check_hello, check_page
from advisor_desk.sync.figures import Stage
from advisor_desk.sync.parts import in_parts
from advisor_desk.sync.ports import ForesightLine, SyncBook
from advisor_desk.sync.refused import Absent, Resync
from advisor_desk.sync.underway import UnderWay
from advisor_desk.wire.desk import ScopeState
from advisor_desk.wire.messages import HeldScope
from advisor_desk.wire.pages import Head, Page, PullRequest

_MOST_STARTS = 3
"""How often a scope may start anew in one round."""


def is_still(under_way: UnderWay[SyncBook]) -> bool:
    """True when nothing has happened at the hub since the last round and nothing went up in this one."""
    return not under_way.has_pushed and all(_stands(under_way, held) for held in under_way.hello.scopes)


def pull_scope(under_way: UnderWay[SyncBook], held: HeldScope) -> None:
    """Bring one scope up to date and compare sums; a sum that does not fit starts it anew, and is counted."""
    book, scope = under_way.book, held.scope
    for _ in range(_MOST_STARTS):
        try:
            head = _catch_up(under_way, held)
        except Resync:
            held = _as_now(under_way, held)
            book.start_first(scope, under_way.hello.hub_epoch, held.head.seq)
            continue
        if _fits(under_way, scope, head):
            book.mark_complete(scope, under_way.hello.time)
            under_way.step("scope.complete")
            return
        book.note_repair(scope)
        under_way.figures.repairs += 1
        under_way.step("scope.repaired")
    under_way.figures.attention = "sync.sum_differs"


def fetch_attachments(under_way: UnderWay[SyncBook]) -> None:
    """Fetch files that events here name; one that the hub does not have yet comes another time."""
    missing = under_way.book.attachments_missing()
    for number, sha256 in enumerate(missing):
        under_way.tell(Stage.ATTACHMENTS, number, len(missing))
        try:
            head, content = under_way.ask(lambda sha256=sha256: under_way.line.fetch_attachment(sha256))  # type: ignore[misc]
        except Absent:
            continue
        except OutsideFailed as error:
            # The event that makes it ours has not arrived there yet.
            if error.code != "sync.scope_refused":
                raise
            continue
        under_way.step("attachment.came")
        under_way.book.take_attachment(head, content)
        under_way.figures.attachments += 1
        under_way.step("attachment.kept")


def _stands(under_way: UnderWay[SyncBook], held: HeldScope) -> bool:
    state = under_way.book.scope_state(held.scope)
    is_whole = not state.is_first and state.hub_epoch == under_way.hello.hub_epoch
    return is_whole and state.seq == held.head.seq


def _as_now(under_way: UnderWay[SyncBook], held: HeldScope) -> HeldScope:
    """The scope as the hub has it now. A standby that took over since the greeting may have less of it: from
    the head of then a first sync would never come to an end.
    """
    hello = under_way.ask(under_way.line.hello)
    check_hello(hello, under_way.identity)
    if hello.hub_epoch != under_way.hello.hub_epoch:
        raise OutsideFailed("sync.hub_changed")
    under_way.hello = hello
    return next((one for one in hello.scopes if one.scope == held.scope), held)


def _catch_up(under_way: UnderWay[SyncBook], held: HeldScope) -> Head:
    """Pull until nothing more is there; the head of the last page. Raises Resync."""
    book, scope, epoch = under_way.book, held.scope, under_way.hello.hub_epoch
    if _stands(under_way, held) and not under_way.has_pushed:
        return held.head
    state = book.scope_state(scope)
    if state.hub_epoch != epoch or (state.is_first and state.after is None):
        book.start_first(scope, epoch, held.head.seq)
        under_way.step("scope.started")
        state = book.scope_state(scope)
    if state.is_first:
        _first_sync(under_way, state)
        book.finish_first(scope)
        under_way.wishes.memory.fitted.pop(scope, None)
        under_way.step("scope.finished")
        state = book.scope_state(scope)
    return _changes(under_way, state)


def _first_sync(under_way: UnderWay[SyncBook], state: ScopeState) -> None:
    """Every row in the order of clients, from where it was left; what changes meanwhile comes afterwards."""
    after, rows, is_whole = state.after, 0, state.after is None
    while True:
        request = PullRequest(state.scope, _page_rows(under_way), state.seq, True, after)
        page = _page(under_way, request)
        if page is None:
            continue
        rows += sum(not row.is_deleted for row in page.rows)
        # Told at once where it can be; where it cannot, the sum tells before anything goes for its absence.
        is_last = not page.more
        if is_last and is_whole and page.head.seq == state.seq and rows != page.head.sum.n:
            raise OutsideFailed("sync.garbled")
        if page.more:
            _expect(under_way, PullRequest(state.scope, _page_rows(under_way), state.seq, True, page.after))
        _take(under_way, page, request)
        under_way.tell(Stage.PULL, rows, page.head.sum.n)
        if is_last:
            return
        after = page.after


def _changes(under_way: UnderWay[SyncBook], state: ScopeState) -> Head:
    """Rows that changed since the scope's place."""
    begun = state.seq
    while True:
        request = PullRequest(state.scope, _page_rows(under_way), state.seq)
        page = _page(under_way, request)
        if page is None:
            continue
        if page.more:
            _expect(under_way, PullRequest(state.scope, _page_rows(under_way), page.rows[-1].seq))
        _take(under_way, page, request)
        state = under_way.book.scope_state(state.scope)
        under_way.tell(Stage.PULL, state.seq - begun, page.head.seq - begun)
        if not page.more:
            return page.head
        if state.seq <= request.cursor:
            raise OutsideFailed("sync.garbled")


def _page_rows(under_way: UnderWay[SyncBook]) -> int:
    return under_way.wishes.memory.pace.rows


def _expect(under_way: UnderWay[SyncBook], request: PullRequest) -> None:
    """Let the line fetch the next page while this one is taken in, if it can."""
    if isinstance(under_way.line, ForesightLine):
        under_way.line.expect(request)


def _page(under_way: UnderWay[SyncBook], request: PullRequest) -> Page | None:
    """A checked page; None when fewer rows have to be asked for."""
    pace, ticks = under_way.wishes.memory.pace, under_way.around.ticks
    begun = ticks()
    page = under_way.ask_in_parts(lambda: under_way.line.pull(request), pace.page_failed)
    if page is not None:
        check_page(request, page, under_way.hello.hub_epoch)
        if page.more:
            pace.page_came(ticks() - begun)
        under_way.step("page.came")
    return page


def _take(under_way: UnderWay[SyncBook], page: Page, request: PullRequest) -> None:
    figures = under_way.figures
    for part, asked in in_parts(page, request, under_way.wishes.rows_at_once):
        applied = under_way.book.apply_page(part, asked)
        figures.pulled += applied.rows
        figures.conflicts += applied.conflicts
        figures.purged_clients += applied.purged_clients
        under_way.step("page.applied")


def _fits(under_way: UnderWay[SyncBook], scope: str, head: Head) -> bool:
    """Compare what stands here with what the hub says it has, when both are at the same number.

    What has fitted while this program runs is not counted again as long as neither end has moved.
    """
    book, fitted = under_way.book, under_way.wishes.memory.fitted
    if book.scope_state(scope).seq != head.seq:
        return True
    if fitted.get(scope) == head and not under_way.wishes.is_thorough:
        return True
    under_way.tell(Stage.DIGEST)
    fits = book.scope_sum(scope) == head.sum
    under_way.step("scope.compared")
    if fits:
        fitted[scope] = head
        under_way.figures.purged_clients += book.drop_unmet(scope)
    return fits
