"""First responses on the board: from a client's question to the first contact with the client after it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from advisor_desk.domain.board import BoardFacts, EnquiryFact
from advisor_desk.domain.dates import months_before
from advisor_desk.usecases.board_view import Responses

if TYPE_CHECKING:
    from advisor_desk.usecases.service_ports import ServiceDated


def responses(book: "ServiceDated", facts: BoardFacts) -> tuple[Responses, int | None]:
    """All questions of the months shown, and the time allowed in minutes of work."""
    limit = None
    return _counted(facts.enquiries, limit), limit


def responses_by_month(book: "ServiceDated", facts: BoardFacts) -> tuple[tuple[date, Responses], ...]:
    """The same by the month in which the question came, from the first that has any."""
    if not facts.enquiries:
        return ()
    month, found = _month_of(facts.enquiries[0]), []
    while month <= facts.as_of:
        own = [one for one in facts.enquiries if _month_of(one) == month]
        found.append((month, _counted(own, None)))
        month = months_before(month, -1)
    return tuple(found)


def _month_of(enquiry: EnquiryFact) -> date:
    return enquiry.at.date().replace(day=1)


def _counted(enquiries: Sequence[EnquiryFact], limit: int | None) -> Responses:
    took = sorted(
        (one.answered_at - one.at) // timedelta(minutes=1) for one in enquiries if one.answered_at is not None
    )
    waiting = [one.at for one in enquiries if one.answered_at is None]
    return Responses(
        answered=len(took),
        median_minutes=median(took),
        worst_minutes=took[-1] if took else None,
        in_time=sum(limit is None or minutes <= limit for minutes in took),
        waiting=len(waiting),
        oldest_at=min(waiting, default=None),
    )


def median(ordered: Sequence[int]) -> int | None:
    """The middle of what is in order, cut to a whole number; None of nothing."""
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2
