"""Tier and scores of a whole book from its raw rows, in codes and whole numbers, without reasons.

Reads only what a score hangs on: the purchases of the window, the newest purchase of whoever has none
there, and the whole history of the few whose state hangs on their own rhythm. Equal to what
`storage.recount` counts of the same clients.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from advisor_desk.domain.client import ClientType, LifeState, Tier, TierVariant
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.decision import Bands, bands_of, verdict_of
from advisor_desk.rules.figures import Figures
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.state import state_of
from advisor_desk.rules.tier_level import AssetWindow, level_from_window, retail_below
from advisor_desk.rules.window import months_of, window_days
from advisor_desk.storage.collection_pause import no_collection
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.kept_scores import Score
from advisor_desk.storage.recount_average import Averaging, averaging_on, points_behind
from advisor_desk.storage.recount_purchases import is_off_cadence_possible, rhythms
from advisor_desk.storage.recount_scope import Scope, spans

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
SELECT one.value, (
    SELECT max(on_day) FROM trade INDEXED BY trade_purchase
    WHERE is_purchase = 1 AND client_id = one.value AND on_day <= :start)
FROM json_each(:clients) AS one
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
    sum(1 << (point.on_day - :average_from))
FROM client CROSS JOIN daily_asset AS point
    ON point.client_id = client.id AND point.on_day <= :as_of AND point.on_day >= ifnull(
        (SELECT before.on_day FROM daily_asset AS before
         WHERE before.client_id = client.id AND before.on_day <= :window_from
         ORDER BY before.on_day DESC LIMIT 1), :window_from)
WHERE client.id BETWEEN :lowest AND :highest
GROUP BY client.id
"""
"""The last column has one bit for each day of the average with a figure: a client has no two figures of one
day, and a shift by less than nothing gives nothing."""

_OVERRIDDEN = """
SELECT client_id FROM tier_override
WHERE client_id BETWEEN :lowest AND :highest AND from_day <= :as_of AND until_day >= :as_of
"""

_Purchases = tuple[int | None, int, int | None, int, int]
"""Recency, purchases ever, twice the median gap, purchases and amount of the window."""
_NEVER: _Purchases = (None, 0, None, 0, 0)
_MOST_BITS = 61
_NOTHING = AssetWindow(0, 0, 0, 0)
_TYPES = {kind.value: kind for kind in ClientType}
_PERSON = ClientType.PERSON.value
_VARIANTS = {
    kind.value: (TierVariant.PERSON_TOP if kind.is_person else TierVariant.ORG).value for kind in ClientType
}


def whole_book(connection: Connection, as_of: date, rules: RuleSet, trading: TradingDays) -> list[Score]:
    """Tier and scores of every client, by id: the quickest way through a whole book."""
    averaging = averaging_on(as_of, rules, trading)

    def replay(client_id: int, kind: ClientType) -> Tier:
        # Few books hold anybody who hangs between two tiers; the others need not load what tells.
        from advisor_desk.storage.recount import Recount

        return Recount(connection, as_of, rules, trading).tier_by_replay(client_id, kind)

    with no_collection():
        found: list[Score] = []
        for lowest, highest in spans(connection):
            found += _scores(connection, Scope(lowest, highest, as_of, rules), averaging, replay)
        return found


Replay = Callable[[int, ClientType], Tier]


def _scores(connection: Connection, scope: Scope, averaging: Averaging, replay: Replay) -> Iterator[Score]:
    """Every client of the scope, by id. `replay` gives the tier where sums alone do not tell."""
    given, rules = scope.days, scope.rules
    as_of, days = to_day(scope.as_of), window_days(scope.as_of, rules.window.months)
    clients = connection.execute(_CLIENTS, given).fetchall()
    bought = _Bought(connection, scope, clients)
    earned = dict(connection.execute(_EARNED, given).fetchall())
    owned = _Owned(connection, scope, averaging, replay)
    decided = _Decided(rules)
    for client_id, code, opened_on in clients:
        tier, sum20_fen, days20 = owned.of(client_id, code)
        tenure = None if opened_on is None else as_of - opened_on
        one = Figures(tenure, *bought.get(client_id, _NEVER), earned.get(client_id, 0))
        bands = bands_of(one, *months_of(tenure, days, rules.window), rules)
        variant = _VARIANTS[code] if tier is Tier.INST else None
        yield Score(
            client_id,
            tier.value,
            variant,
            sum20_fen,
            days20,
            *decided[bands, tier, state_of(one, rules.state)[0]],
        )


class _Decided(dict[tuple[Bands, Tier, LifeState], tuple[Any, ...]]):
    """The columns of `Score` from `a` on by what they hang on: any book holds few different ones."""

    def __init__(self, rules: RuleSet) -> None:
        super().__init__()
        self._rules = rules

    def __missing__(self, key: tuple[Bands, Tier, LifeState]) -> tuple[Any, ...]:
        bands, tier, state = key
        made = verdict_of(bands, tier, state, self._rules)
        classic = made.classic
        self[key] = columns = (
            bands.a,
            bands.f,
            bands.b,
            made.group.value,
            made.group_paper_mid.value,
            classic.r * 100 + classic.f * 10 + classic.m,
            state.value,
            " ".join(made.labels),
            made.action.value,
        )
        return columns


class _Bought(dict[int, _Purchases]):
    """The figures of purchases that the decisions need, by client id; nothing of who never bought.

    Purchases ever are those of the window where the state does not hang on them.
    """

    def __init__(
        self, connection: Connection, scope: Scope, clients: list[tuple[int, str, int | None]]
    ) -> None:
        super().__init__()
        given, as_of = scope.days, to_day(scope.as_of)
        inside = connection.execute(_IN_WINDOW, given).fetchall()
        for client_id, newest, purchases, amount_fen in inside:
            self[client_id] = (as_of - newest, purchases, None, purchases, amount_fen)
        others = json.dumps([row[0] for row in clients if row[0] not in self])
        for client_id, newest in connection.execute(_NEWEST, {**given, "clients": others}).fetchall():
            if newest is not None:
                self[client_id] = (as_of - newest, 0, None, 0, 0)
        rules = scope.rules.state
        hanging = [
            client_id
            for client_id, (recency, *_) in self.items()
            if recency is not None and is_off_cadence_possible(recency, rules)
        ]
        for client_id, (lifetime, median) in rhythms(connection, hanging, as_of).items():
            recency, _, _, purchases, amount_fen = self[client_id]
            self[client_id] = (recency, lifetime, median, purchases, amount_fen)


class _Owned:
    """What decides the tier: from one statement for who has a figure for each trading day."""

    def __init__(self, connection: Connection, scope: Scope, averaging: Averaging, replay: Replay) -> None:
        self._rules, self._averaging, self._replay = scope.rules, averaging, replay
        self._retail_below = retail_below(scope.rules.tier)
        self._full, first = len(averaging.average), averaging.average[0]
        given = {**scope.days, **averaging.parameters}
        wanted = sum(1 << (day - first) for day in averaging.average)
        is_readable = averaging.as_of - first <= _MOST_BITS
        rows = connection.execute(_OWNED, given).fetchall()
        sparse = [row[0] for row in rows if row[4] != wanted or not is_readable]
        self._rows = {row[0]: row for row in rows}
        self._points = points_behind(connection, given, sparse, is_few=len(sparse) * 8 <= len(rows) + 8)
        self._overridden = {row[0] for row in connection.execute(_OVERRIDDEN, given)}

    def of(self, client_id: int, code: str) -> tuple[Tier, int, int]:
        """The tier, and the sum behind the average with its days."""
        row = self._rows.get(client_id)
        if row is None:
            window = _NOTHING
        else:
            _, peak_fen, first_day, sum_fen, _ = row
            days, own = self._full, self._points.get(client_id)
            if own is not None:
                sum_fen, days = self._averaging.sum_of(own)
            if peak_fen < self._retail_below and code == _PERSON and client_id not in self._overridden:
                return Tier.RETAIL, sum_fen, days
            window = AssetWindow(sum_fen, days, peak_fen, self._averaging.known_in_window(first_day))
        kind = _TYPES[code]
        tier = None if client_id in self._overridden else level_from_window(kind, window, self._rules)
        return tier or self._replay(client_id, kind), window.sum20_fen, window.days20
