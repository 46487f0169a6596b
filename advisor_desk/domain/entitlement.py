"""Services in kind that a tier is entitled to, as a ledger: quota, booked, used, expiry. Values only.

Benefits in kind belong to the tier, never to a purchase (domain notes §6).
"""

from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.service_codes import EntitlementCode, EntitlementMove

__all__ = ["EntitlementBalance", "EntitlementCode", "EntitlementDraft", "EntitlementEntry", "EntitlementMove"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitlementDraft:
    """A line to be. `for_on` is the day booked; `booking` the BOOK line that a USE or CANCEL settles."""

    client_id: int
    code: EntitlementCode
    move: EntitlementMove
    count: int = 1
    on: date
    for_on: date | None = None
    note: str = ""
    booking: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitlementEntry:
    """A line of the ledger as kept."""

    id: str
    client_id: int
    code: EntitlementCode
    move: EntitlementMove
    count: int
    on: date
    for_on: date | None
    note: str
    booking: str
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitlementBalance:
    """What is left of a service in the period that holds the day. `quota` None is without limit."""

    code: EntitlementCode
    quota: int | None
    granted: int
    booked: int
    used: int
    expires_on: date
    last_used_on: date | None = None

    @property
    def left(self) -> int | None:
        """What may still be booked; None without limit. Never below 0."""
        if self.quota is None:
            return None
        return max(0, self.quota + self.granted - self.booked - self.used)
