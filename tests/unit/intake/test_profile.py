"""Profiles: strict in what they say, forgiving of nothing, and known again by the header."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.header import auto_map, fingerprint
from advisor_desk.intake.profile import choose, load_profile, parse_profile
from advisor_desk.intake.profile_schema import checked
from tests.unit.intake.files import options, read, refusal, write

GOOD = """
kind = "trades"

[columns]
account_no = "acct"
trade_no = ["no", "number"]
on_day = "day"
amount_fen = "amount"

[constants]
status = "CONFIRMED"

[values.trade_kind]
"buy" = "SUBSCRIBE"

[derived.trade_kind]
from = "what"

[dates]
on_day = "dmy"

[units]
amount_fen = 10000

[[filter]]
column = "what"
not_in = ["fee"]
"""


def refused(text: str) -> tuple[str, str, int, str]:
    with pytest.raises(UserCanFix) as error:
        parse_profile(text, "mine")
    params = error.value.params
    assert params["profile"] == "mine"
    line = params["line"]
    assert isinstance(line, int)
    return error.value.code, str(params.get("key", "")), line, str(params.get("problem", ""))


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ('kind = "trades"', 'kind = "sorcery"', "kind", "value"),
        ('kind = "trades"', "", "kind", "missing"),
        ('account_no = "acct"', 'acount_no = "acct"', "columns.acount_no", "unknown"),
        ('account_no = "acct"', "account_no = 5", "columns.account_no", "type"),
        ('account_no = "acct"', "account_no = []", "columns.account_no", "type"),
        ('on_day = "dmy"', 'on_day = "ymd?"', "dates.on_day", "value"),
        ('on_day = "dmy"', 'amount_fen = "dmy"', "dates.amount_fen", "value"),
        ("amount_fen = 10000", 'amount_fen = "万"', "units.amount_fen", "value"),
        ("amount_fen = 10000", "amount_fen = true", "units.amount_fen", "value"),
        ('status = "CONFIRMED"', "status = 1", "constants.status", "type"),
        ('from = "what"', 'from = "what"\nuse = "magic"', "derived.trade_kind.use", "value"),
        ('from = "what"', 'from = ["what", "day"]', "derived.trade_kind.from", "value"),
        ('from = "what"', 'from = "what"\nlookup = "owner"', "derived.trade_kind.lookup", "value"),
        ('from = "what"', 'from = "what"\ncolour = "red"', "derived.trade_kind.colour", "unknown"),
        ('not_in = ["fee"]', 'not_inn = ["fee"]', "filter.not_inn", "unknown"),
        ('not_in = ["fee"]', 'matches = "("', "filter.matches", "value"),
        ('not_in = ["fee"]', 'filled = "yes"', "filter.filled", "type"),
        ('not_in = ["fee"]', 'in_lookup = "owner"', "filter.in_lookup", "value"),
        ("[units]", "[unts]", "unts", "unknown"),
    ],
)
def test_each_mistake_is_named_with_key_and_line(old: str, new: str, key: str, problem: str) -> None:
    text = GOOD.replace(old, new, 1)
    code, found, line, why = refused(text)
    assert (code, found, why) == ("intake.profile_key", key, problem)
    if problem != "missing":
        last = key.rpartition(".")[2]
        assert last in text.splitlines()[line - 1]


def test_broken_toml_names_the_line() -> None:
    code, _, line, _ = refused("kind = 'trades'\n[columns\n")
    assert code == "intake.profile_syntax"
    assert line == 2


def test_side_files_stay_beside_the_file() -> None:
    text = GOOD + '[lookup.owner]\nfile = "../../etc/passwd"\nkey = "a"\nvalue = "b"\n'
    assert refused(text)[1] == "lookup.owner.file"


@given(st.text(max_size=200))
def test_any_text_is_a_profile_or_a_clear_error(text: str) -> None:
    code = refusal(lambda: parse_profile(text, "mine"))
    assert code in ("", "intake.profile_syntax", "intake.profile_key")


KEYS = ("column", "in", "from", "use", "file", "key", "value", "where", "per", "by", "client_no", "through")
SECTIONS = ("source", "columns", "constants", "values", "dates", "units", "percents", "filter", "derived")


@given(
    st.recursive(
        st.one_of(st.text(max_size=5), st.integers(), st.booleans(), st.dates()),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
        max_leaves=8,
    ),
    st.sampled_from((*SECTIONS, "lookup", "last_of", "title", "fingerprints")),
)
def test_any_value_in_any_section_is_judged(value: object, section: str) -> None:
    code = refusal(lambda: checked({"kind": "clients", section: value}, "", "mine"))
    assert code in ("", "intake.profile_key")


def test_a_profile_reads_as_it_says(tmp_path: Path) -> None:
    rows = [
        ["number", "acct", "day", "what", "amount", "note"],
        ["7", "A1", "21/11/2026", "buy", "1.5", "x"],
        ["8", "A1", "20/11/2026", "fee", "1", "x"],
        ["9", "A1", "20/11/2026", "gift", "1", "x"],
        ["10", "A1", "20/13/2026", "buy", "1", "x"],
    ]
    path = write(tmp_path / "in.csv", rows, delimiter=";")
    outcome = read(path, Kind.TRADES, options(profile=parse_profile(GOOD, "mine")))
    assert outcome.columns["amount_fen"] == [1_500_000]
    assert outcome.columns["trade_kind"] == ["SUBSCRIBE"]
    assert outcome.columns["status"] == ["CONFIRMED"]
    assert (outcome.counts.read, outcome.counts.filtered) == (4, 1)
    assert [(item.row, item.column, item.code) for item in outcome.rejects] == [
        (4, "what", "intake.unknown_code"),
        (5, "day", "intake.date"),
    ]


def test_a_profile_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [["number"], ["1"]])
    with pytest.raises(UserCanFix, match=r"intake\.profile_kind"):
        read(path, Kind.CLIENTS, options(profile=parse_profile(GOOD, "mine")))


def test_columns_that_the_profile_needs_are_listed(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [["number", "acct"], ["1", "2"]])
    with pytest.raises(UserCanFix) as error:
        read(path, Kind.TRADES, options(profile=parse_profile(GOOD, "mine")))
    assert error.value.code == "intake.columns_missing"
    assert error.value.params["columns"] == "day、amount、what"


LOOKUPS = """
kind = "clients"
[columns]
client_no = "id"
[derived.name]
from = "id"
use = "prefix"
text = "客户"
[derived.region]
from = "place"
lookup = "place_name"
missing = "未知"
[derived.opened_on]
from = "id"
lookup = ["account_of", "opened"]
[dates]
opened_on = "yymmdd"
[[filter]]
column = "id"
through = "account_of"
in_lookup = "opened"
[lookup.place_name]
file = "places.csv"
key = "code"
value = "name"
[lookup.account_of]
file = "links.csv"
key = "id"
value = "account"
where = { role = "OWNER" }
[lookup.opened]
file = "accounts.csv"
key = "account"
value = "date"
"""


def test_side_files_are_looked_up_and_chained(tmp_path: Path) -> None:
    write(tmp_path / "places.csv", [["code", "name"], ["1", "布拉格"]], "gb18030")
    write(
        tmp_path / "links.csv",
        [["id", "account", "role"], ["1", "A", "OWNER"], ["2", "A", "OTHER"], ["3", "B", "OWNER"]],
    )
    write(tmp_path / "accounts.csv", [["account", "date"], ["A", "930101"]])
    path = write(tmp_path / "in.csv", [["id", "place"], ["1", "1"], ["1", "9"], ["2", "1"], ["3", "1"]])
    profile = parse_profile(LOOKUPS, "mine")
    outcome = read(path, Kind.CLIENTS, options(profile=profile))
    assert outcome.columns["region"] == ["布拉格", "未知"]
    assert outcome.columns["opened_on"] == [8401, 8401]
    assert outcome.counts.filtered == 2
    assert outcome.rejects == []


def test_a_missing_side_file_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", [["id", "place"], ["1", "1"]])
    with pytest.raises(UserCanFix) as error:
        read(path, Kind.CLIENTS, options(profile=parse_profile(LOOKUPS, "mine")))
    assert error.value.code == "intake.file_missing"
    assert error.value.params["file"] == "places.csv"


def test_an_unknown_key_refuses_the_row(tmp_path: Path) -> None:
    write(tmp_path / "places.csv", [["code", "name"], ["1", "x"]])
    write(tmp_path / "links.csv", [["id", "account", "role"], ["1", "A", "OWNER"]])
    write(tmp_path / "accounts.csv", [["account", "date"], ["A", "930101"]])
    path = write(tmp_path / "in.csv", [["id", "place"], ["1", "9"]])
    profile = parse_profile(LOOKUPS.replace('missing = "未知"\n', ""), "mine")
    outcome = read(path, Kind.CLIENTS, options(profile=profile))
    assert [(item.column, item.code) for item in outcome.rejects] == [("place", "intake.lookup_missing")]


LAST = """
kind = "assets"
[columns]
account_no = "acct"
on_day = "day"
aum_fen = "balance"
[last_of]
per = ["acct", "day"]
by = "no"
"""

DAY_ROWS = [
    ["no", "acct", "day", "type", "amount", "balance"],
    ["9", "A", "2026-11-20", "in", "10", "110"],
    ["10", "A", "2026-11-20", "out", "30", "80"],
    ["11", "A", "2026-11-20", "in", "100", "100"],
    ["12", "B", "2026-11-20", "in", "5", "5"],
    ["13", "A", "2026-11-21", "in", "1", "81"],
]


def test_the_last_row_of_a_day_by_number(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", DAY_ROWS)
    outcome = read(path, Kind.ASSETS, options(profile=parse_profile(LAST, "mine")))
    assert outcome.columns["aum_fen"] == [10_000, 500, 8_100]
    assert outcome.counts.filtered == 2


def test_the_last_row_of_a_day_by_the_chain_of_balances(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", DAY_ROWS)
    text = LAST + 'balance = "balance"\namount = "amount"\nsign = "type"\nplus = "in"\n'
    outcome = read(path, Kind.ASSETS, options(profile=parse_profile(text, "mine")))
    assert outcome.columns["aum_fen"] == [8_000, 500, 8_100]


def test_a_header_is_known_again_however_it_is_spaced(tmp_path: Path) -> None:
    header = ["客户编号", "客户姓名", "总资产"]
    path = tmp_path / "monthly.toml"
    path.write_text(
        f'kind = "clients"\nfingerprints = ["{fingerprint(header)}"]\n[columns]\nclient_no = "客户编号"\n',
        encoding="utf-8",
    )
    profiles = [load_profile(path)]
    found = choose(profiles, Kind.CLIENTS, [" 客户编号 ", "客户姓名", "总 资产", "拒绝原因"])
    assert found is not None
    assert found.name == "monthly"
    assert choose(profiles, Kind.CLIENTS, ["客户姓名", "客户编号", "总资产"]) is None
    assert choose(profiles, Kind.ASSETS, header) is None


@given(st.lists(st.text(max_size=8), max_size=6), st.lists(st.text(max_size=8), max_size=6))
def test_fingerprints_differ_when_headers_do(one: list[str], other: list[str]) -> None:
    assert len(fingerprint(one)) == 16
    if fingerprint(one) != fingerprint(other):
        assert one != other


def test_headers_without_a_profile() -> None:
    found = auto_map(Kind.ASSETS, ["*客户编号", "日期", "总资产（万元）", "备注", "可用资金(元)"])
    assert {name: item.index for name, item in found.fields.items()} == {
        "client_no": 0, "on_day": 1, "aum_fen": 2, "cash_fen": 4,
    }  # fmt: skip
    assert found.fields["aum_fen"].unit == 10_000
    assert found.unmapped == ("备注",)
    english = auto_map(Kind.TRADES, ["Client no.", "Trade no.", "Confirmed on", "Trade kind", "Amount"])
    assert set(english.fields) == {"client_no", "trade_no", "on_day", "trade_kind", "amount_fen"}


def test_the_same_header_twice_is_a_clear_error() -> None:
    with pytest.raises(UserCanFix) as error:
        auto_map(Kind.CLIENTS, ["客户号", "姓名", "姓名"])
    assert error.value.code == "intake.header_duplicate"
    assert error.value.params["column"] == "姓名"
    assert auto_map(Kind.CLIENTS, ["客户号", "姓名", "备注", "备注"]).unmapped == ("备注", "备注")


def test_two_words_for_one_field_take_ours_and_list_the_other() -> None:
    found = auto_map(Kind.CLIENTS, ["客户编号", "客户号", "姓名"])
    assert found.fields["client_no"].index == 1
    assert found.unmapped == ("客户编号",)
