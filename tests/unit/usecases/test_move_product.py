"""A product's state changes by one step, with somebody who answers for it."""

from dataclasses import replace
from typing import Any

import pytest

from advisor_desk.domain.product import AssetClass, ProductType, RiskGrade, ShelfStatus
from advisor_desk.domain.shelf import NEXT_STATES
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.move_product import MoveDraft, move_product, problem_of
from tests.advice import ON, product
from tests.shelf_books import ShelfBookInMemory

DRAFT = MoveDraft(
    code="B1",
    before=ShelfStatus.ON_SALE,
    after=ShelfStatus.SUSPENDED,
    approver="王主任",
    reason="额度将满",
    grade=RiskGrade.R2,
)


def book() -> ShelfBookInMemory:
    return ShelfBookInMemory([product("B1", ProductType.BOND_FUND, {AssetClass.CN_BOND: 10_000})])


def test_a_move_is_recorded_with_day_approver_and_reason() -> None:
    shelf = book()
    move_product(shelf, replace(DRAFT, approver=" 王主任 ", reason=" 额度将满\n"))
    assert shelf.product("B1").shelf_status is ShelfStatus.SUSPENDED
    (move,) = shelf.shelf_moves("B1")
    assert (move.before, move.after, move.on) == (ShelfStatus.ON_SALE, ShelfStatus.SUSPENDED, ON)
    assert (move.approver, move.reason) == ("王主任", "额度将满")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"approver": "  "}, "no_approver"),
        ({"reason": ""}, "no_reason"),
        ({"after": ShelfStatus.DRAFT}, "not_a_step"),
        ({"before": ShelfStatus.SUSPENDED, "after": ShelfStatus.ON_SALE, "grade": None}, "unrated"),
        ({"before": ShelfStatus.SUSPENDED, "after": ShelfStatus.ON_SALE}, "moved_meanwhile"),
    ],
)
def test_what_may_not_be_is_refused_and_nothing_changes(change: dict[str, Any], problem: str) -> None:
    shelf = book()
    with pytest.raises(UserCanFix) as caught:
        move_product(shelf, replace(DRAFT, **change))
    assert caught.value.code == "product.move_refused"
    assert caught.value.params["problem"] == problem
    assert shelf.product("B1").shelf_status is ShelfStatus.ON_SALE
    assert shelf.moved == []


def test_a_product_nobody_knows_is_told() -> None:
    with pytest.raises(UserCanFix) as caught:
        move_product(book(), replace(DRAFT, code="X"))
    assert caught.value.code == "product.unknown"


def test_each_way_through_the_states_can_be_walked_and_withdrawn_is_the_end() -> None:
    for before, steps in NEXT_STATES.items():
        for after in steps:
            assert problem_of(replace(DRAFT, before=before, after=after)) is None
    assert NEXT_STATES[ShelfStatus.EXPIRED] == ()
    assert set(NEXT_STATES) == {None, *ShelfStatus}
