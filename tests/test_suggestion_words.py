"""Everything that a suggestion may say has words in both languages, and only figures that it knows."""

import string

import pytest

from advisor_desk.rules.allocation import MISFITS
from advisor_desk.rules.allocation_reasons import BECAUSE, BINDING_CODES, LINE_CODES
from advisor_desk.usecases.suggest_case import STOP_CODES
from advisor_desk.usecases.suggest_products import NOTE_CODES
from advisor_desk.words import allocation as words
from advisor_desk.words.brief import BriefWords
from advisor_desk.words.catalogue import english, translated
from tests.advice import WAN

CODES = {**BINDING_CODES, **LINE_CODES, **STOP_CODES, **NOTE_CODES}


def zh(text: str) -> str:
    return text


def en(text: str) -> str:
    return translated(text, "en")


def test_every_code_has_a_sentence_with_figures_that_the_rules_give() -> None:
    assert set(words.SENTENCES) == set(CODES)
    for code, source in words.SENTENCES.items():
        asked = {name for _, name, _, _ in string.Formatter().parse(source) if name}
        assert asked <= set(CODES[code]), code
    assert set(words.BECAUSE) == {*BECAUSE, *MISFITS}


def test_the_brief_has_words_for_everything_that_a_suggestion_may_say() -> None:
    told_apart = {"note.opted_out"}
    params = tuple((name, None) for names in CODES.values() for name in names)
    for code in sorted(set(CODES) - set(STOP_CODES) - told_apart):
        assert BriefWords(zh).reason(code, params) != code, code


def test_every_stop_says_what_would_cure_it() -> None:
    assert set(words.CURES) == set(STOP_CODES)


@pytest.mark.parametrize("text", words.all_texts())
def test_every_text_has_english_with_the_same_figures(text: str) -> None:
    told = english()[text]
    assert isinstance(told, str)
    names = [sorted(name for _, name, _, _ in string.Formatter().parse(one) if name) for one in (text, told)]
    assert names[0] == names[1]


def test_weights_have_one_decimal_gaps_are_points_and_classes_have_names() -> None:
    params = (("asset_class", "CN_EQUITY"), ("weight_bp", 6_667), ("target_bp", 3_600))
    assert (
        words.sentence("mix.overweight", params, zh) == "境内权益原有持仓已占 66.6%，高于目标 36.0%，不再买入"
    )
    short = (("asset_class", "CN_BOND"), ("gap_bp", 1_230), ("products", 2))
    assert words.sentence("mix.short", short, zh).startswith("境内债券仍低于目标 12.3 个百分点")
    assert words.sentence("line.fee", (("fee_bp", 35),), zh) == "首年费用 0.35%"
    assert words.sentence("note.money_short", (("products", 2), ("least_fen", 100 * WAN)), zh).endswith(
        "最低 100 万"
    )
    unknown = (("code", "600001"), ("term_days", None), ("horizon_months", 12))
    assert "? days" in words.sentence("limit.horizon", unknown, en)


def test_findings_of_suitability_keep_their_own_words() -> None:
    assert "过期" in words.sentence("A_EXPIRED", (("until_on", "2026-01-01"),), zh)
    assert words.cure("A_EXPIRED", (), zh)
    assert words.sentence("something.new", (), zh) == "something.new"
