"""The names of columns: how they are compared, told again next month, and matched to our fields."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from advisor_desk.domain.kinds import KINDS, FieldSpec, FieldType, Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.synonyms import SYNONYMS

REASON_HEADERS = ("拒绝原因", "Reason for refusal")
ROW_HEADERS = ("原文件行号", "Row in the file")
_OUR_OWN = frozenset(("拒绝原因", "reasonforrefusal", "原文件行号", "rowinthefile"))

_UNIT = re.compile(r"\((?:单位[::]?)?(元|人民币|人民币元|rmb|cny|yuan|千元|万|万元|百万元|亿|亿元)\)$")
_UNIT_YUAN = {
    "元": 1, "人民币": 1, "人民币元": 1, "rmb": 1, "cny": 1, "yuan": 1,
    "千元": 1000, "万": 10_000, "万元": 10_000, "百万元": 1_000_000, "亿": 10**8, "亿元": 10**8,
}  # fmt: skip
_PERCENT = re.compile(r"\((%|‰|bp)\)$")
_IGNORED = re.compile(r"[\s_*:\-./·]+")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column of the file that gives a field: its place, and what its header says of the unit."""

    index: int
    header: str
    unit: int = 1
    percent: bool = False


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column gives which field, and the columns that give none."""

    fields: Mapping[str, Mapped]
    unmapped: tuple[str, ...]


def plain(name: str) -> str:
    """A header for comparing: width, case, blanks and marks do not count."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", name).casefold()).strip("'\"")


def unit_of(name: str) -> tuple[str, int]:
    """The plain header without its unit in brackets, and how many yuan that unit is."""
    word = plain(name)
    found = _UNIT.search(word)
    return (word[: found.start()], _UNIT_YUAN[found[1]]) if found else (word, 1)


def is_our_own(name: str) -> bool:
    """True for the columns that a file of rejected rows adds; they are never data."""
    return plain(name) in _OUR_OWN


def fingerprint(header: Sequence[str]) -> str:
    """Sixteen hex digits that stand for these columns in this order, however they are spaced."""
    words = [plain(name) for name in header if not is_our_own(name)]
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:16]


def names_of(spec: FieldSpec) -> tuple[str, ...]:
    """The plain headers that mean this field: its Chinese and English words first, then the others."""
    words = (spec.zh, spec.en, spec.name, *SYNONYMS.get(spec.name, ()))
    return tuple(dict.fromkeys(plain(word) for word in words))


def auto_map(kind: Kind, header: Sequence[str]) -> ColumnMap:
    """Fields by the words of the header alone, for a file that has no profile.

    A header such as 总资产(万元) also gives the unit. Raises UserCanFix("intake.header_duplicate").
    """
    places = _places(header)
    fields: dict[str, Mapped] = {}
    taken: set[int] = set()
    for spec in KINDS[kind].fields:
        for word in names_of(spec):
            found = places.get(word)
            if not found or found[0] in taken:
                continue
            if len(found) > 1:
                raise UserCanFix("intake.header_duplicate", column=header[found[0]])
            fields[spec.name] = mapped(spec, found[0], header[found[0]])
            taken.add(found[0])
            break
    return ColumnMap(fields, _left(header, taken))


def mapped(spec: FieldSpec, index: int, name: str) -> Mapped:
    """The column at `index` as the source of `spec`, with the unit that its header states."""
    unit = unit_of(name)[1] if spec.type is FieldType.MONEY else 1
    percent = spec.type is FieldType.BP and _PERCENT.search(plain(name)) is not None
    return Mapped(index, name, unit, percent)


def named(header: Sequence[str], wanted: Iterable[str]) -> int | None:
    """The place of the first of `wanted` in the header. Raises UserCanFix("intake.header_duplicate")."""
    places = _exact_places(header)
    for name in wanted:
        found = places.get(plain(name), [])
        if len(found) > 1:
            raise UserCanFix("intake.header_duplicate", column=name)
        if found:
            return found[0]
    return None


def _left(header: Sequence[str], taken: set[int]) -> tuple[str, ...]:
    return tuple(name for at, name in enumerate(header) if at not in taken and name and not is_our_own(name))


def _exact_places(header: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at, name in enumerate(header):
        places.setdefault(plain(name), []).append(at)
    return places


def _places(header: Sequence[str]) -> dict[str, list[int]]:
    """Where each plain header is; one with a unit in brackets is also found without it."""
    places = _exact_places(header)
    for at, name in enumerate(header):
        bare = _PERCENT.sub("", unit_of(name)[0])
        if bare not in places:
            places[bare] = [at]
    return places


def known_words(kind: Kind) -> frozenset[str]:
    """All plain headers that some field of `kind` goes by."""
    return frozenset(word for spec in KINDS[kind].fields for word in names_of(spec))
