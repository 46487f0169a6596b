"""What a file is, whatever its name says: each wrong file gives its own clear code."""

import zipfile
from pathlib import Path

import pytest

from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.reader import preview
from advisor_desk.intake.sniff import Format, delimiter_of
from advisor_desk.intake.table import unknown
from tests.unit.intake.files import options, read, write


def code_of(path: Path) -> str:
    with pytest.raises(UserCanFix) as error:
        preview(path, Kind.CLIENTS, options())
    return error.value.code


def test_missing_folder_and_empty(tmp_path: Path) -> None:
    assert code_of(tmp_path / "no.csv") == "intake.file_missing"
    assert code_of(tmp_path) == "intake.is_folder"
    (tmp_path / "empty.csv").write_bytes(b"")
    assert code_of(tmp_path / "empty.csv") == "intake.file_empty"
    (tmp_path / "blank.csv").write_bytes(b"\n \n\n")
    assert code_of(tmp_path / "blank.csv") == "intake.file_empty"
    (tmp_path / "commas.csv").write_bytes(b",,\n,,\n")
    assert code_of(tmp_path / "commas.csv") == "intake.header_missing"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "in.csv", [["客户号", "姓名"]])

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "open", refuse)
    assert code_of(path) == "intake.file_unreadable"


def test_a_zip_renamed_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("notes.txt", "hello")
    assert code_of(path) == "intake.not_a_workbook"


def test_a_truncated_workbook(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>" * 100)
    path.write_bytes(path.read_bytes()[:120])
    assert code_of(path) == "intake.workbook_damaged"


def test_a_zip_that_only_looks_like_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook")
    assert code_of(path) == "intake.workbook_damaged"


def test_a_workbook_under_a_password(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )
    assert code_of(path) == "intake.workbook_encrypted"


def test_a_broken_old_workbook(tmp_path: Path) -> None:
    path = tmp_path / "clients.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 2000)
    assert code_of(path) == "intake.workbook_damaged"


def test_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(b"%PDF-1.7\n...")
    assert code_of(path) == "intake.unknown_format"


def test_tab_separated_gbk_under_the_name_xls(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_bytes('客户号\t姓名\t手机号\t\r\n="000001"\t张三\t13800138000\t\r\n'.encode("gbk"))
    outcome = read(path, Kind.CLIENTS)
    assert outcome.columns["client_no"] == ["000001"]
    assert outcome.columns["phone"] == ["13800138000"]


def test_html_under_the_name_xls(tmp_path: Path) -> None:
    page = (
        "<html><head><meta charset=gb2312></head><table><tr><td colspan=2>客户资料</td></tr>"
        "<tr><th>客户号</th><th>姓名</th></tr><tr><td>000001</td><td>张&nbsp;三</td></tr>"
        "<tr><td>000002<td>李<br>四</table>"
    )
    path = tmp_path / "export.xls"
    path.write_bytes(page.encode("gbk"))
    seen = preview(path, Kind.CLIENTS, options())
    assert seen.found.format is Format.HTML
    outcome = read(path, Kind.CLIENTS)
    assert outcome.columns == {"client_no": ["000001", "000002"], "name": ["张 三", "李 四"]}


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_judged_by_the_lines(delimiter: str) -> None:
    lines = [delimiter.join(["客户号", "姓名", "备注"]), delimiter.join(["1", "甲,乙;丙", ""])]
    expected = delimiter
    assert delimiter_of(lines, lambda cells: len({"客户号", "姓名"} & set(cells))) == expected
    assert delimiter_of(lines, unknown) == expected


def test_a_person_may_choose_the_delimiter(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [["客户号", "姓名"], ["1", "甲"]], delimiter="^")
    outcome = read(path, Kind.CLIENTS, options(delimiter="^"))
    assert outcome.columns["name"] == ["甲"]
    with pytest.raises(UserCanFix, match=r"intake\.delimiter"):
        read(path, Kind.CLIENTS, options(delimiter="ab"))
