"""A book as the released format 0002 wrote it: three clients, records that head office has not got."""

from datetime import date
from pathlib import Path

import pytest

from advisor_desk import paths
from advisor_desk.storage import engine, schema
from advisor_desk.storage.events import EventDraft, append_event
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


def old_record(connection: engine.Connection, client_id: int, on: date, **body: str) -> None:
    """A contact as the released program recorded it."""
    told = {"channel": "CALL", "outcome": "REACHED", "purpose": "CARE", "note": "", **body}
    draft = EventDraft("interaction.recorded", "adv-1", told, client_id, on)
    append_event(connection, draft, seconds=NOW + client_id)


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
            append_event(connection, edited, seconds=NOW + 9)
        made.close()
