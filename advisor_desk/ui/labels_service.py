"""Sentences of service in the window: why something is to be done, what to do, what points are for.

The words themselves are in `words.service`, `words.today` and `words.today_reasons`: the command line has the
same.
"""

from enum import StrEnum
from typing import Final

from advisor_desk.domain.client import Group
from advisor_desk.domain.moment import MomentCode
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.task import TaskKind
from advisor_desk.domain.today import TodayKind, Why
from advisor_desk.ui import discreet, labels
from advisor_desk.ui.i18n import t
from advisor_desk.words import service, today, today_reasons

_CTX: Final = "Service"
_FAMILIES: Final[dict[TodayKind, tuple[type[StrEnum], ...]]] = {
    TodayKind.MEETING: (TaskKind,),
    TodayKind.TASK: (TaskKind,),
    TodayKind.ENQUIRY: (ContactChannel, MomentCode),
    TodayKind.CONTACT: (Group,),
    TodayKind.QUIET: (Group,),
}


def code_word(kind: TodayKind, code: str) -> str:
    """What a line is about by its code: a kind of task, a moment, a channel, a group."""
    for family in _FAMILIES.get(kind, (MomentCode, TaskKind)):
        if code in family.__members__:
            return labels.word_of(family, code)
    return code


def why(one: Why) -> str:
    """A reason as a sentence without a full stop."""
    code, params = one
    return today_reasons.sentence(code, params, _translated, discreet.money)


def score_part(code: str) -> str:
    """What points of the score are for."""
    return _translated(today.SCORE_PARTS[code]) if code in today.SCORE_PARTS else code


def suggestion(code: str) -> str:
    """What the rules suggest to do, empty when they suggest nothing."""
    return _translated(today.SUGGESTIONS[code]) if code in today.SUGGESTIONS else code


def hindrance(code: str) -> str:
    """What keeps a moment back."""
    return _translated(service.HINDRANCES[code]) if code in service.HINDRANCES else code


def event_word(kind: str) -> str:
    """What an event of the book is called."""
    return _translated(today.EVENTS[kind]) if kind in today.EVENTS else kind


def _translated(source: str) -> str:
    return t(_CTX, source)
