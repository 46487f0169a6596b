"""Books of the bench: seeded, made once, kept in the scratch folder. Making them is never timed.

Every trade of the large book is a confirmed purchase and a quarter of them are instalments of plans:
the dearest book there is to score. Assets are given for each of the last trading days and for six
month ends before.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from advisor_desk import paths
from advisor_desk.assembly.desk import around
from advisor_desk.domain.dates import to_day
from advisor_desk.storage import engine, schema
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import CHEAP, DataKey
from advisor_desk.storage.opening import Surroundings
from advisor_desk.storage.pinyin import search_forms
from advisor_desk.usecases.trading_calendar import trading_days
from tests.bench.children import scratch

PASSPHRASE = "bench"
AS_OF = date(2026, 6, 30)
MAKE = "7"
"""Raised whenever what is made here changes: books of another make are made anew."""

_SPAN = 1_826
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单曾解查仇区"
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉力志永健世广义兴良海山仁波宁贵福生龙元全"
    "胜学祥才发武新利清飞彬富顺信子成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆"
    "雪梅琳素云莲真环荣爱妹凤洁莉珍贞艾瑞凡佳嘉琼勤桂娣叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓"
)


@dataclass(frozen=True, slots=True)
class BenchBook:
    """A closed book in the scratch folder: its file and its raw key."""

    path: Path
    key: DataKey

    @property
    def key_text(self) -> str:
        """The key as an argument for children."""
        return f"{self.key.book_id}:{self.key.raw.hex()}"

    def open(self) -> SqlBook:
        """Open it with the raw key."""
        return SqlBook.open_with_key(self.path, self.key)

    def copy(self, name: str) -> BenchBook:
        """A copy under another name, for runs that change it."""
        target = BookFiles(self.path.with_name(f"{name}.book"))
        source = BookFiles(self.path)
        for leftover in (target.wal, target.shared_memory, target.lock):
            leftover.unlink(missing_ok=True)
        shutil.copyfile(source.book, target.book)
        shutil.copyfile(source.key, target.key)
        return BenchBook(target.book, self.key)


def names(count: int, seed: int = 7) -> list[str]:
    """Invented Chinese names: few surnames are common, two thirds have two given characters."""
    import numpy as np

    draw = np.random.default_rng(seed)
    weight = 1 / (np.arange(len(_SURNAMES)) + 6.0)
    first = np.array(list(_SURNAMES))[draw.choice(len(_SURNAMES), count, p=weight / weight.sum())]
    given = np.array(list(_GIVEN))
    one, two = given[draw.integers(0, len(given), count)], given[draw.integers(0, len(given), count)]
    has_two = draw.random(count) < 0.67
    return [a + b + (c if both else "") for a, b, c, both in zip(first, one, two, has_two, strict=True)]


def empty_book(name: str) -> tuple[BenchBook, SqlBook]:
    """A new empty book, open."""
    path = scratch() / f"{name}.book"
    files = BookFiles(path)
    for old in (files.book, files.wal, files.shared_memory, files.key, files.previous_key, files.lock):
        old.unlink(missing_ok=True)
    book = SqlBook.create(path, PASSPHRASE, Surroundings(cost=CHEAP, is_cheap_allowed=True)).book
    return BenchBook(path, book.key), book


def load(name: str) -> BenchBook | None:
    """A book made before by this version of the bench."""
    path = scratch() / f"{name}.book"
    if not path.exists() or not _mark(name).exists() or _mark(name).read_text("ascii") != _make_mark():
        return None
    opened = SqlBook.open(path, PASSPHRASE)
    found = BenchBook(path, opened.key)
    opened.close()
    return found


def finished(name: str) -> None:
    """Say that the book of this name is whole."""
    _mark(name).write_text(_make_mark(), "ascii")


def trades_book(clients: int, trades: int) -> BenchBook:
    """An encrypted book with so many clients and confirmed purchases, its standings kept as of AS_OF."""
    name = f"trades-{clients}-{trades}"
    kept = load(name)
    if kept is not None:
        return kept
    made, book = empty_book(name)
    columns = TradeColumns(clients, trades)
    with book.change() as connection:
        insert_clients(connection, columns.clients())
        for index, sql in _indexes(connection, ("trade", "revenue", "daily_asset")):
            connection.execute(f'DROP INDEX "{index}"')
            columns.later.append(sql)
        connection.executemany(
            "INSERT INTO trade (client_id, trade_no, on_day, trade_kind, status, product_id, amount_fen, "
            "plan_no, is_purchase, sip_month) VALUES (?, ?, ?, ?, 'CONFIRMED', ?, ?, ?, 1, ?)",
            columns.trades(),
        )
        connection.executemany(
            "INSERT INTO daily_asset (client_id, on_day, aum_fen) VALUES (?, ?, ?)", columns.assets()
        )
        connection.executemany(
            "INSERT INTO revenue (client_id, entry_no, on_day, revenue_kind, amount_fen) "
            "VALUES (?, ?, ?, 'COMMISSION', ?)",
            columns.revenue(),
        )
        for sql in columns.later:
            connection.execute(sql)
    desk = around(book, AS_OF, "bench")
    desk.roll()
    desk.close()
    finished(name)
    return made


class TradeColumns:
    """The rows of a book of purchases."""

    def __init__(self, clients: int, trades: int) -> None:
        import numpy as np

        self._np = np
        self._draw = np.random.default_rng(11)
        self._clients, self._trades = clients, trades
        self.later: list[str] = []

    def clients(self) -> Iterable[tuple[Any, ...]]:
        """Id, name, type, birth and opening day."""
        draw, end = self._draw, to_day(AS_OF)
        opened = end - draw.integers(40, 4_000, self._clients)
        born = end - draw.integers(20 * 365, 75 * 365, self._clients)
        kind = draw.random(self._clients) < 0.03
        for at, name in enumerate(names(self._clients)):
            yield (
                at + 1,
                name,
                "ENTERPRISE" if kind[at] else "PERSON",
                None if kind[at] else int(born[at]),
                int(opened[at]),
            )

    def trades(self) -> Iterable[tuple[Any, ...]]:
        """Purchases by client and number; activity differs widely between clients."""
        np, draw, count = self._np, self._draw, self._trades
        weight = draw.gamma(0.8, 1.0, self._clients) + 0.02
        client = np.sort(draw.choice(self._clients, count, p=weight / weight.sum())) + 1
        day = to_day(AS_OF) - draw.integers(0, _SPAN, count)
        amount = np.exp(draw.normal(9.2, 1.1, count)) * np.where(
            draw.random(count) < 0.02, 1 + draw.pareto(1.3, count), 1
        )
        fen = (np.minimum(amount, 5e7) * 100).astype(np.int64) + 100
        product = draw.integers(1, 61, count)
        plan = np.where(draw.random(count) < 0.25, draw.integers(1, 3, count), 0)
        month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
        rows = zip(*(x.tolist() for x in (client, day, product, fen, plan, month)), strict=True)
        for serial, (who, on, what, much, which, when) in enumerate(rows):
            is_plan = which > 0
            yield (
                who,
                f"T{serial:08d}",
                on,
                "SIP" if is_plan else "SUBSCRIBE",
                what,
                much,
                f"P{who}-{which}" if is_plan else None,
                when if is_plan else None,
            )

    def assets(self) -> Iterable[tuple[int, int, int]]:
        """Month ends, then each of the last trading days; nobody stands near a threshold."""
        np, draw, end = self._np, self._draw, to_day(AS_OF)
        last = trading_days().last(end, 25)
        days = [last[0] - 5 - 30 * back for back in range(6, -1, -1)] + last
        level = np.exp(draw.normal(12.6, 1.4, self._clients))
        for edge in (1e6, 5e6):
            level = np.where((level > edge * 0.78) & (level < edge * 1.15), level * 1.6, level)
        drift = 1 + (draw.random((self._clients, len(days))) - 0.5) * 0.06
        fen = (level[:, None] * drift * 100).astype(np.int64)
        for at in range(self._clients):
            for day, value in zip(days, fen[at].tolist(), strict=True):
                yield at + 1, day, value

    def revenue(self) -> Iterable[tuple[int, str, int, int]]:
        """Eight entries a client over two years."""
        draw, end = self._draw, to_day(AS_OF)
        day = end - draw.integers(0, 730, (self._clients, 8))
        fen = (self._np.exp(draw.normal(7, 1.6, (self._clients, 8))) * 100).astype(self._np.int64)
        for at in range(self._clients):
            for serial, (on, value) in enumerate(zip(day[at].tolist(), fen[at].tolist(), strict=True)):
                yield at + 1, f"R{at}-{serial}", on, value


def insert_clients(connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Put clients (id, name, type, birth, opening day) into a book, with pinyin and a telephone."""
    connection.executemany(
        "INSERT INTO client (id, client_no, name, pinyin, client_type, born_on, opened_on, phone) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (number, f"C{number:07d}", name, search_forms(name), kind, born, opened, f"13{number:09d}")
            for number, name, kind, born, opened in rows
        ),
    )


def bare_file(path: Path, key: bytes) -> Connection:
    """An encrypted file with the book's schema and settings and nothing of the product above it."""
    for old in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        old.unlink(missing_ok=True)
    connection = engine.connect(path, key, must_exist=False)
    connection.execute("BEGIN")
    schema.create_newest(connection)
    connection.execute("COMMIT")
    return connection


def _indexes(connection: Connection, tables: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        (name, sql)
        for name, table, sql in connection.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        if table in tables
    ]


def _mark(name: str) -> Path:
    return scratch() / f"{name}.made"


def _make_mark() -> str:
    text = (paths.migrations() / "schema.sql").read_bytes()
    return f"{MAKE} {hashlib.sha256(text).hexdigest()}"
