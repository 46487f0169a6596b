"""What can be done with a line of 今日, and doing it: in the book's lane, with a way back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import QObject

from advisor_desk.domain.moment import MomentCode, MomentState
from advisor_desk.domain.task import TaskState
from advisor_desk.domain.today import TodayItem, TodayKind
from advisor_desk.errors import DeskError
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, WriteJob
from advisor_desk.ui.pages.today.parts import TodayParts

_CTX: Final = "Today"
TOPICS: Final = frozenset({"tasks", "moments"})
_OF_TASKS: Final = (TodayKind.MEETING, TodayKind.TASK)


def is_task(item: TodayItem) -> bool:
    """True for a line that a task stands behind."""
    return item.kind in _OF_TASKS


def is_moment(item: TodayItem) -> bool:
    """True for a line that a moment stands behind."""
    return item.code in MomentCode.__members__ and item.key.startswith(f"{item.code}|")


def offered(item: TodayItem) -> tuple[str, ...]:
    """The deeds of a line, the first one the most fitting."""
    has_client = item.client_id is not None
    for_client = ("log", "brief", "open") if has_client else ()
    if is_task(item):
        return ("done", "snooze", *for_client)
    if is_moment(item):
        return ("log", "done", "snooze", "brief", "open", "suppress") if has_client else ("done", "snooze")
    return for_client


@dataclass(frozen=True, slots=True)
class _Deed:
    """A change, what is said afterwards, and what takes it back."""

    do: Callable[[], object]
    said: str
    undo: Callable[[], object]


class TodayActions(QObject):
    """Carries deeds out. `refused` of each is told when the book would not."""

    def __init__(self, parts: TodayParts, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._undo: Callable[[], None] | None = None

    def done(self, item: TodayItem) -> None:
        """The task or moment is dealt with."""
        deeds, key = self._parts.deeds, item.key
        if is_task(item):
            do: Callable[[], object] = lambda: deeds.close_task(key, TaskState.DONE)  # noqa: E731
            undo: Callable[[], object] = lambda: deeds.reopen_task(key)  # noqa: E731
        else:
            do = lambda: deeds.close_moment(key, MomentState.DONE, "")  # noqa: E731
            undo = lambda: deeds.reopen_moment(key)  # noqa: E731
        self._run(_Deed(do, t(_CTX, "已完成"), undo), item)

    def snooze(self, item: TodayItem, until: date, reason: str, on_end: "Ended") -> None:
        """Out of sight until a day."""
        deeds, key = self._parts.deeds, item.key
        snooze, reopen = (
            (deeds.snooze_task, deeds.reopen_task)
            if is_task(item)
            else (deeds.snooze_moment, deeds.reopen_moment)
        )
        said = t(_CTX, "已推后到 {day}").format(day=until.isoformat())
        self._run(_Deed(lambda: snooze(key, until, reason), said, lambda: reopen(key)), item, on_end)

    def suppress(self, item: TodayItem, reason: str, on_end: "Ended") -> None:
        """The moment is kept back, with a reason."""
        deeds, key = self._parts.deeds, item.key
        deed = _Deed(
            lambda: deeds.close_moment(key, MomentState.SUPPRESSED, reason),
            t(_CTX, "不再提醒"),
            lambda: deeds.reopen_moment(key),
        )
        self._run(deed, item, on_end)

    def undo(self) -> None:
        """Take the last deed back, once."""
        if self._undo is not None:
            self._undo()

    def forget(self) -> None:
        """The book is locked: nothing is left to take back."""
        self._undo = None

    def _run(self, deed: _Deed, item: TodayItem, on_end: "Ended | None" = None) -> None:
        change = _change(item)

        def on_done(_answer: object) -> None:
            if on_end is not None:
                on_end(None)
            self._undo = lambda: self._take_back(deed, change)
            self._parts.notices.done(deed.said, (t(_CTX, "撤销"), self.undo))

        self._parts.jobs.start(
            WriteJob(run=lambda _context: deed.do(), done=on_done, failed=on_end, owner=self, change=change)
        )

    def _take_back(self, deed: _Deed, change: BookChange) -> None:
        self._undo = None
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: deed.undo(),
                done=lambda _answer: self._parts.notices.done(t(_CTX, "已撤销")),
                owner=self,
                change=change,
            )
        )


Ended = Callable[[DeskError | None], None]
"""Told None when a deed is done, else why it was not."""


def _change(item: TodayItem) -> BookChange:
    clients = frozenset() if item.client_id is None else frozenset({item.client_id})
    return BookChange(TOPICS, clients)
