"""A real book that is enrolled at a real hub in memory: everything between them is the product's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from advisor_desk.assembly.desk import Desk
from advisor_desk.assembly.desk import around as desk_around
from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.hub.hub import Hub
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.sync.enrollment import enroll
from advisor_desk.sync.figures import RoundResult, Wishes
from advisor_desk.sync.round import run_round
from advisor_desk.wire.rows import RowDraft, key_text
from advisor_desk.wire.shapes import SHAPES
from advisor_desk.wire.version import advisor_scope
from tests.hubs import NOW
from tests.lines import Carry, InProcessLine, whole
from tests.storage.books import Clock, make
from tests.storage.pull_books import least_body
from tests.storage.sync_books import TODAY
from tests.sync_fakes import HUB_URL, Ticking

BRANCH = "B1"


def row(kind: str, client_no: str, *key: str | int, **values: object) -> RowDraft:
    """A row of head office; what is not named has the least that a row needs."""
    return RowDraft(
        kind, key_text(key or (client_no,)), client_no, least_body(SHAPES[kind].values, kind, values)
    )


def load(hub: Hub, advisor: str, drafts: Sequence[RowDraft]) -> None:
    """What a load at head office does: who holds these clients, and their rows."""
    clients = dict.fromkeys((draft.client_no for draft in drafts), advisor)
    hub.add_clients(BRANCH, clients)
    hub.put_rows(BRANCH, advisor_scope(advisor), drafts)


def portfolio(first: int, clients: int, trades: int = 3) -> list[RowDraft]:
    """Clients with trades and a day's assets."""
    drafts = []
    for number in range(first, first + clients):
        client_no = f"C{number:03}"
        drafts.append(row("client", client_no, name=f"客户{number}"))
        drafts += [row("trade", client_no, f"T{number}-{turn}") for turn in range(trades)]
        drafts.append(row("daily_asset", client_no, 20_500))
    return drafts


@dataclass
class SyncedDesk:
    """An advisor's open desk, and the way to the hub. `rows` of a page, where a test wants few."""

    desk: Desk
    sync: DeskSync
    hub: Hub
    line: InProcessLine
    ticking: Ticking = field(default_factory=Ticking)
    rows: int = 0

    @property
    def book(self) -> SqlBook:
        """The book itself."""
        return self.desk.book.sql

    @property
    def device_id(self) -> str:
        """Who the desk is at the hub."""
        identity = self.sync.identity()
        assert identity is not None
        return identity.device_id

    def enroll(self, advisor: str = "A1", branch: str = BRANCH) -> None:
        """Become an advisor's, or anew whoever's it was; on the way to the hub nothing happens meanwhile."""
        identity = enroll(self.sync, InProcessLine(self.hub), HUB_URL, self.hub.invite(branch, advisor))
        self.line = InProcessLine.of(self.hub, identity, self.line.carry)

    def round(self, wishes: Wishes | None = None) -> RoundResult:
        """One round."""
        wishes = wishes or Wishes(is_thorough=True)
        if self.rows:
            wishes.memory.pace.rows = self.rows
        return run_round(self.sync, self.line, self.ticking.around(), wishes)

    def talk(self, client_no: str, note: str, attachments: tuple[str, ...] = ()) -> str:
        """Log a call."""
        made = Interaction(
            attendees=(Attendee(client_no),),
            on=TODAY,
            channel=ContactChannel.CALL,
            outcome=Outcome.REACHED,
            purpose=Purpose.CARE,
            note=note,
            attachments=attachments,
        )
        return self.desk.book.record(made)

    def notes(self, client_no: str) -> list[str]:
        """Notes of a client, oldest first."""
        file = self.desk.book.service_file(self.desk.book.client_id(client_no))
        return [one.made.note for one in reversed(file)]

    def close(self) -> None:
        """The end of the day."""
        self.desk.close()


def opened(book: SqlBook, hub: Hub, carry: Carry = whole) -> SyncedDesk:
    """The desk of an open book; its line as `carry` makes it."""
    desk = desk_around(book, TODAY, "cli")
    desk.roll()
    sync = DeskSync(desk.book, Clock(NOW))
    return SyncedDesk(desk, sync, hub, InProcessLine.of(hub, sync.identity(), carry))


def enrolled_desk(
    path: Path, hub: Hub, advisor: str = "A1", carry: Carry = whole, branch: str = BRANCH
) -> SyncedDesk:
    """A new book at `path`, taken in at the hub."""
    made = opened(make(path).book, hub, carry)
    made.enroll(advisor, branch)
    return made
