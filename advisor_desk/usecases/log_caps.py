"""What stands against a marketing contact that is being logged: told before it is saved, never in its way.

It records what has happened, so it can be saved all the same; service contacts have no caps.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from advisor_desk.domain.interaction import Initiator, Interaction, InteractionKind
from advisor_desk.rules.reasons import Reason
from advisor_desk.rules.working_time import civil_day, minute_of_day

if TYPE_CHECKING:
    from advisor_desk.domain.moment import MomentFacts
    from advisor_desk.rules.adviceset import AdviceRules
    from advisor_desk.rules.serviceset import ServiceRules

_BACK = timedelta(days=45)
"""How far the caps and a cooling-off may look back."""


class CapsBook(Protocol):
    """A book that knows what was done with a client lately."""

    @property
    def as_of(self) -> date:
        """The day."""

    @property
    def service(self) -> "ServiceRules":
        """The service rules in force."""

    @property
    def advice(self) -> "AdviceRules":
        """The advice rules in force."""

    def client_id(self, client_no: str) -> int:
        """The client of a number. Raises UserCanFix("client.unknown")."""

    def moment_facts(
        self, client_ids: Collection[int] | None = None, since: date | None = None
    ) -> "Iterator[MomentFacts]":
        """What the rules look at, by client number."""

    def open_complaint(self, client_id: int) -> date | None:
        """Since when a complaint of the client is open; None when there is none."""


@dataclass(frozen=True, slots=True)
class Against:
    """A reason against a contact with one client."""

    client_no: str
    reason: Reason


def against(book: CapsBook, made: Interaction, now: datetime) -> list[Against]:
    """Every reason against it, by client; nothing for a contact that is no marketing."""
    rules = book.service.contact
    is_ours = made.initiator is Initiator.ADVISOR and made.kind is not InteractionKind.ENQUIRY
    if made.purpose not in rules.marketing or not is_ours:
        return []
    ids = [book.client_id(one.client_no) for one in made.attendees]
    minute = minute_of_day(now) if civil_day(now) == made.on else None
    return [
        Against(facts.client_no, reason)
        for facts in book.moment_facts(ids, made.on - _BACK)
        for reason in _reasons(book, facts, made.on, minute)
    ]


def _reasons(book: CapsBook, facts: "MomentFacts", on: date, minute: int | None) -> tuple[Reason, ...]:
    from advisor_desk.rules import contact_caps as caps

    service = book.service
    private = caps.private_types(book.advice)
    bought = [
        trade.on
        for trade in facts.trades
        if trade.is_purchase and trade.on <= on and trade.product_type in private
    ]
    state = caps.ContactState(
        marketing_on=[one.on for one in facts.contacts if caps.is_marketing(one, service.contact)],
        complaint_on=book.open_complaint(facts.client_id),
        opted_out_on=caps.opted_out_on(facts.consents, on),
        private_bought_on=max(bought, default=None),
    )
    return caps.hindrances(state, on, service, minute)
