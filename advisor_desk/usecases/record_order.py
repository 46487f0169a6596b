"""An order that somebody asks for: checked, recorded with who started it and on which evidence, quota held.

Suggestions record their own checks; this is the road of a single order, above all one that the client
started (domain notes §3.3: the initiator is recorded with evidence).
"""

from dataclasses import dataclass

from advisor_desk.domain.suitability import Initiator, Order, SuitabilityOutcome
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.advice_ports import AdviceBook
from advisor_desk.usecases.check_suitability import ProductCheck, check_body, check_product


@dataclass(frozen=True, slots=True)
class RecordedOrder:
    """What was recorded: `is_held` is False for a refused check, which holds no quota."""

    event_id: str
    check: ProductCheck
    is_held: bool


def record_order(book: AdviceBook, client_id: int, code: str, order: Order, evidence: str) -> RecordedOrder:
    """Check an order on the book's day and record it; what is not forbidden holds its quota for some days.

    Raises UserCanFix: `order.evidence_needed` for a client's order without evidence that the client asked;
    `client.unknown`, `product.unknown`, `suggestion.quota_gone`.
    """
    evidence = evidence.strip()
    if order.initiator is Initiator.CLIENT and not evidence:
        raise UserCanFix("order.evidence_needed")
    made = check_product(book, client_id, code, order)
    is_held = made.verdict.outcome is not SuitabilityOutcome.FORBID
    hold_fen = order.amount_fen if is_held else 0
    return RecordedOrder(
        book.record_check(client_id, code, check_body(made, evidence), hold_fen), made, is_held
    )
