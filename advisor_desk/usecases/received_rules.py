"""Rules that head office published, beside those that were shipped: told apart, checked, put in force.

A version that is not as it was signed, or that contradicts one that is already here, is left out and told
as a trouble: the desk goes on working under the rules that it can trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from advisor_desk.domain.dates import to_day
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.rulestable import RulesText
from advisor_desk.usecases.rules_catalog import (
    Catalog,
    RulesCatalog,
    shipped_advice,
    shipped_catalog,
    shipped_service,
)
from advisor_desk.wire.published import PublishedRules

if TYPE_CHECKING:
    from advisor_desk.wire.seal import PublicKeys


class RulesFamily(StrEnum):
    """Which rules a file holds."""

    SCORES = "SCORES"
    ADVICE = "ADVICE"
    SERVICE = "SERVICE"

    @property
    def prefix(self) -> str:
        """What stands before the version where versions of all families are kept side by side."""
        return "" if self is RulesFamily.SCORES else f"{self.value.lower()}-"


_SIGN: Final = {"tier": RulesFamily.SCORES, "shelf": RulesFamily.ADVICE, "contact": RulesFamily.SERVICE}
"""The table by which a family is known: no other family has it."""


@dataclass(frozen=True, slots=True)
class RulesTrouble:
    """A version of head office that is not in force, and why.

    `code`: `rules.received_altered` (text or first day is not what was signed), `rules.received_unsigned`,
    `rules.received_unreadable` (for a newer program), `rules.received_contrary` (another version has its
    name or first day).
    """

    name: str
    code: str


def family_of(name: str, text: str) -> RulesFamily:
    """Which rules a file's text holds. Raises UserCanFix("rules.invalid", problem="no_family")."""
    root = RulesText(name, text).root()
    found = [family for table, family in _SIGN.items() if root.has(table)]
    if len(found) != 1:
        raise UserCanFix("rules.invalid", name=name, key="", line=1, problem="no_family")
    return found[0]


def family_of_name(name: str) -> RulesFamily:
    """The family that the name of a kept version tells."""
    named = (family for family in RulesFamily if family.prefix and name.startswith(family.prefix))
    return next(named, RulesFamily.SCORES)


class RulesInBook:
    """The catalogues of one book: what was shipped, and what its head office published.

    The catalogues stay the same objects when `look` finds something new, so whoever holds one sees it.
    """

    def __init__(self) -> None:
        self.scores: RulesCatalog = shipped_catalog().copy()
        self._others: dict[RulesFamily, Catalog[Any]] = {}
        self._received: tuple[PublishedRules, ...] = ()
        self._keys: PublicKeys | None = None
        self._troubles: dict[RulesFamily, tuple[RulesTrouble, ...]] = {}

    def look(self, received: Sequence[PublishedRules], keys: PublicKeys | None) -> None:
        """Take what the book has received; `keys` are its head office's, None before enrolment."""
        if (tuple(received), keys) == (self._received, self._keys):
            return
        self._received, self._keys = tuple(received), keys
        self._fill(RulesFamily.SCORES, self.scores)
        for family, catalog in self._others.items():
            self._fill(family, catalog)

    def of(self, family: RulesFamily) -> Catalog[Any]:
        """The catalogue of a family. That of advice and of service is read at the first call."""
        if family is RulesFamily.SCORES:
            return self.scores
        if family not in self._others:
            catalog = _shipped(family).copy()
            self._fill(family, catalog)
            self._others[family] = catalog
        return self._others[family]

    @property
    def troubles(self) -> tuple[RulesTrouble, ...]:
        """Versions that were received and are not in force."""
        if not self._received:
            return ()
        for family in RulesFamily:
            self.of(family)
        return tuple(trouble for family in RulesFamily for trouble in self._troubles.get(family, ()))

    def _fill(self, family: RulesFamily, catalog: Catalog[Any]) -> None:
        made = _shipped(family).copy()
        of_family = [one for one in self._received if family_of_name(one.name) is family]
        troubles = [(one.name, _put(made, family, one, self._keys)) for one in of_family]
        self._troubles[family] = tuple(RulesTrouble(name, code) for name, code in troubles if code)
        # At once: who reads meanwhile finds the rules of before or of now, never those shipped alone.
        catalog.take(made)


def _shipped(family: RulesFamily) -> Catalog[Any]:
    if family is RulesFamily.SCORES:
        return shipped_catalog()
    return shipped_advice() if family is RulesFamily.ADVICE else shipped_service()


def _put(catalog: Catalog[Any], family: RulesFamily, given: PublishedRules, keys: PublicKeys | None) -> str:
    """Add a version to the catalogue; the code of what stands against it, or nothing."""
    if not given.is_whole:
        return "rules.received_altered"
    if keys is None or not given.is_signed_by(keys):
        return "rules.received_unsigned"
    if _is_there(catalog, given):
        return ""
    trial = catalog.copy()
    try:
        rules = trial.add(given.name, given.body)
    except UserCanFix as error:
        is_contrary = error.code == "rules.ambiguous"
        return "rules.received_contrary" if is_contrary else "rules.received_unreadable"
    if (f"{family.prefix}{rules.version}", to_day(rules.effective_from)) != (
        given.name,
        given.effective_from,
    ):
        return "rules.received_altered"
    catalog.take(trial)
    return ""


def _is_there(catalog: Catalog[Any], given: PublishedRules) -> bool:
    """True when the program was shipped with the same text."""
    return _same_text(catalog, given.sha256) is not None


def _same_text(catalog: Catalog[Any], digest: str) -> str | None:
    return next((version for version in catalog.versions if catalog.digest(version) == digest), None)


def published(name: str, text: str) -> tuple[str, int, str]:
    """A rules file as it is to be published: the name it is kept under, its first day, its SHA-256.

    It must fit beside what is shipped. Raises UserCanFix: `rules.invalid`, `rules.ambiguous`.
    """
    family = family_of(name, text)
    catalog = _shipped(family).copy()
    digest = sha256(text.encode()).hexdigest()
    same = _same_text(catalog, digest)
    rules = catalog.add(name, text) if same is None else catalog.get(same)
    return f"{family.prefix}{rules.version}", to_day(rules.effective_from), digest


def demand_fitting(name: str, text: str, others: Sequence[tuple[str, str]]) -> None:
    """The file must fit beside what was published before, by the name it is kept under and text.

    Raises as `published`.
    """
    family = family_of(name, text)
    catalog = _shipped(family).copy()
    for other, body in others:
        if family_of_name(other) is family:
            # One that is shipped by now, or that this program no longer reads, is in nobody's way.
            with suppress(UserCanFix):
                catalog.add(other, body)
    if _same_text(catalog, sha256(text.encode()).hexdigest()) is None:
        catalog.add(name, text)
