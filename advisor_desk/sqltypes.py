"""Column types that the desk's book and the head office's database share.

Stored forms only: whole fen, whole days, UTC text, ASCII codes. No tables and no connections here.
"""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.errors import DeskBug

Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A whole number of any size that fits 64 bits."""

Fen = Whole
"""Money in fen: SQLite has no decimals, so a sum over anything but whole numbers drifts."""

Flag = Whole
"""0 or 1: SQLite's strict tables have no boolean."""

Text = sa.Text()
Code = sa.Text()
"""An ASCII code of `advisor_desk.domain`; the list of codes is checked where data comes in."""

Json = sa.Text()
"""JSON kept as text and never queried in SQL."""

Hash = sa.LargeBinary()
"""A digest."""


class Day(TypeDecorator[date]):
    """A civil date, stored as whole days since 1970-01-01 so that no time zone can touch it."""

    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Any) -> int | None:
        """Whole days of a date."""
        return None if value is None else to_day(value)

    def process_result_value(self, value: int | None, dialect: Any) -> date | None:
        """The date of whole days."""
        return None if value is None else from_day(value)


class UtcTime(TypeDecorator[datetime]):
    """An instant, stored as ISO text in UTC with microseconds, so that text order is time order."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """Text of an instant. Raises DeskBug for a time without a zone."""
        return None if value is None else utc_text(value)

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        """The instant of a text."""
        return None if value is None else datetime.fromisoformat(value)


def utc_text(value: datetime) -> str:
    """The stored form of an instant. Raises DeskBug for a time without a zone."""
    if value.tzinfo is None:
        raise DeskBug("storage.time_without_zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds")
