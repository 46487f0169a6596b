"""May a client be contacted for marketing (domain notes §6): caps, hours, cooling-off, opt-out, complaint.

Every reason that speaks against it is given, the gravest first. Service contacts have no caps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from advisor_desk.domain.moment import ConsentFact, ContactFact
from advisor_desk.domain.product import LegalFloor, ProductType
from advisor_desk.domain.records import ConsentPurpose
from advisor_desk.domain.service_codes import Initiator, InteractionKind
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.service_reasons import Hindrance
from advisor_desk.rules.serviceset import ContactRules, ServiceRules

if TYPE_CHECKING:
    from advisor_desk.rules.adviceset import AdviceRules

WEEK_DAYS: Final = 7
MONTH_DAYS: Final = 30
_DAY_HOURS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactState:
    """What speaks for or against a contact: all of it known on the day that is asked about.

    `marketing_on` are the days of the marketing contacts made, one for each.
    """

    marketing_on: Sequence[date] = ()
    complaint_on: date | None = None
    opted_out_on: date | None = None
    private_bought_on: date | None = None


def hindrances(
    state: ContactState, on: date, service: ServiceRules, minute: int | None = None
) -> tuple[Reason, ...]:
    """Why a marketing contact may not be made on a day (at a minute of it, in China); nothing when it may."""
    found = [*grave_hindrances(state, on, service.contact), *cap_hindrances(state, on, service.contact)]
    hours = service.hours
    if minute is not None and not hours.contact_from <= minute < hours.contact_until:
        code = Hindrance.OUT_OF_HOURS.value
        found.append(reason(code, from_minute=hours.contact_from, until_minute=hours.contact_until))
    return tuple(found)


def grave_hindrances(state: ContactState, on: date, rules: ContactRules) -> tuple[Reason, ...]:
    """An open complaint, a refusal of marketing, a cooling-off: what also suspends the rhythm."""
    found = []
    if state.complaint_on is not None:
        found.append(reason(Hindrance.COMPLAINT_OPEN.value, since_on=state.complaint_on.isoformat()))
    if state.opted_out_on is not None:
        found.append(reason(Hindrance.OPT_OUT.value, since_on=state.opted_out_on.isoformat()))
    until = None if state.private_bought_on is None else cooling_until(state.private_bought_on, rules)
    if state.private_bought_on is not None and until is not None and on <= until:
        bought = state.private_bought_on.isoformat()
        found.append(reason(Hindrance.COOLING_OFF.value, bought_on=bought, until_on=until.isoformat()))
    return tuple(found)


def cap_hindrances(state: ContactState, on: date, rules: ContactRules) -> tuple[Reason, ...]:
    """The caps of a week and a month that are used up, the day itself included."""
    found = []
    caps = (
        (Hindrance.WEEK_CAP, WEEK_DAYS, rules.week_cap),
        (Hindrance.MONTH_CAP, MONTH_DAYS, rules.month_cap),
    )
    for code, days, cap in caps:
        start = on - timedelta(days=days)
        made = sum(start < day <= on for day in state.marketing_on)
        if made >= cap:
            found.append(reason(code.value, made=made, cap=cap, days=days))
    return tuple(found)


def cooling_until(bought_on: date, rules: ContactRules) -> date:
    """The last day of a cooling-off: of a purchase only the day is known, so the last one counts whole."""
    return bought_on + timedelta(days=-(-rules.cooling_hours // _DAY_HOURS))


def is_marketing(contact: ContactFact, rules: ContactRules) -> bool:
    """True for what counts against the caps: begun by us, for a purpose of marketing, mass pushes as well."""
    return (
        contact.purpose in rules.marketing
        and contact.initiator == Initiator.ADVISOR
        and contact.kind != InteractionKind.ENQUIRY
    )


def opted_out_on(consents: Iterable[ConsentFact], on: date) -> date | None:
    """Since when marketing is refused: a consent was withdrawn and none is in force. None: not refused."""
    last = None
    for consent in consents:
        if consent.purpose != ConsentPurpose.MARKETING or consent.given_on > on:
            continue
        ended = consent.withdrawn_on
        if ended is None or ended > on:
            return None
        last = ended if last is None else max(last, ended)
    return last


def has_consent(consents: Iterable[ConsentFact], purpose: ConsentPurpose, on: date) -> bool:
    """True while a consent to a purpose is in force."""
    return any(
        consent.purpose == purpose
        and consent.given_on <= on
        and (consent.withdrawn_on is None or consent.withdrawn_on > on)
        for consent in consents
    )


@lru_cache(maxsize=8)
def private_types(advice: "AdviceRules") -> frozenset[ProductType]:
    """Types of product that are private funds: their purchase begins a cooling-off."""
    floors = advice.shelf.by_type
    return frozenset(kind for kind, defaults in floors.items() if defaults.floor is LegalFloor.PRIVATE)
