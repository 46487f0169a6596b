"""The trading days behind an average of assets, and its figures one by one where sums in SQL do not do."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from functools import lru_cache

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.storage.engine import Connection

CHANGE_DAYS = 30
"""The list shows the change of the total over so many days."""

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
