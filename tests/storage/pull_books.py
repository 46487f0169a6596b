"""A scope as head office keeps it, in memory, and a book that pulls from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zlib import crc32

from advisor_desk.storage import client_purge, scope_sum, sync_places
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.engine import Connection
from advisor_desk.wire.desk import Applied, ScopeState
from advisor_desk.wire.events import CHAIN_START, Link, WireEvent
from advisor_desk.wire.pages import Head, KeyPlace, Page, PullRequest
from advisor_desk.wire.rows import Row, ScopeSum, compact, key_text
from advisor_desk.wire.shapes import CONFLICT, EVENT, PURGE, SHAPES, rank_of

AT = "2026-09-21T14:13:20.000000+00:00"
SCOPE = "adv:A1"
EPOCH = "hub-1"
VALUES: Mapping[str, Mapping[str, Any]] = {
    "client": {"name": "王芳", "pinyin": "wang fang", "client_type": "PERSON"},
    "product": {"name": "稳健一号", "product_type": "BOND_FUND", "r_level": "R2"},
    "trade": {
        "on_day": 20_500,
        "trade_kind": "SUBSCRIBE",
        "status": "CONFIRMED",
        "amount_fen": 100_00,
        "is_purchase": 1,
    },
    "daily_asset": {"aum_fen": 500_000_00, "cash_fen": 0, "debt_fen": 0},
    "holding": {"value_fen": 100_00},
    "assessment": {"c_level": "C3"},
    "revenue": {"on_day": 20_500, "revenue_kind": "COMMISSION", "amount_fen": 100, "is_estimated": 0},
    "tier_override": {"tier": "HNW", "reason": "r", "approver": "a", "from_day": 1, "until_day": 2},
    "rules_version": {"effective_from": 1, "sha256": "", "body": "", "recorded_at": AT},
    "shelf_release": {"received_on": 1, "source": "s", "author": "a", "digest": "d", "products": 1},
    "shelf_move": {"approver": "a", "reason": "r"},
    "product_exposure": {"weight_bp": 10_000},
}
"""What a row must at least hold."""


def least_body(names: Sequence[str], kind: str, values: Mapping[str, Any]) -> str:
    """The body of a row with values of these names; what is not given has the least that a row needs."""
    given = {**VALUES.get(kind, {}), **values}
    return compact([given.get(name) for name in names])


@dataclass
class HeadOffice:
    """One scope: what it holds, and pages of it."""

    scope: str = SCOPE
    epoch: str = EPOCH
    seq: int = 0
    rows: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    shapes: dict[str, Sequence[str]] = field(default_factory=dict)

    def put(self, kind: str, client_no: str = "", key: Sequence[str | int] = (), **values: Any) -> Row:
        """Put a row of a known kind; what is not named has the least that a row needs."""
        body = least_body(self.shapes.get(kind, SHAPES[kind].values), kind, values)
        return self.put_body(kind, client_no, key_text(key or (client_no,)), body)

    def put_body(self, kind: str, client_no: str, row_id: str, body: str) -> Row:
        """Put a row as it is."""
        self.seq += 1
        row = Row(kind, row_id, client_no, self.seq, False, body)
        self.rows[kind, client_no, row_id] = row
        return row

    def event(self, event: WireEvent, device: str) -> Row:
        """Put an event that head office has accepted."""
        body = compact({"device": device, "event": event.as_json()})
        return self.put_body(EVENT, event.client_no or "", event.id, body)

    def conflict(self, event_id: str, name: str, client_no: str, **values: Any) -> Row:
        """Put a conflict."""
        body = {"event_id": event_id, "field": name, "client_no": client_no, "author": "A1", **values}
        return self.put_body(CONFLICT, client_no, key_text([event_id, name]), compact(body))

    def delete(self, kind: str, client_no: str, key: Sequence[str | int] = ()) -> None:
        """Leave a tombstone."""
        self.seq += 1
        row_id = key_text(key or (client_no,))
        self.rows[kind, client_no, row_id] = Row(kind, row_id, client_no, self.seq, True, "")

    def purge(self, client_no: str) -> None:
        """The client goes to another advisor: the rows leave the scope, a purge stays."""
        for place in [place for place in self.rows if place[1] == client_no]:
            del self.rows[place]
        self.put_body(PURGE, client_no, client_no, compact({"order": "o", "to": "A2"}))

    @property
    def head(self) -> Head:
        """What the scope holds."""
        total = ScopeSum()
        for row in self.rows.values():
            if not row.is_deleted:
                total = total.plus(row.hash)
        return Head(self.seq, total)

    def page(self, request: PullRequest) -> Page:
        """The page that is asked for."""
        if request.is_first:
            start = request.after or KeyPlace("", -1, "")
            found = sorted((row for row in self.rows.values() if not row.is_deleted), key=_place)
            found = [row for row in found if _place(row) > (start.client_no, start.rank, start.id)]
        else:
            found = sorted(
                (row for row in self.rows.values() if row.seq > request.cursor), key=lambda row: row.seq
            )
        rows = found[: request.limit]
        after = KeyPlace(*_place(rows[-1])) if rows else request.after
        kinds = {row.kind for row in rows if row.kind in SHAPES or row.kind in self.shapes}
        return Page(
            scope=self.scope,
            hub_epoch=self.epoch,
            head=self.head,
            rows=rows,
            shapes={kind: self.shapes.get(kind) or SHAPES[kind].values for kind in kinds},
            more=len(rows) < len(found),
            after=after if request.is_first else None,
        )


def _place(row: Row) -> tuple[str, int, str]:
    return row.client_no, rank_of(row.kind), row.id


class Puller:
    """A book that pulls, a transaction a step; `refreshed` are the clients whose standing was asked for."""

    def __init__(self, book: SqlBook, limit: int = 100) -> None:
        self.book = book
        self.limit = limit
        self.refreshed: list[list[int] | None] = []
        self.around = sync_places.Around(AT, self._refresh)

    def _refresh(self, connection: Connection, client_ids: Iterable[int] | None) -> None:
        self.refreshed.append(None if client_ids is None else list(client_ids))

    def state(self, office: HeadOffice) -> ScopeState:
        """How far the scope has come."""
        with self.book.read() as connection:
            return sync_places.state(connection, office.scope)

    def start(self, office: HeadOffice) -> None:
        """Begin a first sync."""
        with self.book.change() as connection:
            sync_places.start_first(connection, office.scope, office.epoch, office.seq)

    def request(self, office: HeadOffice) -> PullRequest:
        """What is asked for next."""
        stands = self.state(office)
        return PullRequest(office.scope, self.limit, stands.seq, stands.is_first, stands.after)

    def take(self, page: Page, request: PullRequest) -> Applied:
        """Take in a page."""
        with self.book.change() as connection:
            return sync_places.apply_page(connection, page, request, self.around)

    def step(self, office: HeadOffice) -> bool:
        """Ask for the next page and take it in; True when others follow."""
        request = self.request(office)
        page = office.page(request)
        self.take(page, request)
        return page.more

    def finish(self, office: HeadOffice) -> int:
        """End a first sync; returns how many clients went."""
        with self.book.change() as connection:
            sync_places.finish_first(connection, office.scope, self.around)
        with self.book.change() as connection:
            return sync_places.drop_unmet(connection, office.scope, self.around)

    def pull(self, office: HeadOffice) -> None:
        """All that there is, from the beginning or from where the scope stands; the sums are equal after."""
        stands = self.state(office)
        if stands.is_first:
            if not stands.hub_epoch:
                self.start(office)
            while self.step(office):
                pass
            self.finish(office)
        while self.step(office):
            pass
        assert self.sum(office) == office.head.sum

    def sum(self, office: HeadOffice) -> ScopeSum:
        """The sum over what stands here."""
        with self.book.read() as connection:
            return scope_sum.read(connection, office.scope)

    def sweep(self) -> int:
        """Take out what was answered of clients that are gone."""
        with self.book.change() as connection:
            return client_purge.sweep(connection, AT)

    def rows(self, statement: str, *given: object) -> list[tuple[Any, ...]]:
        """What a statement finds."""
        with self.book.read() as connection:
            return list(connection.execute(statement, given).fetchall())


@dataclass
class OtherDesk:
    """A desk elsewhere: its events, each on the one before."""

    device: str = "B1.other"
    author: str = "A2"
    seq: int = 0
    prev: bytes = CHAIN_START

    def event(
        self, client_no: str | None, named: str, /, on: str | None = "2026-09-01", **body: Any
    ) -> WireEvent:
        """Its next event."""
        self.seq += 1
        said = {**body, "at": AT} if on is None else {**body, "at": AT, "on": on}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        event_id = f"0199{self.seq:04x}-0000-7000-8000-{crc32(self.device.encode()):012x}"
        link = Link(event_id, self.seq, self.author, client_no, named, 1, text)
        digest = link.hash(self.prev)
        made = WireEvent(
            event_id, 1, self.seq, self.author, client_no, named, 1, text, AT, self.prev.hex(), digest.hex()
        )
        self.prev = digest
        return made

    def contact(self, client_no: str, note: str = "", **body: Any) -> WireEvent:
        """A contact that counts."""
        told = {"channel": "CALL", "outcome": "REACHED", "purpose": "CARE", "note": note, **body}
        return self.event(client_no, "interaction.recorded", **told)


def as_older(page: Page, **changes: Any) -> Page:
    """A page with something else in it."""
    return replace(page, **changes)
