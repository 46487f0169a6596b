"""A template imports as it is: its worked row is a good row of its kind."""

from pathlib import Path

import openpyxl
import pytest

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.kinds import KINDS, Kind
from advisor_desk.domain.product import RiskGrade
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.intake.reader import preview
from advisor_desk.intake.template import template_csv, write_template
from advisor_desk.intake.vocabulary import chinese_word
from tests.unit.intake.files import options, read


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_template_imports_as_it_is(tmp_path: Path, kind: Kind, ending: str) -> None:
    path = tmp_path / f"t.{ending}"
    write_template(kind, path)
    seen = preview(path, kind, options())
    assert set(seen.fields) == {field.name for field in KINDS[kind].fields}
    assert (seen.unmapped, seen.missing) == ((), ())
    outcome = read(path, kind)
    assert outcome.rejects == []
    assert outcome.counts.accepted == 1


def test_csv_opens_in_excel_and_has_chinese_headers(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_template(Kind.TRADES, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    header = path.read_text("utf-8-sig").splitlines()[-2]
    assert header.startswith("客户号,账户号,*交易流水号,*确认日期,*业务类型,状态")
    assert "申购(SUBSCRIBE)" in template_csv(Kind.TRADES)


def test_rows_may_be_added_under_the_legend(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_template(Kind.CLIENTS, path)
    with path.open("a", encoding="utf-8") as file:
        file.write("C2,张三" + "," * (len(KINDS[Kind.CLIENTS].fields) - 2) + "\n")
    assert read(path, Kind.CLIENTS).counts.accepted == 2


def test_the_workbook_keeps_every_column_as_text_and_explains_it(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(Kind.CLIENTS, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["客户", "说明"]
    assert book["客户"]["A2"].number_format == "@"
    assert book["客户"].column_dimensions["A"].width > 10
    assert [row[0].value for row in book["说明"].iter_rows(min_row=2)] == [
        field.zh for field in KINDS[Kind.CLIENTS].fields
    ]


def test_names_and_places_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(UserCanFix, match=r"intake\.template_name"):
        write_template(Kind.CLIENTS, tmp_path / "t.doc")
    for ending in ("csv", "xlsx"):
        with pytest.raises(OutsideFailed, match=r"intake\.template_not_written"):
            write_template(Kind.CLIENTS, tmp_path / "no" / f"t.{ending}")


@pytest.mark.parametrize("kind", list(Kind))
def test_every_code_of_a_legend_has_a_chinese_word(kind: Kind) -> None:
    for field in KINDS[kind].fields:
        if field.codes is not None and field.codes is not RiskLevel and field.codes is not RiskGrade:
            for code in field.codes:
                word = chinese_word(field.codes, code.value)
                assert word != code.value, f"{field.name} {code}"
                assert word == word.upper()
