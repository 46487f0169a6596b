"""Contacts of four desks into the hub over HTTP, beside the same SQL without HTTP.

Three databases begin alike and take the same events: one through the hub's process, one by `Hub.push` called
in this process, one by the statements alone, which were noted with their values when `Hub.push` ran them,
over one connection with the same commits. All three must end with the same events and sums of scopes.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa

from advisor_desk.hub.hub import Hub
from tests.bench.figures import Goal, median, spread
from tests.bench.hub_host import Host, hosted
from tests.bench.push_batches import BATCH, DESKS, Sender, count, send, senders

_EACH = 4 * BATCH
"""Events of one desk in one round."""
_RATE = 5_000
_SUMS = "SELECT scope, seq, n, digest FROM scope_head ORDER BY branch_id, scope"
_EVENTS = "SELECT count(*), max(hash) FROM event"

Noted = list[tuple[str, Any]]
"""Statements with their values."""


def hub_push(rounds: int) -> list[Goal]:
    """Events a second: fresh, sent again, and what the same statements reach."""
    groups: list[list[Sender]] = []

    def fill(hub: Hub) -> None:
        groups.extend(senders(hub, _EACH, f"R{number}-") for number in range(rounds + 1))

    with hosted(fill) as host:
        taken = _measured(host, groups)
        known = {
            name: (host.sql(_SUMS, name), host.sql(_EVENTS, name)) for name in ("served", "near", "bare")
        }
        assert known["served"] == known["near"] == known["bare"], known
    fresh, again, near, bare = (taken[name] for name in ("http", "again", "near", "bare"))
    what = f"{DESKS} desks push batches of {BATCH} contacts over HTTP"
    return [
        _at_least(
            f"{what}, against the same statements alone, one connection",
            fresh,
            bare,
            median(fresh) / median(bare),
            0.5,
        ),
        _at_least(
            "the same, against `Hub.push` called in one process",
            fresh,
            near,
            median(fresh) / median(near),
            0.5,
        ),
        Goal(what, spread(fresh, "/s"), "limit", median(fresh), _RATE, unit="/s", is_at_least=True),
        _at_least("all of it sent again, against fresh", again, fresh, median(again) / median(fresh), 1.5),
    ]


def _at_least(what: str, ours: Sequence[float], peer: Sequence[float], value: float, target: float) -> Goal:
    return Goal(what, spread(ours, "/s"), spread(peer, "/s"), value, target, is_at_least=True)


def _measured(host: Host, groups: Sequence[Sequence[Sender]]) -> dict[str, list[float]]:
    """The first group warms up all sides. `bare` takes the statements of `near`; else any order."""
    draw = random.Random(5)  # noqa: S311
    port = host.process.port
    taken: dict[str, list[float]] = {"http": [], "again": [], "near": [], "bare": []}
    with (
        host.hub_on(host.copy("near")) as near,
        psycopg.connect(host.cluster.libpq(_copied(host, "bare")), cursor_factory=psycopg.RawCursor) as bare,
    ):
        for group in groups:
            for desk in group:
                desk.log_in(port)
            noted: list[Noted] = []

            def beside(group: Sequence[Sender] = group, noted: list[Noted] = noted) -> None:
                taken["near"].append(_pushed(near, group, noted))
                taken["bare"].append(_run(bare, noted, count(group)))

            def http(group: Sequence[Sender] = group) -> None:
                taken["http"].append(send(group, port))
                taken["again"].append(send(group, port))

            sides: list[Callable[[], None]] = [beside, http]
            for side in draw.sample(sides, 2):
                side()
    return {name: values[1:] for name, values in taken.items()}


def _copied(host: Host, name: str) -> str:
    host.copy(name)
    return name


def _pushed(hub: Hub, group: Sequence[Sender], noted: list[Noted]) -> float:
    """Every batch by `Hub.push`, the desks taking turns; its statements go to `noted`, a list a batch."""
    taken = 0.0
    for turn in range(len(group[0].batches)):
        for desk in group:
            with _noting(hub) as statements:
                begun = time.perf_counter()
                hub.push(desk.device, desk.batches[turn])
                taken += time.perf_counter() - begun
            noted.append(statements)
    return count(group) / taken


@contextmanager
def _noting(hub: Hub) -> Iterator[Noted]:
    noted: Noted = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        noted.append((statement, values))

    sa.event.listen(hub.store.engine, "before_cursor_execute", note)
    try:
        yield noted
    finally:
        sa.event.remove(hub.store.engine, "before_cursor_execute", note)


def _run(connection: psycopg.Connection[Any], noted: Sequence[Noted], events: int) -> float:
    """The statements alone, a commit after each batch."""
    begun = time.perf_counter()
    for statements in noted:
        with connection.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement.encode(), values)
                if cursor.description:
                    cursor.fetchall()
        connection.commit()
    return events / (time.perf_counter() - begun)
