"""What the journey counts as an answered enquiry."""

from datetime import date

import pytest

from advisor_desk.domain.moment import ContactFact
from advisor_desk.usecases.client_journey import answered


def fact(day: int, kind: str, *, is_effective: bool) -> ContactFact:
    return ContactFact(date(2026, 11, day), None, kind, "CALL", "ENQUIRY", "REACHED", "CLIENT", is_effective)


ASKED = fact(10, "ENQUIRY", is_effective=False)


@pytest.mark.parametrize(
    ("contacts", "count"),
    [
        ((), 0),
        ((ASKED,), 0),
        ((fact(9, "CONTACT", is_effective=True), ASKED), 0),
        ((ASKED, fact(11, "CONTACT", is_effective=False)), 0),
        ((ASKED, fact(10, "CONTACT", is_effective=True)), 1),
        ((ASKED, fact(12, "CONTACT", is_effective=True), fact(13, "ENQUIRY", is_effective=False)), 1),
    ],
)
def test_an_enquiry_is_answered_by_a_contact_that_reached_the_client_later(
    contacts: tuple[ContactFact, ...], count: int
) -> None:
    assert answered(contacts) == count
