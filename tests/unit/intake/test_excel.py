"""Workbooks: numbers keep their type, so that what the spreadsheet damaged is refused."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.reader import preview
from advisor_desk.intake.sniff import Format
from tests.unit.intake.files import TODAY, options, read, refusal


def book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


CLIENTS: list[list[object]] = [
    ["客户号", "姓名", "证件号码", "手机号", "出生日期", "年收入"],
    ["000001", "张三", "11010519491231002X", 13800138000, date(1949, 12, 31), 1234.5],
    ["000002", "李四", 110105194912310021, "13800138000", "1950年1月2日", "3万"],
    ["000003", "王五", None, None, 18264, None],
]


def test_numbers_dates_and_damaged_identity_numbers(tmp_path: Path) -> None:
    outcome = read(book(tmp_path / "in.xlsx", {"客户": CLIENTS}), Kind.CLIENTS)
    assert outcome.columns["client_no"] == ["000001", "000003"]
    assert outcome.columns["phone"] == ["13800138000", None]
    assert outcome.columns["born_on"] == [to_day(date(1949, 12, 31)), -7305]
    assert outcome.columns["annual_income_fen"] == [123_450, None]
    assert [(item.row, item.column, item.code) for item in outcome.rejects] == [
        (3, "证件号码", "intake.id_damaged")
    ]


def test_an_old_workbook_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "in.xls"
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("客户")
    for column, (head, cell) in enumerate(zip(CLIENTS[0][:3], CLIENTS[2][:3], strict=True)):
        sheet.write(0, column, head)
        sheet.write(1, column, cell)
    workbook.save(str(path))
    assert preview(path, Kind.CLIENTS, options()).found.format is Format.XLS
    assert read(path, Kind.CLIENTS).codes == ["intake.id_damaged"]


def test_the_first_sheet_that_is_not_empty_or_the_one_that_is_named(tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {"空": [], "甲": [["客户号", "姓名"], ["1", "a"]]}
    sheets["乙"] = [["客户号", "姓名"], ["2", "b"]]
    path = book(tmp_path / "in.xlsx", sheets)
    seen = preview(path, Kind.CLIENTS, options())
    assert (seen.found.sheet, seen.found.sheets) == ("甲", ("空", "甲", "乙"))
    assert read(path, Kind.CLIENTS, options(sheet="乙")).columns["client_no"] == ["2"]
    with pytest.raises(UserCanFix, match=r"intake\.sheet_missing"):
        read(path, Kind.CLIENTS, options(sheet="丙"))


def test_titles_and_a_table_that_does_not_begin_at_a1(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    sheet.merge_range("B3:D3", "营业部客户资料")
    sheet.write_row("B5", ["客户号", "姓名", "开户日期"])
    sheet.write_row("B6", ["1", "甲", "2026-01-05"])
    sheet.write_row("B8", ["2", "乙", "2026-01-06"])
    workbook.close()
    outcome = read(path, Kind.CLIENTS)
    assert outcome.columns["client_no"] == ["1", "2"]
    assert outcome.row_numbers == [6, 8]


def test_formulas_count_by_their_value_and_formula_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, ["客户号", "姓名", "年收入"])
    sheet.write_row(1, 0, ["1", "甲"])
    sheet.write_formula(1, 2, "=1000*1.5", None, 1500)
    sheet.write_string(2, 0, "2")
    sheet.write_string(2, 1, "=cmd|' /C calc'!A0")
    workbook.close()
    outcome = read(path, Kind.CLIENTS)
    assert outcome.columns["annual_income_fen"] == [150_000]
    assert outcome.codes == ["intake.formula"]


def test_a_workbook_without_any_cell(tmp_path: Path) -> None:
    path = book(tmp_path / "in.xlsx", {"空": []})
    assert refusal(lambda: read(path, Kind.CLIENTS)) == "intake.header_missing"


def test_a_lost_leading_zero_of_a_product_code_is_refused(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["产品代码", "产品名称", "产品类型"],
        [1, "甲", "混合型"],
        ["000001", "甲", "混合型"],
    ]
    outcome = read(book(tmp_path / "in.xlsx", {"a": rows}), Kind.PRODUCTS)
    assert outcome.codes == ["intake.leading_zeros_lost"]
    assert outcome.columns["code"] == ["000001"]


@given(st.lists(st.tuples(st.integers(4, 100_000), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_workbook_with_flipped_bytes_never_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("flip")
    path = book(folder / "in.xlsx", {"客户": CLIENTS})
    content = bytearray(path.read_bytes())
    for place, value in flips:
        content[place % len(content)] = value
    path.write_bytes(bytes(content))
    code = refusal(lambda: read(path, Kind.CLIENTS, options(today=TODAY)))
    assert not code or code.startswith("intake.")
