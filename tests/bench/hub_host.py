"""A hub as head office runs it: `advisor-desk-hub serve` over a PostgreSQL that flushes every commit.

Throwaway: cluster and hub are made when the block begins and gone when it ends. The same hub can also be
called inside the bench's own process, to fill it and to measure what the line costs.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from advisor_desk.hub.hub import Around, Hub
from advisor_desk.hub.keys_file import NAME, kept_keys
from advisor_desk.hub.store import Store
from advisor_desk.hub.upgrade import upgrade
from tests.postgres import Cluster
from tests.soak.hub_process import HubProcess

BRANCH = "BENCH"
_SEED = "seed"
_SERVED = "served"
_DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "128MB",
}
"""PostgreSQL's own defaults, which the tests' cluster does without."""


@dataclass(frozen=True, slots=True)
class Host:
    """A running hub process, and its cluster."""

    cluster: Cluster
    process: HubProcess
    folder: Path

    @property
    def url(self) -> str:
        """Where the hub listens."""
        return self.process.url

    def copy(self, name: str) -> str:
        """The URL of another database with what the hub was filled with before it was started."""
        self.cluster.execute(f"CREATE DATABASE {name} TEMPLATE {_SEED}")
        return self.cluster.url(name)

    @contextmanager
    def hub_on(self, url: str) -> Iterator[Hub]:
        """The same hub in this process, over any of the databases."""
        with _hub(url, self.folder) as hub:
            yield hub

    @property
    def database_url(self) -> str:
        """The database of the running hub."""
        return self.cluster.url(_SERVED)

    def sql(self, statement: str, database: str = _SERVED) -> list[tuple[object, ...]]:
        """A statement in one of the databases."""
        return self.cluster.execute(statement, database)

    def memory_mb(self) -> float:
        """Resident memory of the hub's process now."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        raise LookupError(self.process.pid)


@contextmanager
def hosted(fill: Callable[[Hub], None]) -> Iterator[Host]:
    """A new hub, running; `fill` is called with it before it starts."""
    cluster = Cluster(_DURABLE)
    try:
        cluster.make()
        cluster.start()
        with tempfile.TemporaryDirectory(prefix="hub-bench-") as name:
            folder = Path(name)
            cluster.execute(f"CREATE DATABASE {_SEED}")
            with _hub(cluster.url(_SEED), folder) as hub:
                upgrade(hub.store)
                fill(hub)
                hub.store.analyze()
            cluster.execute(f"CREATE DATABASE {_SERVED} TEMPLATE {_SEED}")
            process = HubProcess(folder, cluster.url(_SERVED))
            process.start()
            try:
                yield Host(cluster, process, folder)
            finally:
                process.stop()
    finally:
        cluster.remove()


@contextmanager
def _hub(url: str, folder: Path) -> Iterator[Hub]:
    store = Store.open(url)
    try:
        yield Hub(store, kept_keys(folder / NAME), Around(time.time))
    finally:
        store.close()
