"""Forbidden words (domain notes §3.7) are found however they are written, and nothing else is."""

import pytest

from advisor_desk.rules.wording import WordHit, forbidden_in
from tests.advice import advice_rules

ADVICE = advice_rules()


@pytest.mark.parametrize("word", ADVICE.forbidden_words)
def test_every_word_of_the_list_is_found(word: str) -> None:
    assert forbidden_in(f"这款产品{word}哦", ADVICE) == (WordHit(word, 4, 4 + len(word)),)


@pytest.mark.parametrize(
    "written",
    [
        "保 本",
        "保\u3000本",
        "保\u200b本",
        "保\u2060\ufeff本",
        "保\n本",
        "保\u00ad本",
        "保\ufe00本",
        "保\u3164本",
    ],
)
def test_spaces_and_unseen_characters_hide_nothing(written: str) -> None:
    text = f"承诺{written}收息"
    (hit,) = forbidden_in(text, ADVICE)
    assert (hit.word, text[hit.start : hit.end]) == ("保本", written)


def test_other_forms_of_a_letter_are_the_same_letter() -> None:
    kangxi_high = "\u2fbc"
    assert [hit.word for hit in forbidden_in(f"{kangxi_high}收益", ADVICE)] == ["高收益"]


def test_hits_stand_in_the_order_of_the_text_and_may_repeat() -> None:
    hits = forbidden_in("稳赚！低风险、高收益，稳 赚", ADVICE)
    assert [(hit.word, hit.start, hit.end) for hit in hits] == [
        ("稳赚", 0, 2),
        ("低风险", 3, 6),
        ("高收益", 7, 10),
        ("稳赚", 11, 14),
    ]


@pytest.mark.parametrize("text", ["", "   ", "保证金与本月账单", "风险较低，收益不确定", "R2 中低"])
def test_plain_texts_have_none(text: str) -> None:
    assert forbidden_in(text, ADVICE) == ()
