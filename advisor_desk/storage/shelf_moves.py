"""A product goes from one state of the shelf to another: row, event and history in one transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.kinds import Kind
from advisor_desk.domain.product import ShelfStatus
from advisor_desk.domain.shelf import ShelfMove
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.shelf import move_problem
from advisor_desk.storage import batches, shelf_seal
from advisor_desk.storage.edits import Hand
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft, append_event

EVENT_TYPE = "product.state_changed"
_MOVED = f"SELECT shelf_status, r_level, {shelf_seal.IS_OFFICES} FROM product WHERE code = ?"  # noqa: S608 - a constant


def of_product(connection: Connection, code: str, on: date) -> list[ShelfMove]:
    """How a product came to its state up to a day, newest first."""
    rows = connection.execute(
        'SELECT code, "before", "after", on_day, approver, reason FROM shelf_move '
        "WHERE code = ? AND on_day <= ? ORDER BY id DESC",
        (code, to_day(on)),
    )
    return [
        ShelfMove(found, before and ShelfStatus(before), ShelfStatus(after), from_day(day), approver, reason)
        for found, before, after, day, approver, reason in rows
    ]


def move(connection: Connection, code: str, wanted: ShelfMove, hand: Hand) -> None:
    """Change the state of a product, inside the caller's transaction.

    What it was counts, not `wanted.before`. Raises UserCanFix: `product.unknown`; `product.move_refused` with
    problem= as `rules.shelf.move_problem`, or `head_office_decides` where the shelf is its own.
    """
    row = connection.execute(_MOVED, (code,)).fetchone()
    if row is None:
        raise UserCanFix("product.unknown", product=code)
    if row[2]:
        raise UserCanFix("product.move_refused", product=code, problem="head_office_decides")
    before = row[0] and ShelfStatus(row[0])
    problem = move_problem(
        before,
        wanted.after,
        approver=wanted.approver,
        reason=wanted.reason,
        is_rated=row[1] is not None,
    )
    if problem is not None:
        raise UserCanFix("product.move_refused", product=code, problem=problem)
    body = {
        "code": code,
        "before": before,
        "after": wanted.after.value,
        "approver": wanted.approver,
        "reason": wanted.reason,
    }
    event = append_event(
        connection, EventDraft(EVENT_TYPE, hand.author, body, on=wanted.on), seconds=hand.seconds
    )
    connection.execute(
        'INSERT INTO shelf_move (code, "before", "after", on_day, approver, reason, event_id) '
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (code, before, wanted.after.value, to_day(wanted.on), wanted.approver, wanted.reason, event.id),
    )
    connection.execute("UPDATE product SET shelf_status = ? WHERE code = ?", (wanted.after.value, code))
    changed = {"shelf_status": (before, wanted.after.value)}
    batches.record_edit(
        connection, Kind.PRODUCTS, (code,), changed, datetime.fromtimestamp(hand.seconds, UTC)
    )
