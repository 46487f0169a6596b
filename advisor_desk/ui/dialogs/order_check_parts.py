"""What the dialog 适当性检查 is given from outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from advisor_desk.domain.review import ClientProfile
from advisor_desk.domain.shelf import Product
from advisor_desk.domain.suitability import Order
from advisor_desk.ui.jobs import Jobs
from advisor_desk.usecases.check_suitability import ProductCheck
from advisor_desk.usecases.record_order import RecordedOrder


@dataclass(frozen=True, slots=True)
class OrderDeeds:
    """What is asked of the book, in its lane: the products, a look, the record with its evidence."""

    shelf: Callable[[], Sequence[Product]]
    check: Callable[[int, str, Order], ProductCheck]
    record: Callable[[int, str, Order, str], RecordedOrder]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderParts:
    """One client's order to be checked. `code` is the product to start with; `intent_days` is how long an
    order intent holds quota.
    """

    deeds: OrderDeeds
    jobs: Jobs
    client_id: int
    profile: ClientProfile
    intent_days: int
    code: str = ""
