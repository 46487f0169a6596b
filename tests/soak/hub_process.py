"""The hub as a process of its own: started, killed, started again; data and desks by its own commands."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

_UP_WITHIN = 60.0


class HubProcess:
    """`advisor-desk-hub` over one database. Made stopped; `stop` and `kill` may be followed by `start`."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.port = _free_port()
        self._environment = {**os.environ, "ADVISOR_HUB_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
        self._options = ["--db", url] if url else []
        self._process: subprocess.Popen[bytes] | None = None
        self.command("db", "upgrade")

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The running process."""
        assert self._process is not None
        return self._process.pid

    def command(self, *arguments: object, status: int = 0) -> Any:
        """Run another command of the hub; what it printed as JSON. Its exit status must be `status`."""
        called = [sys.executable, "-m", "advisor_desk.hub", *self._options, "--json", *map(str, arguments)]
        done = subprocess.run(called, capture_output=True, env=self._environment, check=False)
        assert done.returncode == status, (arguments, done.returncode, done.stdout[-600:], done.stderr[-600:])
        return json.loads(done.stdout) if done.stdout.strip() else None

    def start(self) -> None:
        """Start it and wait until it answers."""
        called = [sys.executable, "-m", "advisor_desk.hub", *self._options, "serve", "--port", str(self.port)]
        with (self.folder / "hub.log").open("ab") as log:
            self._process = subprocess.Popen(called, stdout=log, stderr=log, env=self._environment)
        until = time.monotonic() + _UP_WITHIN
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "hub.log").read_text()[-2000:]
            assert time.monotonic() < until, "the hub does not come up"
            time.sleep(0.05)

    def stop(self) -> int:
        """Ask it to end; its exit status."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(30)

    def kill(self) -> None:
        """Kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(30)

    def _answers(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
