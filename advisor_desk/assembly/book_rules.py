"""The rules of one open book: those that were shipped and those that its head office published."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from advisor_desk.storage import rules_log
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection
from advisor_desk.usecases.received_rules import RulesFamily, RulesInBook, RulesTrouble

if TYPE_CHECKING:
    from advisor_desk.rules.adviceset import AdviceRules
    from advisor_desk.rules.ruleset import RuleSet
    from advisor_desk.rules.serviceset import ServiceRules
    from advisor_desk.usecases.rules_catalog import RulesCatalog
    from advisor_desk.wire.seal import PublicKeys


class BookRules:
    """Which rules are in force on a day in this book. `look_again` takes what came since."""

    def __init__(self, book: SqlBook) -> None:
        self._book = book
        self._rules = RulesInBook()
        self.look_again()

    def look_again(self) -> None:
        """Take the versions that the book holds now; without new ones nothing is read twice."""
        with self._book.read() as connection:
            received = rules_log.received(connection)
            keys = _hub_keys(connection) if received else None
        self._rules.look(received, keys)

    @property
    def catalog(self) -> RulesCatalog:
        """The rules of tiers and scores by version."""
        return self._rules.scores

    @property
    def troubles(self) -> tuple[RulesTrouble, ...]:
        """Versions of head office that are not in force, and why."""
        return self._rules.troubles

    def scores_on(self, on: date) -> RuleSet:
        """The rules of tiers and scores of a day. Raises UserCanFix("rules.none_in_force")."""
        return self._rules.scores.in_force(on)

    def advice_on(self, on: date) -> AdviceRules:
        """The advice rules of a day. Raises as `scores_on`."""
        rules: AdviceRules = self._rules.of(RulesFamily.ADVICE).in_force(on)
        return rules

    def advice_text(self, version: str) -> str:
        """The text of a version of the advice rules. Raises UserCanFix("rules.unknown_version")."""
        return self._rules.of(RulesFamily.ADVICE).text(version)

    def service_on(self, on: date) -> ServiceRules:
        """The service rules of a day. Raises as `scores_on`."""
        rules: ServiceRules = self._rules.of(RulesFamily.SERVICE).in_force(on)
        return rules


def _hub_keys(connection: Connection) -> PublicKeys | None:
    # With it come ciphers, which a book without rules of head office does not need before the first paint.
    from advisor_desk.storage import sync_identity

    identity = sync_identity.read(connection)
    return None if identity is None else identity.hub_keys
