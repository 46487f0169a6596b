"""All scores of one client with their reasons (domain notes §2.1 to 2.3)."""

from datetime import date
from typing import NamedTuple

from advisor_desk.domain.client import CareAction, Group, LifeState, Tag, Tier, ValueLabel
from advisor_desk.domain.standing import ClassicScore, PurchaseFacts
from advisor_desk.rules.decision import decide
from advisor_desk.rules.figures import figures_of
from advisor_desk.rules.reasons import Reason
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.score_reasons import score_reasons
from advisor_desk.rules.window import window_days


class ClientScore(NamedTuple):
    """The scores of one client with all reasons."""

    a: int
    f: int
    b: int
    months_num: int
    months_den: int
    recency_days: int | None
    group: Group
    group_paper_mid: Group
    classic: ClassicScore
    state: LifeState
    labels: tuple[ValueLabel, ...]
    action: CareAction
    tags: tuple[Tag, ...]
    reasons: tuple[Reason, ...]


def score_client(facts: PurchaseFacts, tier: Tier, as_of: date, rules: RuleSet) -> ClientScore:
    """Scores of the facts as of a date.

    The facts must be counted up to `as_of`: a later purchase raises DeskBug.
    """
    one = figures_of(facts, as_of)
    found = decide(one, tier, window_days(as_of, rules.window.months), rules)
    return ClientScore(
        found.a,
        found.f,
        found.b,
        found.months_num,
        found.months_den,
        one.recency_days,
        found.group,
        found.group_paper_mid,
        found.classic,
        found.state,
        found.labels,
        found.action,
        found.tags,
        score_reasons(one, found, tier, facts.benefit_is_estimated, rules),
    )
