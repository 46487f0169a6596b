"""Assets counted from the daily figures, for a range of clients, on any date.

A figure of assets holds until the next one, so a client may have one a day or one a month. Most
clients are settled by sums made in SQL; who has no figure for each of the last trading days, and
who hangs between two tiers, is looked at point by point.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.standing import AssetFacts
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.tier import AssetHistory
from advisor_desk.rules.tier_level import AssetWindow
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recount_average import Averaging, points_behind
from advisor_desk.storage.recount_scope import Scope

_FEW_IN = 8
"""Up to one client in so many is looked at point by point; from then on one statement reads all points."""

_RECENT = """
SELECT client.id, max(point.on_day), point.aum_fen, count(*), sum(point.aum_fen),
    count(*) FILTER (WHERE point.on_day IN (SELECT value FROM json_each(:trading_days)))
FROM client CROSS JOIN daily_asset AS point
    ON point.client_id = client.id AND point.on_day >= :average_from AND point.on_day <= :as_of
WHERE client.id BETWEEN :lowest AND :highest
GROUP BY client.id
"""

_PEAK = """
SELECT client.id, max(point.aum_fen), min(point.on_day),
    (SELECT earlier.aum_fen FROM daily_asset AS earlier
     WHERE earlier.client_id = client.id AND earlier.on_day <= :change_from
     ORDER BY earlier.on_day DESC LIMIT 1)
FROM client CROSS JOIN daily_asset AS point
    ON point.client_id = client.id AND point.on_day <= :as_of AND point.on_day >= ifnull(
        (SELECT before.on_day FROM daily_asset AS before
         WHERE before.client_id = client.id AND before.on_day <= :window_from
         ORDER BY before.on_day DESC LIMIT 1), :window_from)
WHERE client.id BETWEEN :lowest AND :highest
GROUP BY client.id
"""

_HISTORY = "SELECT on_day, aum_fen FROM daily_asset WHERE client_id = ? AND on_day <= ? ORDER BY on_day"


@dataclass(frozen=True, slots=True)
class Owned:
    """What one client owns with us: the figures shown, and those that decide the tier."""

    facts: AssetFacts
    window: AssetWindow


def assets(connection: Connection, scope: Scope, averaging: Averaging) -> dict[int, Owned]:
    """The assets of every client in the scope who has any, by client id."""
    given = {**scope.days, **averaging.parameters}
    recent = {row[0]: row[1:] for row in connection.execute(_RECENT, given)}
    peaks = connection.execute(_PEAK, given).fetchall()
    full = len(averaging.average)
    sparse = [
        row[0]
        for row in peaks
        if row[0] not in recent or recent[row[0]][2] != full or recent[row[0]][4] != full
    ]
    points = points_behind(connection, given, sparse, is_few=len(sparse) * _FEW_IN <= len(peaks) + _FEW_IN)
    found: dict[int, Owned] = {}
    for client_id, peak_fen, first_day, earlier_fen in peaks:
        own = points.get(client_id)
        if own is None:
            on_day, aum_fen, _, sum_fen, _ = recent[client_id]
            days = full
        else:
            on_day, aum_fen = own[-1]
            sum_fen, days = averaging.sum_of(own)
        change = change_bp(aum_fen, earlier_fen)
        found[client_id] = Owned(
            AssetFacts(aum_fen, from_day(on_day), sum_fen, days, change),
            AssetWindow(sum_fen, days, peak_fen, averaging.known_in_window(first_day)),
        )
    return found


def history(connection: Connection, client_id: int, as_of: date, trading: TradingDays) -> AssetHistory:
    """Every figure of one client's assets up to a date, for replaying the way down from a tier."""
    points = connection.execute(_HISTORY, (client_id, to_day(as_of))).fetchall()
    return AssetHistory(points, trading)


def change_bp(now_fen: int, earlier_fen: int | None) -> int | None:
    """Change in basis points towards zero; None when there was nothing, or a debt, to compare with."""
    if earlier_fen is None or earlier_fen <= 0:
        return None
    change = now_fen - earlier_fen
    size = abs(change) * 10_000 // earlier_fen
    return size if change >= 0 else -size
