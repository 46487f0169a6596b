"""Files loaded at head office: the desk's importer and report, and each row goes to its client's advisor."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from advisor_desk.domain.kinds import Kind
from advisor_desk.hub import load as loading
from advisor_desk.hub.hub import Hub
from advisor_desk.intake.options import ReadOptions
from advisor_desk.intake.profile import load_profile
from advisor_desk.usecases.import_file import ImportOptions
from advisor_desk.wire.rows import RowDraft, compact
from advisor_desk.wire.shapes import SHAPES
from tests.hub.office_calls import Office, rows_of
from tests.hubs import Chain, enrolled
from tests.postgres import new_database

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "pkdd99"
PROFILES = ROOT / "tests" / "profiles"
TODAY = date(2026, 11, 20)
BRANCH = "prague"
ADVISORS = ("a1", "a2", "a3")
KINDS = {
    "accounts": "account",
    "relations": "disp",
    "assets": "trans",
    "trades": "trans",
    "revenue": "trans",
}
TABLES = {
    "accounts": "account",
    "relations": "relation",
    "assets": "daily_asset",
    "trades": "trade",
    "revenue": "revenue",
}

CLIENT = '"client_id";"birth_number";"district_id"\n'
SIDES = {
    "account": (
        '"account_id";"district_id";"frequency";"date"\n'
        '10;1;"POPLATEK MESICNE";930101\n20;2;"POPLATEK MESICNE";930202\n30;3;"POPLATEK MESICNE";930303\n'
        '90;1;"POPLATEK MESICNE";930303\n'
    ),
    "disp": (
        '"disp_id";"client_id";"account_id";"type"\n'
        '1;1;10;"OWNER"\n2;2;20;"OWNER"\n3;3;30;"OWNER"\n4;4;30;"DISPONENT"\n9;9;90;"OWNER"\n'
    ),
    "district": '"code";"name"\n1;"Praha"\n2;"Benesov"\n3;"Beroun"\n',
    "trans": (
        '"trans_id";"account_id";"date";"type";"operation";"amount";"balance";"k_symbol";"bank";"account"\n'
        '1;10;930105;"credit";"credit in cash";700;700;"";"";\n'
        '2;20;930206;"credit";"collection from another bank";300;300;"";"AB";777\n'
        '3;30;930307;"credit";"credit in cash";500;500;"";"";\n'
        '4;30;930307;"debit";"withdrawal in cash";100;400;"payment for statement";"";\n'
    ),
}
CLIENTS = {
    "a1": "1;706213;1\n",
    "a2": "2;450204;2\n",
    "a3": "3;406009;3\n4;561201;3\n9;600101;1\n",
}


OF_FIRST = {
    ("client", "1", "1"),
    ("account", "1", "10"),
    ("daily_asset", "1", "[8405]"),
    ("trade", "1", "1"),
}
"""Rows of the first advisor's only client."""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in SIDES.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    for advisor, lines in CLIENTS.items():
        (tmp_path / f"client-{advisor}.csv").write_text(CLIENT + lines, "utf-8")
    return tmp_path


def profile(kind: str) -> tuple[str, Path]:
    return "--profile", PROFILES / f"pkdd99-{kind}.toml"


def load_bank(office: Office, folder: Path) -> dict[str, Any]:
    """Clients in three files, each for its advisor, then every other kind once for all."""
    reports = {}
    for advisor in ADVISORS:
        file = folder / f"client-{advisor}.csv"
        ran = office.js(
            "load", "clients", file, *profile("clients"), "--branch", BRANCH, "--advisor", advisor
        )
        assert ran.status == 0, ran.err
        reports[advisor] = ran.json
    for kind, name in KINDS.items():
        ran = office.js("load", kind, folder / f"{name}.csv", *profile(kind))
        assert ran.status == 0, ran.err
        reports[kind] = ran.json
    return reports


def text(folder: Path, content: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text(content, "utf-8")
    return path


def values(office: Office, scope: str, kind: str) -> dict[tuple[str, str], dict[str, Any]]:
    names = SHAPES[kind].values
    return {
        (row.client_no, row.id): dict(zip(names, json.loads(row.body), strict=True))
        for row in office.rows(BRANCH, scope)
        if row.kind == kind
    }


def test_clients_of_three_files_and_each_row_of_the_others_with_its_clients_advisor(
    office: Office, files: Path
) -> None:
    reports = load_bank(office, files)
    assert [reports[advisor]["new_clients"] for advisor in ADVISORS] == [1, 1, 2]
    assert reports["a3"]["filtered"] == 1, "an account without a transaction"
    found = {
        advisor: [(row.kind, row.client_no, row.id) for row in office.rows(BRANCH, f"adv:{advisor}")]
        for advisor in ADVISORS
    }
    assert set(found["a1"]) == OF_FIRST
    assert len(found["a1"]) == len(OF_FIRST)
    assert sorted(found["a3"]) == [
        ("account", "3", "30"),
        ("client", "3", "3"),
        ("client", "4", "4"),
        ("daily_asset", "3", "[8466]"),
        ("relation", "3", '["4","AUTHORISED"]'),
        ("revenue", "3", "4"),
        ("trade", "3", "3"),
    ]
    assert len(found["a2"]) == 4
    client = values(office, "adv:a3", "client")["3", "3"]
    assert (client["gender"], client["region"], client["client_type"]) == ("F", "Beroun", "PERSON")
    assert client["pinyin"] != ""
    trade = values(office, "adv:a2", "trade")["2", "2"]
    assert (trade["amount_fen"], trade["trade_kind"], trade["plan_no"]) == (30_000, "SIP", "777")
    assert (trade["is_purchase"], trade["sip_month"]) == (1, 1993 * 12 + 1)
    assert values(office, "adv:a3", "daily_asset")["3", "[8466]"]["aum_fen"] == 40_000
    deeds = [deed for deed, _ in office.journal(BRANCH)]
    assert deeds.count("file.loaded") == 8
    assert "Praha" not in str(office.journal(BRANCH))


def test_the_same_files_again_put_nothing_and_a_changed_value_moves_its_row_alone(
    office: Office, files: Path
) -> None:
    first = load_bank(office, files)
    before = {advisor: office.rows(BRANCH, f"adv:{advisor}") for advisor in ADVISORS}
    again = load_bank(office, files)
    for name, report in again.items():
        assert (report["added"], report["updated"], report["rows"]) == (0, 0, 0)
        assert report["unchanged"] == first[name]["added"]
    assert {advisor: office.rows(BRANCH, f"adv:{advisor}") for advisor in ADVISORS} == before
    numbers = {(row.kind, row.client_no, row.id): row.seq for row in before["a3"]}
    text(files, SIDES["trans"].replace("100;400;", "100;350;"), "trans.csv")
    report = office.js("load", "assets", files / "trans.csv", *profile("assets")).json
    assert (report["updated"], report["unchanged"], report["rows"]) == (1, 2, 1)
    after = {(row.kind, row.client_no, row.id): row.seq for row in office.rows(BRANCH, "adv:a3")}
    moved = [place for place, seq in after.items() if numbers[place] != seq]
    assert moved == [("daily_asset", "3", "[8466]")]
    assert values(office, "adv:a3", "daily_asset")["3", "[8466]"]["aum_fen"] == 35_000


def test_a_file_that_leaves_a_column_out_keeps_what_stands(office: Office, tmp_path: Path) -> None:
    load = ("load", "clients", tmp_path / "file.csv", "--branch", BRANCH, "--advisor", "a1")
    text(tmp_path, "客户号,姓名,电话,家庭编号\nK1,王芳,13800000001,H1\nK2,李雷,,H1\n")
    assert office.js(*load).json["rows"] == 3
    text(tmp_path, "客户号,姓名,地区\nK1,王芳芳,北京\n")
    report = office.js(*load).json
    assert (report["updated"], report["rows"], report["new_clients"]) == (1, 1, 0)
    client = values(office, "adv:a1", "client")["K1", "K1"]
    assert (client["name"], client["phone"], client["region"]) == ("王芳芳", "13800000001", "北京")
    assert "wang fang fang" in client["pinyin"]
    assert [(row.kind, row.id) for row in office.rows(BRANCH, "br")] == [("household", "H1")]


def test_an_account_that_goes_to_another_client_leaves_the_first(office: Office, tmp_path: Path) -> None:
    for advisor, number in (("a1", "K1"), ("a2", "K2")):
        text(tmp_path, f"客户号,姓名\n{number},王芳\n")
        office.js("load", "clients", tmp_path / "file.csv", "--branch", BRANCH, "--advisor", advisor)
    accounts = text(tmp_path, "账号,客户号\n6222,K1\n")
    assert office.js("load", "accounts", accounts).json["rows"] == 1
    assert office.js("load", "accounts", text(tmp_path, "账号,客户号\n6222,K2\n")).json["updated"] == 1
    assert list(values(office, "adv:a1", "account")) == []
    assert list(values(office, "adv:a2", "account")) == [("K2", "6222")]
    assets = text(tmp_path, "账号,日期,总资产\n6222,2026-11-20,5\n")
    assert office.js("load", "assets", assets).status == 0
    assert list(values(office, "adv:a2", "daily_asset")) == [("K2", "[20777]")]


def test_rows_of_clients_that_nobody_knows_are_rejected_with_a_file_to_mend(
    office: Office, tmp_path: Path
) -> None:
    text(tmp_path, "客户号,姓名\nK1,王芳\n")
    office.js("load", "clients", tmp_path / "file.csv", "--branch", BRANCH, "--advisor", "a1")
    assets = text(tmp_path, "客户号,日期,总资产\nK1,2026-11-20,5\nK9,2026-11-20,6\nK1,昨天,7\n")
    rejects = tmp_path / "rejects.csv"
    ran = office.js("load", "assets", assets, "--rejects", rejects)
    assert ran.status == 1
    assert [(one["row"], one["code"]) for one in ran.json["rejects"]] == [
        (3, "import.unknown_client"),
        (4, "intake.date"),
    ]
    assert (ran.json["added"], ran.json["rejected"], ran.json["rows"]) == (1, 2, 1)
    assert "K9" in rejects.read_text("utf-8-sig")
    said = office.call("load", "assets", assets).out
    assert "发出 0 行" in said


def test_clients_need_an_advisor_before_anything_is_read(office: Office, tmp_path: Path) -> None:
    ran = office.js("load", "clients", tmp_path / "missing.csv", "--branch", BRANCH)
    assert (ran.status, ran.error["code"]) == (2, "usage.missing")


def test_without_a_branch_the_only_one_is_meant(office: Office, tmp_path: Path) -> None:
    clients = text(tmp_path, "客户号,姓名\nK1,王芳\n")
    load = ("load", "clients", clients, "--advisor", "a1")
    assert office.js(*load).error["code"] == "hub.branch_needed"
    assert office.js(*load, "--branch", BRANCH).json["new_clients"] == 1
    assert office.js(*load).json["unchanged"] == 1
    office.js("advisors", "add", "--branch", "brno", "--advisor", "b1")
    assert office.js(*load).error["code"] == "hub.branch_needed"


@pytest.mark.parametrize(
    "content", ["甲,乙\n1,2\n", "客户号,姓名\n", "客户号,姓名\nK1,\n", "客户号,姓名\nK8,王芳\n"]
)
def test_a_file_that_brings_nothing_leaves_no_branch_behind(
    office: Office, tmp_path: Path, content: str
) -> None:
    """A mistyped branch could not be taken away again, and every other load would have to name one."""
    known = text(tmp_path, "客户号,姓名\nK8,王芳\n")
    assert office.js("load", "clients", known, "--branch", BRANCH, "--advisor", "a1").status == 0
    text(tmp_path, content)
    office.js("load", "clients", known, "--branch", "pargue", "--advisor", "a1")
    with office.hub() as hub:
        assert hub.branches() == [BRANCH]


def test_a_client_of_another_branch_or_advisor_stays_there(office: Office, tmp_path: Path) -> None:
    clients = text(tmp_path, "客户号,姓名\nK1,王芳\n")
    office.js("load", "clients", clients, "--branch", BRANCH, "--advisor", "a1")
    ran = office.js("load", "clients", clients, "--branch", "brno", "--advisor", "b1")
    assert (ran.status, ran.error["code"]) == (3, "hub.client_elsewhere")
    text(tmp_path, "客户号,姓名\nK1,王芳芳\nK2,李雷\n")
    report = office.js("load", "clients", clients, "--branch", BRANCH, "--advisor", "a2").json
    assert (report["kept_elsewhere"], report["new_clients"], report["rows"]) == (1, 1, 2)
    assert values(office, "adv:a1", "client")["K1", "K1"]["name"] == "王芳芳"
    assert list(values(office, "adv:a2", "client")) == [("K2", "K2")]


def test_what_a_desk_had_recorded_of_a_client_is_let_in_when_the_client_is_loaded(
    office: Office, tmp_path: Path
) -> None:
    with office.hub() as hub:
        device, _ = enrolled(hub, BRANCH, "a1")
        chain = Chain(device)
        answer = hub.push(device, chain.batch(chain.event("K1")))
        assert [one.code for one in answer.answers] == ["CLIENT_UNKNOWN"]
    clients = text(tmp_path, "客户号,姓名\nK1,王芳\n")
    report = office.js("load", "clients", clients, "--branch", BRANCH, "--advisor", "a1").json
    assert (report["new_clients"], report["released"]) == (1, 1)
    assert sorted(row.kind for row in office.rows(BRANCH, "adv:a1")) == ["client", "event"]


def test_an_edit_in_between_is_not_overwritten(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row changes between reading and putting: the file is read again, against what stands then."""
    clients = text(tmp_path, "客户号,姓名,电话,地区\nK1,王芳,13800000001,北京\nK2,李雷,13800000002,北京\n")
    load = ("load", "clients", clients, "--branch", BRANCH, "--advisor", "a1")
    office.js(*load)
    text(tmp_path, "客户号,姓名,地区\nK1,王芳,上海\nK2,李雷,上海\n")
    put = loading.put_portion
    calls: list[int] = []

    def interrupted(hub: Hub, *rest: Any) -> int:
        calls.append(1)
        if len(calls) == 1:
            (row,) = [one for one in rows_of(hub, BRANCH, "adv:a1") if one.id == "K1"]
            body = json.loads(row.body)
            body[SHAPES["client"].values.index("phone")] = "13911112222"
            hub.put_rows(BRANCH, "adv:a1", [RowDraft("client", "K1", "K1", compact(body))])
        return put(hub, *rest)

    monkeypatch.setattr(loading, "put_portion", interrupted)
    report = office.js(*load).json
    assert (report["updated"], len(calls)) == (2, 2)
    found = values(office, "adv:a1", "client")
    assert (found["K1", "K1"]["phone"], found["K1", "K1"]["region"]) == ("13911112222", "上海")
    assert found["K2", "K2"]["region"] == "上海"


def test_a_client_handed_over_in_between_takes_the_rows_along(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = text(tmp_path, "客户号,姓名\nK1,王芳\n")
    office.js("load", "clients", clients, "--branch", BRANCH, "--advisor", "a1")
    office.js("advisors", "add", "--branch", BRANCH, "--advisor", "a2")
    assets = text(tmp_path, "客户号,日期,总资产\nK1,2026-11-20,5\n", "assets.csv")
    put = loading.put_portion
    calls: list[int] = []

    def interrupted(hub: Hub, *rest: Any) -> int:
        if not calls:
            calls.append(hub.assign("K1", "a2"))
        return put(hub, *rest)

    monkeypatch.setattr(loading, "put_portion", interrupted)
    assert office.js("load", "assets", assets).json["rows"] == 1
    assert [row.kind for row in office.rows(BRANCH, "adv:a2")] == ["client", "daily_asset"]
    assert [row.kind for row in office.rows(BRANCH, "adv:a1")] == ["purge"]


def test_nothing_of_a_load_touches_the_disk(
    office: Office, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setenv("SQLITE_TMPDIR", str(scratch))
    before = {path for path in tmp_path.rglob("*") if "hub" not in path.parts}
    clients = ("load", "clients", files / "client-a3.csv", *profile("clients"), "--branch", BRANCH)
    assert office.js(*clients, "--advisor", "a3").json["rows"] == 2
    assert office.js("load", "accounts", files / "account.csv", *profile("accounts")).json["added"] == 1
    assert {path for path in tmp_path.rglob("*") if "hub" not in path.parts} == before


def test_the_same_on_postgresql_and_every_statement_names_its_branch(office: Office, files: Path) -> None:
    office.use(new_database())
    reports = load_bank(office, files)
    assert {name: one["rows"] for name, one in reports.items()} == {
        **dict.fromkeys(("a1", "a2"), 1),
        **dict.fromkeys(("accounts", "assets", "trades"), 3),
        "a3": 2,
        "relations": 1,
        "revenue": 1,
    }
    found = {(row.kind, row.client_no, row.id) for row in office.rows(BRANCH, "adv:a1")}
    assert found == OF_FIRST
    text(files, SIDES["trans"].replace("100;400;", "100;350;"), "trans.csv")
    with office.hub() as hub, hub.store.capturing() as statements:
        hub.add_advisor(BRANCH, "a4")
        options = ImportOptions(
            read=ReadOptions(today=TODAY, profile=load_profile(PROFILES / "pkdd99-assets.toml"))
        )
        order = loading.LoadOrder(Kind.ASSETS, files / "trans.csv", BRANCH, "", TODAY, options)
        assert loading.load(hub, order).rows == 1
    of_data = [one for one in statements if "scope_" in one or " client " in one or "journal" in one]
    assert of_data
    assert all("branch_id" in one for one in of_data)


@pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not here")
def test_the_bank_of_prague_split_among_three_advisors_by_district(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "bank"
    folder.mkdir()
    for source in DATA.glob("*.csv"):
        (folder / source.name).symlink_to(source)
    header, *lines = (DATA / "client.csv").read_text("utf-8").splitlines()
    for at, advisor in enumerate(ADVISORS):
        own = [line for line in lines if int(line.rpartition(";")[2]) % 3 == at]
        text(folder, "\n".join([header, *own, ""]), f"client-{advisor}.csv")
    reports = load_bank(office, folder)
    assert sum(reports[advisor]["new_clients"] for advisor in ADVISORS) == 424
    added = {kind: reports[kind]["added"] for kind in KINDS}
    assert added == {"accounts": 354, "relations": 70, "assets": 23_439, "trades": 6_752, "revenue": 8_359}
    of_kind = sa.text("SELECT scope, kind, client_no FROM scope_row WHERE branch_id = :b AND deleted = 0")
    with office.hub() as hub, hub.store.engine.connect() as connection:
        rows = connection.execute(of_kind, {"b": BRANCH}).all()
        holders = hub.holders(BRANCH, {row.client_no for row in rows})
    assert all(row.scope == f"adv:{holders[row.client_no]}" for row in rows)
    found = Counter(row.kind for row in rows)
    assert {kind: found[TABLES[kind]] for kind in KINDS} == added
    assert set(holders.values()) == set(ADVISORS)
