"""A PostgreSQL primary and its standby, both Debian's, that follow each other and fail over by hand."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.postgres import Cluster

_DURABLE = {"fsync": "on", "full_page_writes": "on"}
_WITHIN = 30.0


class Pair:
    """Two clusters. `primary` takes writes until `kill_primary`; `standby` from `promote` on.

    One that is not durable survives the end of its processes, not that of the machine.
    """

    def __init__(self, database: str, *, is_durable: bool = True) -> None:
        settings = {"synchronous_commit": "on", **(_DURABLE if is_durable else {})}
        self.primary = Cluster({**settings, "cluster_name": "first"})
        self.standby = Cluster({**settings, "cluster_name": "second"})
        self._database = database

    def start(self) -> None:
        """Make both, with an empty database, the second streaming from the first."""
        self.primary.make()
        self.primary.start()
        self.primary.execute(f"CREATE DATABASE {self._database}")
        source = f"host={self.primary.folder} port={self.primary.port} user={self.primary.user}"
        self.standby.run(
            "pg_basebackup", "-d", source, "-D", str(self.standby.data), "-R", "-X", "stream", "-c", "fast"
        )
        self.standby.start()
        self._until(lambda: self._stands("state = 'streaming'"))

    def be_synchronous(self) -> None:
        """From now on no commit is answered before the standby has it on its disk."""
        self.primary.execute("ALTER SYSTEM SET synchronous_standby_names = 'second'")
        self.primary.execute("SELECT pg_reload_conf()")
        self._until(lambda: self._stands("sync_state = 'sync'"))

    def part(self) -> None:
        """The standby has everything so far, and hears of nothing more: a line that is down."""
        (end,) = self.primary.execute("SELECT pg_current_wal_flush_lsn()")[0]
        self._until(
            lambda: self.standby.execute(f"SELECT pg_last_wal_replay_lsn() >= '{end}'") == [(True,)]  # noqa: S608
        )
        self.standby.execute("ALTER SYSTEM SET primary_conninfo = ''")
        self.standby.execute("SELECT pg_reload_conf()")
        self._until(lambda: not self._stands("TRUE"))

    def kill_primary(self) -> None:
        """Kill -9 of the server and of everything that it has started."""
        server = int((self.primary.data / "postmaster.pid").read_text().split()[0])
        children = _children(server)
        for pid in (server, *children):
            os.kill(pid, signal.SIGKILL)
        self._until(lambda: not any(_is_alive(pid) for pid in (server, *children)))
        self.primary.is_running = False

    def promote(self) -> None:
        """The standby takes writes from now on."""
        self.standby.run("pg_ctl", "-D", str(self.standby.data), "-w", "promote")

    def remove(self) -> None:
        """Stop both, and leave nothing behind."""
        self.standby.remove()
        self.primary.remove()

    @property
    def url(self) -> str:
        """Both hosts in one address, as the hub is given it: whichever takes writes."""
        hosts = f"{self.primary.folder},{self.standby.folder}"
        ports = f"{self.primary.port},{self.standby.port}"
        named = f"user={self.primary.user}&target_session_attrs=read-write"
        return f"postgresql:///{self._database}?host={hosts}&port={ports}&{named}"

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        """A statement in the database of whichever takes writes."""
        server = self.primary if self.primary.is_running else self.standby
        return server.execute(statement, self._database)

    def _stands(self, condition: str) -> bool:
        return self.primary.execute(f"SELECT 1 FROM pg_stat_replication WHERE {condition}") == [(1,)]  # noqa: S608

    def _until(self, is_so: Callable[[], bool]) -> None:
        until = time.monotonic() + _WITHIN
        while not is_so():
            assert time.monotonic() < until
            time.sleep(0.05)


def _children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(status.parent.name))
    return found


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
