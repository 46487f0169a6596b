"""Triggers on the calendar of a client: birthday, anniversary, life events, the first month."""

from collections.abc import Iterator
from datetime import date, timedelta

from advisor_desk.domain.dates import days_between, next_anniversary
from advisor_desk.domain.records import ConsentPurpose
from advisor_desk.rules.contact_caps import has_consent
from advisor_desk.rules.journey import ExpectedEvent, expected_events
from advisor_desk.rules.moments.view import ClientView
from advisor_desk.rules.moments.world import Found, figures, step_of
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.service_reasons import Hindrance
from advisor_desk.rules.serviceset import MomentRule

_CIVIL = reason("lunar.civil")


def birthday(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A birthday comes within days, by the calendar that the client keeps it by. Persons only."""
    born = view.facts.born_on
    if born is None or born >= day or not view.facts.client_type.is_person:
        return
    on, why, turns = next_birthday(view, born, day)
    if step_of(days_between(day, on), rule.days) is None or on == born:
        return
    code, lunar = why
    told = figures(
        cause="LUNAR" if lunar else "CIVIL",
        birthday_on=on,
        turns=turns,
        calendar_rule=code,
    )
    yield Found("", told + lunar, due_on=on, hindrance=_unwanted(view, day))


def next_birthday(view: ClientView, born: date, day: date) -> tuple[date, Reason, int]:
    """The first birthday on or after a day by the client's calendar, why it is then, how many it makes."""
    table = view.world.lunar
    lunar = table.next_birthday(born, day) if view.facts.is_lunar_birthday and table is not None else None
    if lunar is not None:
        return lunar.on, lunar.why, lunar.turns
    on = next_anniversary(born, day)
    return on, _CIVIL, on.year - born.year


def _unwanted(view: ClientView, day: date) -> str:
    """A greeting needs its own consent, and none is sent while a complaint is open."""
    if view.complaint_on(day) is not None:
        return Hindrance.COMPLAINT_OPEN.value
    is_wanted = has_consent(view.facts.consents, ConsentPurpose.BIRTHDAY_GREETING, day)
    return "" if is_wanted else Hindrance.NO_CONSENT.value


def account_anniversary(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """The day the account was opened comes round."""
    opened = view.facts.opened_on
    if opened is None or opened > day:
        return
    on = next_anniversary(opened, day)
    if step_of(days_between(day, on), rule.days) is not None and on.year > opened.year:
        yield Found("", figures(opened_on=opened, anniversary_on=on, years=on.year - opened.year), due_on=on)


def life_event_near(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """A life event that was told or can be counted comes within days."""
    for event in life_events_on(view, day):
        left = days_between(day, event.on)
        if step_of(left, rule.days) is not None:
            yield Found(
                f"{event.code}:{event.on.isoformat()}",
                figures(
                    cause=event.basis,
                    life_event=event.code,
                    expected_on=event.on,
                    days_left=left,
                    age=event.age,
                ),
            )


def life_events_on(view: ClientView, day: date) -> list[ExpectedEvent]:
    """What is known or can be expected on a day."""
    facts = view.facts
    own = facts.born_on if facts.client_type.is_person else None
    told = [(one.code, one.on) for one in facts.life_events if one.known_on <= day]
    return expected_events(own, facts.children_born, told, view.world.service.journey)


def new_account_visit(view: ClientView, day: date, rule: MomentRule) -> Iterator[Found]:
    """The first month of a new account ends within days: by then it is called back."""
    opened = view.facts.opened_on
    if opened is None:
        return
    due = opened + timedelta(days=rule.params["visit_days"])
    if step_of(days_between(day, due), rule.days) is not None:
        yield Found("", figures(opened_on=opened, visit_days=rule.params["visit_days"]), due_on=due)
