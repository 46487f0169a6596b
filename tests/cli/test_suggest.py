"""`suggest`: the contract of its JSON, its sentences, and its status where nothing can be suggested."""

from pathlib import Path

import pytest

from tests.cli.calling import AS_OF, call, js, write

KEYS = {"lines", "residual_fen", "before", "target", "after", "blocked", "binding", "rules_version"}
CLIENTS = (
    "客户号,姓名,出生日期,证件有效期至,民事行为能力\n"
    "K1,王芳,1986-01-01,2035-01-01,完全\n"
    "K2,李雷,1986-01-01,2035-01-01,完全\n"
    "K3,韩梅,1986-01-01,2035-01-01,完全\n"
)
SHELF = (
    "产品代码,产品名称,产品类型,监管体系,风险等级,管理人风险等级,起投金额,递增金额,货架状态,投资品种,管理人\n"
    "100001,天天现金,货币基金,证监会,R1,R1,1,1,在售,货币,甲基金\n"
    "200001,安心纯债,债券基金,证监会,R2,R2,10,1,在售,债券,甲基金\n"
    "200002,稳利债券,债券基金,证监会,R2,R2,10,1,在售,债券,乙基金\n"
    "200003,季季债券,债券基金,证监会,R2,R2,10,1,在售,债券,丙基金\n"
    "300001,三百指数,指数基金,证监会,R3,R3,100,100,在售,权益,丁基金\n"
    "300002,成长股票,股票基金,证监会,R4,R4,10,1,在售,权益,戊基金\n"
)
ASSESSMENTS = (
    "客户号,测评日期,风险承受能力等级,投资期限(月),投资品种\n"
    "K1,2026-06-01,C3,36,现金、债券、权益、混合\n"
    "K3,2025-06-01,C3,36,债券\n"
)
ASSETS = "客户号,日期,总资产,可用资金\n" + "".join(f"K{n},2026-11-19,50万,50万\n" for n in (1, 2, 3))


@pytest.fixture
def shop(book: Path, tmp_path: Path) -> Path:
    """A book with three clients of 50 万 each and six products on sale."""
    for kind, text in (
        ("clients", CLIENTS),
        ("products", SHELF),
        ("assessments", ASSESSMENTS),
        ("assets", ASSETS),
    ):
        ran = js("import", kind, write(tmp_path / f"{kind}.csv", text))
        assert (ran.status, ran.json["rejected"]) == (0, 0), ran.json["rejects"]
    return book


def test_the_document_adds_up_and_has_every_key_of_the_contract(shop: Path) -> None:
    ran = js("suggest", "--client", "K1")
    assert (ran.status, ran.err) == (0, "")
    document = ran.json
    assert set(document) >= KEYS
    assert document["as_of"] == AS_OF.isoformat()
    assert sum(line["amount_fen"] for line in document["lines"]) + document["residual_fen"] == 50_000_000
    assert document["target"] == {
        "CASH": 0.1,
        "CN_BOND": 0.6,
        "CN_EQUITY": 0.3,
        "GLOBAL_EQUITY": 0,
        "COMMODITY_GOLD": 0,
        "QUANT_HEDGE": 0,
        "PRIVATE_EQUITY": 0,
    }
    assert document["drift_after"] < document["drift_before"]
    assert document["blocked"] == [{"code": "300002", "outcome": "FORBID", "codes": ["R_PUSH_ABOVE"]}]
    assert {line["code"] for line in document["lines"]} >= {"200001", "200002", "200003", "300001"}


def test_an_amount_takes_the_place_of_the_account(shop: Path) -> None:
    document = js("suggest", "--client", "K1", "--amount", "20000").json
    assert document["amount_fen"] == 2_000_000
    assert document["before"]["CASH"] == 1


def test_it_is_the_same_every_time(shop: Path) -> None:
    assert js("suggest", "--client", "K1").out == js("suggest", "--client", "K1").out


def test_a_person_reads_lines_reasons_and_the_mix(shop: Path) -> None:
    ran = call("suggest", "--client", "K1")
    assert ran.status == 0
    assert "安心纯债\tCN_BOND\t10 万\tCORE" in ran.out
    assert "补境内债券的缺口 60.0 个百分点" in ran.out
    assert "留作现金" in ran.out
    assert "CN_EQUITY\t0.00%\t30.00%\t20.00%" in ran.out


@pytest.mark.parametrize(
    ("client", "code", "cure"),
    [
        ("K2", "advice.no_assessment", "请先完成风险测评，并由客户本人确认结果。"),
        ("K3", "advice.assessment_expired", "请重新做风险测评。"),
    ],
)
def test_where_nothing_can_be_suggested_it_says_why_and_what_would_help(
    shop: Path, client: str, code: str, cure: str
) -> None:
    told = call("suggest", "--client", client)
    assert told.status == 1
    assert code in told.out
    assert cure in told.out
    document = js("suggest", "--client", client)
    assert (document.status, document.json["lines"]) == (1, [])
    assert [one["code"] for one in document.json["stopped"]] == [code]


def test_a_client_that_does_not_exist_is_the_person_s_to_fix(shop: Path) -> None:
    assert js("suggest", "--client", "NOBODY").status == 3
