"""Migrations: child rows survive, broken links are refused, an older book is copied, a newer refused."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor_desk import paths
from advisor_desk.errors import DeskBug, UserCanFix
from advisor_desk.storage import engine, fault_points, key_file, keys, schema, upgrade
from advisor_desk.storage.files import BookFiles
from tests.storage.books import PASSPHRASE, content, digest, make, reopen

Ships = Callable[..., None]

VISITS = """
op.create_table(
    "visit",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("client_id", sa.Integer, sa.ForeignKey("client.id", ondelete="CASCADE"), nullable=False),
)
op.execute("INSERT INTO visit (client_id) SELECT id FROM client")
"""
REBUILD = """
with op.batch_alter_table("client", recreate="always", table_kwargs={"sqlite_strict": True}) as batch:
    batch.alter_column("region", new_column_name="area")
"""
STRAY = "op.execute(\"INSERT INTO account (account_no, client_id) VALUES ('a', 999999)\")"


def raw_key(path: Path) -> bytes:
    return keys.unlock(key_file.load(BookFiles(path)).content, PASSPHRASE).data_keys[0].raw


@pytest.fixture
def ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ships:
    """Make the program one that ships these further migrations."""
    folder = tmp_path / "db"
    shutil.copytree(paths.migrations(), folder)

    def ship(*bodies: str) -> None:
        for number, body in enumerate(bodies, start=2):
            indented = "\n".join(f"    {line}" for line in body.strip().splitlines())
            (folder / "versions" / f"{number:04}_next.py").write_text(
                "import sqlalchemy as sa\nfrom alembic import op\n"
                f'revision = "{number:04}"\ndown_revision = "{number - 1:04}"\n\n\n'
                f"def upgrade():\n{indented}\n"
            )
        monkeypatch.setattr(paths, "migrations", lambda: folder)
        monkeypatch.setattr(schema, "HEAD", f"{len(bodies) + 1:04}")

    return ship


def test_child_rows_survive_the_rebuild_of_their_parent(tmp_path: Path, ships: Ships) -> None:
    path = tmp_path / "a.book"
    make(path, 7).book.close()
    ships(VISITS, REBUILD)
    with reopen(path) as book, book.read() as connection:
        assert connection.execute("SELECT count(*) FROM visit").fetchone() == (7,)
        assert connection.execute("SELECT count(area), count(*) FROM client").fetchone() == (0, 7)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert schema.version(connection) == "0003"


def test_with_foreign_keys_on_the_same_rebuild_would_lose_them(tmp_path: Path, ships: Ships) -> None:
    path = tmp_path / "a.book"
    make(path, 7).book.close()
    ships(VISITS)
    with reopen(path) as book:
        connection = book.connection
        connection.execute("BEGIN")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        # The rebuild ends by dropping the old table, which deletes its rows first, cascading.
        connection.execute("DROP TABLE client")
        assert connection.execute("SELECT count(*) FROM visit").fetchone() == (0,)
        connection.execute("ROLLBACK")


def test_an_older_book_is_copied_and_verified_before(tmp_path: Path, ships: Ships) -> None:
    path = tmp_path / "a.book"
    new = make(path, 5)
    key, before = new.book.key, content(new.book)
    new.book.close()
    ships(VISITS)
    reopen(path).close()
    aside = tmp_path / "a.book.before-0002"
    connection = engine.connect(aside, key.raw)
    assert schema.version(connection) == "0001"
    assert sorted(connection.execute("SELECT * FROM client").fetchall(), key=repr) == before["client"]
    connection.close()


def test_a_migration_that_leaves_a_row_without_its_client_is_taken_back(tmp_path: Path, ships: Ships) -> None:
    path = tmp_path / "a.book"
    new = make(path, 5)
    before = content(new.book)
    new.book.close()
    ships(VISITS, STRAY)
    with pytest.raises(DeskBug) as caught:
        reopen(path)
    assert caught.value.code == "book.migration_broke_links"
    connection = engine.connect(path, raw_key(path))
    assert schema.version(connection) == "0001"
    assert sorted(connection.execute("SELECT * FROM client").fetchall(), key=repr) == before["client"]
    connection.close()


def test_a_migration_that_stops_midway_leaves_the_book_as_it_was(tmp_path: Path, ships: Ships) -> None:
    path = tmp_path / "a.book"
    make(path, 5).book.close()
    ships(VISITS, 'raise RuntimeError("stopped")')
    with pytest.raises(RuntimeError):
        reopen(path)
    connection = engine.connect(path, raw_key(path))
    assert schema.version(connection) == "0001"
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'visit'").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize("point", ["upgrade.copied", "upgrade.migrated"])
def test_an_upgrade_that_is_cut_short_is_done_at_the_next_start(
    tmp_path: Path, ships: Ships, point: str
) -> None:
    path = tmp_path / "a.book"
    make(path, 5).book.close()
    ships(VISITS)

    def stop(reached: str) -> None:
        if reached == point:
            raise KeyboardInterrupt

    with fault_points.watching(stop), pytest.raises(KeyboardInterrupt):
        reopen(path)
    with reopen(path) as book, book.read() as connection:
        assert connection.execute("SELECT count(*) FROM visit").fetchone() == (5,)


@pytest.mark.parametrize("found", ["0002", "9999", "abc"])
def test_a_book_from_the_future_is_refused_and_left_alone(tmp_path: Path, found: str) -> None:
    path = tmp_path / "a.book"
    new = make(path, 3)
    with new.book.change() as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (found,))
    new.book.close()
    before = digest(path)
    with pytest.raises(UserCanFix) as caught:
        reopen(path)
    assert caught.value.code == "book.from_newer_version"
    assert caught.value.params["found"] == found
    assert digest(path) == before


def test_a_copy_that_does_not_open_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = make(tmp_path / "a.book", 3)
    monkeypatch.setattr(upgrade, "is_whole", lambda *_: False)
    with pytest.raises(UserCanFix) as caught:
        upgrade.copy_verified(new.book.connection, new.book.key, tmp_path / "copy.book")
    assert caught.value.code == "book.copy_failed"
    assert list(tmp_path.glob("copy*")) == []
    new.book.close()
