"""Columns of raw cells to columns of typed values: the part that must be fast.

A column is converted at once where its shape allows (amounts, plain codes), else through a memory
of the texts met before, so that a million dates cost a thousand conversions.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from advisor_desk.domain.kinds import Cell, Check, FieldSpec, FieldType
from advisor_desk.intake.amounts import FEN_PLACES, UNIT_PLACES, figure_column
from advisor_desk.intake.cells import IDENTIFIERS, CellStyle, ReadCell, reader_of
from advisor_desk.intake.clean import clean
from advisor_desk.intake.day_words import DateOrder
from advisor_desk.intake.derive import DERIVATIONS
from advisor_desk.intake.lookup import Tables, looked_up
from advisor_desk.intake.profile import Derived
from advisor_desk.intake.table import Block
from advisor_desk.intake.typed_cells import RawCell, read_typed, show
from advisor_desk.intake.verdict import NOT_DERIVED, NOT_FOUND, Bad, Verdict

REMEMBERED_TEXTS = 100_000
_PLAIN_MARKS = ("-", "_", ".")
_PLACES = {FieldType.MONEY: FEN_PLACES, FieldType.UNITS: UNIT_PLACES, FieldType.WHOLE: 0}

Whole = Callable[[Sequence[str]], Sequence[Cell] | None]


class _Memory(dict[str, Verdict]):
    """Values of texts met before; `refused` is set for good once a text was bad."""

    def __init__(self, read: ReadCell) -> None:
        super().__init__()
        self._read = read
        self.refused = False

    def __missing__(self, text: str) -> Verdict:
        self[text] = found = self._read(text)
        if isinstance(found, Bad):
            self.refused = True
        return found


class FieldReader:
    """Makes the typed column of one field."""

    def __init__(self, spec: FieldSpec, style: CellStyle) -> None:
        self.spec = spec
        self._memory = _Memory(reader_of(spec, style))
        self._typed = reader_of(spec, replace(style, order=DateOrder.AUTO))
        self._whole = _whole_reader(spec, style)

    def values(self, cells: Sequence[RawCell], typed: bool = False) -> tuple[Sequence[Verdict], bool]:
        """The values of a column, and whether a Bad may be among them.

        `typed` says that the cells may be other than text.
        """
        texts = _texts(cells, typed)
        if texts is None:
            return self._mixed(cells), True
        if self._whole is not None:
            whole = self._whole(texts)
            if whole is not None:
                return whole, False
        memory = self._memory
        if len(memory) > REMEMBERED_TEXTS:
            memory.clear()
        found = list(map(memory.__getitem__, texts))
        return found, memory.refused

    def _mixed(self, cells: Sequence[RawCell]) -> Sequence[Verdict]:
        memory = self._memory
        return [
            memory[cell] if isinstance(cell, str) else read_typed(self.spec, cell, self._typed)
            for cell in cells
        ]


def _texts(cells: Sequence[RawCell], typed: bool) -> Sequence[str] | None:
    """The cells when all are text, else None."""
    if typed and not set(map(type, cells)) <= {str}:
        return None
    return cast("Sequence[str]", cells)


def _whole_reader(spec: FieldSpec, style: CellStyle) -> Whole | None:
    """How to convert a whole column at once, for the fields where that is possible."""
    if style.words:
        return None
    if spec.check is not Check.NONE:
        return None
    if spec.type in _PLACES:
        places, unit = _PLACES[spec.type], style.unit if spec.type is FieldType.MONEY else 1
        if spec.required:
            return lambda texts: None if "" in texts else figure_column(texts, places, unit)
        return lambda texts: figure_column(texts, places, unit)
    if spec.type is FieldType.TEXT:
        longest, identifier = spec.max_length, spec.name in IDENTIFIERS
        return lambda texts: plain_texts(texts, longest, identifier)
    return None


def plain_texts(texts: Sequence[str], longest: int, identifier: bool) -> Sequence[str] | None:
    """The column itself when no cell needs cleaning or could be refused, else None.

    Letters and digits with `-`, `_` and `.` inside are plain; an identifier must be ASCII too.
    """
    joined = "\n".join(texts)
    bare = joined.replace("\n", "")
    for mark in _PLAIN_MARKS:
        bare = bare.replace(mark, "")
    if not bare.isalnum() or (identifier and not bare.isascii()):
        return None
    if joined.startswith("-") or "\n-" in joined or "" in texts:
        return None
    if joined.count("\n") != len(texts) - 1 or max(map(len, texts)) > longest:
        return None
    return texts


class ColumnOf:
    """Where the raw column of a field comes from: a column of the file."""

    def __init__(self, index: int, label: str) -> None:
        self.index = index
        self.label = label

    def cells(self, block: Block) -> tuple[Sequence[RawCell], Sequence[tuple[int, Bad]]]:
        """The raw cells, and the rows for which there are none."""
        return block.columns[self.index], ()


class ConstantOf:
    """The same text on every row."""

    def __init__(self, text: str, label: str) -> None:
        self.text = text
        self.label = label

    def cells(self, block: Block) -> tuple[Sequence[RawCell], Sequence[tuple[int, Bad]]]:
        """The constant as a column."""
        return [self.text] * len(block.numbers), ()


class DerivedOf:
    """A derivation of one or more columns, then lookups."""

    def __init__(self, item: Derived, indexes: Sequence[int], tables: Tables) -> None:
        self.label = item.columns[0]
        self._item = item
        self._indexes = indexes
        self._tables = tables

    def cells(self, block: Block) -> tuple[Sequence[RawCell], Sequence[tuple[int, Bad]]]:
        """The derived texts; rows where nothing could be derived come back with the reason."""
        item, made, failed = self._item, [], []
        run = DERIVATIONS[item.use].run
        sources = [block.columns[at] for at in self._indexes]
        for at, raw in enumerate(zip(*sources, strict=True)):
            text = run([clean(show(cell)) for cell in raw], item.params)
            if text is None:
                failed.append((at, NOT_DERIVED))
            elif item.lookups and text:
                text = looked_up(self._tables, item.lookups, text)
                text = item.missing if text is None else text
                if text is None:
                    failed.append((at, NOT_FOUND))
            made.append(text or "")
        return made, failed


Origin = ColumnOf | ConstantOf | DerivedOf
