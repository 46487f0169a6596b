"""One round in one order (sync.md, section 3.4): push before pull, whatever may stop it begins over safely.

hello, requeue, push until nothing waits, attachments, follow, every scope, sweep, checkpoint, report, backup.
"""

from __future__ import annotations

from contextlib import suppress

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.sync.checks import in_order
from advisor_desk.sync.clock_skew import utc_text
from advisor_desk.sync.ends import greeted, to_its_end
from advisor_desk.sync.figures import CANCELLED, DONE, Figures, RoundResult, Stage, Wishes
from advisor_desk.sync.ports import HubLine, SyncBook
from advisor_desk.sync.pull_stage import fetch_attachments, is_still, pull_scope
from advisor_desk.sync.push_stage import prove, push_waiting, send_attachments
from advisor_desk.sync.steps import reached
from advisor_desk.sync.underway import SIGNALS, Around, Stopped, UnderWay
from advisor_desk.wire.report import Report
from advisor_desk.wire.version import LEAST_PROTOCOL, PROTOCOL

UPGRADE_NEEDED = "sync.upgrade_needed"
HUB_TOO_OLD = "sync.hub_too_old"


def run_round(book: SyncBook, line: HubLine, around: Around, wishes: Wishes | None = None) -> RoundResult:
    """Run a round and tell what it did.

    Raises UserCanFix("sync.not_enrolled") and what `HubLine` raises; what was done until then stays done, and
    why it ended is noted in the book.
    """
    figures = Figures()

    def run() -> str:
        under_way = greeted(book, line, around, wishes or Wishes(), figures)
        outcome = _through(under_way)
        book.note_round(outcome, utc_text(around.clock()), figures.counts())
        reached("round.noted")
        return outcome

    return to_its_end(book, around, figures, run)


def _through(under_way: UnderWay[SyncBook]) -> str:
    try:
        _steps(under_way)
    except Stopped:
        return CANCELLED
    return under_way.figures.attention or DONE


def _steps(under_way: UnderWay[SyncBook]) -> None:
    book, hello, figures = under_way.book, under_way.hello, under_way.figures
    under_way.step("round.greeted")
    # Before the epoch is noted: a round that dies between the two must find again what the hub has lost.
    figures.requeued = book.requeue_above(hello.last_device_seq, hello.last_epoch)
    under_way.step("round.requeued")
    book.see_epoch(hello.hub_epoch)
    under_way.step("round.epoch_seen")
    push_waiting(under_way)
    send_attachments(under_way)
    _fetch(under_way)
    under_way.tell(Stage.SWEEP)
    figures.purged_clients += book.sweep()
    under_way.step("round.swept")
    under_way.tell(Stage.CHECKPOINT)
    book.checkpoint()
    under_way.step("round.checkpointed")
    _report(under_way)
    under_way.tell(Stage.BACKUP)
    book.backup_if_due()
    under_way.step("round.backed_up")


def _fetch(under_way: UnderWay[SyncBook]) -> None:
    """Pull everything, unless one of both ends is too old for it: then only what was sent counts."""
    hello, figures = under_way.hello, under_way.figures
    if hello.least_protocol > PROTOCOL:
        figures.attention = UPGRADE_NEEDED
    elif hello.most_protocol < LEAST_PROTOCOL:
        figures.attention = HUB_TOO_OLD
    else:
        try:
            _pull(under_way)
        except UserCanFix as error:
            if error.code != UPGRADE_NEEDED:
                raise
            figures.attention = UPGRADE_NEEDED
    # What was typed while the pages came.
    push_waiting(under_way)
    send_attachments(under_way)


def _pull(under_way: UnderWay[SyncBook]) -> None:
    scopes = in_order(under_way.hello.scopes, under_way.identity)
    under_way.tell(Stage.PULL)
    if not is_still(under_way):
        prove(under_way)
        under_way.figures.purged_clients += under_way.book.follow([held.scope for held in scopes])
        under_way.step("round.followed")
    for held in scopes:
        push_waiting(under_way)
        pull_scope(under_way, held)
    if under_way.book.attachments_missing():
        prove(under_way)
        fetch_attachments(under_way)


def _report(under_way: UnderWay[SyncBook]) -> None:
    """Figures for head office; a line that breaks here leaves them for the next round."""
    book, line = under_way.book, under_way.line
    report = Report(
        protocol=PROTOCOL,
        program=under_way.around.program,
        repairs=book.repairs(),
        outbox=book.outbox_count(),
        conflicts=book.conflicts_open(),
        tiers=book.tier_months(),
    )
    with suppress(OutsideFailed, *SIGNALS):
        line.report(report)
    under_way.step("round.reported")
