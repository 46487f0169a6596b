"""Words that may not stand in a text for clients (domain notes §3.7), however they are spaced or written."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from advisor_desk.rules.adviceset import AdviceRules

_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters without a shape, beside those that Unicode counts as spaces, controls, formats and marks."""
_UNSEEN_KINDS = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"})


@dataclass(frozen=True, slots=True)
class WordHit:
    """A forbidden word and where it stands in the text, `end` not included."""

    word: str
    start: int
    end: int


def forbidden_in(text: str, advice: AdviceRules) -> tuple[WordHit, ...]:
    """Every forbidden word of a text, in order; spaces, full width and unseen characters hide none."""
    letters = list(_letters(text))
    plain = "".join(letter for letter, _ in letters)
    hits = []
    for word in advice.forbidden_words:
        wanted = "".join(letter for letter, _ in _letters(word))
        at = plain.find(wanted)
        while at >= 0:
            hits.append(WordHit(word, letters[at][1], letters[at + len(wanted) - 1][1] + 1))
            at = plain.find(wanted, at + 1)
    return tuple(sorted(hits, key=lambda hit: (hit.start, hit.end)))


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """The visible letters in their plain form, each with its place in the text."""
    for place, written in enumerate(text):
        for letter in unicodedata.normalize("NFKC", written).casefold():
            if letter not in _UNSEEN and unicodedata.category(letter) not in _UNSEEN_KINDS:
                yield letter, place
