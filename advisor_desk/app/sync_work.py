"""What is done beside the window for the sync: a round, an enrolment, sealed files out and in.

Runs on a thread of its own; the book is a `LaneBook`, so that each call on it is one entry of the lane.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from advisor_desk import __version__
from advisor_desk.storage.uuid7 import uuid7
from advisor_desk.sync.figures import Memory, Progress, RoundResult, Wishes
from advisor_desk.sync.pace import Pace
from advisor_desk.sync.underway import Around, Stopped
from advisor_desk.ui.jobs import Cancelled
from advisor_desk.ui.pages.sync.parts import RoundFigures
from advisor_desk.usecases import run_sync

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from advisor_desk.app.sync_lane import LaneBook
    from advisor_desk.sync.ports import HubLine, SyncBook
    from advisor_desk.ui.jobs import JobContext
    from advisor_desk.wire.courier import HubFile
    from advisor_desk.wire.desk import Identity

_ROWS_AT_ONCE: Final = 1_000
"""Taken into the book in some 15 ms; a save that comes meanwhile waits for no more."""
_ROWS_OF_A_PAGE: Final = 2_000
"""Read in some 10 ms, in which nothing else of the program goes on."""

Done = tuple[str, RoundFigures]
"""How a round ended, and what it did."""


class HubWork:
    """Keeps from round to round what a program that stays open may; `open_line` leads to the hub."""

    def __init__(self, clock: Callable[[], float], open_line: run_sync.OpenLine = run_sync.over_http) -> None:
        self._memory = Memory(Pace(most_rows=_ROWS_OF_A_PAGE))
        self.open_line = open_line
        self.around = Around(clock, time.monotonic, uuid7, random.random, time.sleep, __version__)

    def round(self, book: LaneBook, context: JobContext) -> Done:
        """One round. Raises as `run_sync.sync`."""
        return _done(run_sync.sync(_whole(book), self.around, self._wishes(context), self.open_line))

    def enroll(self, book: LaneBook, address: str, code: str, context: JobContext) -> tuple[str, str]:
        """Advisor and branch; a desk that was let go is taken in anew.

        Raises as `run_sync.enroll`, Cancelled when the person waits no longer.
        """

        def open_line(url: str, identity: Identity | None, _never: object) -> AbstractContextManager[HubLine]:
            return self.open_line(url, identity, lambda: context.is_cancelled)

        try:
            identity = run_sync.enroll(_whole(book), address, code, again=True, open_line=open_line)
        except Stopped:
            raise Cancelled from None
        return identity.advisor, identity.branch

    def export(self, book: LaneBook, path: Path, _context: JobContext) -> tuple[str, int]:
        """The file's name, and how many events are in it. Raises as `run_sync.export_file`."""
        return path.name, run_sync.export_file(_whole(book), path, self.around).events

    def read_reply(self, book: LaneBook, path: Path, _context: JobContext) -> tuple[HubFile, run_sync.Reply]:
        """Head office's answer, and what taking it in would do. Raises as `run_sync.read_reply`."""
        file = run_sync.read_reply(_whole(book), path)
        return file, run_sync.preview(file)

    def take_in(self, book: LaneBook, file: HubFile, context: JobContext) -> Done:
        """Take an answer in. Raises as `run_sync.import_file`."""
        return _done(run_sync.import_file(_whole(book), file, self.around, self._wishes(context)))

    def _wishes(self, context: JobContext) -> Wishes:
        def tell(step: Progress) -> None:
            context.report(step.done, step.total, step.stage.value)

        return Wishes(
            cancelled=lambda: context.is_cancelled,
            progress=tell,
            rows_at_once=_ROWS_AT_ONCE,
            memory=self._memory,
        )


def _whole(book: LaneBook) -> SyncBook:
    """What stands for a book has all that the book has."""
    return cast("SyncBook", book)


def _done(result: RoundResult) -> Done:
    """For the receipt line: sent is whatever the hub has answered for."""
    refused = len(result.quarantined)
    return result.outcome, RoundFigures(
        sent=result.pushed + result.duplicates + refused,
        duplicates=result.duplicates,
        refused=refused,
        received=result.pulled,
        conflicts=result.conflicts,
        purged_clients=result.purged_clients,
        left=result.outbox,
        was_known=result.was_known,
    )
