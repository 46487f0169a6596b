"""A book of an earlier format with work that head office has not got: brought up to date, all of it waits."""

import json
from pathlib import Path

import pytest

from advisor_desk import paths
from advisor_desk.storage import engine, schema
from advisor_desk.storage.check import check
from advisor_desk.storage.events import verify_chain
from advisor_desk.wire.events import CHAIN_START, Link, WireEvent
from tests.storage.books import make, reopen
from tests.storage.cut_short import cut_short
from tests.storage.sync_books import LARGE, applied, receipt_of, record, sync_of

FORMATS = {"0001": 1, "0002": 2, "0003": 3}
EVENTS = 40
SENT = 5
# Of the third format on, other tables follow from contacts; what is told here stands for itself.
TOLD = {"0001": "interaction.recorded", "0002": "interaction.recorded", "0003": "suitability.checked"}


def old_schema(version: str) -> str:
    """The statements by which a book of an earlier format was made."""
    scripts = sorted((paths.migrations() / "versions").glob("*.sql"))[: FORMATS[version]]
    return ";\n\n".join(script.read_text(encoding="utf-8").strip().removesuffix(";") for script in scripts)


def put_old_event(connection: engine.Connection, seq: int, prev: bytes, kind: str) -> WireEvent:
    """An event as those programs recorded it, written without this program's code."""
    client_no = None if seq % 7 == 0 else f"C{seq % 3}"
    event_id = f"0199{seq:04x}-0000-7000-8000-{seq:012x}"
    at = f"2026-06-{seq % 28 + 1:02}T08:00:00.{seq:06}+00:00"
    note = f'王芳说"好"\\n第 {seq} 次 \U0001f600'
    told: dict[str, object] = {"channel": "CALL", "outcome": "REACHED", "purpose": "CARE", "note": note}
    day = seq + 20_600
    if client_no is None:
        told, kind = {"fields": ["phone"], "row_count": seq}, "audit.exported"
    else:
        told = {**told, "on": f"2026-05-{27 + (seq - 1) % 4:02}"}
        day = 20_600 + (seq - 1) % 4
    body = json.dumps({**told, "at": at}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = Link(event_id, seq, "adv-1", client_no, kind, 1, body).hash(prev)
    connection.execute(
        "INSERT INTO event (id, device_seq, epoch, author, client_id, client_no, type, v, on_day, body, "
        "recorded_at, prev_hash, hash, status) VALUES (?, ?, 1, 'adv-1', "
        "(SELECT id FROM client WHERE client_no = ?), ?, ?, 1, ?, ?, ?, ?, ?, ?)",
        (
            *(event_id, seq, client_no, client_no, kind, None if client_no is None else day, body, at),
            *(prev, digest, "ACKED" if seq <= SENT else "PENDING"),
        ),
    )
    if seq > SENT:
        connection.execute("INSERT INTO outbox (event_id) VALUES (?)", (event_id,))
    return WireEvent(event_id, 1, seq, "adv-1", client_no, kind, 1, body, at, prev.hex(), digest.hex())


def make_old(path: Path, version: str, monkeypatch: pytest.MonkeyPatch) -> list[WireEvent]:
    """A book of an earlier format; what waits in it."""

    def create(connection: engine.Connection) -> None:
        for statement in old_schema(version).split(";\n\n"):
            connection.execute(statement)
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))

    with monkeypatch.context() as released:
        released.setattr(schema, "create_newest", create)
        released.setattr(schema, "HEAD", version)
        with make(path).book as book, book.change() as connection:
            for number in range(3):
                connection.execute(
                    "INSERT INTO client (client_no, name, client_type) VALUES (?, ?, 'PERSON')",
                    (f"C{number}", f"客户{number}"),
                )
            prev, events = CHAIN_START, []
            for seq in range(1, EVENTS + 1):
                events.append(put_old_event(connection, seq, prev, TOLD[version]))
                prev = bytes.fromhex(events[-1].hash)
            if version >= "0003":
                head = f"{EVENTS} 1 {EVENTS} {prev.hex()}"
                connection.execute("INSERT INTO book_meta (key, value) VALUES ('chain_head', ?)", (head,))
    return events[SENT:]


@pytest.mark.parametrize("version", FORMATS)
def test_unsent_work_of_an_older_book_waits_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    path = tmp_path / "old.book"
    unsent = make_old(path, version, monkeypatch)
    with reopen(path) as book:
        with book.read() as connection:
            report = verify_chain(connection)
            assert (report.ok, report.events) == (True, EVENTS)
            assert schema.version(connection) == schema.HEAD
        sync = sync_of(book)
        assert sync.outbox_count() == EVENTS - SENT
        assert list(sync.due(500, LARGE)) == unsent
        assert all(event.is_as_hashed for event in unsent)
        new = record(book)
        sync.settle(applied(unsent), receipt_of(unsent))
        (last,) = sync.due(500, LARGE)
        assert (last.id, last.prev_hash, last.device_seq) == (new, unsent[-1].hash, EVENTS + 1)
        assert check(book).ok


@pytest.mark.parametrize("version", FORMATS)
@pytest.mark.parametrize("point", ["upgrade.copied", "upgrade.migrated"])
def test_an_upgrade_cut_short_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, point: str
) -> None:
    path = tmp_path / "old.book"
    unsent = make_old(path, version, monkeypatch)
    with cut_short(point):
        reopen(path)
    with reopen(path) as book:
        assert list(sync_of(book).due(500, LARGE)) == unsent
        assert sync_of(book).former_authors() == ("adv-1",)
