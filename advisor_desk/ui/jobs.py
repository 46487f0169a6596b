"""Runs deeds off the UI thread and brings their answers back to it. Knows no deed and no words.

The book has one lane: its jobs run one after another, in the order in which they were started, but that
what is saved goes before what is only read. Work that does not touch the book may use the small pool.
Answers, errors and progress arrive on the UI thread; a job whose owner is gone, or that was cancelled,
answers nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from threading import Event
from time import monotonic
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from shiboken6 import isValid

from advisor_desk.errors import DeskBug, DeskError

T = TypeVar("T")

_POOL_THREADS: Final = 2
_CLOSE_WAIT_MS: Final = 30_000
_TELL_EVERY_S: Final = 0.05
_SAVES_FIRST: Final = 1


class Lane(Enum):
    """Where a job runs."""

    BOOK = "book"
    POOL = "pool"


class Cancelled(Exception):  # noqa: N818
    """Raised inside a deed by `JobContext.check` once the person has cancelled it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; `total` 0 means that nobody knows. `stage` is a code of the deed."""

    done: int
    total: int = 0
    stage: str = ""


class JobContext:
    """What a running deed may ask: whether to stop, and to tell how far it is."""

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        self._stop = Event()
        self._tell = tell
        self._told_at = 0.0

    @property
    def is_cancelled(self) -> bool:
        """True once the person has cancelled, or the window closes."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the deed to stop at its next check."""
        self._stop.set()

    def check(self) -> None:
        """Raise Cancelled when the deed should stop."""
        if self._stop.is_set():
            raise Cancelled

    def report(self, done: int, total: int = 0, stage: str = "") -> None:
        """Tell the window how far the deed is; at most some twenty times a second, and always at the end."""
        now = monotonic()
        if done == total or now - self._told_at >= _TELL_EVERY_S:
            self._told_at = now
            self._tell(Progress(done, total, stage))


@dataclass(frozen=True, slots=True)
class BookChange:
    """What a write touched: `topics` are codes like "clients", `client_ids` None means any of them."""

    topics: frozenset[str]
    client_ids: frozenset[int] | None = None
    by: QObject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadJob(Generic[T]):
    """A deed that only reads.

    Once `owner` is gone the answer is dropped. Without `failed` errors go to the notices.
    """

    run: Callable[[JobContext], T]
    done: Callable[[T], None]
    failed: Callable[[DeskError], None] | None = None
    progress: Callable[[Progress], None] | None = None
    owner: QObject | None = None
    lane: Lane = Lane.BOOK


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteJob(ReadJob[T]):
    """A deed that writes to the book; on success `change` is told to everybody."""

    change: BookChange


_SETTLED: Final[ReadJob[Any]] = ReadJob(run=lambda _context: None, done=lambda _none: None)
"""What a handle holds once it is over, so that it keeps nobody's page alive."""


class JobHandle(QObject):
    """A started job. `ended()` comes after its answer, error or cancel was dealt with."""

    ended = Signal()
    told = Signal(object)
    answered = Signal(object)

    def __init__(self, job: ReadJob[Any], jobs: "Jobs") -> None:
        super().__init__(jobs)
        self.job = job
        self.context = JobContext(self.told.emit)
        self.is_over = False
        self._was_cancelled = False
        self.told.connect(self._on_told)
        self.answered.connect(self._on_answered)

    def cancel(self) -> None:
        """Stop the deed at its next check and drop its answer."""
        self._was_cancelled = True
        self.context.cancel()

    @property
    def is_muted(self) -> bool:
        """True when nobody waits for the answer: it was cancelled, or its owner is gone."""
        return self._was_cancelled or not (self.job.owner is None or isValid(self.job.owner))

    def _on_told(self, step: Progress) -> None:
        if self.job.progress is not None and not self.is_muted:
            self.job.progress(step)

    def _on_answered(self, answer: "_Answer") -> None:
        # Asked for, not kept: a cycle of references would let Python free the lane inside of Qt's delete.
        jobs = self.parent()
        if isinstance(jobs, Jobs):
            jobs.settle(self, answer)


@dataclass(frozen=True, slots=True)
class _Answer:
    value: Any = None
    error: DeskError | None = None
    cause: BaseException | None = None
    was_cancelled: bool = False


class _Runner(QRunnable):
    def __init__(self, handle: JobHandle) -> None:
        super().__init__()
        self._handle = handle

    def run(self) -> None:
        self._handle.answered.emit(_carry_out(self._handle))


def _carry_out(handle: JobHandle) -> _Answer:
    nobody_waits = handle.is_muted and not isinstance(handle.job, WriteJob)
    if handle.context.is_cancelled or nobody_waits:
        return _Answer(was_cancelled=True)
    try:
        return _Answer(handle.job.run(handle.context))
    except Cancelled:
        return _Answer(was_cancelled=True)
    except DeskError as error:
        return _Answer(error=error)
    except Exception as cause:  # noqa: BLE001
        bug = DeskBug("desk.unexpected", kind=type(cause).__name__)
        return _Answer(error=bug, cause=cause)


class Jobs(QObject):
    """The lane and the pool.

    Signals: `book_changed(BookChange)` after a write; `failed(DeskError, BaseException | None)` for an
    error that the job does not deal with itself; `busy_changed(bool)` when the lane starts or rests.
    """

    book_changed = Signal(object)
    failed = Signal(object, object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {Lane.BOOK: QThreadPool(self), Lane.POOL: QThreadPool(self)}
        self._lanes[Lane.BOOK].setMaxThreadCount(1)
        self._lanes[Lane.BOOK].setExpiryTimeout(-1)
        self._lanes[Lane.POOL].setMaxThreadCount(_POOL_THREADS)
        self._running: set[JobHandle] = set()
        self._is_closed = False

    @property
    def is_busy(self) -> bool:
        """True while any job has not been dealt with."""
        return bool(self._running)

    def start(self, job: ReadJob[T]) -> JobHandle:
        """Queue `job`; its callbacks run on the UI thread. After `close` nothing runs any more."""
        handle = JobHandle(job, self)
        if self._is_closed:
            handle.cancel()
            handle.is_over = True
            return handle
        self._running.add(handle)
        if len(self._running) == 1:
            self.busy_changed.emit(True)
        self._launch(handle)
        return handle

    def close(self, wait_ms: int = _CLOSE_WAIT_MS) -> bool:
        """Cancel what runs, wait for it, drop its answers. False when something would not stop in time."""
        self._is_closed = True
        for handle in list(self._running):
            handle.cancel()
        ended = [lane.waitForDone(wait_ms) for lane in self._lanes.values()]
        return all(ended)

    def _launch(self, handle: JobHandle) -> None:
        is_save = isinstance(handle.job, WriteJob)
        self._lanes[handle.job.lane].start(_Runner(handle), _SAVES_FIRST if is_save else 0)

    def settle(self, handle: JobHandle, answer: "_Answer") -> None:
        """Deal with the answer of `handle`; runs on the UI thread, called by the handle alone."""
        handle.is_over = True
        self._running.discard(handle)
        try:
            if not self._is_closed:
                self._deliver(handle, answer)
        finally:
            handle.ended.emit()
            handle.job = _SETTLED
            handle.deleteLater()
            if not self._running:
                self.busy_changed.emit(False)

    def _deliver(self, handle: JobHandle, answer: _Answer) -> None:
        job = handle.job
        if answer.error is not None:
            self._deliver_error(handle, answer)
            return
        if isinstance(job, WriteJob) and not answer.was_cancelled:
            self.book_changed.emit(job.change)
        if not handle.is_muted and not answer.was_cancelled:
            job.done(answer.value)

    def _deliver_error(self, handle: JobHandle, answer: _Answer) -> None:
        if handle.is_muted:
            return
        if handle.job.failed is not None and answer.error is not None:
            handle.job.failed(answer.error)
        if handle.job.failed is None or answer.cause is not None:
            self.failed.emit(answer.error, answer.cause)


class InlineJobs(Jobs):
    """Runs each job at once on the calling thread: for screenshots and for tests of single pages."""

    def _launch(self, handle: JobHandle) -> None:
        self.settle(handle, _carry_out(handle))
