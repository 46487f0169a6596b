"""From the click to the suggestion in a fresh process, the solver's library not yet loaded."""

from __future__ import annotations

import sys
import time

from advisor_desk.domain.advice import WhatIf
from advisor_desk.rules.shelf import standing_of
from advisor_desk.usecases.suggest_products import AdviceSheet, suggest_from
from tests.advice import ON, advice_rules
from tests.bench import shelves
from tests.bench.children import tell
from tests.builders import rules
from tests.suggestions import RELEASE

HEAVY = ("scipy", "numpy", "pandas", "matplotlib")


def main(seed: int) -> None:
    """Tell the milliseconds of the first and of a second suggestion, and what was loaded before the first."""
    products = shelves.shelf(seed)
    sheet = AdviceSheet(
        client=shelves.client(),
        as_of=ON,
        advice=advice_rules(),
        rules=rules(),
        shelf={one.code: one for one in products},
        standing=standing_of(RELEASE, products, ON, advice_rules()),
    )
    loaded = [name for name in HEAVY if name in sys.modules]
    taken = []
    for _ in range(2):
        started = time.perf_counter()
        found = suggest_from(sheet, WhatIf())
        taken.append((time.perf_counter() - started) * 1000)
    assert found.plan is not None
    assert "scipy" in sys.modules
    tell(cold=taken[0], warm=taken[1], lines=len(found.plan.lines), loaded=loaded)


if __name__ == "__main__":
    main(int(sys.argv[1]))
