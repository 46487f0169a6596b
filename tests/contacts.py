"""Contacts for tests: a plain call that reached the client, with whatever a test names changed."""

from dataclasses import replace
from typing import Any

from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Purpose
from advisor_desk.domain.records import ContactChannel
from tests.builders import TODAY


def contact(*numbers: str, **changes: Any) -> Interaction:
    """A call of today with the clients of these numbers."""
    plain = Interaction(
        attendees=tuple(Attendee(number) for number in numbers),
        on=TODAY,
        channel=ContactChannel.CALL,
        outcome=Outcome.REACHED,
        purpose=Purpose.CARE,
    )
    return replace(plain, **changes)
