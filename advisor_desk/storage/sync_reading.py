"""What the screen of the sync shows, read from the book: what waits, what came back, how old the data is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from advisor_desk.domain.dates import from_day
from advisor_desk.domain.sync_view import (
    IdentityView,
    OutboxLine,
    ReceiptView,
    RefusalView,
    RoundView,
    ScopeView,
    SyncView,
)
from advisor_desk.errors import Param
from advisor_desk.rules.working_time import civil_day, instant
from advisor_desk.sqltypes import utc_text
from advisor_desk.storage import sync_conflicts, sync_facts, sync_identity
from advisor_desk.storage.engine import Connection
from advisor_desk.wire.version import BRANCH_SCOPE, FIRM_SCOPE

Months = dict[str, dict[str, int]]

MOST_ROUNDS: Final = 20

_OUTBOX: Final = """
SELECT substr(type, 1, instr(type || '.', '.') - 1) AS family,
    sum(recorded_at >= :today), sum(recorded_at >= :week AND recorded_at < :today), sum(recorded_at < :week)
FROM outbox CROSS JOIN event ON event.id = outbox.event_id GROUP BY family ORDER BY count(*) DESC, family
"""
_REFUSALS: Final = """
SELECT refusal.event_id, ifnull(event.type, ''), client.id, ifnull(event.client_no, ''),
    ifnull(client.name, ''), event.on_day, refusal.code, refusal.params, refusal.told_at
FROM sync_refusal AS refusal LEFT JOIN event ON event.id = refusal.event_id
LEFT JOIN client ON client.client_no = event.client_no
WHERE refusal.settled IS NULL ORDER BY refusal.told_at DESC, refusal.event_id
"""
_KEPT_TIERS: Final = "SELECT as_of, tier, count(*) FROM score_snapshot GROUP BY as_of, tier ORDER BY as_of"
_TIERS: Final = "SELECT as_of, tier, count(*) FROM standing GROUP BY as_of, tier ORDER BY as_of"
_MOST_MONTHS: Final = 36
_TIERS_KEY: Final = "tier_months"


def read(connection: Connection, now: datetime) -> SyncView:
    """Everything the screen shows; `now` tells what is of today."""
    return SyncView(
        identity=_identity(connection),
        outbox=tuple(outbox(connection, now)),
        receipt=last_receipt(connection),
        refusals=tuple(refusals(connection)),
        conflicts=tuple(sync_conflicts.read(connection)),
        scopes=tuple(scopes(connection)),
        rounds=tuple(rounds(connection)),
    )


def outbox(connection: Connection, now: datetime) -> list[OutboxLine]:
    """What waits, by family, most first. Days are those in China; a time to come counts as today."""
    today = civil_day(now)
    bounds = {
        "today": utc_text(instant(today, 0)),
        "week": utc_text(instant(today - timedelta(days=7), 0)),
    }
    return [OutboxLine(*row) for row in connection.execute(_OUTBOX, bounds)]


def last_receipt(connection: Connection) -> ReceiptView | None:
    """What head office confirmed last."""
    row = connection.execute("SELECT body FROM sync_receipt ORDER BY id DESC LIMIT 1").fetchone()
    if row is None:
        return None
    body: dict[str, Any] = json.loads(row[0])
    return ReceiptView(**{name: body[name] for name in ReceiptView.__dataclass_fields__})


def refusals(connection: Connection) -> list[RefusalView]:
    """What head office keeps apart and nobody has dealt with, the newest first."""
    return [
        RefusalView(
            event_id=event_id,
            type=kind,
            client_id=client_id,
            client_no=client_no,
            client_name=name,
            on=None if on_day is None else from_day(on_day),
            code=code,
            params=_params(params),
            told_at=told_at,
        )
        for event_id, kind, client_id, client_no, name, on_day, code, params, told_at in connection.execute(
            _REFUSALS
        )
    ]


def scopes(connection: Connection) -> list[ScopeView]:
    """How old each followed scope is: the firm's, the branch's, then the advisor's."""
    order = {FIRM_SCOPE: 0, BRANCH_SCOPE: 1}
    found = [ScopeView(*row) for row in connection.execute("SELECT scope, as_of FROM sync_scope")]
    return sorted(found, key=lambda one: (order.get(one.scope, 2), one.scope))


def rounds(connection: Connection) -> list[RoundView]:
    """The last rounds, newest first."""
    rows = connection.execute(
        "SELECT at, outcome, figures FROM sync_round ORDER BY id DESC LIMIT ?", (MOST_ROUNDS,)
    )
    return [RoundView(at, outcome, json.loads(figures)) for at, outcome, figures in rows]


def tier_months(connection: Connection, on: date) -> Months | None:
    """By month (`2026-06`), how many clients of each tier: month-end snapshots, and today's standings.

    None when the snapshots have not been counted `on` this day yet (`count_tiers`): they are many.
    """
    kept: dict[str, Any] = json.loads(sync_facts.read(connection, _TIERS_KEY) or "{}")
    if kept.get("on") != on.isoformat():
        return None
    months: Months = kept["months"]
    return {**months, **_by_month(connection.execute(_TIERS))}


def count_tiers(connection: Connection, on: date) -> None:
    """Count the snapshots, once a day."""
    months = _by_month(connection.execute(_KEPT_TIERS))
    newest = {month: months[month] for month in list(months)[-_MOST_MONTHS:]}
    sync_facts.keep(connection, _TIERS_KEY, json.dumps({"on": on.isoformat(), "months": newest}))


def forget_tiers(connection: Connection) -> None:
    """Clients have gone, from the snapshots too."""
    sync_facts.forget(connection, _TIERS_KEY)


def _by_month(rows: Iterable[tuple[int, str, int]]) -> Months:
    """Counts by month; of several days the last stands for it."""
    counted: dict[int, dict[str, int]] = {}
    for as_of, tier, clients in rows:
        counted.setdefault(as_of, {})[tier] = clients
    return {f"{from_day(day):%Y-%m}": tiers for day, tiers in counted.items()}


def _identity(connection: Connection) -> IdentityView | None:
    found = sync_identity.read(connection)
    return None if found is None else IdentityView(found.hub_url, found.advisor, found.branch)


def _params(text: str) -> dict[str, Param]:
    given: dict[str, Any] = json.loads(text)
    return {name: value for name, value in given.items() if value is None or isinstance(value, str | int)}
