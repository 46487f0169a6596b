"""What is said in a record and what is typed to find it, in the same pieces. No table, no rule.

Chinese is cut into pairs of characters, pairs of their syllables and threes of their first letters, one
piece for each place of the text. A run of characters, syllables or initials is then a phrase of rare
pieces, and the search stays quick where every single character stands in every note.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from advisor_desk.storage.collection_pause import no_collection
from advisor_desk.storage.search_index import splits
from advisor_desk.storage.syllables import BEGINNINGS, SYLLABLES

_HAN: Final = "㐀-䶿一-鿿豈-﫿〇\U00020000-\U0003ffff"
_RUNS: Final = re.compile(rf"(?P<han>[{_HAN}]+)|[^\W_{_HAN}]+")
_LETTERS: Final = re.compile(r"[a-z]+")
_BETWEEN: Final = "0"
"""Stands between the syllables of a pair: no syllable holds a digit."""
_LEAST_LETTERS: Final = 2
_MOST_RUNS: Final = 12


def pieces(text: str) -> tuple[str, str, str]:
    """Words, syllables and initials of a text, each a line for the index."""
    words: list[str] = []
    syllables: list[str] = []
    initials: list[str] = []
    for run, is_han in _runs(text):
        if not is_han:
            words.append(run)
            continue
        spoken = read_aloud(run)
        words += _windows(run, 2)
        syllables += (f"{one}{_BETWEEN}{after}" for one, after in zip(spoken, [*spoken[1:], ""], strict=True))
        initials += _windows("".join(syllable[0] for syllable in spoken), 3)
    return " ".join(words), " ".join(syllables), " ".join(initials)


def expression(typed: str) -> str:
    """What to ask the index for; empty when nothing that can be found was typed."""
    asked: list[str] = []
    letters: list[str] = []
    for run, is_han in list(_runs(typed))[:_MOST_RUNS]:
        if is_han:
            asked.append(_phrase("words", _windows_asked(run, 2)))
        elif _LETTERS.fullmatch(run):
            letters.append(run)
        else:
            asked.append(_phrase("words", [run]))
    return " AND ".join((*asked, *_of_letters(letters)))


def plain(text: str) -> str:
    """Letters of one form and one case."""
    return unicodedata.normalize("NFKC", text).lower().replace("ü", "v")


def prepare() -> None:
    """Load the dictionary; the collector would walk over its phrases again and again meanwhile."""
    with no_collection():
        read_aloud("词典")


def read_aloud(run: str) -> list[str]:
    """One syllable a character; a character without a known reading stands for itself."""
    from pypinyin import Style, lazy_pinyin

    found = lazy_pinyin(run, style=Style.NORMAL)
    if len(found) == len(run):
        return found
    return [lazy_pinyin(character, style=Style.NORMAL)[0] for character in run]


def _of_letters(letters: Sequence[str]) -> list[str]:
    """Letters are a word, or syllables, or initials; syllables typed apart are one phrase."""
    if len(letters) > 1 and all(one in SYLLABLES for one in letters[:-1]) and letters[-1] in BEGINNINGS:
        words = " AND ".join((*(f'words : "{one}"' for one in letters[:-1]), _word(letters[-1])))
        return [f"({_phrase('syllables', _spoken_asked(letters))} OR ({words}))"]
    return [_of_one(one) for one in letters]


def _of_one(letters: str) -> str:
    if len(letters) < _LEAST_LETTERS:
        return _word(letters)
    ways = [_word(letters)]
    ways += [_phrase("syllables", _spoken_asked(parts)) for parts in splits(letters, SYLLABLES, BEGINNINGS)]
    ways.append(_phrase("initials", _windows_asked(letters, 3)))
    return f"({' OR '.join(ways)})"


def _word(letters: str) -> str:
    """A word that may go on; a single letter may not: half of all notes would fit."""
    return _phrase("words", [letters]) if len(letters) >= _LEAST_LETTERS else f'words : "{letters}"'


def _phrase(column: str, parts: Sequence[str]) -> str:
    """Parts one after the other, the last of which may go on."""
    return f'{column} : "{" ".join(parts)}" *'


def _windows(run: str, width: int) -> list[str]:
    """At each place what stands there, so many characters, fewer at the end."""
    return [run[at : at + width] for at in range(len(run))]


def _windows_asked(run: str, width: int) -> list[str]:
    """The full windows of what was typed: its last characters are in them already."""
    return _windows(run, width)[: max(len(run) - width + 1, 1)]


def _spoken_asked(parts: Sequence[str]) -> list[str]:
    if len(parts) == 1:
        return [parts[0]]
    return [f"{one}{_BETWEEN}{after}" for one, after in zip(parts, parts[1:], strict=False)]


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of Chinese characters (True), and words of anything else."""
    for found in _RUNS.finditer(plain(text)):
        yield found.group(), found["han"] is not None
