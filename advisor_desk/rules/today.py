"""The visible score of a line of 今日: a sum of named parts that orders the list and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from advisor_desk.domain.client import Tier
from advisor_desk.domain.today import ScorePart, TodayItem, TodayKind
from advisor_desk.rules.serviceset import TodayRules


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFacts:
    """What the points are given for.

    `days_late` counts from the day it was due, negative before it. `priority` is a moment's own, 0 without.
    `waited_days` since the last contact and `rhythm_days` allowed, where the rhythm itself is the reason.
    """

    kind: TodayKind
    tier: Tier | None = None
    days_late: int = 0
    priority: int = 0
    waited_days: int = 0
    rhythm_days: int = 0
    is_own_promise: bool = False


def score_parts(facts: ScoreFacts, rules: TodayRules) -> tuple[ScorePart, ...]:
    """The parts that give points, in a fixed order; what gives none is left out.

    The points of a rhythm that has passed many times over stop where those of days late stop: a client whom
    nobody has called for years must not push today's meeting down. Meetings of today stand by their hour, so
    that tiers give no points.
    """
    is_meeting = facts.kind is TodayKind.MEETING
    ratio = facts.waited_days * rules.ratio_percent // facts.rhythm_days if facts.rhythm_days else 0
    points = (
        ("base", rules.base.get(facts.kind, 0)),
        ("tier", rules.tier.get(facts.tier, 0) if facts.tier is not None and not is_meeting else 0),
        ("late", min(max(facts.days_late, 0) * rules.day_late, rules.late_most)),
        ("priority", facts.priority * rules.priority),
        ("ratio", min(max(ratio, 0), rules.late_most)),
        ("own_promise", rules.own_promise if facts.is_own_promise else 0),
    )
    return tuple(ScorePart(code, count) for code, count in points if count)


def scored(item: TodayItem, facts: ScoreFacts, rules: TodayRules) -> TodayItem:
    """The line with its parts."""
    return replace(item, parts=score_parts(facts, rules))


def in_order(items: Iterable[TodayItem]) -> list[TodayItem]:
    """The highest score first; then what is due first, the client's number, the key."""
    return sorted(items, key=_place)


def _place(item: TodayItem) -> tuple[int, bool, str, int, str, str]:
    due = "" if item.due_on is None else item.due_on.isoformat()
    minute = 24 * 60 if item.minute is None else item.minute
    return -item.score, item.due_on is None, due, minute, item.client_no, item.key
