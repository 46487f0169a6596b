"""Purchases and benefit counted from the raw rows, for a range of clients, up to any date.

One pass over the covering index `trade_purchase`; no figure that is kept anywhere is read here, so the
kept figures can be proved against it.

What counts (domain notes §2.1): confirmed purchases only (`is_purchase`). A trade of a SIP plan has
its month in `sip_month`: its money counts in full, but one plan counts one purchase a month, in the
window as well as in the lifetime figure. The median gap is that between days with a purchase, and is
looked up only where the client's state hangs on it. `rules.purchases` is the plain form of all this.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from advisor_desk.domain.dates import to_day
from advisor_desk.rules.ruleset import StateRules
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recount_scope import Scope

_PURCHASES = """
SELECT client_id,
    max(on_day),
    count(*) - count(sip_month) + count(DISTINCT plan_no || '/' || sip_month),
    count(*) FILTER (WHERE on_day > :start AND sip_month IS NULL)
        + count(DISTINCT plan_no || '/' || sip_month) FILTER (WHERE on_day > :start),
    sum(amount_fen) FILTER (WHERE on_day > :start)
FROM trade INDEXED BY trade_purchase
WHERE is_purchase = 1 AND client_id BETWEEN :lowest AND :highest AND on_day <= :as_of
GROUP BY client_id
"""

_BENEFIT = """
SELECT client.id, sum(entry.amount_fen), max(entry.is_estimated)
FROM client CROSS JOIN revenue AS entry INDEXED BY revenue_day
    ON entry.client_id = client.id AND entry.on_day > :start AND entry.on_day <= :as_of
WHERE client.id BETWEEN :lowest AND :highest
GROUP BY client.id
"""

_LIFETIME = """
SELECT count(*) - count(sip_month) + count(DISTINCT plan_no || '/' || sip_month)
FROM trade INDEXED BY trade_purchase
WHERE is_purchase = 1 AND client_id = ? AND on_day <= ?
"""

_DAYS = """
SELECT DISTINCT on_day
FROM trade INDEXED BY trade_purchase
WHERE is_purchase = 1 AND client_id = :client_id AND on_day <= :as_of
ORDER BY on_day
"""

_RHYTHMS = """
SELECT one.value, (
    SELECT json_array(
        count(*) - count(sip_month) + count(DISTINCT plan_no || '/' || sip_month), json_group_array(on_day))
    FROM trade INDEXED BY trade_purchase
    WHERE is_purchase = 1 AND client_id = one.value AND on_day <= :as_of)
FROM json_each(:clients) AS one
"""


@dataclass(slots=True)
class Bought:
    """What one client bought: days are days since 1970-01-01."""

    last_day: int
    lifetime: int
    in_window: int
    amount_fen: int
    median_gap_x2: int | None = None


def purchases(connection: Connection, scope: Scope) -> dict[int, Bought]:
    """The purchases of every client in the scope who ever bought, by client id."""
    found = {
        client_id: Bought(last_day, lifetime, in_window, amount_fen or 0)
        for client_id, last_day, lifetime, in_window, amount_fen in connection.execute(_PURCHASES, scope.days)
    }
    as_of = to_day(scope.as_of)
    for client_id, bought in found.items():
        if needs_cadence(bought.lifetime, as_of - bought.last_day, scope.rules.state):
            bought.median_gap_x2 = _median_gap_x2_of(connection, client_id, as_of)
    return found


def rhythm(connection: Connection, client_id: int, as_of: int, rules: StateRules) -> tuple[int, int | None]:
    """Purchases ever of a client up to a day, and twice the median gap where there are enough of them."""
    lifetime = int(connection.execute(_LIFETIME, (client_id, as_of)).fetchone()[0])
    if lifetime < rules.cadence_min_purchases:
        return lifetime, None
    return lifetime, _median_gap_x2_of(connection, client_id, as_of)


def rhythms(connection: Connection, client_ids: list[int], as_of: int) -> dict[int, tuple[int, int | None]]:
    """The same for many clients in one statement, the median for every one of them, by client id."""
    given = {"clients": json.dumps(client_ids), "as_of": as_of}
    found = {}
    for client_id, text in connection.execute(_RHYTHMS, given).fetchall():
        lifetime, days = json.loads(text)
        found[client_id] = lifetime, median_gap_x2(sorted(set(days)))
    return found


def _median_gap_x2_of(connection: Connection, client_id: int, as_of: int) -> int | None:
    rows = connection.execute(_DAYS, {"client_id": client_id, "as_of": as_of})
    return median_gap_x2([day for (day,) in rows])


def benefit(connection: Connection, scope: Scope) -> dict[int, tuple[int, bool]]:
    """Revenue less refunds within the window, and whether any of it is estimated, by client id."""
    rows = connection.execute(_BENEFIT, scope.days)
    return {client_id: (amount_fen, bool(estimated)) for client_id, amount_fen, estimated in rows}


def median_gap_x2(days: list[int]) -> int | None:
    """Twice the median of the gaps between `days`, ascending and distinct; None below two days."""
    gaps = sorted(later - earlier for earlier, later in zip(days, days[1:], strict=False))
    if not gaps:
        return None
    half = len(gaps) // 2
    return 2 * gaps[half] if len(gaps) % 2 else gaps[half - 1] + gaps[half]


def needs_cadence(lifetime: int, recency_days: int, rules: StateRules) -> bool:
    """True when the state hangs on the client's own rhythm: only then is the median looked up."""
    return lifetime >= rules.cadence_min_purchases and is_off_cadence_possible(recency_days, rules)


def is_off_cadence_possible(recency_days: int, rules: StateRules) -> bool:
    """True when a client may be silent for longer than its rhythm allows, and is not silent anyway."""
    return rules.cadence_min_days < recency_days <= rules.active_max_days
