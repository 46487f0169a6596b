"""Scores at the ends of months: kept for the whole book at every roll, counted for one client's chart.

A kept snapshot tells what was known when it was taken. The chart of one client is counted from its
records as they are now, so that it always agrees with the figures of the same date.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from advisor_desk.domain.dates import from_day, months_before, to_day
from advisor_desk.domain.review import SnapshotPoint
from advisor_desk.domain.standing import AssetFacts, PurchaseFacts, Standing
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.override import TierOverride
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.standing import ClientFacts, stand
from advisor_desk.rules.tier import AssetHistory, tier_effective
from advisor_desk.rules.window import window_start
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recount import Recount
from advisor_desk.storage.recount_purchases import median_gap_x2, needs_cadence
from advisor_desk.storage.standings_rows import score_cells

RulesOn = Callable[[date], RuleSet]
"""The rules in force on a date."""

CHART_MONTHS = 24

_COLUMNS = (
    "client_id, as_of, rules_version, tier, tier_variant, is_provisional, avg20_fen, aum_fen, a, f, b, "
    "group_code, group_paper_mid, classic_r, classic_f, classic_m, state, labels, action, tags"
)
_KEEP = (
    f"INSERT OR REPLACE INTO score_snapshot ({_COLUMNS}) "  # noqa: S608
    f"VALUES ({', '.join('?' * len(_COLUMNS.split(', ')))})"
)


@dataclass(frozen=True, slots=True)
class Purchase:
    """One purchase as stored: `sip_month` and `plan_no` only for an instalment of a plan."""

    on_day: int
    amount_fen: int
    sip_month: int | None
    plan_no: str | None


@dataclass(frozen=True, slots=True)
class Records:
    """All records of one client that its scores rest on, each in the order of its days."""

    client: ClientFacts
    opened_on: date | None
    purchases: Sequence[Purchase]
    revenue: Sequence[tuple[int, int, int]]
    """(day, fen, 1 when estimated)."""
    assets: Sequence[tuple[int, int]]
    overrides: Sequence[TierOverride]


def month_ends(as_of: date, months: int) -> list[date]:
    """The last `months` ends of months up to and including `as_of`, oldest first."""
    first = (as_of + timedelta(days=1)).replace(day=1)
    return [months_before(first, back) - timedelta(days=1) for back in range(months - 1, -1, -1)]


def keep(
    connection: Connection, as_of: date, rules_on: RulesOn, trading: TradingDays, months: int = 1
) -> list[date]:
    """Keep the snapshots of the last ends of months that the book does not have yet; returns their dates."""
    start = first_day(connection)
    kept: list[date] = []
    for end in month_ends(as_of, months):
        known = connection.execute("SELECT 1 FROM score_snapshot WHERE as_of = ? LIMIT 1", (to_day(end),))
        if start is None or to_day(end) < start or known.fetchone():
            continue
        counted = Recount(connection, end, rules_on(end), trading).book()
        connection.executemany(_KEEP, (_row(found.standing) for found in counted))
        kept.append(end)
    return kept


def history(records: Records, as_of: date, rules_on: RulesOn, trading: TradingDays) -> list[SnapshotPoint]:
    """One client's scores at the ends of months, from the first that has any record of the client."""
    starts = [part[0][0] for part in (records.revenue, records.assets) if part]
    starts += [records.purchases[0].on_day] if records.purchases else []
    if not starts:
        return []
    ends = [end for end in month_ends(as_of, CHART_MONTHS) if to_day(end) >= min(starts)]
    past = _Past(records, trading)
    return [_point(past.standing(end, rules_on(end))) for end in ends]


class _Past:
    """Counts one client on several dates from its records in memory."""

    def __init__(self, records: Records, trading: TradingDays) -> None:
        self._records = records
        self._trading = trading
        self._days = [bought.on_day for bought in records.purchases]
        self._earned_days = [entry[0] for entry in records.revenue]
        self._asset_days = [day for day, _ in records.assets]
        self._lifetime = list(_running_count(records.purchases))

    def standing(self, as_of: date, rules: RuleSet) -> Standing:
        """The standing on a date: the same as counted in SQL."""
        records = self._records
        history = AssetHistory(records.assets, self._trading)
        override = None
        for one in records.overrides:
            if one.from_on <= as_of <= one.until_on:
                override = one
        tier = tier_effective(records.client.client_type, history, as_of, rules, override)
        at = bisect_right(self._asset_days, to_day(as_of))
        last = records.assets[at - 1] if at else None
        assets = AssetFacts(
            last and last[1], None if last is None else from_day(last[0]), tier.sum20_fen, tier.days20
        )
        return stand(records.client, self._facts(as_of, rules), assets, tier, as_of, rules)

    def _facts(self, as_of: date, rules: RuleSet) -> PurchaseFacts:
        records, start = self._records, to_day(window_start(as_of, rules.window.months))
        upto, since = bisect_right(self._days, to_day(as_of)), bisect_right(self._days, start)
        earned = records.revenue[
            bisect_right(self._earned_days, start) : bisect_right(self._earned_days, to_day(as_of))
        ]
        inside = records.purchases[since:upto]
        lifetime = self._lifetime[upto]
        last_day = self._days[upto - 1] if upto else None
        gap = None
        if last_day is not None and needs_cadence(lifetime, to_day(as_of) - last_day, rules.state):
            gap = median_gap_x2(sorted(set(self._days[:upto])))
        return PurchaseFacts(
            records.opened_on,
            None if last_day is None else from_day(last_day),
            lifetime,
            gap,
            list(_running_count(inside))[-1],
            sum(bought.amount_fen for bought in inside),
            sum(fen for _, fen, _ in earned),
            any(estimated for _, _, estimated in earned),
        )


def _running_count(purchases: Sequence[Purchase]) -> Iterator[int]:
    """How many purchases the first 0, 1, 2… trades are, each plan once in a calendar month."""
    seen: set[tuple[str | None, int]] = set()
    count = 0
    yield count
    for bought in purchases:
        if bought.sip_month is None:
            count += 1
        elif (key := (bought.plan_no, bought.sip_month)) not in seen:
            seen.add(key)
            count += 1
        yield count


def _point(standing: Standing) -> SnapshotPoint:
    return SnapshotPoint(
        standing.as_of,
        standing.tier.value,
        standing.a,
        standing.f,
        standing.b,
        standing.group.value,
        standing.state.value,
        standing.avg20_fen,
    )


def _row(standing: Standing) -> tuple[object, ...]:
    return (
        standing.client_id,
        to_day(standing.as_of),
        standing.rules_version,
        standing.tier.value,
        standing.tier_variant and standing.tier_variant.value,
        int(standing.is_provisional),
        standing.avg20_fen,
        standing.assets.aum_fen,
        *score_cells(standing),
    )


def first_day(connection: Connection) -> int | None:
    """The first day of which the book holds assets or purchases."""
    found = connection.execute(
        "SELECT min(day) FROM (SELECT min(on_day) AS day FROM daily_asset UNION ALL "
        "SELECT min(on_day) FROM trade INDEXED BY trade_purchase WHERE is_purchase = 1)"
    ).fetchone()[0]
    return None if found is None else int(found)
