"""`python -m tests.bench [case...] [--rounds N]`: runs the cases, prints the table of ratios."""

from __future__ import annotations

import argparse
import importlib
import sys
import time

from tests.bench.figures import Goal

CASES = {
    "score": ("scoring", "score", 11),
    "trade": ("one_trade", "one_trade", 400),
    "start": ("start", "start", 11),
    "search": ("key_strokes", "search", 400),
    "list": ("long_list", "long_list", 5),
    "client": ("client_page", "client_page", 60),
    "timeline": ("timeline", "timeline", 3),
    "import": ("load", "load_trades", 5),
    "demo": ("demo_book", "demo_book", 1),
    "allocation": ("allocation", "allocation", 9),
    "today": ("today", "today", 9),
    "quiet": ("quiet_run", "quiet_run", 60),
    "log": ("log_saves", "log_saves", 400),
    "notes": ("notes", "notes", 2_000),
    "push": ("hub_push", "hub_push", 5),
    "first": ("first_sync", "first_sync", 5),
    "pull": ("hub_pull", "hub_pull", 1_000),
    "saves": ("sync_saves", "sync_saves", 6),
    "memory": ("hub_memory", "hub_memory", 100),
}


def main() -> int:
    """Run what was asked for; 0 when every target was met."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("cases", nargs="*", choices=[*CASES, []], default=[])
    parser.add_argument("--rounds", type=int, help="how often each side is measured")
    options = parser.parse_args()
    goals: list[Goal] = []
    for name in options.cases or CASES:
        module, function, rounds = CASES[name]
        print(f"== {name}", flush=True)
        started = time.perf_counter()
        found: list[Goal] = getattr(importlib.import_module(f"tests.bench.{module}"), function)(
            options.rounds or rounds
        )
        for goal in found:
            print(goal.line(), flush=True)
        print(f"   {time.perf_counter() - started:.0f} s", flush=True)
        goals += found
    _print_table(goals)
    return 0 if all(goal.is_met for goal in goals) else 1


def _print_table(goals: list[Goal]) -> None:
    print("\n| what | ours | beside | reached | target | |\n|---|---|---|---|---|---|")
    for goal in goals:
        sign = ">=" if goal.is_at_least else "<="
        verdict = "yes" if goal.is_met else "**no**"
        print(
            f"| {goal.what} | {goal.ours} | {goal.peer} | {goal.value:.3g}{goal.unit} "
            f"| {sign} {goal.target:g}{goal.unit} | {verdict} |"
        )


if __name__ == "__main__":
    sys.exit(main())
