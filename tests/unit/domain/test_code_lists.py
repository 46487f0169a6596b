"""Lists of codes and days as texts, as files and books keep them."""

from datetime import date

from advisor_desk.domain.code_lists import days_in, joined_days


def test_days_are_written_once_each_and_the_earliest_first() -> None:
    early, late = date(2026, 1, 5), date(2026, 12, 1)
    assert joined_days([late, early, late]) == "2026-01-05,2026-12-01"
    assert days_in(joined_days([late, early])) == (early, late)
    assert (joined_days([]), days_in(""), days_in(None)) == ("", (), ())
