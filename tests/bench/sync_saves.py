"""How long a contact takes to be saved in the window while a first sync runs beside it."""

from __future__ import annotations

from collections import defaultdict

from tests.bench.children import child
from tests.bench.figures import Goal, percentile
from tests.bench.first_sync import ADVISOR, fill, new_book
from tests.bench.hub_host import BRANCH, hosted
from tests.bench.sync_rows import TRADES


def sync_saves(rounds: int) -> list[Goal]:
    """The slowest save but one in a hundred, over `rounds` first syncs."""
    with hosted(fill) as host, host.hub_on(host.database_url) as hub:
        runs = [
            child(
                "tests.bench.sync_saves_child", new_book("sync-saves"), host.url, hub.invite(BRANCH, ADVISOR)
            )
            for _ in range(rounds)
        ]
    assert all(run["kind"] == "DONE" and run["trades"] == TRADES for run in runs), runs
    taken = [each for run in runs for each in run["taken"]]
    alone = [each for run in runs for each in run["alone"]]
    slowest: defaultdict[str, float] = defaultdict(float)
    for run in runs:
        for stage, each in zip(run["stages"], run["taken"], strict=True):
            slowest[stage] = max(slowest[stage], each)
    told = ", ".join(f"{stage} {value:.0f}" for stage, value in slowest.items())
    seconds = max(run["seconds"] for run in runs)
    return [
        Goal(
            f"contact saved in the window during a first sync, asked to answered, p99 of {len(taken)}",
            f"p50 {percentile(taken, 0.5):.1f} ms, longest {max(taken):.0f}",
            f"without a sync p50 {percentile(alone, 0.5):.1f} ms, p99 {percentile(alone, 0.99):.1f}",
            percentile(taken, 0.99),
            100,
            unit=" ms",
            note=f"longest by stage in ms: {told}; the sync took {seconds:.1f} s",
        )
    ]
