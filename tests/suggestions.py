"""Suggestions in tests: the shelf of domain notes §5.2, a client with money, a book in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

from advisor_desk.domain.advice import AdviceClient, LineOverride, PlanDraft, Suggestion, WhatIf
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import (
    AssetClass,
    Liquidity,
    ProductType,
    Qualification,
    RiskGrade,
    Variety,
)
from advisor_desk.domain.review import AssessmentLine, HoldingLine
from advisor_desk.domain.shelf import Product, ShelfRelease
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.usecases.advice_ports import AdviceBook
from advisor_desk.usecases.rules_catalog import shipped_catalog
from advisor_desk.usecases.suggest_products import suggest
from tests.advice import ON, WAN, advice_client, advice_rules, product

A = AssetClass
RELEASE = ShelfRelease(ON, "总部", "产品部", "00" * 32, 9, is_intact=True)


class MemoryBook:
    """A book of one client and a shelf; what is given lies in `given`."""

    def __init__(self, client: AdviceClient, shelf: Iterable[Product], **other: Any) -> None:
        self._client, self._shelf = client, sorted(shelf, key=lambda one: one.code)
        self._release: ShelfRelease | None = other.get("release", RELEASE)
        self.as_of: date = other.get("as_of", ON)
        self.given: list[tuple[Mapping[str, object], Sequence[Any], Sequence[Any]]] = []

    @property
    def advice(self) -> AdviceRules:
        return advice_rules()

    @property
    def rules(self) -> RuleSet:
        return shipped_catalog().in_force(self.as_of)

    def advice_client(self, client_id: int) -> AdviceClient:
        assert client_id == self._client.client_id
        return self._client

    def shelf(self) -> list[Product]:
        return list(self._shelf)

    def product(self, code: str) -> Product:
        return next(one for one in self._shelf if one.code == code)

    def shelf_release(self) -> ShelfRelease | None:
        return self._release

    def plan_draft(self, client_id: int) -> PlanDraft:
        return PlanDraft(client_id=client_id)

    def give_suggestion(
        self, _client_id: int, body: Mapping[str, object], checks: Sequence[Any], intents: Sequence[Any]
    ) -> str:
        self.given.append((body, checks, intents))
        return f"event-{len(self.given)}"


def book_of(client: AdviceClient, shelf: Iterable[Product], **other: Any) -> tuple[MemoryBook, AdviceBook]:
    """The book twice: as it is, and as the use cases know it."""
    book = MemoryBook(client, shelf, **other)
    return book, cast("AdviceBook", book)


def client_with(money_wan: int, level: RiskLevel | None, **changes: Any) -> AdviceClient:
    """A person of 40 with nothing but free money, assessed with a long horizon and every variety."""
    client = advice_client()
    taken_on = changes.pop("taken_on", date(2026, 1, 10))
    assessment = None
    if level is not None:
        assessment = AssessmentLine(taken_on, date(2027, 1, 10), level, 120, _EVERYTHING, None)
    money = money_wan * WAN
    return replace(client, assessment=assessment, cash_fen=money, aum_fen=money, **changes)


_EVERYTHING = "|".join(Variety)


def holding(code: str, wan: int, klass: AssetClass | None, locked_until: date | None = None) -> HoldingLine:
    """Something the client holds."""
    exposure = {} if klass is None else {klass: 10_000}
    return HoldingLine(code, code, None, ON, None, wan * WAN, None, locked_until, exposure)


def fund(code: str, kind: ProductType, klass: AssetClass, grade: RiskGrade, **changes: Any) -> Product:
    """A fund of one class and grade, of a manager of its own."""
    made = product(code, kind, {klass: 10_000})
    return replace(
        made,
        **{
            "r_level": grade,
            "r_level_manager": grade,
            "manager": f"管理人{code}",
            "variety": _VARIETY.get(klass, Variety.ALT),
            **changes,
        },
    )


_VARIETY = {
    A.CASH: Variety.CASH,
    A.CN_BOND: Variety.BOND,
    A.CN_EQUITY: Variety.EQUITY,
    A.GLOBAL_EQUITY: Variety.EQUITY,
}


def example_shelf() -> list[Product]:
    """1 money, 3 bond, 1 index ETF, 1 active, 1 QDII, 1 gold ETF, 1 private (domain notes §5.2)."""
    etf = {"min_first_fen": 100_00, "min_add_fen": 100_00, "step_fen": 100_00, "fee_manage_bp": 50}
    return [
        fund(
            "100001", ProductType.MONEY_FUND, A.CASH, RiskGrade.R1, liquidity=Liquidity.T0, fee_manage_bp=20
        ),
        fund("200001", ProductType.BOND_FUND, A.CN_BOND, RiskGrade.R2, fee_manage_bp=30),
        fund("200002", ProductType.BOND_FUND, A.CN_BOND, RiskGrade.R2, fee_manage_bp=40),
        fund("200003", ProductType.BOND_FUND, A.CN_BOND, RiskGrade.R2, fee_manage_bp=60),
        fund("300001", ProductType.INDEX_ETF, A.CN_EQUITY, RiskGrade.R3, **etf),
        fund("300002", ProductType.EQUITY_FUND, A.CN_EQUITY, RiskGrade.R4, fee_manage_bp=120),
        fund(
            "400001",
            ProductType.QDII,
            A.GLOBAL_EQUITY,
            RiskGrade.R4,
            fee_manage_bp=110,
            liquidity=Liquidity.T7,
        ),
        fund("500001", ProductType.GOLD_ETF, A.COMMODITY_GOLD, RiskGrade.R3, **etf),
        private_fund(),
    ]


def private_fund(**changes: Any) -> Product:
    """A quantitative private fund from 100 万 in steps of 10 万, open every quarter."""
    return fund(
        "600001",
        ProductType.PRIVATE_SECURITIES,
        A.QUANT_HEDGE,
        RiskGrade.R5,
        **{
            "qualified_only": Qualification.PRIVATE,
            "min_first_fen": 100 * WAN,
            "min_add_fen": 10 * WAN,
            "step_fen": 10 * WAN,
            "liquidity": Liquidity.PERIODIC,
            "fee_manage_bp": 150,
            **changes,
        },
    )


def c3(wan: int = 50, **changes: Any) -> AdviceClient:
    """Half a million and C3, as example A."""
    return client_with(wan, RiskLevel.C3, **changes)


def suggested(
    client: AdviceClient, shelf: Sequence[Product] | None = None, what_if: WhatIf | None = None, **other: Any
) -> Suggestion:
    """A suggestion for the client from the shelf of the examples, unless there is another."""
    overrides = other.pop("overrides", ())
    _, book = book_of(client, example_shelf() if shelf is None else shelf, **other)
    return suggest(book, client.client_id, what_if or WhatIf(), overrides=overrides)


def bought(found: Suggestion) -> dict[str, int]:
    """The amounts of a plan by code."""
    assert found.plan is not None
    return {line.code: line.amount_fen for line in found.plan.lines}


def by_hand(code: str, wan: int) -> LineOverride:
    """An amount set by the advisor."""
    return LineOverride(code=code, amount_fen=wan * WAN, reason="客户坚持")
