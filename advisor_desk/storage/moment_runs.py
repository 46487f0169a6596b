"""How far the rules of moments have been run, and what has changed since: late records must leave no gap.

A record that came in later with an earlier day is looked for by the import that brought it, by its number in
a scope of head office, and by the place of the event that tells of it; the rules are then run again from that
day on for its client.
"""

# ruff: noqa: S608 - names in statements are constants of this module.

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Final

from advisor_desk.domain.dates import from_day
from advisor_desk.domain.moment import RunMark
from advisor_desk.storage.engine import Connection

_META: Final = "moments_run"
_ANY_DAY: Final = -36_525
"""What has no day may be about any: a century before 1970."""
_DATED: Final = {
    "daily_asset": "on_day",
    "trade": "on_day",
    "holding": "as_of_day",
    "assessment": "taken_on",
    "consent": "given_on",
    "signal": "on_day",
}
"""Imported tables that the rules look at, with the day of a row."""
_UNDATED: Final = {"client": "id", "relation": "client_id"}
_KINDS: Final = {
    "daily_asset": "assets",
    "trade": "trades",
    "holding": "holdings",
    "assessment": "assessments",
    "consent": "consents",
    "signal": "signals",
    "client": "clients",
    "relation": "relations",
    "product": "products",
}
_EVENTS = """
SELECT client_id, min(on_day) FROM event
WHERE place > ? AND client_id IS NOT NULL AND (type LIKE 'interaction.%' OR type LIKE 'consent.%'
    OR type LIKE 'life_event.%' OR type = 'complaint.closed' OR type = 'assessment.taken')
GROUP BY client_id
"""
_EDITED = """
SELECT DISTINCT client_id FROM event
WHERE place > ? AND client_id IS NOT NULL AND (type = 'client.edited' OR type LIKE 'care.%')
"""
_GRADED = """
SELECT held.client_id, min(ifnull(product.r_rated_on, held.as_of_day))
FROM product JOIN holding AS held ON held.product_id = product.id
WHERE {} GROUP BY held.client_id
"""


def position(connection: Connection) -> RunMark:
    """Where the last run stood; the beginning when there was none."""
    row = connection.execute("SELECT value FROM book_meta WHERE key = ?", (_META,)).fetchone()
    if row is None:
        return RunMark()
    kept = json.loads(row[0])
    scopes = tuple((scope, seq) for scope, seq in kept.get("scopes", ()))
    return RunMark(date.fromisoformat(kept["until"]), kept["batch"], kept["seq"], scopes)


def newest(connection: Connection) -> RunMark:
    """Where a run stands that begins now."""
    (batch,) = connection.execute("SELECT ifnull(max(id), 0) FROM import_batch").fetchone()
    (seq,) = connection.execute("SELECT ifnull(max(place), 0) FROM event").fetchone()
    return RunMark(None, batch, seq, tuple(_scopes(connection).items()))


def keep(connection: Connection, until: date, reached: RunMark) -> None:
    """The rules have been run for every client up to a day, over what `reached` had; days never go back."""
    before = position(connection).until
    last = until if before is None else max(before, until)
    marks = {"batch": reached.batch, "seq": reached.seq, "scopes": reached.scopes}
    text = json.dumps({"until": last.isoformat(), **marks})
    connection.execute(
        "INSERT INTO book_meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (_META, text),
    )


def changed(connection: Connection, since: RunMark) -> dict[int, date]:
    """The clients of whom something came in since, each with the earliest day that it is about."""
    found: dict[int, int] = {}
    rows: list[tuple[int, int]] = connection.execute(_EVENTS, (since.seq,)).fetchall()
    rows += [(client_id, _ANY_DAY) for (client_id,) in connection.execute(_EDITED, (since.seq,))]
    brought = {
        kind for (kind,) in connection.execute("SELECT kind FROM import_batch WHERE id > ?", (since.batch,))
    }
    for table, kind in _KINDS.items():
        if kind in brought:
            rows += _of_table(connection, table, since.batch)
    rows += _pulled(connection, dict(since.scopes))
    for client_id, day in rows:
        known = _ANY_DAY if day is None else day
        found[client_id] = min(known, found.get(client_id, known))
    return {client_id: from_day(max(day, _ANY_DAY)) for client_id, day in found.items()}


def _scopes(connection: Connection) -> dict[str, int]:
    """How far each scope has come; another epoch of head office counts anew."""
    rows = connection.execute("SELECT hub_epoch || ' ' || scope, seq FROM sync_scope ORDER BY scope")
    return dict(rows.fetchall())


def _pulled(connection: Connection, since: Mapping[str, int]) -> list[tuple[int, int]]:
    """The clients of whom head office sent something since, with the earliest day of each table."""
    found: list[tuple[int, int]] = []
    for name, seq in _scopes(connection).items():
        reached = since.get(name, 0)
        if seq <= reached:
            continue
        came = {"scope": name.partition(" ")[2], "seq": reached}
        for table, day in {**_DATED, **dict.fromkeys(_UNDATED, str(_ANY_DAY))}.items():
            client = _UNDATED.get(table, "client_id")
            found += connection.execute(
                f"SELECT {client}, min({day}) FROM {table} "
                f"WHERE scope = :scope AND seq > :seq GROUP BY {client}",
                came,
            ).fetchall()
        found += connection.execute(_GRADED.format("product.scope = :scope AND product.seq > :seq"), came)
    return found


def _of_table(connection: Connection, table: str, batch: int) -> list[tuple[int, int]]:
    if table == "product":
        return connection.execute(_GRADED.format("product.changed_by > ?"), (batch,)).fetchall()
    came = "(added_by > :batch OR changed_by > :batch)"
    if table in _UNDATED:
        client = _UNDATED[table]
        sql = f"SELECT {client}, {_ANY_DAY} FROM {table} WHERE {came}"
    else:
        sql = f"SELECT client_id, min({_DATED[table]}) FROM {table} WHERE {came} GROUP BY client_id"
    return connection.execute(sql, {"batch": batch}).fetchall()
