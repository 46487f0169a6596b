"""One-time codes of the console and the sessions that they become. All stand under the firm's own branch."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from advisor_desk.hub.desk_register import code_hash
from advisor_desk.wire.version import FIRM_BRANCH

CODE_SECONDS: Final = 10 * 60
SESSION_SECONDS: Final = 8 * 60 * 60
_MARK: Final = f"{FIRM_BRANCH}."

_MAKE: Final = sa.text(
    "INSERT INTO console_code (branch_id, code_hash, who, made_at, until) "
    "VALUES (:b, :code, :who, :at, :until)"
)
_FORGET: Final = sa.text("DELETE FROM console_code WHERE branch_id = :b AND until < :before")
_USE: Final = sa.text(
    "UPDATE console_code SET used_at = :at WHERE branch_id = :b AND code_hash = :code "
    "AND used_at IS NULL AND ended_at IS NULL AND until >= :at RETURNING who"
)
_HOLDER: Final = sa.text(
    "SELECT who FROM console_code WHERE branch_id = :b AND code_hash = :code "
    "AND used_at >= :since AND ended_at IS NULL"
)
_END: Final = sa.text(
    "UPDATE console_code SET ended_at = :at "
    "WHERE branch_id = :b AND code_hash = :code AND ended_at IS NULL RETURNING who"
)
_END_ALL: Final = sa.text(
    "UPDATE console_code SET ended_at = :at WHERE branch_id = :b AND ended_at IS NULL "
    "AND (used_at >= :since OR (used_at IS NULL AND until >= :at)) RETURNING who"
)


def session_of(code: str) -> str:
    """What is kept of a code, which is also the id of the session that it opens."""
    typed = code.strip()
    return code_hash(typed if typed.startswith(_MARK) else _MARK + typed)


def make(connection: sa.Connection, code: str, who: str, at: str, until: str) -> None:
    """Let `who` sign in once with the code until `until` (UTC text)."""
    given = {"b": FIRM_BRANCH, "code": session_of(code), "who": who, "at": at, "until": until}
    connection.execute(_MAKE, given)


def forget(connection: sa.Connection, before: str) -> None:
    """Drop codes that ran out before `before`, with the sessions that they became."""
    connection.execute(_FORGET, {"b": FIRM_BRANCH, "before": before})


def use(connection: sa.Connection, session: str, at: str) -> str | None:
    """Whose code it is, once; None when it is unknown, used or too old."""
    return connection.execute(_USE, {"b": FIRM_BRANCH, "code": session, "at": at}).scalar()


def holder(connection: sa.Connection, session: str, since: str) -> str | None:
    """Whose session it is, if it began at `since` or later and was not ended."""
    return connection.execute(_HOLDER, {"b": FIRM_BRANCH, "code": session, "since": since}).scalar()


def end(connection: sa.Connection, session: str, at: str) -> str | None:
    """End a session; whose it was, None the second time."""
    return connection.execute(_END, {"b": FIRM_BRANCH, "code": session, "at": at}).scalar()


def end_all(connection: sa.Connection, at: str, since: str) -> list[str]:
    """End every session that began at `since` or later, and every code; whose they were."""
    given = {"b": FIRM_BRANCH, "at": at, "since": since}
    return sorted(connection.execute(_END_ALL, given).scalars())
