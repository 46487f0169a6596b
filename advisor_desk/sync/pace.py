"""How much goes in one request: less on a poor line, more while it goes well (sync.md, section 3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from advisor_desk.wire.version import FIRST_ROWS, MOST_EVENTS, MOST_PUSH_BYTES, MOST_ROWS

FIRST_EVENTS: Final = 200
LEAST_BYTES: Final = 16 * 1024
LEAST_ROWS: Final = 50
QUICK_SECONDS: Final = 2.0
"""An answer within so much asks for more at a time."""
SLOW_SECONDS: Final = 10.0
"""An answer that took longer asks for less: a line that breaks then loses less."""
_GROWTH = 4


@dataclass(slots=True)
class Pace:
    """Sizes of the next push and of the next page. Kept from round to round while the program runs.

    `most_rows` is the largest page that is asked for: reading one holds up whoever works beside it.
    """

    events: int = FIRST_EVENTS
    push_bytes: int = MOST_PUSH_BYTES
    rows: int = FIRST_ROWS
    most_rows: int = MOST_ROWS

    def push_went(self, seconds: float) -> None:
        """A push was answered after `seconds`."""
        if seconds <= QUICK_SECONDS:
            self.events = min(self.events * 2, MOST_EVENTS)
            self.push_bytes = min(self.push_bytes * 2, MOST_PUSH_BYTES)
        elif seconds > SLOW_SECONDS:
            self._smaller_push()

    def push_failed(self, sent: int) -> bool:
        """`sent` events were too many or took too long; False when they were a single one."""
        self.events = min(self.events, max(sent, 1))
        self._smaller_push()
        return sent > 1

    def page_came(self, seconds: float) -> None:
        """A page arrived and was taken in after `seconds`."""
        if seconds <= QUICK_SECONDS:
            self.rows = min(self.rows * _GROWTH, self.most_rows)
        elif seconds > SLOW_SECONDS:
            self.rows = max(self.rows // 2, LEAST_ROWS)

    def page_failed(self) -> bool:
        """A page was too large or took too long; False when it was of the smallest size already."""
        if self.rows <= LEAST_ROWS:
            return False
        self.rows = max(self.rows // 2, LEAST_ROWS)
        return True

    def _smaller_push(self) -> None:
        self.events = max(self.events // 2, 1)
        self.push_bytes = max(self.push_bytes // 2, LEAST_BYTES)
