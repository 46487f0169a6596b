"""Tier and scores of every client as the book keeps them, and what they are of. Only reads, decides nothing.

Imports neither the rules nor the records of a standing: what is kept is read as quickly as it can be.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from advisor_desk.storage.collection_pause import no_collection

if TYPE_CHECKING:
    from advisor_desk.storage.engine import Connection

COUNTING = "1"
"""Raised whenever the program counts differently under the same rules: the kept rows are then renewed."""

COLUMNS = (
    "client_id",
    "tier",
    "tier_variant",
    "sum20_fen",
    "days20",
    "a",
    "f",
    "b",
    "group_code",
    "group_paper_mid",
    "classic_key",
    "state",
    "labels",
    "action",
)
"""The columns of `Score`, in its order and in that of the index `standing_scores`."""

_READ_SCORES = f"SELECT {', '.join(COLUMNS)} FROM standing INDEXED BY standing_scores ORDER BY client_id"  # noqa: S608


class Score(NamedTuple):
    """Tier and scores of one client in codes and whole numbers, as a row of `standing` holds them."""

    client_id: int
    tier: str
    tier_variant: str | None
    sum20_fen: int
    days20: int
    a: int
    f: int
    b: int
    group: str
    group_paper_mid: str
    classic: int
    """R, F and M as one number of three digits."""
    state: str
    labels: str
    action: str


class Basis(NamedTuple):
    """The day and the rules version that the kept rows are of."""

    as_of: date
    rules_version: str
    counting: str = COUNTING

    def text(self) -> str:
        """How the book keeps it."""
        return f"{self.as_of.isoformat()} {self.counting} {self.rules_version}"


def basis(connection: Connection) -> Basis | None:
    """What the kept rows are of; None before the first roll."""
    row = connection.execute("SELECT value FROM book_meta WHERE key = 'standing_basis'").fetchone()
    if row is None:
        return None
    day, counting, version = row[0].split(" ", 2)
    return Basis(date.fromisoformat(day), version, counting)


def scores(connection: Connection) -> list[Score]:
    """Tier and scores of every client as kept, by client id: equal to `recount_scores.whole_book`."""
    with no_collection():
        return list(map(Score._make, connection.execute(_READ_SCORES).fetchall()))
