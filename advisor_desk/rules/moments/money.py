"""Triggers on all assets of a client: money in and out, salary and bonus, a loss of the whole account."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from advisor_desk.domain.dates import days_between, from_day, months_before, to_day
from advisor_desk.rules.moments.assets import Step
from advisor_desk.rules.moments.view import ClientView, Span
from advisor_desk.rules.moments.world import Found, figures
from advisor_desk.rules.serviceset import MomentRule

_DAY = timedelta(days=1)


def big_inflow(view: ClientView, day: date, rule: MomentRule) -> Iterable[Found]:
    """A day's net at or above the larger of an amount and a share of the average before it."""
    return _big(view, day, rule, 1)


def big_outflow(view: ClientView, day: date, rule: MomentRule) -> Iterable[Found]:
    """The same the other way."""
    return _big(view, day, rule, -1)


def _big(view: ClientView, day: date, rule: MomentRule, sign: int) -> Iterator[Found]:
    step = view.assets.step_on(day)
    least, percent = rule.params["least_fen"], rule.params["percent"]
    if step is None or sign * step.change_fen < least or step.gap_days > rule.params["gap_days"]:
        return
    average = view.assets.averages.on(to_day(day - _DAY), view.world.rules.tier.average_days)
    if average is None or sign * step.change_fen * 100 * average.days < percent * average.sum_fen:
        return
    yield Found(
        "",
        figures(
            net_fen=step.change_fen,
            before_on=step.before_on,
            before_fen=step.before_fen,
            after_fen=step.fen,
            sum20_fen=average.sum_fen,
            days20=average.days,
            least_fen=least,
            percent=percent,
        ),
    )


def salary_bonus(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A credit that comes again each month, or a large one about the year's end. Persons only."""
    step = view.assets.step_on(day)
    if step is None or not view.facts.client_type.is_person or not _is_credit(step, rule):
        return
    params = rule.params
    if step.change_fen >= params["year_end_fen"] and _is_season(day.month, rule):
        yield Found("YEAR_END", _credit("YEAR_END", step, least_fen=params["year_end_fen"]))
    if step.change_fen < params["recurring_fen"]:
        return
    earlier = [_alike(view, step, months, rule) for months in range(1, params["recurring_times"])]
    known = [one for one in earlier if one is not None]
    if len(known) == len(earlier):
        days = ",".join(one.on.isoformat() for one in reversed(known))
        yield Found(
            "RECURRING",
            _credit("RECURRING", step, least_fen=params["recurring_fen"])
            + figures(times=len(known) + 1, earlier_on=days, slack_percent=params["slack_percent"]),
        )


def _credit(cause: str, step: Step, least_fen: int) -> tuple[tuple[str, str | int | bool | None], ...]:
    return figures(
        cause=cause,
        net_fen=step.change_fen,
        before_on=step.before_on,
        before_fen=step.before_fen,
        least_fen=least_fen,
    )


def _is_season(month: int, rule: MomentRule) -> bool:
    first, last = rule.params["from_month"], rule.params["until_month"]
    return first <= month <= last if first <= last else month >= first or month <= last


def _is_credit(step: Step, rule: MomentRule) -> bool:
    """A rise too large for its share of the assets to be a change of prices, to a figure that is fresh."""
    least = step.before_fen * rule.params["share_percent"]
    return step.change_fen > 0 and step.change_fen * 100 >= least and step.gap_days <= rule.params["gap_days"]


def _alike(view: ClientView, step: Step, months: int, rule: MomentRule) -> Step | None:
    """A credit of about the same amount about so many months earlier, the nearest in amount."""
    about, slack = months_before(step.on, months), timedelta(days=rule.params["slack_days"])
    limit = step.change_fen * rule.params["slack_percent"]
    alike = [
        one
        for one in view.assets.steps(about - slack - _DAY, about + slack)
        if _is_credit(one, rule) and abs(one.change_fen - step.change_fen) * 100 <= limit
    ]
    return min(alike, key=lambda one: (abs(one.change_fen - step.change_fen), one.on), default=None)


def may_be_lost(view: ClientView, span: Span, rule: MomentRule) -> bool:
    """False when the totals about some days never differ by so much that there could be a loss or a flow."""
    percent = min(rule.params["account_percent"], rule.params["flow_percent"])
    bounds = view.assets.bounds(span[1], days_between(*span) + 3 * rule.params["account_days"])
    return bounds is not None and (bounds[0] <= 0 or bounds[1] * 100 >= bounds[0] * (100 + percent))


def account_loss(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """All assets have fallen by a share within some trading days, money moved in or out left aside."""
    percent, flow = rule.params["account_percent"], rule.params["flow_percent"]
    days = rule.params["account_days"]
    first = from_day(view.world.trading.last(to_day(day), days + 1)[0])
    base, now = view.assets.fen_on(first), view.assets.fen_on(day)
    if base is None or now is None or base <= 0:
        return
    moved = sum(
        step.change_fen
        for step in view.assets.steps(first, day)
        if abs(step.change_fen) * 100 >= flow * abs(step.before_fen)
    )
    loss = base + moved - now
    if loss * 100 >= percent * base and loss >= rule.params["least_fen"]:
        yield Found(
            "ACCOUNT",
            figures(
                cause="ACCOUNT",
                loss_fen=loss,
                base_on=first,
                base_fen=base,
                now_fen=now,
                moved_fen=moved,
                percent=percent,
                trading_days=days,
            ),
        )
