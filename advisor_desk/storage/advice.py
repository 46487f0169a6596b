"""Clients as advice sees them, any number in a few statements: facts, papers, holdings, money, signals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from advisor_desk.domain.advice import AdviceClient, ContactLine, SignalLine
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.review import AssessmentLine, HoldingLine
from advisor_desk.rules.assessment import expires_on
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.storage import client_list, kyc, review
from advisor_desk.storage.engine import Connection

_SIGNAL_DAYS: Final = 90
_CONTACTS: Final = 20

_ASSESSMENTS = """
SELECT wanted.value, made.taken_on, made.c_level, made.horizon_months, made.varieties, made.investor_class
FROM json_each(:ids) AS wanted CROSS JOIN assessment AS made ON made.client_id = wanted.value
    AND made.taken_on = (SELECT max(taken_on) FROM assessment
        WHERE client_id = wanted.value AND taken_on <= :on)
"""
_HOLDINGS = """
SELECT wanted.value, product.code, product.name, product.r_level, held.as_of_day, held.units_e4,
    held.value_fen, held.cost_fen, held.locked_until,
    (SELECT json_group_object(asset_class, weight_bp) FROM product_exposure
     WHERE product_exposure.product_id = held.product_id)
FROM json_each(:ids) AS wanted CROSS JOIN holding AS held ON held.client_id = wanted.value
    AND held.as_of_day = (SELECT max(as_of_day) FROM holding
        WHERE client_id = wanted.value AND as_of_day <= :on)
CROSS JOIN product ON product.id = held.product_id
ORDER BY wanted.value, held.value_fen DESC, product.code
"""
_MONEY = """
SELECT wanted.value, newest.on_day, newest.aum_fen, told.cash_fen
FROM json_each(:ids) AS wanted
CROSS JOIN daily_asset AS newest ON newest.client_id = wanted.value AND newest.on_day = (
    SELECT max(on_day) FROM daily_asset WHERE client_id = wanted.value AND on_day <= :on)
LEFT JOIN daily_asset AS told ON told.client_id = wanted.value AND told.on_day = (
    SELECT max(on_day) FROM daily_asset
    WHERE client_id = wanted.value AND on_day <= :on AND cash_fen IS NOT NULL)
"""
_SIGNALS = """
SELECT client_id, on_day, signal_kind, topic, ifnull(times, 1) FROM signal
WHERE client_id IN (SELECT value FROM json_each(:ids)) AND on_day > :since AND on_day <= :on
ORDER BY on_day DESC, signal_kind, topic
"""
_OPTED_OUT = """
SELECT client_id FROM consent
WHERE client_id IN (SELECT value FROM json_each(:ids)) AND purpose = 'MARKETING' AND given_on <= :on
GROUP BY client_id
HAVING min(withdrawn_on IS NOT NULL AND withdrawn_on <= :on) = 1
"""
_CONTACTED = f"""
SELECT kept.on_day, channel, outcome, purpose,
    iif(json_extract(body, '$.confidentiality') = 'STRICT', '', ifnull(json_extract(body, '$.note'), ''))
FROM interaction AS kept CROSS JOIN event ON event.id = event_id
WHERE kept.client_id = :id AND kept.on_day <= :on AND replaced_by IS NULL AND is_withdrawn = 0
ORDER BY kept.on_day DESC, place DESC LIMIT {_CONTACTS}
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class _Money:
    on: date
    aum_fen: int
    cash_fen: int | None


def clients(
    connection: Connection, client_ids: Sequence[int], on: date, rules: RuleSet
) -> list[AdviceClient]:
    """The clients named, in the order given, on a day; who is not in the book is left out. No contacts."""
    given = {"ids": json.dumps(list(client_ids)), "on": to_day(on)}
    signals = {**given, "since": to_day(on) - _SIGNAL_DAYS}
    rows = {row.client_id: row for row in client_list.rows(connection, client_ids)}
    known = [client_id for client_id in client_ids if client_id in rows]
    profiles = dict(zip(known, review.profiles(connection, known), strict=True))
    facts = kyc.read(connection, known)
    assessed = {
        client_id: _assessment(rest, rules)
        for client_id, *rest in connection.execute(_ASSESSMENTS, given).fetchall()
    }
    held: dict[int, list[HoldingLine]] = {}
    for client_id, *rest in connection.execute(_HOLDINGS, given):
        held.setdefault(client_id, []).append(review.holding_line(rest))
    money = {
        client_id: _Money(from_day(day), *rest) for client_id, day, *rest in connection.execute(_MONEY, given)
    }
    seen: dict[int, list[SignalLine]] = {}
    for client_id, day, *signal in connection.execute(_SIGNALS, signals):
        seen.setdefault(client_id, []).append(SignalLine(from_day(day), *signal))
    opted_out = {client_id for (client_id,) in connection.execute(_OPTED_OUT, given)}
    return [
        AdviceClient(
            client_id=client_id,
            row=rows[client_id],
            profile=profiles[client_id],
            kyc=facts[client_id],
            assessment=assessed.get(client_id),
            holdings=tuple(held.get(client_id, ())),
            **_money(money.get(client_id)),
            signals=tuple(seen.get(client_id, ())),
            has_opted_out=client_id in opted_out,
        )
        for client_id in known
    ]


def contacts(connection: Connection, client_id: int, on: date) -> tuple[ContactLine, ...]:
    """The newest recorded interactions of a client, the newest first."""
    rows = connection.execute(_CONTACTED, {"id": client_id, "on": to_day(on)})
    return tuple(ContactLine(from_day(day), *rest) for day, *rest in rows)


def _assessment(row: Sequence[Any], rules: RuleSet) -> AssessmentLine:
    taken_on, level, *rest = row
    taken = from_day(taken_on)
    return AssessmentLine(taken, expires_on(taken, rules), RiskLevel(level), *rest)


def _money(known: _Money | None) -> dict[str, Any]:
    if known is None:
        return {"assets_on": None, "aum_fen": None, "cash_fen": None}
    return {
        "assets_on": known.on,
        "aum_fen": known.aum_fen,
        "cash_fen": known.cash_fen,
    }
