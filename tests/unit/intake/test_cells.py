"""Cells to values, in every form that exports give them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.kinds import KINDS, Check, FieldSpec, FieldType, Kind
from advisor_desk.intake import identity
from advisor_desk.intake.amounts import LARGEST, basis_points, figure_column, money, units, whole
from advisor_desk.intake.cells import CellStyle, exposure, reader_of
from advisor_desk.intake.clean import clean
from advisor_desk.intake.day_words import FOREVER, DateOrder, day
from advisor_desk.intake.typed_cells import RawCell, read_typed
from advisor_desk.intake.verdict import Bad, Verdict
from tests.unit.intake.files import TODAY

STYLE = CellStyle(today=TODAY)


def spec_of(kind: Kind, name: str) -> FieldSpec:
    return KINDS[kind].field(name)


def taken(kind: Kind, name: str, text: str) -> Verdict:
    found = reader_of(spec_of(kind, name), STYLE)(text)
    return found.code if isinstance(found, Bad) else found


def typed(kind: Kind, name: str, cell: RawCell) -> Verdict:
    spec = spec_of(kind, name)
    found = read_typed(spec, cell, reader_of(spec, STYLE))
    return found.code if isinstance(found, Bad) else found


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("1234.5", 123_450),
        ("1,234,567.89", 123_456_789),
        ("￥1,234.50", 123_450),
        ("¥ 12", 1_200),
        ("-￥3.20", -320),
        ("12元", 1_200),
        ("人民币12元", 1_200),
        ("1.5万", 1_500_000),
        ("1.5万元", 1_500_000),
        ("0.3亿", 3_000_000_000),
        ("2千万", 2_000_000_000),
        ("１２３．４５", 12_345),
        ("１，２３４．５０", 123_450),
        ("(20.00)", -2_000),
        ("（20.00）", -2_000),
        ("−5", -500),
        ("+5", 500),
        (".5", 50),
        ("5.", 500),
        ("12.30000", 1_230),
    ],
)
def test_money_forms(text: str, fen: int) -> None:
    assert money(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.234", "intake.too_precise"),
        ("1.23456789万", "intake.too_precise"),
        ("1e5", "intake.number_damaged"),
        ("1.2E+07", "intake.number_damaged"),
        ("12,34", "intake.number"),
        ("1,2345.00", "intake.number"),
        ("--5", "intake.number"),
        ("(-5)", "intake.number"),
        ("5-", "intake.number"),
        ("1 2", "intake.number"),
        ("NaN", "intake.number"),
        ("inf", "intake.number"),
        ("1_000", "intake.number"),
        ("٣", "intake.number"),
        ("元", "intake.number"),
        ("万", "intake.number"),
        ("=1+1", "intake.number"),
        ("999999999999999999", "intake.too_large"),
    ],
)
def test_money_that_is_refused(text: str, code: str) -> None:
    assert money(text) == Bad(code)


def test_the_unit_of_a_column_yields_to_the_word_of_a_cell() -> None:
    assert money("1.5", unit=10_000) == 1_500_000
    assert money("1.5万", unit=10_000) == 1_500_000


@given(st.integers(-LARGEST, LARGEST), st.booleans(), st.sampled_from(["", "￥", "¥"]), st.booleans())
def test_money_round_trip(fen: int, grouped: bool, mark: str, wide: bool) -> None:
    whole_yuan, rest = divmod(abs(fen), 100)
    text = f"{whole_yuan:,}.{rest:02d}" if grouped else f"{whole_yuan}.{rest:02d}"
    text = ("-" if fen < 0 else "") + mark + text
    if wide:
        text = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert money(text) == fen


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=50), st.integers(0, 4))
def test_a_column_at_once_agrees_with_cell_by_cell(figures: list[int], decimals: int) -> None:
    texts = []
    for figure in figures:
        digits = str(abs(figure)).rjust(decimals + 1, "0")
        head, tail = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
        texts.append(("-" if figure < 0 else "") + head + ("." + tail if decimals else ""))
    at_once = figure_column(texts, 4)
    assert at_once == [units(text) for text in texts]


PLAIN = st.from_regex(r"-?[0-9]{0,4}(,[0-9]{2,3}){0,2}(\.[0-9]{0,3})?", fullmatch=True)


@given(st.lists(st.one_of(PLAIN, st.text("0123456789.,-+ e万", max_size=6)), min_size=1, max_size=6))
def test_a_column_at_once_never_takes_what_a_cell_would_refuse(texts: list[str]) -> None:
    at_once = figure_column(texts, 2)
    if at_once is not None:
        assert list(at_once) == [money(text) if text else None for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21",
        "2026/11/21",
        "2026.11.21",
        "20261121",
        "2026年11月21日",
        "2026年11月21",
        "2026-11-21 00:00:00",
    ]
    + ["2026-11-21T09:30:00", "2026/11/21 9:30", "２０２６－１１－２１", "20261121 00:00:00"],
)
def test_date_forms(text: str) -> None:
    assert day(text) == to_day(date(2026, 11, 21))


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-13-01", "26-11-21", "11/21/2026", "2026-11/21", "46347", "明天"]
)
def test_dates_that_are_refused(text: str) -> None:
    assert day(text) == Bad("intake.date")


def test_dates_of_other_orders() -> None:
    assert day("931107 00:00:00", DateOrder.YYMMDD) == to_day(date(1993, 11, 7))
    assert day("21/11/2026", DateOrder.DMY) == to_day(date(2026, 11, 21))
    assert day("11/21/2026", DateOrder.MDY) == to_day(date(2026, 11, 21))
    assert day("长期") == FOREVER


@given(st.dates(date(1900, 1, 1), date(9999, 12, 31)), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]))
def test_date_round_trip(on: date, form: str) -> None:
    text = (
        form.replace("%Y", f"{on.year:04d}").replace("%m", f"{on.month:02d}").replace("%d", f"{on.day:02d}")
    )
    found = day(text)
    assert isinstance(found, int)
    assert from_day(found) == on


def test_dates_in_the_future_are_refused_where_they_cannot_be() -> None:
    assert taken(Kind.TRADES, "on_day", "2026-11-21") == to_day(TODAY)
    assert taken(Kind.TRADES, "on_day", "2026-11-22") == "intake.date_in_future"
    assert taken(Kind.CLIENTS, "id_expires_on", "2046-11-22") == to_day(date(2046, 11, 22))


def test_percentages() -> None:
    assert basis_points("1.5%") == 150
    assert basis_points("1.5") == Bad("intake.percent_unclear")
    assert basis_points("1.5", "percent") == 150
    assert basis_points("0.015", "ratio") == 150
    assert basis_points("1.505%") == Bad("intake.too_precise")
    assert basis_points("0") == 0


def test_whole_numbers_and_units() -> None:
    assert whole("1,200") == 1200
    assert whole("12.00") == 12
    assert whole("12.5") == Bad("intake.too_precise")
    assert units("8,100.45") == 81_004_500
    assert units("0.00001") == Bad("intake.too_precise")


@pytest.mark.parametrize(
    ("kind", "name", "text", "value"),
    [
        (Kind.CLIENTS, "client_type", "个人", "PERSON"),
        (Kind.CLIENTS, "client_type", "enterprise", "ENTERPRISE"),
        (Kind.CLIENTS, "gender", "女", "F"),
        (Kind.CLIENTS, "gender", "m", "M"),
        (Kind.TRADES, "trade_kind", "申购", "SUBSCRIBE"),
        (Kind.TRADES, "trade_kind", "认购", "PURCHASE_IPO"),
        (Kind.TRADES, "trade_kind", "定投", "SIP"),
        (Kind.TRADES, "trade_kind", "赎回", "REDEEM"),
        (Kind.PRODUCTS, "r_level", "中低风险", "R2"),
        (Kind.PRODUCTS, "r_level", "R2（中低风险）", "R2"),
        (Kind.PRODUCTS, "r_level", "r5", "R5"),
        (Kind.ASSESSMENTS, "c_level", "C4-积极型", "C4"),
        (Kind.REVENUE, "is_estimated", "是", 1),
        (Kind.REVENUE, "is_estimated", "N", 0),
    ],
)
def test_words_for_codes(kind: Kind, name: str, text: str, value: str | int) -> None:
    assert taken(kind, name, text) == value


def test_unknown_words_are_refused() -> None:
    assert taken(Kind.TRADES, "trade_kind", "转托管") == "intake.unknown_code"
    assert taken(Kind.REVENUE, "is_estimated", "也许") == "intake.flag"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13800138000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("010-62345678", "010-62345678"),
        ("(0755) 26001234", "0755-26001234"),
        ("12800138000", "intake.phone"),
        ("1380013800", "intake.phone"),
        ("1.38001E+10", "intake.phone"),
    ],
)
def test_phones(text: str, value: str) -> None:
    assert taken(Kind.CLIENTS, "phone", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("110105194912310021", "intake.id_no"),
        ("11010519491331002X", "intake.id_no"),
        ("99010519491231002X", "intake.id_no"),
        ("110105194912310000", "intake.id_damaged"),
        ("1.10105E+17", "intake.id_damaged"),
        ("1101051949123100", "intake.id_no"),
        ("E12345678", "E12345678"),
        ("H1234567(8)", "H1234567(8)"),
        ("91350100M000100Y43", "91350100M000100Y43"),
        ("91350100M000100Y44", "intake.id_no"),
    ],
)
def test_identity_numbers(text: str, value: str) -> None:
    assert taken(Kind.CLIENTS, "id_no", text) == value


@given(
    st.sampled_from(["110105", "440309", "330113", "650102"]),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)
def test_every_well_formed_identity_number_is_taken_and_a_changed_digit_is_not(
    area: str, born: date, order: int
) -> None:
    first = f"{area}{born:%Y%m%d}{order:03d}" if born.year >= 1000 else ""
    number = first + identity.check_digit(first)
    assert identity.is_resident_id(number)
    other = "0" if number[16] != "0" else "1"
    assert not identity.is_resident_id(number[:16] + other + number[17])


def test_numbers_of_a_workbook() -> None:
    assert typed(Kind.CLIENTS, "id_no", 1.1010519491231e17) == "intake.id_damaged"
    assert typed(Kind.CLIENTS, "id_no", 12345678.0) == "intake.id_damaged"
    assert typed(Kind.CLIENTS, "phone", 13800138000.0) == "13800138000"
    assert typed(Kind.CLIENTS, "client_no", 10001.0) == "10001"
    assert typed(Kind.CLIENTS, "client_no", 1.2345678901234567e17) == "intake.number_damaged"
    assert typed(Kind.PRODUCTS, "code", 1.0) == "intake.leading_zeros_lost"
    assert typed(Kind.PRODUCTS, "code", 519700.0) == "519700"
    assert typed(Kind.ASSETS, "aum_fen", 0.1 + 0.2) == 30
    assert typed(Kind.ASSETS, "aum_fen", 1234.567) == "intake.too_precise"
    assert typed(Kind.ASSETS, "aum_fen", float("nan")) == "intake.number"
    assert typed(Kind.ASSETS, "aum_fen", True) == "intake.cell_type"
    assert typed(Kind.PRODUCTS, "fee_front_bp", 0.015) == "intake.percent_unclear"


def test_dates_of_a_workbook() -> None:
    assert typed(Kind.TRADES, "on_day", 46347.0) == to_day(date(2026, 11, 21))
    assert typed(Kind.TRADES, "on_day", datetime(2026, 11, 21, 9, 30)) == to_day(TODAY)  # noqa: DTZ001
    assert typed(Kind.TRADES, "on_day", date(2026, 11, 22)) == "intake.date_in_future"
    assert typed(Kind.TRADES, "on_day", 20261121) == to_day(TODAY)
    assert typed(Kind.TRADES, "on_day", 12.0) == "intake.date"
    assert typed(Kind.TRADES, "on_day", 2026.0) == "intake.date"
    assert typed(Kind.CLIENTS, "phone", date(2026, 11, 21)) == "intake.cell_type"


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "＝1+1", "=1+1"])
def test_formulas_in_text_are_refused(text: str) -> None:
    assert taken(Kind.CLIENTS, "name", text) == "intake.formula"
    assert taken(Kind.CLIENTS, "client_no", text) == "intake.formula"


def test_text_is_cleaned_but_not_changed() -> None:
    assert taken(Kind.CLIENTS, "name", "\u3000张　三\xa0\t") == "张　三"
    assert taken(Kind.CLIENTS, "name", "NA") == "NA"
    assert taken(Kind.PRODUCTS, "name", "华夏成长混合（后端）") == "华夏成长混合（后端）"
    assert taken(Kind.CLIENTS, "client_no", "Ａ００１") == "A001"
    assert taken(Kind.CLIENTS, "region", "--") is None
    assert taken(Kind.CLIENTS, "name", "  ") == "intake.required"
    assert taken(Kind.CLIENTS, "name", "a\nb") == "intake.line_break"
    assert taken(Kind.CLIENTS, "name", "a\x07b") == "intake.control_character"
    assert taken(Kind.CLIENTS, "name", "名" * 101) == "intake.too_long"
    assert taken(Kind.TRADES, "trade_no", "2.02E+15") == "intake.number_damaged"


def test_wrappers_and_apostrophes() -> None:
    assert clean('="000001"') == "000001"
    assert clean("'000001") == "000001"
    assert clean("'-5") == "-5"
    assert clean("'tis") == "'tis"
    assert clean("000001\t") == "000001"


def test_exposure() -> None:
    assert exposure("债券 60%、现金 40%") == "CASH:4000,CN_BOND:6000"
    assert exposure("CN_EQUITY:60%;CN_BOND:40%") == "CN_BOND:4000,CN_EQUITY:6000"
    assert exposure("CASH:4000,CN_BOND:6000") == "CASH:4000,CN_BOND:6000"
    assert exposure("CN_BOND:60;CN_EQUITY:40") == "CN_BOND:6000,CN_EQUITY:4000"
    for text in (
        "CN_BOND:60",
        "债券 60%",
        "债券 60%、债券 40%",
        "月球 100%",
        "债券 60%、现金 40%，多余",
        "100%",
    ):
        assert exposure(text) == Bad("intake.exposure")


@given(
    st.sampled_from([field for spec in KINDS.values() for field in spec.fields]),
    st.one_of(st.text(max_size=40), st.text("0123456789.,-+eE%万亿元￥()/年月日 ='\"@:", max_size=20)),
)
def test_any_text_gives_a_value_of_the_right_type_or_a_reason(spec: FieldSpec, text: str) -> None:
    found = reader_of(spec, STYLE)(text)
    if isinstance(found, Bad):
        assert found.code.startswith("intake.")
    elif found is None:
        assert not spec.required
    elif spec.type in (FieldType.TEXT, FieldType.CODE):
        assert isinstance(found, str)
        assert 0 < len(found) <= max(spec.max_length, 60)
        assert found[0] not in "=+-@" or spec.check is Check.PHONE
    else:
        assert isinstance(found, int)


@given(
    st.sampled_from([field for spec in KINDS.values() for field in spec.fields]),
    st.one_of(
        st.integers(-(10**20), 10**20), st.floats(), st.booleans(), st.dates(), st.datetimes(),
        st.times(), st.timedeltas(),
    ),
)  # fmt: skip
def test_any_cell_of_a_workbook_gives_a_value_or_a_reason(spec: FieldSpec, cell: RawCell) -> None:
    found = read_typed(spec, cell, reader_of(spec, STYLE))
    assert found is None or isinstance(found, int | str | Bad)
