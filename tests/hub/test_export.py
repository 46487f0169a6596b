"""Contacts for the data warehouse: every accepted record once, what became of it, and no words unasked."""

import csv
import json
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from advisor_desk.errors import OutsideFailed
from advisor_desk.hub import export_rows
from advisor_desk.hub.export_interactions import ExportOrder, export_interactions
from advisor_desk.hub.export_rows import COLUMNS
from advisor_desk.hub.hub import Hub
from advisor_desk.intake.clean import FORMULA_SIGNS
from tests.hub.office_calls import Office
from tests.hubs import Chain, enrolled

RECORDED = "interaction.recorded"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def body(day: str = "2026-11-20", **more: Any) -> dict[str, Any]:
    said = {
        "channel": "CALL",
        "outcome": "REACHED",
        "purpose": "CARE",
        "kind": "CONTACT",
        "initiator": "CLIENT",
    }
    return {**said, "effective": True, "note": "谈到债券", "words": "先看看", "on": day, **more}


class Desk:
    """A desk of the hub with one client, and what it records."""

    def __init__(self, hub: Hub, branch: str = "b1", advisor: str = "a1") -> None:
        self.hub = hub
        self.branch = branch
        self.device, _ = enrolled(hub, branch, advisor)
        self.chain = Chain(self.device)
        self.client_no = f"K-{branch}"
        hub.add_client(branch, self.client_no, advisor)

    def record(self, *bodies: dict[str, Any], type_: str = RECORDED) -> list[str]:
        """Push events; their ids."""
        events = [self.chain.event(self.client_no, type_, one) for one in bodies]
        answer = self.hub.push(self.device, self.chain.batch(*events))
        assert {(one.status, one.code) for one in answer.answers} == {("applied", "")}
        return [event.id for event in events]


def exported(office: Office, *options: str, name: str = "out.csv") -> list[dict[str, str]]:
    path = office.folder / name
    ran = office.js("export", "interactions", "--since", "2026-11-01", path, *options)
    assert ran.status == 0, ran.err
    rows = list(_rows(path))
    assert ran.json["rows"] == len(rows)
    return rows


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def table(statement: str, path: Path) -> list[Any]:
    """What DuckDB finds in a file."""
    with duckdb.connect(":memory:") as found:
        return found.execute(statement.format(path)).fetchall()


def test_each_record_with_what_became_of_it(office: Office) -> None:
    with office.hub() as hub:
        desk = Desk(hub)
        first, second, third = desk.record(body(), body("2026-11-21"), body("2026-11-22"))
        (corrected,) = desk.record(
            body("2026-11-19", corrects=first, outcome="NOT_REACHED", effective=False),
            type_="interaction.corrected",
        )
        desk.record(
            {"withdraws": second, "reason": "记错", "on": "2026-12-01"}, type_="interaction.withdrawn"
        )
        desk.record(body("2026-10-31"))
        desk.record({"what": "回访"}, type_="task.made")
    rows = exported(office)
    assert [(row["event_id"], row["state"], row["replaced_by"]) for row in rows] == [
        (corrected, "STANDS", ""),
        (first, "CORRECTED", corrected),
        (second, "WITHDRAWN", ""),
        (third, "STANDS", ""),
    ]
    assert list(rows[0]) == list(COLUMNS)
    named = {name: rows[3][name] for name in COLUMNS if name not in ("event_id", "device", "recorded_at")}
    assert named == {
        "branch": "b1",
        "author": "a1",
        "client_no": "K-b1",
        "on_day": "2026-11-22",
        "kind": "CONTACT",
        "channel": "CALL",
        "purpose": "CARE",
        "outcome": "REACHED",
        "initiator": "CLIENT",
        "effective": "1",
        "received_at": "2026-09-21T14:13:20.000000+00:00",
        "state": "STANDS",
        "replaced_by": "",
    }
    assert rows[3]["device"].startswith("b1.")
    assert rows[0]["effective"] == "0"


def test_a_correction_counts_only_for_its_own_client(office: Office) -> None:
    with office.hub() as hub:
        one, other = Desk(hub, "b1"), Desk(hub, "b2", "a2")
        (first,) = one.record(body())
        other.record(body(corrects=first), type_="interaction.corrected")
        hub.add_client("b1", "K-other", "a1")
        stray = one.chain.event("K-other", "interaction.withdrawn", {"withdraws": first, "reason": "x"})
        hub.push(one.device, one.chain.batch(stray))
    states = {row["event_id"]: row["state"] for row in exported(office)}
    assert states[first] == "STANDS"


def test_branches_follow_one_another_and_one_can_be_asked_for(office: Office) -> None:
    with office.hub() as hub:
        for branch, advisor in (("b2", "a2"), ("b1", "a1")):
            Desk(hub, branch, advisor).record(body(), body())
    assert [row["branch"] for row in exported(office)] == ["b1", "b1", "b2", "b2"]
    assert [row["branch"] for row in exported(office, "--branch", "b2")] == ["b2", "b2"]
    ran = office.js(
        "export", "interactions", "--since", "2026-11-01", office.folder / "x.csv", "--branch", "b9"
    )
    assert ran.error["code"] == "hub.branch_unknown"


def test_words_leave_with_a_purpose_alone_and_never_those_of_confidence(office: Office) -> None:
    with office.hub() as hub:
        desk = Desk(hub)
        desk.record(
            body(note="=1+1", words="谢谢"),
            body(note="私事", confidentiality="CONFIDENTIAL"),
            body(note="更私的事", confidentiality="STRICT", judgement="犹豫"),
        )
    plain = (office.folder / "out.csv", exported(office))[0].read_text("utf-8-sig")
    assert "谢谢" not in plain
    assert "note" not in plain
    asked = ("export", "interactions", "--since", "2026-11-01", office.folder / "x.csv", "--with-notes")
    assert office.js(*asked, " ").status == 2
    assert not (office.folder / "x.csv").exists()
    rows = exported(office, "--with-notes", "十一月质检", name="words.csv")
    assert [(row["note"], row["words"]) for row in rows] == [("'=1+1", "谢谢"), ("", ""), ("", "")]
    assert "犹豫" not in (office.folder / "words.csv").read_text("utf-8-sig")
    journal = [(deed, json.loads(said)) for deed, said in office.journal("0")]
    begun = next(said for deed, said in journal if deed == "interactions.export_begun")
    assert begun["purpose"] == "十一月质检"
    done = [said for deed, said in journal if deed == "interactions.exported"]
    assert [one["rows"] for one in done] == [3, 3]
    assert all("谈" not in json.dumps(one, ensure_ascii=False) for one in done)


STRANGE: tuple[dict[str, Any], ...] = (
    {"on": "2026-11-20"},
    {"on": "2026-11-20", "channel": 7, "outcome": ["DONE"], "kind": None, "purpose": {}, "note": 3},
    {"on": "2026-11-20", "channel": "=CMD()", "outcome": "NEVER_HEARD_OF", "effective": "yes"},
    body(note='行一\r\n行二\n"引号",逗号;\ttab末', words="x" * 5_000),
    body(note="😀 表情", effective=None, outcome="DONE"),
)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_no_record_of_whatever_content_stops_an_export(office: Office, ending: str) -> None:
    with office.hub() as hub:
        ids = Desk(hub).record(*STRANGE)
    path = office.folder / f"out.{ending}"
    ran = office.js("export", "interactions", "--since", "2026-11-01", path, "--with-notes", "测试")
    assert (ran.status, ran.json["rows"]) == (0, len(ids))
    if ending == "csv":
        rows = list(_rows(path))
        assert [row["event_id"] for row in rows] == ids
        cells = [cell for row in rows for cell in row.values() if cell]
        assert [cell for cell in cells if cell[0] in FORMULA_SIGNS] == []
        assert rows[3]["note"] == '行一\r\n行二\n"引号",逗号;\ttab末'
        assert [row["effective"] for row in rows] == ["0", "0", "0", "1", "1"]
    else:
        found = table("SELECT event_id, note, channel, words FROM '{}' ORDER BY event_id", path)
        assert [row[0] for row in found] == sorted(ids)
        assert found[3][1] == '行一\r\n行二\n"引号",逗号;\ttab末'
        assert (found[2][2], found[3][3]) == ("=CMD()", "x" * 5_000)


def test_parquet_has_types_and_the_rows_of_the_csv(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_rows, "_PAGE", 7)
    with office.hub() as hub:
        desk = Desk(hub)
        bodies = [body(f"2026-11-{1 + at % 28:02}") for at in range(40)]
        first = desk.record(*bodies)[0]
        desk.record(body(corrects=first), type_="interaction.corrected")
    rows = exported(office)
    path = office.folder / "out.parquet"
    assert office.js("export", "interactions", "--since", "2026-11-01", path).json["rows"] == 41
    found = table("SELECT event_id, on_day::VARCHAR, state FROM '{}'", path)
    assert found == [(row["event_id"], row["on_day"], row["state"]) for row in rows]
    days = [row["on_day"] for row in rows]
    assert days == sorted(days)
    assert len({row["event_id"] for row in rows}) == 41
    types = {name: kind for name, kind, *_ in table("DESCRIBE SELECT * FROM '{}'", path)}
    assert (types["on_day"], types["effective"]) == ("DATE", "BOOLEAN")
    assert types["recorded_at"] == "TIMESTAMP WITH TIME ZONE"
    assert {stat.S_IMODE(file.stat().st_mode) for file in office.folder.glob("out.*")} == {0o600}


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_nothing_to_export_is_a_file_with_a_header_alone(office: Office, ending: str) -> None:
    path = office.folder / f"out.{ending}"
    assert office.js("export", "interactions", "--since", "2026-11-01", path).json["rows"] == 0
    if ending == "csv":
        assert path.read_text("utf-8-sig").strip() == ",".join(COLUMNS)
    else:
        found = table("DESCRIBE SELECT * FROM '{}'", path)
        assert [row[0] for row in found] == list(COLUMNS)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_an_export_that_fails_on_the_way_leaves_what_was_there(
    office: Office, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.hub() as hub:
        Desk(hub).record(*[body() for _ in range(5)])
        path = office.folder / f"out.{ending}"
        path.write_bytes(b"before")

        def failing(*_: Any, **__: Any) -> Iterator[tuple[str, ...]]:
            yield tuple(COLUMNS)
            raise OutsideFailed("hub.database_away")

        monkeypatch.setattr("advisor_desk.hub.export_interactions.interaction_rows", failing)
        with pytest.raises(OutsideFailed) as caught:
            export_interactions(hub, ExportOrder(path, date(2024, 10, 4)))
    assert caught.value.code == "hub.database_away"
    assert path.read_bytes() == b"before"
    assert list(office.folder.glob("*.part")) == []
    assert "interactions.exported" not in [deed for deed, _ in office.journal("0")]


def test_a_file_that_cannot_be_written_is_told_before_anything_is_read(office: Office) -> None:
    ask = ("export", "interactions", "--since", "2026-11-01")
    assert office.js(*ask, office.folder / "out.xlsx").error["code"] == "hub.export_form"
    assert office.js(*ask, office.folder / "missing" / "out.csv").error["code"] == "export.cannot_write"
    (office.folder / "a.csv").mkdir()
    assert office.js(*ask, office.folder / "a.csv").error["code"] == "export.cannot_write"
    assert office.js("export", "interactions", "--since", "2026", office.folder / "b.csv").status == 2
