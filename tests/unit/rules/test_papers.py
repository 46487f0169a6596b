"""When an identity document or a recognised class is called expiring and expired."""

from datetime import date

import pytest

from advisor_desk.rules.papers import PaperState, paper_state


@pytest.mark.parametrize(
    ("until_on", "state"),
    [
        (None, PaperState.UNKNOWN),
        (date(2026, 11, 19), PaperState.EXPIRED),
        (date(2026, 11, 20), PaperState.EXPIRING),
        (date(2027, 2, 18), PaperState.EXPIRING),
        (date(2027, 2, 19), PaperState.VALID),
        (date(9999, 12, 31), PaperState.VALID),
    ],
)
def test_a_paper_holds_to_its_last_day_and_is_watched_90_days_before(
    until_on: date | None, state: PaperState
) -> None:
    assert paper_state(until_on, date(2026, 11, 20), 90) is state
