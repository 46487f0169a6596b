"""A round that is read out of the hub's sealed answer: settle, follow, every scope, sweep, backup."""

from __future__ import annotations

from dataclasses import replace

from advisor_desk.errors import DeskBug, DeskError
from advisor_desk.sync.checks import in_order
from advisor_desk.sync.clock_skew import utc_text
from advisor_desk.sync.courier_file import newest
from advisor_desk.sync.ends import enrolled, note_trouble
from advisor_desk.sync.figures import CANCELLED, DONE, Memory, RoundResult, Stage, Wishes, result_of
from advisor_desk.sync.pace import Pace
from advisor_desk.sync.ports import SyncBook
from advisor_desk.sync.pull_stage import pull_scope
from advisor_desk.sync.push_stage import settle
from advisor_desk.sync.refused import Absent, Resync
from advisor_desk.sync.underway import Around, Stopped, UnderWay
from advisor_desk.wire.courier import HubFile
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.messages import EnrollAnswer, EnrollRequest, HeldScope, Hello, PushAnswer, PushBatch
from advisor_desk.wire.pages import KeyPlace, Page, PullRequest
from advisor_desk.wire.report import Report
from advisor_desk.wire.version import MOST_ROWS

INCOMPLETE = "sync.file_incomplete"


class FileEnds(Exception):  # noqa: N818 - named for what happened
    """The file does not reach from where a scope stands here to the hub's state."""


class FileLine:
    """A `HubLine` whose answers stand in a file already. It can only be asked for what is in it."""

    def __init__(self, file: HubFile) -> None:
        self._file = file
        self._first: dict[tuple[str, KeyPlace | None], Page] = {}
        self._changes: dict[str, list[tuple[int, Page]]] = {}
        for request, page in file.pages:
            if request.is_first:
                self._first[request.scope, request.after] = page
            else:
                self._changes.setdefault(request.scope, []).append((request.cursor, page))

    def is_elsewhere(self, scope: str, after: KeyPlace | None) -> bool:
        """True when a first sync was begun over the line, and the file has its own from the beginning."""
        return self._has_start(scope) and (scope, after) not in self._first

    def _has_start(self, scope: str) -> bool:
        return (scope, None) in self._first

    def hello(self) -> Hello:
        """What the hub had."""
        return self._file.hello

    def pull(self, request: PullRequest) -> Page:
        """The page, cut to what is new. Raises Resync when only a start helps, FileEnds when nothing does."""
        if request.is_first:
            first = self._first.get((request.scope, request.after))
            if first is None:
                raise FileEnds
            return first
        for cursor, page in self._changes.get(request.scope, ()):
            end = page.rows[-1].seq if page.more else page.head.seq
            if cursor <= request.cursor < end or (request.cursor == end and not page.more):
                return replace(page, rows=[row for row in page.rows if row.seq > request.cursor])
        raise Resync if self._has_start(request.scope) else FileEnds

    def fetch_attachment(self, sha256: str) -> tuple[AttachmentHead, bytes]:
        """One that came along. Raises Absent."""
        for head, content in self._file.attachments:
            if head.sha256 == sha256:
                return head, content
        raise Absent

    def enroll(self, request: EnrollRequest) -> EnrollAnswer:
        """Not by a file."""
        raise DeskBug("sync.not_by_file")

    def push(self, batch: PushBatch) -> PushAnswer:
        """Not by a file: what it answers was sent by another."""
        raise DeskBug("sync.not_by_file")

    def send_attachment(self, head: AttachmentHead, content: bytes) -> None:
        """Not by a file."""
        raise DeskBug("sync.not_by_file")

    def report(self, report: Report) -> None:
        """Not by a file."""
        raise DeskBug("sync.not_by_file")


def take_in(book: SyncBook, file: HubFile, around: Around, wishes: Wishes | None = None) -> RoundResult:
    """Take in an answer that `courier_file.incoming` has looked at.

    The outcome is `sync.file_incomplete` where the file does not join what is here; the next one will.
    Raises DeskError of the book; what was done until then stays done.
    """
    line, identity = FileLine(file), enrolled(book)
    asked = wishes or Wishes()
    # Pages in a file are as large as they may be, and are taken as they are.
    asked = replace(asked, memory=Memory(Pace(rows=MOST_ROWS)))
    under_way = UnderWay(book, line, around, asked, identity, file.hello)
    # Sealed by the hub whose key is held, so every sum is to be looked at and nothing more is to be proved.
    under_way.has_pushed = under_way.is_proved = True
    try:
        is_answered = _is_answered(book, file)
        _steps(under_way, line, file)
        figures = under_way.figures
        outcome = figures.attention or DONE
        changed = figures.requeued or figures.pulled or figures.attachments or figures.purged_clients
        figures.was_known = is_answered and outcome == DONE and not changed
    except Stopped:
        outcome = CANCELLED
    except DeskError as error:
        note_trouble(book, error, around, under_way.figures)
        raise
    counts = {} if under_way.figures.was_known else under_way.figures.counts()
    book.note_round(outcome, utc_text(around.clock()), counts)
    return result_of(under_way.figures, outcome, book.outbox_count())


def _is_answered(book: SyncBook, file: HubFile) -> bool:
    """True when none of the events that a file answers for waits any more.

    Files take from the front of what waits, so the first that waits tells of all of them.
    """
    answered = {one.id for answer in file.answers for one in answer.answers}
    return bool(answered) and not any(one.id in answered for one in book.due(1, 1))


def _steps(under_way: UnderWay[SyncBook], line: FileLine, file: HubFile) -> None:
    book, hello, figures = under_way.book, file.hello, under_way.figures
    if hello.time > newest(book, under_way.identity):
        figures.requeued = book.requeue_above(hello.last_device_seq, hello.last_epoch)
        book.see_epoch(hello.hub_epoch)
    _settle(under_way, file)
    under_way.tell(Stage.PULL)
    figures.purged_clients += book.follow([held.scope for held in hello.scopes])
    for held in in_order(hello.scopes, under_way.identity):
        _scope(under_way, line, held)
    _take_attachments(under_way, line)
    under_way.tell(Stage.SWEEP)
    figures.purged_clients += book.sweep()
    under_way.tell(Stage.CHECKPOINT)
    book.checkpoint()
    under_way.tell(Stage.BACKUP)
    book.backup_if_due()


def _settle(under_way: UnderWay[SyncBook], file: HubFile) -> None:
    for number, answer in enumerate(file.answers):
        under_way.tell(Stage.PUSH, number, len(file.answers))
        settle(under_way, answer.answers, answer.receipt)
        under_way.step("courier.settled")
    kept = set(file.attachments_kept)
    for head in under_way.book.attachments_due():
        if head.sha256 in kept:
            under_way.book.attachment_sent(head.sha256)
            under_way.figures.attachments += 1


def _scope(under_way: UnderWay[SyncBook], line: FileLine, held: HeldScope) -> None:
    """Bring a scope to where the hub was; where it is further already the file is the older one."""
    book, epoch = under_way.book, under_way.hello.hub_epoch
    state = book.scope_state(held.scope)
    is_here = state.hub_epoch == epoch
    if is_here and not state.is_first and state.seq >= held.head.seq:
        return
    try:
        if is_here and state.is_first and line.is_elsewhere(held.scope, state.after):
            book.start_first(held.scope, epoch, held.head.seq)
        pull_scope(under_way, held)
    except FileEnds:
        under_way.figures.attention = INCOMPLETE


def _take_attachments(under_way: UnderWay[SyncBook], line: FileLine) -> None:
    for sha256 in under_way.book.attachments_missing():
        try:
            head, content = line.fetch_attachment(sha256)
        except Absent:
            continue
        under_way.book.take_attachment(head, content)
        under_way.figures.attachments += 1
