"""The short way for a change of contacts, rhythm, complaints or refusals alone: only its columns move.

Tier, group, state and the rest stand in the kept row already, which equals a recount; so a contact costs one
small read and the three columns that move. The result is that of `standings.refresh`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from itertools import compress
from operator import ne
from typing import Any

from advisor_desk.domain.client import Group, LifeState, Tier
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.service_due import cadence_of
from advisor_desk.storage import standings
from advisor_desk.storage.effective_contacts import IS_PAUSED, LAST_CONTACT
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.standing_facets import CONTACT_OVERDUE

_FEW = 200

_READ = f"""
SELECT {LAST_CONTACT}, standing.opened_on, standing.tier, standing.group_code, standing.state,
    client_care.cadence_days, {IS_PAUSED},
    standing.last_contact_on, standing.next_due_on, standing.facets
FROM standing LEFT JOIN client_care ON client_care.client_id = standing.client_id
WHERE standing.client_id = :client_id
    AND :basis = (SELECT value FROM book_meta WHERE key = 'standing_basis')
"""  # noqa: S608 - constants
_MOVING = ("last_contact_on", "next_due_on", "facets")
"""The columns that a contact may move, the last of those read and in the order of `_renewed`."""


def refresh_after_contacts(
    connection: Connection, client_ids: Collection[int], as_of: date, rules: RuleSet, trading: TradingDays
) -> list[int]:
    """Bring clients up to date of whom only contacts, rhythm, complaints or refusals have changed.

    Returns those whose row changed. Belongs into the transaction of the change; falls back to
    `standings.refresh` for many clients and when the kept rows are of another day.
    """
    if len(client_ids) > _FEW:
        return standings.refresh(connection, client_ids, as_of, rules, trading)
    given = {"as_of": to_day(as_of), "basis": standings.Basis(as_of, rules.version).text()}
    changed: list[int] = []
    for client_id in sorted(client_ids):
        row = connection.execute(_READ, {**given, "client_id": client_id}).fetchone()
        if row is None:
            changed += standings.refresh(connection, (client_id,), as_of, rules, trading)
            continue
        after = _renewed(row, to_day(as_of), rules)
        before = row[-len(_MOVING) :]
        if after != before:
            # `facets` stands in every sort index: naming it for nothing would write all of them.
            moved = tuple(map(ne, before, after))
            connection.execute(_statement(moved), (*compress(after, moved), client_id))
            changed.append(client_id)
    return changed


@lru_cache(maxsize=8)
def _statement(moved: tuple[bool, ...]) -> str:
    sets = ", ".join(f"{name} = ?" for name in compress(_MOVING, moved))
    return f"UPDATE standing SET {sets} WHERE client_id = ?"  # noqa: S608 - names of columns


def is_late(due: int | None, today: int, *, is_paused: bool) -> bool:
    """True after the last day in time, unless something suspends the rhythm."""
    return due is not None and due < today and not is_paused


def _renewed(row: tuple[Any, ...], today: int, rules: RuleSet) -> tuple[Any, ...]:
    contacted_on, opened_on, tier, group, state, own_days, is_paused, _, _, facets = row
    days = own_days or cadence_of(Tier(tier), Group(group), LifeState(state), rules).days
    since = opened_on if contacted_on is None else contacted_on
    due = None if since is None else since + days
    bits = facets & ~CONTACT_OVERDUE
    return contacted_on, due, bits | CONTACT_OVERDUE if is_late(due, today, is_paused=is_paused) else bits
