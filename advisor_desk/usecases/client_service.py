"""How one client is served, for the client page: rhythm, tasks, moments, complaint, entitlements, journey."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from advisor_desk.domain.client import Tier
from advisor_desk.domain.entitlement import EntitlementBalance, EntitlementEntry
from advisor_desk.domain.journey import Journey
from advisor_desk.domain.moment import KeptMoment, MomentState
from advisor_desk.domain.review import ClientReview
from advisor_desk.domain.task import Task, TaskKind
from advisor_desk.domain.today import DueContact
from advisor_desk.rules.entitlements import balances
from advisor_desk.rules.serviceset import ServiceRules
from advisor_desk.usecases.client_journey import JourneyBook, journey_of_review
from advisor_desk.usecases.named_products import NamesProducts, named_moments
from advisor_desk.usecases.service_ports import LogBook, TaskBook


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientService:
    """What the service cards show. `tasks` are open, by day; `moments` are open, by due date.

    `held_back` are moments that would be open if a rule did not keep them back, with its reason.
    `entries` is the ledger behind `balances`, `rhythm_reason` why an own rhythm was set.
    """

    as_of: date
    tier: Tier
    due: DueContact
    tasks: tuple[Task, ...] = ()
    moments: tuple[KeptMoment, ...] = ()
    held_back: tuple[KeptMoment, ...] = ()
    complaint_on: date | None = None
    balances: tuple[EntitlementBalance, ...] = ()
    entries: tuple[EntitlementEntry, ...] = ()
    rhythm_reason: str = ""
    journey: Journey
    rules: ServiceRules

    @property
    def promises(self) -> tuple[Task, ...]:
        """What the client was promised and has not got yet."""
        return tuple(task for task in self.tasks if task.kind is TaskKind.PROMISE)

    def snoozed(self, on: date | None) -> bool:
        """True for what is out of sight until a later day."""
        return on is not None and on > self.as_of


class ClientServiceBook(JourneyBook, TaskBook, LogBook, NamesProducts, Protocol):
    """A book that knows how a client is served."""


def client_service(book: ClientServiceBook, review: ClientReview) -> ClientService:
    """How the client of a review is served on the book's day."""
    client_id, tier = review.row.client_id, review.standing.tier
    rules = book.service
    ledger = book.entitlement_entries(client_id)
    return ClientService(
        as_of=review.standing.as_of,
        tier=tier,
        due=book.due_contact(client_id),
        tasks=tuple(book.tasks(client_id=client_id)),
        moments=named_moments(book, book.moments({MomentState.OPEN}, client_id=client_id)),
        held_back=named_moments(book, _held_back(book, client_id)),
        complaint_on=book.open_complaint(client_id),
        balances=tuple(balances(rules.entitlements.get(tier, ()), ledger, review.standing.as_of)),
        entries=tuple(ledger),
        rhythm_reason=str(book.care(client_id).get("cadence_reason") or ""),
        journey=journey_of_review(book, review),
        rules=rules,
    )


def _held_back(book: ClientServiceBook, client_id: int) -> list[KeptMoment]:
    """What a rule keeps back and is not past its time."""
    stays = {code: timedelta(days=rule.expire_days) for code, rule in book.service.moments.items()}
    return [
        kept
        for kept in book.moments({MomentState.SUPPRESSED}, client_id=client_id)
        if kept.moment.suppressed_by and kept.moment.due_on + stays[kept.moment.code] >= book.as_of
    ]
