"""A book of the released format, unlocked in today's window: everybody is there with what was recorded."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from advisor_desk.storage import schema
from tests.journeys.desk import sitting
from tests.storage.books import PASSPHRASE
from tests.storage.released import TALKED, make_released


def test_an_old_book_opens_with_its_clients_and_their_records(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sitting(qtbot, tmp_path) as person:
        make_released(person.book, monkeypatch)
        person.controller.show_gate()
        person.unlock(PASSPHRASE)
        window = person.until_desk()
        window.show_page("clients")
        person.until(lambda: set(person.listed()) == {"王芳", "李强", "示例银行"})
        rows = [window.clients.model.row_at(at) for at in range(3)]
        assert {row.client_no: row.last_contact_on for row in rows if row}["C1"] == TALKED
        window.clients.go_to(1)
        person.rest()
        person.until(lambda: window.detail.client_id == 1 and window.detail.body is not None)
        assert (tmp_path / f"{person.book.name}.before-{schema.HEAD}").exists()
