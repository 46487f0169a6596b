"""Words of suitability on screen: who started it, verdicts, states, levels, what a client's facts come to."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import RiskGrade, Variety
from advisor_desk.domain.suitability import Initiator, SuitabilityOutcome
from advisor_desk.rules.assessment import AssessmentState
from advisor_desk.ui import formats, labels
from advisor_desk.ui.i18n import mark, t

_CTX = "Suitability"

SUITABILITY_WORDS: Final[dict[type[StrEnum], dict[str, str]]] = {
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
}


def varieties(stated: Sequence[Variety]) -> str:
    """The varieties in one line."""
    return t(_CTX, "、").join(labels.word(one) for one in stated) or formats.NOTHING


def months(horizon: int | None) -> str:
    """3 年 for whole years, else months; the longest horizon has no end."""
    if horizon is None:
        return formats.NOTHING
    years, rest = divmod(horizon, 12)
    return t(_CTX, "%n 个月", horizon) if rest or not years else t(_CTX, "%n 年", years)


def meaning(level: RiskLevel, highest: RiskGrade) -> str:
    """What a level means for what may be offered."""
    if level is RiskLevel.C1_MIN:
        return t(_CTX, "属于风险承受能力最低类别：只能购买 R1 产品，本人要求也不能购买更高风险的产品。")
    if highest is RiskGrade.R5:
        return t(_CTX, "可以购买各风险等级的产品，期限和品种也要与下面所填的一致。")
    if highest is RiskGrade.R1:
        return t(_CTX, "可以购买 R1 产品，更高风险的产品不能主动推介。")
    return t(_CTX, "可以购买 {grade} 及以下的产品，更高风险的产品不能主动推介。").format(grade=highest.value)


def before(level: RiskLevel, taken_on: date) -> str:
    """What the client had before."""
    return t(_CTX, "原为 {level}，{day} 测评").format(level=labels.risk(level), day=formats.day(taken_on))
