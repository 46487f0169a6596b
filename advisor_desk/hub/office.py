"""What head office keeps of itself: who this hub is, which branches there are, the journal of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.errors import UserCanFix
from advisor_desk.sqltypes import utc_text
from advisor_desk.wire.rows import compact
from advisor_desk.wire.version import FIRM_BRANCH

_BRANCH_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,24}")
_EPOCH: Final = "epoch"
_KEYS_MARK: Final = "keys"
_BRANCH: Final = "branch:"
OFFICE: Final = "head office"
"""Who does what is done at the hub's own command line."""

_READ = sa.text("SELECT value FROM hub_meta WHERE branch_id = :b AND key = :key")
_KEYS = sa.text("SELECT key FROM hub_meta WHERE branch_id = :b ORDER BY key")
_KEEP = sa.text(
    "INSERT INTO hub_meta (branch_id, key, value) VALUES (:b, :key, :value) "
    "ON CONFLICT (branch_id, key) DO UPDATE SET value = excluded.value"
)
_KEEP_FIRST = sa.text(
    "INSERT INTO hub_meta (branch_id, key, value) VALUES (:b, :key, :value) "
    "ON CONFLICT (branch_id, key) DO NOTHING"
)
_NOTE = sa.text(
    "INSERT INTO journal (branch_id, id, at, who, deed, body) VALUES (:b, :id, :at, :who, :deed, :body) "
    "ON CONFLICT (branch_id, id) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal: what was done, when (UTC text), by whom. Of a client only its number."""

    id: str
    at: str
    deed: str
    body: Mapping[str, Any] = field(default_factory=dict)
    who: str = OFFICE


def note(connection: sa.Connection, branch: str, entry: Entry) -> None:
    """Write a line into a branch's journal."""
    connection.execute(
        _NOTE,
        {
            "b": branch,
            "id": entry.id,
            "at": entry.at,
            "who": entry.who,
            "deed": entry.deed,
            "body": compact(dict(entry.body)),
        },
    )


def utc(seconds: float) -> str:
    """The stored form of an instant given in seconds since 1970."""
    return utc_text(datetime.fromtimestamp(seconds, UTC))


def meta(connection: sa.Connection, branch: str, key: str) -> str | None:
    """A value that the hub keeps of a branch."""
    return connection.execute(_READ, {"b": branch, "key": key}).scalar()


def keep_meta(connection: sa.Connection, branch: str, key: str, value: str) -> None:
    """Keep a value of a branch in place of an earlier one."""
    connection.execute(_KEEP, {"b": branch, "key": key, "value": value})


def epoch(connection: sa.Connection) -> str:
    """Who this hub is since it was last restored; empty before it was first asked."""
    return meta(connection, FIRM_BRANCH, _EPOCH) or ""


def begin_epoch(connection: sa.Connection, new: str) -> None:
    """Become a hub of another epoch: every desk starts its scopes anew and sends what may be lost."""
    keep_meta(connection, FIRM_BRANCH, _EPOCH, new)


def first_epoch(connection: sa.Connection, new: str) -> str:
    """`new` for a hub that has none yet; its epoch."""
    connection.execute(_KEEP_FIRST, {"b": FIRM_BRANCH, "key": _EPOCH, "value": new})
    return epoch(connection)


def keys_mark(connection: sa.Connection) -> str:
    """Which keys the hub signs with (`own_keys.mark_of`); empty before they were first seen."""
    return meta(connection, FIRM_BRANCH, _KEYS_MARK) or ""


def first_keys_mark(connection: sa.Connection, mark: str) -> str:
    """`mark` for a hub that has none yet; its mark."""
    connection.execute(_KEEP_FIRST, {"b": FIRM_BRANCH, "key": _KEYS_MARK, "value": mark})
    return keys_mark(connection)


def keep_keys_mark(connection: sa.Connection, mark: str) -> None:
    """From now on the hub signs with other keys."""
    keep_meta(connection, FIRM_BRANCH, _KEYS_MARK, mark)


def register_branch(connection: sa.Connection, branch: str) -> None:
    """Note that there is such a branch. Raises as `demand_branch`."""
    demand_branch(branch)
    connection.execute(_KEEP_FIRST, {"b": FIRM_BRANCH, "key": f"{_BRANCH}{branch}", "value": branch})


def demand_branch(branch: str) -> None:
    """Raises UserCanFix("hub.branch_invalid") for what is no branch's id; the firm's own is none."""
    if _BRANCH_ID.fullmatch(branch) is None or branch == FIRM_BRANCH:
        raise UserCanFix("hub.branch_invalid")


def branches(connection: sa.Connection) -> list[str]:
    """Every branch that has an advisor or a client, in order; not the firm's own."""
    keys = connection.execute(_KEYS, {"b": FIRM_BRANCH}).scalars()
    return sorted(key.removeprefix(_BRANCH) for key in keys if key.startswith(_BRANCH))
