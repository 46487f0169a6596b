"""Collects rows of one kind as columns, the shape that every import takes."""

from advisor_desk.domain.kinds import KINDS, Cell, Kind, RowChunk


class Columns:
    """Rows of one kind in the making. A field that a row does not give is None in that row."""

    def __init__(self, kind: Kind, first_row: int = 2) -> None:
        self._kind = kind
        self._names = tuple(spec.name for spec in KINDS[kind].fields)
        self._rows: list[tuple[Cell, ...]] = []
        self._first_row = first_row

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, **fields: Cell) -> None:
        """Add one row."""
        self._rows.append(tuple(map(fields.get, self._names)))

    def chunk(self) -> RowChunk:
        """The rows so far; the collector starts anew after them."""
        rows, self._rows = self._rows, []
        numbers = range(self._first_row, self._first_row + len(rows))
        self._first_row += len(rows)
        columns = dict(zip(self._names, zip(*rows, strict=True), strict=True)) if rows else {}
        kept = {
            name: values for name, values in columns.items() if any(value is not None for value in values)
        }
        return RowChunk(self._kind, numbers, kept)
