"""One client's page in six statements: day, identity with short lists, holdings, records, assets, timeline.

Lists are bounded where they may grow without end: the timeline comes in pages.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from advisor_desk.domain.client import ClientType, Gender, RiskLevel, Tier
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.product import AssetClass, RiskGrade
from advisor_desk.domain.review import (
    AccountLine,
    AssessmentLine,
    ClientProfile,
    ClientReview,
    HoldingLine,
    OverrideLine,
    RelationLine,
    RevenueLine,
)
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.assessment import expires_on
from advisor_desk.rules.override import TierOverride, is_in_force
from advisor_desk.rules.standing import ClientFacts
from advisor_desk.rules.window import window_start
from advisor_desk.storage import kyc, snapshots, timeline
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.snapshots import Purchase, Records, RulesOn
from advisor_desk.storage.standings_rows import OF_CLIENT_ROW, OF_STANDING, to_client_row, to_standing

_PROFILE = (
    "client_no, name, client_type, gender, born_on, id_type, id_no, id_expires_on, phone, email, region, "
    "occupation, employer, education, annual_income_fen, declared_assets_fen, industry, org_subtype, "
    "opened_on, source_channel, household_no, preferred_channel"
)
_OF_PROFILE = tuple(_PROFILE.split(", "))

_LISTS = """
(SELECT json_group_array(json_array(account_no, account_kind, opened_on, closed_on) ORDER BY account_no)
 FROM account WHERE account.client_id = client.id),
(SELECT json_group_array(
    json_array(taken_on, c_level, horizon_months, varieties, investor_class) ORDER BY taken_on DESC)
 FROM assessment WHERE assessment.client_id = client.id AND taken_on <= :as_of),
(SELECT json_group_array(
    json_array(relation.other_client_id, relation.other_client_no, ifnull(other.name, relation.other_name),
        relation.relation_kind, relation.share_bp) ORDER BY relation.relation_kind, relation.other_client_no)
 FROM relation LEFT JOIN client AS other ON other.id = relation.other_client_id
 WHERE relation.client_id = client.id),
(SELECT json_group_array(json_array(purpose, given_on, withdrawn_on) ORDER BY purpose, given_on DESC)
 FROM consent WHERE consent.client_id = client.id AND given_on <= :as_of),
(SELECT json_group_array(json_array(tier, reason, approver, from_day, until_day) ORDER BY id)
 FROM tier_override WHERE tier_override.client_id = client.id),
(SELECT json_group_array(cadence_days) FROM client_care
 WHERE client_care.client_id = client.id AND cadence_days IS NOT NULL)
"""

_IDENTITY = f"""
SELECT {", ".join(f"standing.{name}" for name in OF_STANDING)},
    {", ".join(f"standing.{name}" for name in OF_CLIENT_ROW)},
    {", ".join(f"client.{name}" for name in (*_OF_PROFILE, *kyc.NAMES))}, {_LISTS}
FROM client JOIN standing ON standing.client_id = client.id
WHERE client.id = :client_id
"""  # noqa: S608 - names of columns

_HOLDINGS = """
SELECT product.code, product.name, product.r_level, held.as_of_day, held.units_e4, held.value_fen,
    held.cost_fen, held.locked_until,
    (SELECT json_group_object(asset_class, weight_bp) FROM product_exposure
     WHERE product_exposure.product_id = held.product_id)
FROM holding AS held JOIN product ON product.id = held.product_id
WHERE held.client_id = :client_id AND held.as_of_day = (
    SELECT max(as_of_day) FROM holding WHERE client_id = :client_id AND as_of_day <= :as_of)
ORDER BY held.value_fen DESC, product.code
"""

_RECORDS = """
SELECT 0, on_day, amount_fen, sip_month, plan_no FROM trade INDEXED BY trade_purchase
WHERE is_purchase = 1 AND client_id = :client_id AND on_day <= :as_of
UNION ALL
SELECT 1, on_day, amount_fen, is_estimated, revenue_kind FROM revenue
WHERE client_id = :client_id AND on_day <= :as_of
ORDER BY 1, 2
"""

_ASSETS = """
SELECT on_day, aum_fen FROM daily_asset
WHERE client_id = :client_id AND on_day <= :as_of ORDER BY on_day
"""


@dataclass(frozen=True, slots=True)
class _Identity:
    """The first statement's row, taken apart."""

    standing: tuple[Any, ...]
    listed: tuple[Any, ...]
    profile: tuple[Any, ...]
    kyc: tuple[Any, ...]
    lists: tuple[list[Any], ...]


def read(
    connection: Connection, client_id: int, rules_on: RulesOn, trading: TradingDays
) -> ClientReview | None:
    """Everything the client's page shows, as of the day that the kept standings are of.

    None when there is no such client.
    """
    found = connection.execute("SELECT as_of FROM standing WHERE client_id = ?", (client_id,)).fetchone()
    if found is None:
        return None
    given = {"client_id": client_id, "as_of": found[0]}
    identity = _identity(connection.execute(_IDENTITY, given).fetchone())
    as_of = from_day(found[0])
    rules = rules_on(as_of)
    records, revenue = _records(connection, given, identity)
    return ClientReview(
        row=to_client_row(identity.listed),
        standing=to_standing(identity.standing),
        profile=_profile(identity.profile),
        accounts=[
            AccountLine(no, kind, _day(opened), _day(closed))
            for no, kind, opened, closed in identity.lists[0]
        ],
        holdings=[holding_line(row) for row in connection.execute(_HOLDINGS, given)],
        assessments=[
            AssessmentLine(from_day(taken), expires_on(from_day(taken), rules), RiskLevel(level), *rest)
            for taken, level, *rest in identity.lists[1]
        ],
        relations=[RelationLine(*row) for row in identity.lists[2]],
        consents=[
            (purpose, from_day(given_on), _day(ended)) for purpose, given_on, ended in identity.lists[3]
        ],
        revenue=_by_kind(revenue, to_day(window_start(as_of, rules.window.months))),
        assets=[(from_day(day), fen) for day, fen in records.assets],
        snapshots=snapshots.history(records, as_of, rules_on, trading),
        timeline=timeline.read(connection, client_id, as_of),
        override=_in_force(records.overrides, as_of),
        kyc=kyc.facts(identity.kyc),
        own_days=next(iter(identity.lists[5]), None),
    )


def profiles(connection: Connection, client_ids: Sequence[int]) -> list[ClientProfile]:
    """Identity and contact of the clients named, in the order given; who is not in the book is left out."""
    names = ", ".join(f"client.{name}" for name in _OF_PROFILE)
    rows = connection.execute(
        f"SELECT client.id, {names} FROM json_each(?) AS wanted "  # noqa: S608 - names of columns
        "CROSS JOIN client ON client.id = wanted.value",
        (json.dumps(list(client_ids)),),
    )
    found = {row[0]: row[1:] for row in rows}
    return [_profile(found[client_id]) for client_id in client_ids if client_id in found]


def _identity(row: tuple[Any, ...]) -> _Identity:
    first, second = len(OF_STANDING), len(OF_STANDING) + len(OF_CLIENT_ROW)
    third = second + len(_OF_PROFILE)
    fourth = third + len(kyc.NAMES)
    lists = tuple(json.loads(text) for text in row[fourth:])
    return _Identity(row[:first], row[first:second], row[second:third], row[third:fourth], lists)


def _records(
    connection: Connection, given: dict[str, int], identity: _Identity
) -> tuple[Records, list[tuple[int, int, str]]]:
    """The records behind the scores, and revenue as (day, fen, kind)."""
    purchases: list[Purchase] = []
    earned: list[tuple[int, int, int]] = []
    revenue: list[tuple[int, int, str]] = []
    for source, day, fen, number, text in connection.execute(_RECORDS, given):
        if source == 0:
            purchases.append(Purchase(day, fen, number, text))
        else:
            earned.append((day, fen, number))
            revenue.append((day, fen, text))
    profile = dict(zip(_OF_PROFILE, identity.profile, strict=True))
    overrides = [
        TierOverride(Tier(tier), reason, approver, from_day(first), from_day(last))
        for tier, reason, approver, first, last in identity.lists[4]
    ]
    client = ClientFacts(given["client_id"], ClientType(profile["client_type"]), _day(profile["born_on"]))
    assets = connection.execute(_ASSETS, given).fetchall()
    return Records(client, _day(profile["opened_on"]), purchases, earned, assets, overrides), revenue


def _profile(row: Sequence[Any]) -> ClientProfile:
    values = dict(zip(_OF_PROFILE, row, strict=True))
    values["client_type"] = ClientType(values["client_type"])
    values["gender"] = values["gender"] and Gender(values["gender"])
    for name in ("born_on", "id_expires_on", "opened_on"):
        values[name] = _day(values[name])
    return ClientProfile(**values)


def _in_force(overrides: Sequence[TierOverride], as_of: date) -> OverrideLine | None:
    """The one that counts on a day: the newest of those in force."""
    for one in reversed(overrides):
        if is_in_force(one, as_of):
            return OverrideLine(one.tier, one.reason, one.approver, one.from_on, one.until_on)
    return None


def holding_line(row: Sequence[Any]) -> HoldingLine:
    """A holding of a row of code, name, grade, day, units, value, cost, lock, weights as JSON."""
    code, name, r_level, as_of, units, value_fen, cost_fen, locked, exposure = row
    return HoldingLine(
        code,
        name,
        r_level and RiskGrade(r_level),
        from_day(as_of),
        units,
        value_fen,
        cost_fen,
        _day(locked),
        {AssetClass(each): weight for each, weight in json.loads(exposure).items()},
    )


def _by_kind(revenue: Sequence[tuple[int, int, str]], start: int) -> list[RevenueLine]:
    """Revenue of the window by kind, the largest first."""
    totals: dict[str, int] = {}
    for day, fen, kind in revenue:
        if day > start:
            totals[kind] = totals.get(kind, 0) + fen
    return [
        RevenueLine(kind, fen) for kind, fen in sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    ]


def _day(value: int | None) -> date | None:
    return None if value is None else from_day(value)
