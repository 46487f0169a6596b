"""Tier and scores of a whole book from its raw rows, in codes and whole numbers, without reasons.

Reads only what a score hangs on: the purchases of the window, the newest purchase of whoever has none
there, and the whole history of the few whose state hangs on their own rhythm. Equal to what
`storage.recount` counts of the same clients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import NamedTuple

from advisor_desk.domain.client import ClientType, Tier, TierVariant, ValueLabel
from advisor_desk.domain.dates import to_day
from advisor_desk.rules.decision import decide
from advisor_desk.rules.figures import Figures
from advisor_desk.rules.tier import AssetWindow, level_from_window
from advisor_desk.rules.window import window_days
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recount_assets import Averaging, points_behind
from advisor_desk.storage.recount_purchases import Scope, is_off_cadence_possible, rhythm

_CLIENTS = "SELECT id, client_type, opened_on FROM client WHERE id BETWEEN :lowest AND :highest ORDER BY id"

_IN_WINDOW = """
SELECT client.id, max(bought.on_day),
    count(*) - count(bought.sip_month) + count(DISTINCT bought.plan_no || '/' || bought.sip_month),
    sum(bought.amount_fen)
FROM client CROSS JOIN trade AS bought INDEXED BY trade_purchase
    ON bought.is_purchase = 1 AND bought.client_id = client.id
    AND bought.on_day > :start AND bought.on_day <= :as_of
WHERE client.id BETWEEN :lowest AND :highest
GROUP BY client.id
"""

_NEWEST = """
SELECT max(on_day) FROM trade INDEXED BY trade_purchase
WHERE is_purchase = 1 AND client_id = ? AND on_day <= ?
"""

_EARNED = """
SELECT client.id, sum(entry.amount_fen)
FROM client CROSS JOIN revenue AS entry INDEXED BY revenue_day
    ON entry.client_id = client.id AND entry.on_day > :start AND entry.on_day <= :as_of
WHERE client.id BETWEEN :lowest AND :highest
GROUP BY client.id
"""

_OWNED = """
SELECT client.id, max(point.aum_fen), min(point.on_day),
    sum(point.aum_fen) FILTER (WHERE point.on_day >= :average_from),
    sum(1 << (point.on_day - :average_from)) FILTER (WHERE point.on_day >= :average_from)
FROM client CROSS JOIN daily_asset AS point
    ON point.client_id = client.id AND point.on_day <= :as_of AND point.on_day >= ifnull(
        (SELECT before.on_day FROM daily_asset AS before
         WHERE before.client_id = client.id AND before.on_day <= :window_from
         ORDER BY before.on_day DESC LIMIT 1), :window_from)
WHERE client.id BETWEEN :lowest AND :highest
GROUP BY client.id
"""
"""The last column has one bit for each day with a figure: a client has no two figures of one day."""

_OVERRIDDEN = """
SELECT client_id FROM tier_override
WHERE client_id BETWEEN :lowest AND :highest AND from_day <= :as_of AND until_day >= :as_of
"""

_MOST_BITS = 61
_NOTHING = AssetWindow(0, 0, 0, 0)
_TYPES = {kind.value: kind for kind in ClientType}
_TOP, _ORG = TierVariant.PERSON_TOP.value, TierVariant.ORG.value
_WORDS = {
    labels: " ".join(labels)
    for many in range(len(ValueLabel) + 1)
    for labels in combinations(ValueLabel, many)
}


class Score(NamedTuple):
    """Tier and scores of one client in codes and whole numbers, as a row of `standing` holds them."""

    client_id: int
    tier: str
    tier_variant: str | None
    sum20_fen: int
    days20: int
    a: int
    f: int
    b: int
    group: str
    group_paper_mid: str
    classic: int
    """R, F and M as one number of three digits."""
    state: str
    labels: str
    action: str


Replay = Callable[[int, ClientType], Tier]


def scores(connection: Connection, scope: Scope, averaging: Averaging, replay: Replay) -> Iterator[Score]:
    """Every client of the scope, by id. `replay` gives the tier where sums alone do not tell."""
    given = scope.days
    days = window_days(scope.as_of, scope.rules.window.months)
    bought = _Bought(connection, scope)
    earned = dict(connection.execute(_EARNED, given).fetchall())
    owned = _windows(connection, scope, averaging)
    overridden = {row[0] for row in connection.execute(_OVERRIDDEN, given)}
    for client_id, code, opened_on in connection.execute(_CLIENTS, given).fetchall():
        kind, window = _TYPES[code], owned.get(client_id, _NOTHING)
        tier = None if client_id in overridden else level_from_window(kind, window, scope.rules)
        if tier is None:
            tier = replay(client_id, kind)
        tenure = None if opened_on is None else given["as_of"] - opened_on
        one = Figures(tenure, *bought.of(client_id), earned.get(client_id, 0))
        made = decide(one, tier, days, scope.rules)
        classic = made.classic
        yield Score(
            client_id,
            tier.value,
            None if tier is not Tier.INST else (_TOP if kind.is_person else _ORG),
            window.sum20_fen,
            window.days20,
            made.a,
            made.f,
            made.b,
            made.group.value,
            made.group_paper_mid.value,
            classic.r * 100 + classic.f * 10 + classic.m,
            made.state.value,
            _WORDS[made.labels],
            made.action.value,
        )


class _Bought:
    """The figures of purchases that the decisions need, client by client."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self._connection = connection
        self._as_of = to_day(scope.as_of)
        self._rules = scope.rules.state
        self._inside = {row[0]: row for row in connection.execute(_IN_WINDOW, scope.days).fetchall()}

    def of(self, client_id: int) -> tuple[int | None, int, int | None, int, int]:
        """Recency, purchases ever, median gap, purchases and amount of the window.

        Purchases ever are those of the window where the state does not hang on them.
        """
        found = self._inside.get(client_id)
        if found is None:
            newest = self._connection.execute(_NEWEST, (client_id, self._as_of)).fetchone()[0]
            if newest is None:
                return None, 0, None, 0, 0
            found = (client_id, newest, 0, 0)
        _, newest, purchases, amount_fen = found
        recency = self._as_of - newest
        if not is_off_cadence_possible(recency, self._rules):
            return recency, purchases, None, purchases, amount_fen
        lifetime, median = rhythm(self._connection, client_id, self._as_of, self._rules)
        return recency, lifetime, median, purchases, amount_fen


def _windows(connection: Connection, scope: Scope, averaging: Averaging) -> dict[int, AssetWindow]:
    """What decides the tier, by client id: from one statement for who has a figure for each trading day."""
    given = {**scope.days, **averaging.parameters}
    full, first = len(averaging.average), averaging.average[0]
    wanted = sum(1 << (day - first) for day in averaging.average)
    is_readable = averaging.as_of - first <= _MOST_BITS
    rows = connection.execute(_OWNED, given).fetchall()
    sparse = [row[0] for row in rows if row[4] != wanted or not is_readable]
    points = points_behind(connection, given, sparse, is_few=len(sparse) * 8 <= len(rows) + 8)
    found = {}
    for client_id, peak_fen, first_day, sum_fen, _ in rows:
        own, days = points.get(client_id), full
        if own is not None:
            sum_fen, days = averaging.sum_of(own)
        found[client_id] = AssetWindow(sum_fen, days, peak_fen, averaging.known_in_window(first_day))
    return found
