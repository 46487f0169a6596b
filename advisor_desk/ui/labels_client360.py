"""Sentences of the client page: who the client is, what is missing, what a line of the timeline says.

Words for single codes are in `labels`. Nothing here decides a rule; figures come ready.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.client import ClientType, Gender, RiskLevel, Tier, TierVariant
from advisor_desk.domain.dates import complete_years, days_between
from advisor_desk.domain.records import (
    ConsentPurpose,
    ContactChannel,
    InvestorClass,
    RevenueKind,
    SignalKind,
    TradeKind,
)
from advisor_desk.domain.review import ClientProfile, TimelineEntry
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.timeline_list import TimelineLine

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


@dataclass(frozen=True, slots=True)
class TimelineKind:
    """A kind of the timeline: its word, its icon and the colour role of the icon."""

    code: str
    words: str
    icon: str
    role: str = "text2"


def timeline_kinds() -> list[TimelineKind]:
    """The kinds in the order of their filter chips."""
    return [
        TimelineKind("INTERACTION", t(_CTX, "沟通"), "phone", "warn"),
        TimelineKind("TRADE", t(_CTX, "交易"), "arrows"),
        TimelineKind("REVENUE", t(_CTX, "创收"), "wallet"),
        TimelineKind("ASSESSMENT", t(_CTX, "测评"), "shield-check"),
        TimelineKind("SIGNAL", t(_CTX, "行为"), "eye"),
        TimelineKind("CONSENT", t(_CTX, "同意"), "file-text"),
    ]


_CHANNEL_ICONS = {
    "VISIT": "users", "CALL": "phone", "WECOM": "message", "BRANCH": "building", "EVENT": "calendar",
    "ONLINE": "message", "MAIL": "mail",
}  # fmt: skip
_SIGNAL_ICONS = {"SEARCH": "search", "LOGIN": "user", "ENQUIRY": "message", "MENTION": "message"}


def timeline_line(entry: TimelineEntry, as_of: date) -> TimelineLine:
    """One entry in words."""
    kinds = {kind.code: kind for kind in timeline_kinds()}
    kind = kinds.get(entry.kind, TimelineKind(entry.kind, entry.kind, "info"))
    icon = {**_CHANNEL_ICONS, **_SIGNAL_ICONS}.get(entry.code, kind.icon)
    return TimelineLine(
        kind=entry.kind,
        icon=icon,
        icon_role=kind.role,
        when=short_day(entry.on, as_of),
        text=_entry_words(entry),
        amount=discreet.money(entry.amount_fen) if entry.amount_fen is not None else "",
        full_when=formats.day(entry.on),
    )


def short_day(on: date, as_of: date) -> str:
    """今天, 昨天, month and day within this year, else with the last two digits of the year."""
    days = days_between(on, as_of)
    if days in (0, 1):
        return formats.ago(on, as_of)
    return f"{on:%m-%d}" if on.year == as_of.year else f"{on:%y-%m-%d}"


def _level(code: str) -> str:
    return labels.risk(RiskLevel(code)) if code in RiskLevel.__members__ else code


def _entry_words(entry: TimelineEntry) -> str:
    words: dict[str, Callable[[str], str]] = {
        "TRADE": lambda code: labels.word_of(TradeKind, code),
        "INTERACTION": lambda code: labels.word_of(ContactChannel, code),
        "REVENUE": lambda code: labels.word_of(RevenueKind, code),
        "SIGNAL": lambda code: labels.word_of(SignalKind, code),
        "ASSESSMENT": lambda code: t(_CTX, "风险测评 {level}").format(level=_level(code)),
        "CONSENT": lambda code: t(_CTX, "同意：{purpose}").format(
            purpose=labels.word_of(ConsentPurpose, code)
        ),
    }
    say = words.get(entry.kind)
    head = say(entry.code) if say else entry.code
    text = entry.text
    if entry.kind == "ASSESSMENT" and text:
        text = labels.word_of(InvestorClass, text)
    elif entry.kind == "INTERACTION":
        # A note is free text: it may name people and amounts.
        text = discreet.text(text)
    return joined([head, text])


def joined(parts: Sequence[str]) -> str:
    """Short words side by side."""
    return " · ".join(part for part in parts if part)
