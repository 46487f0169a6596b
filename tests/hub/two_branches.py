"""Two branches with a desk each, and what stands of a client in either: for tests of moves between them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from advisor_desk.hub.hub import Hub
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import PushBatch
from advisor_desk.wire.shapes import SHAPES
from tests.hub.scopes import head, statement, stored, sum_of
from tests.hub.test_attachments import CONTENT, HEAD
from tests.hubs import Chain, draft, enrolled, hub_on

OLD, NEW = ("B1", "adv:a"), ("B2", "adv:z")
ORDER = "o1"
LATE = {"on": "2026-09-03", "note": "后来的"}


class Killed(BaseException):
    """The process is gone."""


def kill_at(point: str) -> Callable[[str], None]:
    """Kill the hub where it reaches a point."""

    def watch(reached: str) -> None:
        if reached == point:
            raise Killed

    return watch


def client_row(client_no: str = "C1", **values: object) -> Any:
    """A client's row."""
    given = {"name": "王芳", "pinyin": "", "client_type": "PERSON", "phone": "138", **values}
    names = SHAPES["client"].values
    return draft(client_no, client_no, *[given.get(name) for name in names], kind="client")


@dataclass
class Bank:
    """Two branches with a desk each; advisor a of B1 holds C1 and C2, z of B2 holds C3."""

    hub: Hub
    chain: Chain = field(init=False)
    conflict: WireEvent = field(init=False)

    def __post_init__(self) -> None:
        hub = self.hub
        self.old, self.new = enrolled(hub, "B1", "a")[0], enrolled(hub, "B2", "z")[0]
        hub.add_clients("B1", {"C1": "a", "C2": "a"})
        hub.add_clients("B2", {"C3": "z"})
        hub.put_rows("B1", "adv:a", [client_row(), draft("C1", "t1", 1), draft("C2", "t2", 2)])
        self.chain = Chain(self.old)
        self.conflict = self.edit("phone", "137", "139")
        note = self.chain.event("C1", body={"on": "2026-09-02", "attachments": [HEAD.sha256]})
        self.push(self.chain.event("C1"), self.conflict, note)
        hub.put_attachment(self.old, HEAD, CONTENT)

    def edit(self, name: str, before: object, after: object) -> WireEvent:
        """An edit of one field of C1 at the old desk."""
        return self.chain.event("C1", "client.edited", {"fields": {name: [before, after]}})

    def push(self, *events: WireEvent) -> list[str]:
        """A push of the old desk; statuses, flags and reasons."""
        return self.sent(self.chain.batch(*events))

    def sent(self, batch: PushBatch) -> list[str]:
        """As `push`."""
        answers = self.hub.push(self.old, batch).answers
        return ["/".join([one.status, *filter(None, [one.code, *one.flags])]) for one in answers]

    def restart(self) -> None:
        """Another process over the same database; what was under way goes on."""
        self.hub = hub_on(self.hub.store, self.hub.around.clock)  # type: ignore[arg-type]
        self.hub.forward_pending()


def live(hub: Hub, place: tuple[str, str]) -> dict[tuple[str, str, str], str]:
    """Live rows of a scope; its head says the same as a recount."""
    rows = stored(hub, *place)
    assert head(hub, *place).sum == sum_of(rows)
    return {key: one.body for key, one in rows.items() if not one.is_deleted}


def ids(hub: Hub, place: tuple[str, str], client_no: str = "C1") -> dict[str, set[str]]:
    """Ids of a client's live rows by kind."""
    found: dict[str, set[str]] = {}
    for kind, of, row_id in live(hub, place):
        if of == client_no:
            found.setdefault(kind, set()).add(row_id)
    return found


def values_of(hub: Hub, place: tuple[str, str] = NEW) -> dict[str, Any]:
    """The client's row by name."""
    return dict(zip(SHAPES["client"].values, json.loads(live(hub, place)["client", "C1", "C1"]), strict=True))


def count(hub: Hub, table: str, where: str) -> int:
    return int(statement(hub, f"SELECT count(*) FROM {table} WHERE {where}")[0][0])  # noqa: S608


def nothing_on_its_way(hub: Hub) -> None:
    """No step is left undone, nothing lies between two branches."""
    assert count(hub, "client_move", "state = 'LEFT'") == 0
    assert count(hub, "scope_row", "scope LIKE 'move:%'") == 0
    assert count(hub, "scope_head", "scope LIKE 'move:%'") == 0
    assert count(hub, "forward", "state <> 'DONE' OR body <> ''") == 0
    assert hub.forward_pending() == 0
