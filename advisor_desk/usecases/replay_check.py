"""A recorded suitability check done again from its own body: the same verdict must come out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from advisor_desk.domain.advice import RecordedCheck
from advisor_desk.domain.suitability import InvestorFacts, Order, SaleTerms, SuitabilityVerdict
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.suitability import check
from advisor_desk.usecases.advice_json import rebuilt
from advisor_desk.usecases.rules_catalog import AdviceCatalog, RulesCatalog

Body = Mapping[str, object]


class ReplayBook(Protocol):
    """A book with recorded checks and the texts of the rules that they rest on."""

    def client_names(self) -> dict[int, tuple[str, str]]:
        """Number and kind of every client, by id."""

    def recorded_checks(self, client_id: int) -> list[RecordedCheck]:
        """The checks of a client, newest first."""

    def advice_texts(self) -> list[tuple[str, str]]:
        """Name and text of each kept version of the advice rules."""


def replay(body: Body, catalog: RulesCatalog, advice_catalog: AdviceCatalog) -> SuitabilityVerdict:
    """The verdict on the inputs of a body under the rules it names.

    Raises UserCanFix("rules.unknown_version") when one of them is not at hand, ValueError, KeyError or
    TypeError for a body that is no check.
    """
    catalog.get(str(body["rules_version"]))
    return check(
        rebuilt(InvestorFacts, body["investor"]),
        rebuilt(SaleTerms, body["terms"]),
        rebuilt(Order, body["order"]),
        date.fromisoformat(str(body["on"])),
        advice_catalog.get(str(body["advice_version"])),
    )


def recorded_verdict(body: Body) -> SuitabilityVerdict:
    """The verdict that was recorded. Raises as `replay` for a body that is no check."""
    return rebuilt(SuitabilityVerdict, body["verdict"])


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """Recorded checks done again: how many came out as recorded, and the events of those that did not."""

    passed: int
    differing: tuple[str, ...]


def replay_book(book: ReplayBook, client_id: int | None, catalog: RulesCatalog) -> ReplayReport:
    """Do the checks of a book again, or those of one client, under the rules that the book itself keeps.

    A record that cannot be read, or whose rules are not kept, counts as differing.
    """
    texts = book.advice_texts()
    advice = AdviceCatalog(texts) if texts else None
    passed, differing = 0, []
    for one in book.client_names() if client_id is None else (client_id,):
        for made in book.recorded_checks(one):
            if advice is not None and _agrees(made.body, catalog, advice):
                passed += 1
            else:
                differing.append(made.event_id)
    return ReplayReport(passed, tuple(differing))


def _agrees(body: Body, catalog: RulesCatalog, advice: AdviceCatalog) -> bool:
    try:
        return comes_out_again(body, catalog, advice)
    except (UserCanFix, KeyError, ValueError, TypeError):
        return False


def comes_out_again(body: Body, catalog: RulesCatalog, advice_catalog: AdviceCatalog) -> bool:
    """True when the inputs give the verdict that was recorded. Raises as `replay`."""
    return replay(body, catalog, advice_catalog) == recorded_verdict(body)
