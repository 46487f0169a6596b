"""The codes of service that rules and screens know without the records they stand in. Values only.

The first screen reads them: the records of a contact, a service in kind or a journey come in behind it.
"""

from enum import StrEnum


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
    EDUCATION = "EDUCATION"
    SERVICE = "SERVICE"
    REFERRAL = "REFERRAL"


class InteractionKind(StrEnum):
    """What kind of record it is: 沟通, 会面, 活动, 群发, 转介, 待回咨询."""

    CONTACT = "CONTACT"
    MEETING = "MEETING"
    EVENT = "EVENT"
    MASS_PUSH = "MASS_PUSH"
    REFERRAL = "REFERRAL"
    ENQUIRY = "ENQUIRY"

    @property
    def can_be_effective(self) -> bool:
        """False for a mass push, and for an enquiry that nobody has answered yet."""
        return self not in (InteractionKind.MASS_PUSH, InteractionKind.ENQUIRY)


class Initiator(StrEnum):
    """Who began the contact."""

    ADVISOR = "ADVISOR"
    CLIENT = "CLIENT"


class Confidentiality(StrEnum):
    """Who may read the words: the branch, the client's advisor, the advisor with a reason."""

    NORMAL = "NORMAL"
    CONFIDENTIAL = "CONFIDENTIAL"
    STRICT = "STRICT"


class EntitlementCode(StrEnum):
    """The services of domain notes §6."""

    ADVISOR = "ADVISOR"
    CUSTOM_PLAN = "CUSTOM_PLAN"
    TRUST_CONSULTING = "TRUST_CONSULTING"
    GOLF = "GOLF"
    MEDICAL = "MEDICAL"
    SEMINAR = "SEMINAR"
    SEMI_ANNUAL_REVIEW = "SEMI_ANNUAL_REVIEW"
    COURSE = "COURSE"
    SALON = "SALON"


class EntitlementMove(StrEnum):
    """A line of the ledger: quota added, a booking, its cancelling, a use."""

    GRANT = "GRANT"
    BOOK = "BOOK"
    CANCEL = "CANCEL"
    USE = "USE"


class LifeEvent(StrEnum):
    """人生事件 (product notes 1-17)."""

    SCHOOL = "SCHOOL"
    UNIVERSITY = "UNIVERSITY"
    JOB = "JOB"
    MARRIAGE = "MARRIAGE"
    CHILD = "CHILD"
    HOME = "HOME"
    BUSINESS = "BUSINESS"
    RETIREMENT = "RETIREMENT"
    INHERITANCE = "INHERITANCE"
    OTHER = "OTHER"
