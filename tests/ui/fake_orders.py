"""Orders checked by a few plain rules, for the tests of 适当性检查."""

from dataclasses import dataclass, field
from typing import Any

from advisor_desk.domain.client import ClientType, RiskLevel
from advisor_desk.domain.product import ProductType, Regime
from advisor_desk.domain.shelf import Product
from advisor_desk.domain.suitability import (
    CheckCode,
    Duty,
    Finding,
    Initiator,
    InvestorFacts,
    Order,
    SaleTerms,
    SuitabilityOutcome,
    SuitabilityVerdict,
)
from advisor_desk.ui.dialogs.order_check_parts import OrderDeeds
from advisor_desk.ui.jobs import InlineJobs
from advisor_desk.usecases.check_suitability import ProductCheck
from advisor_desk.usecases.record_order import RecordedOrder
from tests.ui.fake_suggestions import DAY

LEAST_FEN = 100_000_00
WARNED = SuitabilityVerdict(
    SuitabilityOutcome.WARN,
    (Finding(CheckCode.R_CLIENT_ABOVE, SuitabilityOutcome.WARN, (("r_level", "R5"), ("c_level", "C3"))),),
    (Duty.D_CLIENT_APPLICATION, Duty.D_SPECIAL_WARNING),
)
REFUSED = SuitabilityVerdict(
    SuitabilityOutcome.FORBID,
    (Finding(CheckCode.R_PUSH_ABOVE, SuitabilityOutcome.FORBID, (("r_level", "R5"), ("c_level", "C3"))),),
    (),
)
TOO_LITTLE = SuitabilityVerdict(
    SuitabilityOutcome.FORBID,
    (
        Finding(
            CheckCode.Q_MIN_AMOUNT,
            SuitabilityOutcome.FORBID,
            (("have_fen", 0), ("need_fen", LEAST_FEN)),
        ),
    ),
    (),
)
FINE = SuitabilityVerdict(SuitabilityOutcome.ALLOW, (), (Duty.D_DISCLOSE,))
_INVESTOR: Any = dict.fromkeys(InvestorFacts.__dataclass_fields__)


def product(code: str, name: str, kind: ProductType, pinyin: str) -> Product:
    return Product(product_id=1, code=code, name=name, product_type=kind, exposure_bp={}, pinyin=pinyin)


SHELF = (
    product("Q00001", "环球科技股票", ProductType.EQUITY_FUND, "huan qiu ke ji gu piao"),
    product("Q00002", "环球医疗股票", ProductType.EQUITY_FUND, "huan qiu yi liao gu piao"),
    product("B00001", "稳健增利债券", ProductType.BOND_FUND, "wen jian zeng li zhai quan"),
    product("I00001", "安心年金保险", ProductType.INSURANCE, "an xin nian jin bao xian"),
)


@dataclass
class Orders:
    """Checks by a few plain rules: bonds are fine, others are only for a client who asks."""

    shelf: tuple[Product, ...] = SHELF
    checked: list[tuple[int, str, Order]] = field(default_factory=list)
    recorded: list[tuple[int, str, Order, str]] = field(default_factory=list)
    error: Exception | None = None

    def check(self, client_id: int, code: str, order: Order) -> ProductCheck:
        self.checked.append((client_id, code, order))
        verdict = WARNED if order.initiator is Initiator.CLIENT else REFUSED
        if order.amount_fen < LEAST_FEN:
            verdict = TOO_LITTLE
        elif code == "B00001":
            verdict = FINE
        return ProductCheck(
            client_id=client_id,
            on=DAY,
            investor=InvestorFacts(
                **{**_INVESTOR, "client_type": ClientType.PERSON, "c_level": RiskLevel.C3}
            ),
            terms=SaleTerms(code=code, regime=Regime.CSRC, r_level=None),
            order=order,
            verdict=verdict,
            advice_version="2026-11",
            rules_version="2026-11",
        )

    def record(self, client_id: int, code: str, order: Order, evidence: str) -> RecordedOrder:
        if self.error is not None:
            raise self.error
        self.recorded.append((client_id, code, order, evidence))
        made = self.check(client_id, code, order)
        return RecordedOrder("E1", made, made.verdict.outcome is not SuitabilityOutcome.FORBID)

    def deeds(self) -> OrderDeeds:
        return OrderDeeds(lambda: self.shelf, self.check, self.record)


class HeldJobs(InlineJobs):
    """Jobs that wait until the test lets them go."""

    is_held = False

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Any] = []

    def _launch(self, handle: Any) -> None:
        if self.is_held:
            self.waiting.append(handle)
        else:
            super()._launch(handle)

    def let_go(self) -> None:
        self.is_held = False
        waiting, self.waiting = self.waiting, []
        for handle in waiting:
            super()._launch(handle)
