"""Words of the timeline: its kinds, what a line says, what became of a record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.dates import days_between
from advisor_desk.domain.entitlement import EntitlementCode, EntitlementMove
from advisor_desk.domain.interaction import Confidentiality, Outcome
from advisor_desk.domain.journey import LifeEvent
from advisor_desk.domain.moment import MomentCode, MomentState
from advisor_desk.domain.records import (
    ConsentPurpose,
    ContactChannel,
    InvestorClass,
    RevenueKind,
    SignalKind,
    TradeKind,
)
from advisor_desk.domain.review import TimelineEntry
from advisor_desk.domain.task import TaskKind, TaskState
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.widgets.timeline_list import TimelineLine

_CTX = "Timeline"


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
        TimelineKind("INTERACTION", t(_CTX, "沟通"), "phone", "primary"),
        TimelineKind("TASK", t(_CTX, "待办"), "check", "primary"),
        TimelineKind("MOMENT", t(_CTX, "时刻"), "bell", "warn"),
        TimelineKind("TRADE", t(_CTX, "交易"), "arrows"),
        TimelineKind("ADVICE", t(_CTX, "建议"), "target"),
        TimelineKind("ENTITLEMENT", t(_CTX, "权益"), "gift"),
        TimelineKind("LIFE_EVENT", t(_CTX, "人生"), "star"),
        TimelineKind("ASSESSMENT", t(_CTX, "测评"), "shield-check"),
        TimelineKind("SIGNAL", t(_CTX, "行为"), "eye"),
        TimelineKind("CONSENT", t(_CTX, "同意"), "file-text"),
        TimelineKind("PROFILE", t(_CTX, "资料"), "pencil"),
        TimelineKind("REVENUE", t(_CTX, "创收"), "wallet"),
    ]


_ICONS: Final[Mapping[str, str]] = {
    "VISIT": "users", "CALL": "phone", "WECOM": "message", "BRANCH": "building", "EVENT": "calendar",
    "ONLINE": "message", "MAIL": "mail", "SEARCH": "search", "LOGIN": "user", "ENQUIRY": "message",
    "MENTION": "message",
}  # fmt: skip
_EVENTS: Final[Mapping[str, str]] = {
    "suggestion.given": mark("给出配置建议"),
    "suitability.checked": mark("适当性检查"),
    "allocation.overridden": mark("调整配置方案"),
    "client.edited": mark("修改资料"),
    "tier.overridden": mark("人工调整等级"),
    "tier.override_ended": mark("结束人工调整"),
    "care.rhythm_set": mark("调整联系节奏"),
    "care.lunar_birthday_set": mark("调整生日历法"),
    "care.life_stage_set": mark("更正人生阶段"),
    "complaint.closed": mark("投诉结案"),
}
"""What the types of events are called that are one kind of the timeline together."""


def line_maker(as_of: date) -> Callable[[TimelineEntry], TimelineLine]:
    """What puts entries into words, for a page of a day."""
    kinds = {kind.code: kind for kind in timeline_kinds()}

    def word(entry: TimelineEntry) -> TimelineLine:
        kind = kinds.get(entry.kind, TimelineKind(entry.kind, entry.kind, "info"))
        icon = _ICONS.get(entry.code, kind.icon) if entry.kind in ("INTERACTION", "SIGNAL") else kind.icon
        return TimelineLine(
            kind=entry.kind,
            icon=icon,
            icon_role=kind.role,
            when=short_day(entry.on, as_of),
            text=entry_words(entry),
            amount=discreet.money(entry.amount_fen) if entry.amount_fen is not None else "",
            full_when=formats.day(entry.on),
            badge=badge(entry),
            is_struck=entry.is_withdrawn or bool(entry.replaced_by),
        )

    return word


def badge(entry: TimelineEntry) -> str:
    """What became of a record: taken back, corrected, in the place of another."""
    if entry.is_withdrawn:
        return t(_CTX, "已撤回")
    if entry.replaced_by:
        return t(_CTX, "已更正")
    return t(_CTX, "更正") if entry.corrects else ""


def entry_words(entry: TimelineEntry) -> str:
    """What an entry says in one line."""
    say = _HEADS.get(entry.kind)
    head = say(entry.code) if say else entry.code
    if entry.kind == "CONSENT" and entry.more == "WITHDRAWN":
        head = t(_CTX, "撤回同意：{purpose}").format(purpose=labels.word_of(ConsentPurpose, entry.code))
    return " · ".join(part for part in (head, _more(entry), _text(entry)) if part)


def month(year_and_month: tuple[int, int]) -> str:
    """2026-11."""
    return f"{year_and_month[0]}-{year_and_month[1]:02d}"


def short_day(on: date, as_of: date) -> str:
    """今天, 昨天, month and day within this year, else with the last two digits of the year."""
    days = days_between(on, as_of)
    if days in (0, 1):
        return formats.ago(on, as_of)
    return f"{on:%m-%d}" if on.year == as_of.year else f"{on:%y-%m-%d}"


def _of(kind: type[StrEnum]) -> Callable[[str], str]:
    return lambda code: labels.word_of(kind, code)


def _level(code: str) -> str:
    level = labels.risk(RiskLevel(code)) if code in RiskLevel.__members__ else code
    return t(_CTX, "风险测评 {level}").format(level=level)


def _consent(code: str) -> str:
    return t(_CTX, "同意：{purpose}").format(purpose=labels.word_of(ConsentPurpose, code))


def _event(code: str) -> str:
    source = _EVENTS.get(code)
    return t(_CTX, source) if source else code


_HEADS: Final[Mapping[str, Callable[[str], str]]] = {
    "TRADE": _of(TradeKind),
    "INTERACTION": _of(ContactChannel),
    "REVENUE": _of(RevenueKind),
    "SIGNAL": _of(SignalKind),
    "TASK": _of(TaskKind),
    "MOMENT": _of(MomentCode),
    "ENTITLEMENT": _of(EntitlementCode),
    "LIFE_EVENT": _of(LifeEvent),
    "ASSESSMENT": _level,
    "CONSENT": _consent,
    "ADVICE": _event,
    "PROFILE": _event,
}
_MORE: Final[Mapping[str, type[StrEnum]]] = {
    "INTERACTION": Outcome,
    "TASK": TaskState,
    "MOMENT": MomentState,
    "ENTITLEMENT": EntitlementMove,
}


def _more(entry: TimelineEntry) -> str:
    """The second code in words; of a contact only where nothing else is told of it."""
    kind = _MORE.get(entry.kind)
    if kind is None or not entry.more:
        return ""
    is_told = entry.kind == "INTERACTION" and entry.text and entry.more != Outcome.NOT_REACHED
    return "" if is_told else labels.word_of(kind, entry.more)


def _text(entry: TimelineEntry) -> str:
    if entry.kind == "ASSESSMENT" and entry.text:
        return labels.word_of(InvestorClass, entry.text)
    if entry.confidentiality == Confidentiality.STRICT:
        return labels.word(Confidentiality.STRICT)
    if entry.kind in ("INTERACTION", "TASK", "LIFE_EVENT", "ENTITLEMENT", "MOMENT"):
        # What a person wrote: it may name people and amounts.
        return discreet.text(entry.text)
    return entry.text
