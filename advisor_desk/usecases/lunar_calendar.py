"""The lunar years 1900 to 2100. No other module knows where they come from."""

from functools import lru_cache

from advisor_desk.rules.lunar import LunarMonth, LunarTable


@lru_cache(maxsize=1)
def lunar_table() -> LunarTable:
    """All lunar years that are known, read once."""
    from borax.calendars.lunardate import MAX_LUNAR_YEAR, MIN_LUNAR_YEAR, MIN_SOLAR_DATE, LCalendars

    years = [
        [LunarMonth(month, bool(is_leap), days) for month, days, is_leap in LCalendars.iter_year_month(year)]
        for year in range(MIN_LUNAR_YEAR, MAX_LUNAR_YEAR + 1)
    ]
    return LunarTable(MIN_SOLAR_DATE, MIN_LUNAR_YEAR, years)
