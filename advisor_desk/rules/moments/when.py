"""On which days a trigger can speak at all, told by the days of its facts: all others are passed over.

Each function may name days too many, never one too few; the trigger itself decides.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Final

from advisor_desk.domain.dates import next_anniversary
from advisor_desk.domain.records import SignalKind, TradeKind
from advisor_desk.domain.service_codes import InteractionKind
from advisor_desk.rules.assessment import expires_on
from advisor_desk.rules.contact_caps import cooling_until
from advisor_desk.rules.moments import holdings, money, person, tiers, trades
from advisor_desk.rules.moments.view import ClientView, Span
from advisor_desk.rules.serviceset import MomentRule

When = Callable[[ClientView, Span, MomentRule], Iterable[date]]

_DAY: Final = timedelta(days=1)
_FEW: Final = 4
"""Days that are not parted any further when bounds are asked for."""


def within(span: Span, start: date, end: date) -> Iterator[date]:
    """The days from `start` to `end` that lie in the span."""
    for day in range(max(span[0], start).toordinal(), min(span[1], end).toordinal() + 1):
        yield date.fromordinal(day)


def _steps_before(span: Span, ends: Iterable[date], rule: MomentRule) -> Iterator[date]:
    """The days on which one of some ends is as near as the first step of a rule."""
    ahead = timedelta(days=rule.days[0])
    for end in ends:
        yield from within(span, end - ahead, end)


def _stretches(days: Sequence[date], span: Span) -> Iterator[tuple[int, date, date]]:
    """From each of some ascending days to the day before the next, as far as that touches the span."""
    for at in range(max(bisect_right(days, span[0]) - 1, 0), len(days)):
        if days[at] > span[1]:
            return
        yield at, days[at], days[at + 1] - _DAY if at + 1 < len(days) else span[1]


def _where(span: Span, may_be: Callable[[date, date], bool]) -> Iterator[date]:
    """The days of the span, without stretches of which bounds prove that there is nothing."""
    first, last = span
    if first > last or not may_be(first, last):
        return
    if (last - first).days < _FEW:
        yield from within(span, first, last)
        return
    middle = first + (last - first) // 2
    yield from _where((first, middle), may_be)
    yield from _where((middle + _DAY, last), may_be)


# Money.


def asset_days(view: ClientView, span: Span, rule: MomentRule) -> Iterable[date]:
    """Days with a figure of assets."""
    return view.assets.days(*span)


def account_loss(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days about which the assets have moved far enough."""
    return _where(span, lambda first, last: money.may_be_lost(view, (first, last), rule))


def upgrade_near(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days of assets near a threshold."""
    return _where(span, lambda first, last: tiers.may_be_near(view, (first, last)))


def tier_changed(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days of assets that do not prove one and the same tier."""
    return _where(span, lambda first, last: tiers.may_change(view, (first, last)))


# Holdings.


def maturity(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days before the ends of what is held then."""
    for _, start, end in _stretches(view.snapshot_days, span):
        ends = {one.ends_on for one in view.holdings.newest(start) if one.ends_on is not None}
        yield from _steps_before((max(start, span[0]), min(end, span[1])), ends, rule)


def holding_loss(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days of the snapshots in which something is lost: until the next one they all say the same."""
    for _, start, end in _stretches(view.snapshot_days, span):
        day = max(start, span[0])
        if next(iter(holdings.holding_loss(view, day, rule)), None) is not None:
            yield from within(span, day, end)


def r_changed(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days of assessments and of grades."""
    yield from view.levels.days
    yield from {one.r_rated_on for one in view.facts.holdings if one.r_rated_on is not None}


# Papers.


def kyc_expiring(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days before the end of the assessment that is the newest then."""
    taken = view.levels.days
    for _, start, end in _stretches(taken, span):
        inner = max(start, span[0]), min(end, span[1])
        yield from _steps_before(inner, (expires_on(start, view.world.rules),), rule)


def kyc_expired(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days from the end of an assessment to the next one."""
    for _, start, end in _stretches(view.levels.days, span):
        yield from within(span, expires_on(start, view.world.rules), end)


def id_expiring(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days before the end of the document."""
    ends = view.facts.id_expires_on
    return _steps_before(span, () if ends is None else (ends,), rule)


def agreement_renewal(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days before the ends of agreements."""
    return _steps_before(span, {ends for ends, _ in view.facts.agreements}, rule)


# The person's calendar.


def _coming(span: Span, following: Callable[[date], date]) -> Iterator[date]:
    """Each of the days that come round, from the span's first on, and the one after its last."""
    day = span[0]
    while day <= span[1]:
        on = following(day)
        yield on
        day = on + _DAY


def birthday(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days before birthdays."""
    born = view.facts.born_on
    if born is None or not view.facts.client_type.is_person:
        return iter(())
    coming = _coming(span, lambda day: person.next_birthday(view, born, day)[0])
    return _steps_before(span, coming, rule)


def account_anniversary(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days before anniversaries."""
    opened = view.facts.opened_on
    if opened is None:
        return iter(())
    return _steps_before(span, _coming(span, lambda day: next_anniversary(opened, day)), rule)


def life_event_near(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days before life events, as they are expected after each that was told."""
    known = {one.known_on for one in view.facts.life_events if span[0] < one.known_on <= span[1]}
    events = (person.life_events_on(view, day) for day in (span[0], *known))
    return _steps_before(span, {event.on for event in chain.from_iterable(events)}, rule)


def new_account_visit(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days before the first visit is due."""
    opened = view.facts.opened_on
    visits = () if opened is None else (opened + timedelta(days=rule.params["visit_days"]),)
    return _steps_before(span, visits, rule)


# Contacts.


def online_enquiry(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days of questions."""
    for contact in view.contacts.between(span[0] - _DAY, span[1]):
        if contact.kind == InteractionKind.ENQUIRY:
            yield contact.on
    for signal in view.signals.between(span[0] - _DAY, span[1]):
        if signal.kind == SignalKind.ENQUIRY:
            yield signal.on


def complaint(view: ClientView, span: Span, rule: MomentRule) -> Iterable[date]:
    """Days of complaints."""
    return [since for since, _ in view.facts.complaints]


def event_follow_up(view: ClientView, span: Span, rule: MomentRule) -> Iterable[date]:
    """Days of events."""
    contacts = view.contacts.between(span[0] - _DAY, span[1])
    return [one.on for one in contacts if one.kind == InteractionKind.EVENT]


def long_uncontacted(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days so long after a contact, or after the opening when there was none before."""
    rhythm, percent = view.facts.cadence_days, rule.params["percent"]
    silent = rule.params["unknown_days"] if rhythm is None else max(1, rhythm * percent // 100)
    limit = timedelta(days=silent)
    opened, contacted = view.facts.opened_on, view.effective.days
    if opened is not None:
        yield from within(span, opened + limit, contacted[0] - _DAY if contacted else span[1])
    for _, start, end in _stretches(contacted, span):
        yield from within(span, start + limit, end)


def topic_browse(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days on which a signal still counts."""
    ahead = timedelta(days=rule.params["window_days"] - 1)
    for signal in view.signals.between(span[0] - ahead - _DAY, span[1]):
        yield from within(span, signal.on, signal.on + ahead)


# Trades.


def first_purchase(view: ClientView, span: Span, rule: MomentRule) -> Iterable[date]:
    """The day of the first purchase."""
    return view.purchases.days[:1]


def return_visit(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days of purchases, and of the ends of cooling-off."""
    contact = view.world.service.contact
    yield from (cooling_until(day, contact) for day in view.private_purchases.days)
    yield from (trade.on for trade in view.purchases.between(span[0] - _DAY, span[1]))


def interest_paid(view: ClientView, span: Span, rule: MomentRule) -> Iterable[date]:
    """Days of payments."""
    trades = view.trades.between(span[0] - _DAY, span[1])
    return [one.on for one in trades if one.kind == TradeKind.DIVIDEND_CASH]


def no_trade(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days so long after a trade and before the next."""
    limit = timedelta(days=rule.params["silent_days"])
    for _, start, end in _stretches(view.active_days, span):
        yield from within(span, start + limit, end)


def sip_stopped(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days on which a plan has paused for too long, before its next instalment."""
    grace = timedelta(days=rule.params["grace_days"])
    for _, days in view.plans:
        for at, start, end in _stretches(days, span):
            if min(end, span[1]) > start + grace:
                limit = timedelta(days=trades.plan_limit(days[: at + 1], rule)[1])
                longest = limit + timedelta(days=rule.params["within_days"])
                yield from within(span, start + limit + _DAY, min(end, start + longest))


def state_changed(view: ClientView, span: Span, rule: MomentRule) -> Iterator[date]:
    """Days on which a limit of the state is passed: tenure, silence, the client's own rhythm."""
    rules, opened = view.world.rules.state, view.facts.opened_on
    if opened is not None:
        yield opened
        yield opened + timedelta(days=rules.new_max_tenure_days + 1)
    for at, start, end in _stretches(view.purchases.days, span):
        quiet = start + timedelta(days=rules.cadence_min_days + 1)
        silent = start + timedelta(days=rules.active_max_days + 1)
        yield from (start, quiet, silent, start + timedelta(days=rules.at_risk_max_days + 1))
        if max(quiet, span[0]) <= min(end, silent, span[1]):
            gap_x2 = view.rhythm(at + 1)[1] or 0
            yield start + timedelta(days=rules.cadence_gap_factor * gap_x2 // 2 + 1)
