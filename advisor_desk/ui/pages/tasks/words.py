"""What a task and a day of the week say."""

from datetime import date
from typing import Final

from advisor_desk.domain.task import Repeat, RepeatFrom, RepeatUnit, Task, TaskKind, TaskState
from advisor_desk.ui import discreet, formats, i18n, labels
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.labels_days import clock, month_day, with_weekday
from advisor_desk.usecases.task_week import DayFacts
from advisor_desk.words import lunar

CTX: Final = "Tasks"
ICONS: Final = {
    TaskKind.MEETING: "users",
    TaskKind.PROMISE: "star",
    TaskKind.FOLLOW_UP: "phone",
    TaskKind.TODO: "bookmark",
    TaskKind.PLAN_STEP: "layers",
}
REPEATS: Final = {
    "": (mark("不重复"), None),
    "D1": (mark("每天"), Repeat(1, RepeatUnit.DAY)),
    "T1": (mark("每个交易日"), Repeat(1, RepeatUnit.TRADING_DAY)),
    "W1": (mark("每周"), Repeat(1, RepeatUnit.WEEK)),
    "W2": (mark("每两周"), Repeat(2, RepeatUnit.WEEK)),
    "M1": (mark("每月"), Repeat(1, RepeatUnit.MONTH)),
    "M3": (mark("每季度"), Repeat(3, RepeatUnit.MONTH)),
    "M6": (mark("每半年"), Repeat(6, RepeatUnit.MONTH)),
    "Y1": (mark("每年"), Repeat(1, RepeatUnit.YEAR)),
}
"""The usual repeats by a code of the form."""


def who(task: Task) -> str:
    """The client as it may be shown; empty without one."""
    return discreet.name(task.client_name)


def title(task: Task) -> str:
    """What is to be done, with the time of a meeting before it."""
    said = discreet.within(task.title, task.client_name)
    return said if task.minute is None else f"{clock(task.minute)} {said}"


def due(task: Task, today: date) -> tuple[str, str]:
    """The day in words and its tone."""
    if task.state is not TaskState.OPEN:
        return labels.word(task.state), "text3"
    if task.snoozed_until is not None and task.snoozed_until > today:
        return t(CTX, "推后到 {day}").format(day=month_day(task.snoozed_until)), "text2"
    said = formats.due(task.due_on, today)
    return said, "danger" if task.due_on < today else "warn" if task.due_on == today else "text2"


def repeat(of: Repeat | None) -> str:
    """每 2 周 · 完成后起算; empty for none."""
    if of is None:
        return ""
    usual = next((word for word, one in REPEATS.values() if one and _same(one, of)), None)
    every = t(CTX, usual) if usual else _every(of)
    return every if of.counted_from is RepeatFrom.DUE else f"{every} · {labels.word(of.counted_from)}"


def _every(of: Repeat) -> str:
    return t(CTX, "每 {count} {unit}").format(count=of.every, unit=labels.word(of.unit))


def _same(one: Repeat, other: Repeat) -> bool:
    return (one.every, one.unit) == (other.every, other.unit)


def facts(task: Task, today: date, plan_name: str = "") -> list[str]:
    """The lines below the title on the card."""
    lines = [f"{labels.word(task.kind)} · {with_weekday(task.due_on)} · {due(task, today)[0]}"]
    if task.snooze_reason:
        lines.append(t(CTX, "推后的原因：{reason}").format(reason=task.snooze_reason))
    if task.repeat is not None:
        lines.append(repeat(task.repeat))
    if task.plan:
        lines.append(t(CTX, "计划：{plan}").format(plan=plan_name or task.plan))
    return lines


def told(task: Task, today: date) -> str:
    """The tooltip and what a screen reader says."""
    return "\n".join(line for line in (title(task), who(task), *facts(task, today)) if line)


def lunar_day(day: DayFacts) -> str:
    """初八, 十月 on its first day; the number of month and day in English."""
    if day.lunar is None:
        return ""
    is_english = i18n.language() == i18n.ENGLISH
    return lunar.short(day.lunar.month, day.lunar.day, is_leap=day.lunar.is_leap, is_english=is_english)


def lunar_date(day: DayFacts) -> str:
    """The whole lunar date, for the tooltip."""
    if day.lunar is None:
        return ""
    is_english = i18n.language() == i18n.ENGLISH
    said = lunar.whole(day.lunar.month, day.lunar.day, is_leap=day.lunar.is_leap, is_english=is_english)
    return t(CTX, "农历 {day}").format(day=said)


def day_off(day: DayFacts) -> str:
    """Why the exchange is closed: the holiday, a weekend; empty on a trading day."""
    if day.is_trading:
        return ""
    name = lunar.HOLIDAYS.get(day.holiday)
    if name is not None:
        return t(CTX, name)
    return t(CTX, "休市") if not day.is_weekend else t(CTX, "休")


def week_title(days: tuple[DayFacts, ...]) -> str:
    """2026-11-16 – 11-22 · 第 47 周."""
    first, last = days[0].on, days[-1].on
    week = t(CTX, "第 {week} 周").format(week=first.isocalendar().week)
    return f"{first.isoformat()} – {month_day(last)} · {week}"
