"""A throwaway PostgreSQL cluster: one a process, started when first asked for, gone at the end."""

import atexit
import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from advisor_desk.hub.hub import Hub
from advisor_desk.hub.store import Store
from advisor_desk.hub.tables import METADATA
from advisor_desk.hub.upgrade import upgrade
from tests.hubs import Clock, hub_on

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "fatal",
    "client_min_messages": "error",
}
"""What makes a cluster quick that nobody will need tomorrow; `synchronous_commit` is the hub's to keep on."""
_numbers = count(1)
_free: list[str] = []
"""Databases of hubs that are done with: emptying one is quicker than making one."""


def programs() -> Path | None:
    """The folder of the server's programs: Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def unprivileged() -> dict[str, Any]:
    """Arguments of a process that must not be root's: the server refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


class Cluster:
    """A running server in a folder of its own, reached over a socket there or over `port` of this machine."""

    def __init__(self, settings: dict[str, str] | None = None) -> None:
        bin_folder = programs()
        if bin_folder is None:
            pytest.skip("PostgreSQL is not installed here")
        self.programs = bin_folder
        self.folder = Path(tempfile.mkdtemp(prefix="hub-pg-"))
        self.folder.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.data = self.folder / "data"
        self.port = free_port()
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        self.settings = {**SETTINGS, **(settings or {})}
        self.is_running = False

    def make(self) -> None:
        """Make the cluster's files."""
        self.run(
            "initdb", "-D", str(self.data), "-A", "trust", "-U", self.user, "--locale=C", "-E", "UTF8", "-N"
        )

    def run(self, program: str, *arguments: str) -> str:
        """One of the server's programs; its output."""
        command = [str(self.programs / program), *arguments]
        done: subprocess.CompletedProcess[str] = subprocess.run(
            command, capture_output=True, encoding="utf-8", check=False, cwd="/", **unprivileged()
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = " ".join(f"-c {name}={value}" for name, value in self.settings.items())
        options = f"-k {self.folder} -p {self.port} {settings}"
        self.run("pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", options, "-w", "start")
        self.is_running = True

    def kill(self) -> None:
        """Kill the server at once, as a power cut would."""
        self._stop("immediate")

    def stop(self) -> None:
        """End the server's connections and the server."""
        self._stop("fast")

    def _stop(self, mode: str) -> None:
        if self.is_running:
            self.is_running = False
            self.run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop")

    def remove(self) -> None:
        """Stop it, and leave nothing behind."""
        self._stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def libpq(self, database: str) -> str:
        """An address as libpq reads it."""
        return f"host={self.folder} port={self.port} user={self.user} dbname={database}"

    def url(self, database: str) -> str:
        """An address of SQLAlchemy, over the socket."""
        return f"postgresql+psycopg://{self.user}@/{database}?host={self.folder}&port={self.port}"

    def tcp_url(self, database: str) -> str:
        """An address of SQLAlchemy, over loopback."""
        return f"postgresql+psycopg://{self.user}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """A statement by itself, committed; its rows if it has any."""
        with psycopg.connect(self.libpq(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@cache
def cluster() -> Cluster:
    """The cluster of this process, with an empty hub's database to copy."""
    made = Cluster()
    atexit.register(made.remove)
    made.make()
    made.start()
    made.execute("CREATE DATABASE hub_template")
    store = Store.open(made.url("hub_template"))
    upgrade(store)
    store.close()
    return made


def new_database() -> str:
    """The URL of a new empty hub's database in this process's cluster."""
    here = cluster()
    name = f"hub_{next(_numbers)}"
    here.execute(f"CREATE DATABASE {name} TEMPLATE hub_template")
    return here.url(name)


@contextmanager
def postgres_hub(clock: Clock | None = None, threads: int = 8) -> Iterator[Hub]:
    """A new hub on a database that is its alone meanwhile, its tables made and empty."""
    url = _free.pop() if _free else new_database()
    hub = hub_on(Store.open(url, threads=threads), clock)
    try:
        yield hub
    finally:
        with hub.store.engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(METADATA.tables)}")
        hub.store.close()
        _free.append(url)
