"""`suitable`: the contract of its JSON, its sentences in both languages, and what stops it."""

from pathlib import Path
from typing import Any

import pytest

from advisor_desk.domain.suitability import CheckCode, Duty
from tests.cli.calling import AS_OF, Ran, call, js, write

KEYS = ["outcome", "primary", "codes", "duties", "reasons", "rules_version"]
CLIENTS = (
    "客户号,姓名,出生日期,证件有效期至,民事行为能力,已开通权限,反洗钱限制,证明材料,证明日期\n"
    "K1,王芳,1980-01-01,2035-01-01,完全,科创板、港股通,否,银行流水,2026-09-01\n"
    "K2,李雷,2012-01-01,2035-01-01,限制民事行为能力,,是,,\n"
)
SHELF = (
    "产品代码,产品名称,产品类型,监管体系,风险等级,管理人风险等级,起投金额,递增金额,货架状态,投资品种,销售渠道,剩余额度\n"
    "B1,安心纯债,债券基金,证监会,R2,R2,10,1,在售,债券,线上/网点,5万\n"
    "E1,成长股票,股票基金,证监会,R4,R4,10,1,在售,权益,网点,\n"
)
ASSESSMENTS = "客户号,测评日期,风险承受能力等级,投资期限(月),投资品种\nK1,2026-06-01,C3,36,债券、权益、混合\n"
ASSETS = "客户号,日期,总资产,可用资金\nK1,2026-11-19,100万,60万\nK2,2026-11-19,1万,1万\n"


@pytest.fixture
def shop(book: Path, tmp_path: Path) -> Path:
    """A book with two clients and two products on sale."""
    for kind, text in (
        ("clients", CLIENTS),
        ("products", SHELF),
        ("assessments", ASSESSMENTS),
        ("assets", ASSETS),
    ):
        ran = js("import", kind, write(tmp_path / f"{kind}.csv", text))
        assert (ran.status, ran.json["rejected"]) == (0, 0), ran.json
    return book


def asked(
    client: str = "K1",
    product: str = "B1",
    amount: object = 10000,
    initiator: str = "ADVISOR",
    channel: str = "ONLINE",
) -> tuple[Any, ...]:
    return (
        "suitable", "--client", client, "--product", product, "--amount", amount,
        "--initiator", initiator, "--channel", channel,
    )  # fmt: skip


def test_an_allowance_has_every_key_of_the_contract(shop: Path) -> None:
    ran = js(*asked())
    assert (ran.status, list(ran.json), ran.err) == (0, KEYS, "")
    assert (ran.json["outcome"], ran.json["primary"], ran.json["codes"]) == ("ALLOW", "OK", ["OK"])
    assert set(ran.json["duties"]) == {"D_DISCLOSE", "D_ECONFIRM"}
    assert ran.json["reasons"] == [{"code": "OK", "params": {}, "text": "适当性匹配"}]


def test_every_reason_has_its_figures_and_a_sentence(shop: Path) -> None:
    ran = js(*asked(product="E1", amount=700000, initiator="CLIENT"))
    document = ran.json
    assert (ran.status, document["outcome"]) == (0, "FORBID")
    assert document["codes"] == [one["code"] for one in document["reasons"]]
    assert document["primary"] == "P_NOT_ON_SALE"
    assert {"P_NOT_ON_SALE", "Q_FUNDS", "R_CLIENT_ABOVE"} <= set(document["codes"])
    assert set(document["codes"]) <= {code.value for code in CheckCode}
    funds = next(one for one in document["reasons"] if one["code"] == "Q_FUNDS")
    assert funds["params"]["need_fen"] == 70_000_000
    assert "60 万" in funds["text"]
    assert document["duties"] == []


def test_a_warning_names_its_duties(shop: Path) -> None:
    document = js(*asked(product="E1", initiator="CLIENT", channel="BRANCH")).json
    assert (document["outcome"], document["primary"]) == ("WARN", "R_CLIENT_ABOVE")
    assert {"D_SPECIAL_WARNING", "D_CLIENT_APPLICATION", "D_AV"} <= set(document["duties"])
    assert set(document["duties"]) <= {duty.value for duty in Duty}


def test_a_refusal_of_the_client_is_told_whatever_the_product(shop: Path) -> None:
    codes = js(*asked(client="K2")).json["codes"]
    assert {"K_AML", "K_LIMITED_CAPACITY", "A_NONE"} <= set(codes)


def test_a_quota_that_is_too_small_forbids(shop: Path) -> None:
    assert "P_QUOTA" in js(*asked(amount=50001)).json["codes"]
    assert "P_QUOTA" not in js(*asked(amount=50000)).json["codes"]


@pytest.mark.parametrize(
    ("language", "outcome", "sentence", "cure"),
    [
        ("zh_CN", "不得销售", "可用资金不足", "请减少金额"),
        ("en", "may not be sold", "Not enough cash", "Lower the amount"),
    ],
)
def test_a_person_reads_outcome_reasons_cures_and_duties(
    shop: Path, language: str, outcome: str, sentence: str, cure: str
) -> None:
    said = call("--as-of", AS_OF.isoformat(), "--lang", language, *asked(amount=700000))
    assert said.status == 0
    assert said.out.startswith(f"FORBID  {outcome}\n")
    assert sentence in said.out
    assert "→" in said.out
    fine = call("--as-of", AS_OF.isoformat(), "--lang", language, *asked())
    assert fine.out.startswith("ALLOW")
    assert "D_DISCLOSE" in fine.out
    if language == "en":
        assert not any("\u4e00" <= mark <= "\u9fff" for mark in said.out + fine.out)


def on(day: str, *arguments: Any) -> Ran:
    return call("--json", "--as-of", day, *arguments)


def test_a_stale_shelf_is_told_and_changes_no_verdict(shop: Path) -> None:
    ran = on("2026-12-21", *asked())
    assert (ran.status, ran.json["outcome"]) == (0, "ALLOW")
    assert "产品货架已过期" in ran.err
    assert "2026-12-20" in ran.err
    assert on("2026-12-20", *asked()).err == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"client": "X9"}, "client.unknown"), ({"product": "X9"}, "product.unknown")],
)
def test_unknown_clients_and_products_can_be_put_right(
    shop: Path, changes: dict[str, str], code: str
) -> None:
    ran = js(*asked(**changes))
    assert (ran.status, ran.error["code"]) == (3, code)
    assert "X9" in ran.error["params"].values()


@pytest.mark.parametrize("amount", ["0", "-5", "1.234", "ten", "1e9", ""])
def test_an_amount_that_is_none_is_wrong_usage(shop: Path, amount: str) -> None:
    ran = js(*asked(amount=amount))
    assert (ran.status, "error" in ran.json) == (2, True)


def test_the_facts_of_suitability_stand_in_the_clients_document(shop: Path) -> None:
    kyc = js("client", "K1").json["kyc"]
    assert (kyc["capacity"], kyc["permissions"], kyc["aml_restricted"]) == (
        "FULL",
        ["HK_CONNECT", "STAR"],
        False,
    )
    assert (kyc["proof"], kyc["proof_on"]) == ("银行流水", "2026-09-01")


def test_a_bundle_has_a_verdict_for_each_leg_and_the_worst_decides(shop: Path) -> None:
    legs = ("--product", "B1", "--amount", 10000, "--product", "E1", "--amount", 10000)
    ran = js("suitable", "--client", "K1", *legs, "--initiator", "CLIENT", "--channel", "BRANCH")
    document = ran.json
    assert (ran.status, document["outcome"]) == (0, "WARN")
    assert [(leg["product"], leg["outcome"]) for leg in document["legs"]] == [("B1", "ALLOW"), ("E1", "WARN")]
    assert all(set(KEYS) <= set(leg) for leg in document["legs"])


def test_the_legs_of_a_bundle_are_paid_out_of_one_purse(shop: Path) -> None:
    legs = ("--product", "E1", "--amount", 400000, "--product", "E1", "--amount", 300000)
    ran = js("suitable", "--client", "K1", *legs, "--initiator", "CLIENT", "--channel", "BRANCH")
    first, second = ran.json["legs"]
    assert "Q_FUNDS" not in first["codes"]
    assert "Q_FUNDS" in second["codes"]


def test_a_leg_without_its_amount_is_a_wrong_call(shop: Path) -> None:
    legs = ("--product", "B1", "--amount", 10000, "--product", "E1")
    ran = call("suitable", "--client", "K1", *legs, "--initiator", "CLIENT", "--channel", "BRANCH")
    assert (ran.status, "--amount" in ran.err) == (2, True)


def test_a_yearly_premium_is_held_against_the_income_of_a_year(shop: Path, tmp_path: Path) -> None:
    head = "产品代码,产品名称,产品类型,监管体系,风险等级,管理人风险等级,起投金额,期限天数,货架状态\n"
    text = f"{head}L1,安心年金,INSURANCE,NFRA,R2,R2,1000,0,在售\n"
    incomes = "客户号,姓名,家庭年收入\nK1,王芳,20万\n"
    for kind, told in (("clients", incomes), ("products", text)):
        ran = js("import", kind, write(tmp_path / f"more-{kind}.csv", told))
        assert ran.status == 0, ran.json
    call_ = asked(product="L1", amount=50_000, initiator="CLIENT", channel="BRANCH")
    assert "I_PREMIUM" not in js(*call_).json["codes"]
    yearly = js(*call_, "--premium-years", 20).json
    assert "I_PREMIUM" in yearly["codes"]
    assert call(*call_, "--premium-years", 0).status == 2


def test_an_order_is_recorded_with_its_evidence_holds_quota_and_can_be_replayed(shop: Path) -> None:
    evidence = ("--record", "电话录音 2026-1120")
    first = js(*asked(amount=30000, initiator="CLIENT"), *evidence)
    assert (first.status, first.json["outcome"], first.json["held"]) == (0, "ALLOW", True)
    again = js(*asked(amount=30000, initiator="CLIENT"))
    assert "P_QUOTA" in again.json["codes"], "the first order holds 3 of 5 万"
    refused = js(*asked(product="E1", channel="BRANCH"), *evidence)
    assert (refused.json["outcome"], refused.json["held"]) == ("FORBID", False)
    replayed = js("rules", "replay")
    assert (replayed.status, replayed.json) == (0, {"passed": 2, "failed": 0, "differing": []})
    assert js("rules", "replay", "--client", "K2").json["passed"] == 0
    assert js("book", "check").json["chain_ok"] is True


def test_an_order_of_the_client_needs_evidence_that_the_client_asked(shop: Path) -> None:
    ran = js(*asked(initiator="CLIENT"), "--record", " ")
    assert (ran.status, ran.error["code"]) == (3, "order.evidence_needed")
    assert js("rules", "replay").json["passed"] == 0


def test_a_bundle_is_not_recorded_in_one(shop: Path) -> None:
    legs = (
        "--product",
        "B1",
        "--amount",
        10000,
        "--product",
        "E1",
        "--amount",
        10000,
        "--record",
        "柜台申请",
    )
    ran = call("suitable", "--client", "K1", *legs, "--initiator", "CLIENT", "--channel", "BRANCH")
    assert (ran.status, "--record" in ran.err) == (2, True)
