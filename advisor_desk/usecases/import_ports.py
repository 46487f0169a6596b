"""What an import asks of the book and of who waits for it. No files and no SQL."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from advisor_desk.domain.batch import Batch, BatchHead, MergeResult, ReadCounts, Undone
from advisor_desk.domain.kinds import RowChunk


class ImportSink(Protocol):
    """Takes the rows of one import."""

    def put(self, chunk: RowChunk) -> None:
        """Take rows; their numbers grow from chunk to chunk."""

    def finish(self, counts: ReadCounts) -> MergeResult:
        """Merge what was taken. Called once, after the last row."""


class ImportSession(Protocol):
    """One transaction: all its imports are kept, or none."""

    def sink(self, head: BatchHead) -> ImportSink:
        """Open an import of one kind."""


class ImportDoor(Protocol):
    """What takes in a file."""

    def import_session(
        self, *, dry_run: bool = False, cancelled: Callable[[], bool] | None = None
    ) -> AbstractContextManager[ImportSession]:
        """A session that is kept when the block ends well and `dry_run` is not set.

        Raises UserCanFix("import.cancelled") when `cancelled` answers True before the end.
        """


class ImportBook(ImportDoor, Protocol):
    """The book as imports see it."""

    def import_batches(self) -> list[Batch]:
        """Every import, newest first."""

    def undo_import(self, batch: str) -> Undone:
        """Take an import out. Raises UserCanFix: `import.unknown_batch`, `import.already_undone`."""


def _no_progress(done: int, total: int) -> None:
    del done, total


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Watch:
    """Who waits: told how far the work is (`done` of `total`), asked whether it is still wanted.

    `total` is 0 while it is not known. Reading takes the first two thirds, merging the rest.
    """

    progress: Callable[[int, int], None] = _no_progress
    cancelled: Callable[[], bool] = _never
