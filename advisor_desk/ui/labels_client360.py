"""Sentences of the client page: who the client is, when there was contact, what a tier brings.

Words for single codes are in `labels`. Nothing here decides a rule; figures come ready.
"""

from collections.abc import Sequence
from datetime import date

from advisor_desk.domain.client import ClientType, Gender, Tier, TierVariant
from advisor_desk.domain.dates import complete_years, days_between
from advisor_desk.domain.review import ClientProfile
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.i18n import t

_CTX = "Client360"
_PHONE_DIGITS = 11
_ID_HEAD, _ID_TAIL = 6, 4


def age(profile: ClientProfile, as_of: date) -> str:
    """47 岁; empty when the date of birth is not known or the client is no person."""
    if profile.born_on is None or not profile.client_type.is_person:
        return ""
    return t(_CTX, "%n 岁", complete_years(profile.born_on, as_of))


def opened(opened_on: date | None, as_of: date) -> str:
    """开户 11 年, or in days during the first year; empty when unknown."""
    if opened_on is None:
        return ""
    years = complete_years(opened_on, as_of)
    if years:
        return t(_CTX, "开户 %n 年", years)
    return t(_CTX, "开户 %n 天", max(0, days_between(opened_on, as_of)))


def mask_phone(number: str | None) -> str:
    """139****6621; shorter numbers keep their last four digits only."""
    if not number:
        return ""
    head = number[:3] if len(number) == _PHONE_DIGITS else ""
    return f"{head}****{number[-4:]}"


def mask_id(number: str | None) -> str:
    """The first six and last four characters of an identity number."""
    if not number:
        return ""
    if len(number) <= _ID_HEAD + _ID_TAIL:
        return f"****{number[-2:]}"
    return f"{number[:_ID_HEAD]}****{number[-_ID_TAIL:]}"


def who(profile: ClientProfile, as_of: date) -> str:
    """女 · 47 岁 · 上海浦东 | 139****6621 | 开户 11 年, with what is known of it."""
    is_person = profile.client_type.is_person
    first = [
        _gender(profile.gender) if is_person else labels.word(profile.client_type),
        age(profile, as_of),
        profile.region or "",
        "" if is_person else profile.industry or "",
    ]
    parts = [
        " · ".join(part for part in first if part),
        discreet.text(mask_phone(profile.phone)),
        opened(profile.opened_on, as_of),
    ]
    return "  |  ".join(part for part in parts if part)


def _gender(gender: Gender | None) -> str:
    return labels.word(gender) if gender else ""


def surname(name: str, client_type: ClientType) -> str:
    """What stands in the avatar: the first character of the name."""
    return name.strip()[:1] or ("?" if client_type.is_person else "#")


def last_contact(on: date | None, as_of: date) -> str:
    """上次联系：9 天前."""
    return t(_CTX, "上次联系：{when}").format(when=formats.ago(on, as_of))


def next_due(on: date | None, as_of: date) -> str:
    """下次跟进：5 天后; empty when nothing is due."""
    return t(_CTX, "下次跟进：{when}").format(when=formats.due(on, as_of)) if on else ""


def services(tier: Tier, variant: TierVariant | None) -> list[str]:
    """What a tier brings (domain notes §1.1, T4, T12): read when the tier path tells what is gained."""
    if tier is Tier.RETAIL:
        return [
            t(_CTX, "极速交易通道"),
            t(_CTX, "免费投资者教育(线上课程、线下讲座)"),
            t(_CTX, "标准化投资建议"),
            t(_CTX, "定投与配置方案，助力升级"),
        ]
    if tier is Tier.HNW:
        return [
            t(_CTX, "专属投资顾问 (CFP/CPB)"),
            t(_CTX, "个性化资产配置"),
            t(_CTX, "家族信托咨询"),
            t(_CTX, "高尔夫与医疗权益"),
            t(_CTX, "一对一服务团队与专属讲座"),
        ]
    if variant is TierVariant.ORG:
        return [
            t(_CTX, "投行全链条服务(上市辅导、IPO、再融资、并购)"),
            t(_CTX, "战略合作"),
            t(_CTX, "产业基金与私募股权基金"),
            t(_CTX, "大宗交易与融资融券"),
        ]
    return [
        t(_CTX, "高净值客户的全部服务"),
        t(_CTX, "大宗交易与融资融券"),
        t(_CTX, "产业基金与私募(须符合合格投资者条件)"),
    ]


def joined(parts: Sequence[str]) -> str:
    """Short words side by side."""
    return " · ".join(part for part in parts if part)
