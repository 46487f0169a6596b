"""Wrong passphrases cost time: a growing delay that a restart does not shorten. Never a wipe.

The count lies beside the book. It slows a person at the keyboard; whoever copies the files is slowed by
the key derivation alone.
"""

import contextlib
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from advisor_desk.errors import UserCanFix

FREE_TRIES = 3
LONGEST_SECONDS = 900

Clock = Callable[[], float]
"""Seconds since 1970 in UTC."""


class Tries(NamedTuple):
    """The wrong tries of one book, counted in `path`."""

    path: Path
    clock: Clock

    def demand_patience(self) -> None:
        """Raises UserCanFix("book.wait_after_wrong_passphrase", seconds=) while the delay runs."""
        wrong, last = self._read()
        wait = delay_seconds(wrong)
        now = self.clock()
        # A clock set back would lock the person out until the old time comes round again.
        waited = now - last if now >= last else 0.0
        if now < last:
            self._write(wrong, now)
        if waited < wait:
            raise UserCanFix(
                "book.wait_after_wrong_passphrase", seconds=math.ceil(wait - waited), wrong=wrong
            )

    def failed(self) -> int:
        """Count one wrong try; the number of wrong tries in a row."""
        wrong, _ = self._read()
        self._write(wrong + 1, self.clock())
        return wrong + 1

    def succeeded(self) -> None:
        """Forget the wrong tries."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _read(self) -> tuple[int, float]:
        try:
            content = json.loads(self.path.read_bytes())
            return max(int(content["wrong"]), 0), float(content["last"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0, 0.0

    def _write(self, wrong: int, last: float) -> None:
        # In a folder that cannot be written nothing is counted; the book cannot be opened there anyway.
        with contextlib.suppress(OSError):
            self.path.write_text(json.dumps({"wrong": wrong, "last": last}), encoding="ascii")


def delay_seconds(wrong: int) -> int:
    """How long to wait after so many wrong tries in a row: nothing for three, then 2, 4, 8 … 900 s."""
    if wrong < FREE_TRIES:
        return 0
    return min(1 << min(wrong - FREE_TRIES + 1, 16), LONGEST_SECONDS)
