"""Which products of the shelf are shown, and in which order. Works on what was read; never reads itself."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.product import (
    AssetClass,
    Liquidity,
    ProductType,
    Qualification,
    RiskGrade,
    ShelfStatus,
)
from advisor_desk.usecases.product_facts import ProductFacts


class Buyer(StrEnum):
    """Who may buy: by qualification, by kind of client, by the tier whose menu it is on."""

    ANYONE = "ANYONE"
    QUALIFIED_PRIVATE = "QUALIFIED_PRIVATE"
    QUALIFIED_AMP = "QUALIFIED_AMP"
    PERSON = "PERSON"
    ORGANISATION = "ORGANISATION"
    RETAIL = "RETAIL"
    HNW = "HNW"
    INST = "INST"


class ProductSort(StrEnum):
    """What the list may be sorted by."""

    NAME = "NAME"
    TYPE = "TYPE"
    GRADE = "GRADE"
    CLASS = "CLASS"
    MINIMUM = "MINIMUM"
    LIQUIDITY = "LIQUIDITY"
    FEE = "FEE"
    QUOTA = "QUOTA"
    STATUS = "STATUS"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilter:
    """What is asked for; empty is everything. None among the grades stands for products without one."""

    text: str = ""
    classes: frozenset[AssetClass] = frozenset()
    grades: frozenset[RiskGrade | None] = frozenset()
    types: frozenset[ProductType] = frozenset()
    min_at_most_fen: int | None = None
    is_open: bool = False
    buyer: Buyer | None = None

    @property
    def is_plain(self) -> bool:
        """True when every product is shown."""
        return self == _PLAIN


@dataclass(frozen=True, slots=True)
class ShelfCounts:
    """How many products a list holds, how many may be sold on the day, how many have no grade."""

    products: int
    open_now: int
    unrated: int


_PLAIN: Final = ProductFilter()
_LAST: Final = 1 << 62
_TYPES: Final[Mapping[ProductType, int]] = {kind: at for at, kind in enumerate(ProductType)}
_CLASSES: Final[Mapping[AssetClass, int]] = {kind: at for at, kind in enumerate(AssetClass)}
_LIQUIDITY: Final[Mapping[Liquidity, int]] = {kind: at for at, kind in enumerate(Liquidity)}
_STATUSES: Final[Mapping[ShelfStatus, int]] = {
    status: at
    for at, status in enumerate(
        (
            ShelfStatus.ON_SALE,
            ShelfStatus.SUSPENDED,
            ShelfStatus.APPROVED,
            ShelfStatus.DRAFT,
            ShelfStatus.EXPIRED,
        )
    )
}
_ORDERS: Final[Mapping[ProductSort, Callable[[ProductFacts], Any]]] = {
    ProductSort.NAME: lambda one: one.product.pinyin or one.product.name,
    ProductSort.TYPE: lambda one: _TYPES[one.product.product_type],
    ProductSort.GRADE: lambda one: _LAST if one.grade is None else int(one.grade.value[1]),
    ProductSort.CLASS: lambda one: _LAST if one.main_class is None else _CLASSES[one.main_class],
    ProductSort.MINIMUM: lambda one: _LAST if one.min_fen is None else one.min_fen,
    ProductSort.LIQUIDITY: lambda one: _LAST if one.liquidity is None else _LIQUIDITY[one.liquidity],
    ProductSort.FEE: lambda one: _LAST if one.fee_bp is None else one.fee_bp,
    ProductSort.QUOTA: lambda one: (
        _LAST if one.product.free_quota_fen is None else one.product.free_quota_fen
    ),
    ProductSort.STATUS: lambda one: (
        _LAST if one.product.shelf_status is None else _STATUSES[one.product.shelf_status]
    ),
}
_MENUS: Final = {Buyer.RETAIL: Tier.RETAIL, Buyer.HNW: Tier.HNW, Buyer.INST: Tier.INST}


def found(products: Iterable[ProductFacts], wanted: ProductFilter) -> list[ProductFacts]:
    """The products that are asked for, in the order given."""
    words = wanted.text.casefold().split()
    rows = [one for one in products if all(word in one.searched for word in words)] if words else products
    for test in _tests(wanted):
        rows = [one for one in rows if test(one)]
    return list(rows)


def in_order(
    products: Sequence[ProductFacts], sort: ProductSort, *, is_descending: bool = False
) -> list[ProductFacts]:
    """Sorted, products of the same rank by code. What is not known stands last, either way."""
    order = _ORDERS[sort]
    by_code = sorted(products, key=lambda one: one.product.code)
    known = [one for one in by_code if order(one) != _LAST]
    unknown = [one for one in by_code if order(one) == _LAST]
    known.sort(key=order, reverse=is_descending)
    return known + unknown


def counted(products: Iterable[ProductFacts]) -> ShelfCounts:
    """The counts above a list."""
    told = Counter((one.is_open, one.grade is None) for one in products)
    return ShelfCounts(
        products=told.total(),
        open_now=told[True, False] + told[True, True],
        unrated=told[True, True] + told[False, True],
    )


def _tests(wanted: ProductFilter) -> list[Callable[[ProductFacts], bool]]:
    tests: list[Callable[[ProductFacts], bool]] = []
    if wanted.classes:
        tests.append(lambda one: one.main_class in wanted.classes)
    if wanted.grades:
        tests.append(lambda one: one.grade in wanted.grades)
    if wanted.types:
        tests.append(lambda one: one.product.product_type in wanted.types)
    most = wanted.min_at_most_fen
    if most is not None:
        tests.append(lambda one: one.min_fen is not None and one.min_fen <= most)
    if wanted.is_open:
        tests.append(lambda one: one.is_open)
    if wanted.buyer is not None:
        tests.append(_buyer_test(wanted.buyer))
    return tests


def _buyer_test(buyer: Buyer) -> Callable[[ProductFacts], bool]:
    menu = _MENUS.get(buyer)
    if menu is not None:
        return lambda one: menu in one.product.tier_menu
    if buyer in (Buyer.PERSON, Buyer.ORGANISATION):
        is_person = buyer is Buyer.PERSON
        return lambda one: _is_sold_to(one, is_person=is_person)
    asked = {
        Buyer.ANYONE: Qualification.NONE,
        Buyer.QUALIFIED_PRIVATE: Qualification.PRIVATE,
        Buyer.QUALIFIED_AMP: Qualification.AMP,
    }[buyer]
    return lambda one: one.terms.qualified_only is asked


def _is_sold_to(one: ProductFacts, *, is_person: bool) -> bool:
    kinds = one.product.client_types or tuple(ClientType)
    return any(kind.is_person is is_person for kind in kinds)
