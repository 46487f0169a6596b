"""Reasons name products by their codes; their readers are told the names as well, looked up once a read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final, Protocol

from advisor_desk.domain.moment import Evidence, KeptMoment
from advisor_desk.domain.today import TodayItem

CODES: Final = frozenset({"product_code", "agreement"})
"""An agreement may be that of an advisory product."""
NAME: Final = "product_name"


class NamesProducts(Protocol):
    """A book that knows what products are called."""

    def product_names(self, codes: Collection[str]) -> Mapping[str, str]:
        """The names of those products that are in the book, by code."""


def named_items(book: NamesProducts, items: Iterable[TodayItem]) -> list[TodayItem]:
    """The lines with the products of their reasons named beside the codes."""
    listed = list(items)
    names = _names(book, (params for item in listed for _code, params in item.why))
    if not names:
        return listed
    return [
        replace(item, why=tuple((code, _named(params, names)) for code, params in item.why))
        for item in listed
    ]


def named_moments(book: NamesProducts, kept: Iterable[KeptMoment]) -> tuple[KeptMoment, ...]:
    """The moments with the products of their evidence named beside the codes."""
    listed = tuple(kept)
    names = _names(book, (one.moment.evidence for one in listed))
    return tuple(
        replace(one, moment=replace(one.moment, evidence=_named(one.moment.evidence, names)))
        for one in listed
    )


def _names(book: NamesProducts, given: Iterable[Evidence]) -> Mapping[str, str]:
    codes = {str(value) for params in given for name, value in params if name in CODES and value}
    return book.product_names(codes) if codes else {}


def _named(params: Evidence, names: Mapping[str, str]) -> Evidence:
    known = [(NAME, names[str(value)]) for name, value in params if name in CODES and str(value) in names]
    return (*params, *known)
