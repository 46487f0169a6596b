"""What the deeds ask of a book: protocols that storage happens to satisfy. No SQL, no rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from advisor_desk.domain.client_query import ClientQuery, View
    from advisor_desk.domain.edits import ClientValues, ExportFact, OverrideDraft, Twin, TwinProbe
    from advisor_desk.domain.review import ClientProfile, ClientReview, TimelineEntry
    from advisor_desk.domain.standing import ClientRow, Standing
    from advisor_desk.domain.suitability import KycFacts
    from advisor_desk.rules.ruleset import RuleSet


class Hits(Protocol):
    """Clients that a search found, the largest assets first."""

    @property
    def ids(self) -> tuple[int, ...]:
        """Their ids."""

    @property
    def is_complete(self) -> bool:
        """False when there are more than these."""


class Dated(Protocol):
    """A book that shows one day."""

    @property
    def as_of(self) -> date:
        """The day that every dated figure obeys."""

    @property
    def rules(self) -> RuleSet:
        """The rules in force on that day."""


class ListBook(Dated, Protocol):
    """A book whose clients can be listed and searched."""

    def count(self, query: ClientQuery) -> int:
        """How many clients the query finds."""

    def page(self, query: ClientQuery, offset: int, limit: int) -> list[ClientRow]:
        """Rows in the order of the query."""

    def find(self, typed: str) -> Hits:
        """Clients that fit what was typed."""

    def view_counts(self) -> dict[View, int]:
        """How many clients each built-in view holds."""


class ReviewBook(Dated, Protocol):
    """A book that shows one client's page."""

    def client_id(self, client_no: str) -> int:
        """The client of a number. Raises UserCanFix("client.unknown")."""

    def review(self, client_id: int) -> ClientReview:
        """Everything of the page. Raises UserCanFix("client.unknown")."""

    def timeline(self, client_id: int, offset: int, limit: int) -> list[TimelineEntry]:
        """More of the timeline."""


class ScoreBook(Dated, Protocol):
    """A book whose clients can be scored."""

    def client_id(self, client_no: str) -> int:
        """The client of a number. Raises UserCanFix("client.unknown")."""

    def client_names(self) -> dict[int, tuple[str, str]]:
        """Number and kind of every client, by id."""

    def standings(self, client_id: int | None = None, as_of: date | None = None) -> list[Standing]:
        """Standings by client number, of the book's day or of any other."""


class ExportBook(ListBook, Protocol):
    """A book whose list can be written to a file."""

    def profiles(self, client_ids: Sequence[int]) -> list[ClientProfile]:
        """Identity and contact of the clients named, in the order given."""

    def record_export(self, fact: ExportFact) -> None:
        """Log an export that was not masked."""


class EditBook(Dated, Protocol):
    """A book in which a person sets things by hand."""

    def create_client(self, values: ClientValues) -> int:
        """Make a client; returns its id."""

    def edit_client(self, client_id: int, values: ClientValues) -> tuple[str, ...]:
        """Change a client; returns the fields that differ."""

    def override_tier(self, draft: OverrideDraft) -> None:
        """Set a tier by hand."""


class FormBook(EditBook, Protocol):
    """A book whose clients are made and changed in a form."""

    def profiles(self, client_ids: Sequence[int]) -> list[ClientProfile]:
        """Identity and contact of the clients named, in the order given."""

    def kyc(self, client_id: int) -> KycFacts:
        """The facts of suitability of a client. Raises UserCanFix("client.unknown")."""

    def twins(self, probe: TwinProbe) -> list[Twin]:
        """Clients who may be the one meant, the surest first."""


class OverrideBook(EditBook, Protocol):
    """A book in which a tier set by hand can be ended before its time."""

    def end_override(self, client_id: int) -> bool:
        """From today on the rules decide again; False when nothing was in force."""


class ViewBook(Protocol):
    """A book that keeps saved views."""

    def all(self) -> list[tuple[str, str]]:
        """Name and body of each."""

    def put(self, name: str, body: str) -> None:
        """Keep a view."""

    def remove(self, name: str) -> None:
        """Forget a view."""
