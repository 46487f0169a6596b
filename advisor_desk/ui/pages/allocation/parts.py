"""What the screen 配置与试算 is given from outside, and what a client's sheet holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.advice import (
    AdviceClient,
    GivenSuggestion,
    LineOverride,
    PlanDraft,
    Suggestion,
    WhatIf,
)
from advisor_desk.domain.shelf import Product, ShelfStanding
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.wording import WordHit
from advisor_desk.ui.dialogs.order_check_parts import OrderDeeds
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.notices import Notices
from advisor_desk.usecases.suggest_products import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSheet:
    """One client and the shelf as they stand on the day: read once, everything else is computed from it.

    It is a `suggest_case.Sheet`, with what the advisor kept and gave.

    `assessed_until` is the first day on which the newest assessment no longer counts.
    """

    client: AdviceClient
    as_of: date
    advice: AdviceRules
    rules: RuleSet
    shelf: Mapping[str, Product]
    standing: ShelfStanding
    assessed_until: date | None
    draft: PlanDraft
    given: tuple[GivenSuggestion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationParts:
    """Everything the screen works with.

    `read`, `keep` and `give` touch the book and run in its lane; `solve` and `warm_up` run in the pool and
    touch the sheet alone; `evaluate` is quick enough for every key stroke. `keep` gets a client and all
    amounts set by hand, and gives them back as recorded. `orders` checks and
    records a single order. `listed_client` is the client who was last looked at in the list.
    """

    read: Callable[[int], ClientSheet]
    solve: Callable[[ClientSheet, WhatIf, Sequence[LineOverride]], Suggestion]
    evaluate: Callable[[ClientSheet, Suggestion, Mapping[str, int]], Trial]
    keep: Callable[[int, Sequence[LineOverride]], tuple[LineOverride, ...]]
    give: Callable[[Suggestion, str], str]
    forbidden: Callable[[str, AdviceRules], Sequence[WordHit]]
    warm_up: Callable[[], object]
    listed_client: Callable[[], int | None]
    orders: OrderDeeds
    jobs: Jobs
    notices: Notices
    is_animated: bool = True
