"""A book of a few clients and products in memory, for tests of what is asked of the shelf."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.shelf import Product, ShelfMove, ShelfRelease
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.ruleset import RuleSet
from tests.advice import ON, advice_rules
from tests.builders import rules


def release(on: date = ON, *, is_intact: bool = True, products: int = 1) -> ShelfRelease:
    """A shelf received on a day."""
    return ShelfRelease(on, "products.csv", "tester", "digest", products, is_intact)


@dataclass
class ShelfBookInMemory:
    """What the shelf's deeds ask of a book; `moved` keeps the moves, newest first."""

    products: list[Product]
    clients: Sequence[AdviceClient] = ()
    newest: ShelfRelease | None = field(default_factory=release)
    as_of: date = ON
    moved: list[ShelfMove] = field(default_factory=list)

    @property
    def rules(self) -> RuleSet:
        return rules()

    @property
    def advice(self) -> AdviceRules:
        return advice_rules()

    def shelf(self) -> list[Product]:
        return sorted(self.products, key=lambda one: one.code)

    def product(self, code: str) -> Product:
        for one in self.products:
            if one.code == code:
                return one
        raise UserCanFix("product.unknown", product=code)

    def shelf_release(self) -> ShelfRelease | None:
        return self.newest

    def shelf_moves(self, code: str) -> list[ShelfMove]:
        return [move for move in self.moved if move.code == code]

    def move_product(self, code: str, move: ShelfMove) -> None:
        known = self.product(code)
        self.products[self.products.index(known)] = replace(known, shelf_status=move.after)
        self.moved.insert(0, move)

    def advice_clients(self) -> Iterable[AdviceClient]:
        return iter(self.clients)
