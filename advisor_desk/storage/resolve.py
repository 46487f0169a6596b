"""From the numbers that a file uses to the rows of the book: clients, accounts, products, exposures.

Rows whose number is not known are turned into rejects here; what is written is decided elsewhere.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from advisor_desk.domain.code_lists import codes_in, days_in, joined_codes, joined_days
from advisor_desk.domain.kinds import KINDS, Cell, Check, FieldSpec, Kind, Reject, RowChunk
from advisor_desk.domain.product import AssetClass
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.merge_plans import Plan

_MOST_KNOWN = 400_000

_CLIENTS = "SELECT client_no, id FROM client WHERE client_no IN (SELECT value FROM json_each(?))"
_ACCOUNTS = "SELECT account_no, client_id FROM account WHERE account_no IN (SELECT value FROM json_each(?))"
_PRODUCTS = "SELECT code, id FROM product WHERE code IN (SELECT value FROM json_each(?))"

Ids = Sequence[int | None]


@dataclass(slots=True)
class Resolved:
    """Rows whose columns are those of storage, and the rows that were refused."""

    numbers: Sequence[int]
    columns: dict[str, Sequence[Cell]]
    rejects: list[Reject]


class _Known:
    """Numbers already looked up; a number that the book does not have is looked up once a chunk."""

    def __init__(self, connection: Connection, sql: str) -> None:
        self._connection = connection
        self._sql = sql
        self._ids: dict[Cell, int] = {}

    def ids(self, numbers: Sequence[Cell]) -> list[int | None]:
        """The row of each number, None where there is no number or no such row."""
        missing = set(numbers) - self._ids.keys() - {None}
        if missing:
            if len(self._ids) + len(missing) > _MOST_KNOWN:
                self._ids = {}
                missing = set(numbers) - {None}
            self._ids.update(self._connection.execute(self._sql, (json.dumps(list(missing)),)))
        return list(map(self._ids.get, numbers))


class Resolver:
    """Resolves the chunks of one import. Reads the book as it is within the import's transaction."""

    def __init__(self, connection: Connection, plan: Plan) -> None:
        self._plan = plan
        self._clients = _Known(connection, _CLIENTS)
        self._accounts = _Known(connection, _ACCOUNTS)
        self._products = _Known(connection, _PRODUCTS)

    def resolve(self, chunk: RowChunk) -> Resolved:
        """The rows of `chunk` with the columns of storage."""
        columns = dict(chunk.columns)
        bad: dict[int, Reject] = {}
        numbers = chunk.row_numbers
        if self._plan.kind is Kind.ACCOUNTS:
            self._move(numbers, columns, bad)
        elif self._plan.by_client:
            columns["client_id"] = self._owners(numbers, columns, bad)
        if self._plan.by_product and "product_code" in columns:
            columns["product_id"] = self._shelf(numbers, columns.pop("product_code"), bad)
        if self._plan.kind is Kind.PRODUCTS and "exposure" in columns:
            columns["exposure"] = _exposures(numbers, columns["exposure"], bad)
        for spec in KINDS[self._plan.kind].fields:
            if spec.name in columns and spec.check in (Check.CODES, Check.DAYS):
                columns[spec.name] = _lists(numbers, columns[spec.name], spec, bad)
        if not bad:
            return Resolved(numbers, columns, [])
        good = [index not in bad for index in range(len(numbers))]
        kept: dict[str, Sequence[Cell]] = {
            name: list(compress(values, good)) for name, values in columns.items()
        }
        return Resolved(list(compress(numbers, good)), kept, [bad[index] for index in sorted(bad)])

    def _move(self, rows: Sequence[int], columns: dict[str, Sequence[Cell]], bad: dict[int, Reject]) -> None:
        """The owner of an account, where the file names one."""
        client_nos = columns.pop("client_no", None)
        if client_nos is not None:
            columns["client_id"] = ids = self._clients.ids(client_nos)
            for at, (number, found) in enumerate(zip(client_nos, ids, strict=True)):
                if number is not None and found is None:
                    bad[at] = Reject(rows[at], "client_no", "import.unknown_client", str(number))

    def _owners(self, rows: Sequence[int], columns: dict[str, Sequence[Cell]], bad: dict[int, Reject]) -> Ids:
        client_nos = columns.pop("client_no", None)
        account_nos = columns.pop("account_no", None)
        if account_nos is None:
            return self._by_client(rows, client_nos or [None] * len(rows), bad)
        if client_nos is None:
            return self._by_account(rows, account_nos, bad)
        return self._by_either(rows, client_nos, account_nos, bad)

    def _by_client(self, rows: Sequence[int], numbers: Sequence[Cell], bad: dict[int, Reject]) -> Ids:
        ids = self._clients.ids(numbers)
        _refuse_unknown(rows, numbers, ids, bad, ("client_no", "import.unknown_client"))
        return ids

    def _by_account(self, rows: Sequence[int], numbers: Sequence[Cell], bad: dict[int, Reject]) -> Ids:
        ids = self._accounts.ids(numbers)
        _refuse_unknown(rows, numbers, ids, bad, ("account_no", "import.unknown_account"))
        return ids

    def _by_either(
        self,
        rows: Sequence[int],
        client_nos: Sequence[Cell],
        account_nos: Sequence[Cell],
        bad: dict[int, Reject],
    ) -> Ids:
        """The client number decides where there is one; an account of another client contradicts it."""
        by_client, by_account = self._clients.ids(client_nos), self._accounts.ids(account_nos)
        found: list[int | None] = []
        for at, (client_no, account_no) in enumerate(zip(client_nos, account_nos, strict=True)):
            owner, holder = by_client[at], by_account[at]
            found.append(owner if client_no is not None else holder)
            if client_no is not None and owner is None:
                bad[at] = Reject(rows[at], "client_no", "import.unknown_client", str(client_no))
            elif client_no is None and holder is None:
                bad[at] = Reject(rows[at], "account_no", "import.unknown_account", str(account_no or ""))
            elif owner is not None and holder is not None and owner != holder:
                bad[at] = Reject(rows[at], "account_no", "import.account_of_other", str(account_no))
        return found

    def _shelf(self, rows: Sequence[int], codes: Sequence[Cell], bad: dict[int, Reject]) -> Ids:
        """The products; every code that is given must be known, and a key needs one."""
        ids = self._products.ids(codes)
        is_key = "product_id" in self._plan.key
        if ids.count(None) == (0 if is_key else codes.count(None)):
            return ids
        for at, (code, found) in enumerate(zip(codes, ids, strict=True)):
            if found is None and (is_key or code is not None):
                bad.setdefault(
                    at, Reject(rows[at], "product_code", "import.unknown_product", str(code or ""))
                )
        return ids


def _refuse_unknown(
    rows: Sequence[int],
    numbers: Sequence[Cell],
    ids: Ids,
    bad: dict[int, Reject],
    reason: tuple[str, str],
) -> None:
    if None not in ids:
        return
    column, code = reason
    for at, found in enumerate(ids):
        if found is None:
            number = numbers[at]
            bad[at] = Reject(rows[at], column, code if number else "intake.required", str(number or ""))


def _exposures(rows: Sequence[int], texts: Sequence[Cell], bad: dict[int, Reject]) -> list[str | None]:
    found: list[str | None] = []
    for at, text in enumerate(texts):
        weights = None if text is None else exposure_weights(str(text))
        found.append(exposure_text(weights) if weights else None)
        if text is not None and weights is None:
            bad[at] = Reject(rows[at], "exposure", "import.exposure_sum", str(text))
    return found


def _lists(
    rows: Sequence[int], texts: Sequence[Cell], spec: FieldSpec, bad: dict[int, Reject]
) -> list[str | None]:
    """Codes or days of a cell in the one text that stands for them."""
    found: list[str | None] = []
    for at, text in enumerate(texts):
        listed = None if text is None else list_text(spec, str(text))
        found.append(listed)
        if text is not None and listed is None:
            code = "intake.date" if spec.check is Check.DAYS else "intake.unknown_code"
            bad[at] = Reject(rows[at], spec.name, code, str(text))
    return found


def list_text(spec: FieldSpec, text: str) -> str | None:
    """The text of a field of codes or days as it is stored; None when one of them is not known."""
    try:
        if spec.list_of is not None:
            return joined_codes(codes_in(text, spec.list_of))
        return joined_days(days_in(text))
    except ValueError:
        return None


def exposure_weights(text: str) -> dict[str, int] | None:
    """Weights in basis points of a text such as `CN_BOND:60;CASH:40` or `CASH:4000,CN_BOND:6000`.

    None unless every class is known, comes once, and the weights make 100 (percent) or 10,000.
    """
    parts = [part.partition(":") for part in text.replace(" ", "").replace(";", ",").split(",") if part]
    weights = {name: int(share) for name, _, share in parts if share.isascii() and share.isdecimal()}
    if len(weights) != len(parts) or any(name not in AssetClass.__members__ for name in weights):
        return None
    total = sum(weights.values())
    if total not in (100, 10_000):
        return None
    return {name: share * (10_000 // total) for name, share in weights.items() if share}


def exposure_text(weights: Mapping[str, int]) -> str:
    """The one text of these weights, as `merge_plans.EXPOSURE` reads it."""
    return ";".join(f"{name}:{weights[name]}" for name in sorted(weights))


def write_exposures(connection: Connection, wanted: Iterable[tuple[int, str | None]]) -> None:
    """Give each product (by id) the weights of its text; none where the text is None."""
    for product_id, text in wanted:
        connection.execute("DELETE FROM product_exposure WHERE product_id = ?", (product_id,))
        weights = exposure_weights(text) if text else None
        connection.executemany(
            "INSERT INTO product_exposure (product_id, asset_class, weight_bp) VALUES (?, ?, ?)",
            [(product_id, name, share) for name, share in (weights or {}).items()],
        )
