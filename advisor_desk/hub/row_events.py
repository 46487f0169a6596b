"""Events that change a client's rows, each with the meaning that it has at the desk (`storage`).

Everything of an event is read before anything is changed, so one that is not well formed leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from advisor_desk.domain.client import RiskLevel, Tier
from advisor_desk.domain.code_lists import joined_codes
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.product import Variety
from advisor_desk.domain.records import ConsentPurpose
from advisor_desk.hub import fields
from advisor_desk.hub.conflicts import SETTLED_EVENT
from advisor_desk.hub.work import Work
from advisor_desk.storage import assessments, consents, overrides
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import Flag
from advisor_desk.wire.shaped import Shapeless, flag, listed, number, text, text_or_none

Body = Mapping[str, Any]
Handler = Callable[[Work, WireEvent, str, Body], list[Flag]]

CONSENT: Final = "consent"
ASSESSMENT: Final = "assessment"
OVERRIDE: Final = "tier_override"
_MOST_CODE: Final = 64


def settle(work: Work, event: WireEvent, client_no: str, body: Body) -> list[Flag]:
    """Close a conflict. Raises Shapeless."""
    settled = text(body, "event_id", _MOST_CODE), text(body, "field", _MOST_CODE), text(body, "chosen", 8)
    work.conflicts.settle(client_no, *settled)
    return []


def consent(work: Work, event: WireEvent, client_no: str, body: Body) -> list[Flag]:
    """A consent given or withdrawn on a day (`storage.consents.put`). Raises Shapeless."""
    purpose, on = _code(body, "purpose", ConsentPurpose), _day(body, "on")
    version = text_or_none(body, "text_version", _MOST_CODE)
    is_given = event.type == consents.GIVEN
    rows = [
        (int(given_on), values["withdrawn_on"])
        for (of, given_on), values in work.rows.of(CONSENT, client_no)
        if of == purpose and isinstance(given_on, int) and given_on <= on
    ]
    in_force = [given_on for given_on, ends in rows if ends is None or ends > on]
    if rows and bool(in_force) is is_given:
        return []
    ends = None if is_given else on
    of_day = [given_on for given_on, _ in rows if given_on == on]
    standing = of_day if is_given else in_force
    for given_on in standing:
        work.rows.put(CONSENT, client_no, (purpose, given_on), {"withdrawn_on": ends})
    if not standing:
        values = {"withdrawn_on": ends, "text_version": version}
        work.rows.put(CONSENT, client_no, (purpose, on), values)
    return []


def assess(work: Work, event: WireEvent, client_no: str, body: Body) -> list[Flag]:
    """A questionnaire; one that the client has confirmed counts (`storage.assessments`). Raises Shapeless."""
    on = _day(body, "on")
    if not flag(body, "confirmed_by_client"):
        return []
    try:
        varieties = joined_codes(Variety(one) for one in listed(body, "varieties", len(Variety)))
    except ValueError:
        raise Shapeless("varieties") from None
    values = {
        "c_level": _code(body, "c_level", RiskLevel),
        "score": number(body, "score"),
        "horizon_months": None if body.get("horizon_months") is None else number(body, "horizon_months"),
        "varieties": varieties or None,
        "form_version": text_or_none(body, "form_version", _MOST_CODE),
    }
    work.rows.put(ASSESSMENT, client_no, (on,), values)
    return []


def override(work: Work, event: WireEvent, client_no: str, body: Body) -> list[Flag]:
    """A tier set by hand (`storage.overrides.put`). Raises Shapeless."""
    values = {
        "tier": _code(body, "tier", Tier),
        "reason": text(body, "reason"),
        "approver": text(body, "approver"),
        "from_day": _day(body, "from"),
        "until_day": _day(body, "until"),
    }
    work.rows.put(OVERRIDE, client_no, (event.id,), values)
    return []


def end_override(work: Work, event: WireEvent, client_no: str, body: Body) -> list[Flag]:
    """An override that ends early; one that is not known here is let be. Raises Shapeless."""
    ended, until = text(body, "override", _MOST_CODE), _day(body, "until")
    if work.rows.values(OVERRIDE, client_no, (ended,)) is not None:
        work.rows.put(OVERRIDE, client_no, (ended,), {"until_day": until})
    return []


HANDLERS: Final[Mapping[str, Handler]] = {
    fields.EDITED: fields.edit,
    consents.GIVEN: consent,
    consents.WITHDRAWN: consent,
    assessments.EVENT_TYPE: assess,
    overrides.EVENT_TYPE: override,
    overrides.ENDED_EVENT_TYPE: end_override,
    SETTLED_EVENT: settle,
}
"""By type of event. Every other type, known here or not, is kept and echoed as it is."""


def _code(body: Body, name: str, family: type[StrEnum]) -> str:
    code = text(body, name, _MOST_CODE)
    if code not in {one.value for one in family}:
        raise Shapeless(name)
    return code


def _day(body: Body, name: str) -> int:
    try:
        return to_day(date.fromisoformat(text(body, name, _MOST_CODE)))
    except ValueError:
        raise Shapeless(name) from None
