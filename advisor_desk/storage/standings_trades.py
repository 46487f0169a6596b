"""The short way for a change that touched trades alone: only purchases are counted again.

Assets, revenue, tier, assessment and contacts stand in the kept row already, which equals a recount.
So one trade costs two small reads and one row; the result is the same as that of `standings.refresh`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from advisor_desk.domain.client import ClientType, RiskLevel
from advisor_desk.domain.dates import from_day
from advisor_desk.domain.standing import PurchaseFacts, Standing
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.service_due import next_due
from advisor_desk.rules.standing import ClientFacts, stand
from advisor_desk.rules.tier import EffectiveTier
from advisor_desk.storage import recount_purchases, standings
from advisor_desk.storage import standing_facets as facet
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recount_purchases import Bought, Scope
from advisor_desk.storage.standings_rows import COLUMNS, ListFacts, Row, to_figures, to_row

_AT = {name: place for place, name in enumerate(COLUMNS)}
_TIER_REASONS = _AT["tier_reasons"]
_LISTED = tuple(
    _AT[name]
    for name in (
        "client_no",
        "name",
        "name_key",
        "client_type",
        "c_level",
        "c_level_expires_on",
        "last_contact_on",
        "facets",
    )
)
_READ = (
    f"SELECT {', '.join(COLUMNS)}, (SELECT born_on FROM client WHERE client.id = standing.client_id) "  # noqa: S608
    "FROM standing WHERE client_id = ?"
)
_FEW = 200


def refresh_after_trades(
    connection: Connection, client_ids: Collection[int], as_of: date, rules: RuleSet, trading: TradingDays
) -> list[int]:
    """Bring clients up to date of whom nothing but trades has changed. Returns those whose row changed.

    Belongs into the transaction of the change; falls back to `standings.refresh` for many clients and
    when the kept rows are of another day.
    """
    if len(client_ids) > _FEW or not standings.is_kept_for(connection, as_of, rules):
        return standings.refresh(connection, client_ids, as_of, rules, trading)
    changed: list[int] = []
    for client_id in sorted(client_ids):
        row = connection.execute(_READ, (client_id,)).fetchone()
        if row is None:
            changed += standings.refresh(connection, (client_id,), as_of, rules, trading)
            continue
        kept, born_on = row[:-1], row[-1]
        found = recount_purchases.purchases(connection, Scope(client_id, client_id, as_of, rules))
        renewed = _renewed(kept, born_on, found.get(client_id), rules)
        if renewed != kept:
            standings.update(connection, kept, renewed)
            changed.append(client_id)
    return changed


def _renewed(kept: Row, born_on: int | None, bought: Bought | None, rules: RuleSet) -> Row:
    old = to_figures(kept)
    client_no, name, key, kind, level, expires_on, contacted, facets = (kept[place] for place in _LISTED)
    client = ClientFacts(old.client_id, ClientType(kind), None if born_on is None else from_day(born_on))
    standing = stand(client, _facts(old, bought), old.assets, _same_tier(old), old.as_of, rules)
    last = None if contacted is None else from_day(contacted)
    opened_on = old.purchases.opened_on
    due = next_due(last, opened_on, standing.tier, standing.group, standing.state, rules)
    bits = facets & facet.ASSESSMENT_DUE
    if facet.is_past(due, old.as_of):
        bits |= facet.CONTACT_OVERDUE
    listed = ListFacts(
        client_no,
        name,
        key,
        client.client_type,
        None if level is None else RiskLevel(level),
        None if expires_on is None else from_day(expires_on),
        last,
        due,
        bits,
    )
    return to_row(standing, listed, kept[_TIER_REASONS])


def _facts(old: Standing, bought: Bought | None) -> PurchaseFacts:
    before = old.purchases
    if bought is None:
        return PurchaseFacts(
            before.opened_on,
            window_benefit_fen=before.window_benefit_fen,
            benefit_is_estimated=before.benefit_is_estimated,
        )
    return PurchaseFacts(
        before.opened_on,
        from_day(bought.last_day),
        bought.lifetime,
        bought.median_gap_x2,
        bought.in_window,
        bought.amount_fen,
        before.window_benefit_fen,
        before.benefit_is_estimated,
    )


def _same_tier(old: Standing) -> EffectiveTier:
    """The tier as kept; its reasons are kept beside it as they are."""
    return EffectiveTier(
        tier=old.tier,
        variant=old.tier_variant,
        is_provisional=old.is_provisional,
        sum20_fen=old.assets.sum20_fen,
        days20=old.assets.days20,
        by_rule=old.tier,
        reasons=(),
    )
