"""Where every client stands, kept up to date in the transaction that changes the data.

`refresh` counts the clients that a change touched and writes what differs, so one trade touches one
row and the sort indexes of the figures that moved. What is kept always equals `storage.recount`.
All rows are of one day and one version of the rules; `basis` says which.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import compress
from operator import and_, ne
from typing import TYPE_CHECKING, NamedTuple

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.standing import Standing
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.assessment import AssessmentState, assessment_state, expires_on
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.service_due import next_due
from advisor_desk.storage import standing_facets as facet
from advisor_desk.storage.collection_pause import no_collection
from advisor_desk.storage.effective_contacts import EFFECTIVE, IS_REFUSED
from advisor_desk.storage.kept_scores import COLUMNS as SCORE_COLUMNS
from advisor_desk.storage.kept_scores import Basis as Basis
from advisor_desk.storage.kept_scores import basis as basis
from advisor_desk.storage.kept_scores import scores as scores
from advisor_desk.storage.recount import Counted, Recount
from advisor_desk.storage.recount_scope import spans
from advisor_desk.storage.standings_rows import (
    COLUMNS,
    OF_STANDING,
    ListFacts,
    Row,
    name_key,
    to_figures,
    to_row,
    to_standing,
)

if TYPE_CHECKING:
    from advisor_desk.storage.engine import Connection

SORT_COLUMNS = (
    "name_key",
    "client_no",
    "tier_rank",
    "aum_fen",
    "avg20_fen",
    "change30_bp",
    "aum_on",
    "composite",
    "classic_key",
    "c_level_rank",
    "last_contact_on",
    "next_due_on",
)
"""Columns with an index, as those of `kept_scores`. Writing one costs an index entry, so an update names
only those that moved."""

_FEW = 200

_ASSESSED = """
SELECT client_id, max(taken_on), c_level FROM assessment
WHERE client_id BETWEEN :lowest AND :highest AND taken_on <= :as_of GROUP BY client_id
"""
_CONTACTED = f"""
SELECT client_id, max(on_day) FROM interaction INDEXED BY interaction_client
WHERE client_id BETWEEN :lowest AND :highest AND on_day <= :as_of AND {EFFECTIVE}
GROUP BY client_id
"""  # noqa: S608 - a constant
_CARED = """
SELECT client_id, cadence_days, complaint_on IS NOT NULL AND complaint_on <= :as_of FROM client_care
WHERE client_id BETWEEN :lowest AND :highest
"""
_REFUSED = f"""
SELECT client_id FROM consent
WHERE client_id BETWEEN :lowest AND :highest AND purpose = 'MARKETING' AND given_on <= :as_of
GROUP BY client_id HAVING {IS_REFUSED}
"""  # noqa: S608 - a constant

_ALL = ", ".join(COLUMNS)
_READ = f"SELECT {', '.join(OF_STANDING)} FROM standing"  # noqa: S608
_READ_FIGURES = f"SELECT {', '.join(OF_STANDING[:-2])} FROM standing ORDER BY client_id"  # noqa: S608
_READ_OLD = f"SELECT {_ALL} FROM standing WHERE client_id BETWEEN ? AND ?"  # noqa: S608
_INSERT = f"INSERT INTO standing ({_ALL}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608
_IS_SORTED = tuple(name in {*SORT_COLUMNS, *SCORE_COLUMNS[1:], "facets"} for name in COLUMNS)
_SORTED = tuple(compress(COLUMNS, _IS_SORTED))
_PLAIN = tuple(name for name in COLUMNS[1:] if name not in _SORTED)
_IS_PLAIN = tuple(name in _PLAIN for name in COLUMNS)


def roll(connection: Connection, as_of: date, rules: RuleSet, trading: TradingDays) -> list[int]:
    """Count every client on `as_of` and keep it. Returns the clients whose row changed.

    Runs inside the caller's transaction.
    """
    connection.execute(
        "INSERT INTO book_meta (key, value) VALUES ('standing_basis', ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (Basis(as_of, rules.version).text(),),
    )
    counting = _Keeping(connection, as_of, rules, trading)
    changed: list[int] = []
    with no_collection():
        for lowest, highest in spans(connection):
            changed += counting.renew(lowest, highest)
    return changed


def refresh(
    connection: Connection,
    client_ids: Collection[int] | None,
    as_of: date,
    rules: RuleSet,
    trading: TradingDays,
) -> list[int]:
    """Count again the clients that a change touched (None: all). Returns those whose row changed.

    Belongs into the transaction of the change. When the kept rows are of another day or version, all
    are counted, so that a list never mixes days.
    """
    if client_ids is None or not is_kept_for(connection, as_of, rules):
        return roll(connection, as_of, rules, trading)
    runs = _runs(client_ids)
    if len(runs) > _FEW and len(client_ids) * 20 > _clients(connection):
        return roll(connection, as_of, rules, trading)
    counting = _Keeping(connection, as_of, rules, trading)
    changed: list[int] = []
    for lowest, highest in runs:
        changed += counting.renew(lowest, highest)
    return changed


def _runs(client_ids: Collection[int]) -> list[tuple[int, int]]:
    """Ids that follow each other are counted together: clients that come at once have such."""
    runs: list[tuple[int, int]] = []
    for client_id in sorted(client_ids):
        if runs and runs[-1][1] == client_id - 1:
            runs[-1] = (runs[-1][0], client_id)
        else:
            runs.append((client_id, client_id))
    return runs


def forget(connection: Connection, client_ids: Collection[int]) -> None:
    """Remove all that is kept of clients that are about to be deleted."""
    for client_id in client_ids:
        connection.execute("DELETE FROM standing WHERE client_id = ?", (client_id,))
        connection.execute("DELETE FROM score_snapshot WHERE client_id = ?", (client_id,))
        # Found by rules alone: what a person did with one is an event, and keeps its client.
        connection.execute("DELETE FROM moment WHERE client_id = ?", (client_id,))
        connection.execute("DELETE FROM moment WHERE client_id = ?", (client_id,))


def current(connection: Connection) -> list[Standing]:
    """Every kept standing with its reasons, by client number."""
    with no_collection():
        rows = connection.execute(f"{_READ} INDEXED BY standing_client_no ORDER BY client_no").fetchall()
        return [to_standing(row) for row in rows]


def figures(connection: Connection) -> list[Standing]:
    """Every kept standing without its reasons, by client id: the quickest way to all figures."""
    with no_collection():
        return [to_figures(row) for row in connection.execute(_READ_FIGURES).fetchall()]


def one(connection: Connection, client_id: int) -> Standing | None:
    """The kept standing of a client."""
    row = connection.execute(f"{_READ} WHERE client_id = ?", (client_id,)).fetchone()
    return None if row is None else to_standing(row)


def as_of(
    connection: Connection, day: date, rules: RuleSet, trading: TradingDays, client_id: int | None = None
) -> list[Standing]:
    """Every standing (or one client's) on any day, counted from the raw rows, by client number."""
    recount = Recount(connection, day, rules, trading)
    with no_collection():
        counted = list(recount.book() if client_id is None else recount.between(client_id, client_id))
        counted.sort(key=lambda each: each.client_no)
        return [found.standing for found in counted]


class _Rhythm(NamedTuple):
    """What a client's next contact is counted from, beside its standing."""

    last: date | None
    own_days: int | None
    is_paused: bool


class _Keeping:
    """One pass of counting and writing what differs."""

    def __init__(self, connection: Connection, as_of: date, rules: RuleSet, trading: TradingDays) -> None:
        self._connection = connection
        self._as_of = as_of
        self._rules = rules
        self._recount = Recount(connection, as_of, rules, trading)

    def renew(self, lowest: int, highest: int) -> list[int]:
        """Count the clients of the range and write the rows that differ. Returns their ids."""
        connection = self._connection
        old = {row[0]: row for row in connection.execute(_READ_OLD, (lowest, highest))}
        added: list[Row] = []
        changed: list[int] = []
        for row in self._rows(lowest, highest):
            before = old.pop(row[0], None)
            if before is None:
                added.append(row)
            elif before != row:
                update(connection, before, row)
                changed.append(row[0])
        connection.executemany(_INSERT, added)
        forget(connection, old)
        return [*changed, *(row[0] for row in added), *old]

    def _rows(self, lowest: int, highest: int) -> Iterator[Row]:
        scope = {"lowest": lowest, "highest": highest, "as_of": to_day(self._as_of)}
        assessed = {row[0]: row[1:] for row in self._connection.execute(_ASSESSED, scope)}
        contacted = dict(self._connection.execute(_CONTACTED, scope))
        cared = {row[0]: row[1:] for row in self._connection.execute(_CARED, scope)}
        refused = {row[0] for row in self._connection.execute(_REFUSED, scope)}
        for counted in self._recount.between(lowest, highest):
            client_id = counted.standing.client_id
            last = contacted.get(client_id)
            own_days, complains = cared.get(client_id, (None, 0))
            is_paused = complains == 1 or client_id in refused
            rhythm = _Rhythm(None if last is None else from_day(last), own_days, is_paused)
            yield to_row(counted.standing, self._listed(counted, assessed.get(client_id), rhythm))

    def _listed(self, counted: Counted, assessed: tuple[int, str] | None, rhythm: _Rhythm) -> ListFacts:
        standing = counted.standing
        taken_on = from_day(assessed[0]) if assessed else None
        due = self._due(standing, rhythm)
        is_late = facet.is_past(due, self._as_of) and not rhythm.is_paused
        bits = facet.CONTACT_OVERDUE if is_late else 0
        if assessment_state(taken_on, self._as_of, self._rules) in _DUE_STATES:
            bits |= facet.ASSESSMENT_DUE
        return ListFacts(
            counted.client_no,
            counted.name,
            name_key(counted.name, counted.pinyin),
            counted.client_type,
            RiskLevel(assessed[1]) if assessed else None,
            None if taken_on is None else expires_on(taken_on, self._rules),
            rhythm.last,
            due,
            bits,
        )

    def _due(self, standing: Standing, rhythm: _Rhythm) -> date | None:
        """The last day in time. While something suspends the rhythm it is told, and nobody is late."""
        since = rhythm.last or standing.purchases.opened_on
        if rhythm.own_days is not None:
            return None if since is None else since + timedelta(days=rhythm.own_days)
        return next_due(since, None, standing.tier, standing.group, standing.state, self._rules)


_DUE_STATES = frozenset({AssessmentState.EXPIRING, AssessmentState.EXPIRED})


def update(connection: Connection, before: Row, row: Row) -> None:
    """Write what differs between two rows of `COLUMNS`."""
    moved = tuple(map(and_, _IS_SORTED, map(ne, before, row)))
    values = (*compress(row, _IS_PLAIN), *compress(row, moved), row[0])
    connection.execute(_update_statement(moved), values)


@lru_cache(maxsize=512)
def _update_statement(moved: tuple[bool, ...]) -> str:
    names = (*_PLAIN, *compress(COLUMNS, moved))
    return f"UPDATE standing SET {', '.join(f'{name} = ?' for name in names)} WHERE client_id = ?"  # noqa: S608


def is_kept_for(connection: Connection, as_of: date, rules: RuleSet) -> bool:
    """True when the kept rows are of this day and version."""
    return basis(connection) == Basis(as_of, rules.version)


def _clients(connection: Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM standing").fetchone()[0])
