"""How long a paper with a last day holds: identity documents, recognised classes (domain notes §3.8)."""

from datetime import date
from enum import StrEnum

from advisor_desk.domain.dates import days_between


class PaperState(StrEnum):
    """证件状态: 有效, 即将到期, 已过期, 未登记."""

    VALID = "VALID"
    EXPIRING = "EXPIRING"
    EXPIRED = "EXPIRED"
    UNKNOWN = "UNKNOWN"


def paper_state(until_on: date | None, on: date, watch_days: int) -> PaperState:
    """The state on a day. The last day counts; within `watch_days` before it the paper is expiring."""
    if until_on is None:
        return PaperState.UNKNOWN
    left = days_between(on, until_on)
    if left < 0:
        return PaperState.EXPIRED
    return PaperState.EXPIRING if left <= watch_days else PaperState.VALID
