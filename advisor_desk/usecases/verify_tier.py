"""One case of the `tier` table: assets, a history of trading days or a birth date in, tiers and tags out.

`history` holds runs of trading days that end on `as_of`, oldest first: `1000000x20|899000x59` is twenty
days at one million yuan, then fifty-nine at 899,000. `previous` is the tier held before the first of them.
A case without `assets_yuan` has no static result, one without `history` no effective one.
"""

import re
from collections.abc import Mapping
from datetime import date

from advisor_desk.domain.client import ClientType, Tag, Tier, TierVariant
from advisor_desk.domain.dates import complete_years, to_day
from advisor_desk.domain.money import yuan
from advisor_desk.domain.standing import AssetFacts, PurchaseFacts
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.override import TierOverride
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.standing import ClientFacts, stand
from advisor_desk.rules.tier import AssetHistory, EffectiveTier, tier_effective, tier_static
from advisor_desk.rules.upgrade import next_tier
from advisor_desk.rules.young import young_age
from advisor_desk.usecases.case_table import CaseRow, Layout

_OVERRIDE = ("override_tier", "override_reason", "override_approver", "override_from", "override_until")
_STATIC = ("exp_static_tier", "exp_static_variant")
_EFFECTIVE = (
    "exp_tier",
    "exp_variant",
    "exp_avg20_fen",
    "exp_days20",
    "exp_flags",
    "exp_tags",
    "exp_gap_fen",
)
_AGE = ("exp_age", "exp_is_young")
TIER_LAYOUT = Layout(
    needed=frozenset({"as_of", "client_type"}),
    optional=frozenset({"assets_yuan", "history", "previous", "born_on", *_OVERRIDE}),
    expected=frozenset({*_STATIC, *_EFFECTIVE, *_AGE}),
)
_RUN = re.compile(r"(-?[0-9]{1,13}(?:\.[0-9]{1,2})?)x([0-9]{1,4})")
_FLAGS = {
    "tier.provisional": "PROVISIONAL",
    "tier.negative_assets": "NEGATIVE",
    "tier.held": "HELD",
    "tier.overridden": "OVERRIDDEN",
    "tier.override_refused": "OVERRIDE_REFUSED",
}
_OVERLAYS = frozenset({Tag.YOUNG_POTENTIAL, Tag.UPGRADE_NEAR, Tag.HNW_PLUS})


def tier_results(row: CaseRow, rules: RuleSet, trading: TradingDays) -> Mapping[str, str]:
    """What the rules make of a case. Raises UserCanFix for a cell that cannot be read."""
    as_of, client_type = row.day("as_of"), row.code("client_type", ClientType)
    results = dict.fromkeys((*_STATIC, *_EFFECTIVE, *_AGE), "")
    if row.text("assets_yuan"):
        static = tier_static(client_type, row.fen("assets_yuan"), rules)
        results |= zip(_STATIC, (static.tier.value, _text(static.variant)), strict=True)
    born_on = row.day_or_none("born_on")
    if born_on is not None:
        is_young = young_age(client_type, born_on, as_of, rules) is not None
        results |= zip(_AGE, (str(complete_years(born_on, as_of)), str(int(is_young))), strict=True)
    if row.text("history"):
        history = _history(row, as_of, trading)
        found = tier_effective(client_type, history, as_of, rules, _override(row))
        client = ClientFacts(0, client_type, born_on)
        results |= zip(_EFFECTIVE, _effective(client, found, as_of, rules), strict=True)
    return results


def _effective(client: ClientFacts, found: EffectiveTier, as_of: date, rules: RuleSet) -> tuple[str, ...]:
    standing = stand(client, PurchaseFacts(None), AssetFacts(), found, as_of, rules)
    above = next_tier(client.client_type, found.tier, found.sum20_fen, found.days20, rules)
    return (
        found.tier.value,
        _text(found.variant),
        str(found.avg20_fen),
        str(found.days20),
        "|".join(_FLAGS[code] for code, _ in found.reasons if code in _FLAGS),
        "|".join(tag for tag in standing.tags if tag in _OVERLAYS),
        "" if above is None else str(above.gap_fen),
    )


def _text(variant: TierVariant | None) -> str:
    return "" if variant is None else variant.value


def _history(row: CaseRow, as_of: date, trading: TradingDays) -> AssetHistory:
    values: list[int] = []
    for part in row.text("history").split("|"):
        run = _RUN.fullmatch(part.strip())
        if run is None or int(run[2]) == 0:
            raise row.fault("history", "not_a_history")
        values += [yuan(run[1])] * int(run[2])
    days = trading.last(to_day(as_of), len(values))
    held_before = row.code("previous", Tier) if row.text("previous") else Tier.RETAIL
    return AssetHistory(list(zip(days, values, strict=True)), trading, held_before)


def _override(row: CaseRow) -> TierOverride | None:
    if not row.text("override_tier"):
        return None
    return TierOverride(
        row.code("override_tier", Tier),
        row.text("override_reason"),
        row.text("override_approver"),
        row.day("override_from"),
        row.day("override_until"),
    )
