"""Real hubs for tests: on a SQLite file or in memory, desks that are enrolled, chains of their events."""

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from advisor_desk.hub.hub import Around, Device, Hub
from advisor_desk.hub.office import utc
from advisor_desk.hub.store import Store
from advisor_desk.hub.upgrade import upgrade
from advisor_desk.storage.uuid7 import uuid7
from advisor_desk.wire.events import CHAIN_START, Link, WireEvent
from advisor_desk.wire.messages import EnrollRequest, PushBatch
from advisor_desk.wire.rows import RowDraft, compact
from advisor_desk.wire.seal import KeyPair
from tests.clock import NOW as NOW
from tests.clock import Clock as Clock

HUB_KEYS = KeyPair(hashlib.sha256(b"hub signs").digest(), hashlib.sha256(b"hub opens").digest())


def hub_on(store: Store, clock: Clock | None = None) -> Hub:
    """A hub on a store whose tables are there."""
    return Hub(store, HUB_KEYS, Around(clock or Clock()))


@cache
def template() -> Path:
    """An empty hub's file, made once a process and gone with it."""
    folder = Path(tempfile.mkdtemp(prefix="hub-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = Store.open(f"sqlite:///{folder / 'hub.db'}")
    upgrade(store)
    store.close()
    return folder / "hub.db"


def sqlite_hub(folder: Path, clock: Clock | None = None) -> Hub:
    """A new hub on a file in `folder`, its tables made; `hub.store.close()` ends it."""
    file = folder / "hub.db"
    shutil.copy(template(), file)
    return hub_on(Store.open(f"sqlite:///{file}"), clock)


def memory_hub(clock: Clock | None = None) -> Hub:
    """A new hub in memory, for tests that make very many."""
    import sqlcipher3.dbapi2 as driver

    store = Store.open("sqlite://")
    source = driver.connect(str(template()))
    with store.engine.connect() as connection:
        source.backup(connection.connection.driver_connection)
    source.close()
    return hub_on(store, clock)


@contextmanager
def open_hub(folder: Path, clock: Clock | None = None) -> Iterator[Hub]:
    """As `sqlite_hub`, closed at the end."""
    hub = sqlite_hub(folder, clock)
    try:
        yield hub
    finally:
        hub.store.close()


def keys_of(name: str) -> KeyPair:
    """Keys of a desk, always the same for a name."""
    return KeyPair(
        hashlib.sha256(f"{name} signs".encode()).digest(), hashlib.sha256(f"{name} opens".encode()).digest()
    )


def request_of(code: str, keys: KeyPair, former_authors: tuple[str, ...] = ()) -> EnrollRequest:
    """What a desk with these keys sends to be taken in."""
    public = keys.public
    return EnrollRequest(code, public.signing.hex(), public.sealing.hex(), "book-1", former_authors)


def enrolled(
    hub: Hub, branch: str, advisor: str, former_authors: tuple[str, ...] = (), name: str = ""
) -> tuple[Device, KeyPair]:
    """A desk of an advisor, taken in with a code; `name` tells a second desk's keys from the first's."""
    keys = keys_of(name or f"{branch}/{advisor}")
    answer = hub.enroll(request_of(hub.invite(branch, advisor), keys, former_authors))
    return hub.device(answer.device_id), keys


def draft(client_no: str, row_id: str, *values: Any, kind: str = "trade") -> RowDraft:
    """A row of a client with any values."""
    return RowDraft(kind, row_id, client_no, compact(list(values)))


def deletion(client_no: str, row_id: str, kind: str = "trade") -> RowDraft:
    """The row of that key is gone."""
    return RowDraft(kind, row_id, client_no, "", is_deleted=True)


class Chain:
    """The events of one device, each chained to the one before."""

    def __init__(self, device: Device, author: str | None = None, epoch: int = 1) -> None:
        self.device = device
        self.author = device.advisor if author is None else author
        self.epoch = epoch
        self.seq = 0
        self.head = CHAIN_START
        self.now = NOW
        self._batches = 0

    def event(
        self,
        client_no: str | None,
        type_: str = "interaction.recorded",
        body: dict[str, Any] | None = None,
        event_id: str | None = None,
    ) -> WireEvent:
        """The next event of the chain."""
        self.seq += 1
        self.now += 1.0
        text = compact(body if body is not None else {"on": "2026-09-01", "note": f"第 {self.seq} 次"})
        link = Link(event_id or str(uuid7(self.now)), self.seq, self.author, client_no, type_, 1, text)
        before, self.head = self.head, link.hash(self.head)
        return WireEvent(
            id=link.id,
            epoch=self.epoch,
            device_seq=link.device_seq,
            author=link.author,
            client_no=link.client_no,
            type=link.type,
            v=link.v,
            body=link.body,
            recorded_at=utc(self.now),
            prev_hash=before.hex(),
            hash=self.head.hex(),
        )

    def batch(self, *events: WireEvent) -> PushBatch:
        """A push of these events."""
        self._batches += 1
        return PushBatch(self.device.id, f"batch-{self._batches}", utc(NOW), events)
