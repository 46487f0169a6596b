"""Every code of service has words in both languages."""

from enum import StrEnum

import pytest

from advisor_desk.domain.entitlement import EntitlementCode, EntitlementMove
from advisor_desk.domain.interaction import Confidentiality, Initiator, InteractionKind, Outcome, Purpose
from advisor_desk.domain.journey import LifeEvent, RelationPhase, Stage4R
from advisor_desk.domain.moment import DueUnit, MomentCode, MomentState
from advisor_desk.domain.task import RepeatFrom, RepeatUnit, TaskKind, TaskState
from advisor_desk.domain.today import TodayKind
from advisor_desk.ui import i18n, labels

FAMILIES: list[type[StrEnum]] = [
    TodayKind,
    TaskKind,
    TaskState,
    RepeatUnit,
    RepeatFrom,
    MomentCode,
    MomentState,
    DueUnit,
    Outcome,
    Purpose,
    InteractionKind,
    Initiator,
    Confidentiality,
    LifeEvent,
    Stage4R,
    RelationPhase,
    EntitlementCode,
    EntitlementMove,
]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_every_code_has_words_in_both_languages(family: type[StrEnum]) -> None:
    assert labels.covers(family)
    chinese = [labels.word(code) for code in family]
    assert len(set(chinese)) == len(chinese)
    i18n.install(i18n.ENGLISH)
    english = [labels.word(code) for code in family]
    assert all(word.isascii() for word in english), english
