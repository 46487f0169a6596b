"""`import`: every kind, dry run, modes, rejects, batches, undo, templates, profiles."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from advisor_desk.cli.arguments import IMPORT_KINDS
from advisor_desk.domain.kinds import Kind
from advisor_desk.usecases.import_profiles import ProfileFolder
from tests.cli.calling import Ran, call, js, write
from tests.cli.office import ORDER

REPORT_KEYS = [
    "batch", "read", "added", "updated", "unchanged", "rejected", "filtered", "encoding", "rejects",
]  # fmt: skip
BATCH_KEYS = [
    "batch", "kind", "file", "started_at", "read", "added", "updated", "unchanged", "rejected", "undone_at",
]  # fmt: skip
CLIENTS = "客户号,姓名,手机号\nC1,甲,13800138000\nC2,乙,13800138001\n"


def counts(ran: Ran) -> tuple[int, int, int, int]:
    found = ran.json
    return found["added"], found["updated"], found["unchanged"], found["rejected"]


def numbers() -> list[str]:
    return [row["client_no"] for row in js("clients").json]


def test_every_kind_comes_in_whole_and_its_report_has_the_keys_of_the_contract(
    filled: tuple[Path, dict[str, Ran]],
) -> None:
    assert set(ORDER) == set(IMPORT_KINDS) == {kind.value for kind in Kind}
    for kind, ran in filled[1].items():
        assert (ran.status, list(ran.json), ran.err) == (0, REPORT_KEYS, ""), kind
        assert ran.json["read"] == ran.json["added"] > 0, kind
        assert (ran.json["rejected"], ran.json["rejects"]) == (0, []), kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found_and_told(book: Path, tmp_path: Path, encoding: str) -> None:
    ran = js("import", "clients", write(tmp_path / "客户.csv", CLIENTS, encoding))
    assert ran.json["added"] == 2
    assert ran.json["encoding"].startswith(encoding[:6])
    assert [row["name"] for row in js("clients").json] == ["甲", "乙"]
    assert book.exists()


def test_a_dry_run_counts_and_writes_nothing(book: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "c.csv", CLIENTS + "C3,,1\n")
    ran = js("import", "clients", file, "--dry-run")
    assert (ran.status, ran.json["batch"], counts(ran)) == (1, "", (2, 0, 0, 1))
    assert numbers() == []
    assert js("import", "batches").json == []
    assert "没有写入任何内容" in call("import", "clients", file, "--dry-run").out
    assert book.exists()


def test_modes_add_update_and_both(book: Path, tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", CLIENTS)
    second = write(tmp_path / "b.csv", CLIENTS.replace("乙", "乙二") + "C3,丙,13800138002\n")
    assert counts(js("import", "clients", first, "--mode", "add")) == (2, 0, 0, 0)
    added = js("import", "clients", second, "--mode", "add")
    assert counts(added) == (1, 0, 1, 1)
    assert [reject["code"] for reject in added.json["rejects"]] == ["import.exists"]
    updated = js(
        "import", "clients", write(second, second.read_text("utf-8") + "C4,丁,\n"), "--mode", "update"
    )
    assert counts(updated) == (0, 1, 2, 1)
    assert [reject["code"] for reject in updated.json["rejects"]] == ["import.not_found"]
    assert counts(js("import", "clients", second)) == (1, 0, 3, 0)
    assert numbers() == ["C1", "C2", "C3", "C4"]
    assert book.exists()


def test_rejects_name_row_column_code_and_a_sentence_in_the_language(book: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "c.csv", CLIENTS + "C3,丙,12\n,丁,\n")
    ran = js("import", "clients", file, "--dry-run")
    assert ran.status == 1
    assert [list(reject) for reject in ran.json["rejects"]] == [["row", "column", "code", "message"]] * 2
    assert [(one["row"], one["column"], one["code"]) for one in ran.json["rejects"]] == [
        (4, "手机号", "intake.phone"),
        (5, "客户号", "intake.required"),
    ]
    assert ran.json["rejects"][0]["message"] == "不是有效的电话号码。 请核对位数。"
    english = js("--lang", "en", "import", "clients", file, "--dry-run").json["rejects"][0]["message"]
    assert english.isascii()
    assert book.exists()


def test_a_row_that_only_the_book_refuses_names_the_column_of_the_file(office: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "t.csv", "客户代码,流水号,确认日期,业务类型,金额\nC9,T1,2026-01-05,申购,1\n")
    (reject,) = js("import", "trades", file).json["rejects"]
    assert (reject["row"], reject["column"], reject["code"]) == (2, "客户代码", "import.unknown_client")
    assert office.exists()


def test_the_file_of_rejects_is_mended_and_imported_again(book: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    ran = js("import", "clients", write(tmp_path / "c.csv", CLIENTS + "C003,丙,12\n"), "--rejects", rejects)
    assert counts(ran) == (2, 0, 0, 1)
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    assert header == ["客户号", "姓名", "手机号", "原文件行号", "拒绝原因"]
    assert row[-2:] == ["4", "手机号: 不是有效的电话号码。 请核对位数。"]
    write(rejects, rejects.read_text("utf-8-sig").replace(",12,", ",13800138003,"))
    assert counts(js("import", "clients", rejects)) == (1, 0, 0, 0)
    assert numbers() == ["C003", "C1", "C2"]
    assert book.exists()


def test_only_the_first_hundred_rejects_are_listed_and_the_rest_is_counted(
    book: Path, tmp_path: Path
) -> None:
    rows = "".join(f"C{number},某,{number}\n" for number in range(130))
    file = write(tmp_path / "c.csv", "客户号,姓名,手机号\n" + rows)
    ran = js("import", "clients", file)
    assert (ran.json["rejected"], len(ran.json["rejects"])) == (130, 100)
    assert [one["row"] for one in ran.json["rejects"]] == list(range(2, 102))
    assert "30" in call("import", "clients", file).out.splitlines()[-2]
    assert book.exists()


def test_rejects_that_cannot_be_kept_take_the_import_back(book: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "c.csv", CLIENTS + "C3,丙,12\n")
    ran = js("import", "clients", file, "--rejects", tmp_path / "no" / "such" / "folder.csv")
    assert (ran.status, ran.error["code"]) == (4, "intake.rejects_not_written")
    assert "已退回" in ran.error["message"]
    assert numbers() == []
    before = file.read_bytes()
    ran = js("import", "clients", file, "--rejects", file)
    assert (ran.status, ran.error["code"]) == (3, "import.rejects_over_source")
    assert (file.read_bytes(), numbers()) == (before, [])
    key = book.with_name(f"{book.name}.key")
    secret = key.read_bytes()
    ran = js("import", "clients", file, "--rejects", key)
    assert (ran.status, ran.error["code"]) == (3, "export.is_book_file")
    assert (key.read_bytes(), numbers()) == (secret, [])


def test_batches_are_listed_newest_first_and_undone_once(book: Path, tmp_path: Path) -> None:
    assert call("import", "batches").out == "还没有导入过文件。\n"
    first = js("import", "clients", write(tmp_path / "a.csv", CLIENTS)).json["batch"]
    second = js("import", "clients", write(tmp_path / "b.csv", CLIENTS.replace("乙", "乙二"))).json["batch"]
    listed = js("import", "batches").json
    assert [list(one) for one in listed] == [BATCH_KEYS] * 2
    assert [(one["batch"], one["kind"], one["file"]) for one in listed] == [
        (second, "clients", "b.csv"),
        (first, "clients", "a.csv"),
    ]
    undone = js("import", "undo", second)
    assert (undone.status, undone.json) == (0, {"batch": second, "removed": 0, "restored": 1, "kept": []})
    assert [row["name"] for row in js("clients").json] == ["甲", "乙"]
    again = js("import", "undo", second)
    assert (again.status, again.error["code"]) == (3, "import.already_undone")
    assert js("import", "batches").json[0]["undone_at"] is not None
    assert js("import", "undo", "no-such").error["code"] == "import.unknown_batch"
    assert js("import", "undo", first).json["removed"] == 2
    assert numbers() == []
    assert book.exists()


def test_undo_keeps_later_edits_and_reports_each(book: Path, tmp_path: Path) -> None:
    first = js("import", "clients", write(tmp_path / "a.csv", CLIENTS)).json["batch"]
    js("import", "clients", write(tmp_path / "b.csv", CLIENTS.replace("乙", "乙二")))
    ran = js("import", "undo", first)
    assert ran.status == 1
    assert [list(one) for one in ran.json["kept"]] == [["table", "key", "field", "why", "by"]] * len(
        ran.json["kept"]
    )
    assert ran.json["removed"] == 1
    assert len(ran.json["kept"]) == 1
    assert [(row["client_no"], row["name"]) for row in js("clients").json] == [("C2", "乙二")]
    assert book.exists()


@pytest.mark.parametrize("kind", IMPORT_KINDS)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_every_template_is_read_back_by_its_own_kind(
    office: Path, tmp_path: Path, kind: str, suffix: str
) -> None:
    path = tmp_path / f"模板.{suffix}"
    made = js("import", "--template", kind, path)
    assert (made.status, made.json) == (0, {"template": str(path)})
    ran = js("import", kind, path, "--dry-run")
    assert ran.json["read"] == 1, ran.out
    missing_partner = {"import.unknown_client", "import.unknown_account", "import.unknown_product"}
    assert {one["code"] for one in ran.json["rejects"]} <= missing_partner
    assert office.exists()


def test_a_template_goes_to_standard_output_or_is_refused_by_name(tmp_path: Path) -> None:
    printed = call("import", "--template", "clients").out
    assert "*客户号,*姓名" in printed
    assert js("import", "--template", "clients").json["template"].splitlines() == printed.splitlines()
    ran = js("import", "--template", "clients", tmp_path / "a.pdf")
    assert (ran.status, ran.error["code"]) == (3, "intake.template_name")
    ran = js("import", "--template", "clients", tmp_path / "no" / "a.csv")
    assert (ran.status, ran.error["code"]) == (4, "intake.template_not_written")


def test_a_profile_is_named_by_file_by_name_or_found_by_the_header(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_DESK_DATA", str(tmp_path / "data"))
    file = write(tmp_path / "x.csv", "编号甲,叫什么\nC1,甲\n")
    ran = js("import", "clients", file)
    assert (ran.status, ran.error["code"]) == (3, "intake.columns_missing")
    mapping = {"client_no": "编号甲", "name": "叫什么"}
    saved = ProfileFolder(tmp_path / "data" / "profiles").save(
        "老系统", Kind.CLIENTS, ["编号甲", "叫什么"], mapping
    )
    assert counts(js("import", "clients", file, "--profile", "老系统")) == (1, 0, 0, 0)
    assert counts(js("import", "clients", file, "--profile", saved)) == (0, 0, 1, 0)
    assert counts(js("import", "clients", file)) == (0, 0, 1, 0)
    assert js("import", "clients", file, "--profile", "nobody").error["code"] == "intake.profile_missing"
    ran = js("import", "accounts", file, "--profile", "老系统")
    assert (ran.status, ran.error["code"]) == (3, "intake.profile_kind")
    broken = write(tmp_path / "broken.toml", "kind = [\n")
    assert js("import", "clients", file, "--profile", broken).error["code"] == "intake.profile_syntax"
    assert book.exists()


def test_missing_columns_are_named_in_the_language(book: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "t.csv", "客户号,姓名\nC1,甲\n")
    chinese = js("import", "trades", file).error
    assert chinese["params"]["columns"] == "交易流水号、确认日期、业务类型、金额"
    assert chinese["params"]["columns"] in chinese["message"]
    english = js("--lang", "en", "import", "trades", file).error
    assert english["message"].isascii()
    assert "Trade no., Confirmed on, Trade kind, Amount" in english["message"]
    assert book.exists()


def test_a_sheet_of_a_workbook_is_chosen_by_name(book: Path, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["读我"])
    sheet = workbook.create_sheet("客户")
    for row in (["客户号", "姓名", "开户日期"], ["C1", "甲", date(2020, 1, 6)]):
        sheet.append(row)
    workbook.save(tmp_path / "b.xlsx")
    ran = js("import", "clients", tmp_path / "b.xlsx", "--sheet", "客户")
    assert (counts(ran), ran.json["encoding"]) == ((1, 0, 0, 0), "")
    ran = js("import", "clients", tmp_path / "b.xlsx", "--sheet", "没有")
    assert (ran.status, ran.error["code"]) == (3, "intake.sheet_missing")
    assert book.exists()


def test_a_file_name_that_is_no_text_does_no_harm(book: Path, tmp_path: Path) -> None:
    name = tmp_path / "客户\udcff.csv"
    try:
        write(name, CLIENTS)
    except (OSError, UnicodeError):
        pytest.skip("this system has only names that are text")
    assert counts(js("import", "clients", name)) == (2, 0, 0, 0)
    assert js("import", "batches").json[0]["file"] == "客户?.csv"
    assert book.exists()
