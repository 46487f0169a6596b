"""Rules that head office publishes reach a desk with the next round and are in force there from their day."""

import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from advisor_desk import paths
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.publish import publish_rules
from advisor_desk.storage import standings
from advisor_desk.storage.book import SqlBook
from advisor_desk.wire.rows import RowDraft, compact
from tests.cli.calling import PASSPHRASE, call, js
from tests.hub.office_calls import rows_of
from tests.hub_server import served
from tests.hubs import Clock, open_hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    folder = tmp_path / "hub"
    folder.mkdir()
    with open_hub(folder, Clock(time.time())) as made:
        made.add_clients("B1", {"C1": "A1", "C2": "A1", "C3": "A1"})
        yield made


def newer(folder: Path) -> Path:
    """The shipped rules under another name, from a day before the tests' day on."""
    text = (paths.resources() / "rules" / "2026-11.toml").read_text("utf-8")
    text = text.replace('version = "2026-11"', 'version = "2026-11b"').replace("1990-01-01", "2026-11-15")
    path = folder / "rules.toml"
    path.write_text(text, "utf-8")
    return path


def counted_under(path: Path) -> str:
    """The rules of the figures that the book keeps."""
    with closing(SqlBook.open(path, PASSPHRASE)) as book, book.read() as connection:
        basis = standings.basis(connection)
    assert basis is not None
    return basis.rules_version


def test_rules_of_head_office_come_with_a_round_and_go_with_their_signature(
    office: Path, hub: Hub, tmp_path: Path
) -> None:
    with served(hub) as at:
        assert js("enroll", "--hub", at.url, "--code", hub.invite("B1", "A1")).status == 0
        assert js("sync").status == 0
        assert js("score").json["rules_version"] == "2026-11"
        publish_rules(hub, newer(tmp_path))
        assert js("sync").json["pulled"] >= 1
        # Counted anew by the round itself, before any other command looks.
        assert counted_under(office) == "2026-11b"
        assert js("score").json["rules_version"] == "2026-11b"
        assert js("sync", "status").json["rules_troubles"] == []
        (row,) = rows_of(hub, "0", "firm")
        values = [*json.loads(row.body)[:-1], "00" * 64]
        hub.put_rows("0", "firm", [RowDraft(row.kind, row.id, "", compact(values))])
        assert js("sync").json["pulled"] >= 1
    assert js("score").json["rules_version"] == "2026-11"
    ran = js("sync", "status")
    assert ran.status == 1
    assert [(one["name"], one["code"]) for one in ran.json["rules_troubles"]] == [
        ("2026-11b", "rules.received_unsigned")
    ]
    assert "总部规则 2026-11b 没有总部的有效签名" in call("sync", "status").out
