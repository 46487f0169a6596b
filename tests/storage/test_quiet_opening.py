"""Opening a book by its raw key stays light: no SQLAlchemy, no Alembic, no key derivation."""

import subprocess
import sys
from pathlib import Path

import pytest

from advisor_desk.errors import DeskBug
from advisor_desk.storage import backup, engine, fault_points, rekeying
from tests.storage.books import PASSPHRASE, add_clients, around, make, reopen
from tests.storage.test_upgrade import VISITS, Ships
from tests.storage.test_upgrade import ships as ships  # noqa: PLC0414

HEAVY = ("sqlalchemy", "alembic", "pandas", "numpy", "argon2", "cryptography", "advisor_desk.storage.tables")

PROBE = """
import sys
from pathlib import Path
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.keys import DataKey
path, book_id, raw = sys.argv[1:]
with SqlBook.open_with_key(Path(path), DataKey(book_id, bytes.fromhex(raw))) as book:
    with book.change() as connection:
        connection.execute("INSERT INTO setting (key, value) VALUES ('a', 'b')")
    with book.read() as connection:
        print(connection.execute("SELECT value FROM setting").fetchone()[0])
print(*sorted(sys.modules))
"""


SETTINGS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "checkpoint_fullfsync": 1,
    "foreign_keys": 1,
    "temp_store": 2,
    "trusted_schema": 0,
    "secure_delete": 1,
    "cache_size": -16_384,
    "cipher_use_hmac": "1",
}


def test_each_connection_has_the_settings_that_durability_and_secrecy_rest_on(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book").book
    book.close()
    with reopen(tmp_path / "a.book") as again:
        found = {name: again.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS}
        assert found == SETTINGS


def test_a_key_of_another_length_is_our_mistake(tmp_path: Path) -> None:
    with pytest.raises(DeskBug):
        engine.connect(tmp_path / "a.book", b"short", must_exist=False)


def test_opening_reading_and_saving_import_nothing_heavy(tmp_path: Path) -> None:
    new = make(tmp_path / "a.book")
    key = new.book.key
    new.book.close()
    probe = [sys.executable, "-c", PROBE, str(tmp_path / "a.book"), key.book_id, key.raw.hex()]
    said = subprocess.run(probe, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[0] == "b"
    assert not set(HEAVY) & set(said[1].split())


def test_a_save_flushes_once_and_reads_no_more_than_it_must(tmp_path: Path) -> None:
    """The statements of one save: begin, the change itself, commit, a checkpoint that waits for nobody."""
    book = make(tmp_path / "a.book").book
    seen: list[str] = []
    book.connection.set_trace_callback(seen.append)
    with book.change() as connection:
        connection.execute("INSERT INTO setting (key, value) VALUES ('a', 'b')")
    book.connection.set_trace_callback(None)
    book.close()
    assert seen[0] == "BEGIN IMMEDIATE"
    assert seen[1].startswith("INSERT INTO setting")
    assert seen[2:] == [
        "COMMIT",
        "PRAGMA busy_timeout = 0",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        f"PRAGMA busy_timeout = {engine.BUSY_MS}",
    ]


def test_every_fault_point_of_the_book_is_reached(tmp_path: Path, ships: Ships) -> None:
    seen: set[str] = set()
    path = tmp_path / "a.book"
    with fault_points.watching(seen.add):
        book = make(path, 1).book
        add_clients(book, 1, 2)
        rekeying.rotate_key(book, PASSPHRASE)
        made = backup.back_up(book, tmp_path / "usb")
        book.close()
        backup.restore(made.path, path, PASSPHRASE, around())
        ships(VISITS)
        reopen(path).close()
    # Those of the sync: `test_sync_desk`.
    assert seen == {point for point in fault_points.POINTS if not point.startswith("sync.")}
