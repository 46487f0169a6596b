"""What a client holds by asset class, with the account's money: the same figures wherever they are shown."""

from collections.abc import Iterator, Mapping

from advisor_desk.domain.advice import AdviceClient, Weights
from advisor_desk.domain.product import AssetClass
from advisor_desk.domain.review import HoldingLine
from advisor_desk.domain.shelf import Product
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation_weights import WHOLE_BP, class_sums, weights_of
from advisor_desk.rules.shelf import exposure_of

Shelf = Mapping[str, Product]


def held_weights(
    client: AdviceClient, shelf: Shelf, advice: AdviceRules
) -> tuple[dict[AssetClass, int], int] | None:
    """Weights by class in basis points, and the part that no class explains; None where nothing is held."""
    parts = list(_parts(client, shelf, advice))
    base = sum(value for value, _ in parts)
    return weights_of(class_sums(parts), base) if base > 0 else None


def exposure_held(line: HoldingLine, shelf: Shelf, advice: AdviceRules) -> Weights:
    """What a holding stands for: as recorded, else as its product or the product's type tells."""
    product = shelf.get(line.product_code)
    by_product = None if product is None else exposure_of(product, advice)
    return line.exposure_bp or by_product or {}


def _parts(client: AdviceClient, shelf: Shelf, advice: AdviceRules) -> Iterator[tuple[int, Weights]]:
    """Amounts in fen with what they stand for. A debt is no holding: it makes no class smaller."""
    yield max(0, client.cash_fen or 0), {AssetClass.CASH: WHOLE_BP}
    for line in client.holdings:
        if line.value_fen > 0:
            yield line.value_fen, exposure_held(line, shelf, advice)
