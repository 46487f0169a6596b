"""A book as the released format 0002 wrote it: three clients, records that head office has not got."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from advisor_desk import paths
from advisor_desk.domain.dates import to_day
from advisor_desk.storage import engine, schema
from advisor_desk.storage.events import EventDraft
from advisor_desk.storage.uuid7 import uuid7
from advisor_desk.wire.events import CHAIN_START, Link
from tests.storage.books import NOW, make

TALKED, COMPLAINED, IN_VAIN = date(2026, 6, 1), date(2026, 6, 20), date(2026, 6, 25)


def second_schema(connection: engine.Connection) -> None:
    """Give an empty book the tables of the second version, as that version did."""
    for name in ("0001_first_book", "0002_advice"):
        script = (paths.migrations() / "versions" / f"{name}.sql").read_text(encoding="utf-8")
        for statement in script.split(";\n\n"):
            if statement.strip():
                connection.execute(statement.strip().removesuffix(";"))
    connection.execute(
        "CREATE TABLE alembic_version (\nversion_num VARCHAR(32) NOT NULL,\n"
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)"
    )
    connection.execute("INSERT INTO alembic_version VALUES ('0002')")


def append_as_released(connection: engine.Connection, draft: EventDraft, *, seconds: float) -> None:
    """Record an event as the released programs did: with a number and nothing beside it."""
    at = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
    said = (
        {**draft.body, "at": at} if draft.on is None else {**draft.body, "at": at, "on": draft.on.isoformat()}
    )
    body = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    last = connection.execute(
        "SELECT device_seq, hash FROM event ORDER BY device_seq DESC LIMIT 1"
    ).fetchone()
    seq, prev = (1, CHAIN_START) if last is None else (last[0] + 1, last[1])
    found = connection.execute("SELECT client_no FROM client WHERE id = ?", (draft.client_id,)).fetchone()
    client_no, on_day = found and found[0], None if draft.on is None else to_day(draft.on)
    event_id = str(uuid7(seconds))
    digest = Link(event_id, seq, draft.author, client_no, draft.type, draft.v, body).hash(prev)
    connection.execute(
        "INSERT INTO event (id, device_seq, epoch, author, client_id, client_no, type, v, on_day, body, "
        "recorded_at, prev_hash, hash) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(event_id, seq, draft.author, draft.client_id, client_no, draft.type, draft.v, on_day, body, at),
            *(prev, digest),
        ),
    )
    connection.execute("INSERT INTO outbox (event_id) VALUES (?)", (event_id,))


def old_record(connection: engine.Connection, client_id: int, on: date, **body: str) -> None:
    """A contact as the released program recorded it."""
    told = {"channel": "CALL", "outcome": "REACHED", "purpose": "CARE", "note": "", **body}
    draft = EventDraft("interaction.recorded", "adv-1", told, client_id, on)
    append_as_released(connection, draft, seconds=NOW + client_id)


def make_released(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write it at `path`, with the passphrase of `tests.storage.books`."""
    with monkeypatch.context() as released:
        released.setattr(schema, "create_newest", second_schema)
        released.setattr(schema, "HEAD", "0002")
        made = make(path).book
        with made.change() as connection:
            for number, name in ((1, "王芳"), (2, "李强"), (3, "示例银行")):
                connection.execute(
                    "INSERT INTO client (client_no, name, pinyin, client_type, opened_on, born_on) "
                    "VALUES (?, ?, 'wangfang wf', ?, 18000, 6000)",
                    (f"C{number}", name, "FIN_INST" if number == 3 else "PERSON"),
                )
            old_record(connection, 1, TALKED, note="聊孩子留学的打算")
            old_record(connection, 1, IN_VAIN, outcome="NOT_REACHED")
            old_record(connection, 2, COMPLAINED, purpose="COMPLAINT", note="到账慢")
            edited = EventDraft("client.edited", "adv-1", {"fields": {"email": [None, "a@b.cn"]}}, 1)
            append_as_released(connection, edited, seconds=NOW + 9)
        made.close()
