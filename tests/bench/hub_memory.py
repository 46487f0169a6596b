"""Whether the hub's memory stays where it is while events come in and pages go out."""

from __future__ import annotations

from collections.abc import Sequence

from advisor_desk.hub.hub import Hub
from tests.bench.figures import Goal
from tests.bench.hub_host import Host, hosted
from tests.bench.push_batches import BATCH, DESKS, Sender, send, senders

_FIRST = 10_000
_MORE = 100_000


def hub_memory(rounds: int) -> list[Goal]:
    """Resident memory after 10,000 events and after another 100,000 (or `rounds` hundredths of these)."""
    groups: list[list[Sender]] = []
    more = _MORE * rounds // 100

    def fill(hub: Hub) -> None:
        for name, events in (("W", _FIRST), ("M", more)):
            groups.append(senders(hub, max(BATCH, events // DESKS), name))

    with hosted(fill) as host:
        seen = [(0, host.memory_mb())]
        for group in groups:
            for desk in group:
                desk.log_in(host.process.port)
            _send_in_tens(group, host, seen)
        kept = host.sql("SELECT count(*) FROM event")[0][0]
    assert kept == sum(len(batch.events) for group in groups for desk in group for batch in desk.batches)
    warm = next(mb for events, mb in seen if events >= _FIRST)
    end = seen[-1][1]
    steps = ", ".join(f"{events / 1000:.0f}k {mb:.0f}" for events, mb in seen)
    return [
        Goal(
            f"memory of the hub after another {more:,} events",
            f"{end:.1f} MB",
            f"after the first {_FIRST:,}: {warm:.1f} MB",
            end / warm,
            1.05,
            note=f"MB after so many events: {steps}",
        )
    ]


def _send_in_tens(group: Sequence[Sender], host: Host, seen: list[tuple[int, float]]) -> None:
    """Ten thousand at a time, with a look at the memory after each."""
    bodies = [list(desk.bodies) for desk in group]
    step = max(1, _FIRST // DESKS // BATCH)
    for start in range(0, len(bodies[0]), step):
        for desk, whole in zip(group, bodies, strict=True):
            desk.bodies = whole[start : start + step]
        sent = sum(len(desk.bodies) for desk in group) * BATCH
        send(group, host.process.port)
        seen.append((seen[-1][0] + sent, host.memory_mb()))
