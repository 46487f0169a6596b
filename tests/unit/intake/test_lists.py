"""Cells that hold several codes or days, and the words of the fields that advice asks for."""

from datetime import date

import pytest

from advisor_desk.domain.advice_fields import OF_CLIENT, OF_PRODUCT
from advisor_desk.domain.code_lists import codes_in, days_in
from advisor_desk.domain.fields import FieldSpec
from advisor_desk.domain.kinds import KINDS, Kind
from advisor_desk.intake.binding import column_map
from advisor_desk.intake.cells import CellStyle, reader_of
from advisor_desk.intake.columns import FieldReader
from advisor_desk.intake.options import ReadOptions
from advisor_desk.intake.template import legend
from advisor_desk.intake.typed_cells import RawCell
from advisor_desk.intake.verdict import Bad, Verdict
from tests.unit.intake.files import TODAY

STYLE = CellStyle(today=TODAY)
FIELDS = {spec.name: spec for spec in (*OF_CLIENT, *OF_PRODUCT)}


def taken(name: str, text: str) -> Verdict:
    found = reader_of(FIELDS[name], STYLE)(text)
    return found.code if isinstance(found, Bad) else found


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("permissions", "科创板", "STAR"),
        ("permissions", "股票期权、科创板，创业板", "STAR,GEM,OPTION"),
        ("permissions", "STAR；北交所 / 港股通", "STAR,BSE,HK_CONNECT"),
        ("permissions", "融资融券,融资融券", "MARGIN"),
        ("permissions", "新三板创新层、新三板基础层", "NEEQ_INNOVATION,NEEQ_BASE"),
        ("permissions", "neeq_base", "NEEQ_BASE"),
        ("permissions", "", None),
        ("permissions", "科创板、月球", "intake.unknown_code"),
        ("permissions", "、", "intake.unknown_code"),
        ("tier_menu", "零售/高净值/机构", "RETAIL,HNW,INST"),
        ("tier_menu", "机构客户", "INST"),
        ("client_types", "个人、企业", "PERSON,ENTERPRISE"),
        ("channels", "线上、网点", "ONLINE,BRANCH"),
        ("channels", "电话", "intake.unknown_code"),
        ("open_days", "2026-12-01、2026/9/1", "2026-09-01,2026-12-01"),
        ("open_days", "2026年9月1日；20261201 20261201", "2026-09-01,2026-12-01"),
        ("open_days", "2026-02-30", "intake.date"),
        ("open_days", "2026-09-01、长期", "intake.date"),
        ("open_days", "每季首日", "intake.date"),
        ("open_days", ",", "intake.date"),
        ("variety", "固定收益", "BOND"),
        ("variety", "权益类", "EQUITY"),
        ("capacity", "限制民事行为能力", "LIMITED"),
        ("aml_restricted", "是", 1),
        ("fee_perf_bp", "20%", 2_000),
        ("invest_since", "2099-01-01", "intake.date_in_future"),
        ("investor_class", "专业B", "PRO_B"),
    ],
)
def test_codes_and_days_are_read_as_people_write_them(name: str, text: str, value: Verdict) -> None:
    assert taken(name, text) == value


def test_more_days_than_a_cell_may_hold_are_refused() -> None:
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + at).isoformat() for at in range(400)]
    assert taken("open_days", "、".join(days)) == "intake.too_long"
    text = taken("open_days", "、".join(days[:300]))
    assert isinstance(text, str)
    assert len(days_in(text)) == 300


@pytest.mark.parametrize(
    ("cell", "value"),
    [(date(2026, 9, 1), "2026-09-01"), (46_000.0, Bad("intake.date")), (True, Bad("intake.cell_type"))],
)
def test_a_day_of_a_workbook_is_a_day(cell: RawCell, value: Verdict) -> None:
    found, _ = FieldReader(FIELDS["open_days"], STYLE).values([cell], typed=True)
    assert list(found) == [value]


def test_a_field_of_one_column_is_read_at_once_and_one_by_one_alike() -> None:
    texts = ["STAR", "科创板、GEM", "x"]
    reader = FieldReader(FIELDS["permissions"], STYLE)
    assert list(reader.values(texts)[0]) == [reader_of(FIELDS["permissions"], STYLE)(text) for text in texts]


@pytest.mark.parametrize("spec", [*OF_CLIENT, *OF_PRODUCT], ids=lambda spec: spec.name)
def test_each_field_is_known_by_its_chinese_and_english_header(spec: FieldSpec) -> None:
    kind = Kind.CLIENTS if spec in OF_CLIENT else Kind.PRODUCTS
    for header in (spec.zh, spec.en, spec.name):
        assert spec.name in column_map(kind, [header], ReadOptions(today=TODAY)).fields


def test_the_legend_of_a_list_names_every_code_and_says_that_several_may_stand() -> None:
    for spec in FIELDS.values():
        if spec.list_of is not None:
            told = legend(spec)
            assert all(f"({code.value})" in told for code in spec.list_of)
            assert "可填几个" in told
    assert "2026-09-01、2026-12-01" in legend(FIELDS["open_days"])


def test_lists_hold_only_codes_of_their_own() -> None:
    family = FIELDS["channels"].list_of
    assert family is not None
    assert codes_in("ONLINE", family) == (family("ONLINE"),)
    assert codes_in(None, family) == ()
    assert days_in("") == ()
    with pytest.raises(ValueError, match="MOON"):
        codes_in("MOON", family)
    assert {spec.name for kind in KINDS.values() for spec in kind.fields if spec.list_of} == {
        "permissions", "tier_menu", "client_types", "channels",
    }  # fmt: skip
