"""Simulated head office: the real hub on a database in memory that can be copied and put back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver

from advisor_desk.hub import assign, fault_points
from advisor_desk.hub.hub import Around, Device, Hub
from advisor_desk.hub.office import utc
from advisor_desk.hub.put import put_rows
from advisor_desk.hub.store import Store
from advisor_desk.storage.pinyin import search_forms
from advisor_desk.wire.rows import RowDraft, compact, key_text
from advisor_desk.wire.shapes import SHAPES
from advisor_desk.wire.version import FIRM_BRANCH, FIRM_SCOPE, advisor_scope
from tests.hubs import HUB_KEYS, template
from tests.sim.plans import HubDown, PlannedMistake

BRANCH = "B1"
ADVISORS = ("A1", "A2", "A3")
OTHER_BRANCH = "B2"
OTHER_ADVISOR = "Z1"
Image = Any
"""A database in memory: a copy of the hub's."""


@cache
def store() -> Store:
    """The one store of this process: SQLAlchemy keeps what it has compiled by engine."""
    return Store.open("sqlite://", pause=lambda _seconds: None)


def memory() -> Image:
    """An empty database in memory."""
    return driver.connect(":memory:", isolation_level=None, check_same_thread=False)


def empty_image() -> Image:
    """A hub with its tables and nothing in them."""
    image = memory()
    file = driver.connect(str(template()))
    file.backup(image)
    file.close()
    return image


class Watch:
    """Kills the hub at a point, or lets it make a mistake there, by the number of the point."""

    def __init__(self) -> None:
        self.faults: Counter[str] = Counter()
        self.killed: Counter[str] = Counter()
        """By the name of the point."""
        self._count = 0
        self._crash_at: int | None = None
        self._mistakes: tuple[int, ...] = ()

    def plan(self, crash_at: int | None, mistakes: tuple[int, ...]) -> None:
        """What is to go wrong from now on."""
        self._count, self._crash_at, self._mistakes = 0, crash_at, mistakes

    def __call__(self, point: str) -> None:
        place, self._count = self._count, self._count + 1
        if place == self._crash_at:
            self.faults["hub killed"] += 1
            self.killed[f"killed at {point}"] += 1
            raise HubDown(point)
        if place in self._mistakes:
            self.faults["hub mistaken"] += 1
            raise PlannedMistake(point)


class Office:
    """The hub, its copies, and what head office does with it."""

    def __init__(self, image: Image, clock: Callable[[], float]) -> None:
        self.hub = Hub(store(), HUB_KEYS, Around(clock))
        self.branches: Sequence[str] = (BRANCH,)
        self.advisors: Sequence[str] = ADVISORS
        self.watch = Watch()
        self.copies: list[Image] = []
        """Backups, and the standby that takes over when the hub fails."""
        self.devices: dict[str, Device] = {}
        self.epoch = ""
        self._clock = clock
        self._is_watched = False
        self.put_back(image)

    @property
    def _driver(self) -> Any:
        with self.hub.store.engine.connect() as connection:
            return connection.connection.driver_connection

    def put_back(self, image: Image) -> None:
        """Become what a copy says."""
        image.backup(self._driver)
        self.devices.clear()
        self.epoch = self.hub.epoch()

    def open_branch(self) -> None:
        """The image is that of two branches."""
        self.branches, self.advisors = (BRANCH, OTHER_BRANCH), (*ADVISORS, OTHER_ADVISOR)

    def restart(self) -> None:
        """The hub's program starts again on what stands, and goes on with what was stopped."""
        self.hub = Hub(store(), HUB_KEYS, Around(self._clock))
        self.hub.forward_pending()

    def new_epoch(self) -> None:
        """Say that the hub was put back."""
        self.epoch = self.hub.new_epoch()

    def image(self) -> Image:
        """A copy of what stands now."""
        copy = memory()
        self._driver.backup(copy)
        return copy

    def close(self) -> None:
        """Forget the copies."""
        for copy in self.copies:
            copy.close()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Points of the hub are told to `watch`."""
        self._is_watched = True
        try:
            with fault_points.watching(self.watch):
                yield
        finally:
            self._is_watched = False

    @contextmanager
    def stopped_at(self, place: int | None) -> Iterator[None]:
        """A deed of head office's is killed at the point of that number; in a round, where the round says."""
        if self._is_watched:
            yield
            return
        self.watch.plan(place, ())
        try:
            with self.watched():
                yield
        finally:
            self.watch.plan(None, ())

    def device(self, device_id: str) -> Device:
        """A desk as the hub knows it, read once: whatever counts of it is read again in each transaction."""
        if device_id not in self.devices:
            self.devices[device_id] = self.hub.device(device_id)
        return self.devices[device_id]

    def rows(self, statement: str, given: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a statement finds at the hub."""
        return list(self._driver.execute(statement, given).fetchall())

    # What head office does.

    def holders(self) -> dict[str, str]:
        """The advisor of each client."""
        return dict(self.rows("SELECT client_no, advisor_id FROM client ORDER BY client_no"))

    def is_known(self, number: str) -> bool:
        """Whether a branch has the client, or waits for them."""
        known = "SELECT 1 FROM client WHERE client_no = ? UNION SELECT 1 FROM client_move "
        return bool(self.rows(f"{known} WHERE client_no = ? AND state = 'LEFT'", (number, number)))

    def load(self, numbers: Sequence[str], advisor: str) -> None:
        """Clients come from a file of head office's, and what had waited for them is let in."""
        rows = [client_row(number) for number in numbers]
        branch = branch_of(advisor)

        def work(connection: sa.Connection) -> None:
            at = utc(self._clock())
            added = assign.add_clients(connection, branch, dict.fromkeys(numbers, advisor), at)
            new = [row for row in rows if row.client_no in added]
            put_rows(connection, branch, advisor_scope(advisor), new, at)

        self.hub.store.transact(work)
        self.hub.release_waiting(branch, numbers)

    def put(self, drafts: Sequence[RowDraft]) -> None:
        """Rows of clients, each into the scope of whoever holds the client now.

        Of one whom nobody holds, on the way from branch to branch, nothing is put.
        """
        holders = self.holders()
        held = [draft for draft in drafts if draft.client_no in holders]
        for advisor in sorted({holders[draft.client_no] for draft in held}):
            of_scope = [one for one in held if holders[one.client_no] == advisor]
            self.hub.put_rows(branch_of(advisor), advisor_scope(advisor), of_scope)

    def put_firm(self, drafts: Sequence[RowDraft]) -> None:
        """Rows that every desk gets."""
        self.hub.put_rows(FIRM_BRANCH, FIRM_SCOPE, drafts)

    def release_all(self) -> int:
        """Let in whatever is kept apart and fits now; how many events."""
        released = 0
        for branch in self.branches:
            for held in self.hub.quarantined(branch):
                released += self.hub.release(branch, held.id, "head office").released
        return released

    def known_ids(self) -> set[str]:
        """Events that are here or kept apart."""
        return {row[0] for row in self.rows("SELECT id FROM event UNION SELECT id FROM quarantine")}


def branch_of(advisor: str) -> str:
    """Where an advisor works."""
    return OTHER_BRANCH if advisor == OTHER_ADVISOR else BRANCH


def client_row(number: str, **given: object) -> RowDraft:
    """A client as head office's file has it."""
    name = f"客户{number}"
    values = {"name": name, "pinyin": search_forms(name), "client_type": "PERSON", **given}
    return RowDraft("client", number, number, compact([values.get(one) for one in SHAPES["client"].values]))


def changed_client(row: tuple[str, str], **given: object) -> RowDraft:
    """The row of a client (number and body) with other values."""
    number, body = row
    values = dict(zip(SHAPES["client"].values, json.loads(body), strict=True))
    values |= given
    return RowDraft("client", number, number, compact(list(values.values())))


def trade_row(number: str, trade_no: str, amount: int) -> RowDraft:
    """A trade of a client."""
    values = {
        "on_day": 20_500,
        "trade_kind": "SUBSCRIBE",
        "status": "CONFIRMED",
        "amount_fen": amount,
        "is_purchase": 1,
        "product_code": f"P{amount % 5}",
    }
    return RowDraft("trade", trade_no, number, compact([values.get(one) for one in SHAPES["trade"].values]))


def signal_row(number: str, topic: str, times: int) -> RowDraft:
    """A signal of a client: a kind that desks of an older version do not know."""
    return RowDraft("signal", key_text((20_600, "VIEW", topic)), number, compact([times, "app"]))


def product_row(code: str, fee: int) -> RowDraft:
    """A product of the firm's shelf."""
    values = {"name": f"产品{code}", "product_type": "BOND_FUND", "r_level": "R2", "fee_front_bp": fee}
    names = SHAPES["product"].values
    return RowDraft("product", code, "", compact([values.get(one) for one in names]))


def strange_row(number: str, value: int) -> RowDraft:
    """A kind that no desk knows yet."""
    return RowDraft("palm_reading", f"palm-{value % 3}", number, compact([value]))


def tombstone(kind: str, row_id: str, number: str) -> RowDraft:
    """A row is gone."""
    return RowDraft(kind, row_id, number, "", is_deleted=True)
