"""A desk window whose head office is in this process: the real book and round, only the line is made up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.app.desk_window import DeskWindow
from advisor_desk.app.sync import SyncDesk
from advisor_desk.sqltypes import utc_text
from advisor_desk.storage.desk import DeskBook
from advisor_desk.ui.jobs import Jobs
from advisor_desk.wire.messages import Hello, PushAnswer, PushBatch
from tests.builders import NOW, Builder
from tests.hub_fake import FakeHub
from tests.ui.real_desk import RealDesk, real_desk

WAIT_MS = 20_000
ADDRESS = "https://hub.example.com"
CODE = "B1.ABCDEFGH"


class Office(FakeHub):
    """The hub, on the clock of the book. `hold` lets it stand still at a point until `let_go`."""

    def __init__(self) -> None:
        super().__init__()
        self.held_at = ""
        self.is_held = Event()
        self.go = Event()
        self.now = NOW

    def hello(self) -> Hello:
        return replace(super().hello(), time=self.time())

    def push(self, batch: PushBatch) -> PushAnswer:
        answer = super().push(batch)
        receipt = replace(answer.receipt, at=self.time())
        return replace(answer, receipt=self.signed(receipt))

    def signed(self, receipt: Any) -> Any:
        """The receipt with the hub's signature over it."""
        from advisor_desk.wire.messages import receipt_bytes

        return replace(receipt, signature=self.keys.signature(receipt_bytes(receipt)).hex())

    def time(self) -> str:
        """The hub's clock."""
        return utc_text(datetime.fromtimestamp(self.now, UTC))

    def hold(self, point: str) -> None:
        """Stand still the next time that `point` is reached."""
        self.held_at = point
        self.trouble = self._wait

    def let_go(self) -> None:
        """Go on."""
        self.held_at = ""
        self.go.set()

    def _wait(self, point: str) -> None:
        if point == self.held_at:
            self.is_held.set()
            assert self.go.wait(WAIT_MS / 1_000)


@dataclass
class Synced:
    """A desk with its office, and a person who waits for what is seen."""

    desk: RealDesk
    office: Office
    qtbot: QtBot
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def window(self) -> DeskWindow:
        """The window."""
        return self.desk.window

    @property
    def sync(self) -> SyncDesk:
        """What is tested."""
        return self.desk.window.sync

    @property
    def book(self) -> DeskBook:
        """The open book."""
        return self.desk.book

    def until(self, is_so: Callable[[], object]) -> None:
        """Wait for something to be seen."""
        self.qtbot.waitUntil(lambda: bool(is_so()), timeout=WAIT_MS)

    def rest(self) -> None:
        """Wait until nothing is under way, beside the window or in the lane."""
        self.until(lambda: not self.sync.is_running and not self.window.jobs.is_busy)

    def enroll(self) -> None:
        """Become somebody, by the dialog; the first round follows by itself."""
        self.sync.enroll()
        dialog = self.sync.dialog
        assert dialog is not None
        dialog.address.set_text(ADDRESS)
        dialog.code.set_text(CODE)
        dialog.save()
        self.until(lambda: self.sync.view.identity is not None and self.sync.state.figures is not None)
        self.rest()

    def edit(self, client_id: int, **values: Any) -> None:
        """Change a client by hand, in the lane like every save."""
        from advisor_desk.ui.jobs import BookChange, WriteJob

        self.window.jobs.start(
            WriteJob(
                run=lambda _context: self.book.edit_client(client_id, values),
                done=lambda _changed: None,
                change=BookChange(frozenset({"clients"}), frozenset({client_id})),
            )
        )

    def sync_now(self) -> None:
        """Ctrl+Shift+S, and wait until the round is over."""
        self.sync.sync_now()
        self.until(lambda: not self.sync.is_running)
        self.rest()

    def begin_round(self, point: str) -> None:
        """Ask for a round, and wait until it stands still at a point at the hub."""
        self.office.hold(point)
        self.sync.sync_now()
        self.until(self.office.is_held.is_set)

    def end_round(self) -> None:
        """Let the round that stands still go on to its end."""
        self.office.let_go()
        self.until(lambda: not self.sync.is_running)
        self.rest()

    def waiting(self) -> int:
        """How many events wait."""
        with self.book.sql.read() as connection:
            return int(connection.execute("SELECT count(*) FROM outbox").fetchone()[0])


@contextmanager
def synced(
    folder: Path, qtbot: QtBot, fill: Callable[[Builder], None] | None = None, *, page: str = "sync"
) -> Iterator[Synced]:
    """A desk in sight on its sync screen or another, with a lane of its own thread; nobody's yet."""
    office = Office()
    with real_desk(folder, fill, jobs=Jobs(), page=page) as desk:
        made = Synced(desk, office, qtbot)
        desk.window.sync.work.open_line = lambda _url, _identity, _cancelled: nullcontext(office)
        desk.window.sync.chance = lambda: 0.5
        made.until(lambda: not desk.window.jobs.is_busy)
        QApplication.processEvents()
        try:
            yield made
        finally:
            office.let_go()
