"""The chain of a device's events: a gap or a fork is flagged and never refused (sync.md, section 3.8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from advisor_desk.hub.tables import event as kept_event
from advisor_desk.wire.events import CHAIN_START, WireEvent
from advisor_desk.wire.messages import Flag

_START: Final = CHAIN_START.hex()
_NEIGHBOURS: Final = sa.select(
    kept_event.c.epoch, kept_event.c.device_seq, kept_event.c.prev_hash, kept_event.c.hash
).where(
    kept_event.c.branch_id == sa.bindparam("branch"),
    kept_event.c.device_id == sa.bindparam("device"),
    kept_event.c.device_seq.in_(sa.bindparam("numbers", expanding=True)),
)


@dataclass(slots=True)
class Chain:
    """Where a device's chain ends as far as the hub has it: the newest epoch, and its highest number.

    `links` holds, by epoch and number, predecessor and hash of what else is known of it.
    """

    epoch: int
    seq: int
    hash: str
    links: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)

    def load(self, connection: sa.Connection, branch: str, device: str, events: Iterable[WireEvent]) -> None:
        """Read what stands around events that come late; nothing is read when none does."""
        late = [one.device_seq for one in events if (one.epoch, one.device_seq) <= (self.epoch, self.seq)]
        if not late:
            return
        numbers = sorted({near for number in late for near in (number - 1, number, number + 1)})
        given = {"branch": branch, "device": device, "numbers": numbers}
        for epoch, seq, prev_hash, digest in connection.execute(_NEIGHBOURS, given):
            self.links.setdefault((epoch, seq), (prev_hash, digest))

    def take(self, event: WireEvent) -> Flag | None:
        """Add an event, and say what is odd about its place."""
        place = (event.epoch, event.device_seq)
        is_late = place <= (self.epoch, self.seq)
        flag = self._of_late(event) if is_late else self._of_next(event)
        self.links.setdefault(place, (event.prev_hash, event.hash))
        if not is_late:
            self.epoch, self.seq, self.hash = event.epoch, event.device_seq, event.hash
        return flag

    def _of_next(self, event: WireEvent) -> Flag | None:
        if event.epoch > self.epoch:
            # A restored book begins a chain of its own; its numbers go on from the copy's.
            return None if event.prev_hash == _START else Flag.CHAIN_GAP
        if event.device_seq > self.seq + 1:
            return Flag.CHAIN_GAP
        return None if event.prev_hash == self.hash else Flag.CHAIN_FORK

    def _of_late(self, event: WireEvent) -> Flag | None:
        """Fills a gap when it fits what stands around it; another event in its place makes a fork."""
        epoch, seq = event.epoch, event.device_seq
        here = self.hash if (epoch, seq) == (self.epoch, self.seq) else None
        if (epoch, seq) in self.links:
            here = self.links[epoch, seq][1]
        before, after = self.links.get((epoch, seq - 1)), self.links.get((epoch, seq + 1))
        fits = (
            (here is None or here == event.hash)
            and (before is None or before[1] == event.prev_hash)
            and (after is None or after[0] == event.hash)
        )
        return None if fits else Flag.CHAIN_FORK
