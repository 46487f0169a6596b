"""What the people of a simulated firm have recorded: the memory against which hub and books are held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tests.sim.desks import SimDesk

_OWN: Final = """
SELECT id, client_no, client_no IS NOT NULL AND client_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE event_id = event.id)
FROM event WHERE device_seq > 0
"""
"""Own events, their clients, and whether they go with the next sweep."""


class Violation(AssertionError):  # noqa: N818 - named for what it is
    """A promise that was not kept. `rule` names it, as in sync.md, section 2."""

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(f"{rule}: {text}")
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event whose save has returned. `number` counts those of its desk."""

    desk: str
    number: int
    author: str
    client_no: str | None
    type: str


@dataclass
class Ledger:
    """Every event that was recorded, by id.

    `excused` are those that nobody has any more: the book was put back to an older copy before it had sent
    them, or head office lost them after their client had left the book.
    """

    events: dict[str, Recorded] = field(default_factory=dict)
    excused: set[str] = field(default_factory=set)
    _last: dict[str, int] = field(default_factory=dict)
    _count: dict[str, int] = field(default_factory=dict)
    _saved: dict[str, set[str]] = field(default_factory=dict)

    def look(self, desk: SimDesk) -> None:
        """Note what was recorded since the last look."""
        last = self._last.get(desk.name, 0)
        rows = desk.rows(
            "SELECT id, author, client_no, type, device_seq FROM event WHERE device_seq > ? "
            "ORDER BY device_seq",
            (last,),
        )
        for event_id, author, client_no, kind, seq in rows:
            number = self._count[desk.name] = self._count.get(desk.name, 0) + 1
            self.events.setdefault(event_id, Recorded(desk.name, number, author, client_no, kind))
            self._saved.setdefault(desk.name, set()).add(event_id)
            self._last[desk.name] = seq

    def demand_kept(self, desk: SimDesk) -> None:
        """After a kill: whatever was saved in this book is there (I1)."""
        gone = self._saved.get(desk.name, set()) - self.here(desk)
        if gone:
            raise Violation("I1", f"{[self.events[one] for one in gone]} gone from the book")

    def here(self, desk: SimDesk) -> set[str]:
        """Own events of a book, those too of which only the link is left."""
        return {
            row[0]
            for row in desk.rows(
                "SELECT id FROM event WHERE device_seq > 0 UNION SELECT event_id FROM purged_event"
            )
        }

    def restored(self, desk: SimDesk, known_at_hub: set[str]) -> None:
        """A desk went back to a copy: what neither it nor head office has is lost by its own hand."""
        here = self.here(desk)
        mine = {event_id for event_id, one in self.events.items() if one.desk == desk.name}
        self.excused |= mine - here - known_at_hub
        self._saved[desk.name] = here
        newest = (
            "SELECT max(ifnull((SELECT max(device_seq) FROM event), 0), "
            "ifnull((SELECT max(device_seq) FROM purged_event), 0))"
        )
        self._last[desk.name] = desk.rows(newest)[0][0]

    def rolled_back(self, desks: list[SimDesk], lost: set[str], holders: Mapping[str, str]) -> None:
        """Head office has lost events: those that no book holds whole any more cannot come back.

        Nor can those of a client who had gone to another advisor by then (`holders`): the desk of old may
        have heard of that already, and lets go of what is answered, were the answer still on its way. Nor
        what was answered of a client who is not in the book any more: it goes at the end of that round.
        """
        whole: set[str] = set()
        for desk in desks:
            for event_id, client_no, is_going in desk.rows(_OWN):
                if not is_going and holders.get(client_no, desk.advisor) == desk.advisor:
                    whole.add(event_id)
        self.excused |= lost - whole
