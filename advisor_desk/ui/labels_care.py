"""Words of the service card: the rhythm and its days, tasks, open moments with evidence, entitlements."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from advisor_desk.domain.client import Group, LifeState, Tier
from advisor_desk.domain.entitlement import EntitlementBalance
from advisor_desk.domain.moment import KeptMoment
from advisor_desk.domain.task import Task
from advisor_desk.domain.today import DueContact
from advisor_desk.ui import discreet, formats, labels, labels_service
from advisor_desk.ui.i18n import t
from advisor_desk.usecases.client_service import ClientService
from advisor_desk.words.today import PAUSES

_CTX = "Care"
_HOUR: Final = 60
LATE: Final = "danger"
"""The tone of what is past its latest day, always with a word."""


@dataclass(frozen=True, slots=True)
class Told:
    """A text with the tone it is shown in."""

    text: str
    tone: str = "text2"


def due(found: DueContact, as_of: date) -> Told:
    """The next contact in a few words, with its colour: amber from the ideal day, red after the latest."""
    if found.paused_by:
        return Told(t(_CTX, "联系暂停：{why}").format(why=pause(found.paused_by)), "warn")
    if found.latest_on is None:
        return Told(t(_CTX, "从未有效联系"), "warn")
    latest = _near(found.latest_on, as_of)
    if as_of > found.latest_on:
        return Told(t(_CTX, "已过最迟日 {day}").format(day=latest), LATE)
    if found.ideal_on is not None and as_of >= found.ideal_on:
        return Told(t(_CTX, "该联系了，最迟 {day}").format(day=latest), "warn")
    ideal = _near(found.ideal_on or found.latest_on, as_of)
    return Told(t(_CTX, "理想 {ideal}，最迟 {latest}").format(ideal=ideal, latest=latest))


def pause(code: str) -> str:
    """Why the rhythm rests."""
    source = PAUSES.get(code)
    return t(_CTX, source) if source else code


def last(found: DueContact, as_of: date) -> str:
    """上次有效联系：9 天前."""
    if found.last_contact_on is None:
        return t(_CTX, "还没有有效联系")
    return t(_CTX, "上次有效联系：{when}").format(when=formats.ago(found.last_contact_on, as_of))


def rhythm(found: DueContact) -> str:
    """Every how many days, and who says so."""
    every = t(_CTX, "每 %n 天联系一次", found.days)
    if found.is_own_rhythm:
        return t(_CTX, "{every}（人工设定）").format(every=every)
    group, state = labels.word_of(Group, found.group), labels.word_of(LifeState, found.state)
    by = " · ".join((labels.word(found.tier), state if found.state in ("AT_RISK", "DORMANT") else group))
    return t(_CTX, "{every}（按规则：{by}）").format(every=every, by=by)


def promises(service: ClientService) -> Told:
    """How many promises wait, and how many of them too long; empty when there are none."""
    open_ones = service.promises
    if not open_ones:
        return Told("")
    late = sum(task.due_on < service.as_of for task in open_ones)
    told = t(_CTX, "未兑现承诺 %n 项", len(open_ones))
    if late:
        return Told(t(_CTX, "{told}（{late} 项逾期）").format(told=told, late=late), LATE)
    return Told(told, "warn")


def task(one: Task) -> str:
    """承诺：发送港股基金资料."""
    told = discreet.text(one.title)
    return (
        t(_CTX, "{kind}：{text}").format(kind=labels.word(one.kind), text=told)
        if told
        else (labels.word(one.kind))
    )


def task_due(one: Task, as_of: date) -> Told:
    """When a task is due, or until when it is out of sight."""
    if one.snoozed_until is not None and one.snoozed_until > as_of:
        return Told(t(_CTX, "推后到 {day}").format(day=_near(one.snoozed_until, as_of)), "text3")
    told = formats.due(one.due_on, as_of)
    if one.minute is not None and one.due_on >= as_of:
        told += f" {one.minute // _HOUR:02d}:{one.minute % _HOUR:02d}"
    return Told(told, _tone(one.due_on, as_of))


def moment(one: KeptMoment) -> str:
    """The moment and its evidence on one line."""
    head = labels.word(one.moment.code)
    told = evidence(one)
    return f"{head} · {told}" if told else head


def evidence(one: KeptMoment) -> str:
    """What the rule found, in one sentence."""
    found = one.moment
    params = (("event_on", found.event_on.isoformat()), *found.evidence)
    return labels_service.why((f"moment.{found.code.value}", params))


def moment_due(one: KeptMoment, as_of: date) -> Told:
    """By when a moment wants an answer."""
    if one.snoozed_until is not None and one.snoozed_until > as_of:
        return Told(t(_CTX, "推后到 {day}").format(day=_near(one.snoozed_until, as_of)), "text3")
    told = formats.due(one.moment.due_on, as_of)
    return Told(told, _tone(one.moment.due_on, as_of))


def moment_hint(one: KeptMoment, service: ClientService) -> str:
    """What the rules suggest, for the tooltip."""
    rule = service.rules.moments.get(one.moment.code)
    when = t(_CTX, "发生于 {day}").format(day=formats.day(one.moment.event_on))
    return "\n".join(
        part for part in (labels_service.suggestion(rule.suggestion) if rule else "", when) if part
    )


def held_back(count: int) -> str:
    """How many moments a rule keeps back."""
    return t(_CTX, "另有 %n 项按规则暂不提示", count)


def held_back_line(one: KeptMoment) -> str:
    """A moment that is kept back, its day, and why it was on that day."""
    told = t(_CTX, "{moment}（{day}）：{why}")
    why = labels_service.hindrance(one.moment.suppressed_by)
    day = formats.day(one.moment.event_on)
    return told.format(moment=labels.word(one.moment.code), day=day, why=why)


def complaint(since: date, as_of: date) -> str:
    """A complaint that waits."""
    return t(_CTX, "投诉未结，自 {day} 起（{ago}）。期间只做服务性联系。").format(
        day=formats.day(since), ago=formats.ago(since, as_of)
    )


def balance(one: EntitlementBalance) -> str:
    """余 2 / 4 · 已用 1 · 已约 1, or that it is without limit; what is nought is not told."""
    told = [t(_CTX, "不限次")]
    if one.quota is not None:
        told = [t(_CTX, "余 {left} / {total}").format(left=one.left, total=one.quota + one.granted)]
    if one.used:
        told.append(t(_CTX, "已用 {used}").format(used=one.used))
    if one.booked:
        told.append(t(_CTX, "已约 {booked}").format(booked=one.booked))
    return " · ".join(told)


def balance_until(one: EntitlementBalance, as_of: date) -> Told:
    """When the period ends; soon, with something left, is said in colour."""
    told = t(_CTX, "{day} 到期").format(day=formats.day(one.expires_on))
    is_soon = one.expires_on - as_of <= timedelta(days=45) and bool(one.left)
    return Told(told, "warn" if is_soon else "text2")


def tier_services(tier: Tier) -> str:
    """The heading of the entitlements."""
    return t(_CTX, "{tier}权益").format(tier=labels.word(tier))


def _tone(due_on: date, as_of: date) -> str:
    return LATE if due_on < as_of else "warn" if due_on == as_of else "text2"


def _near(on: date, as_of: date) -> str:
    return f"{on:%m-%d}" if on.year == as_of.year else formats.day(on)
