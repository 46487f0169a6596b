"""Every code of a suggestion has words in both languages, and the words of the screen are all translated."""

import pytest

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass
from advisor_desk.rules.allocation_reasons import BECAUSE, BINDING_CODES, LINE_CODES
from advisor_desk.ui import discreet, i18n
from advisor_desk.ui import labels_advice_reasons as words
from tests.test_english_complete import CHINESE, catalogue, texts

FIGURES = {
    "asset_class": "CN_EQUITY",
    "liquidity": "T1",
    "code": "B1",
    "manager": "甲基金",
    "because": "fee",
    "level": RiskLevel.C3.value,
}
CODES = {**BINDING_CODES, **LINE_CODES}


def told(code: str, names: tuple[str, ...]) -> str:
    params = tuple((name, FIGURES.get(name, 1_234_500)) for name in names)
    return words.reason((code, params), lambda known: f"产品{known}")


@pytest.mark.parametrize("code", CODES)
def test_every_reason_has_a_sentence_with_its_figures(code: str) -> None:
    said = told(code, CODES[code])
    assert code not in said
    assert "—" not in said
    assert "{" not in said
    if "code" in CODES[code]:
        assert "产品B1" in said


@pytest.mark.parametrize("code", CODES)
def test_every_reason_has_english(code: str) -> None:
    i18n.install(i18n.ENGLISH)
    said = told(code, tuple(name for name in CODES[code] if name != "manager"))
    assert not CHINESE.search(said.replace("产品", ""))


def test_every_because_has_words() -> None:
    assert [code for code in BECAUSE if words.because(code) == code] == []


def test_an_unknown_code_is_shown_and_unknown_figures_say_so() -> None:
    assert words.reason(("limit.new", ())) == "limit.new"
    said = words.reason(("limit.horizon", (("code", "B1"), ("term_days", None), ("horizon_months", None))))
    assert said == "B1 期限 未登记 天，客户的投资期限是 未登记 个月"


def test_cash_below_its_target_is_not_said_to_lack_products() -> None:
    params = (("asset_class", AssetClass.CASH.value), ("gap_bp", 500), ("products", 0))
    assert words.reason(("mix.short", params)) == "现金会比目标少 5.0 个百分点"


def test_discreet_mode_hides_amounts_of_reasons() -> None:
    one = ("limit.money", (("amount_fen", 1_234_500), ("new_fen", 1_000_000)))
    assert "1.2 万" in words.reason(one)
    discreet.set_on(True)
    assert words.reason(one) == f"合计 {discreet.HIDDEN}，超过可投入的 {discreet.HIDDEN}"


def test_every_cure_has_a_button() -> None:
    assert all(words.cure_button(cure)[0] for cure in words.Cure)


def test_the_words_of_the_screen_are_translated_in_their_context() -> None:
    known = catalogue()
    mine = [one for one in texts() if "allocation" in one.where or "labels_advice" in one.where]
    assert len(mine) > 100
    missing = [
        one.text
        for one in mine
        if CHINESE.search(one.text) and one.text not in known and f"Advice|{one.text}" not in known
    ]
    assert missing == []
