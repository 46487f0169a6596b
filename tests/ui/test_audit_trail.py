"""Who unlocked and whose page was looked at: on record once, in the chain, never in the way."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from advisor_desk.app.audit import UNLOCKED, VIEWED, AuditTrail
from advisor_desk.errors import OutsideFailed
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.events import verify_chain
from advisor_desk.ui.jobs import InlineJobs
from tests.builders import Builder, open_desk


@pytest.fixture
def book(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as made:
        with made.sql.change() as connection:
            build = Builder(connection)
            for number in ("C1", "C2", "C3"):
                build.client(client_no=number)
            made.refresh(connection, None)
        yield made


def facts(book: DeskBook) -> list[tuple[str, str | None]]:
    with book.sql.read() as connection:
        assert verify_chain(connection).ok
        rows = connection.execute("SELECT type, client_no, body FROM event ORDER BY device_seq").fetchall()
    for _kind, _client_no, body in rows:
        assert set(json.loads(body)) == {"at", "on"}, "a fact says when, nothing of the client"
    return [(kind, client_no) for kind, client_no, _body in rows]


def trail(book: DeskBook, owner: QObject) -> AuditTrail:
    return AuditTrail(book, InlineJobs(owner), owner)


def test_each_client_is_on_record_once_an_unlocking(book: DeskBook, qtbot: QtBot) -> None:
    owner = QObject()
    first, second = book.client_id("C1"), book.client_id("C2")
    made = trail(book, owner)
    for client_id in (first, second, first):
        made.saw(client_id)
    assert facts(book) == [], "nothing is written while pages are being turned"
    made.write()
    made.saw(second)
    made.close()
    assert facts(book) == [(UNLOCKED, None), (VIEWED, "C1"), (VIEWED, "C2")]
    again = trail(book, owner)
    again.saw(first)
    again.close()
    assert facts(book)[3:] == [(UNLOCKED, None), (VIEWED, "C1")]


def test_what_is_left_is_written_on_leaving(book: DeskBook, qtbot: QtBot) -> None:
    owner = QObject()
    made = trail(book, owner)
    made.saw(book.client_id("C3"))
    made.close()
    made.close()
    assert facts(book) == [(UNLOCKED, None), (VIEWED, "C3")]


def test_the_unlocking_is_written_by_itself(book: DeskBook, qtbot: QtBot) -> None:
    owner = QObject()
    trail(book, owner)
    qtbot.waitUntil(lambda: facts(book) == [(UNLOCKED, None)], timeout=10_000)


def test_a_disk_that_refuses_keeps_the_fact_owed_and_nobody_from_leaving(
    book: DeskBook, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise OutsideFailed("book.disk_full")

    owner = QObject()
    made = trail(book, owner)
    with monkeypatch.context() as patch:
        patch.setattr(book, "record_fact", refuse)
        made.write()
        made.close()
    assert facts(book) == []
    made.write()
    assert facts(book) == [(UNLOCKED, None)]


def test_a_client_who_is_gone_leaves_no_fact(book: DeskBook, qtbot: QtBot) -> None:
    owner = QObject()
    made = trail(book, owner)
    made.saw(987)
    made.saw(book.client_id("C1"))
    made.close()
    assert facts(book) == [(UNLOCKED, None), (VIEWED, "C1")]
