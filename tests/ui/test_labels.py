"""Every code of the domain has a word, in both languages."""

import inspect
from enum import StrEnum

import pytest

from advisor_desk.domain import client, entitlement, interaction, journey, kinds, moment, product, records
from advisor_desk.domain.client import RiskLevel, Tier, TierVariant
from advisor_desk.errors import DeskBug, OutsideFailed, UserCanFix
from advisor_desk.ui import i18n, labels, labels_errors
from advisor_desk.words import errors

CODES = sorted(
    {
        found
        for module in (client, product, records, kinds, interaction, entitlement, journey, moment)
        for _name, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, StrEnum) and found is not StrEnum
    },
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", CODES, ids=lambda kind: kind.__name__)
def test_every_code_has_a_word(kind: type[StrEnum]) -> None:
    assert labels.covers(kind)
    for member in kind:
        assert labels.word(member).strip()


@pytest.mark.parametrize("kind", CODES, ids=lambda kind: kind.__name__)
def test_words_differ_within_a_kind_in_english(kind: type[StrEnum]) -> None:
    i18n.install(i18n.ENGLISH)
    words = [labels.word(member) for member in kind]
    assert len(set(words)) == len(words)


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert labels.word_of(Tier, "PLATINUM") == "PLATINUM"


def test_a_person_with_an_institutions_assets_is_named_and_coloured_apart() -> None:
    person = labels.tier(Tier.INST, TierVariant.PERSON_TOP)
    firm = labels.tier(Tier.INST, TierVariant.ORG)
    assert (person, firm) == ("机构级(个人)", "机构")
    steps = [
        labels.tier_step(Tier.RETAIL),
        labels.tier_step(Tier.HNW),
        labels.tier_step(Tier.INST, TierVariant.PERSON_TOP),
        labels.tier_step(Tier.INST, TierVariant.ORG),
    ]
    assert steps == sorted(set(steps))


def test_risk_levels_in_words_and_blocks() -> None:
    assert labels.risk(RiskLevel.C4) == "C4 积极"
    assert labels.risk(None) == "未测评"
    assert [labels.risk_step(level) for level in (None, *RiskLevel)] == [0, 1, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("family", [UserCanFix, OutsideFailed, DeskBug])
def test_an_unknown_error_still_tells_what_to_do(family: type[UserCanFix]) -> None:
    words = labels_errors.words(family("some.new_code"))
    assert words.sentence
    assert words.next_step
    assert "some.new_code" not in words.together


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_known_error_makes_a_sentence_even_without_its_figures(language: str) -> None:
    i18n.install(language)
    for code in errors.ERROR_WORDS:
        words = labels_errors.words(UserCanFix(code))
        assert words.sentence
        assert "{" not in words.together
