"""Books for tests: a real SQLCipher file and short ways to put records into it.

Money is in fen, days are dates. Whatever a test does not name gets a plain value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from advisor_desk import paths
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.rulesfile import parse_rules
from advisor_desk.storage import engine, projections, schema
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk import Circumstances, DeskBook
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.keys import CHEAP
from advisor_desk.storage.opening import Surroundings
from advisor_desk.storage.pinyin import search_forms
from advisor_desk.storage.recorded_event import RecordedEvent
from advisor_desk.usecases.rules_catalog import shipped_advice, shipped_service

TODAY = date(2026, 11, 20)
KEY = bytes(range(32))
NOW = 1_795_000_000.0
"""When it is, for what asks the clock."""
WEEKDAYS = TradingDays()
"""No closed days: Monday to Friday."""

_PURCHASES = ("PURCHASE_IPO", "SUBSCRIBE", "SIP", "ADVISORY_SIGN")


@lru_cache(maxsize=1)
def rules() -> RuleSet:
    """The rules that ship, the newest version."""
    newest = max((paths.resources() / "rules").glob("*.toml"))
    return parse_rules(newest.read_text(encoding="utf-8"), newest.name)


@contextmanager
def raw_book(folder: Path) -> Iterator[Builder]:
    """A new encrypted book as a bare connection, inside one transaction that nothing commits."""
    connection = engine.connect(folder / "test.book", KEY, must_exist=False)
    try:
        connection.execute("BEGIN")
        schema.create_newest(connection)
        yield Builder(connection)
    finally:
        connection.close()


@contextmanager
def open_desk(folder: Path, as_of: date = TODAY) -> Iterator[DeskBook]:
    """A new book as the use cases know it, on a day, with a cheap passphrase and a still clock."""
    around = Surroundings(clock=lambda: NOW, cost=CHEAP, is_cheap_allowed=True)
    made = SqlBook.create(folder / "test.book", "口令", around)
    circumstances = Circumstances(
        lambda _: rules(),
        WEEKDAYS,
        lambda: NOW,
        "tester",
        advice_on=lambda _: shipped_advice().in_force(TODAY),
        advice_text=lambda version: shipped_advice().text(version),
        service_on=lambda _: shipped_service().in_force(TODAY),
    )
    desk = DeskBook(made.book, as_of, circumstances)
    try:
        desk.roll()
        yield desk
    finally:
        desk.close()


class Builder:
    """Puts records into the book behind a connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._serial = 0

    def number(self) -> int:
        """The next number, for whatever must be unique."""
        self._serial += 1
        return self._serial

    def insert(self, table: str, **values: Any) -> int:
        """Insert one row; returns its rowid where the table has one."""
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        cursor = self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
        return int(cursor.lastrowid or 0)

    def client(self, name: str = "李明亮", **values: Any) -> int:
        """A person with us since 2020, unless told otherwise. Dates may be given as dates."""
        row: dict[str, Any] = {
            "client_no": f"C{self.number():06d}",
            "client_type": "PERSON",
            "opened_on": date(2020, 1, 6),
            "pinyin": search_forms(name),
            **values,
        }
        return self.insert("client", name=name, **{key: _stored(value) for key, value in row.items()})

    def trade(self, client_id: int, on: date, amount_fen: int = 100_000, **values: Any) -> str:
        """A confirmed subscription, unless told otherwise; returns its number."""
        row: dict[str, Any] = {
            "trade_no": f"T{self.number():06d}",
            "trade_kind": "SUBSCRIBE",
            "status": "CONFIRMED",
            "plan_no": None,
            **values,
        }
        is_plan = row["trade_kind"] == "SIP" and row["plan_no"] is not None
        row["is_purchase"] = int(row["status"] == "CONFIRMED" and row["trade_kind"] in _PURCHASES)
        row["sip_month"] = on.year * 12 + on.month - 1 if is_plan else None
        self.insert("trade", client_id=client_id, on_day=to_day(on), amount_fen=amount_fen, **row)
        return str(row["trade_no"])

    def assets(self, client_id: int, on: date, aum_fen: int) -> None:
        """Assets that hold from a day on; a second figure of the day replaces the first."""
        self.connection.execute(
            "INSERT INTO daily_asset (client_id, on_day, aum_fen) VALUES (?, ?, ?) "
            "ON CONFLICT (client_id, on_day) DO UPDATE SET aum_fen = excluded.aum_fen",
            (client_id, to_day(on), aum_fen),
        )

    def revenue(self, client_id: int, on: date, amount_fen: int, **values: Any) -> str:
        """A commission, unless told otherwise; returns its number."""
        row = {
            "entry_no": f"R{self.number():06d}",
            "revenue_kind": "COMMISSION" if amount_fen >= 0 else "REFUND",
            "is_estimated": 0,
            **values,
        }
        self.insert("revenue", client_id=client_id, on_day=to_day(on), amount_fen=amount_fen, **row)
        return str(row["entry_no"])

    def assessment(self, client_id: int, taken_on: date, c_level: str = "C3", **values: Any) -> None:
        """A risk assessment."""
        self.insert("assessment", client_id=client_id, taken_on=to_day(taken_on), c_level=c_level, **values)

    def interaction(self, client_id: int, on: date, outcome: str = "REACHED", **body: Any) -> str:
        """A recorded contact, put in directly: its place in the chain is not what these tests are about.

        Returns the event's id.
        """
        serial = self.number()
        content = {"channel": "CALL", "outcome": outcome, "purpose": None, "note": "", "next": None, **body}
        event = RecordedEvent(
            id=f"event-{serial:06d}",
            place=serial,
            type="interaction.recorded",
            v=1,
            author="tester",
            client_id=client_id,
            on=on,
            recorded_at=f"{on.isoformat()}T02:00:00.000000Z",
            body=content,
        )
        self.insert(
            "event",
            id=event.id,
            device_seq=serial,
            place=serial,
            epoch=1,
            author=event.author,
            client_id=client_id,
            type=event.type,
            v=1,
            on_day=to_day(on),
            body=json.dumps(content, ensure_ascii=False),
            recorded_at=event.recorded_at,
            prev_hash=b"",
            hash=serial.to_bytes(32, "big"),
        )
        projections.apply(self.connection, event)
        return event.id

    def product(self, code: str, name: str = "稳健增长债券", **values: Any) -> int:
        """A product on the shelf."""
        row = {"product_type": "BOND_FUND", "r_level": "R2", **values}
        return self.insert("product", code=code, name=name, **row)


def _stored(value: Any) -> Any:
    return to_day(value) if isinstance(value, date) else value
