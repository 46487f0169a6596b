"""An event as a projector reads it: what happened, to whom, on which day. Value only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event of the book with its body read. `place` is its place in the book, over own
    events and those of other desks. `recorded_at` is ISO text in UTC, as the book keeps it."""

    id: str
    place: int
    type: str
    v: int
    author: str
    client_id: int | None
    on: date | None
    recorded_at: str
    body: Mapping[str, Any]
