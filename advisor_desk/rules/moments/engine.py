"""Runs every trigger over the days of a client: each moment once, whatever the order of rows and runs.

A trigger of a day sees only facts dated up to it. A rule that was raised keeps still for its cool-down, for
each subject on its own, kept back or not; so running day by day finds what one run over all days finds.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from advisor_desk.domain.moment import DueUnit, Moment, MomentCode, MomentFacts
from advisor_desk.rules.moments import contacts, holdings, money, papers, person, tiers, trades, when
from advisor_desk.rules.moments.held_back import held_back_by
from advisor_desk.rules.moments.view import ClientView
from advisor_desk.rules.moments.world import Found, MomentWorld
from advisor_desk.rules.serviceset import MomentRule
from advisor_desk.rules.working_time import add_working_days, civil_day, due_at, instant

Trigger = Callable[[ClientView, date, MomentRule], Iterable[Found]]

TRIGGERS: Final[tuple[tuple[MomentCode, Trigger], ...]] = (
    (MomentCode.BIG_INFLOW, money.big_inflow),
    (MomentCode.BIG_OUTFLOW, money.big_outflow),
    (MomentCode.MATURITY, holdings.maturity),
    (MomentCode.LARGE_LOSS, holdings.holding_loss),
    (MomentCode.LARGE_LOSS, money.account_loss),
    (MomentCode.R_CHANGED, holdings.r_changed),
    (MomentCode.KYC_EXPIRING, papers.kyc_expiring),
    (MomentCode.KYC_EXPIRED, papers.kyc_expired),
    (MomentCode.ID_EXPIRING, papers.id_expiring),
    (MomentCode.BIRTHDAY, person.birthday),
    (MomentCode.DORMANT_ENTER, trades.dormant_enter),
    (MomentCode.AT_RISK_ENTER, trades.at_risk_enter),
    (MomentCode.TOPIC_BROWSE, contacts.topic_browse),
    (MomentCode.ONLINE_ENQUIRY, contacts.online_enquiry),
    (MomentCode.UPGRADE_NEAR, tiers.upgrade_near),
    (MomentCode.SALARY_BONUS, money.salary_bonus),
    (MomentCode.FIRST_PURCHASE, trades.first_purchase),
    (MomentCode.COMPLAINT, contacts.complaint),
    (MomentCode.RETURN_VISIT, trades.return_visit),
    (MomentCode.ACCOUNT_ANNIVERSARY, person.account_anniversary),
    (MomentCode.INTEREST_PAID, trades.interest_paid),
    (MomentCode.TIER_CHANGED, tiers.tier_changed),
    (MomentCode.LONG_UNCONTACTED, contacts.long_uncontacted),
    (MomentCode.NO_TRADE_90, trades.no_trade),
    (MomentCode.SIP_STOPPED, trades.sip_stopped),
    (MomentCode.AGREEMENT_RENEWAL, papers.agreement_renewal),
    (MomentCode.LIFE_EVENT_NEAR, person.life_event_near),
    (MomentCode.EVENT_FOLLOW_UP, contacts.event_follow_up),
    (MomentCode.NEW_ACCOUNT_VISIT, person.new_account_visit),
)
"""Every trigger in the order in which moments of a day are given."""

WHEN: Final[Mapping[Trigger, when.When]] = {
    money.big_inflow: when.asset_days,
    money.big_outflow: when.asset_days,
    holdings.maturity: when.maturity,
    holdings.holding_loss: when.holding_loss,
    money.account_loss: when.account_loss,
    holdings.r_changed: when.r_changed,
    papers.kyc_expiring: when.kyc_expiring,
    papers.kyc_expired: when.kyc_expired,
    papers.id_expiring: when.id_expiring,
    person.birthday: when.birthday,
    trades.dormant_enter: when.state_changed,
    trades.at_risk_enter: when.state_changed,
    contacts.topic_browse: when.topic_browse,
    contacts.online_enquiry: when.online_enquiry,
    tiers.upgrade_near: when.upgrade_near,
    money.salary_bonus: when.asset_days,
    trades.first_purchase: when.first_purchase,
    contacts.complaint: when.complaint,
    trades.return_visit: when.return_visit,
    person.account_anniversary: when.account_anniversary,
    trades.interest_paid: when.interest_paid,
    tiers.tier_changed: when.tier_changed,
    contacts.long_uncontacted: when.long_uncontacted,
    trades.no_trade: when.no_trade,
    trades.sip_stopped: when.sip_stopped,
    papers.agreement_renewal: when.agreement_renewal,
    person.life_event_near: when.life_event_near,
    contacts.event_follow_up: when.event_follow_up,
    person.new_account_visit: when.new_account_visit,
}
"""The days on which each trigger is asked at all: on the others it has nothing to say."""

_Told = dict[tuple[MomentCode, str], date]


def moments_of(facts: MomentFacts, first: date, last: date, world: MomentWorld) -> tuple[Moment, ...]:
    """The moments of a client with an event day from `first` to `last`, by day, rule and subject."""
    view = ClientView(facts, world)
    told: _Told = {}
    found: list[Moment] = []
    for day, place in _asked(view, first, last):
        code, trigger = TRIGGERS[place]
        rule = world.service.moments[code]
        for one in trigger(view, day, rule):
            if _keeps_still(view, day, rule, one.subject, told):
                continue
            told[code, one.subject] = day
            found.append(_moment(view, day, rule, one))
    return tuple(found)


def _asked(view: ClientView, first: date, last: date) -> list[tuple[date, int]]:
    """Each day of a run with the places of the triggers that may speak on it, in their order."""
    rules = view.world.service.moments
    asked = {
        (day, place)
        for place, (code, trigger) in enumerate(TRIGGERS)
        for day in WHEN[trigger](view, (first, last), rules[code])
        if first <= day <= last
    }
    return sorted(asked)


def _keeps_still(view: ClientView, day: date, rule: MomentRule, subject: str, told: _Told) -> bool:
    """True within the cool-down of what was raised before: in this run, or in the book on another day."""
    if not rule.cooldown_days:
        return False
    here = told.get((rule.code, subject))
    if here is not None and (day - here).days < rule.cooldown_days:
        return True
    kept = view.world.raised.get((view.facts.client_id, rule.code, subject))
    return kept is not None and kept != day and abs((day - kept).days) < rule.cooldown_days


def _moment(view: ClientView, day: date, rule: MomentRule, found: Found) -> Moment:
    return Moment(
        code=rule.code,
        client_id=view.facts.client_id,
        client_no=view.facts.client_no,
        event_on=day,
        due_on=found.due_on or due_on(day, rule, view.world),
        subject=found.subject,
        evidence=found.evidence,
        suppressed_by=held_back_by(view, day, rule, found),
    )


def due_on(day: date, rule: MomentRule, world: MomentWorld) -> date:
    """By when a moment of a day is due, as its rule counts."""
    if rule.due_unit is DueUnit.DAY:
        return day + timedelta(days=rule.due)
    if rule.due_unit is DueUnit.WORKING_DAY:
        return add_working_days(day, rule.due, world.trading)
    hours = world.service.hours
    return civil_day(due_at(instant(day, hours.work_from), rule.due, hours, world.trading))


def last_raised(moments: Iterable[Moment]) -> Mapping[tuple[int, MomentCode, str], date]:
    """What `MomentWorld.raised` asks for, from moments that are kept."""
    found: dict[tuple[int, MomentCode, str], date] = {}
    for one in moments:
        place = one.client_id, one.code, one.subject
        found[place] = max(one.event_on, found.get(place, one.event_on))
    return found
