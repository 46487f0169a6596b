"""What a line of 今日 says: when, about what, why here, how many points. Masked in discreet mode."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from advisor_desk.domain.task import TaskKind
from advisor_desk.domain.today import TodayItem, TodayKind
from advisor_desk.ui import discreet, formats, i18n, labels, labels_service
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.labels_days import clock, month_day
from advisor_desk.words import lunar

if TYPE_CHECKING:
    from advisor_desk.rules.lunar import LunarDate

CTX: Final = "Today"
_HOUR: Final = 3600
_TOLD_BY_DAY: Final = frozenset({"today.due", "today.late", "today.meeting"})
"""What the column of days says already."""
_DAY: Final = 24 * _HOUR
LATE: Final = "danger"
"""The tone of what is past its time, always with a word."""
_SHORT: Final = {
    TodayKind.MEETING: mark("会面"),
    TodayKind.TASK: mark("待办"),
    TodayKind.ENQUIRY: mark("咨询"),
    TodayKind.MOMENT: mark("时刻"),
    TodayKind.CONTACT: mark("联系"),
    TodayKind.BIRTHDAY: mark("生日"),
    TodayKind.EXPIRING: mark("到期"),
    TodayKind.UNSENT: mark("未发送"),
    TodayKind.QUIET: mark("最久"),
}


def short(kind: TodayKind) -> str:
    """The section in one word, for its chip."""
    return t(CTX, _SHORT[kind])


def local_time(at: datetime, now: datetime) -> str:
    """A moment on the clock of `now`, with its day where that is another one."""
    here = at.astimezone(now.tzinfo)
    said = clock(here.hour * 60 + here.minute)
    return said if here.date() == now.date() else f"{month_day(here.date())} {said}"


def remaining(due_at: datetime, now: datetime) -> tuple[str, bool]:
    """The running clock of an enquiry, and whether its time is over: 剩 1:05, 剩 09:59, 超 0:12."""
    seconds = int((due_at - now.astimezone(UTC)).total_seconds())
    is_late = seconds < 0
    size = -seconds if is_late else seconds
    if size >= _DAY:
        said = t(CTX, "{days} 天").format(days=size // _DAY)
    elif size >= _HOUR:
        said = f"{size // _HOUR}:{size % _HOUR // 60:02d}"
    else:
        said = f"{size // 60:02d}:{size % 60:02d}"
    return (t(CTX, "超 {time}") if is_late else t(CTX, "剩 {time}")).format(time=said), is_late


def ticks_by_second(due_at: datetime, now: datetime) -> bool:
    """True while the clock shows seconds."""
    return abs((due_at - now.astimezone(UTC)).total_seconds()) < _HOUR + 1


def when(item: TodayItem, today: date, now: datetime) -> tuple[str, str]:
    """The time or due day, and its tone."""
    if item.due_at is not None:
        said, is_late = remaining(item.due_at, now)
        return said, LATE if is_late else "text"
    if item.minute is not None and item.due_on == today:
        return clock(item.minute), "text"
    if item.due_on is None or item.kind is TodayKind.QUIET:
        return (formats.ago(item.last_contact_on, today), "text2") if item.client_id is not None else ("", "")
    days = (today - item.due_on).days
    if days > 0:
        return t(CTX, "逾期 %n 天", days), LATE
    if item.kind is TodayKind.CONTACT:
        return formats.due_within(item.due_on, today), "warn"
    return formats.due(item.due_on, today), "warn" if days == 0 else "text2"


def below_when(item: TodayItem, today: date, now: datetime) -> str:
    """What stands small below the time: until when an answer is due, or the day itself."""
    if item.due_at is not None:
        return t(CTX, "{time} 前").format(time=local_time(item.due_at, now))
    if item.due_on is None or item.due_on == today or item.kind is TodayKind.QUIET:
        return ""
    said = month_day(item.due_on)
    return t(CTX, "最迟 {day}").format(day=said) if item.kind is TodayKind.CONTACT else said


def about(item: TodayItem) -> str:
    """What it is about, in plain words."""
    if item.kind is TodayKind.UNSENT:
        return t(CTX, "{count} 条记录还没有发送到总部").format(count=item.text)
    text = discreet.within(item.text, item.name)
    kind = labels_service.code_word(item.kind, item.code)
    if item.kind in (TodayKind.CONTACT, TodayKind.QUIET):
        return t(CTX, "该联系一次") if item.kind is TodayKind.CONTACT else ""
    if not text:
        return kind
    if item.kind is TodayKind.TASK and item.code == TaskKind.TODO.value:
        return text
    if item.kind in (TodayKind.TASK, TodayKind.ENQUIRY, TodayKind.MOMENT, TodayKind.EXPIRING):
        return t(CTX, "{kind}：{text}").format(kind=kind, text=text)
    return text


def why(item: TodayItem) -> str:
    """Why it is here, on one line."""
    if item.kind is TodayKind.UNSENT:
        return ""
    beside = [one for one in item.why if one[0] not in _TOLD_BY_DAY]
    if item.kind is TodayKind.MEETING and not beside:
        return last_contact(item, item.due_on)
    return t(CTX, "；").join(labels_service.why(one) for one in beside or item.why)


def last_contact(item: TodayItem, today: date | None) -> str:
    """上次有效联系：9 天前; empty where no day is given."""
    if today is None:
        return ""
    return t(CTX, "上次有效联系：{ago}").format(ago=formats.ago(item.last_contact_on, today))


def more(count: int, score: int) -> str:
    """还有 95 项，最高 105 分."""
    said = t(CTX, "还有 %n 项", count)
    return said + t(CTX, "，最高 {score} 分").format(score=score) if score else said


def held_back(counts: Mapping[str, int]) -> str:
    """按规则暂不提示 12 项：没有客户的同意 8 · 客户已拒绝营销 4; empty for none."""
    if not counts:
        return ""
    said = " · ".join(f"{labels_service.hindrance(code)} {n:,}" for code, n in counts.items())
    return t(CTX, "按规则暂不提示 %n 项：{reasons}", sum(counts.values())).format(reasons=said)


def who(item: TodayItem) -> str:
    """The client as it may be shown."""
    return discreet.name(item.name)


def parts(item: TodayItem) -> list[tuple[str, int]]:
    """The score's parts in words with their points, in their order."""
    return [(labels_service.score_part(part.code), part.points) for part in item.parts]


def told(item: TodayItem) -> str:
    """The tooltip and what a screen reader says: everything on several lines."""
    head = " · ".join(text for text in (who(item), tier(item), about(item)) if text)
    score = t(CTX, "{score} 分").format(score=item.score)
    added = " ".join(f"{text} {points:+d}" for text, points in parts(item))
    return "\n".join(line for line in (head, why(item), f"{score} = {added}" if added else score) if line)


def tier(item: TodayItem) -> str:
    """The tier's word, empty for a line without a client."""
    return labels.tier(item.tier) if item.tier is not None else ""


def lunar_date(of: "LunarDate | None") -> str:
    """农历十月十二; empty where the table ends."""
    if of is None:
        return ""
    is_english = i18n.language() == i18n.ENGLISH
    said = lunar.whole(of.month, of.day, is_leap=of.is_leap, is_english=is_english)
    return t(CTX, "农历{day}").format(day=said)
