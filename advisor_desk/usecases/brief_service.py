"""What service adds to a brief: promises that are open, rights that are left, moments, what was tried since.

Reading first, then lines; the same facts give the same lines.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from advisor_desk.domain.client import Tier
from advisor_desk.domain.dates import days_between
from advisor_desk.domain.interaction import (
    Confidentiality,
    Interaction,
    InteractionKind,
    RecordedInteraction,
)
from advisor_desk.domain.moment import KeptMoment, MomentState
from advisor_desk.domain.suitability import Params
from advisor_desk.domain.task import Task, TaskKind
from advisor_desk.usecases.brief_content import Item

if TYPE_CHECKING:
    from advisor_desk.domain.entitlement import EntitlementBalance, EntitlementEntry
    from advisor_desk.rules.serviceset import ServiceRules

_PROMISED = (TaskKind.PROMISE, TaskKind.MEETING, TaskKind.FOLLOW_UP)


class ServiceReading(Protocol):
    """What a brief reads of a client's service file."""

    @property
    def as_of(self) -> date:
        """The book's day."""

    @property
    def service(self) -> "ServiceRules":
        """The service rules in force on it."""

    def service_file(self, client_id: int) -> list[RecordedInteraction]:
        """Every record of a client, newest first."""

    def open_complaint(self, client_id: int) -> date | None:
        """Since when a complaint is open."""

    def tasks(
        self,
        first: date | None = None,
        last: date | None = None,
        *,
        client_id: int | None = None,
        is_open_only: bool = True,
    ) -> list[Task]:
        """Tasks by day."""

    def moments(self, states: Collection[MomentState], *, client_id: int | None = None) -> list[KeptMoment]:
        """Moments in the given states."""

    def entitlement_entries(self, client_id: int) -> "list[EntitlementEntry]":
        """The ledger of a client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacts:
    """A client's service file as a brief needs it. `tasks` also hold those that are closed."""

    records: tuple[RecordedInteraction, ...] = ()
    tasks: tuple[Task, ...] = ()
    moments: tuple[KeptMoment, ...] = ()
    rights: "tuple[EntitlementBalance, ...]" = ()
    complaint_on: date | None = None
    rules_version: str = ""


def read_service(book: ServiceReading, client_id: int, tier: Tier) -> ServiceFacts:
    """Read all of it."""
    from advisor_desk.rules.entitlements import balances

    rules = book.service.entitlements.get(tier, ())
    return ServiceFacts(
        records=standing_records(book.service_file(client_id), book.as_of),
        tasks=tuple(book.tasks(client_id=client_id, is_open_only=False)),
        moments=tuple(book.moments((MomentState.OPEN,), client_id=client_id)),
        rights=tuple(balances(rules, book.entitlement_entries(client_id), book.as_of)),
        complaint_on=book.open_complaint(client_id),
        rules_version=book.service.version,
    )


def standing_records(records: Sequence[RecordedInteraction], on: date) -> tuple[RecordedInteraction, ...]:
    """Those that count on a day: not replaced, not taken back; the newest first."""
    known = (one for one in records if one.made.on <= on)
    return tuple(one for one in known if not one.replaced_by and not one.is_withdrawn)


def last_met(facts: ServiceFacts) -> RecordedInteraction | None:
    """The last contact in which the client was really there."""
    return next((one for one in facts.records if one.made.is_effective), None)


def open_promises(facts: ServiceFacts) -> tuple[Task, ...]:
    """What was promised or agreed and is still to be done, the longest due first."""
    found = [one for one in facts.tasks if one.kind in _PROMISED and one.closed_on is None]
    return tuple(sorted(found, key=lambda one: (one.due_on, one.minute or 0, one.title)))


def promises(facts: ServiceFacts, as_of: date) -> tuple[Item, ...]:
    """Open promises and next steps with their age; the late ones are to be seen first."""
    return tuple(_promise(one, as_of) for one in open_promises(facts))


def _promise(task: Task, as_of: date) -> Item:
    late = days_between(task.due_on, as_of)
    params: Params = (
        ("what_text", task.title),
        ("task", task.kind.value),
        ("due_on", task.due_on.isoformat()),
        ("age", max(0, days_between(task.made_on, as_of))),
        ("late", late),
    )
    code = "promise.late" if late > 0 else "promise.today" if late == 0 else "promise.open"
    return Item(f"promise.{task.id}", code, params, ("service",), "warn" if late > 0 else "")


def rights(facts: ServiceFacts) -> tuple[Item, ...]:
    """Services of the tier with what is left of them; those without a limit are only named when booked."""
    return tuple(
        Item(f"right.{one.code.value}", _right_code(one), _right(one), ("rights",))
        for one in facts.rights
        if one.left is not None or one.booked
    )


def _right_code(one: "EntitlementBalance") -> str:
    if one.left is None:
        return "right.booked"
    return "right.left_booked" if one.booked else "right.left"


def _right(one: "EntitlementBalance") -> Params:
    quota = None if one.quota is None else one.quota + one.granted
    return (
        ("right", one.code.value),
        ("left", one.left),
        ("quota", quota),
        ("booked", one.booked),
        ("until_on", one.expires_on.isoformat()),
    )


def moments(facts: ServiceFacts, as_of: date) -> tuple[Item, ...]:
    """Moments that nobody has answered, the most urgent first."""
    found = sorted(facts.moments, key=lambda one: (one.moment.due_on, one.moment.key))
    return tuple(_moment(one, as_of) for one in found if not _sleeps(one, as_of))


def _sleeps(one: KeptMoment, as_of: date) -> bool:
    return one.snoozed_until is not None and one.snoozed_until > as_of


def _moment(one: KeptMoment, as_of: date) -> Item:
    moment = one.moment
    params: Params = (
        ("moment", moment.code.value),
        ("event_on", moment.event_on.isoformat()),
        ("due_on", moment.due_on.isoformat()),
    )
    is_late = moment.due_on < as_of
    code = "moment.late" if is_late else "moment.open"
    return Item(f"moment.{moment.key}", code, params, ("moments",), "warn" if is_late else "")


def since_records(facts: ServiceFacts, since: date) -> Iterator[Item]:
    """What the records tell of the time since the last meeting: calls in vain, pushes, questions, deeds."""
    later = [one.made for one in facts.records if one.made.on >= since and not one.made.is_effective]
    asked = [one for one in later if one.kind is InteractionKind.ENQUIRY]
    if asked:
        params: Params = (("on_on", asked[0].on.isoformat()), ("words_text", _words(asked[0])))
        yield Item("change.asked", "change.asked", params, ("service",), "warn")
    kept = [one for one in facts.tasks if one.closed_on and one.closed_on > since and one.kind in _PROMISED]
    if kept:
        yield Item("change.kept", "change.kept", (("count", len(kept)),), ("service",))
    pushed = [one for one in later if one.kind is InteractionKind.MASS_PUSH]
    tried = [one for one in later if one.kind not in (InteractionKind.ENQUIRY, InteractionKind.MASS_PUSH)]
    for code, these in (("change.tried", tried), ("change.pushed", pushed)):
        if these:
            params = (("count", len(these)), ("on_on", these[0].on.isoformat()))
            yield Item(code, code, params, ("service",))


def _words(made: Interaction) -> str:
    """What the client said; nothing of what is kept strictly."""
    return "" if made.confidentiality is Confidentiality.STRICT else made.client_words or made.note
