"""Shelves of sixty products and a client for the bench: seeded, as a branch's list is mixed."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass, Liquidity, ProductType, Qualification, RiskGrade
from advisor_desk.domain.shelf import Product
from tests.advice import WAN
from tests.suggestions import client_with, fund, private_fund

PRODUCTS = 60
_A = AssetClass
_SHARES = (
    (ProductType.MONEY_FUND, _A.CASH, "R1", 6),
    (ProductType.BOND_FUND, _A.CN_BOND, "R2", 20),
    (ProductType.INDEX_ETF, _A.CN_EQUITY, "R3", 8),
    (ProductType.EQUITY_FUND, _A.CN_EQUITY, "R4", 11),
    (ProductType.QDII, _A.GLOBAL_EQUITY, "R4", 6),
    (ProductType.GOLD_ETF, _A.COMMODITY_GOLD, "R3", 3),
    (ProductType.MIXED_FUND, _A.CN_BOND, "R3", 4),
    (ProductType.PRIVATE_SECURITIES, _A.QUANT_HEDGE, "R5", 2),
)


def shelf(seed: int) -> list[Product]:
    """Sixty products on sale of fifteen managers."""
    pick = random.Random(seed)  # noqa: S311
    kinds = [(kind, klass, grade) for kind, klass, grade, count in _SHARES for _ in range(count)]
    return [_product(pick, f"{110_000 + 7 * place:06d}", *kind) for place, kind in enumerate(kinds)]


def client() -> AdviceClient:
    """A qualified investor with C5 and 1,000 万 to place."""
    made = client_with(1_000, RiskLevel.C5)
    return replace(made, kyc=replace(made.kyc, income_3y_fen=60 * WAN, spending_month_fen=3 * WAN))


def _product(pick: random.Random, code: str, kind: ProductType, klass: AssetClass, grade: str) -> Product:
    changes: dict[str, Any] = {
        "manager": f"管理人{pick.randrange(15)}",
        "fee_manage_bp": pick.randrange(15, 150),
        "fee_custody_bp": pick.choice([5, 10, 20]),
        "quota_left_fen": pick.choice([None, None, None, 80 * WAN]),
    }
    if kind in (ProductType.INDEX_ETF, ProductType.GOLD_ETF):
        changes |= {"min_first_fen": 100_00, "min_add_fen": 100_00, "step_fen": 100_00}
        changes["is_broad_index"] = kind is ProductType.INDEX_ETF and pick.random() < 0.5
    if kind is ProductType.QDII:
        changes["liquidity"] = Liquidity.T7
    if kind is ProductType.MIXED_FUND:
        part = pick.choice([1_000, 2_000, 4_000])
        changes["exposure_bp"] = {_A.CN_BOND: 10_000 - part, _A.CN_EQUITY: part}
    if kind is ProductType.PRIVATE_SECURITIES:
        return replace(private_fund(**changes), code=code, qualified_only=Qualification.PRIVATE)
    return fund(code, kind, klass, RiskGrade(grade), **changes)
