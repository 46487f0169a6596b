"""A contact as the body of its event, and back. Translation only: nothing is queried or decided.

The first version of the body (channel, outcome, purpose, note) stays readable: books keep it for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from advisor_desk.domain.interaction import (
    Attendee,
    Confidentiality,
    Initiator,
    Interaction,
    InteractionKind,
    NextStep,
    Outcome,
    OutletFacts,
    ProductMention,
    Promise,
    Purpose,
)
from advisor_desk.domain.records import ContactChannel
from advisor_desk.sqltypes import utc_text

Body = Mapping[str, Any]


def body_of(made: Interaction, attendee: Attendee, together: str, attendees: int) -> dict[str, object]:
    """What the event of one attendee says. It names no other client."""
    body: dict[str, object] = {
        "kind": made.kind.value,
        "channel": made.channel.value,
        "outcome": made.outcome.value,
        "purpose": made.purpose.value,
        "initiator": made.initiator.value,
        "effective": made.is_effective,
        "note": made.note,
        "words": made.client_words,
        "judgement": made.judgement,
        "line": attendee.line,
        "products": [
            {"code": one.code, "outcome": one.outcome, "check": one.check_id} for one in made.products
        ],
        "promises": [{"what": one.what, "due": one.due_on.isoformat()} for one in made.promises],
        "next": _next_body(made.next_step),
        "confidentiality": made.confidentiality.value,
        "attendees": attendees,
        "attachments": list(made.attachments),
        "happened_at": _text(made.happened_at),
        "wording_reason": made.wording_reason,
        "outlet": _outlet_body(made.outlet),
        "seconds": made.seconds,
    }
    return {**body, "together": together} if together else body


def interaction_of(body: Body, client_no: str, on: date) -> Interaction:
    """The contact of an event's body, of either version."""
    return Interaction(
        attendees=(Attendee(client_no, body.get("line", "")),),
        on=on,
        channel=ContactChannel(body["channel"]),
        outcome=Outcome(body["outcome"]),
        purpose=Purpose(purpose_of(body)),
        kind=InteractionKind(body.get("kind", "CONTACT")),
        effective=body.get("effective"),
        initiator=Initiator(body.get("initiator", "ADVISOR")),
        note=body.get("note", ""),
        client_words=body.get("words", ""),
        judgement=body.get("judgement", ""),
        products=tuple(
            ProductMention(one["code"], one["outcome"], one["check"]) for one in body.get("products", ())
        ),
        promises=tuple(
            Promise(one["what"], date.fromisoformat(one["due"])) for one in body.get("promises", ())
        ),
        next_step=_next_step(body.get("next")),
        confidentiality=Confidentiality(body.get("confidentiality", "NORMAL")),
        attachments=tuple(body.get("attachments", ())),
        wording_reason=body.get("wording_reason", ""),
        outlet=_outlet(body.get("outlet")),
        seconds=body.get("seconds"),
        happened_at=_time(body.get("happened_at")),
    )


def purpose_of(body: Body) -> str:
    """The purpose's code; early records may have none."""
    return body.get("purpose") or Purpose.SERVICE.value


def is_effective(body: Body) -> bool:
    """Whether the contact of a body restarts the rhythm."""
    said = body.get("effective")
    return Outcome(body["outcome"]).is_effective if said is None else bool(said)


def _next_body(step: NextStep | None) -> dict[str, object] | None:
    if step is None:
        return None
    return {"what": step.what, "on": step.on.isoformat(), "minute": step.minute}


def _next_step(body: Body | None) -> NextStep | None:
    return NextStep(body["what"], date.fromisoformat(body["on"]), body["minute"]) if body else None


def _outlet_body(outlet: OutletFacts | None) -> dict[str, object] | None:
    if outlet is None:
        return None
    return {
        "partner": outlet.partner,
        "outlet": outlet.outlet,
        "manager": outlet.bank_manager,
        "intent": outlet.intent,
        "consent_at": _text(outlet.consent_at),
    }


def _outlet(body: Body | None) -> OutletFacts | None:
    if not body:
        return None
    return OutletFacts(
        body["partner"], body["outlet"], body["manager"], body["intent"], _time(body["consent_at"])
    )


def _text(at: datetime | None) -> str | None:
    return None if at is None else utc_text(at)


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
