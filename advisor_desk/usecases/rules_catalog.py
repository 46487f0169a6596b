"""Every rules version that is shipped, and the one in force on a date. Reads files, decides nothing else."""

from collections.abc import Callable, Iterable
from copy import copy
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

from advisor_desk import paths
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.rulesfile import parse_rules

if TYPE_CHECKING:
    from advisor_desk.rules.adviceset import AdviceRules  # noqa: F401 - named in a string
    from advisor_desk.rules.serviceset import ServiceRules  # noqa: F401 - named in a string


class _Versioned(Protocol):
    @property
    def version(self) -> str: ...

    @property
    def effective_from(self) -> date: ...


R = TypeVar("R", bound=_Versioned)


class Catalog(Generic[R]):
    """Rules by version, each with the text it was read from."""

    def __init__(self, texts: Iterable[tuple[str, str]], parse: Callable[[str, str], R]) -> None:
        """Parses (name, text) pairs.

        Raises UserCanFix: `rules.invalid` for a faulty file, `rules.ambiguous` when two versions have
        the same name or first day, `rules.none_found` without any.
        """
        self._parse = parse
        self._texts: dict[str, str] = {}
        self._sets: list[R] = []
        for name, text in texts:
            self.add(name, text)
        if not self._sets:
            raise UserCanFix("rules.none_found")

    def add(self, name: str, text: str) -> R:
        """One version more; nothing is added when this raises.

        Raises UserCanFix: `rules.invalid`, `rules.ambiguous`.
        """
        rules = self._parse(text, name)
        for other in self._sets:
            if rules.version == other.version or rules.effective_from == other.effective_from:
                raise UserCanFix("rules.ambiguous", name=name, version=other.version)
        self._texts[rules.version] = text
        self._sets = sorted([*self._sets, rules], key=lambda one: one.effective_from)
        return rules

    def copy(self) -> Self:
        """The same versions; what is added to the copy is not in the original."""
        made = copy(self)
        made.take(self)
        return made

    def take(self, other: Self) -> None:
        """Hold exactly what `other` holds: whoever has this catalogue has its versions at once."""
        self._texts, self._sets = dict(other._texts), list(other._sets)

    @property
    def versions(self) -> tuple[str, ...]:
        """All versions, in the order in which they come into force."""
        return tuple(rules.version for rules in self._sets)

    def in_force(self, as_of: date) -> R:
        """The newest version whose first day is not after `as_of`.

        Raises UserCanFix("rules.none_in_force", as_of) for a date before the first version.
        """
        for rules in reversed(self._sets):
            if rules.effective_from <= as_of:
                return rules
        raise UserCanFix("rules.none_in_force", as_of=as_of.isoformat())

    def get(self, version: str) -> R:
        """The rule set of a version. Raises UserCanFix("rules.unknown_version")."""
        for rules in self._sets:
            if rules.version == version:
                return rules
        raise UserCanFix("rules.unknown_version", version=version)

    def text(self, version: str) -> str:
        """The file's text, to be kept beside results. Raises UserCanFix("rules.unknown_version")."""
        return self._texts[self.get(version).version]

    def digest(self, version: str) -> str:
        """SHA-256 of the text in hexadecimal. Raises UserCanFix("rules.unknown_version")."""
        return sha256(self.text(version).encode()).hexdigest()


class RulesCatalog(Catalog[RuleSet]):
    """The rules of tiers and scores by version."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """As `Catalog`."""
        super().__init__(texts, parse_rules)


class AdviceCatalog(Catalog["AdviceRules"]):
    """The rules of shelf, suitability and allocation by version."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """As `Catalog`."""
        # Advice is asked for long after the first paint, which the rules of scores must be read for.
        from advisor_desk.rules.advicefile import parse_advice

        super().__init__(texts, parse_advice)


class ServiceCatalog(Catalog["ServiceRules"]):
    """The rules of contacts, moments, journey, entitlements and the day by version."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """As `Catalog`."""
        from advisor_desk.rules.servicefile import parse_service

        super().__init__(texts, parse_service)


def read_catalog(folder: Path) -> RulesCatalog:
    """The catalogue of the TOML files of a folder. Raises UserCanFix as `RulesCatalog` does."""
    return RulesCatalog(_texts(folder))


def _texts(folder: Path) -> Iterable[tuple[str, str]]:
    return ((path.name, _read(path)) for path in sorted(folder.glob("*.toml")))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UserCanFix("rules.invalid", name=path.name, key="", line=1, problem="not_utf8") from None


@lru_cache(maxsize=1)
def shipped_catalog() -> RulesCatalog:
    """The catalogue of the rules that came with the program, read once."""
    return read_catalog(paths.resources() / "rules")


@lru_cache(maxsize=1)
def shipped_advice() -> AdviceCatalog:
    """The catalogue of the advice rules that came with the program, read once."""
    return AdviceCatalog(_texts(paths.resources() / "rules" / "advice"))


@lru_cache(maxsize=1)
def shipped_service() -> ServiceCatalog:
    """The catalogue of the service rules that came with the program, read once."""
    return ServiceCatalog(_texts(paths.resources() / "rules" / "service"))
