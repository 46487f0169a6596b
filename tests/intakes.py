"""A desk that pushes to a hub, and what can be read of both afterwards."""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from advisor_desk.hub.hub import Hub
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import ItemAnswer, PushAnswer
from advisor_desk.wire.rows import RowDraft, compact, key_text
from advisor_desk.wire.shapes import SHAPES
from advisor_desk.wire.version import advisor_scope
from tests.hubs import Chain, enrolled


class PushingDesk:
    """A desk of an advisor of branch B1, with the chain of its events."""

    def __init__(self, hub: Hub, advisor: str = "A1", **more: Any) -> None:
        self.hub = hub
        self.device, self.keys = enrolled(hub, "B1", advisor, **more)
        self.chain = Chain(self.device)

    def push(self, *events: WireEvent) -> PushAnswer:
        """Send events in one batch."""
        return self.hub.push(self.device, self.chain.batch(*events))

    def send(self, client_no: str | None, type_: str, body: dict[str, Any]) -> ItemAnswer:
        """Record one event and send it."""
        return self.push(self.chain.event(client_no, type_, body)).answers[0]


def told(answers: Sequence[ItemAnswer]) -> list[str]:
    """Status, reason and flags of answers, in short."""
    return ["/".join(part for part in (one.status, one.code, *one.flags) if part) for one in answers]


def select(hub: Hub, statement: str, **given: Any) -> list[tuple[Any, ...]]:
    """Rows of a statement about branch B1 (`:b`)."""
    return hub.store.read(
        lambda connection: [
            tuple(row) for row in connection.execute(sa.text(statement), {"b": "B1", **given})
        ]
    )


def events(hub: Hub) -> list[str]:
    """Ids of the events that were taken in, in the order of their numbers."""
    return [
        row[0] for row in select(hub, "SELECT id FROM event WHERE branch_id = :b ORDER BY device_seq, id")
    ]


def rows(hub: Hub, advisor: str, kind: str) -> dict[str, Any]:
    """Live rows of a kind in an advisor's scope, by id, read."""
    statement = (
        "SELECT id, body FROM scope_row "
        "WHERE branch_id = :b AND scope = :scope AND kind = :kind AND deleted = 0"
    )
    found = select(hub, statement, scope=advisor_scope(advisor), kind=kind)
    return {row_id: json.loads(body) for row_id, body in found}


def client_row(client_no: str, **values: Any) -> RowDraft:
    """The row of a client with these values."""
    given = {"name": "王伟", "pinyin": "wang wei", "client_type": "PERSON", **values}
    body = compact([given.get(name) for name in SHAPES["client"].values])
    return RowDraft("client", key_text([client_no]), client_no, body)


def client_values(hub: Hub, advisor: str, client_no: str) -> dict[str, Any]:
    """What stands of a client, by name, without what is empty."""
    body = rows(hub, advisor, "client")[client_no]
    named = zip(SHAPES["client"].values, body, strict=True)
    return {name: value for name, value in named if value is not None}


def load(hub: Hub, advisor: str, *client_nos: str, **values: Any) -> None:
    """Take in clients of an advisor, each with its row."""
    for client_no in client_nos:
        hub.add_client("B1", client_no, advisor)
        hub.put_rows("B1", advisor_scope(advisor), [client_row(client_no, **values)])
