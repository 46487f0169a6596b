"""A product goes from one state of the shelf to another; what that does to the seal and to its age."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from advisor_desk.domain.product import ShelfState, ShelfStatus
from advisor_desk.domain.shelf import ShelfMove
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.check import check
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.events import verify_chain
from tests.builders import TODAY, open_desk
from tests.storage.shelf_rows import PLAIN, WHOLE, bring, imports, releases, state, step, tamper


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_only_an_import_makes_a_shelf_fresh(desk: DeskBook) -> None:
    bring(desk, WHOLE, PLAIN)
    later = TODAY + timedelta(days=31)
    desk.roll(later)
    assert state(desk, later) is ShelfState.STALE
    desk.move_product("B1", step(ShelfStatus.SUSPENDED))
    assert state(desk, later) is ShelfState.STALE
    batch = bring(desk, {**PLAIN, "name": "新名"})
    assert state(desk, later) is ShelfState.CURRENT
    imports(desk).undo_import(batch)
    assert state(desk, later) is ShelfState.STALE


def test_the_history_of_a_product_ends_on_the_day_of_the_book(desk: DeskBook) -> None:
    bring(desk, WHOLE)
    desk.move_product("B1", step(ShelfStatus.SUSPENDED))
    desk.roll(TODAY - timedelta(days=1))
    assert desk.shelf_moves("B1") == []


def test_a_move_is_a_state_a_history_an_event_and_a_seal(desk: DeskBook) -> None:
    bring(desk, WHOLE, PLAIN)
    desk.move_product("B1", step(ShelfStatus.SUSPENDED))
    desk.move_product("B1", step(ShelfStatus.ON_SALE, reason="额度恢复"))
    assert desk.product("B1").shelf_status is ShelfStatus.ON_SALE
    assert desk.shelf_moves("B1") == [
        ShelfMove("B1", ShelfStatus.SUSPENDED, ShelfStatus.ON_SALE, TODAY, "王主任", "额度恢复"),
        ShelfMove("B1", ShelfStatus.ON_SALE, ShelfStatus.SUSPENDED, TODAY, "王主任", "额度到期"),
    ]
    assert desk.shelf_moves("A1") == []
    assert state(desk) is ShelfState.CURRENT
    assert [source for source, _ in releases(desk)] == ["货架.csv", "product B1", "product B1"]
    with desk.sql.read() as connection:
        assert verify_chain(connection).ok
        first = connection.execute("SELECT type, client_id, body FROM event ORDER BY device_seq").fetchone()
    body = json.loads(first[2])
    assert first[:2] == ("product.state_changed", None)
    assert {name: body[name] for name in ("code", "before", "after", "approver", "reason", "on")} == {
        "code": "B1",
        "before": "ON_SALE",
        "after": "SUSPENDED",
        "approver": "王主任",
        "reason": "额度到期",
        "on": TODAY.isoformat(),
    }


def test_the_undo_of_an_import_keeps_a_move_that_was_made_since(desk: DeskBook) -> None:
    bring(desk, {**WHOLE, "shelf_status": "APPROVED"})
    batch = bring(desk, {"code": "B1", "name": "安心纯债", "shelf_status": "ON_SALE"})
    desk.move_product("B1", step(ShelfStatus.SUSPENDED))
    undone = imports(desk).undo_import(batch)
    assert [(one.field, one.why.name) for one in undone.kept] == [("shelf_status", "EDITED")]
    assert desk.product("B1").shelf_status is ShelfStatus.SUSPENDED
    assert state(desk) is ShelfState.CURRENT


LEGAL = {
    (None, "DRAFT"), ("DRAFT", "APPROVED"), ("APPROVED", "ON_SALE"), ("ON_SALE", "SUSPENDED"),
    ("SUSPENDED", "ON_SALE"), (None, "EXPIRED"), ("DRAFT", "EXPIRED"), ("APPROVED", "EXPIRED"),
    ("ON_SALE", "EXPIRED"), ("SUSPENDED", "EXPIRED"),
}  # fmt: skip


@pytest.mark.parametrize("before", [None, *ShelfStatus])
@pytest.mark.parametrize("after", list(ShelfStatus))
def test_only_the_steps_of_the_shelf_are_taken(
    desk: DeskBook, before: ShelfStatus | None, after: ShelfStatus
) -> None:
    bring(desk, {**WHOLE, "shelf_status": before and before.value})
    if (before, after) in LEGAL:
        desk.move_product("B1", step(after))
        assert desk.product("B1").shelf_status is after
        return
    with pytest.raises(UserCanFix) as caught:
        desk.move_product("B1", step(after))
    assert (caught.value.code, caught.value.params["problem"]) == ("product.move_refused", "not_a_step")
    assert desk.product("B1").shelf_status is before
    assert desk.shelf_moves("B1") == []


@pytest.mark.parametrize(
    ("move", "problem"),
    [
        (step(ShelfStatus.SUSPENDED, approver=" "), "no_approver"),
        (step(ShelfStatus.SUSPENDED, reason=""), "no_reason"),
    ],
)
def test_a_move_needs_an_approver_and_a_reason(desk: DeskBook, move: ShelfMove, problem: str) -> None:
    bring(desk, WHOLE)
    with pytest.raises(UserCanFix) as caught:
        desk.move_product("B1", move)
    assert caught.value.params["problem"] == problem
    with pytest.raises(UserCanFix) as caught:
        desk.move_product("Z9", step(ShelfStatus.SUSPENDED))
    assert caught.value.code == "product.unknown"
    assert len(releases(desk)) == 1


def test_a_move_does_not_sign_a_shelf_that_was_changed_behind_its_seal(desk: DeskBook) -> None:
    bring(desk, WHOLE, PLAIN)
    tamper(desk, "UPDATE product SET r_level = 'R1' WHERE code = 'B1'")
    desk.move_product("A1", step(ShelfStatus.DRAFT))
    assert desk.product("A1").shelf_status is ShelfStatus.DRAFT
    assert state(desk) is ShelfState.UNSIGNED


def test_an_import_of_some_products_signs_no_shelf_that_was_changed_behind_its_seal(desk: DeskBook) -> None:
    bring(desk, WHOLE, PLAIN)
    tamper(desk, "UPDATE product SET r_level = 'R1' WHERE code = 'B1'")
    assert [fault.code for fault in check(desk.sql).faults] == ["check.shelf"]
    bring(desk, PLAIN)
    assert state(desk) is ShelfState.UNSIGNED
    bring(desk, WHOLE, PLAIN)
    assert state(desk) is ShelfState.CURRENT
    assert check(desk.sql).ok
