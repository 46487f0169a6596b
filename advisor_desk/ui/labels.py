"""Words for the permanent codes of the domain. Errors are in `labels_errors`, results in `labels_explain`.

`word(code)` serves every enum; `word_of(Kind, "TEXT")` serves a code that came as text. A code that is
not known here is shown as it is, never dropped.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from advisor_desk.domain.client import (
    CareAction,
    ClientType,
    Gender,
    Group,
    LifeState,
    Preset,
    RiskLevel,
    Tag,
    Tier,
    TierVariant,
    ValueLabel,
)
from advisor_desk.domain.standing import ClassicScore
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.labels_products import SHELF_WORDS
from advisor_desk.ui.labels_records import RECORD_WORDS
from advisor_desk.ui.labels_verdicts import VERDICT_WORDS
from advisor_desk.words import service

_WORDS: Final[dict[type[StrEnum], Mapping[str, str]]] = {
    Tier: {
        "RETAIL": mark("零售"),
        "HNW": mark("高净值"),
        "INST": mark("机构"),
    },
    TierVariant: {
        "PERSON_TOP": mark("机构级(个人)"),
        "ORG": mark("机构客户"),
    },
    ClientType: {
        "PERSON": mark("个人"),
        "ENTERPRISE": mark("企业"),
        "FIN_INST": mark("金融机构"),
        "PRODUCT": mark("产品户"),
        "GOV": mark("政府机构"),
    },
    Gender: {
        "F": mark("女"),
        "M": mark("男"),
    },
    Group: {
        "KEY_DEVELOP": mark("重要发展"),
        "KEY_GUIDE": mark("重要引导"),
        "POTENTIAL": mark("潜在增值"),
        "LONG_TAIL": mark("长尾"),
    },
    LifeState: {
        "ACTIVE": mark("活跃"),
        "NEW": mark("新客"),
        "AT_RISK": mark("潜在流失"),
        "DORMANT": mark("休眠"),
    },
    ValueLabel: {
        "HIGH_VALUE": mark("高价值"),
        "LOYAL": mark("忠诚"),
    },
    CareAction: {
        "RETAIN": mark("挽留"),
        "REACTIVATE": mark("再激活"),
        "ONBOARD": mark("新客引导"),
        "CROSS_UPSELL": mark("交叉与追加销售"),
        "LOYALTY": mark("忠诚度计划"),
        "REPURCHASE": mark("回购激励"),
    },
    Tag: {
        "YOUNG_POTENTIAL": mark("年轻潜力"),
        "HIGH_AMOUNT": mark("高购买额"),
        "HIGH_FREQ": mark("高频次"),
        "HIGH_BENEFIT": mark("高创收"),
        "RECENT": mark("最近购买"),
        "DUAL_HIGH": mark("双高"),
        "NEG_BENEFIT": mark("负创收"),
        "LOW_YIELD_HIGH_FREQ": mark("低贡献高频次"),
        "NO_PURCHASE_12M": mark("12个月未购买"),
        "UPGRADE_NEAR": mark("近升级"),
        "HNW_PLUS": mark("百万以上"),
    },
    RiskLevel: {
        "C1_MIN": mark("最低类别"),
        "C1": mark("保守"),
        "C2": mark("谨慎"),
        "C3": mark("稳健"),
        "C4": mark("积极"),
        "C5": mark("激进"),
    },
    Preset: {
        "WEALTH": mark("财富管理口径"),
        "PAPER_MID": mark("论文中值口径"),
    },
    **RECORD_WORDS,
    **VERDICT_WORDS,
    **SHELF_WORDS,
}


def word(code: StrEnum | None) -> str:
    """The short word of a code in the language in force; a dash for None."""
    if code is None:
        return "—"
    return word_of(type(code), code.value)


def word_of(kind: type[StrEnum], code: str | None) -> str:
    """The short word of a code given as text; the code itself when it is not known."""
    if not code:
        return "—"
    source = _table(kind).get(code)
    return t("Labels", source) if source else code


def covers(kind: type[StrEnum]) -> bool:
    """True when every member of `kind` has a word."""
    return set(_table(kind)) >= {member.value for member in kind}


def _table(kind: type[StrEnum]) -> Mapping[str, str]:
    """The words of a family; those of service are shared with the command line and known by its name."""
    found = _WORDS.get(kind)
    return service.WORDS.get(kind.__name__, {}) if found is None else found


def tier(code: Tier, variant: TierVariant | None = None) -> str:
    """零售, 高净值, 机构; a person with an institution's assets is 机构级(个人)."""
    return word(variant) if variant is TierVariant.PERSON_TOP else word(code)


def tier_short(code: Tier, variant: TierVariant | None = None) -> str:
    """As `tier`, for narrow places: 机构·个人."""
    return t("Labels", "机构·个人") if variant is TierVariant.PERSON_TOP else word(code)


def tier_step(code: Tier, variant: TierVariant | None = None) -> int:
    """Step 0 to 4 of the ordinal colours: RETAIL 0, HNW 1, INST of a person 3, of an organisation 4."""
    if code is Tier.INST:
        return 3 if variant is TierVariant.PERSON_TOP else 4
    return 1 if code is Tier.HNW else 0


def risk_code(level: RiskLevel) -> str:
    """C1 to C5 as written on documents; the lowest class is C1−."""
    return "C1−" if level is RiskLevel.C1_MIN else level.value


def risk(level: RiskLevel | None) -> str:
    """C4 积极; 未测评 when there is no assessment."""
    if level is None:
        return t("Labels", "未测评")
    return f"{risk_code(level)} {word(level)}"


@cache
def risk_step(level: RiskLevel | None) -> int:
    """How many of the five blocks are filled: 1 to 5, 0 for none. C1_MIN fills one, as C1 does."""
    if level is None:
        return 0
    return 1 if level is RiskLevel.C1_MIN else int(level.value[1])


def classic(score: ClassicScore) -> str:
    """R5 F3 M4."""
    return f"R{score.r} F{score.f} M{score.m}"
