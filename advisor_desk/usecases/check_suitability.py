"""May this client be sold this product at this amount: the check, and all of its inputs for the record."""

from dataclasses import dataclass, replace
from datetime import date

from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.suitability import InvestorFacts, Order, SaleTerms, SuitabilityVerdict
from advisor_desk.rules.investor import facts_of
from advisor_desk.rules.shelf import terms_of
from advisor_desk.rules.suitability import check
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
    client, product = book.advice_client(client_id), book.product(code)
    if not order.held_fen:
        order = replace(order, held_fen=held_fen(client, code))
    investor = facts_of(client, book.as_of, book.rules, book.advice)
    terms = terms_of(
        product,
        book.as_of,
        book.advice,
        client_type=client.profile.client_type,
        channel=order.channel,
    )
    return ProductCheck(
        client_id=client_id,
        on=book.as_of,
        investor=investor,
        terms=terms,
        order=order,
        verdict=check(investor, terms, order, book.as_of, book.advice),
        advice_version=book.advice.version,
        rules_version=book.rules.version,
    )


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
