"""Rules that head office publishes reach a desk with the next round and are in force there from their day."""

import json
from contextlib import closing
from pathlib import Path

from advisor_desk.hub.hub import Hub
from advisor_desk.hub.publish import publish_rules
from advisor_desk.storage import standings
from advisor_desk.storage.book import SqlBook
from advisor_desk.wire.rows import RowDraft, compact
from tests.cli.calling import PASSPHRASE, call, js
from tests.hub.office_calls import rows_of
from tests.hub_server import served
from tests.newer_rules import newer_rules


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
        publish_rules(hub, newer_rules(tmp_path))
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
