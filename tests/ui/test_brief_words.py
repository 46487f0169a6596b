"""The page of a brief says things as the window does: money, tiers, groups, levels, channels."""

from enum import StrEnum

import pytest

from advisor_desk.domain.client import Group, LifeState, RiskLevel, Tier, TierVariant
from advisor_desk.domain.product import AssetClass
from advisor_desk.domain.records import ContactChannel, SignalKind
from advisor_desk.ui import formats, i18n, labels
from advisor_desk.words import brief, client_codes, needs
from advisor_desk.words.brief import BriefWords
from advisor_desk.words.catalogue import translated
from advisor_desk.words.figures import Figures

AMOUNTS = [
    sign * (10**power + more) for power in range(0, 19) for more in (-1, 0, 1, 987_654) for sign in (1, -1)
]


def words() -> BriefWords:
    return BriefWords(lambda source: translated(source, i18n.language()))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_money_looks_the_same_on_paper_and_on_screen(language: str) -> None:
    i18n.install(language)
    figures = Figures(is_english=language == i18n.ENGLISH)
    assert [figures.money(fen) for fen in AMOUNTS] == [formats.money(fen) for fen in AMOUNTS]
    assert [figures.signed(fen) for fen in AMOUNTS] == [formats.money_signed(fen) for fen in AMOUNTS]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (Group, brief.CODES),
        (LifeState, brief.CODES),
        (ContactChannel, client_codes.CHANNELS),
        (SignalKind, brief.SIGNALS),
        (AssetClass, needs.CLASS_WORDS),
    ],
)
def test_codes_have_the_words_of_the_window(
    language: str, kind: type[StrEnum], table: dict[str, str]
) -> None:
    i18n.install(language)
    for code in kind:
        assert words().say(table[code.value]) == labels.word(code)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_tiers_and_levels_have_the_words_of_the_window(language: str) -> None:
    i18n.install(language)
    for level in (None, *RiskLevel):
        assert words().level(level.value if level else None) == labels.risk(level)
    for tier in Tier:
        for variant in (None, *TierVariant):
            shown = words().tier(tier.value, variant.value if variant else None)
            assert shown == labels.tier(tier, variant)
