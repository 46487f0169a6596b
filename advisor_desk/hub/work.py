"""What the events of one push may read and change, gathered in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from advisor_desk.hub.client_rows import ClientRows
from advisor_desk.hub.conflicts import Conflicts


@dataclass(slots=True)
class Work:
    """`holders` says who holds which client; `ever` which clients the author's advisor once held.

    A client that an event makes is added to `holders` and `made`, and is its advisor's from then on.
    """

    advisor: str
    holders: dict[str, str]
    ever: set[str]
    rows: ClientRows
    conflicts: Conflicts
    made: list[str] = field(default_factory=list)

    def make_client(self, client_no: str) -> None:
        """A client that a person entered at a desk."""
        self.holders[client_no] = self.advisor
        self.made.append(client_no)
