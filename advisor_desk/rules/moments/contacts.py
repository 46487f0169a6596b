"""Triggers on what was said and looked at: enquiries, complaints, events, silence, topics."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from advisor_desk.domain.advice import NeedKind
from advisor_desk.domain.dates import days_between
from advisor_desk.domain.moment import ContactFact
from advisor_desk.domain.records import SignalKind
from advisor_desk.domain.service_codes import Initiator, InteractionKind, Purpose
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.moments.view import ClientView, days_ago
from advisor_desk.rules.moments.world import Found, figures
from advisor_desk.rules.needs import private_needs
from advisor_desk.rules.service_reasons import Hindrance
from advisor_desk.rules.serviceset import MomentRule
from advisor_desk.rules.working_time import CHINA, civil_day, due_at, instant

_LOOKED: Final = frozenset({SignalKind.VIEW, SignalKind.SEARCH, SignalKind.MENTION})


def online_enquiry(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A question came in: by a record of it, or by a signal, of which only the day is known."""
    asked: dict[str, list[ContactFact]] = {}
    for one in view.contacts.on(day):
        if one.kind == InteractionKind.ENQUIRY:
            asked.setdefault(_asked_subject(one), []).append(one)
    for subject, group in sorted(asked.items()):
        yield _enquiry(view, day, rule, (subject, group[0].channel, len(group)), since=group[0].at)
    topics: dict[str, int] = {}
    for signal in view.signals.on(day):
        if signal.kind == SignalKind.ENQUIRY:
            topics[signal.topic] = topics.get(signal.topic, 0) + signal.times
    for topic, times in sorted(topics.items()):
        yield _enquiry(view, day, rule, (topic, "", times), since=None)


def _asked_subject(one: ContactFact) -> str:
    return one.channel if one.at is None else f"{one.channel} {one.at.astimezone(CHINA):%H:%M}"


def _enquiry(
    view: ClientView, day: date, rule: MomentRule, asked: tuple[str, str, int], *, since: datetime | None
) -> Found:
    subject, channel, times = asked
    hours = view.world.service.hours
    start = since or instant(day, hours.work_from)
    due = due_at(start.replace(second=0, microsecond=0), rule.due, hours, view.world.trading)
    return Found(
        subject,
        figures(
            cause="RECORD" if channel else "SIGNAL",
            channel=channel or None,
            topic=None if channel else subject,
            times=times,
            since_at=start.replace(second=0, microsecond=0).isoformat(),
            is_minute_known=since is not None,
            due_at=due.isoformat(),
            working_hours=rule.due,
        ),
        due_on=civil_day(due),
    )


def complaint(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A complaint was made. What we say about one that is open already is no new one."""
    made = sum(since == day for since, _ in view.facts.complaints)
    open_since = view.complaint_on(day)
    if made and (open_since is None or open_since == day or _client_complained(view, day)):
        yield Found("", figures(since_on=day, complaints=made))


def _client_complained(view: ClientView, day: date) -> bool:
    return any(
        one.purpose == Purpose.COMPLAINT and one.initiator == Initiator.CLIENT
        for one in view.contacts.on(day)
    )


def event_follow_up(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """The client came to an event."""
    came = sum(one.kind == InteractionKind.EVENT and one.is_effective for one in view.contacts.on(day))
    if came:
        yield Found("", figures(attended_on=day, events=came))


def long_uncontacted(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """The last effective contact, else the opening, lies a multiple of the rhythm back."""
    contacted, opened = view.effective.last_day(day), view.facts.opened_on
    since = contacted or opened
    if since is None:
        return
    rhythm, percent = view.facts.cadence_days, rule.params["percent"]
    limit = rule.params["unknown_days"] if rhythm is None else max(1, rhythm * percent // 100)
    days = days_between(since, day)
    if days >= limit:
        yield Found(
            "",
            figures(
                last_contact_on=contacted,
                opened_on=opened,
                days=days,
                limit_days=limit,
                rhythm_days=rhythm,
                percent=percent,
            ),
        )


def topic_browse(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A topic was looked at often enough; one of private funds is for qualified investors alone."""
    days, least = rule.params["window_days"], rule.params["times"]
    times: dict[str, int] = {}
    for one in view.signals.between(days_ago(day, days), day):
        if one.kind in _LOOKED:
            times[one.topic] = times.get(one.topic, 0) + one.times
    for topic, count in sorted(times.items()):
        if count >= least:
            is_barred = topic in private_topics(view.world.advice) and not view.is_qualified(day)
            yield Found(
                topic,
                figures(topic=topic, times=count, days=days, least=least),
                hindrance=Hindrance.NOT_QUALIFIED.value if is_barred else "",
            )


@lru_cache(maxsize=8)
def private_topics(advice: AdviceRules) -> frozenset[str]:
    """Words of topics that only private funds answer."""
    private: frozenset[NeedKind] = private_needs(advice)
    return frozenset(topic for topic, need in advice.needs.topics.items() if need in private)
