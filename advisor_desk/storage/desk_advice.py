"""The open book as advice uses it: the shelf, clients with their facts, checks, suggestions, questionnaires.

What is needed for a list or a client's page alone is not imported here before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from advisor_desk.errors import UserCanFix
from advisor_desk.storage import rules_log
from advisor_desk.storage.desk_reading import DeskReading
from advisor_desk.storage.engine import Connection

if TYPE_CHECKING:
    from advisor_desk.domain.advice import AdviceClient, GivenSuggestion, PlanDraft, RecordedCheck
    from advisor_desk.domain.questionnaire import FilledForm
    from advisor_desk.domain.shelf import Product, ShelfMove, ShelfRelease
    from advisor_desk.domain.suitability import KycFacts
    from advisor_desk.rules.adviceset import AdviceRules
    from advisor_desk.storage.advice_records import Case
    from advisor_desk.storage.edits import Hand
    from advisor_desk.storage.shelf_seal import Seal

ADVICE_PREFIX = "advice-"
"""Under this and its version the text of advice rules stands among the kept rules."""

_AT_ONCE = 1_000
_Body = Mapping[str, object]
_T = TypeVar("_T")


class DeskAdvice(DeskReading):
    """An open book on a day in which clients are advised. Satisfies `usecases.advice_ports.AdviceBook`."""

    _kept_shelf: tuple[tuple[object, ...], list[Product]] | None = None
    _kept_release: tuple[tuple[object, ...], ShelfRelease | None] | None = None

    @property
    def advice(self) -> AdviceRules:
        """The advice rules in force on the book's day."""
        return self._around.advice_on(self._as_of)

    def close(self) -> None:
        """Close the book and drop all that was read."""
        self._kept_shelf = self._kept_release = None
        super().close()

    # The shelf.

    def shelf(self) -> list[Product]:
        """Every product by code, with what open order intents hold of its quota on the book's day."""
        from advisor_desk.storage import shelf

        with self._book.read() as connection:
            mark = (*_mark(connection), self._as_of)
            if self._kept_shelf is None or self._kept_shelf[0] != mark:
                self._kept_shelf = (mark, shelf.products(connection, self._as_of))
        return list(self._kept_shelf[1])

    def product(self, code: str) -> Product:
        """One product. Raises UserCanFix("product.unknown", product=)."""
        from advisor_desk.storage import shelf

        with self._book.read() as connection:
            return shelf.product(connection, code, self._as_of)

    def product_names(self, codes: Collection[str]) -> dict[str, str]:
        """The names of those products that are in the book, by code."""
        from advisor_desk.storage import shelf

        with self._book.read() as connection:
            return shelf.names(connection, codes)

    def shelf_release(self) -> ShelfRelease | None:
        """The newest sealed state of the shelf; None when none was ever received."""
        from advisor_desk.storage import shelf_seal

        with self._book.read() as connection:
            mark = _mark(connection)
            if self._kept_release is None or self._kept_release[0] != mark:
                self._kept_release = (mark, shelf_seal.newest(connection))
        return self._kept_release[1]

    def shelf_moves(self, code: str) -> list[ShelfMove]:
        """How a product came to its state up to the book's day, newest first."""
        from advisor_desk.storage import shelf_moves

        with self._book.read() as connection:
            return shelf_moves.of_product(connection, code, self._as_of)

    def move_product(self, code: str, move: ShelfMove) -> None:
        """Change a product's state; a shelf as it was sealed is sealed anew. Raises as `shelf_moves.move`."""
        from advisor_desk.storage import shelf_moves

        hand = self._hand()
        with self._book.change() as connection:
            self.seal_again(
                connection, f"product {code}", lambda: shelf_moves.move(connection, code, move, hand)
            )

    def seal(self, connection: Connection, source: str) -> None:
        """Seal the shelf as it is inside someone else's transaction: what imports of products are given."""
        from advisor_desk.storage import shelf_seal

        shelf_seal.keep(connection, self._seal_of(source, self._as_of))

    def seal_again(self, connection: Connection, source: str, deed: Callable[[], _T]) -> _T:
        """Do what may change the shelf; seal it anew when it was as sealed before and is not any more.

        The list stays as old as it was: only an import makes a shelf fresh. What head office has sealed is
        not sealed anew here.
        """
        from advisor_desk.storage import shelf_seal

        before = shelf_seal.newest(connection)
        done = deed()
        if before is None or before.is_offices or not before.is_intact:
            return done
        if not shelf_seal.is_intact(connection):
            received_on = shelf_seal.last_seen_on(connection) or before.received_on
            shelf_seal.keep(connection, self._seal_of(source, received_on))
        return done

    def _seal_of(self, source: str, on: date) -> Seal:
        from advisor_desk.storage.shelf_seal import Seal

        hand = self._hand()
        return Seal(source, hand.author, on, hand.seconds)

    # Clients.

    def kyc(self, client_id: int) -> KycFacts:
        """The facts of suitability of a client as recorded. Raises UserCanFix("client.unknown")."""
        from advisor_desk.storage import kyc

        with self._book.read() as connection:
            found = kyc.read(connection, (client_id,))
        if client_id not in found:
            raise UserCanFix("client.unknown", client_id=client_id)
        return found[client_id]

    def advice_client(self, client_id: int) -> AdviceClient:
        """One client as advice sees it. Raises UserCanFix("client.unknown")."""
        from dataclasses import replace

        from advisor_desk.storage import advice

        with self._book.read() as connection:
            found = advice.clients(connection, (client_id,), self._as_of, self.rules)
            if not found:
                raise UserCanFix("client.unknown", client_id=client_id)
            return replace(found[0], contacts=advice.contacts(connection, client_id, self._as_of))

    def advice_clients(self) -> Iterator[AdviceClient]:
        """Every client by number, without contacts, read in portions."""
        from advisor_desk.storage import advice

        with self._book.read() as connection:
            ids = [row[0] for row in connection.execute("SELECT id FROM client ORDER BY client_no")]
        for start in range(0, len(ids), _AT_ONCE):
            with self._book.read() as connection:
                portion = advice.clients(connection, ids[start : start + _AT_ONCE], self._as_of, self.rules)
            yield from portion

    def plan_draft(self, client_id: int) -> PlanDraft:
        """What the advisor has set by hand for a client; an empty draft when nothing."""
        from advisor_desk.storage import plan_drafts

        with self._book.read() as connection:
            return plan_drafts.read(connection, client_id)

    def keep_draft(self, draft: PlanDraft) -> None:
        """Keep overrides and goal; what is set anew is an event too. Raises as `plan_drafts.keep`."""
        from advisor_desk.storage import plan_drafts

        with self._book.change() as connection:
            plan_drafts.keep(connection, draft, self._as_of, self._hand())

    # Records.

    def record_check(self, client_id: int, product_code: str, body: _Body, hold_fen: int = 0) -> str:
        """Record a suitability check made for a real order; returns the event's id.

        With `hold_fen` an order intent holds that much quota. Raises as `advice_records.reserve`.
        """
        from advisor_desk.storage import advice_records, order_intents

        until = self._as_of + timedelta(days=self.advice.shelf.intent_days)
        intents = [(product_code, hold_fen)] if hold_fen else []
        with self._book.change() as connection:
            case = self._case(connection, client_id)
            said = {**body, **order_intents.told(intents, until)}
            event_id = advice_records.check(connection, case, product_code, said)
            advice_records.reserve(connection, case, event_id, intents, until)
        return event_id

    def recorded_checks(self, client_id: int) -> list[RecordedCheck]:
        """The checks of a client up to the book's day, newest first."""
        from advisor_desk.storage import advice_records

        with self._book.read() as connection:
            return advice_records.checks_of(connection, client_id, self._as_of)

    def give_suggestion(
        self,
        client_id: int,
        body: _Body,
        checks: Sequence[tuple[str, _Body]],
        intents: Sequence[tuple[str, int]],
    ) -> str:
        """Record a suggestion as given with its checks and order intents; returns the event's id.

        All or nothing. Raises as `advice_records.reserve` and `append_event`.
        """
        from advisor_desk.storage import advice_records, order_intents

        until = self._as_of + timedelta(days=self.advice.shelf.intent_days)
        with self._book.change() as connection:
            case = self._case(connection, client_id)
            said = {**body, **order_intents.told(intents, until)}
            event_id = advice_records.suggestion(connection, case, said, checks)
            advice_records.reserve(connection, case, event_id, intents, until)
        return event_id

    def given_suggestions(self, client_id: int) -> list[GivenSuggestion]:
        """What was suggested to a client up to the book's day, newest first."""
        from advisor_desk.storage import advice_records

        with self._book.read() as connection:
            return advice_records.suggestions_of(connection, client_id, self._as_of)

    def assessments_taken(self, client_id: int, since: date) -> list[date]:
        """The days on which the client filled in a questionnaire, from `since` on; a day may stand twice."""
        from advisor_desk.storage import assessments

        with self._book.read() as connection:
            return assessments.taken(connection, client_id, since)

    def take_assessment(self, client_id: int, filled: FilledForm) -> None:
        """Record a questionnaire; one that the client has confirmed is the client's level from now on."""
        from advisor_desk.storage import assessments

        with self._book.change() as connection:
            assessments.take(connection, self._case(connection, client_id), filled)
            self._touch(connection, client_id)

    # The rules that records rest on.

    def advice_texts(self) -> list[tuple[str, str]]:
        """Name and text of each version of the advice rules that a record of this book rests on."""
        with self._book.read() as connection:
            return rules_log.texts(connection, ADVICE_PREFIX)

    def _case(self, connection: Connection, client_id: int) -> Case:
        """Circumstances of a record, with the rules it rests on kept beside it."""
        from advisor_desk.storage.advice_records import Case

        advice = self.advice
        name, text = f"{ADVICE_PREFIX}{advice.version}", self._around.advice_text(advice.version)
        digest = sha256(text.encode()).hexdigest()
        if not rules_log.is_kept(connection, name, digest):
            recorded_at = datetime.now(UTC).isoformat(timespec="microseconds")
            rules_log.keep(connection, advice.effective_from, (name, digest, text), recorded_at)
        versions = {"advice_version": advice.version, "rules_version": self.rules.version}
        return Case(client_id, self._as_of, self._hand(), versions)

    # What every change has in common.

    def _hand(self) -> Hand:
        from advisor_desk.storage.edits import Hand

        return Hand(self._around.author, self._around.clock())

    def _touch(self, connection: Connection, client_id: int) -> None:
        from advisor_desk.storage import standings

        standings.refresh(connection, (client_id,), self._as_of, self.rules, self.trading)
        self._last_search = None
        if self._search is not None:
            self._search = self._search.update(connection, (client_id,))


def _mark(connection: Connection) -> tuple[object, ...]:
    """Tells whether the book has changed, by this connection or another."""
    return connection.total_changes, connection.execute("PRAGMA data_version").fetchone()
