"""The figures a score is decided on, as whole numbers relative to the date. No decision is made here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from advisor_desk.errors import DeskBug

if TYPE_CHECKING:
    from advisor_desk.domain.standing import PurchaseFacts


class Figures(NamedTuple):
    """`domain.standing.PurchaseFacts` with days counted back from the date; None where unknown or never."""

    tenure_days: int | None
    recency_days: int | None
    lifetime_purchases: int
    median_gap_x2: int | None
    purchases: int
    amount_fen: int
    benefit_fen: int


def figures_of(facts: PurchaseFacts, as_of: date) -> Figures:
    """The figures of facts that were counted up to `as_of`. A later purchase raises DeskBug."""
    today = as_of.toordinal()
    opened_on, last_on = facts.opened_on, facts.last_purchase_on
    recency = None if last_on is None else today - last_on.toordinal()
    if recency is not None and recency < 0:
        raise DeskBug("rules.purchase_after_as_of")
    return Figures(
        None if opened_on is None else today - opened_on.toordinal(),
        recency,
        facts.lifetime_purchases,
        facts.median_gap_x2,
        facts.window_purchases,
        facts.window_amount_fen,
        facts.window_benefit_fen,
    )
