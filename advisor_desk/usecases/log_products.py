"""Products that were talked about: found on the shelf, checked for the one who was there."""

from dataclasses import dataclass

from advisor_desk.domain.suitability import Initiator, Order, SuitabilityVerdict
from advisor_desk.usecases.advice_ports import AdviceBook, ShelfBook
from advisor_desk.usecases.check_suitability import check_product
from advisor_desk.usecases.product_facts import facts_of, searched

MOST_SHOWN = 7
_LEAST_FEN = 100


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A product as the picker shows it; `sought` is what a search looks through."""

    code: str
    name: str
    grade: str
    sought: str


def read_products(book: ShelfBook) -> list[Mentioned]:
    """Every product of the shelf by code."""
    advice, on = book.advice, book.as_of
    found = []
    for product in book.shelf():
        grade = facts_of(product, on, advice).grade
        found.append(Mentioned(product.code, product.name, grade.value if grade else "", searched(product)))
    return found


def match_products(products: list[Mentioned], typed: str) -> list[Mentioned]:
    """Those that hold every word typed."""
    words = typed.casefold().split()
    return [one for one in products if words and all(word in one.sought for word in words)][:MOST_SHOWN]


def check_mention(book: AdviceBook, client_id: int, code: str, initiator: str) -> SuitabilityVerdict:
    """May the client be sold the product, at the least amount that it takes. Nothing is recorded.

    Raises UserCanFix: `client.unknown`, `product.unknown`.
    """
    least = facts_of(book.product(code), book.as_of, book.advice).min_fen
    order = Order(
        amount_fen=least or _LEAST_FEN,
        initiator=Initiator(initiator) if initiator in Initiator.__members__ else Initiator.ADVISOR,
    )
    return check_product(book, client_id, code, order).verdict
