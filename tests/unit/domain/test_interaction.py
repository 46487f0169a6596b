"""What counts as a contact, and when a task is in sight."""

from datetime import date, timedelta

import pytest

from advisor_desk.domain.interaction import Attendee, Interaction, InteractionKind, Outcome, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.task import Task, TaskKind, TaskState

ON = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("kind", "outcome", "said", "is_effective"),
    [
        (InteractionKind.CONTACT, Outcome.REACHED, None, True),
        (InteractionKind.CONTACT, Outcome.NOT_REACHED, None, False),
        (InteractionKind.CONTACT, Outcome.NOT_REACHED, True, True),
        (InteractionKind.MEETING, Outcome.DONE, False, False),
        (InteractionKind.EVENT, Outcome.DONE, None, True),
        (InteractionKind.MASS_PUSH, Outcome.DONE, True, False),
        (InteractionKind.ENQUIRY, Outcome.REACHED, True, False),
    ],
)
def test_a_contact_counts_when_the_client_was_there_and_a_mass_push_never(
    kind: InteractionKind, outcome: Outcome, said: bool | None, is_effective: bool
) -> None:
    made = Interaction(
        attendees=(Attendee("C1"),),
        on=ON,
        channel=ContactChannel.CALL,
        outcome=outcome,
        purpose=Purpose.CARE,
        kind=kind,
        effective=said,
    )
    assert made.is_effective is is_effective


@pytest.mark.parametrize(("snoozed", "shown"), [(None, 0), (-1, 0), (3, 3)])
def test_a_task_is_in_sight_from_its_day_or_the_end_of_its_snooze(snoozed: int | None, shown: int) -> None:
    until = None if snoozed is None else ON + timedelta(days=snoozed)
    task = Task(
        id="1",
        kind=TaskKind.TODO,
        title="t",
        due_on=ON,
        state=TaskState.OPEN,
        made_on=ON,
        snoozed_until=until,
    )
    assert task.shows_on() == ON + timedelta(days=shown)
