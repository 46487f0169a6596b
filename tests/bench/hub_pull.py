"""A pull of nothing: what a desk that has everything waits for, over the real transport."""

from __future__ import annotations

import random
import time
from contextlib import closing

from advisor_desk.hub.hub import Hub
from advisor_desk.sync.transport import Destination, HubClient
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.pages import PullRequest
from advisor_desk.wire.version import advisor_scope
from tests.bench.figures import Goal, percentile
from tests.bench.hub_host import BRANCH, hosted
from tests.bench.sync_rows import clients, trades
from tests.hubs import enrolled

ADVISOR = "PULL"
_CLIENTS, _TRADES = 200, 20_000
_UNTIMED = 20
_APART_SECONDS = 0.012
"""A desk is let in 100 times a second (`hub.limits`): as fast as it can go it would be asked to wait."""


def hub_pull(rounds: int) -> list[Goal]:
    """Pulls of nothing and hellos in turn, of a scope with 20,000 rows; the slowest but one in a hundred."""
    known: list[Identity] = []

    def fill(hub: Hub) -> None:
        device, keys = enrolled(hub, BRANCH, ADVISOR)
        hub.put_rows(BRANCH, advisor_scope(ADVISOR), list(clients(_CLIENTS)))
        hub.put_rows(BRANCH, advisor_scope(ADVISOR), list(trades(_TRADES, _CLIENTS)))
        known.append(Identity("", device.id, ADVISOR, BRANCH, keys, hub.keys.public, ""))

    with hosted(fill) as host:
        mine = known[0]
        with closing(HubClient(Destination(host.url), mine.device_id, mine.keys)) as line:
            head = next(held.head for held in line.hello().scopes if held.scope == advisor_scope(ADVISOR))
            request = PullRequest(advisor_scope(ADVISOR), 10_000, head.seq)
            taken: dict[str, list[float]] = {"pull": [], "hello": []}
            draw = random.Random(2)
            for _ in range(rounds + _UNTIMED):
                for deed in draw.sample(sorted(taken), 2):
                    time.sleep(_APART_SECONDS)
                    begun = time.perf_counter()
                    if deed == "pull":
                        page = line.pull(request)
                        assert not page.rows
                    else:
                        line.hello()
                    taken[deed].append((time.perf_counter() - begun) * 1000)
    pull, hello = (taken[deed][_UNTIMED:] for deed in ("pull", "hello"))
    return [
        Goal(
            f"a pull of nothing, p99 of {rounds:,}",
            f"p50 {percentile(pull, 0.5):.1f} ms",
            f"a hello p50 {percentile(hello, 0.5):.1f} ms, p99 {percentile(hello, 0.99):.1f}",
            percentile(pull, 0.99),
            20,
            unit=" ms",
        )
    ]
