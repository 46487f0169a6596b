"""Words for the codes of verdicts and states of suitability: a part of `labels`."""

from enum import StrEnum
from typing import Final

from advisor_desk.domain.suitability import Initiator, SuitabilityOutcome
from advisor_desk.rules.assessment import AssessmentState
from advisor_desk.rules.papers import PaperState
from advisor_desk.ui.i18n import mark

VERDICT_WORDS: Final[dict[type[StrEnum], dict[str, str]]] = {
    Initiator: {
        "ADVISOR": mark("顾问推介"),
        "CLIENT": mark("客户主动"),
    },
    SuitabilityOutcome: {
        "ALLOW": mark("适当"),
        "WARN": mark("须警示并确认"),
        "FORBID": mark("不得销售"),
    },
    AssessmentState: {
        "VALID": mark("有效"),
        "EXPIRING": mark("即将到期"),
        "EXPIRED": mark("已过期"),
        "NONE": mark("未测评"),
    },
    PaperState: {
        "VALID": mark("有效"),
        "EXPIRING": mark("即将到期"),
        "EXPIRED": mark("已过期"),
        "UNKNOWN": mark("未登记"),
    },
}
