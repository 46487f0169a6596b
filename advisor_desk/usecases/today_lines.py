"""One line of 今日 from one thing that is to be done: what, for whom, why here, for how many points."""

from datetime import date
from typing import Final

from advisor_desk.domain.client import Tier
from advisor_desk.domain.dates import days_between, to_day
from advisor_desk.domain.moment import KeptMoment, MomentCode, MomentMark
from advisor_desk.domain.task import Task, TaskKind
from advisor_desk.domain.today import DueContact, DueMark, TodayItem, TodayKind, WaitingEnquiry, Why
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.reasons import reason
from advisor_desk.rules.serviceset import ServiceRules, TodayRules
from advisor_desk.rules.today import ScoreFacts, score_parts
from advisor_desk.rules.working_time import civil_day, due_at

UNSENT: Final = "UNSENT"
_EVER: Final = 10_000
_NEVER: Final = 2**31


def of_task(task: Task, kind: TodayKind, tier: Tier | None, at: tuple[date, TodayRules]) -> TodayItem:
    """A task that is due, or a meeting of today."""
    on, rules = at
    late = days_between(task.due_on, on)
    why = [_when_met(task.due_on, late) if task.kind is TaskKind.MEETING else _when_due(task.due_on, late)]
    if task.kind is TaskKind.PROMISE:
        why.append(reason("today.own_promise"))
    if task.snoozed_until is not None:
        why.append(reason("today.put_off", until_on=task.snoozed_until.isoformat()))
    facts = ScoreFacts(kind=kind, tier=tier, days_late=late, is_own_promise=task.kind is TaskKind.PROMISE)
    return TodayItem(
        kind=kind,
        key=task.id,
        code=task.kind.value,
        text=task.title,
        client_id=task.client_id,
        client_no=task.client_no,
        name=task.client_name,
        tier=tier,
        due_on=task.due_on,
        minute=task.minute,
        why=tuple(why),
        parts=score_parts(facts, rules),
    )


def of_enquiry(asked: WaitingEnquiry, on: date, service: ServiceRules, trading: TradingDays) -> TodayItem:
    """A question without an answer, with the instant by which it should have one."""
    rule = service.moments[MomentCode.ONLINE_ENQUIRY]
    by = due_at(asked.since, rule.due, service.hours, trading)
    late = days_between(civil_day(by), on)
    facts = ScoreFacts(kind=TodayKind.ENQUIRY, tier=asked.tier, days_late=late, priority=rule.priority)
    return TodayItem(
        kind=TodayKind.ENQUIRY,
        key=asked.key,
        code=MomentCode.ONLINE_ENQUIRY.value,
        text=asked.topic,
        client_id=asked.client_id,
        client_no=asked.client_no,
        name=asked.name,
        tier=asked.tier,
        due_on=civil_day(by),
        since=asked.since,
        due_at=by,
        why=(reason("today.enquiry", asked_on=asked.on.isoformat(), channel=asked.channel, hours=rule.due),),
        parts=score_parts(facts, service.today),
    )


def of_moment(
    kept: KeptMoment, kind: TodayKind, tier: Tier | None, at: tuple[date, ServiceRules]
) -> TodayItem:
    """A moment of truth that is open: its rule and evidence say why."""
    on, service = at
    moment = kept.moment
    rule = service.moments[moment.code]
    late = days_between(moment.due_on, on)
    why: list[Why] = [
        (f"moment.{moment.code}", (("event_on", moment.event_on.isoformat()), *moment.evidence))
    ]
    if late >= 0:
        why.append(_when_due(moment.due_on, late))
    if kept.snoozed_until is not None:
        why.append(reason("today.put_off", until_on=kept.snoozed_until.isoformat()))
    facts = ScoreFacts(kind=kind, tier=tier, days_late=late, priority=rule.priority)
    return TodayItem(
        kind=kind,
        key=moment.key,
        code=moment.code.value,
        client_id=moment.client_id,
        client_no=moment.client_no,
        name=kept.name,
        tier=tier,
        due_on=moment.due_on,
        why=tuple(why),
        parts=score_parts(facts, service.today),
    )


def of_unsent(count: int, rules: TodayRules) -> TodayItem:
    """How much head office has not got."""
    return TodayItem(
        kind=TodayKind.UNSENT,
        key=UNSENT,
        code=UNSENT,
        text=str(count),
        why=(reason("today.unsent", count=count),),
        parts=score_parts(ScoreFacts(kind=TodayKind.UNSENT), rules),
    )


def of_contact(due: DueContact, kind: TodayKind, on: date, rules: TodayRules) -> TodayItem:
    """A client who is owed a contact, or one of the longest uncontacted on a day without anything due."""
    waited = None if due.since is None else days_between(due.since, on)
    why = [_why_contact(due, on)]
    if due.is_own_rhythm:
        why.append(reason("today.own_rhythm", rhythm_days=due.days))
    return TodayItem(
        kind=kind,
        key=f"{due.client_no}|{kind.value}",
        code=due.group,
        client_id=due.client_id,
        client_no=due.client_no,
        name=due.name,
        tier=due.tier,
        due_on=due.latest_on,
        last_contact_on=due.last_contact_on,
        why=tuple(why),
        # The longest uncontacted stand by their days alone.
        parts=()
        if kind is TodayKind.QUIET
        else score_parts(_contact_facts(kind, due.tier, due.days, waited), rules),
    )


def _contact_facts(kind: TodayKind, tier: Tier, days: int, waited: int | None) -> ScoreFacts:
    """Whose last contact nobody knows counts as one whose rhythm has passed many times over."""
    return ScoreFacts(
        kind=kind, tier=tier, waited_days=days * _EVER if waited is None else waited, rhythm_days=days
    )


class Ranking:
    """Places lines of one section before they are made whole: the same order, each score worked out once."""

    def __init__(self, kind: TodayKind, on: date, service: ServiceRules) -> None:
        self._kind = kind
        self._today = to_day(on)
        self._service = service
        self._points: dict[tuple[object, ...], int] = {}

    def of_moment(self, mark: MomentMark, tier: Tier | None) -> tuple[int, int, str, str]:
        """The place of an open moment."""
        late = self._today - mark.due_day
        seen = mark.code, tier, late
        if seen not in self._points:
            priority = self._service.moments[MomentCode(mark.code)].priority
            facts = ScoreFacts(kind=self._kind, tier=tier, days_late=late, priority=priority)
            self._points[seen] = _sum(facts, self._service.today)
        return -self._points[seen], mark.due_day, mark.client_no, mark.key

    def of_contact(self, mark: DueMark) -> tuple[int, int, str]:
        """The place of a client who is owed a contact."""
        since = mark.since_day
        waited = None if since is None else self._today - since
        seen = mark.tier, mark.days, waited
        if seen not in self._points:
            self._points[seen] = _sum(_contact_facts(self._kind, *seen), self._service.today)
        latest = _NEVER if since is None else since + mark.days
        return -self._points[seen], latest, mark.client_no


def _sum(facts: ScoreFacts, rules: TodayRules) -> int:
    return sum(part.points for part in score_parts(facts, rules))


def _why_contact(due: DueContact, on: date) -> Why:
    if due.since is None or due.latest_on is None:
        return reason("today.contact_unknown", rhythm_days=due.days)
    waited = days_between(due.since, on)
    if due.last_contact_on is None:
        opened = due.since.isoformat()
        return reason("today.contact_never", opened_on=opened, waited_days=waited, rhythm_days=due.days)
    code = "today.contact_late" if on > due.latest_on else "today.contact_ideal"
    return reason(
        code,
        last_on=due.last_contact_on.isoformat(),
        waited_days=waited,
        rhythm_days=due.days,
        latest_on=due.latest_on.isoformat(),
    )


def _when_met(due_on: date, late: int) -> Why:
    """A meeting is no deadline: it is today, or nobody told how it went."""
    return reason("today.meeting_missed", due_on=due_on.isoformat()) if late > 0 else reason("today.meeting")


def _when_due(due_on: date, late: int) -> Why:
    if late > 0:
        return reason("today.late", due_on=due_on.isoformat(), days=late)
    return reason("today.due", due_on=due_on.isoformat())


CODES: Final[dict[str, tuple[str, ...]]] = {
    "today.due": ("due_on",),
    "today.late": ("due_on", "days"),
    "today.meeting": (),
    "today.meeting_missed": ("due_on",),
    "today.own_promise": (),
    "today.put_off": ("until_on",),
    "today.enquiry": ("asked_on", "channel", "hours"),
    "today.unsent": ("count",),
    "today.own_rhythm": ("rhythm_days",),
    "today.contact_unknown": ("rhythm_days",),
    "today.contact_never": ("opened_on", "waited_days", "rhythm_days"),
    "today.contact_ideal": ("last_on", "waited_days", "rhythm_days", "latest_on"),
    "today.contact_late": ("last_on", "waited_days", "rhythm_days", "latest_on"),
}
"""Every reason given here with its figures; those of moments are `moment.` and the rule's code."""
