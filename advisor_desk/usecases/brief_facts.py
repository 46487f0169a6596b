"""What a brief is made from: one reading of the book, in the book's own lane. Nothing is decided here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Protocol

from advisor_desk.domain.advice import (
    AdviceClient,
    ContactLine,
    LineOverride,
    PlanDraft,
    Suggestion,
    WhatIf,
)
from advisor_desk.domain.edits import ExportFact
from advisor_desk.domain.review import ClientReview, TimelineEntry
from advisor_desk.domain.shelf import Product, ShelfRelease
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.investor import facts_of
from advisor_desk.usecases.advice_ports import AdviceBook
from advisor_desk.usecases.brief_service import (
    ServiceFacts,
    ServiceReading,
    last_met,
    read_service,
)
from advisor_desk.usecases.ports import ReviewBook

QUIET_DAYS = 90
"""How far back is looked where no contact is on record."""

_PAGE = 200
_MOST_PAGES = 10


class BriefBook(AdviceBook, ReviewBook, ServiceReading, Protocol):
    """A book from which a meeting can be prepared."""

    def record_export(self, fact: ExportFact) -> None:
        """Log that a page about a client left the book."""


class Suggest(Protocol):
    """How a suggestion is made: `usecases.suggest_products.suggest`, or what a test puts in its place."""

    def __call__(
        self, book: AdviceBook, client_id: int, what_if: WhatIf, *, overrides: Sequence[LineOverride] = ()
    ) -> Suggestion:
        """A suggestion for the client on the book's day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefFacts:
    """Everything a brief may show. `trades` are those after `since`, the newest first; `products` those held
    or suggested, by code.

    `contact` is the last effective one; without it `since` is a day some months back.
    """

    review: ClientReview
    client: AdviceClient
    suggestion: Suggestion
    products: Mapping[str, Product]
    release: ShelfRelease | None
    draft: PlanDraft
    missing: tuple[str, ...]
    contact: ContactLine | None
    since: date
    trades: tuple[TimelineEntry, ...]
    advice: AdviceRules
    service: ServiceFacts = field(default_factory=ServiceFacts)

    @property
    def as_of(self) -> date:
        """The day of the brief."""
        return self.suggestion.as_of

    def with_goal(self, goal: str) -> "BriefFacts":
        """The same with another goal line."""
        return replace(self, draft=replace(self.draft, goal=goal))


def read_facts(book: BriefBook, client_id: int, suggest: Suggest | None = None) -> BriefFacts:
    """Read all of it. Raises UserCanFix("client.unknown")."""
    review = book.review(client_id)
    client = book.advice_client(client_id)
    draft = book.plan_draft(client_id)
    suggestion = (suggest or _solved())(book, client_id, WhatIf(), overrides=draft.overrides)
    service = read_service(book, client_id, review.standing.tier)
    contact = last_contact(service)
    since = contact.on if contact else _recorded(review) or book.as_of - timedelta(days=QUIET_DAYS)
    shown = {line.code for line in suggestion.plan.lines} if suggestion.plan else set()
    shown.update(line.product_code for line in client.holdings)
    return BriefFacts(
        review=review,
        client=client,
        suggestion=suggestion,
        products={one.code: one for one in book.shelf() if one.code in shown},
        release=book.shelf_release(),
        draft=draft,
        missing=facts_of(client, book.as_of, book.rules, book.advice).missing,
        contact=contact,
        since=since,
        trades=_trades(book.timeline, client_id, since),
        advice=book.advice,
        service=service,
    )


def last_contact(service: ServiceFacts) -> ContactLine | None:
    """The last contact in which the client was really there."""
    found = last_met(service)
    if found is None:
        return None
    made = found.made
    return ContactLine(made.on, made.channel.value, made.outcome.value, made.purpose.value, made.note)


def _recorded(review: ClientReview) -> date | None:
    return review.row.last_contact_on


def _trades(
    timeline: Callable[[int, int, int], Sequence[TimelineEntry]], client_id: int, since: date
) -> tuple[TimelineEntry, ...]:
    found: list[TimelineEntry] = []
    for page in range(_MOST_PAGES):
        entries = timeline(client_id, page * _PAGE, _PAGE)
        found += [one for one in entries if one.kind == "TRADE" and one.on > since]
        if len(entries) < _PAGE or entries[-1].on <= since:
            break
    return tuple(found)


def _solved() -> Suggest:
    from advisor_desk.usecases.suggest_products import suggest

    return suggest
