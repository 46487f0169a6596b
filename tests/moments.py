"""Moments in tests: the world that ships, plain clients, random clients, and running day by day."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol, TypeVar

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.moment import Moment, MomentCode, MomentFacts
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import Param
from advisor_desk.rules.moments.engine import last_raised, moments_of
from advisor_desk.rules.moments.explain import MOMENT_CODES, reason_code
from advisor_desk.rules.moments.world import MomentWorld
from advisor_desk.usecases.lunar_calendar import lunar_table
from tests.advice import advice_rules
from tests.service import score_rules, service_rules

DAY = timedelta(days=1)
ON = date(2026, 6, 30)
"""A Tuesday."""


@lru_cache(maxsize=1)
def world() -> MomentWorld:
    """The rules that ship; every weekday is a trading day."""
    return MomentWorld(score_rules(), service_rules(), advice_rules(), TradingDays(), lunar_table())


def client(**facts: object) -> MomentFacts:
    """A person of whom nothing else is known."""
    plain = MomentFacts(client_id=1, client_no="C1", client_type=ClientType.PERSON)
    return replace(plain, **facts)  # type: ignore[arg-type]


def on_day(facts: MomentFacts, day: date, code: MomentCode) -> list[Moment]:
    """The moments of a rule on one day; what they show is what the labels expect."""
    found = [one for one in moments_of(facts, day, day, world()) if one.code is code]
    for one in found:
        assert tuple(name for name, _ in one.evidence) == MOMENT_CODES[reason_code(one)]
    return found


def only(facts: MomentFacts, day: date, code: MomentCode) -> Moment:
    """The one moment of a rule on a day."""
    (found,) = on_day(facts, day, code)
    return found


def seen(moment: Moment) -> dict[str, Param]:
    """The evidence by name."""
    return dict(moment.evidence)


def days_of(facts: MomentFacts, first: date, last: date, code: MomentCode) -> list[date]:
    """The event days of a rule."""
    return [one.event_on for one in moments_of(facts, first, last, world()) if one.code is code]


def day_by_day(
    facts_of: Callable[[date], MomentFacts], first: date, last: date, given: MomentWorld
) -> tuple[Moment, ...]:
    """The moments of a client found one morning after the other, each with what was kept before it."""
    kept: list[Moment] = []
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        morning = replace(given, raised=last_raised(kept))
        kept += moments_of(facts_of(day), day, day, morning)
    return tuple(kept)


def known_on(facts: MomentFacts, day: date) -> MomentFacts:
    """The facts as they were known on a day: nothing dated later."""
    return replace(
        facts,
        assets=[one for one in facts.assets if one[0] <= day],
        holdings=_until(facts.holdings, day),
        trades=_until(facts.trades, day),
        assessments=[one for one in facts.assessments if one[0] <= day],
        contacts=_until(facts.contacts, day),
        signals=_until(facts.signals, day),
        consents=[one for one in facts.consents if one.given_on <= day],
        life_events=[one for one in facts.life_events if one.known_on <= day],
        complaints=[
            (since, settled if settled is not None and settled <= day else None)
            for since, settled in facts.complaints
            if since <= day
        ],
    )


class _Dated(Protocol):
    @property
    def on(self) -> date: ...


T = TypeVar("T", bound=_Dated)


def _until(items: Iterable[T], day: date) -> list[T]:
    return [one for one in items if one.on <= day]


def shuffled(facts: MomentFacts, draw: Callable[[list[object]], None]) -> MomentFacts:
    """The same facts with every series in another order."""
    names = (
        "assets", "holdings", "trades", "assessments", "contacts", "signals", "consents", "life_events",
        "children_born", "agreements", "complaints",
    )  # fmt: skip
    changed: dict[str, object] = {}
    for name in names:
        items = list(getattr(facts, name))
        draw(items)
        changed[name] = items
    return replace(facts, **changed)  # type: ignore[arg-type]
