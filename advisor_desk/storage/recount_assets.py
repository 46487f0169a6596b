"""Assets counted from the daily figures, for a range of clients, on any date.

A figure of assets holds until the next one, so a client may have one a day or one a month. Most
clients are settled by sums made in SQL; who has no figure for each of the last trading days, and
who hangs between two tiers, is looked at point by point.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.standing import AssetFacts
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.tier import AssetHistory, AssetWindow
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recount_purchases import Scope

CHANGE_DAYS = 30
"""The list shows the change of the total over so many days."""

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

_POINTS = """
SELECT client.id, point.on_day, point.aum_fen
FROM client CROSS JOIN daily_asset AS point
    ON point.client_id = client.id AND point.on_day <= :as_of AND point.on_day >= ifnull(
        (SELECT before.on_day FROM daily_asset AS before
         WHERE before.client_id = client.id AND before.on_day <= :average_from
         ORDER BY before.on_day DESC LIMIT 1), :average_from)
WHERE client.id BETWEEN :lowest AND :highest
ORDER BY client.id, point.on_day
"""

_HISTORY = "SELECT on_day, aum_fen FROM daily_asset WHERE client_id = ? AND on_day <= ? ORDER BY on_day"


@dataclass(frozen=True, slots=True)
class Owned:
    """What one client owns with us: the figures shown, and those that decide the tier."""

    facts: AssetFacts
    window: AssetWindow


class Averaging:
    """The trading days that the averages of a date are made of."""

    def __init__(self, as_of: date, rules: RuleSet, trading: TradingDays) -> None:
        self.as_of = to_day(as_of)
        self.window = trading.last(self.as_of, rules.tier.window_days)
        self.average = self.window[-rules.tier.average_days :]
        self.parameters: dict[str, int | str] = {
            "average_from": self.average[0],
            "window_from": self.window[0],
            "change_from": self.as_of - CHANGE_DAYS,
            "trading_days": str(self.average),
        }

    def sum_of(self, points: list[tuple[int, int]]) -> tuple[int, int]:
        """Sum over the trading days of the average, and how many of them have a value."""
        days, total, known = self.average, 0, 0
        for at, (since, fen) in enumerate(points):
            until = points[at + 1][0] if at + 1 < len(points) else self.as_of + 1
            held = bisect_left(days, until) - bisect_left(days, since)
            total += fen * held
            known += held
        return total, known

    def known_in_window(self, first_day: int) -> int:
        """How many trading days of the whole window have a value when the first one is of `first_day`."""
        return len(self.window) - bisect_left(self.window, first_day)


@lru_cache(maxsize=8)
def averaging_on(as_of: date, rules: RuleSet, trading: TradingDays) -> Averaging:
    """The trading days of a date, made once: a single trade asks for them as well."""
    return Averaging(as_of, rules, trading)


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


def points_behind(
    connection: Connection, given: dict[str, int | str], sparse: list[int], *, is_few: bool
) -> dict[int, list[tuple[int, int]]]:
    """The points behind the average of the clients named."""
    found: dict[int, list[tuple[int, int]]] = {client_id: [] for client_id in sparse}
    whole = (int(given["lowest"]), int(given["highest"]))
    spans = [(client_id, client_id) for client_id in sparse] if is_few else [whole]
    for lowest, highest in spans:
        for client_id, day, fen in connection.execute(
            _POINTS, {**given, "lowest": lowest, "highest": highest}
        ):
            own = found.get(client_id)
            if own is not None:
                own.append((day, fen))
    return found
