"""Rows as they travel from hub to desk, their hash, and the sum by which both ends compare a scope.

sync.md, sections 3.2 to 3.4. `body` is the exact text that was hashed: a JSON list of the values of the
kind's shape (`wire.shapes`), or the JSON object of an event, a purge or a conflict.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final, NamedTuple

MASK: Final = (1 << 64) - 1
HASH_BYTES: Final = 8


class Row(NamedTuple):
    """One row of a scope. `client_no` is empty for what belongs to no client; a deleted row has no body.

    A tuple, for a first sync makes hundreds of thousands of them.
    """

    kind: str
    id: str
    client_no: str
    seq: int
    is_deleted: bool
    body: str

    @property
    def hash(self) -> bytes:
        """What the scope's sum counts for this row."""
        return row_hash(self.kind, self.client_no, self.id, self.seq, self.body)


@dataclass(frozen=True, slots=True)
class RowDraft:
    """A row that is to be put into a scope; the hub gives it its `seq`."""

    kind: str
    id: str
    client_no: str
    body: str
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class ScopeSum:
    """How many live rows a scope has, and the sum of their hashes modulo 2 to the 64."""

    n: int = 0
    digest: int = 0

    def plus(self, row_digest: bytes) -> ScopeSum:
        """With one more row."""
        return ScopeSum(self.n + 1, (self.digest + int.from_bytes(row_digest, "big")) & MASK)

    def less(self, row_digest: bytes) -> ScopeSum:
        """With one row fewer."""
        return ScopeSum(self.n - 1, (self.digest - int.from_bytes(row_digest, "big")) & MASK)


def row_hash(kind: str, client_no: str, row_id: str, seq: int, body: str) -> bytes:
    """BLAKE2b of 8 bytes over all of a row; a separator that JSON escapes keeps its parts apart."""
    text = f"{kind}\x1f{client_no}\x1f{row_id}\x1f{seq}\x1f{body}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=HASH_BYTES).digest()


def row_hashes(rows: Sequence[Row]) -> list[bytes]:
    """`row_hash` of each: in one go it takes half as long."""
    return [
        blake2b(
            f"{kind}\x1f{client_no}\x1f{row_id}\x1f{seq}\x1f{body}".encode("utf-8", "surrogatepass"),
            digest_size=HASH_BYTES,
        ).digest()
        for kind, row_id, client_no, seq, _, body in rows
    ]


def compact(value: Any) -> str:
    """The one text of a JSON value: no spaces, no escapes that are not needed, no floats.

    Raises ValueError for NaN and infinities.
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def key_text(parts: Sequence[str | int | None]) -> str:
    """The id of a row with a key of several parts; a single text is its own id."""
    if len(parts) == 1 and isinstance(parts[0], str) and not parts[0].startswith("["):
        return parts[0]
    return compact(list(parts))


def key_parts(row_id: str) -> list[str | int | None]:
    """The parts of an id as `key_text` made it. Raises ValueError for a broken list."""
    if not row_id.startswith("["):
        return [row_id]
    parts = json.loads(row_id)
    if not isinstance(parts, list):
        raise ValueError(row_id)  # noqa: TRY004 - a wrong text, not a wrong type of argument
    return parts
