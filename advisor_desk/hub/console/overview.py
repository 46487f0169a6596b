"""概览: what arrived in the last thirty days, what waits for somebody, which desks have fallen silent."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from advisor_desk.hub.console import counting, words
from advisor_desk.hub.console.asking import Ask, Shown
from advisor_desk.hub.console.charts import Column, chart
from advisor_desk.hub.console.desks import silence
from advisor_desk.hub.console.lists import Desk, desks
from advisor_desk.hub.desk_register import ACTIVE
from advisor_desk.hub.office import utc
from advisor_desk.rules.working_time import CHINA

DAYS: Final = 30
_MOST_DESKS: Final = 6


class Card(NamedTuple):
    """A figure that leads to where more is told. `level` and `note_level` colour what is not well."""

    name: str
    value: int
    note: str
    href: str
    level: str = ""
    note_level: str = ""


class _Branch(NamedTuple):
    received: Counter[str]
    held: Counter[str]
    conflicts: int
    desks: list[Desk]


def page(ask: Ask) -> Shown:
    """All branches together."""
    since = ask.today - timedelta(days=DAYS - 1)
    begin = utc(datetime(since.year, since.month, since.day, tzinfo=CHINA).timestamp())

    def count(connection: sa.Connection, branch: str) -> _Branch:
        return _Branch(
            counting.received(connection, branch, begin),
            counting.held(connection, branch),
            counting.open_conflicts(connection, branch),
            desks(connection, branch),
        )

    def count_each() -> list[_Branch]:
        return list(ask.by_branch(count).values())

    # One branch is counted in no time, and of many filters each would have to be kept.
    found = count_each() if ask.wanted("branch") else ask.overview.of(begin, ask.now, count_each)
    by_day = _by_day([one.received for one in found], since)
    known = [desk for one in found for desk in one.desks if desk.status == ACTIVE]
    held: Counter[str] = sum((one.held for one in found), Counter())
    columns = [Column(f"{day:%m-%d}", (n,)) for day, n in by_day.items()]
    silent = _silent(ask, known)
    values = {
        "chart": chart(columns),
        "received": sum(by_day.values()),
        "today": by_day[ask.today],
        "cards": _cards(ask, known, sum(held.values()), sum(one.conflicts for one in found)),
        "reasons": [(code, words.reason(code).short, n) for code, n in held.most_common()],
        "silent": silent[:_MOST_DESKS],
        "all_silent": len(silent),
    }
    return Shown("overview.html", "", values)


def _by_day(hours: list[Counter[str]], since: date) -> dict[date, int]:
    """Events by the civil day in China on which they arrived, each day from `since` on."""
    days = {since + timedelta(days=place): 0 for place in range(DAYS)}
    for hour, n in sum(hours, Counter()).items():
        day = datetime.fromisoformat(f"{hour}:00").replace(tzinfo=UTC).astimezone(CHINA).date()
        if day in days:
            days[day] += n
    return days


def _cards(ask: Ask, known: list[Desk], held: int, conflicts: int) -> list[Card]:
    """Figures at the head of the page."""
    link, say = ask.speech.link, ask.speech.say
    levels = Counter(ask.speech.age(desk.seen_at, ask.now).level for desk in known)
    waiting, repairs = (sum(desk.told(what) or 0 for desk in known) for what in ("outbox", "repairs"))
    silent, silent_level = _silence(ask, levels)
    kept = say("等总部处理") if held else say("没有待处理的")
    chosen = say("等顾问选择") if conflicts else say("没有未处理的")
    mended = say("应为 0，请告知技术支持") if repairs else say("各终端与总部一致")
    return [
        Card(say("网点终端"), len(known), silent, link("/desks"), note_level=silent_level),
        Card(say("待发送"), waiting, say("各终端最近一次自报的合计"), link("/desks")),
        Card(say("隔离"), held, kept, link("/quarantine"), "bad" if held else ""),
        Card(say("冲突"), conflicts, chosen, link("/conflicts"), "warn" if conflicts else ""),
        Card(say("修复"), repairs, mended, link("/desks"), "bad" if repairs else ""),
    ]


def _silence(ask: Ask, levels: Counter[str]) -> tuple[str, str]:
    """What is told below the number of desks, the worst first, and its colour."""
    say = ask.speech.say
    if not levels:
        return say("还没有终端注册"), ""
    if gone := levels["gone"]:
        return say("{n} 台超过 7 天未联系", n=gone), "bad"
    if late := levels["late"] + levels["never"]:
        return say("{n} 台超过 1 天未联系", n=late), "warn"
    return say("联系正常"), ""


def _silent(ask: Ask, known: list[Desk]) -> list[dict[str, Any]]:
    """The desks that were not heard of for more than a day, the longest first."""
    aged = [(desk, ask.speech.age(desk.seen_at, ask.now)) for desk in sorted(known, key=silence)]
    return [
        {"branch": desk.branch, "advisor": desk.advisor, "seen": ask.speech.moment(desk.seen_at), "age": age}
        for desk, age in aged
        if age.level != "ok"
    ]
