"""What advice asks of a book: the shelf, clients with their facts, records of what was said. No SQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from advisor_desk.domain.advice import AdviceClient, GivenSuggestion, PlanDraft, RecordedCheck
from advisor_desk.domain.questionnaire import FilledForm
from advisor_desk.domain.shelf import Product, ShelfMove, ShelfRelease
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.usecases.ports import Dated


class ShelfBook(Dated, Protocol):
    """A book with a product shelf."""

    @property
    def advice(self) -> AdviceRules:
        """The advice rules in force on the book's day."""

    def shelf(self) -> list[Product]:
        """Every product by code, with what open order intents hold of its quota on the book's day."""

    def product(self, code: str) -> Product:
        """One product. Raises UserCanFix("product.unknown", product=)."""

    def shelf_release(self) -> ShelfRelease | None:
        """The newest sealed state of the shelf; None when none was ever received."""

    def shelf_moves(self, code: str) -> list[ShelfMove]:
        """How a product came to its state, newest first."""

    def move_product(self, code: str, move: ShelfMove) -> None:
        """Change a product's state and seal the shelf anew. Raises UserCanFix("product.unknown")."""


class AdviceBook(ShelfBook, Protocol):
    """A book in which clients are advised."""

    def client_id(self, client_no: str) -> int:
        """The client of a number. Raises UserCanFix("client.unknown")."""

    def advice_client(self, client_id: int) -> AdviceClient:
        """One client as advice sees it. Raises UserCanFix("client.unknown")."""

    def advice_clients(self) -> Iterable[AdviceClient]:
        """Every client by number, without contacts: for the question who could hold a product."""

    def plan_draft(self, client_id: int) -> PlanDraft:
        """What the advisor has set by hand for a client; an empty draft when nothing."""

    def keep_draft(self, draft: PlanDraft) -> None:
        """Keep overrides and goal; a new or changed override is also an event with its reason."""

    def record_check(
        self, client_id: int, product_code: str, body: Mapping[str, object], hold_fen: int = 0
    ) -> str:
        """Record a suitability check made for a real order; returns the event's id.

        With `hold_fen` an order intent holds that much of the quota from now on, in the same transaction.
        Raises UserCanFix("suggestion.quota_gone", product=) when it no longer suffices.
        """

    def recorded_checks(self, client_id: int) -> list[RecordedCheck]:
        """The checks of a client, newest first."""

    def give_suggestion(
        self,
        client_id: int,
        body: Mapping[str, object],
        checks: Sequence[tuple[str, Mapping[str, object]]],
        intents: Sequence[tuple[str, int]],
    ) -> str:
        """Record a suggestion as given, in one transaction with its checks (product code, body) and the order
        intents (product code, fen) that hold quota from now on; returns the event's id.

        Raises UserCanFix("suggestion.quota_gone", product=) when a quota no longer suffices.
        """

    def given_suggestions(self, client_id: int) -> list[GivenSuggestion]:
        """What was suggested to a client, newest first."""

    def assessments_taken(self, client_id: int, since: date) -> list[date]:
        """The days on which the client filled in a questionnaire, from `since` on; a day may stand twice."""

    def take_assessment(self, client_id: int, filled: FilledForm) -> None:
        """Record a questionnaire whose result the client has confirmed; the newest of a day counts."""
