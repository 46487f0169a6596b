"""Triggers on trades: first purchase, return visits, interest, silence, stopped plans, changes of state."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from zlib import crc32

from advisor_desk.domain.client import LifeState
from advisor_desk.domain.dates import days_between
from advisor_desk.domain.moment import TradeFact
from advisor_desk.domain.product import RiskGrade
from advisor_desk.domain.records import TradeKind
from advisor_desk.rules.contact_caps import cooling_until, private_types
from advisor_desk.rules.moments.view import ClientView, days_ago
from advisor_desk.rules.moments.world import Found, figures
from advisor_desk.rules.purchases import median_gap_x2
from advisor_desk.rules.serviceset import MomentRule
from advisor_desk.rules.working_time import add_working_days


def first_purchase(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """The first confirmed purchase ever: talks so many trading days later."""
    if not view.purchases.days or view.purchases.days[0] != day:
        return
    bought = view.purchases.on(day)
    for days in rule.days:
        yield Found(
            str(days),
            figures(
                product_code=min(one.product_code for one in bought),
                amount_fen=sum(one.amount_fen for one in bought),
                purchases=len(bought),
                trading_days=days,
            ),
            due_on=add_working_days(day, days, view.world.trading),
        )


def return_visit(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A private fund's cooling-off has ended, or a purchase of the riskiest grade falls into the sample."""
    hours = view.world.service.contact.cooling_hours
    bought_on = days_ago(day, days_between(day, cooling_until(day, view.world.service.contact)))
    for code, amount in _amounts(view.private_purchases.on(bought_on)):
        yield Found(
            code,
            figures(
                cause="PRIVATE",
                product_code=code,
                bought_on=bought_on,
                amount_fen=amount,
                cooling_hours=hours,
            ),
        )
    private = private_types(view.world.advice)
    riskiest = [
        one
        for one in view.purchases.on(day)
        if one.r_level == RiskGrade.R5 and one.product_type not in private
    ]
    percent = rule.params["sample_percent"]
    for code, amount in _amounts(riskiest):
        draw = crc32(f"{view.facts.client_no}|{code}|{day.isoformat()}".encode()) % 100
        if draw < percent:
            yield Found(
                code,
                figures(
                    cause="SAMPLE",
                    product_code=code,
                    bought_on=day,
                    amount_fen=amount,
                    draw=draw,
                    sample_percent=percent,
                ),
            )


def interest_paid(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A product has paid interest or a dividend in money."""
    paid = [one for one in view.trades.on(day) if one.kind == TradeKind.DIVIDEND_CASH]
    for code, amount in _amounts(paid):
        if amount >= rule.params["least_fen"]:
            least = rule.params["least_fen"]
            yield Found(code, figures(product_code=code, amount_fen=amount, least_fen=least))


def no_trade(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A client who used to trade has not for days."""
    days, limit = view.active_days, rule.params["silent_days"]
    known = bisect_right(days, day)
    if known and (silent := days_between(days[known - 1], day)) >= limit:
        yield Found("", figures(last_trade_on=days[known - 1], days=silent, limit_days=limit))


def sip_stopped(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A plan of instalments has paused for longer than its rhythm and the grace allow."""
    params = rule.params
    for plan, days in view.plans:
        known = bisect_right(days, day)
        if known < params["least_times"]:
            continue
        last, silent = days[known - 1], days_between(days[known - 1], day)
        # A plan is at most a few instalments apart: the rhythm is only counted when it could have stopped.
        if silent <= params["grace_days"]:
            continue
        gap_x2, limit = plan_limit(days[:known], rule)
        if limit < silent <= limit + params["within_days"]:
            yield Found(
                plan,
                figures(
                    plan=plan,
                    last_on=last,
                    days=silent,
                    median_gap_x2=gap_x2,
                    limit_days=limit,
                    times=known,
                    percent=params["percent"],
                    grace_days=params["grace_days"],
                ),
            )


def plan_limit(days: Sequence[date], rule: MomentRule) -> tuple[int, int]:
    """Twice the median gap of a plan's instalments, and the days of silence after which it has stopped."""
    gap_x2 = median_gap_x2(days) or 0
    return gap_x2, gap_x2 * rule.params["percent"] // 200 + rule.params["grace_days"]


def dormant_enter(view: ClientView, day: date, rule: MomentRule) -> Iterable[Found]:
    """The state has become dormant on this day."""
    return _entered(view, day, LifeState.DORMANT)


def at_risk_enter(view: ClientView, day: date, rule: MomentRule) -> Iterable[Found]:
    """The state has become at risk on this day."""
    return _entered(view, day, LifeState.AT_RISK)


def _entered(view: ClientView, day: date, state: LifeState) -> Iterator[Found]:
    if view.state(day) is not state:
        return
    before = view.state(day - timedelta(days=1))
    if before is state:
        return
    bought, opened = view.purchases.last_day(day), view.facts.opened_on
    since = bought or opened
    yield Found(
        "",
        figures(
            before=before.value,
            last_purchase_on=bought,
            opened_on=opened,
            days=None if since is None else days_between(since, day),
        ),
    )


def _amounts(trades: Iterable[TradeFact]) -> list[tuple[str, int]]:
    """The money of trades by product, by its code."""
    sums: dict[str, int] = {}
    for one in trades:
        sums[one.product_code] = sums.get(one.product_code, 0) + one.amount_fen
    return sorted(sums.items())
