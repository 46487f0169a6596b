"""The short way for a change that touched trades alone: only purchases are counted again.

Assets, revenue, tier, assessment and contacts stand in the kept row already, which equals a recount;
so one trade costs one small read and the columns that move. The result is that of `standings.refresh`.
What runs here runs between two waits for the disk, when every line of Python is slow: it works on the
row as it is and builds no records.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import compress
from operator import ne
from typing import Any

from advisor_desk.domain.client import CareAction, Group, LifeState, Tag, Tier, ValueLabel
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.decision import Decision, decide
from advisor_desk.rules.figures import Figures
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.score_reasons import score_reasons
from advisor_desk.rules.service_due import cadence_of
from advisor_desk.rules.window import window_days, window_start
from advisor_desk.storage import standings
from advisor_desk.storage.effective_contacts import IS_PAUSED
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recount_purchases import needs_cadence, rhythm
from advisor_desk.storage.standing_facets import CONTACT_OVERDUE, FACETS, mask
from advisor_desk.storage.standings_contacts import is_late
from advisor_desk.storage.standings_rows import write_json

_FEW = 200

_KEPT = (
    "opened_on",
    "window_benefit_fen",
    "benefit_is_estimated",
    "tier",
    "last_contact_on",
    "facets",
    "tags",
    "reasons",
)
_MOVING = (
    "last_purchase_on",
    "lifetime_purchases",
    "median_gap_x2",
    "window_purchases",
    "window_amount_fen",
    "recency_days",
    "a",
    "f",
    "b",
    "group_code",
    "group_paper_mid",
    "classic_r",
    "classic_f",
    "classic_m",
    "state",
    "labels",
    "action",
    "tags",
    "reasons",
    "composite",
    "next_due_on",
    "classic_key",
    "facets",
)
"""The columns that a trade may move, in the order of `_renewed`."""

_READ = f"""
SELECT bought.*, client_care.cadence_days, {IS_PAUSED},
    {", ".join(f"standing.{name}" for name in (*_KEPT, *_MOVING))}
FROM standing LEFT JOIN client_care ON client_care.client_id = standing.client_id CROSS JOIN (
    SELECT max(on_day),
        count(*) - count(sip_month) + count(DISTINCT plan_no || '/' || sip_month),
        count(*) FILTER (WHERE on_day > :start AND sip_month IS NULL)
            + count(DISTINCT plan_no || '/' || sip_month) FILTER (WHERE on_day > :start),
        ifnull(sum(amount_fen) FILTER (WHERE on_day > :start), 0)
    FROM trade INDEXED BY trade_purchase
    WHERE is_purchase = 1 AND client_id = :client_id AND on_day <= :as_of
) AS bought
WHERE standing.client_id = :client_id
    AND :basis = (SELECT value FROM book_meta WHERE key = 'standing_basis')
"""  # noqa: S608 - names of columns
_COUNTED = 4
_CARED = _COUNTED + 2

_OF_ASSETS_AND_AGE = (Tag.YOUNG_POTENTIAL, Tag.UPGRADE_NEAR, Tag.HNW_PLUS)
"""Tags that no trade gives or takes; they follow the others."""
_REASONS_AFTER = tuple(f'["tag.{tag.lower()}"' for tag in _OF_ASSETS_AND_AGE)
_FIRST_SCORE = '["score.'
_MOVING_BITS = (
    mask((*Group, *LifeState, *ValueLabel, *CareAction))
    | mask(tag for tag in Tag if tag not in _OF_ASSETS_AND_AGE)
    | CONTACT_OVERDUE
)


def refresh_after_trades(
    connection: Connection, client_ids: Collection[int], as_of: date, rules: RuleSet, trading: TradingDays
) -> list[int]:
    """Bring clients up to date of whom nothing but trades has changed. Returns those whose row changed.

    Belongs into the transaction of the change; falls back to `standings.refresh` for many clients and
    when the kept rows are of another day.
    """
    if len(client_ids) > _FEW:
        return standings.refresh(connection, client_ids, as_of, rules, trading)
    day = _day(as_of, rules)
    changed: list[int] = []
    for client_id in sorted(client_ids):
        row = connection.execute(_READ, {**day.given, "client_id": client_id}).fetchone()
        if row is None:
            changed += standings.refresh(connection, (client_id,), as_of, rules, trading)
            continue
        before = row[_CARED + len(_KEPT) :]
        after = _renewed(connection, client_id, row, day)
        if after != before:
            _write(connection, client_id, before, after)
            changed.append(client_id)
    return changed


@dataclass(frozen=True, slots=True)
class _Day:
    """What is the same for every client of a day."""

    today: int
    window_days: int
    rules: RuleSet
    given: Mapping[str, int | str]


@lru_cache(maxsize=8)
def _day(as_of: date, rules: RuleSet) -> _Day:
    months, today = rules.window.months, to_day(as_of)
    given: dict[str, int | str] = {
        "as_of": today,
        "start": to_day(window_start(as_of, months)),
        "basis": standings.Basis(as_of, rules.version).text(),
    }
    return _Day(today, window_days(as_of, months), rules, given)


def _renewed(connection: Connection, client_id: int, row: tuple[Any, ...], day: _Day) -> tuple[Any, ...]:
    """The values of `_MOVING` after the trades."""
    last_day, lifetime, purchases, amount_fen = row[:_COUNTED]
    kept = row[_CARED : _CARED + len(_KEPT)]
    opened_on, benefit_fen, estimated, tier_code, contacted_on, facets, tags, reasons = kept
    today, rules = day.today, day.rules
    recency = None if last_day is None else today - last_day
    median = None
    if recency is not None and needs_cadence(lifetime, recency, rules.state):
        median = rhythm(connection, client_id, today, rules.state)[1]
    tenure = None if opened_on is None else today - opened_on
    one = Figures(tenure, recency, lifetime, median, purchases, amount_fen, benefit_fen)
    tier = Tier(tier_code)
    made = decide(one, tier, day.window_days, rules)
    days = row[_COUNTED] or cadence_of(tier, made.group, made.state, rules).days
    since = opened_on if contacted_on is None else contacted_on
    due = None if since is None else since + days
    r, f, m = made.classic.r, made.classic.f, made.classic.m
    return (
        last_day,
        lifetime,
        median,
        purchases,
        amount_fen,
        recency,
        made.a,
        made.f,
        made.b,
        made.group.value,
        made.group_paper_mid.value,
        r,
        f,
        m,
        made.state.value,
        " ".join(made.labels),
        made.action.value,
        _tags(made, tags),
        _spliced(reasons, write_json(score_reasons(one, made, tier, estimated == 1, rules))),
        made.a + made.f + made.b,
        due,
        r * 100 + f * 10 + m,
        _facets(facets, made, is_overdue=is_late(due, today, is_paused=row[_COUNTED + 1])),
    )


def _tags(made: Decision, before: str) -> str:
    kept = before.split()
    return " ".join((*made.tags, *(tag for tag in _OF_ASSETS_AND_AGE if tag in kept)))


def _spliced(before: str, scores: str) -> str:
    """The reasons with those of the scores exchanged: others stand before and after them."""
    head = before[1 : before.index(_FIRST_SCORE)]
    ends = [at for mark in _REASONS_AFTER if (at := before.find(mark)) >= 0]
    tail = "," + before[min(ends) : -1] if ends else ""
    return f"[{head}{scores[1:-1]}{tail}]"


def _facets(before: int, made: Decision, *, is_overdue: bool) -> int:
    bits = before & ~_MOVING_BITS
    bits |= FACETS[made.group] | FACETS[made.state] | FACETS[made.action]
    for code in (*made.labels, *made.tags):
        bits |= FACETS[code]
    return bits | CONTACT_OVERDUE if is_overdue else bits


def _write(connection: Connection, client_id: int, before: tuple[Any, ...], after: tuple[Any, ...]) -> None:
    moved = tuple(map(ne, before, after))
    connection.execute(_statement(moved), (*compress(after, moved), client_id))


@lru_cache(maxsize=512)
def _statement(moved: tuple[bool, ...]) -> str:
    sets = ", ".join(f"{name} = ?" for name in compress(_MOVING, moved))
    return f"UPDATE standing SET {sets} WHERE client_id = ?"  # noqa: S608 - names of columns
