"""Days as people type them in a hurry: `+3`, `+2w`, `12-05`, `12月5日`, `昨天`, `15:30`. Pure.

`+3` counts trading days, weeks and months count civil days. Nothing is guessed: what is not understood
stays text.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.trading import TradingDays

_AHEAD: Final = {"今天": 0, "明天": 1, "后天": 2, "大后天": 3}
_BACK: Final = {"今天": 0, "昨天": 1, "前天": 2, "大前天": 3}
_WEEKDAYS: Final = "一二三四五六日天"
_MOST_STEPS: Final = 400
_HALF: Final = 30
_NOON: Final = 12
_DAY_HOURS: Final = 24

_STEP = re.compile(r"\+(\d{1,3})(?:(w|W|周)|(m|M|个?月)|d|D|天)?(?![\d-])")
_WHOLE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?!\d)")
_SHORT = re.compile(r"(\d{1,2})(?:[-/](\d{1,2})(?!\d)|月(\d{1,2})[日号]?(?!\d))")
_WEEKDAY = re.compile(r"(下)?(?:周|星期)([一二三四五六日天])")
_NAMED = re.compile("大后天|今天|明天|后天")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?!\d)")
_HOUR = re.compile(r"(上午|中午|下午|晚上)?(\d{1,2})点(半|(\d{1,2})分?)?")
_BACK_STEP = re.compile(r"-(\d{1,3})")


@dataclass(frozen=True, slots=True)
class TypedNext:
    """A next step as typed. `on` None: a day is missing or was not understood. `minute` of the day."""

    what: str
    on: date | None
    minute: int | None = None
    trading_days: int | None = None
    """How many trading days were asked for, when it was typed like that."""


def read_past_day(typed: str, today: date) -> date | None:
    """The day of something that has happened; empty is today. None when it is no such day."""
    text = _plain(typed)
    if not text:
        return today
    if text in _BACK:
        return today - timedelta(days=_BACK[text])
    step = _BACK_STEP.fullmatch(text)
    if step:
        return today - timedelta(days=int(step[1]))
    whole, short = _WHOLE.fullmatch(text), _SHORT.fullmatch(text)
    found = None
    if whole:
        found = _day(int(whole[1]), int(whole[2]), int(whole[3]))
    elif short:
        month, day = int(short[1]), int(short[2] or short[3])
        this_year = _day(today.year, month, day)
        found = this_year if this_year and this_year <= today else _day(today.year - 1, month, day)
    return found if found is not None and found <= today else None


def read_next(typed: str, today: date, trading: TradingDays) -> TypedNext | None:
    """Day, time and text of a next step, in any order; nothing typed is None."""
    text = _plain(typed)
    if not text:
        return None
    text, minute = _take_time(text)
    for take in (_take_step, _take_whole, _take_short, _take_named, _take_weekday):
        taken = take(text, today, trading)
        if taken is not None:
            rest, on, steps = taken
            return TypedNext(_tidy(rest), on, minute, steps)
    return TypedNext(_tidy(text), None, minute)


def read_due(typed: str, today: date, trading: TradingDays) -> date | None:
    """A day to come, typed alone as in a next step."""
    read = read_next(typed, today, trading)
    return read.on if read is not None and not read.what and read.minute is None else None


_Taken = tuple[str, date | None, int | None]
Take = Callable[[str, date, TradingDays], _Taken | None]


def _take_step(text: str, today: date, trading: TradingDays) -> _Taken | None:
    found = _STEP.search(text)
    if found is None:
        return None
    count, rest = int(found[1]), _without(text, found)
    if count > _MOST_STEPS:
        return rest, None, None
    if found[2]:
        return rest, today + timedelta(weeks=count), None
    if found[3]:
        return rest, _months_on(today, count), None
    return rest, from_day(trading.add(to_day(today), count)), count


def _take_whole(text: str, today: date, _trading: TradingDays) -> _Taken | None:
    found = _WHOLE.search(text)
    if found is None:
        return None
    on = _day(int(found[1]), int(found[2]), int(found[3]))
    return _without(text, found), on if on and on >= today else None, None


def _take_short(text: str, today: date, _trading: TradingDays) -> _Taken | None:
    found = _SHORT.search(text)
    if found is None:
        return None
    month, day = int(found[1]), int(found[2] or found[3])
    years = (today.year + ahead for ahead in range(9))  # As far as a 29 February may be away.
    days = (_day(year, month, day) for year in years)
    return _without(text, found), next((one for one in days if one and one >= today), None), None


def _take_named(text: str, today: date, _trading: TradingDays) -> _Taken | None:
    found = _NAMED.search(text)
    return None if found is None else (_without(text, found), today + timedelta(days=_AHEAD[found[0]]), None)


def _take_weekday(text: str, today: date, _trading: TradingDays) -> _Taken | None:
    """周五 is the next Friday from today on, 下周五 that of the week after this one."""
    found = _WEEKDAY.search(text)
    if found is None:
        return None
    wanted = min(_WEEKDAYS.index(found[2]), 6)
    if found[1]:
        monday = today - timedelta(days=today.weekday())
        return _without(text, found), monday + timedelta(days=7 + wanted), None
    return _without(text, found), today + timedelta(days=(wanted - today.weekday()) % 7), None


def _take_time(text: str) -> tuple[str, int | None]:
    clock = _CLOCK.search(text)
    if clock is not None:
        minute = _minute(int(clock[1]), int(clock[2]))
        return (_without(text, clock), minute) if minute is not None else (text, None)
    spoken = _HOUR.search(text)
    if spoken is None:
        return text, None
    hour = int(spoken[2])
    if spoken[1] in ("下午", "晚上") and hour < _NOON:
        hour += _NOON
    minute = _minute(hour, _HALF if spoken[3] == "半" else int(spoken[4] or 0))
    return (_without(text, spoken), minute) if minute is not None else (text, None)


def _minute(hour: int, minute: int) -> int | None:
    return hour * 60 + minute if hour < _DAY_HOURS and minute < 60 else None


def _months_on(today: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(typed: str) -> str:
    """Full-width digits and signs as their plain forms; what was typed stays otherwise."""
    return unicodedata.normalize("NFKC", typed).strip()


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,，。;；、")
