"""What a desk tells of itself at the end of a round: figures, never client data (`POST /v1/report`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from advisor_desk.wire.messages import parsed
from advisor_desk.wire.rows import compact
from advisor_desk.wire.shaped import Shapeless, mapping, number, text

_MOST_MONTHS = 120
_MOST_TIERS = 16


@dataclass(frozen=True, slots=True)
class Report:
    """`repairs`: sums that did not fit so far; `tiers`: by month (`2026-06`), clients of each tier."""

    protocol: int
    program: str
    repairs: int
    outbox: int
    conflicts: int
    tiers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        """JSON in UTF-8."""
        return compact(asdict(self)).encode()


def report_of(raw: bytes) -> Report:
    """Raises Shapeless."""
    given = parsed(raw)
    months = mapping(given.get("tiers", {}), "tiers")
    if len(months) > _MOST_MONTHS:
        raise Shapeless("tiers")
    return Report(
        protocol=number(given, "protocol"),
        program=text(given, "program", 64),
        repairs=number(given, "repairs"),
        outbox=number(given, "outbox"),
        conflicts=number(given, "conflicts"),
        tiers={text({"m": month}, "m", 7): _counts(counts) for month, counts in months.items()},
    )


def _counts(value: object) -> dict[str, int]:
    given: Mapping[str, Any] = mapping(value, "tiers")
    if len(given) > _MOST_TIERS:
        raise Shapeless("tiers")
    return {text({"t": tier}, "t", 32): number(given, tier) for tier in given}
