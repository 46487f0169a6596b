"""A product as its card and the list show it: what the shelf rules make of the record on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.product import AssetClass, Liquidity, RiskGrade
from advisor_desk.domain.shelf import Product, ShelfStanding
from advisor_desk.domain.suitability import SaleTerms
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation_weights import main_class
from advisor_desk.rules.shelf import exposure_of, liquidity_of, standing_of, step_of, terms_of
from advisor_desk.rules.suitability_access import law_fen, ticket_fen
from advisor_desk.usecases.advice_ports import ShelfBook


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacts:
    """One product on a day. `exposure` is None where neither record nor type tells it; `fee_bp` is what the
    first year costs, None where no fee is recorded; `law_fen` the law's minimum. `searched` is what a search
    looks through.
    """

    product: Product
    terms: SaleTerms
    exposure: Mapping[AssetClass, int] | None
    main_class: AssetClass | None
    liquidity: Liquidity | None
    min_fen: int | None
    law_fen: int | None
    step_fen: int | None
    fee_bp: int | None
    next_open: date | None
    searched: str

    @property
    def grade(self) -> RiskGrade | None:
        """The grade that counts: the higher of ours and the manager's."""
        return self.terms.r_level

    @property
    def is_open(self) -> bool:
        """True when it may be sold on the day."""
        return self.terms.sale_problem is None


@dataclass(frozen=True, slots=True)
class ShelfView:
    """The whole shelf on a day and how far it may be trusted."""

    products: Sequence[ProductFacts]
    standing: ShelfStanding
    as_of: date
    max_age_days: int

    @property
    def is_offices(self) -> bool:
        """True when head office keeps it, and changes what stands on it."""
        return self.standing.release is not None and self.standing.release.is_offices


def read_shelf(book: ShelfBook) -> ShelfView:
    """Every product by code; runs where the book may be read."""
    advice, on, shelf = book.advice, book.as_of, book.shelf()
    return ShelfView(
        [facts_of(one, on, advice) for one in shelf],
        standing_of(book.shelf_release(), shelf, on, advice),
        on,
        advice.shelf.max_age_days,
    )


def facts_of(product: Product, on: date, advice: AdviceRules) -> ProductFacts:
    """What the shelf rules make of one product on a day."""
    terms = terms_of(product, on, advice)
    exposure = exposure_of(product, advice)
    return ProductFacts(
        product=product,
        terms=terms,
        exposure=exposure,
        main_class=main_class(exposure) if exposure else None,
        law_fen=law_fen(terms, advice.suitability),
        liquidity=liquidity_of(product, advice),
        min_fen=ticket_fen(terms, advice.suitability),
        step_fen=step_of(product, advice),
        fee_bp=first_year_bp(product),
        next_open=min((day for day in product.open_days if day >= on), default=None),
        searched=searched(product),
    )


def first_year_bp(product: Product) -> int | None:
    """Entry and yearly fees of the first year; a performance fee is no part of it."""
    fees = (product.fee_front_bp, product.fee_manage_bp, product.fee_custody_bp, product.fee_sales_bp)
    known = [fee for fee in fees if fee is not None]
    return sum(known) if known else None


def searched(product: Product) -> str:
    """Code, name, and each reading of the name in full and by its initials, in lower case."""
    words = [product.code, product.name]
    for reading in (product.pinyin or "").split("|"):
        syllables = reading.split()
        words += ["".join(syllables), "".join(one[0] for one in syllables)]
    return "\n".join(words).casefold()
