"""Who a client is: kinds, tiers, groups, states and the other permanent codes of a client.

Names follow the glossary of the domain notes (section 7). Values are ASCII and never change.
"""

from enum import StrEnum


class ClientType(StrEnum):
    """What a client is in law (T5). Everything but PERSON is an organisation."""

    PERSON = "PERSON"
    ENTERPRISE = "ENTERPRISE"
    FIN_INST = "FIN_INST"
    PRODUCT = "PRODUCT"
    GOV = "GOV"

    @property
    def is_person(self) -> bool:
        """True for a natural person (sole traders included)."""
        return self is ClientType.PERSON


class Gender(StrEnum):
    """As recorded on the identity document."""

    FEMALE = "F"
    MALE = "M"


class Tier(StrEnum):
    """客户分层: 零售, 高净值, 机构."""

    RETAIL = "RETAIL"
    HNW = "HNW"
    INST = "INST"


class TierVariant(StrEnum):
    """Which kind of INST: a person with the assets (T4) or an organisation (T5)."""

    PERSON_TOP = "PERSON_TOP"
    ORG = "ORG"


class Group(StrEnum):
    """The four target groups (S1 §4.2.1-2): 重要发展, 重要引导, 潜在增值, 长尾."""

    KEY_DEVELOP = "KEY_DEVELOP"
    KEY_GUIDE = "KEY_GUIDE"
    POTENTIAL = "POTENTIAL"
    LONG_TAIL = "LONG_TAIL"


class LifeState(StrEnum):
    """客户状态: 活跃, 新客, 潜在流失, 休眠."""

    ACTIVE = "ACTIVE"
    NEW = "NEW"
    AT_RISK = "AT_RISK"
    DORMANT = "DORMANT"


class ValueLabel(StrEnum):
    """Labels beside the state: 高价值, 忠诚."""

    HIGH_VALUE = "HIGH_VALUE"
    LOYAL = "LOYAL"


class CareAction(StrEnum):
    """What the state and labels ask for."""

    RETAIN = "RETAIN"
    REACTIVATE = "REACTIVATE"
    ONBOARD = "ONBOARD"
    CROSS_UPSELL = "CROSS_UPSELL"
    LOYALTY = "LOYALTY"
    REPURCHASE = "REPURCHASE"


class Tag(StrEnum):
    """Overlay tags: all that match are kept, the group alone is exclusive."""

    YOUNG_POTENTIAL = "YOUNG_POTENTIAL"
    HIGH_AMOUNT = "HIGH_AMOUNT"
    HIGH_FREQ = "HIGH_FREQ"
    HIGH_BENEFIT = "HIGH_BENEFIT"
    RECENT = "RECENT"
    DUAL_HIGH = "DUAL_HIGH"
    NEG_BENEFIT = "NEG_BENEFIT"
    LOW_YIELD_HIGH_FREQ = "LOW_YIELD_HIGH_FREQ"
    NO_PURCHASE_12M = "NO_PURCHASE_12M"
    UPGRADE_NEAR = "UPGRADE_NEAR"
    HNW_PLUS = "HNW_PLUS"


class RiskLevel(StrEnum):
    """风险承受能力等级 C1 to C5, with the lowest class C1_MIN below C1."""

    C1_MIN = "C1_MIN"
    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    C4 = "C4"
    C5 = "C5"


class Preset(StrEnum):
    """The two named sets of group cuts (domain notes §2.2)."""

    WEALTH = "WEALTH"
    PAPER_MID = "PAPER_MID"
