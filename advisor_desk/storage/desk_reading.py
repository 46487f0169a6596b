"""The open book as the use cases read it: standings, list, search, one client's page, saved views.

Nothing here changes the book; what is held in memory is dropped by `close`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from advisor_desk.domain.client_query import ClientQuery, SortKey, View
from advisor_desk.domain.dates import from_day
from advisor_desk.domain.standing import ClientRow, Standing
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.storage import client_list, saved_views
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.hit_order import UP_TO_CLIENTS, HitOrder
from advisor_desk.storage.search_index import Hits, SearchIndex

if TYPE_CHECKING:
    from advisor_desk.domain.edits import Twin, TwinProbe
    from advisor_desk.domain.review import ClientProfile, ClientReview, TimelineEntry
    from advisor_desk.rules.adviceset import AdviceRules
    from advisor_desk.rules.serviceset import ServiceRules


def _no_advice(on: date) -> AdviceRules:
    raise UserCanFix("rules.none_in_force", as_of=on.isoformat())


def _no_service(on: date) -> ServiceRules:
    raise UserCanFix("rules.none_in_force", as_of=on.isoformat())


def _no_advice_text(version: str) -> str:
    raise UserCanFix("rules.unknown_version", version=version)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the desk takes from outside: the rules of a date, the trading days, the clock, who works.

    Without `advice_on` and `advice_text` (the text of a version) the desk gives no advice, without
    `service_on` it counts no service.
    """

    rules_on: Callable[[date], RuleSet]
    trading: TradingDays
    clock: Callable[[], float]
    author: str = ""
    advice_on: Callable[[date], AdviceRules] = _no_advice
    advice_text: Callable[[str], str] = _no_advice_text
    service_on: Callable[[date], ServiceRules] = _no_service


class DeskReading:
    """An open book on a day, as it is read."""

    def __init__(self, book: SqlBook, as_of: date, around: Circumstances) -> None:
        """Shows the book as of `as_of` once `roll` has been called; until then as of the day before it."""
        self._book = book
        self._as_of = as_of
        self._around = around
        self._search: SearchIndex | None = None
        self._last_search: tuple[str, Hits] | None = None
        self._hit_order = HitOrder()

    @property
    def sql(self) -> SqlBook:
        """The book behind it, for what has its own door: imports, backup, check, passphrase."""
        return self._book

    @property
    def path(self) -> Path:
        """The book's file."""
        return self._book.path

    @property
    def around(self) -> Circumstances:
        """What the desk takes from outside."""
        return self._around

    def work_as(self, author: str) -> None:
        """From now on it is this advisor who records."""
        self._around = replace(self._around, author=author)

    @property
    def as_of(self) -> date:
        """The day that every dated figure obeys."""
        return self._as_of

    @property
    def rules(self) -> RuleSet:
        """The rules in force on that day."""
        return self._around.rules_on(self._as_of)

    @property
    def trading(self) -> TradingDays:
        """The trading days."""
        return self._around.trading

    def close(self) -> None:
        """Close the book and drop all that was read."""
        self._search = None
        self._last_search = None
        self._hit_order = HitOrder()
        self._book.close()

    # The kept standings.

    @property
    def is_current(self) -> bool:
        """True when the kept standings are of the day shown and its rules."""
        from advisor_desk.storage import standings

        with self._book.read() as connection:
            return standings.basis(connection) == standings.Basis(self._as_of, self.rules.version)

    def standings(self, client_id: int | None = None, as_of: date | None = None) -> list[Standing]:
        """Standings by client number: those kept, or counted anew for any other day. One client, or all."""
        from advisor_desk.storage import standings

        day = as_of or self._as_of
        with self._book.read() as connection:
            if standings.basis(connection) != standings.Basis(day, self._around.rules_on(day).version):
                return standings.as_of(connection, day, self._around.rules_on(day), self.trading, client_id)
            if client_id is None:
                return standings.current(connection)
            found = standings.one(connection, client_id)
        return [] if found is None else [found]

    def newest_data_on(self) -> date | None:
        """The newest day of which any client's assets are known; None before there is any."""
        with self._book.read() as connection:
            (day,) = connection.execute("SELECT max(aum_on) FROM standing").fetchone()
        return None if day is None else from_day(day)

    def client_names(self) -> dict[int, tuple[str, str]]:
        """Number and kind of every client, by id."""
        with self._book.read() as connection:
            rows = connection.execute("SELECT id, client_no, client_type FROM client")
            return {client_id: (client_no, kind) for client_id, client_no, kind in rows}

    def client_id(self, client_no: str) -> int:
        """The client of a number. Raises UserCanFix("client.unknown", client_no=)."""
        with self._book.read() as connection:
            row = connection.execute("SELECT id FROM client WHERE client_no = ?", (client_no,)).fetchone()
        if row is None:
            raise UserCanFix("client.unknown", client_no=client_no)
        return int(row[0])

    # The list.

    def count(self, query: ClientQuery) -> int:
        """How many clients the query finds."""
        with self._book.read() as connection:
            found = self._hit_order.ids(connection, query)
            return client_list.count(connection, query) if found is None else len(found)

    def total_aum_fen(self, query: ClientQuery) -> int:
        """Today's assets of all clients that the query finds."""
        with self._book.read() as connection:
            total = self._hit_order.total_aum_fen(connection, query)
            return client_list.total_aum_fen(connection, query) if total is None else total

    def view_counts(self) -> dict[View, int]:
        """How many clients each built-in view holds."""
        with self._book.read() as connection:
            return client_list.view_counts(connection)

    def page(self, query: ClientQuery, offset: int, limit: int) -> list[ClientRow]:
        """Rows of the list in the order of the query."""
        with self._book.read() as connection:
            found = self._hit_order.ids(connection, query)
            if found is None:
                return client_list.page(connection, query, offset, limit)
            return client_list.rows(connection, found[offset : offset + limit])

    def position(self, query: ClientQuery, client_id: int) -> int | None:
        """The place of a client in the list; None when the query does not find it."""
        with self._book.read() as connection:
            found = self._hit_order.ids(connection, query)
            if found is None:
                return client_list.position(connection, query, client_id)
            return found.index(client_id) if client_id in found else None

    def neighbours(self, query: ClientQuery, client_id: int) -> tuple[int | None, int | None]:
        """The clients before and after this one in the list."""
        with self._book.read() as connection:
            return client_list.neighbours(connection, query, client_id)

    def prepare_search(self) -> None:
        """Read every name ahead of the first search; in a very large book the first search does it."""
        if self._search is not None:
            return
        with self._book.read() as connection:
            (clients,) = connection.execute("SELECT count(*) FROM client").fetchone()
            if clients <= UP_TO_CLIENTS:
                self._search = SearchIndex.load(connection)
                self._hit_order.prepare(connection, ClientQuery(sort=SortKey.NEXT_DUE))

    def find(self, typed: str) -> Hits:
        """Clients that fit what was typed, the largest assets first. The first call reads every name."""
        if self._last_search is not None and self._last_search[0] == typed:
            return self._last_search[1]
        if self._search is None:
            with self._book.read() as connection:
                self._search = SearchIndex.load(connection)
        hits = self._search.find(typed)
        self._last_search = (typed, hits)
        return hits

    def profiles(self, client_ids: Sequence[int]) -> list[ClientProfile]:
        """Identity and contact of the clients named, in the order given, for exports."""
        from advisor_desk.storage import review

        with self._book.read() as connection:
            return review.profiles(connection, client_ids)

    def twins(self, probe: TwinProbe) -> list[Twin]:
        """Clients who may be the one meant, the surest first."""
        from advisor_desk.storage import twins

        with self._book.read() as connection:
            return twins.find(connection, probe)

    # One client.

    def review(self, client_id: int) -> ClientReview:
        """Everything of one client's page. Raises UserCanFix("client.unknown", client_id=)."""
        from advisor_desk.storage import review

        with self._book.read() as connection:
            found = review.read(connection, client_id, self._around.rules_on, self.trading)
        if found is None:
            raise UserCanFix("client.unknown", client_id=client_id)
        return found

    def timeline(
        self, client_id: int, offset: int, limit: int | None = None, kinds: frozenset[str] | None = None
    ) -> list[TimelineEntry]:
        """More of a client's timeline, from entry `offset` on; of some kinds only, or of all."""
        from advisor_desk.storage import timeline

        with self._book.read() as connection:
            return timeline.read(
                connection, client_id, self._as_of, timeline.Part(offset, limit or timeline.PAGE, kinds)
            )

    def timeline_months(self, client_id: int) -> dict[date, Counter[str]]:
        """How many entries of each kind a month has, by its first day, the newest month first."""
        from advisor_desk.storage import timeline

        with self._book.read() as connection:
            return timeline.months(connection, client_id, self._as_of)

    # What the person keeps.

    def all(self) -> list[tuple[str, str]]:
        """Name and body of each saved view."""
        with self._book.read() as connection:
            return saved_views.all_views(connection)
