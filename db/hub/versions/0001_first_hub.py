"""The first tables of head office: desks, clients, scopes, events, quarantine, conflicts, attachments.

Every key begins with the branch. Each statement may run again: a run that was cut short is taken up.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and their indexes."""
    _office()
    _clients()
    _scopes()
    _events()
    _figures()


def _office() -> None:
    _table("hub_meta", ("key",), _text("value"))
    _table("advisor", ("id",), _text("name"), _text("since"))
    _table(
        "device",
        ("id",),
        _text("advisor_id"),
        _text("book_id"),
        _text("signing_key"),
        _text("sealing_key"),
        _text("former_authors", "[]"),
        _text("status", "ACTIVE"),
        _text("enrolled_at"),
        _text("revoked_at", None),
        _whole("last_seq"),
        _whole("last_epoch"),
        _text("last_hash"),
        _whole("events_held"),
        _text("seen_at", None),
        _text("report", "{}"),
    )
    _table(
        "invitation",
        ("code_hash",),
        _text("advisor_id"),
        _text("made_at"),
        _text("until"),
        _text("used_at", None),
        _text("device_id", None),
    )
    _table("journal", ("id",), _text("at"), _text("who"), _text("deed"), _text("body", "{}"))


def _clients() -> None:
    _table("client", ("client_no",), _text("advisor_id"))
    _index("client_branch_id_advisor_id", "client", "advisor_id")
    _table(
        "assignment",
        ("client_no", "order_id"),
        _text("advisor_id"),
        _text("from_at"),
        _text("to_at", None),
    )


def _scopes() -> None:
    _table("scope_head", ("scope",), _whole("seq"), _whole("n"), _whole("digest"))
    _table(
        "scope_row",
        ("scope", "kind", "client_no", "id"),
        _whole("rank"),
        _whole("seq"),
        _whole("deleted"),
        _text("body"),
        _whole("h"),
        _whole("was", None),
        _text("at"),
    )
    _index("scope_row_seq", "scope_row", "scope", "seq")
    _index("scope_row_place", "scope_row", "scope", "client_no", "rank", "id")


def _events() -> None:
    _table(
        "event",
        ("id",),
        _text("device_id"),
        _whole("epoch"),
        _whole("device_seq"),
        _text("author"),
        _text("client_no", None),
        _text("type"),
        _whole("v"),
        _text("prev_hash"),
        _text("hash"),
        _text("body"),
        _whole("on_day", None),
        _text("recorded_at"),
        _text("received_at"),
        _text("flags", "[]"),
    )
    _index("event_device", "event", "device_id", "device_seq")
    _index("event_day", "event", "type", "on_day")
    _table(
        "quarantine",
        ("id", "hash"),
        _text("device_id"),
        _text("client_no", None),
        _text("type"),
        _text("reason"),
        _text("params", "{}"),
        _text("event"),
        _text("received_at"),
        _text("state", "HELD"),
        _text("settled_at", None),
        _text("settled_by", None),
    )
    _index("quarantine_state", "quarantine", "state", "received_at")
    _table(
        "conflict",
        ("event_id", "field"),
        _text("client_no"),
        _text("author"),
        _text("base", "null"),
        _text("mine", "null"),
        _text("theirs", "null"),
        _text("at"),
        _text("state", "OPEN"),
        _text("settled_at", None),
    )


def _figures() -> None:
    _table("tier_month", ("advisor_id", "month", "tier"), _whole("clients"))
    _table(
        "attachment",
        ("sha256",),
        _text("name"),
        _text("media_type"),
        _whole("size"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        _text("received_at"),
        _text("device_id"),
    )
    _table("attachment_use", ("sha256", "event_id"), _text("client_no"))


def _table(name: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    parts = [sa.Column(part, sa.Text, nullable=False) for part in ("branch_id", *key)]
    primary = sa.PrimaryKeyConstraint(*(part.name for part in parts), name=f"pk_{name}")
    op.create_table(name, *parts, *columns, primary, if_not_exists=True)


def _index(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, ["branch_id", *columns], if_not_exists=True)


def _text(name: str, default: str | None = "") -> sa.Column[Any]:
    if default is None:
        return sa.Column(name, sa.Text)
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _whole(name: str, default: int | None = 0) -> sa.Column[Any]:
    if default is None:
        return sa.Column(name, sa.BigInteger)
    return sa.Column(name, sa.BigInteger, nullable=False, server_default=str(default))
