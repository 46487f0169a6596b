"""What a person asks for on the service cards: one value that the window acts on. Frozen."""

from dataclasses import dataclass
from enum import Enum, auto


class Deed(Enum):
    """What is to be done. In brackets what `subject` is."""

    TASK_DONE = auto()
    """(Task)"""
    TASK_SNOOZE = auto()
    """(Task)"""
    MOMENT_DONE = auto()
    """(KeptMoment)"""
    MOMENT_SNOOZE = auto()
    """(KeptMoment)"""
    MOMENT_SUPPRESS = auto()
    """(KeptMoment)"""
    COMPLAINT_CLOSE = auto()
    RHYTHM = auto()
    LIFE_EVENT = auto()
    LIFE_EVENT_REMOVE = auto()
    """(LifeEventLine)"""
    LIFE_STAGE = auto()
    BOOK = auto()
    """(EntitlementBalance)"""
    USE = auto()
    """(EntitlementBalance)"""
    CORRECT = auto()
    """(RecordedInteraction)"""
    WITHDRAW = auto()
    """(RecordedInteraction)"""
    VIEW_STRICT = auto()
    """(the record's id)"""
    ATTACHMENT = auto()
    """(Attachment)"""
    PRINT = auto()


@dataclass(frozen=True, slots=True)
class ServiceAsk:
    """A deed and what it is about."""

    deed: Deed
    subject: object = None
