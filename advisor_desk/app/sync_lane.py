"""Work beside the window that needs the book now and then: each need is one short entry of the book's lane.

A round waits for the network most of its time; on its own thread it holds nobody up, and a save of the
person waits for one entry at most. Once the lane is shut, nothing of it reaches the book or the window.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from advisor_desk.errors import DeskBug, DeskError
from advisor_desk.ui.jobs import Cancelled, JobContext, Jobs, Progress, ReadJob
from advisor_desk.wire.desk import Applied

if TYPE_CHECKING:
    from advisor_desk.wire.rows import ScopeSum

T = TypeVar("T")

_NEVER: Final = object()


class LaneShut(Cancelled):
    """The book is being closed: whoever still works for it ends."""


class _Entry:
    """One deed on its way through the lane; whoever asked for it waits for `over`."""

    def __init__(self, deed: Callable[[], Any]) -> None:
        self._deed = deed
        self.over = Event()
        self.value: Any = _NEVER
        self.error: BaseException | None = None

    def run(self) -> None:
        """Do it; in the lane."""
        if self.over.is_set():
            return  # Given up meanwhile.
        try:
            self.value = self._deed()
        except BaseException as error:  # noqa: BLE001 - handed over to whoever waits
            self.error = error
        finally:
            self.over.set()

    def give_up(self) -> None:
        """It will not be done."""
        self.error = LaneShut()
        self.over.set()


class BookLane(QObject):
    """Takes deeds of other threads into the lane, one after the other."""

    _asked = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._lock = Lock()
        self._waiting: set[_Entry] = set()
        self._is_shut = False
        self._asked.connect(self._start, Qt.ConnectionType.QueuedConnection)

    def do(self, deed: Callable[[], T]) -> T:
        """Do `deed` in the lane and wait for it; never called in the window's thread.

        Raises what `deed` raises, LaneShut once the lane is shut.
        """
        entry = _Entry(deed)
        with self._lock:
            if self._is_shut:
                raise LaneShut
            self._waiting.add(entry)
            self._asked.emit(entry)
        entry.over.wait()
        with self._lock:
            self._waiting.discard(entry)
        if entry.error is not None:
            raise entry.error
        value: T = entry.value
        return value

    def tell(self, signal: Callable[[object], None], value: object) -> bool:
        """Emit to the window's thread unless the lane is shut; False then."""
        with self._lock:
            if not self._is_shut:
                signal(value)
            return not self._is_shut

    def demand_open(self) -> None:
        """Raises LaneShut once the lane is shut."""
        with self._lock:
            if self._is_shut:
                raise LaneShut

    def shut(self) -> None:
        """Let nothing more in; what runs in the lane ends, what waits is given up."""
        with self._lock:
            self._is_shut = True
            for entry in self._waiting:
                entry.give_up()

    def _start(self, entry: _Entry) -> None:
        self._jobs.start(ReadJob(run=lambda _context: entry.run(), done=_nothing))


_BRINGS: Final = frozenset(
    {"apply_page", "finish_first", "drop_unmet", "follow", "sweep", "keep_identity", "take_attachment"}
)
"""What of a round may change what screens show."""


class LaneBook:
    """Stands for a book that lives in the lane: whatever is called on it is done there, one entry a call.

    What reads the whole book reads it beside the lane. `has_changed` tells whether anything was called that
    changes what screens show.
    """

    def __init__(self, book: Any, lane: BookLane) -> None:
        """`book` is what a round needs, with `scope_sum_beside` and `backup_beside`."""
        self._book = book
        self._lane = lane
        self.has_changed = False

    def scope_sum(self, scope: str) -> ScopeSum:
        """As the book's: only a round changes what is counted here. Raises LaneShut."""
        self._lane.demand_open()
        total: ScopeSum = self._book.scope_sum_beside(scope)
        return total

    def backup_if_due(self) -> bool:
        """As the book's, but after a purge: then it holds the book for long. Raises LaneShut.

        The file is written anew for it, which waits for a moment in which nobody works (`app.sync`).
        """
        if self._lane.do(self._book.is_backup_urgent):
            return False
        self._lane.demand_open()
        was_due: bool = self._book.backup_beside()
        self._lane.do(self._book.checkpoint)
        return was_due

    def __getattr__(self, name: str) -> Callable[..., Any]:
        deed = getattr(self._book, name)

        def call(*given: Any, **named: Any) -> Any:
            value = self._lane.do(partial(deed, *given, **named))
            self.has_changed = self.has_changed or (name in _BRINGS and _has_brought(value))
            return value

        return call


def _has_brought(value: object) -> bool:
    """A page may bring nothing new, a sweep may take nobody."""
    if isinstance(value, Applied):
        return bool(value.rows or value.purged_clients or value.conflicts)
    return value is None or bool(value)


class Beside(QObject, Generic[T]):
    """One piece of work beside the window.

    `told(Progress)` on its way; `ended(Ended)` when it is over.
    """

    told = Signal(object)
    ended = Signal(object)

    def __init__(self, work: Callable[[JobContext], T], lane: BookLane) -> None:
        super().__init__(lane)
        self._work = work
        self._lane = lane
        self.context = JobContext(self._tell)
        self._thread = Thread(target=self._run, name="desk-sync", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop at the next step."""
        self.context.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait until the thread has ended; False when it still waits for the network."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _tell(self, step: Progress) -> None:
        self._lane.tell(self.told.emit, step)

    def _run(self) -> None:
        self._lane.tell(self.ended.emit, _outcome(partial(self._work, self.context)))


class Ended:
    """How work ended: with a value, an error, or cancelled. `cause` is what nobody expected."""

    def __init__(self, value: Any = None, error: DeskError | None = None) -> None:
        self.value = value
        self.error = error
        self.cause: BaseException | None = None
        self.was_cancelled = False


def _outcome(work: Callable[[], Any]) -> Ended:
    try:
        return Ended(work())
    except Cancelled:
        ended = Ended()
        ended.was_cancelled = True
    except DeskError as error:
        ended = Ended(error=error)
    except Exception as cause:  # noqa: BLE001
        ended = Ended(error=DeskBug("desk.unexpected", kind=type(cause).__name__))
        ended.cause = cause
    return ended


def _nothing(_answer: None) -> None:
    """Whoever asked has the answer already."""
