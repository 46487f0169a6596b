"""Where one client is on the way with us: the rules of the journey on what the book knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from advisor_desk.domain.advice import LifeStage
from advisor_desk.domain.dates import months_before
from advisor_desk.domain.interaction import InteractionKind
from advisor_desk.domain.journey import Journey
from advisor_desk.domain.moment import ContactFact, MomentFacts
from advisor_desk.domain.review import ClientReview
from advisor_desk.rules.journey import JourneyCase, journey_of
from advisor_desk.usecases.ports import ReviewBook
from advisor_desk.usecases.service_ports import CareBook, MomentBook

if TYPE_CHECKING:
    from advisor_desk.rules.adviceset import AdviceRules


class JourneyBook(ReviewBook, CareBook, MomentBook, Protocol):
    """A book that knows how far a client has come."""

    @property
    def advice(self) -> AdviceRules:
        """The advice rules in force: life stages and the matrix of needs."""


def journey(book: JourneyBook, client_id: int, review: ClientReview | None = None) -> Journey:
    """The journey of a client on the book's day. Raises UserCanFix("client.unknown").

    `review` spares the reading where the page has it already.
    """
    return journey_of_review(book, review or book.review(client_id))


def journey_of_review(book: JourneyBook, review: ClientReview) -> Journey:
    """The journey of the client of a review."""
    standing, profile, care = review.standing, review.profile, book.care(review.row.client_id)
    rules, as_of = book.service.journey, standing.as_of
    facts = next(iter(book.moment_facts([review.row.client_id], since=as_of)), None)
    contacts = facts.contacts if facts else ()
    since = months_before(as_of, rules.relationship_months)
    stage = care.get("life_stage")
    case = JourneyCase(
        client_type=profile.client_type,
        tier=standing.tier,
        group=standing.group,
        labels=standing.labels,
        born_on=profile.born_on,
        opened_on=profile.opened_on,
        purchases=standing.purchases.lifetime_purchases,
        contacts=sum(one.is_effective and one.on > since for one in contacts),
        answered=answered(contacts),
        children_born=_children(facts),
        told=book.life_events(review.row.client_id),
        stage_set=LifeStage(str(stage)) if stage else None,
        stage_reason=str(care.get("life_stage_reason") or ""),
    )
    return journey_of(case, as_of, rules, book.advice)


def answered(contacts: Sequence[ContactFact]) -> int:
    """How many enquiries were followed by a contact that reached the client, on the day or later."""
    effective = [one.on for one in contacts if one.is_effective]
    last = max(effective, default=None)
    asked = [one.on for one in contacts if one.kind == InteractionKind.ENQUIRY]
    return sum(last is not None and on <= last for on in asked)


def _children(facts: MomentFacts | None) -> Sequence[date]:
    return facts.children_born if facts else ()
