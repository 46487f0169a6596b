"""Every code of a suggestion has words in both languages, and the words of the screen are all translated."""

import pytest

from advisor_desk.domain.product import AssetClass
from advisor_desk.domain.suitability import CheckCode
from advisor_desk.rules.allocation_reasons import BINDING_CODES, LINE_CODES
from advisor_desk.ui import discreet, i18n
from advisor_desk.ui import labels_advice_reasons as words
from advisor_desk.ui.labels_advice_reasons import Cure
from advisor_desk.usecases.suggest_case import STOP_CODES
from advisor_desk.usecases.suggest_products import NOTE_CODES
from tests.test_english_complete import CHINESE, catalogue, texts

FIGURES = {
    "asset_class": "CN_EQUITY",
    "liquidity": "T1",
    "code": "B1",
    "manager": "Alpha",
    "because": "fee",
    "received_on": "2026-10-01",
    "valid_until_on": "2026-10-31",
    "taken_on": "2025-10-01",
    "until_on": "2026-10-01",
}
CODES = {**BINDING_CODES, **LINE_CODES, **STOP_CODES, **NOTE_CODES}


def told(code: str, name: str) -> str:
    params = tuple((each, FIGURES.get(each, 1_234_500)) for each in CODES[code])
    return words.reason((code, params), lambda known: f"{name}{known}")


@pytest.mark.parametrize("code", CODES)
def test_every_reason_has_a_sentence_that_calls_products_by_name(code: str) -> None:
    said = told(code, "产品")
    assert code not in said
    assert "{" not in said
    assert ("产品B1" in said) == ("code" in CODES[code])


@pytest.mark.parametrize("code", CODES)
def test_every_reason_has_english(code: str) -> None:
    i18n.install(i18n.ENGLISH)
    assert not CHINESE.search(told(code, "Fund "))


def test_an_unknown_code_is_shown() -> None:
    assert words.reason(("limit.new", ())) == "limit.new"


def test_cash_below_its_target_is_not_said_to_lack_products() -> None:
    params = (("asset_class", AssetClass.CASH.value), ("gap_bp", 500), ("products", 0))
    assert words.reason(("mix.short", params)) == "现金会比目标少 5.0 个百分点"


def test_discreet_mode_hides_amounts_of_reasons() -> None:
    one = ("limit.money", (("amount_fen", 1_234_500), ("new_fen", 1_000_000)))
    assert words.reason(one) == "合计买入 1.2 万，超过投入金额 1.0 万"
    discreet.set_on(True)
    assert words.reason(one) == f"合计买入 {discreet.HIDDEN}，超过投入金额 {discreet.HIDDEN}"


@pytest.mark.parametrize("code", STOP_CODES)
def test_everything_that_stops_a_suggestion_has_a_cure_and_a_way_to_it(code: str) -> None:
    assert words.stopped_cure((code, ()))
    assert words.cure_place((code, ())) is not None


def test_the_way_of_a_finding_goes_by_what_it_is_about() -> None:
    ways = {code: words.cure_place((code.value, ())) for code in CheckCode}
    assert ways[CheckCode.P_UNRATED] is Cure.IMPORT
    assert ways[CheckCode.A_EXPIRED] is Cure.ASSESSMENT
    assert ways[CheckCode.K_ID_EXPIRED] is Cure.CLIENT
    assert ways[CheckCode.R_PUSH_ABOVE] is None


def test_every_cure_has_a_button() -> None:
    assert all(words.cure_button(cure)[0] for cure in Cure)


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
