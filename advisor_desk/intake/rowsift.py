"""Which rows of a file a profile keeps: filters, and the last row of a day."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from advisor_desk.errors import UserCanFix
from advisor_desk.intake.amounts import number
from advisor_desk.intake.clean import clean
from advisor_desk.intake.header import named
from advisor_desk.intake.lookup import Tables, looked_up
from advisor_desk.intake.profile import LastOf, Profile, RowFilter
from advisor_desk.intake.table import Block, Source
from advisor_desk.intake.typed_cells import RawCell, show
from advisor_desk.intake.verdict import Bad

Keep = Callable[[str], bool]


_REMEMBERED = 100_000


class _Remember(dict[str, bool]):
    """Answers of a test by text, so that it runs once per different text."""

    def __init__(self, keep: Keep) -> None:
        super().__init__()
        self._keep = keep

    def __missing__(self, text: str) -> bool:
        self[text] = answer = self._keep(clean(text))
        return answer

    def column(self, cells: Sequence[RawCell]) -> list[bool]:
        """The answers for a column of cells."""
        if len(self) > _REMEMBERED:
            self.clear()
        return [self[cell if isinstance(cell, str) else show(cell)] for cell in cells]


class RowSift:
    """The row rules of a profile, bound to the columns of one file."""

    def __init__(self, profile: Profile, header: Sequence[str], tables: Tables) -> None:
        """The header must have the columns of the profile (checked before by the reader)."""
        self._tests = [
            (place(header, item.column), _Remember(_keep(item, tables))) for item in profile.filters
        ]
        self._last: frozenset[int] | None = None

    def only_last(self, last: LastOf, source: Source) -> None:
        """Reads `source` once to find the rows that `last` keeps; later `kept` asks for them."""
        self._last = frozenset(_last_rows(last, source, self))

    def kept(self, block: Block) -> list[bool] | None:
        """Which rows of the block are kept, None when all are."""
        kept: list[bool] | None = None
        for at, answers in self._tests:
            column = answers.column(block.columns[at])
            kept = column if kept is None else [a and b for a, b in zip(kept, column, strict=True)]
        if self._last is not None:
            mine = [number in self._last for number in block.numbers]
            kept = mine if kept is None else [a and b for a, b in zip(kept, mine, strict=True)]
        return None if kept is None or all(kept) else kept


def place(header: Sequence[str], name: str) -> int:
    """The place of a column that is known to be there."""
    at = named(header, (name,))
    if at is None:
        raise UserCanFix("intake.columns_missing", columns=name)
    return at


def _keep(item: RowFilter, tables: Tables) -> Keep:
    test = _test(item, tables)
    if not item.through:
        return test

    def through(cell: str) -> bool:
        found = looked_up(tables, item.through, cell)
        return test(found) if found is not None else item.test.startswith("not_")

    return through


def _test(item: RowFilter, tables: Tables) -> Keep:
    wanted = frozenset(item.values)
    name = item.test.removeprefix("not_")
    if name == "filled":
        return bool if item.test == name else (lambda cell: not cell)
    if name == "matches":
        pattern = re.compile(item.values[0])
        return lambda cell: pattern.search(cell) is not None
    keys = tables[item.values[0]].keys() if name == "in_lookup" else wanted
    return (lambda cell: cell in keys) if item.test == name else (lambda cell: cell not in keys)


_Placed = tuple[tuple[int, int | str], int, Decimal, Decimal]
"""Order, row, balance before, balance after."""


def _last_rows(last: LastOf, source: Source, sift: RowSift) -> Iterable[int]:
    per = [place(source.header, name) for name in last.per]
    by = place(source.header, last.by)
    groups: dict[tuple[str, ...], list[_Placed]] = {}
    for block in source.blocks():
        kept = sift.kept(block)
        balances = _balances(last, source.header, block)
        keys = zip(*(block.columns[at] for at in per), strict=True)
        for at, (row, key) in enumerate(zip(block.numbers, keys, strict=True)):
            if kept is None or kept[at]:
                group = groups.setdefault(tuple(clean(show(cell)) for cell in key), [])
                placed = (_order(clean(show(block.columns[by][at]))), row, *balances[at])
                if last.balance is None:
                    group[:] = [max(group[0], placed)] if group else [placed]
                else:
                    group.append(placed)
    return [_last_of_chain(group) for group in groups.values()]


def _order(text: str) -> tuple[int, int | str]:
    """Numbers in their order, then texts in theirs."""
    return (0, int(text)) if text.isascii() and text.isdecimal() else (1, text)


def _balances(last: LastOf, header: Sequence[str], block: Block) -> list[tuple[Decimal, Decimal]]:
    """Balance before and after each row; zeros when the profile does not chain by balance."""
    if last.balance is None or last.amount is None or last.sign is None:
        return [(Decimal(0), Decimal(0))] * len(block.numbers)
    columns = (block.columns[place(header, name)] for name in (last.balance, last.amount, last.sign))
    found = []
    for balance, amount, sign in zip(*columns, strict=True):
        after, moved = _figure(balance), _figure(amount)
        found.append((after - moved if clean(show(sign)) in last.plus_words else after + moved, after))
    return found


def _figure(cell: RawCell) -> Decimal:
    """The number in a cell, or zero: the cell itself is judged when the row is read."""
    figure = number(clean(show(cell)))
    return Decimal(0) if isinstance(figure, Bad) else figure


def _last_of_chain(group: Sequence[_Placed]) -> int:
    """The row whose balance no other row starts from; the largest order decides among several."""
    starts: list[Decimal] = [before for _, _, before, _ in group]
    open_ends = [item for item in group if starts.count(item[3]) - (1 if item[2] == item[3] else 0) == 0]
    return max(open_ends or group)[1]
