"""May this client be sold this product at this amount: the check, and all of its inputs for the record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.suitability import InvestorFacts, Order, SaleTerms, SuitabilityVerdict
from advisor_desk.rules.investor import facts_of
from advisor_desk.rules.shelf import terms_of
from advisor_desk.rules.suitability import check, seen_in_turn
from advisor_desk.usecases.advice_json import plain
from advisor_desk.usecases.advice_ports import AdviceBook

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCheck:
    """A verdict with everything that it rests on: from this alone it can be found again."""

    client_id: int
    on: date
    investor: InvestorFacts
    terms: SaleTerms
    order: Order
    verdict: SuitabilityVerdict
    advice_version: str
    rules_version: str


def check_product(book: AdviceBook, client_id: int, code: str, order: Order) -> ProductCheck:
    """Check an order of a client on the book's day. What is held already is taken from the book unless told.

    Raises UserCanFix: `client.unknown`, `product.unknown`.
    """
    return check_products(book, client_id, [(code, order)])[0]


def check_products(
    book: AdviceBook, client_id: int, orders: Sequence[tuple[str, Order]]
) -> tuple[ProductCheck, ...]:
    """Check the legs of a bundle, each on its own, paid one after another out of the same cash.

    The outcome of the whole is the worst (`domain.suitability.worst`). Raises as `check_product`.
    """
    client = book.advice_client(client_id)
    investor = facts_of(client, book.as_of, book.rules, book.advice)
    legs = [_leg(book, client, code, order) for code, order in orders]
    return tuple(
        ProductCheck(
            client_id=client_id,
            on=book.as_of,
            investor=seen,
            terms=terms,
            order=order,
            verdict=check(seen, terms, order, book.as_of, book.advice),
            advice_version=book.advice.version,
            rules_version=book.rules.version,
        )
        for seen, terms, order in seen_in_turn(investor, legs)
    )


def _leg(book: AdviceBook, client: AdviceClient, code: str, order: Order) -> tuple[SaleTerms, Order]:
    if not order.held_fen:
        order = replace(order, held_fen=held_fen(client, code))
    kind = client.profile.client_type
    terms = terms_of(book.product(code), book.as_of, book.advice, client_type=kind, channel=order.channel)
    return terms, order


def held_fen(client: AdviceClient, code: str) -> int:
    """What a client holds of a product."""
    return sum(line.value_fen for line in client.holdings if line.product_code == code)


def check_body(made: ProductCheck, evidence: str = "") -> Json:
    """All inputs and the verdict as JSON. `evidence` says what shows who started it."""
    return {
        "on": made.on.isoformat(),
        "initiator": made.order.initiator.value,
        "channel": made.order.channel.value,
        "evidence": evidence,
        "investor": plain(made.investor),
        "terms": plain(made.terms),
        "order": plain(made.order),
        "verdict": plain(made.verdict),
        "advice_version": made.advice_version,
        "rules_version": made.rules_version,
    }
