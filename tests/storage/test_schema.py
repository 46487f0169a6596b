"""The schema: one truth in three forms, a sync stance for every table, an append-only record."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from advisor_desk import paths
from advisor_desk.domain.kinds import KINDS, Kind
from advisor_desk.errors import DeskBug
from advisor_desk.sqltypes import utc_text
from advisor_desk.storage import engine, schema, tables, tables_service, upgrade
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.tables import METADATA, SyncStance

KEY = bytes(range(32))

STANCES = {
    SyncStance.FROM_HUB: {
        "account",
        "assessment",
        "client",
        "consent",
        "contact",
        "daily_asset",
        "event_echo",
        "holding",
        "household",
        "parked_row",
        "product",
        "product_exposure",
        "relation",
        "revenue",
        "rules_version",
        "shelf_move",
        "shelf_release",
        "signal",
        "sync_conflict",
        "tier_override",
        "trade",
    },
    SyncStance.TO_HUB: {"attachment", "event", "outbox"},
    SyncStance.LOCAL: {
        "book_meta",
        "client_care",
        "draft",
        "entitlement_entry",
        "import_batch",
        "import_change",
        "interaction",
        "life_event",
        "moment",
        "note_page",
        "order_intent",
        "plan_draft",
        "purged_event",
        "saved_view",
        "score_snapshot",
        "setting",
        "standing",
        "sync_receipt",
        "sync_refusal",
        "sync_round",
        "sync_scope",
        "task",
    },
}


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Connection]:
    with contextlib.closing(engine.connect(tmp_path / "m.book", KEY, must_exist=False)) as connection:
        upgrade.migrate(connection)
        yield connection


@pytest.fixture
def newest(tmp_path: Path) -> Iterator[Connection]:
    with contextlib.closing(engine.connect(tmp_path / "n.book", KEY, must_exist=False)) as connection:
        connection.execute("BEGIN")
        schema.create_newest(connection)
        connection.execute("COMMIT")
        yield connection


def test_every_table_says_where_its_truth_lives() -> None:
    found = {
        stance: {t.name for t in METADATA.tables.values() if tables.stance(t) is stance} for stance in STANCES
    }
    assert found == STANCES


WORD_FOR_WORD = {"event_echo", "parked_row", "sync_conflict"}
"""Tables that keep what came as it came."""


def test_what_comes_from_head_office_keeps_scope_sequence_hash_and_unknown_fields() -> None:
    for name in WORD_FOR_WORD:
        assert {"scope", "seq", "row_hash"} <= set(METADATA.tables[name].columns.keys()), name
    for name in STANCES[SyncStance.FROM_HUB] - WORD_FOR_WORD:
        assert {"scope", "seq", "row_hash", "extra"} <= set(METADATA.tables[name].columns.keys()), name


def test_every_table_of_a_book_is_declared(migrated: Connection) -> None:
    names = {
        name
        for (name,) in migrated.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT NULL"
        )
        if not name.startswith(("sqlite_", f"{schema.SEARCH_TABLE}_"))
    }
    assert names - {schema.VERSION_TABLE, schema.SEARCH_TABLE} == set(METADATA.tables)


def test_migrated_book_has_exactly_the_declared_tables(migrated: Connection) -> None:
    opts = {"compare_type": True, "include_name": lambda name, kind, _: not _is_search(kind, name)}
    context = MigrationContext.configure(engine.core(migrated), opts=opts)
    assert compare_metadata(context, METADATA) == []
    dialect = sqlite.dialect()
    made = {
        name: schema.tidy(sql)
        for name, sql in migrated.execute(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')"
        )
        if sql and not name.startswith(f"{schema.SEARCH_TABLE}_")
    }
    made.pop(schema.VERSION_TABLE)
    assert made.pop(schema.SEARCH_TABLE) == tables_service.NOTE_SEARCH
    declared = {
        t.name: schema.tidy(str(CreateTable(t).compile(dialect=dialect))) for t in METADATA.sorted_tables
    }
    for table in METADATA.sorted_tables:
        for index in table.indexes:
            declared[str(index.name)] = schema.tidy(str(CreateIndex(index).compile(dialect=dialect)))
    assert made == declared


def _is_search(kind: str, name: str | None) -> bool:
    """The full-text index and SQLite's own tables for it: no table of ours."""
    return kind == "table" and (name or "").startswith(schema.SEARCH_TABLE)


def test_dumped_schema_is_the_migrated_one(migrated: Connection) -> None:
    dumped = (paths.migrations() / "schema.sql").read_text(encoding="utf-8")
    assert schema.dump(migrated) == dumped


def test_new_book_equals_a_migrated_one(migrated: Connection, newest: Connection) -> None:
    assert schema.dump(newest) == schema.dump(migrated)
    assert schema.version(newest) == schema.version(migrated) == schema.HEAD


def test_program_knows_its_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_triggers_are_those_declared(migrated: Connection) -> None:
    found = dict(migrated.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
    assert found == tables.TRIGGERS


@pytest.mark.parametrize("kind", list(Kind))
def test_importable_fields_have_their_columns(kind: Kind) -> None:
    table = {
        Kind.CLIENTS: "client",
        Kind.ACCOUNTS: "account",
        Kind.ASSETS: "daily_asset",
        Kind.HOLDINGS: "holding",
        Kind.TRADES: "trade",
        Kind.REVENUE: "revenue",
        Kind.PRODUCTS: "product",
        Kind.ASSESSMENTS: "assessment",
        Kind.CONSENTS: "consent",
        Kind.SIGNALS: "signal",
        Kind.RELATIONS: "relation",
    }[kind]
    resolved = {"account_no": "client_id", "product_code": "product_id", "exposure": "code"}
    if kind is not Kind.CLIENTS:
        resolved["client_no"] = "client_id"
    if kind is Kind.ACCOUNTS:
        del resolved["account_no"]
    wanted = {resolved.get(field.name, field.name) for field in KINDS[kind].fields}
    assert wanted <= set(METADATA.tables[table].columns.keys())


EVENT = (
    "INSERT INTO event (id, device_seq, epoch, author, type, v, body, recorded_at, prev_hash, hash) "
    "VALUES ('a', 1, 1, 'x', 't', 1, '{}', '2026', x'00', x'00')"
)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event",
        "UPDATE event SET body = '{\"note\":1}'",
        "UPDATE event SET hash = x'01'",
        "UPDATE OR REPLACE event SET device_seq = 2",
        EVENT.replace("INSERT", "INSERT OR REPLACE").replace("'{}'", "'{1}'"),
        EVENT.replace("INSERT", "INSERT OR REPLACE").replace("'a'", "'b'"),
        EVENT.replace("INSERT", "INSERT OR REPLACE").replace("'a', 1", "'b', 2"),
        "UPDATE OR REPLACE event SET place = 0",
        "UPDATE event SET client_id = NULL",
        "UPDATE event SET client_id = 1, client_no = 'C1'",
        "INSERT INTO client (id, client_no, name, client_type) VALUES (7, 'C7', 'n', 'PERSON'); "
        "UPDATE event SET client_id = 7",
    ],
)
def test_an_event_is_never_changed_or_removed(newest: Connection, statement: str) -> None:
    newest.execute(EVENT)
    before = newest.execute("SELECT * FROM event").fetchall()
    *first, last = statement.split("; ")
    for one in first:
        newest.execute(one)
    with pytest.raises(engine.IntegrityError, match="append-only"):
        newest.execute(last)
    assert newest.execute("SELECT * FROM event").fetchall() == before


def test_an_own_event_goes_only_once_its_link_is_kept_and_one_of_another_desk_at_any_time(
    newest: Connection,
) -> None:
    newest.execute(EVENT)
    newest.execute(EVENT.replace("(id,", "(place, id,").replace("('a', 1", "(1, 'b', -1"))
    newest.execute("DELETE FROM event WHERE id = 'b'")
    newest.execute("INSERT INTO purged_event SELECT device_seq, epoch, id, prev_hash, hash, '' FROM event")
    newest.execute("DELETE FROM event")
    assert newest.execute("SELECT count(*) FROM event").fetchone() == (0,)


def test_head_offices_answer_may_change_an_events_status(newest: Connection) -> None:
    newest.execute(EVENT)
    newest.execute("UPDATE event SET status = 'APPLIED'")
    assert newest.execute("SELECT status FROM event").fetchall() == [("APPLIED",)]


@pytest.mark.parametrize("value", [0.5, "one", b"1"])
def test_money_that_is_not_a_whole_number_is_refused(newest: Connection, value: object) -> None:
    with pytest.raises(engine.IntegrityError, match="cannot store"):
        newest.execute(
            "INSERT INTO client (client_no, name, client_type, annual_income_fen) "
            "VALUES ('1', 'n', 'PERSON', ?)",
            (value,),
        )


def test_core_leaves_transactions_to_their_owner(newest: Connection) -> None:
    newest.execute("BEGIN IMMEDIATE")
    with engine.core(newest) as borrowed:
        borrowed.execute(sa.insert(tables.setting).values(key="a", value="b"))
        borrowed.commit()
        borrowed.rollback()
        assert borrowed.execute(sa.select(tables.setting.c.value)).scalar_one() == "b"
    assert newest.in_transaction
    newest.execute("ROLLBACK")
    assert newest.execute("SELECT count(*) FROM setting").fetchone() == (0,)


def test_core_speaks_dates_and_times(newest: Connection) -> None:
    when = datetime(2026, 9, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    with engine.core(newest) as borrowed:
        borrowed.execute(
            sa.insert(tables.rules_version).values(
                version="1", effective_from=date(1969, 12, 31), sha256="", body="", recorded_at=when
            )
        )
        row = borrowed.execute(sa.select(tables.rules_version)).one()
    assert (row.effective_from, row.recorded_at) == (date(1969, 12, 31), when.astimezone(UTC))
    stored = newest.execute("SELECT effective_from, recorded_at FROM rules_version").fetchone()
    assert stored == (-1, "2026-09-01T00:00:00.000000+00:00")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(DeskBug):
        utc_text(datetime(2026, 9, 1))  # noqa: DTZ001
