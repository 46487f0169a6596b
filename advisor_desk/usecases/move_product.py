"""A product goes from one state of the shelf to another: one step, with an approver and a reason."""

from dataclasses import dataclass

from advisor_desk.domain.product import RiskGrade, ShelfStatus
from advisor_desk.domain.shelf import ShelfMove
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.shelf import move_problem
from advisor_desk.usecases.advice_ports import ShelfBook


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDraft:
    """What was filled in. `before` is the state that the person saw, `grade` the one that counts."""

    code: str
    before: ShelfStatus | None
    after: ShelfStatus
    approver: str
    reason: str
    grade: RiskGrade | None


def problem_of(draft: MoveDraft) -> str | None:
    """What stands against a move, as `rules.shelf.move_problem` says."""
    return move_problem(
        draft.before,
        draft.after,
        approver=draft.approver,
        reason=draft.reason,
        is_rated=draft.grade is not None,
    )


def move_product(book: ShelfBook, draft: MoveDraft) -> None:
    """Record the move on the book's day and seal the shelf anew.

    Raises UserCanFix: `product.unknown`; `product.move_refused` with problem= as in `problem_of`, or
    `moved_meanwhile` when the product has another state by now.
    """
    problem = problem_of(draft)
    if problem is None and book.product(draft.code).shelf_status is not draft.before:
        problem = "moved_meanwhile"
    if problem is not None:
        raise UserCanFix("product.move_refused", problem=problem)
    move = ShelfMove(
        draft.code, draft.before, draft.after, book.as_of, draft.approver.strip(), draft.reason.strip()
    )
    book.move_product(draft.code, move)
