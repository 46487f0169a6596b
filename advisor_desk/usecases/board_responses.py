"""First responses on the board: from a client's question to the first contact with the client after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.board import BoardFacts, EnquiryFact
from advisor_desk.domain.dates import months_before
from advisor_desk.domain.moment import MomentCode
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.serviceset import ServiceRules
from advisor_desk.rules.working_time import civil_day, working_minutes
from advisor_desk.usecases.board_view import Responses

_HOUR = 60


@dataclass(frozen=True, slots=True)
class Clock:
    """Counts minutes of work on trading days."""

    service: ServiceRules
    trading: TradingDays

    @property
    def limit_minutes(self) -> int:
        """The time allowed for a first answer: that of the moment of an online enquiry."""
        return self.service.moments[MomentCode.ONLINE_ENQUIRY].due * _HOUR

    def spent(self, enquiry: EnquiryFact) -> int | None:
        """How long the client waited; None without an answer."""
        if enquiry.answered_at is None:
            return None
        return working_minutes(enquiry.at, enquiry.answered_at, self.service.hours, self.trading)


def responses(clock: Clock, enquiries: Sequence[EnquiryFact]) -> Responses:
    """How quickly these questions were answered."""
    took = sorted(spent for one in enquiries if (spent := clock.spent(one)) is not None)
    return Responses(
        answered=len(took),
        median_minutes=median(took),
        worst_minutes=took[-1] if took else None,
        in_time=sum(minutes <= clock.limit_minutes for minutes in took),
        open=len(enquiries) - len(took),
    )


def responses_by_month(clock: Clock, facts: BoardFacts) -> tuple[tuple[date, Responses], ...]:
    """The same by the month in which the question came, from the first that has any."""
    if not facts.enquiries:
        return ()
    month, found = min(map(_month_of, facts.enquiries)), []
    while month <= facts.as_of:
        found.append((month, responses(clock, [one for one in facts.enquiries if _month_of(one) == month])))
        month = months_before(month, -1)
    return tuple(found)


def _month_of(enquiry: EnquiryFact) -> date:
    return civil_day(enquiry.at).replace(day=1)


def median(ordered: Sequence[int]) -> int | None:
    """The middle of what is in order, cut to a whole number; None of nothing."""
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2
