"""One contact with a client: how, why, what came of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from advisor_desk.domain.records import ContactChannel


class Outcome(StrEnum):
    """What came of a contact; the codes of the command line contract."""

    REACHED = "REACHED"
    NOT_REACHED = "NOT_REACHED"
    APPOINTED = "APPOINTED"
    DECLINED = "DECLINED"
    DONE = "DONE"

    @property
    def is_effective(self) -> bool:
        """True when the client was really there: only such a contact restarts the service rhythm."""
        return self is not Outcome.NOT_REACHED


class Purpose(StrEnum):
    """Why the contact was made."""

    REVIEW = "REVIEW"
    CARE = "CARE"
    PRODUCT = "PRODUCT"
    ASSESSMENT = "ASSESSMENT"
    ENQUIRY = "ENQUIRY"
    COMPLAINT = "COMPLAINT"


@dataclass(frozen=True, slots=True)
class Interaction:
    """A contact as the advisor tells it. `note` is the advisor's own text."""

    client_no: str
    on: date
    channel: ContactChannel
    outcome: Outcome
    purpose: Purpose
    note: str = ""
