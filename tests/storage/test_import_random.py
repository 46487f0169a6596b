"""Random imports, edits and undos, in any order, against a model that a reader can check by eye.

The model: a row has whoever added it and, for each field, the changes made to it. Taking an import
out takes its changes out. A row is there while its adder stands, or a change to it, or (a client) a
trade of its own; a file that brings a row whose adder is gone becomes its adder.
"""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from advisor_desk.domain.batch import ImportMode
from advisor_desk.domain.kinds import Kind
from tests.storage.imports import Desk, Row, client, trade

FIELDS = ("name", "phone", "region")


@dataclass
class Held:
    """One row of the model."""

    adder: int
    added: dict[str, Any]
    changes: list[tuple[int, str, Any]] = field(default_factory=list)

    def value(self, name: str) -> Any:
        """The field as it stands."""
        found = [value for _, changed, value in self.changes if changed == name]
        return found[-1] if found else self.added.get(name)


@dataclass
class Model:
    """The book as it should be."""

    clients: dict[str, Held] = field(default_factory=dict)
    trades: dict[tuple[str, str], Held] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)

    def bring(
        self, batch: int, mode: ImportMode, rows: list[tuple[Any, dict[str, Any]]], table: Any
    ) -> list[int]:
        """What an import does; added, updated, unchanged, rejected."""
        counts = [0, 0, 0, 0]
        seen = set()
        for key, fields in rows:
            told = {name: value for name, value in fields.items() if value is not None}
            if key in seen:
                same = all(table[key].value(name) == value for name, value in told.items())
                fate = 2 if same else 3
            else:
                fate = self._row(batch, mode, table, (key, told))
            counts[fate] += 1
            if fate != 3:
                seen.add(key)
        return counts

    def _row(self, batch: int, mode: ImportMode, table: Any, row: tuple[Any, dict[str, Any]]) -> int:
        key, fields = row
        held = table.get(key)
        if held is None:
            if mode is ImportMode.UPDATE:
                return 3
            table[key] = Held(batch, fields)
            return 0
        differing = {name: value for name, value in fields.items() if held.value(name) != value}
        if held.adder in self.undone:
            held.adder = batch
        if not differing:
            return 2
        if mode is ImportMode.ADD:
            return 3
        held.changes += [(batch, name, value) for name, value in differing.items()]
        return 1

    def undo(self, batch: int) -> None:
        """What an undo does."""
        self.undone.add(batch)
        for held in [*self.clients.values(), *self.trades.values()]:
            held.changes = [change for change in held.changes if change[0] != batch]
        for key in [key for key, held in self.trades.items() if self._is_gone(held)]:
            del self.trades[key]
        owners = {client_no for client_no, _ in self.trades}
        for no in [no for no, held in self.clients.items() if self._is_gone(held) and no not in owners]:
            del self.clients[no]

    def _is_gone(self, held: Held) -> bool:
        return held.adder in self.undone and not held.changes

    def content(self) -> tuple[list[Any], list[Any]]:
        """All rows as the book's tables give them."""
        clients = [(no, *(held.value(name) for name in FIELDS)) for no, held in self.clients.items()]
        trades = [(*key, held.value("amount_fen"), held.value("status")) for key, held in self.trades.items()]
        return sorted(clients), sorted(trades)


# Few keys and values: what is worth testing happens when imports meet on one field.
numbers = st.integers(1, 2)
values = st.sampled_from([None, "1", "2", "3"])
modes = st.sampled_from(
    [ImportMode.BOTH, ImportMode.BOTH, ImportMode.BOTH, ImportMode.ADD, ImportMode.UPDATE]
)
client_rows = st.lists(st.tuples(numbers, values, values), min_size=1, max_size=3)
trade_rows = st.lists(
    st.tuples(numbers, numbers, st.integers(1, 3), st.sampled_from(["CONFIRMED", "PENDING"])),
    min_size=1,
    max_size=3,
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("clients"), modes, client_rows),
        st.tuples(st.just("trades"), modes, trade_rows),
        st.tuples(st.just("undo"), st.integers(0, 9), st.none()),
    ),
    min_size=4,
    max_size=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(steps=steps, run_rows=st.sampled_from([1, 2, 100]), order=st.randoms(use_true_random=False))
def test_imports_and_undos_in_any_order_leave_what_the_model_says(
    steps: Any, run_rows: int, order: Any
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "desk.book", run_rows)
        try:
            _play(desk, steps, order)
        finally:
            desk.book.close()


def _play(desk: Desk, steps: Any, order: Any) -> None:
    model = Model()
    names: dict[int, str] = {}
    for at, (what, mode, rows) in enumerate(steps, start=1):
        note(f"{what} {mode} {rows}")
        standing = [batch for batch in names if batch not in model.undone]
        if what == "undo":
            if standing:
                _undo(desk, model, standing[mode % len(standing)], names)
        elif what == "clients":
            names[at] = _clients(desk, model, at, mode, rows)
        else:
            names[at] = _trades(desk, model, at, mode, rows)
        assert _content(desk) == model.content()
    left = [batch for batch in names if batch not in model.undone]
    order.shuffle(left)
    for batch in left:
        note(f"undo {batch}")
        _undo(desk, model, batch, names)
        assert _content(desk) == model.content()
    assert _content(desk) == ([], [])


def _undo(desk: Desk, model: Model, batch: int, names: dict[int, str]) -> None:
    model.undo(batch)
    desk.imports.undo_import(names[batch])


def _clients(desk: Desk, model: Model, at: int, mode: ImportMode, rows: Any) -> str:
    made = [client(number, phone=phone, region=region) for number, phone, region in rows]
    told = [(str(row["client_no"]), {name: row[name] for name in FIELDS}) for row in made]
    result = desk.bring(Kind.CLIENTS, *made, mode=mode)
    counted = [result.added, result.updated, result.unchanged, len(result.rejects)]
    assert counted == model.bring(at, mode, told, model.clients)
    return result.batch


def _trades(desk: Desk, model: Model, at: int, mode: ImportMode, rows: Any) -> str:
    made: list[Row] = [
        trade(f"C{number}", f"T{no}", amount_fen=amount, status=status) for number, no, amount, status in rows
    ]
    told = [
        (
            (str(row["client_no"]), str(row["trade_no"])),
            {name: row[name] for name in ("amount_fen", "status")},
        )
        for row in made
        if row["client_no"] in model.clients
    ]
    unknown = len(made) - len(told)
    result = desk.bring(Kind.TRADES, *made, mode=mode)
    counted = [result.added, result.updated, result.unchanged, len(result.rejects) - unknown]
    assert counted == model.bring(at, mode, told, model.trades)
    return result.batch


def _content(desk: Desk) -> tuple[list[Any], list[Any]]:
    clients = desk.rows("SELECT client_no, name, phone, region FROM client ORDER BY 1")
    trades = desk.rows(
        "SELECT client_no, trade_no, amount_fen, status FROM trade JOIN client ON id = client_id "
        "ORDER BY 1, 2"
    )
    wrong = desk.rows("SELECT count(*) FROM trade WHERE is_purchase <> (status = 'CONFIRMED')")
    assert wrong == [(0,)]
    return clients, trades
