"""Search as you type over the whole book, in memory: names, pinyin, initials, client numbers, phone tails.

Each kind of text is one long string with a line a client, the largest assets first, so that a plain
search is `str.find` and the first hits are the most important ones. What a plain search cannot tell
(李ml, liml) is found through the initials and checked with an expression. Nothing is written anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor_desk.storage.engine import Connection

MOST_HITS = 1_000
"""No search gives more: those with the largest assets. Each costs a microsecond of every key stroke."""

_MOST_FRESH = 500
_MOST_SPLITS = 12
_MOST_LOOKS = 3_000
_FEW = 20
_LONGEST = 12
_NEAR = 32
_ANY_MARK = r"[^a-z\n|]"
_LETTERS = re.compile(r"[a-z]+")
_READ = """
SELECT client.id, client.client_no, client.name, client.pinyin, client.phone, ifnull(standing.aum_fen, 0)
FROM client LEFT JOIN standing ON standing.client_id = client.id
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one client can be found by. `pinyin` is the text of `storage.pinyin.search_forms`."""

    client_id: int
    client_no: str
    name: str
    pinyin: str
    phone: str | None
    aum_fen: int


@dataclass(frozen=True, slots=True)
class Hits:
    """Clients found, the largest assets first. `is_complete` is False when there are more than given."""

    ids: tuple[int, ...]
    is_complete: bool


class _Lines:
    """One long string with a line an entry."""

    def __init__(self, lines: Iterable[str]) -> None:
        kept = list(lines)
        self.text = "\n".join(["", *kept, ""])
        lengths = accumulate((len(line) + 1 for line in kept), initial=1)
        self.starts = array("q", lengths)

    def find(self, wanted: str) -> Iterator[int]:
        """The numbers of the lines that hold `wanted`, ascending, each once."""
        find, starts, many = self.text.find, self.starts, len(self.starts) - 1
        # A search that begins with the line break belongs to the line after it.
        shift = wanted[0] == "\n"
        at, number = find(wanted), 0
        while at >= 0:
            # The next line is mostly a near one: a few steps of the search for it instead of twenty.
            near = min(number + _NEAR, many)
            end = near if starts[near] > at + shift else many + 1
            number = bisect_right(starts, at + shift, number, end) - 1
            if number >= many:
                return
            yield number
            at = find(wanted, starts[number + 1] - 1)

    def matches(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """The numbers of the lines in which `pattern` matches, ascending; it must not match a line break."""
        last = -1
        for match in pattern.finditer(self.text):
            number = bisect_right(self.starts, match.start()) - 1
            if number != last:
                last = number
                yield number

    def line(self, number: int) -> str:
        """The text of one line."""
        return self.text[self.starts[number] : self.starts[number + 1] - 1]


class _Block:
    """Entries in the order of their assets, and their texts."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        ordered = sorted(entries, key=lambda entry: (-entry.aum_fen, entry.client_no))
        forms = [entry.pinyin.split("|") for entry in ordered]
        self.ids = array("q", (entry.client_id for entry in ordered))
        self.aum = array("q", (entry.aum_fen for entry in ordered))
        self._names = _Lines(_one_line(entry.name) for entry in ordered)
        # Every syllable opens with a space, so that no search starts within one.
        self._pinyin = _Lines("|".join(f" {form}" for form in each) for each in forms)
        self._initials = _Lines("|".join(map(_initials, each)) for each in forms)
        self._paired = _Lines(
            "|".join(_paired(entry.name, form.split()) for form in each)
            for entry, each in zip(ordered, forms, strict=True)
        )
        self._numbers = _Lines(_one_line(entry.client_no) for entry in ordered)
        self._phones = _Lines(_digits(entry.phone) for entry in ordered)
        self._syllables = {word for each in forms for form in each for word in form.split()}
        self._beginnings = {word[:end] for word in self._syllables for end in range(1, len(word) + 1)}

    def numbers(self, query: _Query) -> list[int]:
        """Lines that the query finds, ascending; beyond `MOST_HITS` of a kind the rest is not looked for."""
        found: set[int] = set()
        for search in self._plain(query):
            found.update(islice(search, MOST_HITS + 1))
        if len(found) < _FEW:
            found.update(islice(self._by_parts(query), MOST_HITS + 1))
        if not found and query.is_letters:
            found.update(islice(self._numbers.find(query.text), MOST_HITS + 1))
        return sorted(found)

    def _plain(self, query: _Query) -> Iterator[Iterator[int]]:
        yield self._names.find(query.text)
        if query.has_digit:
            yield self._numbers.find(query.text)
        if query.is_digits:
            yield self._phones.find(query.text + "\n")
        if query.is_letters:
            yield self._initials.find(query.text)
        if query.is_letters and len(query.text) > 1:
            for split in splits(query.text, self._syllables, self._beginnings):
                yield self._pinyin.find(" " + " ".join(split))

    def _by_parts(self, query: _Query) -> Iterator[int]:
        """Searches of which each syllable may be cut short: the likely clients are looked at one by one."""
        if query.is_letters and len(query.text) > 2:
            looks = 0
            for initials in _initials_of(query.text, self._beginnings):
                for number in self._initials.find(initials):
                    looks += 1
                    if looks > _MOST_LOOKS:
                        return
                    if query.over_pinyin.search(self._pinyin.line(number)):
                        yield number
        elif query.is_mixed and query.opens_with_han:
            yield from self._paired.matches(query.over_pairs)
        elif query.is_mixed:
            for number in islice(self._names.find(query.longest_han), _MOST_LOOKS):
                if query.over_pairs.search(self._paired.line(number)):
                    yield number


class _Query:
    """What was typed, made comparable, with what it consists of."""

    def __init__(self, typed: str) -> None:
        text = unicodedata.normalize("NFKC", typed).lower().replace("ü", "v")
        self.text = "".join(text.split())
        self.is_digits = self.text.isdecimal()
        self.has_digit = any(character.isdecimal() for character in self.text)
        self.is_letters = bool(_LETTERS.fullmatch(self.text))
        runs = [run for run in _LETTERS.split(self.text) if run]
        self.is_mixed = bool(runs) and bool(_LETTERS.search(self.text)) and not self.has_digit
        self.opens_with_han = self.is_mixed and not _LETTERS.match(self.text)
        self.longest_han = max(runs, key=len, default="")

    @cached_property
    def over_pinyin(self) -> re.Pattern[str]:
        """Letters over spaced syllables: the next letter goes on in its syllable or opens the next one."""
        return re.compile(" " + "(?:[a-z]* )?".join(self.text))

    @cached_property
    def over_pairs(self) -> re.Pattern[str]:
        """Characters and letters over a paired name (李li明ming): no letter reads the character before."""
        parts: list[str] = []
        was_han = False
        for place, character in enumerate(self.text):
            is_han = not "a" <= character <= "z"
            if place == 0:
                gap = "" if is_han else _ANY_MARK
            elif is_han:
                gap = "[a-z]*"
            else:
                gap = f"[a-z]*{_ANY_MARK}" if was_han else f"(?:[a-z]*{_ANY_MARK})?"
            parts.append(gap + re.escape(character))
            was_han = is_han
        return re.compile("".join(parts))


class SearchIndex:
    """All clients of a book, ready to be searched; kept up to date client by client."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._base = _Block(entries)
        self._fresh: dict[int, Entry] = {}
        self._fresh_block = _Block(())
        self._replaced: set[int] = set()

    @classmethod
    def load(cls, connection: Connection) -> SearchIndex:
        """Read every client of the book."""
        return cls(Entry(*row) for row in connection.execute(_READ))

    def update(self, connection: Connection, client_ids: Collection[int]) -> SearchIndex:
        """Take in what changed of the clients named; returns the index to go on with.

        After many changes, or for many clients at once, that is a new one.
        """
        if len(client_ids) + len(self._replaced) > _MOST_FRESH:
            return SearchIndex.load(connection)
        for client_id in client_ids:
            self._replaced.add(client_id)
            row = connection.execute(f"{_READ} WHERE client.id = ?", (client_id,)).fetchone()
            if row is None:
                self._fresh.pop(client_id, None)
            else:
                self._fresh[client_id] = Entry(*row)
        self._fresh_block = _Block(self._fresh.values())
        return self

    def find(self, typed: str, limit: int = MOST_HITS) -> Hits:
        """Clients that fit what was typed, the largest assets first; nothing typed finds nobody."""
        query = _Query(typed)
        if not query.text:
            return Hits((), is_complete=True)
        base, fresh = self._base, self._fresh_block
        numbers = base.numbers(query)
        if self._replaced:
            numbers = [number for number in numbers if base.ids[number] not in self._replaced]
        ids = [base.ids[number] for number in numbers]
        if fresh.ids:
            ranked = [(-base.aum[number], base.ids[number]) for number in numbers]
            ranked += [(-fresh.aum[number], fresh.ids[number]) for number in fresh.numbers(query)]
            ids = [client_id for _, client_id in sorted(ranked)]
        limit = min(limit, MOST_HITS)
        return Hits(tuple(ids[:limit]), len(ids) <= limit)


def _one_line(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _digits(phone: str | None) -> str:
    return "".join(character for character in phone or "" if character.isdecimal())


def _initials(form: str) -> str:
    return "".join(word[0] for word in form.split())


def _paired(name: str, syllables: Sequence[str]) -> str:
    """李li明ming: each syllable behind its character, or behind a dot where the two do not pair."""
    marks = name if len(name) == len(syllables) else "." * len(syllables)
    return "".join(f"{mark}{syllable}" for mark, syllable in zip(marks, syllables, strict=True))


def splits(text: str, whole: Collection[str], beginnings: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Ways to cut letters into whole syllables, of which the last may be cut short."""
    stack: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    given = 0
    while stack and given < _MOST_SPLITS:
        done, parts = stack.pop()
        if text[done:] in beginnings:
            given += 1
            yield (*parts, text[done:])
        for end in range(done + 1, min(len(text), done + _LONGEST)):
            if text[done:end] in whole:
                stack.append((end, (*parts, text[done:end])))


def _initials_of(text: str, beginnings: Collection[str]) -> list[str]:
    """First letters of the ways to cut letters into beginnings of syllables, the fewest parts first."""
    found: dict[str, None] = {}
    level: dict[tuple[int, str], None] = {(0, ""): None}
    while level and len(found) < _MOST_SPLITS:
        following: dict[tuple[int, str], None] = {}
        for done, initials in level:
            for end in range(min(len(text), done + _LONGEST), done, -1):
                if text[done:end] in beginnings:
                    following[end, initials + text[done]] = None
        found.update((initials, None) for done, initials in following if done == len(text))
        level = {key: None for key in islice(following, 4 * _MOST_SPLITS) if key[0] < len(text)}
    return [initials for initials in found if len(initials) > 1][:_MOST_SPLITS]
