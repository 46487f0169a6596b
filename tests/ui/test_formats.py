"""Figures and dates in words: exact cuts at the edges, signs, both languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.ui import discreet, formats, i18n

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        (None, "—"),
        (0, "0 元"),
        (99, "0 元"),
        (865_012, "8,650 元"),
        (999_999, "9,999 元"),
        (1_000_000, "1.0 万"),
        (99_999_999, "99.9 万"),
        (100_000_000, "100.0 万"),
        (1_291_234_567, "1,291.2 万"),
        (999_999_999_999, "99.99 亿"),
        (12_800_000_000, "1.28 亿"),
        (-38_200_000, "−38.2 万"),
        (123_456_789_012_345, "1.23 万亿"),
    ],
)
def test_short_amounts_are_cut_not_rounded(fen: int | None, shown: str) -> None:
    assert formats.money(fen) == shown


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(865_012, "8,650"), (1_291_234_567, "12.91 M"), (1_234_567, "12.3 K"), (12_800_000_000, "128.00 M")],
)
def test_short_amounts_in_english(fen: int, shown: str) -> None:
    i18n.install(i18n.ENGLISH)
    assert formats.money(fen) == shown


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_exact_amount_reads_back_to_the_fen(fen: int) -> None:
    shown = formats.yuan_exact(fen).replace(",", "").replace(formats.MINUS, "-")
    assert int(shown.replace(".", "")) == fen


@given(st.integers(min_value=0, max_value=10**17))
def test_a_short_amount_never_exceeds_the_true_one(fen: int) -> None:
    number, unit = formats.money_parts(fen)
    fen_of_unit = {"元": 100, "万": 10**6, "亿": 10**10, "万亿": 10**14}[unit]
    places = len(number.partition(".")[2])
    assert int(number.replace(",", "").replace(".", "")) * fen_of_unit // 10**places <= fen


@pytest.mark.parametrize(
    ("bp", "shown", "arrow"),
    [(49, "+0.49%", "▲"), (-30, "−0.30%", "▼"), (0, "0.00%", ""), (None, "—", ""), (-12345, "−123.45%", "▼")],
)
def test_percent_carries_sign_and_arrow(bp: int | None, shown: str, arrow: str) -> None:
    assert formats.percent(bp) == shown
    assert formats.arrow(bp) == arrow


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        (date(2026, 11, 20), "今天"),
        (date(2026, 11, 19), "昨天"),
        (date(2026, 11, 11), "9 天前"),
        (date(2026, 11, 21), "2026-11-21"),
        (None, "从未"),
    ],
)
def test_last_contact_in_words(on: date | None, shown: str) -> None:
    assert formats.ago(on, TODAY) == shown


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        (date(2026, 11, 17), "逾期 3 天"),
        (date(2026, 11, 20), "今天"),
        (date(2026, 11, 21), "明天"),
        (date(2026, 12, 9), "19 天后"),
        (None, "—"),
    ],
)
def test_follow_up_in_words(on: date | None, shown: str) -> None:
    assert formats.due(on, TODAY) == shown


def test_english_counts_one_and_many() -> None:
    i18n.install(i18n.ENGLISH)
    assert formats.due(date(2026, 11, 19), TODAY) == "1 day overdue"
    assert formats.due(date(2026, 11, 17), TODAY) == "3 days overdue"


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张伟", "张*"), ("欧阳雨桐", "欧阳*"), ("单于", "单于*"), ("北川精密制造有限公司", "北川*"), ("", "")],
)
def test_masked_names_keep_the_surname_only(name: str, masked: str) -> None:
    assert discreet.mask_name(name) == masked


def test_discreet_mode_hides_money_and_names() -> None:
    discreet.set_on(True)
    assert discreet.money(123) == discreet.exact(123) == discreet.signed(123) == "••••"
    assert discreet.name("张伟") == "张*"
    assert discreet.text("13900001234") == "••••"
    assert discreet.money(None) == "—"
