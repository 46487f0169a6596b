"""Lunar dates and holidays in words: 十月十四, 闰六月初一; in English by numbers: 10-14, leap 6-01."""

from typing import Final

_MONTHS: Final = "正二三四五六七八九十冬腊"
_TENS: Final = "初十廿"
_DIGITS: Final = "一二三四五六七八九十"
_ROUND: Final = {10: "初十", 20: "二十", 30: "三十"}
HOLIDAYS: Final = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}
"""What the table of holidays calls them, and what people do."""


def month(number: int, *, is_leap: bool) -> str:
    """正月, 冬月, 闰六月."""
    return f"{'闰' if is_leap else ''}{_MONTHS[number - 1]}月"


def day(number: int) -> str:
    """初一, 十五, 廿九, 三十."""
    return _ROUND.get(number) or _TENS[number // 10] + _DIGITS[number % 10 - 1]


def whole(month_number: int, day_number: int, *, is_leap: bool, is_english: bool = False) -> str:
    """A lunar date: 十月十四; 10-14 and leap 6-01 in English."""
    if is_english:
        return f"{'leap ' if is_leap else ''}{month_number}-{day_number:02d}"
    return month(month_number, is_leap=is_leap) + day(day_number)


def short(month_number: int, day_number: int, *, is_leap: bool, is_english: bool = False) -> str:
    """As a calendar's cell shows it: the month on its first day, else the day."""
    if is_english or day_number > 1:
        plain = day(day_number)
        return whole(month_number, day_number, is_leap=is_leap, is_english=True) if is_english else plain
    return month(month_number, is_leap=is_leap)


def all_texts() -> list[str]:
    """Every Chinese text here that is translated, for the test that asks for its English."""
    return list(HOLIDAYS.values())
