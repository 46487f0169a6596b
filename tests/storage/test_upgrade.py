"""Migrations: child rows survive, broken links are refused, an older book is copied, a newer refused."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor_desk import paths
from advisor_desk.errors import DeskBug, UserCanFix
from advisor_desk.storage import engine, key_file, keys, schema, upgrade
from advisor_desk.storage.events import verify_chain
from advisor_desk.storage.files import BookFiles
from tests.storage import books
from tests.storage.books import PASSPHRASE, content, digest, make, reopen
from tests.storage.cut_short import cut_short
from tests.storage.released import append_as_released

Ships = Callable[..., None]
THEN = schema.HEAD
NOW = int(THEN)
NEXT, AFTER_NEXT = f"{NOW + 1:04}", f"{NOW + 2:04}"

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
        for number, body in enumerate(bodies, start=NOW + 1):
            indented = "\n".join(f"    {line}" for line in body.strip().splitlines())
            (folder / "versions" / f"{number:04}_next.py").write_text(
                "import sqlalchemy as sa\nfrom alembic import op\n"
                f'revision = "{number:04}"\ndown_revision = "{number - 1:04}"\n\n\n'
                f"def upgrade():\n{indented}\n"
            )
        monkeypatch.setattr(paths, "migrations", lambda: folder)
        monkeypatch.setattr(schema, "HEAD", f"{NOW + len(bodies):04}")

    return ship


def test_child_rows_survive_the_rebuild_of_their_parent(tmp_path: Path, ships: Ships) -> None:
    path = tmp_path / "a.book"
    make(path, 7).book.close()
    ships(VISITS, REBUILD)
    with reopen(path) as book, book.read() as connection:
        assert connection.execute("SELECT count(*) FROM visit").fetchone() == (7,)
        assert connection.execute("SELECT count(area), count(*) FROM client").fetchone() == (0, 7)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert schema.version(connection) == AFTER_NEXT


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
    aside = tmp_path / f"a.book.before-{NEXT}"
    connection = engine.connect(aside, key.raw)
    assert schema.version(connection) == THEN
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
    assert schema.version(connection) == THEN
    assert sorted(connection.execute("SELECT * FROM client").fetchall(), key=repr) == before["client"]
    connection.close()


def test_a_migration_that_stops_midway_leaves_the_book_as_it_was(tmp_path: Path, ships: Ships) -> None:
    path = tmp_path / "a.book"
    make(path, 5).book.close()
    ships(VISITS, 'raise RuntimeError("stopped")')
    with pytest.raises(RuntimeError):
        reopen(path)
    connection = engine.connect(path, raw_key(path))
    assert schema.version(connection) == THEN
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'visit'").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize("point", ["upgrade.copied", "upgrade.migrated"])
def test_an_upgrade_that_is_cut_short_is_done_at_the_next_start(
    tmp_path: Path, ships: Ships, point: str
) -> None:
    path = tmp_path / "a.book"
    make(path, 5).book.close()
    ships(VISITS)
    with cut_short(point):
        reopen(path)
    with reopen(path) as book, book.read() as connection:
        assert connection.execute("SELECT count(*) FROM visit").fetchone() == (5,)


@pytest.mark.parametrize("found", [NEXT, "9999", "abc"])
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


def first_schema(connection: engine.Connection) -> None:
    """Give an empty book the tables of the first version, as that version did."""
    script = (paths.migrations() / "versions" / "0001_first_book.sql").read_text(encoding="utf-8")
    for statement in script.split(";\n\n"):
        if statement.strip():
            connection.execute(statement.strip().removesuffix(";"))
    connection.execute(
        "CREATE TABLE alembic_version (\nversion_num VARCHAR(32) NOT NULL,\n"
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)"
    )
    connection.execute("INSERT INTO alembic_version VALUES ('0001')")


def test_a_book_of_the_first_version_with_data_becomes_one_of_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.book"
    with monkeypatch.context() as at_first:
        at_first.setattr(schema, "create_newest", first_schema)
        at_first.setattr(schema, "HEAD", "0001")
        at_first.setattr(books, "append_event", append_as_released)
        made = make(path, 5).book
        with made.change() as connection:
            connection.execute("INSERT INTO product (code, name, product_type) VALUES ('1', 'p', 'FOF')")
            connection.execute(
                "INSERT INTO product_exposure (product_id, asset_class, weight_bp) VALUES (1, 'CASH', 10000)"
            )
        before = content(made)
        made.close()
    with reopen(path) as book:
        after = content(book)
        with book.read() as connection:
            assert schema.version(connection) == THEN
            assert verify_chain(connection).ok
            text = (paths.migrations() / "schema.sql").read_text(encoding="utf-8")
            assert sorted(schema.statements(schema.dump(connection))) == sorted(schema.statements(text))
            with pytest.raises(engine.DatabaseError):
                connection.execute("UPDATE client SET income_3y_fen = 'much'")
    # Where the record ends is noted since the third version.
    after["book_meta"] = [row for row in after["book_meta"] if row[0] != "chain_head"]
    for table, rows in before.items():
        if table != "alembic_version":
            width = len(rows[0]) if rows else 0
            assert [row[:width] for row in after[table]] == rows, table
            new = {cell for row in after[table] for cell in row[width:]}
            assert new <= ({1, 2, 3, 4, 5} if table == "event" else {None}), table
    assert after["shelf_release"] == []
    assert (tmp_path / f"a.book.before-{THEN}").exists()
