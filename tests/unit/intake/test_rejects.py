"""The file of rejected rows: mended and imported again, and harmless in a spreadsheet."""

import csv
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.kinds import Kind, Reject
from advisor_desk.errors import OutsideFailed
from advisor_desk.intake.clean import clean
from advisor_desk.intake.profile import parse_profile
from advisor_desk.intake.reader import ReadOptions, open_rows
from advisor_desk.intake.rejects import RejectsFile, guarded
from tests.unit.intake.files import options, read, write

HEADER = ["客户号", "姓名", "证件号码", "年收入"]


def words(problem: Reject) -> str:
    return f"{problem.column}：{problem.code}"


def refused(path: Path, out: Path, reading: ReadOptions | None = None, kind: Kind = Kind.CLIENTS) -> None:
    with (
        open_rows(path, kind, reading or options()) as reader,
        RejectsFile(out, reader.header, words) as file,
    ):
        for _ in reader:
            file.add(reader.rejected_rows)


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_rows_come_back_with_line_and_reasons(tmp_path: Path) -> None:
    rows = [HEADER, ["000001", "=cmd|x", "110105194912310000", "1e5"], ["2", "乙", "", "5"], ["3", ""]]
    path = write(tmp_path / "in.csv", rows, "gb18030", "\t")
    out = tmp_path / "out.csv"
    refused(path, out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert lines(out) == [
        [*HEADER, "原文件行号", "拒绝原因"],
        ['="000001"', "'=cmd|x", '="110105194912310000"', "1e5", "2",
         "姓名：intake.formula；证件号码：intake.id_damaged；年收入：intake.number_damaged"],
        ["", "", "", "", "4", "：intake.cell_count", "3", ""],
    ]  # fmt: skip


def test_a_mended_file_imports_and_an_unmended_one_is_refused_again(tmp_path: Path) -> None:
    rows = [HEADER, ["000001", "=cmd|x", "", "5"], ["2", "乙", "", "x"], ["3", "丙"]]
    out = tmp_path / "out.csv"
    refused(write(tmp_path / "in.csv", rows), out)
    again = read(out, Kind.CLIENTS)
    assert again.codes == ["intake.formula", "intake.number", "intake.cell_count"]
    mended = lines(out)
    mended[1][1], mended[2][3], mended[3][:4] = "甲", "6", ["3", "丙", "", ""]
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(row[:6] for row in mended)
    final = read(out, Kind.CLIENTS)
    assert final.columns["client_no"] == ["000001", "2", "3"]
    assert final.columns["annual_income_fen"] == [500, 600, None]
    assert final.rejects == []


def test_a_profile_for_another_delimiter_still_reads_the_file(tmp_path: Path) -> None:
    profile = parse_profile(
        'kind = "clients"\n[source]\nencoding = "gb18030"\ndelimiter = ";"\n'
        '[columns]\nclient_no = "id"\nname = "who"\n',
        "mine",
    )
    reading = options(profile=profile)
    path = write(tmp_path / "in.csv", [["id", "who"], ["1", "=x"], ["2", "乙"]], "gb18030", ";")
    out = tmp_path / "out.csv"
    refused(path, out, reading)
    assert read(out, Kind.CLIENTS, reading).codes == ["intake.formula"]


def test_without_rejected_rows_there_is_no_file(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    refused(write(tmp_path / "in.csv", [HEADER, ["1", "甲", "", ""]]), out)
    assert not out.exists()


@pytest.mark.skipif(os.name == "nt", reason="folders carry the rights there")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    refused(write(tmp_path / "in.csv", [HEADER, ["1", "", "", ""]]), out)
    assert stat.S_IMODE(out.stat().st_mode) & 0o077 == 0


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [HEADER, ["1", "", "", ""]])
    with pytest.raises(OutsideFailed, match=r"intake\.rejects_not_written"):
        refused(path, tmp_path / "no" / "out.csv")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
def test_a_guarded_cell_comes_back_and_never_begins_a_formula(text: str) -> None:
    shown = guarded(text)
    assert clean(shown) == clean(text)
    first = shown.lstrip()[:1]
    if first in ("=", "+", "-", "@"):
        assert shown.startswith('="') or shown.lstrip()[1:2].isdigit()
