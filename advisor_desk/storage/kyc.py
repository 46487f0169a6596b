"""Facts of suitability of clients as recorded: the columns that `domain.suitability.KycFacts` is made of."""

# ruff: noqa: S608 - names in statements are columns of the table, values are bound.

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from advisor_desk.domain.advice_fields import OF_CLIENT
from advisor_desk.domain.code_lists import codes_in
from advisor_desk.domain.dates import from_day
from advisor_desk.domain.fields import FieldType
from advisor_desk.domain.records import Permission
from advisor_desk.domain.suitability import KycFacts
from advisor_desk.storage.engine import Connection

NAMES: Final = tuple(spec.name for spec in OF_CLIENT)
_FACTS: Final = (
    f"SELECT client.id, {', '.join(f'client.{name}' for name in NAMES)} FROM json_each(?) AS wanted "
    "CROSS JOIN client ON client.id = wanted.value"
)


def read(connection: Connection, client_ids: Sequence[int]) -> dict[int, KycFacts]:
    """The facts of the clients named, by id; who is not in the book is left out."""
    rows = connection.execute(_FACTS, (json.dumps(list(client_ids)),))
    return {row[0]: facts(row[1:]) for row in rows}


def facts(row: Sequence[Any]) -> KycFacts:
    """The facts of a row of the columns `NAMES`."""
    values = dict(zip(NAMES, row, strict=True))
    for spec in OF_CLIENT:
        value = values[spec.name]
        if spec.type is FieldType.FLAG:
            values[spec.name] = bool(value)
        elif value is not None and spec.type is FieldType.DATE:
            values[spec.name] = from_day(value)
        elif value is not None and spec.codes is not None:
            values[spec.name] = spec.codes(value)
    values["permissions"] = frozenset(codes_in(values["permissions"], Permission))
    return KycFacts(**values)
