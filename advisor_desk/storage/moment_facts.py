"""What the rules of moments look at, read set by set for some clients at a time. Nothing later than the day.

Holdings, trades and the rest of a client lie together, so a portion costs one walk over its clients' pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from advisor_desk.domain.client import ClientType, Group, LifeState, Tier
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.moment import (
    ConsentFact,
    ContactFact,
    HeldFact,
    LifeEventFact,
    MomentFacts,
    SignalFact,
    TradeFact,
)
from advisor_desk.domain.records import InvestorClass
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.service_due import cadence_of
from advisor_desk.storage.collection_pause import no_collection
from advisor_desk.storage.complaints import FIRST_TOLD
from advisor_desk.storage.engine import Connection

_OF = "(SELECT value FROM json_each(:ids))"
_CLIENTS = f"""
SELECT client.id, client.client_no, client.client_type, client.born_on, client.opened_on,
    client.id_expires_on, ifnull(client_care.is_lunar_birthday, 0), client_care.cadence_days,
    standing.tier, standing.group_code, standing.state, client.investor_class, client.income_3y_fen,
    client.net_assets_fen
FROM client LEFT JOIN client_care ON client_care.client_id = client.id
    LEFT JOIN standing ON standing.client_id = client.id
WHERE client.id IN {_OF} ORDER BY client.client_no
"""  # noqa: S608 - a constant
_ASSETS = """
SELECT point.client_id, point.on_day, point.aum_fen
FROM json_each(:ids) AS wanted CROSS JOIN daily_asset AS point
    ON point.client_id = wanted.value AND point.on_day <= :on AND point.on_day >= ifnull(
        (SELECT max(before.on_day) FROM daily_asset AS before
         WHERE before.client_id = wanted.value AND before.on_day <= :assets_from), :always)
ORDER BY point.client_id, point.on_day
"""  # noqa: S608 - a constant
_HOLDINGS = f"""
SELECT held.client_id, held.as_of_day, product.code, product.product_type, held.value_fen, held.cost_fen,
    held.locked_until, product.term_days, product.r_level, product.r_rated_on
FROM holding AS held JOIN product ON product.id = held.product_id
WHERE held.client_id IN {_OF} AND held.as_of_day <= :on AND held.as_of_day >= ifnull(
    (SELECT max(before.as_of_day) FROM holding AS before
     WHERE before.client_id = held.client_id AND before.as_of_day <= :holdings_from), :always)
ORDER BY held.client_id, held.as_of_day, product.code
"""  # noqa: S608 - a constant
_TRADES = f"""
SELECT client_id, on_day, trade_kind, product_id, amount_fen, plan_no, is_purchase FROM trade
WHERE client_id IN {_OF} AND status = 'CONFIRMED' AND on_day <= :on
ORDER BY client_id
"""  # noqa: S608 - a constant
_PRODUCTS = "SELECT id, code, product_type, r_level, term_days FROM product"
_ASSESSMENTS = f"""
SELECT client_id, taken_on, c_level FROM assessment
WHERE client_id IN {_OF} AND taken_on <= :on ORDER BY client_id, taken_on
"""  # noqa: S608 - a constant
_CONTACTS = f"""
SELECT client_id, on_day, at, kind, channel, purpose, outcome, initiator, is_effective FROM interaction
WHERE client_id IN {_OF} AND on_day <= :on AND replaced_by IS NULL AND is_withdrawn = 0
ORDER BY client_id, on_day, at, event_id
"""  # noqa: S608 - a constant
_SIGNALS = f"""
SELECT client_id, on_day, signal_kind, topic, ifnull(times, 1) FROM signal
WHERE client_id IN {_OF} AND on_day <= :on AND on_day >= :signals_from
ORDER BY client_id, on_day, signal_kind, topic
"""  # noqa: S608 - a constant
_CONSENTS = f"""
SELECT client_id, purpose, given_on, CASE WHEN withdrawn_on <= :on THEN withdrawn_on END FROM consent
WHERE client_id IN {_OF} AND given_on <= :on ORDER BY client_id, given_on, purpose
"""  # noqa: S608 - a constant
_LIFE = f"""
SELECT client_id, code, on_day, known_day, note FROM life_event
WHERE client_id IN {_OF} AND known_day <= :on AND is_withdrawn = 0 ORDER BY client_id, on_day, id
"""  # noqa: S608 - a constant
_COMPLAINTS = f"""
SELECT kept.client_id, kept.on_day, (SELECT min(later.on_day) FROM event AS later
    WHERE later.client_id = kept.client_id AND later.type = 'complaint.closed' AND later.on_day <= :on
        AND later.place > ({FIRST_TOLD}))
FROM interaction AS kept JOIN event ON event.id = kept.event_id
WHERE kept.client_id IN {_OF} AND kept.purpose = 'COMPLAINT' AND kept.on_day <= :on
    AND kept.replaced_by IS NULL AND kept.is_withdrawn = 0
ORDER BY kept.client_id, kept.on_day, kept.event_id
"""  # noqa: S608 - a constant
_CHILDREN = f"""
SELECT parent, born_on FROM (
    SELECT relation.client_id AS parent, child.id AS child, child.born_on AS born_on
    FROM relation JOIN client AS child ON child.id = relation.other_client_id
    WHERE relation.client_id IN {_OF} AND relation.relation_kind = 'CHILD'
    UNION
    SELECT relation.other_client_id, child.id, child.born_on
    FROM relation JOIN client AS child ON child.id = relation.client_id
    WHERE relation.other_client_id IN {_OF} AND relation.relation_kind = 'PARENT')
WHERE born_on IS NOT NULL AND born_on <= :on ORDER BY parent, born_on
"""  # noqa: S608 - a constant

_ADVISORY: Final = "ADVISORY_SIGN"
_ALWAYS: Final = -(2**31)
_ASSETS_BACK: Final = 500
"""Days of assets before the first day of a run: averages, credits, the way down from a tier."""
_HOLDINGS_BACK: Final = 40
_SIGNALS_BACK: Final = 60
_DAY_OF: Final = itemgetter(0)
_Products = Mapping[int, tuple[Any, ...]]
_day = lru_cache(maxsize=65_536)(from_day)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which day it is, the rules of it, and the first day the rules are to be run for (None: every day).

    With a first day assets, holdings and signals reach back only as far as the rules of that day look, and
    begin with what was known then; trades and contacts are whole, because the first and the last count.
    """

    on: date
    rules: RuleSet
    advice: AdviceRules
    since: date | None = None

    def days(self) -> dict[str, int]:
        """The days that the statements name."""
        first = _ALWAYS if self.since is None else to_day(self.since)
        return {
            "on": to_day(self.on),
            "always": _ALWAYS,
            "assets_from": first - _ASSETS_BACK,
            "holdings_from": first - _HOLDINGS_BACK,
            "signals_from": first - _SIGNALS_BACK,
        }


@dataclass(slots=True)
class _Series:
    """All series of one client, each ascending by its day."""

    assets: list[tuple[date, int]] = field(default_factory=list)
    holdings: list[HeldFact] = field(default_factory=list)
    trades: list[TradeFact] = field(default_factory=list)
    assessments: list[tuple[date, str]] = field(default_factory=list)
    contacts: list[ContactFact] = field(default_factory=list)
    signals: list[SignalFact] = field(default_factory=list)
    consents: list[ConsentFact] = field(default_factory=list)
    life_events: list[LifeEventFact] = field(default_factory=list)
    complaints: list[tuple[date, date | None]] = field(default_factory=list)
    children: list[date] = field(default_factory=list)
    agreements: list[tuple[date, str]] = field(default_factory=list)
    bought: dict[str, list[date]] = field(default_factory=dict)


def ordered(connection: Connection, client_ids: Collection[int] | None) -> list[int]:
    """The clients asked for (None: all) by number; who is not in the book is left out."""
    if client_ids is None:
        return [row[0] for row in connection.execute("SELECT id FROM client ORDER BY client_no")]
    rows = connection.execute(
        f"SELECT id FROM client WHERE id IN {_OF} ORDER BY client_no",  # noqa: S608 - a constant
        {"ids": json.dumps(sorted(client_ids))},
    )
    return [row[0] for row in rows]


def read(connection: Connection, client_ids: Sequence[int], scope: Scope) -> list[MomentFacts]:
    """The facts of the clients named, by client number."""
    given = {"ids": json.dumps(list(client_ids)), **scope.days()}
    with no_collection():
        series = _Reading(connection, given, client_ids).all()
        rows = connection.execute(_CLIENTS, given).fetchall()
        return [_facts(row, series[row[0]], scope) for row in rows]


class _Reading:
    """Reads one table after the other and hands each row to its client's series."""

    def __init__(self, connection: Connection, given: dict[str, Any], client_ids: Iterable[int]) -> None:
        self._connection = connection
        self._given = given
        self._series = {client_id: _Series() for client_id in client_ids}

    def all(self) -> dict[int, _Series]:
        """Every table once."""
        self._each(_ASSETS, lambda into, day, fen: into.assets.append((_day(day), fen)))
        products = {row[0]: row[1:] for row in self._connection.execute(_PRODUCTS)}
        _take_trades(self._series, self._connection.execute(_TRADES, self._given), products)
        self._each(_HOLDINGS, _take_holding)
        self._each(_ASSESSMENTS, lambda into, day, level: into.assessments.append((_day(day), level)))
        self._each(_CONTACTS, _take_contact)
        self._each(_SIGNALS, lambda into, day, *rest: into.signals.append(SignalFact(_day(day), *rest)))
        self._each(
            _CONSENTS,
            lambda into, purpose, given, ended: into.consents.append(
                ConsentFact(purpose, _day(given), _maybe(ended))
            ),
        )
        self._each(
            _LIFE,
            lambda into, code, day, known, note: into.life_events.append(
                LifeEventFact(code, _day(day), _day(known), note)
            ),
        )
        self._each(
            _COMPLAINTS,
            lambda into, since, settled: into.complaints.append((_day(since), _maybe(settled))),
        )
        self._each(_CHILDREN, lambda into, born: into.children.append(_day(born)))
        return self._series

    def _each(self, sql: str, take: Callable[..., None]) -> None:
        series = self._series
        for client_id, *row in self._connection.execute(sql, self._given):
            take(series[client_id], *row)


def _take_trades(series: dict[int, _Series], rows: Iterable[tuple[Any, ...]], products: _Products) -> None:
    """A book has a million, nearly all in the order of their days; products are looked up, not joined."""
    day_of, unknown = _day, ("", "", None, None)
    for client_id, day, kind, product_id, fen, plan_no, is_purchase in rows:
        code, product_type, r_level, term = products.get(product_id, unknown)
        on = day_of(day)
        into = series[client_id]
        into.trades.append(
            TradeFact(on, kind, code, product_type, r_level, fen, plan_no or "", is_purchase == 1)
        )
        if term is not None and is_purchase:
            into.bought.setdefault(code, []).append(on)
            if kind == _ADVISORY:
                into.agreements.append((on + timedelta(days=term), code))
    for one in series.values():
        one.trades.sort(key=_DAY_OF)
        for days in one.bought.values():
            days.sort()


def _take_holding(into: _Series, day: int, *row: Any) -> None:
    code, product_type, value_fen, cost_fen, locked, term, r_level, rated = row
    on = _day(day)
    ends = _maybe(locked)
    if ends is None and term is not None:
        before = [bought for bought in into.bought.get(code, ()) if bought <= on]
        ends = before[-1] + timedelta(days=term) if before else None
    into.holdings.append(HeldFact(on, code, product_type, value_fen, cost_fen, ends, r_level, _maybe(rated)))


def _take_contact(into: _Series, day: int, at: str | None, *row: Any) -> None:
    kind, channel, purpose, outcome, initiator, is_effective = row
    known = datetime.fromisoformat(at) if at else None
    into.contacts.append(
        ContactFact(_day(day), known, kind, channel, purpose, outcome, initiator, is_effective == 1)
    )


def _facts(row: tuple[Any, ...], series: _Series, scope: Scope) -> MomentFacts:
    client_id, client_no, kind, born, opened, id_ends, is_lunar, own, tier, group, state, *means = row
    days = own
    if days is None and tier is not None:
        days = cadence_of(Tier(tier), Group(group), LifeState(state), scope.rules).days
    return MomentFacts(
        client_id=client_id,
        client_no=client_no,
        client_type=ClientType(kind),
        born_on=_maybe(born),
        is_lunar_birthday=bool(is_lunar),
        opened_on=_maybe(opened),
        id_expires_on=_maybe(id_ends),
        assets=series.assets,
        holdings=series.holdings,
        trades=series.trades,
        assessments=series.assessments,
        contacts=series.contacts,
        signals=series.signals,
        consents=series.consents,
        life_events=series.life_events,
        children_born=series.children,
        agreements=sorted(series.agreements),
        cadence_days=days,
        complaints=series.complaints,
        is_qualified=_is_qualified(ClientType(kind), means, scope.advice),
    )


def _is_qualified(kind: ClientType, means: Sequence[Any], advice: AdviceRules) -> bool:
    """May hear of private funds by record (domain notes §3.5): an institution, or by means told."""
    investor_class, income_fen, net_fen = means
    needed = advice.suitability.private
    if investor_class == InvestorClass.PRO_A:
        return True
    if kind.is_person:
        return income_fen is not None and income_fen >= needed.income_fen
    return net_fen is not None and net_fen >= needed.net_fen


def _maybe(day: int | None) -> date | None:
    return None if day is None else _day(day)
