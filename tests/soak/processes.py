"""Child processes that are warm at once and can be killed: forked where the system can, else spawned."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any

_PRELOADED = [
    "advisor_desk.storage.rekeying",
    "tests.storage.books",
    "argon2.low_level",
    "cryptography.hazmat",
    "tests.soak.warm",
]


def context() -> BaseContext:
    """A start method that has the store imported before the child begins."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    warm = multiprocessing.get_context("forkserver")
    warm.set_forkserver_preload(_PRELOADED)
    return warm


class Child:
    """A running child; `told` collects what it has sent over its pipe."""

    def __init__(self, target: Callable[..., None], *args: Any) -> None:
        self._mine, theirs = context().Pipe(duplex=False)
        self._process: BaseProcess = context().Process(  # type: ignore[attr-defined]
            target=target, args=(theirs, *args), daemon=True
        )
        self._process.start()
        theirs.close()
        self.told: list[Any] = []

    def wait_for(self, count: int, seconds: float = 60) -> None:
        """Wait until the child has told `count` things. Raises TimeoutError, EOFError when it ended."""
        while len(self.told) < count:
            if not self._mine.poll(seconds):
                raise TimeoutError
            self.told.append(self._mine.recv())

    def linger(self, seconds: float) -> None:
        """Let the child go on for so long."""
        self._process.join(seconds)

    def kill(self) -> list[Any]:
        """Kill -9 (on Windows: terminate); all that the child had told before it died."""
        self._process.kill()
        return self.end()

    def end(self) -> list[Any]:
        """Wait for the child's end; all that it told."""
        while True:
            try:
                self.told.append(self._mine.recv())
            except (EOFError, OSError):
                break
        self._process.join()
        self._mine.close()
        return self.told

    @property
    def exit_code(self) -> int | None:
        """How the child ended; negative for a signal."""
        return self._process.exitcode


Pipe = Connection
