"""`clients`, `client`, `score`, `rules`, `demo`: keys and order of the contract, and the day asked for."""

import csv
import json
import subprocess
import sys
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from advisor_desk.assembly.demo import open_or_make_demo
from advisor_desk.demo.book import DemoPlan
from advisor_desk.domain.client import Group
from advisor_desk.domain.client_query import View
from tests.cli.calling import PASSPHRASE, call, environment, js, write

ROOT = Path(__file__).resolve().parents[2]
ROW_KEYS = [
    "client_no", "name", "kind", "tier", "aum_fen", "group", "state", "c_level", "last_contact", "next_due",
]  # fmt: skip
SCORE_KEYS = [
    "client_no", "kind", "tier", "tier_variant", "aum_fen", "avg20_fen", "a", "f", "b", "composite", "group",
    "tags", "classic", "state", "labels", "action", "inputs", "reasons",
]  # fmt: skip
INPUT_KEYS = [
    "amount_fen", "purchases", "benefit_fen", "months_observed", "monthly_frequency", "recency_days",
]  # fmt: skip
FIGURES = [
    "TIER", "AVG20", "AMOUNT", "FREQUENCY", "BENEFIT", "GROUP", "CLASSIC_R", "CLASSIC_F", "CLASSIC_M",
    "STATE", "ACTION", "NEXT_DUE", "C_LEVEL",
]  # fmt: skip
pytestmark = pytest.mark.usefixtures("office")


def numbers(*arguments: str) -> list[str]:
    return [row["client_no"] for row in js("clients", *arguments).json]


def scored(day: str) -> dict[str, dict[str, object]]:
    return {row["client_no"]: row for row in call("--json", "--as-of", day, "score").json["clients"]}


def test_the_rows_of_the_list_have_the_keys_of_the_contract() -> None:
    ran = js("clients")
    assert ran.status == 0
    assert [list(row) for row in ran.json] == [ROW_KEYS] * 4
    first = ran.json[0]
    assert (first["name"], first["kind"], first["tier"], first["c_level"]) == (
        "欧阳雨桐",
        "PERSON",
        "HNW",
        "C3",
    )
    assert (first["aum_fen"], first["next_due"]) == (300_000_000, "2020-01-20")
    assert js("clients").out == ran.out, "the order is stable"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("欧阳", ["C1"]),
        ("ouyang", ["C1"]),
        ("oyyt", ["C1"]),
        ("shan", ["C3"]),
        ("dan", ["C3"]),
        ("8004", ["C4"]),
        ("C2", ["C2"]),
        ("nobody", []),
    ],
)
def test_find_by_name_pinyin_number_and_phone(typed: str, found: list[str]) -> None:
    assert numbers("--find", typed) == found


def test_views_by_code_in_any_case_and_with_a_search() -> None:
    assert numbers("--view", "HNW") == numbers("--view", "hnw") == ["C1"]
    assert numbers("--view", "INST") == ["C2"]
    assert numbers("--view", "DORMANT", "--find", "李") == ["C4"]
    assert numbers("--view", "all") == ["C1", "C2", "C3", "C4"]
    ran = js("clients", "--view", "没有的视图")
    assert (ran.status, ran.error["code"]) == (3, "view.unknown")
    assert "没有的视图" in ran.error["message"]
    told = call("clients", "--help").out.replace("\n", " ")
    assert [view for view in View if view.value not in told] == []


def test_a_list_of_nobody_says_so_to_a_person_and_is_empty_for_a_script() -> None:
    assert call("clients", "--find", "nobody").out == "没有符合条件的客户。\n"
    assert call("--lang", "en", "clients", "--find", "nobody").out == "No client fits.\n"
    assert js("clients", "--find", "nobody").json == []


def test_score_has_the_keys_of_the_contract_and_every_client_once() -> None:
    ran = js("score")
    assert (ran.status, list(ran.json)) == (0, ["as_of", "rules_version", "clients"])
    assert ran.json["as_of"] == "2026-11-20"
    rows = ran.json["clients"]
    assert [row["client_no"] for row in rows] == ["C1", "C2", "C3", "C4"]
    for row in rows:
        assert list(row) == SCORE_KEYS
        assert list(row["classic"]) == ["r", "f", "m"]
        assert list(row["inputs"]) == INPUT_KEYS
        assert row["reasons"]
        assert all(list(reason) == ["code", "params"] for reason in row["reasons"])
        assert row["group"] in set(Group)
    assert js("score").out == ran.out, "same book, date and rules: same result"


def test_the_figures_are_those_that_can_be_counted_by_hand() -> None:
    """C1: eleven purchases of 10 万 in the year, the last 19 days ago; 6 万 of revenue; 300 万 held."""
    row = js("score", "--client", "C1").json["clients"][0]
    assert row["inputs"] == {
        "amount_fen": 110_000_000,
        "purchases": 11,
        "benefit_fen": 6_000_000,
        "months_observed": 12.0,
        "monthly_frequency": 0.9167,
        "recency_days": 19,
    }
    assert (row["tier"], row["avg20_fen"]) == ("HNW", 300_000_000)
    assert row["composite"] == row["a"] + row["f"] + row["b"]


def test_explain_tells_every_figure_with_rule_source_steps_and_result() -> None:
    ran = js("score", "--client", "C1", "--explain")
    assert list(ran.json) == ["as_of", "rules_version", "clients", "explanations"]
    told = ran.json["explanations"]
    assert [one["subject"] for one in told] == FIGURES
    assert all(list(one) == ["subject", "rule", "source", "inputs", "steps", "result"] for one in told)
    amount = next(one for one in told if one["subject"] == "AMOUNT")
    assert amount["inputs"] == {"amount_fen": 110_000_000}
    assert amount["result"] == ran.json["clients"][0]["a"]
    lines = call("--as-of", "2026-11-20", "score", "--client", "C1", "--explain").out
    assert "amount_fen = 110000000" in lines
    assert "{" not in lines
    everyone = call("--as-of", "2026-11-20", "score", "--explain").out
    assert "    tier.reached tier=HNW threshold_fen=100000000" in everyone
    assert everyone.splitlines()[-1] == "KEY_DEVELOP=1 KEY_GUIDE=0 POTENTIAL=0 LONG_TAIL=3"


def test_an_unknown_client_is_told_by_both_commands() -> None:
    for command in (("client", "C9"), ("score", "--client", "C9")):
        ran = js(*command)
        assert (ran.status, ran.error["code"]) == (3, "client.unknown")
        assert ran.error["params"]["client_no"] == "C9"


def test_the_client_page_holds_everything_that_was_imported() -> None:
    page = js("client", "C1").json
    assert list(page)[:2] == ["as_of", "rules_version"]
    assert list(page)[2:12] == ROW_KEYS
    assert list(page["score"]) == SCORE_KEYS
    assert page["profile"]["phone"] == "13800138001"
    assert [one["account_no"] for one in page["accounts"]] == ["A1"]
    assert page["holdings"][0]["product_name"] == "稳健增长债券"
    assert page["holdings"][0]["units_e4"] == 100_000_000
    assert page["assessments"][0]["expires_on"] == page["c_level_expires"] == "2027-03-01"
    assert page["relations"][0]["other_name"] == "李四"
    assert page["consents"] == [{"purpose": "MARKETING", "given_on": "2026-01-05", "withdrawn_on": None}]
    assert page["revenue"] == [{"kind": "COMMISSION", "amount_fen": 6_000_000}]
    kinds = {entry["kind"] for entry in page["timeline"]}
    assert kinds == {"TRADE", "REVENUE", "ASSESSMENT", "CONSENT", "SIGNAL"}
    days = [entry["on"] for entry in page["timeline"]]
    assert days == sorted(days, reverse=True)
    assert "name: 欧阳雨桐" in call("client", "C1").out


def test_every_dated_figure_obeys_the_day_asked_for() -> None:
    now, then = scored("2026-11-20")["C1"], scored("2026-02-01")["C1"]
    assert (now["aum_fen"], then["aum_fen"]) == (300_000_000, None)
    assert then["inputs"]["purchases"] == 2  # type: ignore[index]
    assert then["inputs"]["recency_days"] == 0  # type: ignore[index]
    assert then["inputs"]["benefit_fen"] == 0  # type: ignore[index]
    page = call("--json", "--as-of", "2026-02-01", "client", "C1").json
    assert (page["as_of"], page["c_level"], page["aum_on"]) == ("2026-02-01", None, None)
    assert page["assets"] == page["holdings"] == page["assessments"] == page["revenue"] == []
    assert {entry["on"] for entry in page["timeline"]} == {"2026-01-01", "2026-01-05", "2026-02-01"}
    assert call("--json", "--as-of", "2026-02-01", "clients", "--view", "HNW").json == []
    assert scored("2026-11-20")["C1"] == now, "asking about the past changes nothing"


def test_an_import_refuses_what_lies_after_the_day_asked_for(tmp_path: Path) -> None:
    file = write(tmp_path / "c.csv", "客户号,姓名,开户日期\nC7,甲,2026-11-19\n")
    late = call("--json", "--as-of", "2026-11-18", "import", "clients", file, "--dry-run").json
    assert [one["code"] for one in late["rejects"]] == ["intake.date_in_future"]
    assert call("--json", "--as-of", "2026-11-19", "import", "clients", file, "--dry-run").json["added"] == 1


def test_rules_show_names_version_and_text() -> None:
    ran = js("rules", "show")
    assert (ran.status, list(ran.json)) == (
        0,
        [
            "version",
            "effective_from",
            "sha256",
            "versions",
            "text",
            "advice_version",
            "advice_sha256",
            "advice_text",
        ],
    )
    for part in ("", "advice_"):
        version, text = ran.json[f"{part}version"], ran.json[f"{part}text"]
        assert f'version = "{version}"' in text
        assert ran.json[f"{part}sha256"] == sha256(text.encode()).hexdigest()
        assert text in call("rules", "show").out
    early = call("--json", "--as-of", "1980-01-01", "rules", "show")
    assert (early.status, early.error["code"]) == (3, "rules.none_in_force")


@pytest.mark.parametrize("kind", ["rfm", "suitability", "tier"])
def test_rules_verify_passes_our_tables_and_tells_each_mismatch(kind: str, tmp_path: Path) -> None:
    table = ROOT / "tests" / "cases" / f"{kind}_cases.csv"
    ran = js("rules", "verify", kind, table)
    assert (ran.status, ran.json["failed"], ran.json["mismatches"]) == (0, 0, [])
    assert ran.json["passed"] > 5
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    column, wrong = {
        "rfm": ("exp_group_wealth", "KEY_GUIDE"),
        "suitability": ("exp_outcome", "WARN"),
        "tier": ("exp_tier", "INST"),
    }[kind]
    spoilt = next(row for row in rows if row[column] != wrong)
    spoilt[column] = wrong
    with (tmp_path / "spoilt.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    ran = js("rules", "verify", kind, tmp_path / "spoilt.csv")
    assert (ran.status, ran.json["failed"]) == (1, 1)
    assert [list(one) for one in ran.json["mismatches"]] == [["case_id", "column", "expected", "got"]]
    lines = call("rules", "verify", kind, tmp_path / "spoilt.csv").out.splitlines()
    assert lines[0].startswith(f"{spoilt['case_id']}\t{column}\texpected {wrong}\tgot ")
    assert lines[-1] == f"{ran.json['passed']} passed, 1 failed"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "rules.verify_column"),
        ("case_id,nonsense\n1,2\n", "rules.verify_column"),
        (None, "intake.file_missing"),
    ],
)
def test_a_table_that_is_none_is_told_in_one_sentence(tmp_path: Path, text: str | None, code: str) -> None:
    path = tmp_path / "t.csv"
    if text is not None:
        write(path, text)
    ran = js("rules", "verify", "rfm", path)
    assert (ran.status, ran.error["code"]) == (3, code)
    assert "?" not in ran.error["message"]
    table = ROOT / "tests" / "cases" / "rfm_cases.csv"
    gbk = write(tmp_path / "g.csv", table.read_text("utf-8-sig") + "x,备注", "gb18030")
    ran = js("rules", "verify", "rfm", gbk)
    assert ran.error["code"] in ("intake.not_this_encoding", "rules.verify_row")
    ran = js("rules", "verify", "suitability", table)
    assert (ran.status, ran.error["code"]) == (3, "rules.verify_column")


def test_the_demo_book_is_the_same_for_the_same_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, tmp_path)
    monkeypatch.delenv("ADVISOR_DESK_PASSPHRASE")
    asked = ("demo", "--clients", "60", "--trades", "600", "--no-window")
    documents = []
    for name in ("one", "two"):
        path = tmp_path / "deep" / name / "demo.book"
        made = js("--book", path, *asked)
        assert (made.status, list(made.json)) == (0, ["book", "clients", "trades", "seed"])
        monkeypatch.setenv("ADVISOR_DESK_PASSPHRASE", "advisor-desk-demo")
        documents.append(js("--book", path, "score").out)
        monkeypatch.delenv("ADVISOR_DESK_PASSPHRASE")
    assert documents[0] == documents[1]
    assert {group.value for group in Group} == {row["group"] for row in json.loads(documents[0])["clients"]}
    other = js("--book", tmp_path / "deep" / "one" / "demo.book", *asked, "--seed", "7")
    assert (other.status, other.error["code"]) == (3, "book.demo_differs")
    said = call("--as-of", "2026-11-20", "--book", tmp_path / "deep" / "one" / "demo.book", *asked).out
    assert "advisor-desk-demo" in said


def test_a_demo_book_of_an_earlier_day_opens_as_of_that_day_unless_another_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(monkeypatch, tmp_path)
    path = tmp_path / "demo.book"
    asked = ("--json", "--book", path, "demo", "--clients", "40", "--trades", "600", "--no-window")
    assert call("--as-of", "2026-06-30", *asked).status == 0
    again = call(*asked)
    assert (again.status, again.json["clients"]) == (0, 40)
    plan = DemoPlan(40, 600, 20_260, date(2026, 11, 20))
    with closing(open_or_make_demo(path, plan, PASSPHRASE, is_any_day=True)) as desk:
        assert desk.book.as_of == date(2026, 6, 30)
    other = call("--as-of", "2026-07-01", *asked)
    assert (other.status, other.error["code"]) == (3, "book.demo_differs")
    fewer = call("--json", "--book", path, "demo", "--clients", "41", "--trades", "600", "--no-window")
    assert (fewer.status, fewer.error["code"]) == (3, "book.demo_differs")


def test_no_command_that_reads_needs_the_window() -> None:
    code = (
        "import sys; sys.modules['PySide6'] = None\n"
        "from advisor_desk.cli import main\n"
        "status = main(['--json', '--as-of', '2026-11-20', 'score'])\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'sqlalchemy'} & set(sys.modules)\n"
        "print(status, sorted(heavy), file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stderr.splitlines()[-1] == "0 []"
