"""Counts the whole book, or a part of it, from its raw rows: the figures of every client on any date.

Nothing is stored here and nothing that is kept is read: `storage.standings` keeps what this counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.dates import from_day
from advisor_desk.domain.standing import AssetFacts, PurchaseFacts, Standing
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.override import TierOverride
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.standing import ClientFacts, stand
from advisor_desk.rules.tier import EffectiveTier, tier_effective, tier_from_window
from advisor_desk.rules.tier_level import AssetWindow
from advisor_desk.storage import recount_assets, recount_purchases
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.kept_scores import Score
from advisor_desk.storage.recount_assets import Owned
from advisor_desk.storage.recount_average import averaging_on
from advisor_desk.storage.recount_purchases import Bought
from advisor_desk.storage.recount_scope import Scope, spans
from advisor_desk.storage.recount_scores import whole_book

_CLIENTS = """
SELECT id, client_no, name, pinyin, client_type, born_on, opened_on
FROM client WHERE id BETWEEN :lowest AND :highest ORDER BY id
"""

_OVERRIDES = """
SELECT client_id, tier, reason, approver, from_day, until_day FROM tier_override
WHERE client_id BETWEEN :lowest AND :highest AND from_day <= :as_of AND until_day >= :as_of
ORDER BY client_id, id
"""

_NO_ASSETS = Owned(AssetFacts(), AssetWindow(0, 0, 0, 0))
_NO_PURCHASE = Bought(0, 0, 0, 0)
_NOTHING = (0, False)
_TYPES = {kind.value: kind for kind in ClientType}


@dataclass(frozen=True, slots=True)
class _Records:
    """What was counted for a range of clients, by client id."""

    clients: list[Any]
    bought: dict[int, Bought]
    earned: dict[int, tuple[int, bool]]
    owned: dict[int, Owned]
    overrides: dict[int, TierOverride]


@dataclass(frozen=True, slots=True)
class Counted:
    """A client as the list names it, and where it stands."""

    client_no: str
    name: str
    pinyin: str
    client_type: ClientType
    standing: Standing


class Recount:
    """Counts on one date under one version of the rules.

    A trade of `as_of` counts, one of the next day does not; so the same book, date and rules give the
    same figures for ever.
    """

    def __init__(self, connection: Connection, as_of: date, rules: RuleSet, trading: TradingDays) -> None:
        self._connection = connection
        self._as_of = as_of
        self._rules = rules
        self._trading = trading
        self._averaging = averaging_on(as_of, rules, trading)

    def book(self) -> Iterator[Counted]:
        """Every client, by id."""
        for lowest, highest in spans(self._connection):
            yield from self.between(lowest, highest)

    def scores(self) -> list[Score]:
        """Tier and scores of every client, by id, without reasons: the quickest way through a whole book."""
        return whole_book(self._connection, self._as_of, self._rules, self._trading)

    def tier_by_replay(self, client_id: int, kind: ClientType) -> Tier:
        """The tier of one client from its whole history and the tiers set by hand."""
        override = self._overrides(self._scope(client_id, client_id)).get(client_id)
        return self._replayed(client_id, kind, override).tier

    def one(self, client_id: int) -> Counted | None:
        """One client, None when there is none of that id."""
        return next(self.between(client_id, client_id), None)

    def between(self, lowest: int, highest: int) -> Iterator[Counted]:
        """The clients whose id lies from `lowest` to `highest`, by id."""
        found = self._records(lowest, highest)
        for row in found.clients:
            client_id, client_no, name, pinyin, kind, born_on, opened_on = row
            client = ClientFacts(client_id, _TYPES[kind], None if born_on is None else from_day(born_on))
            facts = _purchase_facts(
                opened_on, found.bought.get(client_id), found.earned.get(client_id, _NOTHING)
            )
            assets = found.owned.get(client_id, _NO_ASSETS)
            tier = self._tier(client_id, client.client_type, assets.window, found.overrides.get(client_id))
            standing = stand(client, facts, assets.facts, tier, self._as_of, self._rules)
            yield Counted(client_no, name, pinyin, client.client_type, standing)

    def _records(self, lowest: int, highest: int) -> _Records:
        scope = self._scope(lowest, highest)
        connection = self._connection
        return _Records(
            clients=connection.execute(_CLIENTS, scope.days).fetchall(),
            bought=recount_purchases.purchases(connection, scope),
            earned=recount_purchases.benefit(connection, scope),
            owned=recount_assets.assets(connection, scope, self._averaging),
            overrides=self._overrides(scope),
        )

    def _scope(self, lowest: int, highest: int) -> Scope:
        return Scope(lowest, highest, self._as_of, self._rules)

    def _overrides(self, scope: Scope) -> dict[int, TierOverride]:
        rows = self._connection.execute(_OVERRIDES, scope.days)
        return {
            client_id: TierOverride(Tier(tier), reason, approver, from_day(first), from_day(last))
            for client_id, tier, reason, approver, first, last in rows
        }

    def _tier(
        self, client_id: int, kind: ClientType, window: AssetWindow, override: TierOverride | None
    ) -> EffectiveTier:
        found = tier_from_window(kind, window, self._as_of, self._rules, override)
        if found is not None:
            return found
        return self._replayed(client_id, kind, override)

    def _replayed(self, client_id: int, kind: ClientType, override: TierOverride | None) -> EffectiveTier:
        history = recount_assets.history(self._connection, client_id, self._as_of, self._trading)
        return tier_effective(kind, history, self._as_of, self._rules, override)


def _purchase_facts(opened_on: int | None, bought: Bought | None, earned: tuple[int, bool]) -> PurchaseFacts:
    opened = None if opened_on is None else from_day(opened_on)
    if bought is None:
        return PurchaseFacts(opened, window_benefit_fen=earned[0], benefit_is_estimated=earned[1])
    return PurchaseFacts(
        opened,
        from_day(bought.last_day),
        bought.lifetime,
        bought.median_gap_x2,
        bought.in_window,
        bought.amount_fen,
        earned[0],
        earned[1],
    )
