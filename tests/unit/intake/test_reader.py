"""Whole files: every row is accepted, refused with a reason, or counted as filtered."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor_desk.domain.kinds import KINDS, Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.csv_source import CsvSource, TextChoices
from advisor_desk.intake.decode import Encoding
from advisor_desk.intake.reader import open_rows, preview
from tests.unit.intake.files import Outcome, options, read, refusal, write

TRADE_HEADER = ["客户号", "交易流水号", "确认日期", "业务类型", "金额"]


def trades(folder: Path, *rows: list[str]) -> Outcome:
    return read(write(folder / "in.csv", [TRADE_HEADER, *rows]), Kind.TRADES)


def test_good_and_bad_rows_are_told_apart(tmp_path: Path) -> None:
    outcome = trades(
        tmp_path,
        ["C1", "T1", "2026-11-20", "申购", "100.00"],
        ["C1", "T2", "2026-11-31", "申购", "100.00"],
        ["C1", "T3", "2026-11-20", "申购"],
        ["", "T4", "2026-11-20", "申购", "100.00"],
        ["C1", "T5", "2026-11-20", "赎回", "-1,0"],
        ["C1", "T6", "2026-11-20", "赎回", "100.00", ""],
        ["", "", "", "", ""],
        ["C1", "T8", "2026-11-20", "赎回", "-7.5"],
    )
    assert outcome.columns["trade_no"] == ["T1", "T6", "T8"]
    assert outcome.columns["amount_fen"] == [10_000, 10_000, -750]
    assert outcome.row_numbers == [2, 7, 9]
    assert [(item.row, item.column, item.code) for item in outcome.rejects] == [
        (3, "确认日期", "intake.date"),
        (4, "", "intake.cell_count"),
        (5, "客户号/账户号", "intake.one_of_required"),
        (6, "", "intake.cell_count"),
    ]
    assert (outcome.counts.read, outcome.counts.accepted, outcome.counts.rejected) == (7, 3, 4)


def test_a_row_shows_all_its_problems_and_its_cells(tmp_path: Path) -> None:
    outcome = trades(tmp_path, ["=cmd|' /C calc'!A0", "T1", "昨天", "申购", "1e5"])
    assert outcome.codes == ["intake.formula"]
    row = outcome.rows[0]
    assert row.cells == ("=cmd|' /C calc'!A0", "T1", "昨天", "申购", "1e5")
    assert [problem.code for problem in row.problems] == [
        "intake.formula",
        "intake.date",
        "intake.number_damaged",
    ]


def test_columns_missing_and_unmapped_are_shown_before_anything_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [["客户号", "姓名", "星座"], ["1", "甲", "双鱼"]])
    seen = preview(path, Kind.TRADES, options())
    assert seen.missing == ("交易流水号", "确认日期", "业务类型", "金额")
    with pytest.raises(UserCanFix) as error:
        read(path, Kind.TRADES)
    assert error.value.code == "intake.columns_missing"
    assert error.value.params["columns"] == "交易流水号、确认日期、业务类型、金额"
    seen = preview(path, Kind.CLIENTS, options())
    assert seen.unmapped == ("星座",)
    assert seen.first_rows == (("1", "甲", "双鱼"),)


def test_a_person_maps_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [["甲", "乙"], ["1", "张三"]])
    outcome = read(path, Kind.CLIENTS, options(mapping={"client_no": "甲", "name": "乙"}))
    assert outcome.columns == {"client_no": ["1"], "name": ["张三"]}
    with pytest.raises(UserCanFix, match=r"intake\.mapping_field"):
        read(path, Kind.CLIENTS, options(mapping={"shoe_size": "甲"}))


def test_titles_and_notes_above_the_header(tmp_path: Path) -> None:
    rows = [["营业部客户资料表"], [""], ["# 说明"], ["客户号", "姓名"], ["1", "甲"]]
    outcome = read(write(tmp_path / "in.csv", rows), Kind.CLIENTS)
    assert outcome.row_numbers == [5]


def test_quoted_cells(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(
        '客户号,姓名,地区,年收入\n"1","甲","北京,海淀","1,234.50"\n2,乙,="000123",5\n', encoding="utf-8"
    )
    outcome = read(path, Kind.CLIENTS)
    assert outcome.columns["region"] == ["北京,海淀", "000123"]
    assert outcome.columns["annual_income_fen"] == [123_450, 500]


def test_broken_quotes_refuse_their_row_only(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text('客户号,姓名\n1,甲\n2,"乙"丙\n3,丁\n', encoding="utf-8")
    outcome = read(path, Kind.CLIENTS)
    assert outcome.columns["client_no"] == ["1", "3"]
    assert [(item.row, item.code) for item in outcome.rejects] == [(3, "intake.quotes")]
    assert outcome.rows[0].cells == ('2,"乙"丙',)


def test_a_cell_over_two_lines_is_refused_with_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text('客户号,姓名\n1,"甲\n乙"\n3,丁\n', encoding="utf-8")
    outcome = read(path, Kind.CLIENTS)
    assert [(item.row, item.code) for item in outcome.rejects] == [(2, "intake.line_break")]
    assert outcome.row_numbers == [4]


@pytest.mark.parametrize("rest", ["", "x" * 100 + "\n"])
def test_a_quote_that_never_ends_is_one_clear_error(tmp_path: Path, rest: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text('客户号,姓名\n1,甲\n2,"乙\n' + (rest * 3000 if rest else "3,丁\n"), encoding="utf-8")
    with pytest.raises(UserCanFix) as error:
        read(path, Kind.CLIENTS)
    assert error.value.code == "intake.quote_unclosed"
    assert error.value.params["line"] == 3


def test_the_last_line_needs_no_end(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("客户号,姓名\n1,甲\n2,乙", encoding="utf-8")
    assert read(path, Kind.CLIENTS).columns["name"] == ["甲", "乙"]


def test_a_header_alone_gives_nothing(tmp_path: Path) -> None:
    outcome = read(write(tmp_path / "in.csv", [["客户号", "姓名"]]), Kind.CLIENTS)
    assert outcome.counts.read == 0


def test_progress_runs_to_the_end(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [["客户号", "姓名"], *([str(at), "甲"] for at in range(200_000))])
    with open_rows(path, Kind.CLIENTS, options()) as reader:
        steps = [reader.done for _ in reader]
        assert steps == sorted(steps)
        assert len(steps) > 1
        assert reader.done == reader.total == path.stat().st_size


def test_stopping_half_way_lets_go_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [["客户号", "姓名"], *([str(at), "甲"] for at in range(200_000))])
    with open_rows(path, Kind.CLIENTS, options()) as reader:
        next(iter(reader))
    path.unlink()
    assert reader.counts.accepted < 200_000


def everything(path: Path, characters: int) -> list[tuple[object, ...]]:
    """All rows and misfits of a text file in order, read in blocks of so many characters."""
    choices = TextChoices(encoding=Encoding("utf-8"), delimiter=",", block_characters=characters)
    source = CsvSource(path, choices)
    found: list[tuple[object, ...]] = []
    try:
        for block in source.blocks():
            rows: list[tuple[object, ...]] = [(line, *block.row(at)) for at, line in enumerate(block.numbers)]
            rows += [(item.row, *item.cells, item.code) for item in block.misfits]
            found += sorted(rows, key=str)
    except UserCanFix as error:
        return [(error.code,)]
    finally:
        source.close()
    return sorted(found, key=lambda row: (row[0], len(row)))


@given(
    rows=st.lists(st.lists(st.text("ab,;\"' \n\t=-#\\", max_size=4), max_size=4), max_size=12),
    size=st.integers(1, 40),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_block_size_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], size: int
) -> None:
    path = tmp_path_factory.mktemp("blocks") / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["客户号", "姓名"])
        csv.writer(file, quoting=csv.QUOTE_MINIMAL).writerows(rows)

    assert everything(path, size) == everything(path, 1 << 20)


@given(
    lines=st.lists(
        st.one_of(
            st.from_regex(r'"[a ]{0,2}","[a,]{0,2}"', fullmatch=True),
            st.from_regex(r"[a ]{0,2},[a ]{0,2}", fullmatch=True),
            st.text('a", ', max_size=9),
        ),
        max_size=6,
    ),
    size=st.integers(1, 30),
)
@settings(max_examples=300)
def test_the_short_ways_read_what_the_csv_module_reads(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], size: int
) -> None:
    folder = tmp_path_factory.mktemp("short")
    body = "".join(line + "\n" for line in lines)
    short, long = folder / "short.csv", folder / "long.csv"
    short.write_text("客户号,姓名\na,a\n" + body, encoding="utf-8")
    long.write_text('客户号,姓名\n"a""",a\n' + body, encoding="utf-8")
    assert everything(short, size)[1:] == everything(long, 1 << 20)[1:]


@given(
    cells=st.lists(
        st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=8),
        min_size=3,
        max_size=3,
    )
)
def test_what_csv_writes_is_read_back(tmp_path_factory: pytest.TempPathFactory, cells: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["客户号", "姓名", "地区"], cells])
    source = CsvSource(path, TextChoices(encoding=Encoding("utf-8"), delimiter=","))
    try:
        found = [block.row(at) for block in source.blocks() for at in range(len(block.numbers))]
    finally:
        source.close()
    assert found in ([cells], [])
    if any(cell.strip() for cell in cells):
        blank = all(
            not cell.strip(" \t\u3000\xa0\u200b\ufeff\x0b\x0c\x1a\x85\u2000\u2001\u2002\u2003\u2009\u202f")
            for cell in cells
        )
        assert found == ([] if blank else [cells])


@given(
    content=st.binary(max_size=300),
    kind=st.sampled_from(list(Kind)),
    name=st.sampled_from(["a.csv", "a.xls", "a.xlsx"]),
)
@settings(max_examples=300)
def test_any_bytes_give_rows_rejects_or_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: Kind, name: str
) -> None:
    path = tmp_path_factory.mktemp("bytes") / name
    path.write_bytes(content)
    code = refusal(lambda: read(path, kind))
    assert not code or code.startswith("intake.")


@given(
    kind=st.sampled_from(list(Kind)),
    rows=st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=8),
        max_size=8,
    ),
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
@settings(max_examples=200)
def test_any_cells_under_a_good_header_are_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, kind: Kind, rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    path = tmp_path_factory.mktemp("cells") / "in.csv"
    outcomes: list[Outcome] = []
    header = [field.zh for field in KINDS[kind].fields]
    wide = [(row * len(header))[: len(header)] for row in rows]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([header, *wide])
    code = refusal(lambda: outcomes.append(read(path, kind)))
    assert code in ("", "intake.not_a_table", "intake.quote_unclosed")
    if code:
        return
    outcome, counts = outcomes[0], outcomes[0].counts
    assert counts.read == counts.accepted + counts.rejected + counts.filtered
    assert counts.accepted == len(outcome.row_numbers)
    assert counts.rejected == len(outcome.rejects) == len(outcome.rows)
    assert len(set(outcome.row_numbers)) == len(outcome.row_numbers)


def test_today_is_given_and_not_asked_of_the_clock(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [TRADE_HEADER, ["C1", "T1", "2026-11-20", "申购", "1"]])
    assert read(path, Kind.TRADES, options(today=date(2026, 11, 19))).codes == ["intake.date_in_future"]
