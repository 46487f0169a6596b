"""Triggers on what a client holds, by the newest snapshot: ends, losses, grades above the client's level."""

from collections.abc import Iterator, Sequence
from datetime import date

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.dates import days_between
from advisor_desk.domain.moment import HeldFact
from advisor_desk.domain.product import RiskGrade
from advisor_desk.rules.moments.view import ClientView, days_ago
from advisor_desk.rules.moments.world import Found, figures, step_of
from advisor_desk.rules.serviceset import MomentRule

_GRADES = {grade.value: rank for rank, grade in enumerate(RiskGrade)}


def maturity(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A product of the client ends within days, once for each step before its end."""
    ending: dict[tuple[str, date], int] = {}
    held = view.holdings.newest(day)
    for one in held:
        if one.ends_on is not None and step_of(days_between(day, one.ends_on), rule.days) is not None:
            place = one.product_code, one.ends_on
            ending[place] = ending.get(place, 0) + one.value_fen
    for (code, ends_on), value_fen in sorted(ending.items()):
        left = days_between(day, ends_on)
        if value_fen > 0:
            yield Found(
                f"{code}:{step_of(left, rule.days)}",
                figures(
                    product_code=code,
                    ends_on=ends_on,
                    days_left=left,
                    value_fen=value_fen,
                    snapshot_on=held[0].on,
                ),
            )


def holding_loss(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A holding is worth less than it cost, by a share and an amount."""
    percent, least = rule.params["holding_percent"], rule.params["least_fen"]
    sums: dict[str, tuple[int, int]] = {}
    held = view.holdings.newest(day)
    for one in held:
        if one.cost_fen is not None:
            value, cost = sums.get(one.product_code, (0, 0))
            sums[one.product_code] = value + one.value_fen, cost + one.cost_fen
    for code, (value, cost) in sorted(sums.items()):
        loss = cost - value
        if loss >= least and loss * 100 >= percent * cost:
            yield Found(
                code,
                figures(
                    cause="HOLDING",
                    product_code=code,
                    loss_fen=loss,
                    cost_fen=cost,
                    value_fen=value,
                    percent=percent,
                    snapshot_on=held[0].on,
                ),
            )


def r_changed(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A grade or the client's level has changed on this day, so that a holding lies above the level."""
    assessed = view.levels.newest(day)
    if not assessed:
        return
    taken_on, level = assessed[0]
    before = view.levels.newest(days_ago(day, 1)) if taken_on == day else assessed
    was = before[0][1] if before else None
    for code, lines in _by_product(view.holdings.newest(day)):
        graded = [one for one in lines if one.r_level in _GRADES]
        if not graded:
            continue
        worst = max(graded, key=lambda one: (_GRADES[str(one.r_level)], one.r_rated_on or date.min))
        grade = str(worst.r_level)
        cause = _cause(view, grade, (was, level), is_regraded=worst.r_rated_on == day)
        if cause:
            yield Found(
                code,
                figures(
                    cause=cause,
                    product_code=code,
                    r_level=grade,
                    c_level=level.value,
                    c_level_before=None if was is None else was.value,
                    value_fen=sum(one.value_fen for one in lines),
                ),
            )


def _cause(
    view: ClientView, grade: str, levels: tuple[RiskLevel | None, RiskLevel], *, is_regraded: bool
) -> str:
    """What moved a grade above the client's level on this day, empty when nothing did."""
    was, level = levels
    if not _is_above(view, grade, level):
        return ""
    if is_regraded:
        return "R_LEVEL"
    return "C_LEVEL" if was is None or (was is not level and not _is_above(view, grade, was)) else ""


def _is_above(view: ClientView, grade: str, level: RiskLevel) -> bool:
    highest = view.world.advice.suitability.highest_grade[level]
    return _GRADES[grade] > _GRADES[highest.value]


def _by_product(held: Sequence[HeldFact]) -> list[tuple[str, list[HeldFact]]]:
    found: dict[str, list[HeldFact]] = {}
    for one in held:
        found.setdefault(one.product_code, []).append(one)
    return sorted(found.items())
