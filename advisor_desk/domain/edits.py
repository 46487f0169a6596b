"""What a person sets by hand: a tier override, an export, an edit of a client. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.client import Tier
from advisor_desk.domain.kinds import Cell


@dataclass(frozen=True, slots=True)
class OverrideDraft:
    """A tier to be set by hand from a day to a day, both included (T9)."""

    client_id: int
    tier: Tier
    reason: str
    approver: str
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class ExportFact:
    """What the log keeps of an export that was not masked: never the data itself."""

    fields: tuple[str, ...]
    row_count: int
    purpose: str
    file_sha256: str


ClientValues = Mapping[str, Cell]
"""Fields of `domain.kinds` for clients by name, typed as there; None clears a field."""
