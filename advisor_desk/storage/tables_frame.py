"""What every table of the book has in common: names of constraints, sync stance, shared columns."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from advisor_desk.sqltypes import Hash, Json, Text, Whole

METADATA = sa.MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class SyncStance(StrEnum):
    """Where the truth of a table lives, which decides what may delete or replace its rows."""

    FROM_HUB = "from_hub"
    """Head office (or a file from it) is the authority; rows may be replaced by a pull."""
    TO_HUB = "to_hub"
    """Made here, the only copy until head office has answered: nothing may discard them."""
    LOCAL = "local"
    """Of this desk alone: settings, or figures that can be computed again."""


def stance(table: sa.Table) -> SyncStance:
    """The declared stance of a table. Raises KeyError when there is none."""
    return SyncStance(table.info["sync"])


def table(name: str, sync: SyncStance, *parts: Any, clustered: bool = False) -> sa.Table:
    """A strict table; `clustered` keeps its rows in the order of the primary key."""
    return sa.Table(
        name,
        METADATA,
        *parts,
        info={"sync": sync},
        sqlite_strict=True,
        sqlite_with_rowid=not clustered,
    )


def column(name: str, kind: Any, *rest: Any, **options: Any) -> sa.Column[Any]:
    """A column that may be empty unless it says otherwise."""
    options.setdefault("nullable", not options.get("primary_key", False))
    return sa.Column(name, kind, *rest, **options)


def must(name: str, kind: Any, *rest: Any, **options: Any) -> sa.Column[Any]:
    """A column that always holds a value."""
    return sa.Column(name, kind, *rest, nullable=False, **options)


def number(name: str = "id") -> sa.Column[Any]:
    """A whole-number primary key of this desk alone."""
    return sa.Column(name, sa.Integer, primary_key=True)


def of_client(**options: Any) -> sa.Column[Any]:
    """The client that a row belongs to."""
    return sa.Column("client_id", sa.Integer, sa.ForeignKey("client.id"), nullable=False, **options)


def of_batch() -> list[sa.Column[Any]]:
    """Which import added the row (0: not an import) and which changed it last."""
    return [must("added_by", sa.Integer, server_default=sa.text("0")), column("changed_by", sa.Integer)]


def of_hub() -> list[sa.Column[Any]]:
    """What a row that comes from head office carries; `extra` keeps unknown fields word for word."""
    return [
        column("scope", Text),
        column("seq", Whole),
        column("row_hash", Hash),
        column("extra", Json),
    ]
