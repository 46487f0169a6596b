"""Turns in the invented clients' affairs, so that every moment of truth occurs in the last two months
and clients cross the thresholds of the tiers in both directions within the year.

Which client has which is told by archetype and serial alone: no draw is used up here.
"""

from dataclasses import dataclass
from datetime import date

from advisor_desk.demo.archetypes import Buying
from advisor_desk.demo.people import Person
from advisor_desk.domain.dates import from_day, months_before, to_day
from advisor_desk.domain.money import yuan
from advisor_desk.domain.records import TradeKind

DAILY_FROM = 100
"""Days before the end from which a salary is seen to the day."""

_LEFT_BACK, _ROSE_BACK, _STOPPED_BACK = 9, 30, 55
_CROSSINGS = (
    ("hnw_dual", 6, 5, 95, 620_000),
    ("hnw_fees", 4, 3, 130, 710_000),
    ("hnw_fees", 4, 1, 175, 480_000),
    ("person_top", 11, 7, 68, 3_600_000),
    ("occasional", 101, 52, 145, 1_350_000),
    ("occasional", 101, 91, 192, 1_180_000),
    ("drifting", 101, 66, 255, 1_620_000),
    ("hnw_core", 101, 57, 165, 5_700_000),
)
"""Who stood on the other side of a tier's threshold, until how many days before the end, at how many yuan."""
_PAYDAYS = 4
_YEAR = 365
_RENEWALS = (55, 28, 6)


@dataclass(frozen=True, slots=True)
class Extra:
    """A purchase beside those of the archetype."""

    back: int
    kind: TradeKind
    product_type: str
    house: int
    amount_fen: int


def _is(person: Person, code: str, every: int, place: int) -> bool:
    return person.kind.code == code and person.serial % every == place


def has_salary(person: Person) -> bool:
    """True for who is paid on the same day of each month."""
    return person.kind.code in ("recent_small", "young_saver") and person.serial % 5 == 1


def shift_fen(person: Person, day: int, end: int, target_fen: int) -> int:
    """What a day's assets differ from the level that they have today."""
    if _is(person, "hnw_core", 7, 3) and day < end - _LEFT_BACK:
        return max(target_fen * 15 // 100, yuan(300_000))
    if _is(person, "hnw_core", 7, 5) and day < end - _ROSE_BACK:
        return yuan(880_000) - target_fen
    for code, every, place, back, before in _CROSSINGS:
        if day < end - back and _is(person, code, every, place):
            return yuan(before) - target_fen
    if has_salary(person) and target_fen >= yuan(100_000):
        pay = max(target_fen * 4 // 100, yuan(5_500))
        return -pay * sum(day < payday for payday in paydays(person, end))
    return 0


def paydays(person: Person, end: int) -> list[int]:
    """The last days on which the salary came."""
    last = from_day(end)
    this = date(last.year, last.month, 8 + person.serial % 5)
    months = [to_day(months_before(this, back)) for back in range(_PAYDAYS + 1)]
    return [day for day in months if day <= end][:_PAYDAYS]


def newest_back(person: Person, buying: Buying) -> int:
    """How long ago the newest purchase of a pattern was: some plans of instalments have stopped."""
    return _STOPPED_BACK if buying.sip and _is(person, "saver", 9, 2) else buying.newest


def extras(person: Person, end: int) -> tuple[Extra, ...]:
    """Purchases beside the patterns: a private fund whose cooling-off is over, an advisory agreement."""
    tenure = end - person.opened
    if person.kind.code == "hnw_core" and person.serial % 6 == 4:
        back = 3 + person.serial % 40
        return (Extra(back, TradeKind.SUBSCRIBE, "PRIVATE_SECURITIES", person.serial % 6, yuan(1_000_000)),)
    if _is(person, "saver", 5, 3) and tenure > _YEAR:
        back = _YEAR - _RENEWALS[person.serial // 5 % 3]
        return (Extra(back, TradeKind.ADVISORY_SIGN, "FUND_ADVISORY", 5, yuan(20_000)),)
    return ()
