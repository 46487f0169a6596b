"""Rows of the book as rows of the wire: what the table says, in the order of the kind's shape.

The other way is `replica_apply`. Head office makes its rows with this too, out of a book into which it loads
files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from advisor_desk.storage.engine import Connection
from advisor_desk.storage.replica_shapes import column, stored
from advisor_desk.wire.rows import RowDraft, compact, key_text
from advisor_desk.wire.shapes import Shape


def drafts(
    connection: Connection,
    kind: str,
    where: str = "TRUE",
    given: Sequence[Any] | Mapping[str, Any] = (),
) -> Iterator[RowDraft]:
    """The rows of a kind, in no particular order; `where` is a condition over the table's row `t`.

    Raises KeyError for a kind that is not known.
    """
    found = stored(kind)
    for row in connection.execute(f"{found.reading} WHERE {where}", given):
        yield _draft(found.shape, row)


def draft_of(connection: Connection, kind: str, client_no: str, key: Sequence[str | int]) -> RowDraft | None:
    """One row by its client (empty for a kind without) and the parts of its key; None when there is none.

    Raises KeyError for a kind that is not known.
    """
    found = stored(kind)
    named = {f"k{place}": part for place, part in enumerate(key)}
    same = " AND ".join(f"{column(name)} IS :k{place}" for place, name in enumerate(found.shape.key))
    if found.is_of_client:
        same += " AND of_client.client_no = :client_no"
        named["client_no"] = client_no
    return next(drafts(connection, kind, same, named), None)


def _draft(shape: Shape, row: Sequence[Any]) -> RowDraft:
    client_no, *rest = row
    parts, values = rest[: len(shape.key)], rest[len(shape.key) :]
    return RowDraft(shape.kind, key_text(parts), client_no, compact(values))
