"""Every finding, duty and name of suitability has words in both languages, with exact figures."""

import pytest

from advisor_desk.domain.product import Variety
from advisor_desk.domain.suitability import CheckCode, Duty, Initiator, Permission
from advisor_desk.words import suitability as w
from advisor_desk.words import suitability_texts as texts
from advisor_desk.words.catalogue import translated
from tests.advice import WAN, advice_rules
from tests.test_english_complete import CHINESE
from tests.unit.rules.sale_cases import INSURANCE, PRIVATE, asked, client, sold, verdict


def zh(text: str) -> str:
    return translated(text, "zh_CN")


def en(text: str) -> str:
    return translated(text, "en")


LANGUAGES = pytest.mark.parametrize("translate", [zh, en], ids=["zh", "en"])


@LANGUAGES
@pytest.mark.parametrize("code", list(CheckCode))
def test_every_finding_has_a_sentence_and_a_cure(code: CheckCode, translate: w.Translate) -> None:
    for said in (w.sentence(code, (), translate), w.cure(code, (), translate)):
        assert said
        assert code not in said
        assert bool(CHINESE.search(said)) is (translate is zh)
    assert w.cure(code, (), translate).endswith(("。", "."))


@LANGUAGES
@pytest.mark.parametrize("code", list(Duty))
def test_every_duty_has_a_name(code: Duty, translate: w.Translate) -> None:
    assert bool(CHINESE.search(w.duty(code, translate))) is (translate is zh)


def test_every_code_that_figures_name_has_a_name() -> None:
    assert set(texts.VARIETIES) == {variety.value for variety in Variety}
    assert set(texts.PERMISSIONS) == {permission.value for permission in Permission}
    asked_for = {paper for one in advice_rules().suitability.permissions.values() for paper in one.needs}
    assert set(texts.PAPERS) == asked_for
    assert set(texts.SENTENCES) >= {code.value for code in CheckCode}
    assert set(texts.CURES) == {code.value for code in CheckCode}


def test_a_permission_shows_how_far_the_client_is() -> None:
    near = client(avg20_fen=48 * WAN + 2_000_00, invest_months=20)
    (found,) = verdict(near, sold(required_permission="STAR")).findings
    assert w.sentence(found.code, found.params, zh) == (
        "未开通相应交易权限：科创板权限；近20日日均资产 48.2 万 < 50 万，差 1.8 万；"
        "投资经验 20 个月 < 24 个月，差 4 个月"
    )
    assert w.sentence(found.code, found.params, en) == (
        "Trading permission not opened: STAR Market; 20-day average assets CNY 482,000 < "
        "CNY 500,000, short by CNY 18,000; investing experience 20 months < 24 months, short by 4 months"
    )


def said(code: str, **params: object) -> tuple[str, str]:
    both = w.sentence(code, params, zh), w.sentence(code, params, en)
    assert CHINESE.search(both[0])
    assert not CHINESE.search(both[1])
    return both[0].partition("：")[2], both[1].partition(": ")[2]


@pytest.mark.parametrize(
    ("code", "params", "chinese", "english"),
    [
        ("P_NOT_ON_SALE", {"problem": "not_yet"}, "未到上架日期", "before its shelf date"),
        (
            "P_UNRATED",
            {"missing": "r_level|term_days"},
            "缺少风险等级、产品期限",
            "missing: risk grade, term",
        ),
        (
            "P_QUOTA",
            {"have_fen": 100, "need_fen": 101, "gap_fen": 1},
            "剩余额度 1 元 < 1.01 元，差 0.01 元",
            "quota left CNY 1 < CNY 1.01, short by CNY 0.01",
        ),
        ("K_AML", {}, "", ""),
        ("K_ID_EXPIRED", {"until_on": "2026-06-30"}, "有效期至 2026-06-30", "valid until 2026-06-30"),
        ("K_NO_CAPACITY", {"age": 7}, "7 岁", "age 7"),
        ("K_NO_CAPACITY", {"age": None}, "", ""),
        ("K_LIMITED_CAPACITY", {"age": 9, "r_level": "R2"}, "9 岁；产品 R2", "age 9; product R2"),
        (
            "K_INFO_REFUSED",
            {"missing": "born_on", "is_refused": True},
            "缺少出生日期；客户拒绝提供",
            "missing: date of birth; the client refuses to provide it",
        ),
        (
            "K_INFO_REFUSED",
            {"missing": "", "is_refused": True},
            "客户拒绝提供",
            "the client refuses to provide it",
        ),
        (
            "Q_FUNDS",
            {"have_fen": None, "need_fen": 10 * WAN, "gap_fen": None},
            "可用资金未知，需要 10 万",
            "cash unknown, CNY 100,000 needed",
        ),
        ("A_EXPIRED", {"until_on": "2026-07-01"}, "已于 2026-07-01 到期", "expired on 2026-07-01"),
        ("A_EXPIRED", {"until_on": None}, "", ""),
        (
            "R_PUSH_ABOVE",
            {"r_level": "R4", "c_level": "C3", "gap": 1},
            "产品 R4，客户 C3",
            "product R4, client C3",
        ),
        ("R_C1_MIN", {"r_level": "R2", "c_level": None, "gap": 0}, "产品 R2", "product R2"),
        (
            "M_HORIZON_PUSH",
            {"have_months": 6, "need_months": 12, "gap_months": 6},
            "客户投资期限 6 个月 < 12 个月，差 6 个月",
            "client's horizon 6 months < 12 months, short by 6 months",
        ),
        (
            "M_VARIETY_PUSH",
            {"have_varieties": "BOND|CASH", "need_variety": "EQUITY"},
            "产品为权益类，客户接受固定收益类、现金管理类",
            "product: Equity; client accepts: Fixed income, Cash management",
        ),
        (
            "M_VARIETY",
            {"have_varieties": None, "need_variety": "ALT"},
            "产品为另类投资，客户未说明",
            "product: Alternatives; the client has not said",
        ),
        (
            "M_CONC_BLOCK",
            {
                "have_fen": 100 * WAN,
                "most_fen": 90 * WAN,
                "over_fen": 10 * WAN,
                "base_fen": 180 * WAN,
                "percent": 50,
            },
            "100 万 > 180 万 的 50%，超 10 万",
            "CNY 1,000,000 > 50% of CNY 1,800,000, over by CNY 100,000",
        ),
        (
            "M_CONC",
            {"have_fen": WAN, "most_fen": None, "over_fen": None, "base_fen": None, "percent": 50},
            "在我处资产未知，1 万 无法比较",
            "assets with us unknown, CNY 10,000 cannot be compared",
        ),
        ("class.not_yet", {"from_on": "2026-07-01"}, "2026-07-01 起生效", "valid from 2026-07-01"),
        ("class.ended", {"until_on": "2026-07-01"}, "有效期至 2026-07-01", "valid until 2026-07-01"),
        ("permission.paper", {"paper": "EXAM"}, "期权考试", "options exam"),
        (
            "permission.average",
            {"have_fen": 49 * WAN, "need_fen": 50 * WAN, "gap_fen": WAN},
            "近20日日均资产 49 万 < 50 万，差 1 万",
            "20-day average assets CNY 490,000 < CNY 500,000, short by CNY 10,000",
        ),
    ],
)
def test_figures_that_failed_are_appended(
    code: str, params: dict[str, object], chinese: str, english: str
) -> None:
    assert said(code, **params) == (chinese, english)


def test_every_way_into_a_private_fund_is_shown() -> None:
    (found,) = verdict(client(financial_assets_fen=299 * WAN), PRIVATE, asked(amount_fen=100 * WAN)).findings
    assert w.sentence(found.code, found.params, zh) == (
        "不符合合格投资者标准：金融资产 299 万 < 300 万，差 1 万；近三年年均收入 20 万 < 50 万，差 30 万"
    )


@pytest.mark.parametrize(
    ("order", "chinese"),
    [
        (asked(amount_fen=121 * WAN), "趸交保费 121 万 > 家庭年收入的 4 倍，即 120 万"),
        (
            asked(amount_fen=7 * WAN, premium_years=35),
            "年交保费 7 万 > 家庭年收入的 20%，即 6 万；缴费 35 年加年龄 40 岁 ≥ 75；"
            "保费 7 万 ≥ 预算 4 万 的 150%",
        ),
    ],
)
def test_each_test_of_a_premium_is_shown(order: object, chinese: str) -> None:
    assert isinstance(order, type(asked()))
    budget = None if order.premium_years is None else 4 * WAN
    (found,) = verdict(client(insurance_budget_fen=budget), INSURANCE, order).findings
    assert w.sentence(found.code, found.params, zh).partition("：")[2] == chinese
    assert not CHINESE.search(w.sentence(found.code, found.params, en))


@pytest.mark.parametrize(
    ("fen", "chinese", "english"),
    [
        (0, "0 元", "CNY 0"),
        (1, "0.01 元", "CNY 0.01"),
        (9_999_99, "9,999.99 元", "CNY 9,999.99"),
        (WAN, "1 万", "CNY 10,000"),
        (50 * WAN - 1, "499,999.99 元", "CNY 499,999.99"),
        (-WAN // 2, "−5,000 元", "CNY −5,000"),
        (10_000 * WAN, "1 亿", "CNY 100,000,000"),
        (12_800 * WAN, "1.28 亿", "CNY 128,000,000"),
        (10_000 * WAN + 1, "100,000,000.01 元", "CNY 100,000,000.01"),
    ],
)
def test_amounts_are_exact(fen: int, chinese: str, english: str) -> None:
    assert (w.amount(fen, zh), w.amount(fen, en)) == (chinese, english)


def test_what_is_not_known_is_shown_as_it_is() -> None:
    assert w.sentence("X_NEW", {"a": 1}, zh) == "X_NEW"
    assert w.cure("X_NEW", {}, zh) == ""
    assert w.duty("D_NEW", zh) == "D_NEW"
    assert w.field("new_field", en) == "new_field"
    assert w.permission("MOON", en) == "MOON"
    assert said("Q_PERMISSION", permission="MOON") == ("MOON", "MOON")


def test_the_names_of_fields_are_those_that_rules_may_miss() -> None:
    lost = client(id_expires_on=None, age=None, capacity=None, household_income_fen=None)
    nothing = sold(
        r_level=None,
        min_first_fen=None,
        product_months=None,
        variety=None,
        is_insurance=True,
        missing=("regime", "step_fen", "exposure", "liquidity"),
    )
    missing = {
        name
        for found in verdict(lost, nothing, asked(initiator=Initiator.CLIENT)).findings
        for key, value in found.params
        if key == "missing"
        for name in str(value).split("|")
    }
    assert missing == set(texts.FIELDS)
