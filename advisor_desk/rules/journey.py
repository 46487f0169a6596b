"""Where a client is on the way with us (domain notes §6, S1 §4.2.2-4): stage, phase, life events, needs.

Stages of 4R and phases are counted; life events are those that were told and those that follow from birth
dates. Needs are the cell of life stage × portrait. All of it is for talking, nothing decides a sale.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from advisor_desk.domain.advice import LifeStage
from advisor_desk.domain.client import ClientType, Group, Tier, ValueLabel
from advisor_desk.domain.dates import anniversary, complete_years
from advisor_desk.domain.journey import Journey, LifeEvent, LifeEventLine, RelationPhase, Stage4R
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.needs import stage_of_age
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.serviceset import JourneyRules

_SCHOOL: Final = frozenset({LifeEvent.SCHOOL, LifeEvent.UNIVERSITY})
"""They begin on the 1 September by which the age is reached."""
_SAME_DAYS: Final = 366
"""An event that was told takes the place of one that was counted at most so far from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyCase:
    """What the journey is counted from, all of it up to the day.

    `contacts` are the effective ones of the months that the rules name; `answered` the enquiries that were.
    """

    client_type: ClientType
    tier: Tier
    group: Group
    labels: Sequence[ValueLabel] = ()
    born_on: date | None = None
    opened_on: date | None = None
    purchases: int = 0
    contacts: int = 0
    answered: int = 0
    children_born: Sequence[date] = ()
    told: Sequence[LifeEventLine] = ()
    stage_set: LifeStage | None = None
    stage_reason: str = ""


class ExpectedEvent(NamedTuple):
    """A life event with what it is known from: TOLD, CHILD (age of a child) or OWN (the client's age)."""

    on: date
    code: str
    basis: str
    age: int | None


def journey_of(case: JourneyCase, on: date, rules: JourneyRules, advice: AdviceRules) -> Journey:
    """Stage, phase, life stage, life events and needs on a day."""
    stage, stage_why = stage_4r(case, rules)
    phase, phase_why = relation_phase(case, on, rules)
    life = case.stage_set or stage_of_age(case.client_type, case.born_on, on, advice)
    return Journey(
        stage=stage,
        stage_why=stage_why,
        phase=phase,
        phase_why=phase_why,
        life_stage=life,
        is_life_stage_set=case.stage_set is not None,
        life_stage_reason=case.stage_reason,
        events=life_events(case, on, rules),
        needs=() if life is None else advice.needs.matrix[life, case.tier],
    )


def stage_4r(case: JourneyCase, rules: JourneyRules) -> tuple[Stage4R, tuple[Reason, ...]]:
    """The highest stage whose condition holds, with every condition of it that does."""
    for stage, why in (
        (Stage4R.REWARD, _reward(case)),
        (Stage4R.RELATIONSHIP, _relationship(case, rules)),
        (Stage4R.REACTION, _reaction(case)),
    ):
        if why:
            return stage, why
    return Stage4R.RELEVANCE, (reason("journey.nothing_yet"),)


def _reward(case: JourneyCase) -> tuple[Reason, ...]:
    found = []
    if case.group is Group.KEY_DEVELOP:
        found.append(reason("journey.key_develop"))
    if ValueLabel.LOYAL in case.labels:
        found.append(reason("journey.loyal"))
    return tuple(found)


def _relationship(case: JourneyCase, rules: JourneyRules) -> tuple[Reason, ...]:
    found = []
    if case.purchases >= rules.relationship_purchases:
        found.append(reason("journey.purchases", purchases=case.purchases, cut=rules.relationship_purchases))
    if case.contacts >= rules.relationship_contacts:
        months = rules.relationship_months
        cut = rules.relationship_contacts
        found.append(reason("journey.contacts", contacts=case.contacts, cut=cut, months=months))
    return tuple(found)


def _reaction(case: JourneyCase) -> tuple[Reason, ...]:
    found = []
    if case.purchases:
        found.append(reason("journey.first_purchase"))
    if case.answered:
        found.append(reason("journey.answered_enquiry", answered=case.answered))
    return tuple(found)


def relation_phase(
    case: JourneyCase, on: date, rules: JourneyRules
) -> tuple[RelationPhase, tuple[Reason, ...]]:
    """初始 until so many purchases, 后期 after so many years of them, 成熟 between."""
    bought = reason("phase.purchases", purchases=case.purchases, cut=rules.mature_purchases)
    if case.purchases < rules.mature_purchases:
        return RelationPhase.INITIAL, (bought,)
    years = None if case.opened_on is None else complete_years(case.opened_on, on)
    stayed = reason("phase.years", years=years, cut=rules.late_years)
    is_late = years is not None and years >= rules.late_years
    return RelationPhase.LATE if is_late else RelationPhase.MATURE, (bought, stayed)


def life_events(case: JourneyCase, on: date, rules: JourneyRules) -> tuple[LifeEventLine, ...]:
    """What was told, past and coming, and what can be expected within the years ahead; by day."""
    until = anniversary(on, on.year + rules.ahead_years)
    own = case.born_on if case.client_type.is_person else None
    told = [(line.code, line.on) for line in case.told]
    lines = list(case.told)
    for event in expected_events(own, case.children_born, told, rules):
        if event.age is not None and on <= event.on <= until:
            code = "life.child_age" if event.basis == "CHILD" else "life.own_age"
            lines.append(LifeEventLine(LifeEvent(event.code), event.on, why=reason(code, age=event.age)))
    return tuple(sorted(lines, key=lambda line: (line.on, line.code, line.id, line.note)))


def expected_events(
    born_on: date | None,
    children_born: Sequence[date],
    told: Sequence[tuple[str, date]],
    rules: JourneyRules,
) -> list[ExpectedEvent]:
    """Every life event that was told, and those of age that none of them is; by day."""
    found = {ExpectedEvent(on, code, "TOLD", None) for code, on in told}
    for event in _of_age(born_on, children_born, rules):
        is_told = any(code == event.code and abs((day - event.on).days) <= _SAME_DAYS for code, day in told)
        if not is_told:
            found.add(event)
    return sorted(found, key=lambda event: (event.on, event.code, event.basis))


def _of_age(
    born_on: date | None, children_born: Sequence[date], rules: JourneyRules
) -> Iterator[ExpectedEvent]:
    for child in children_born:
        for code, age in rules.children_ages.items():
            yield ExpectedEvent(_day_of(code, child, age), code, "CHILD", age)
    if born_on is not None:
        for code, age in rules.own_ages.items():
            yield ExpectedEvent(_day_of(code, born_on, age), code, "OWN", age)


def _day_of(code: LifeEvent, born_on: date, age: int) -> date:
    reached = anniversary(born_on, born_on.year + age)
    if code not in _SCHOOL:
        return reached
    term = date(reached.year, 9, 1)
    return term if reached < term else date(reached.year + 1, 9, 1)


JOURNEY_CODES: Final = {
    "journey.nothing_yet": (),
    "journey.first_purchase": (),
    "journey.answered_enquiry": ("answered",),
    "journey.purchases": ("purchases", "cut"),
    "journey.contacts": ("contacts", "cut", "months"),
    "journey.key_develop": (),
    "journey.loyal": (),
    "phase.purchases": ("purchases", "cut"),
    "phase.years": ("years", "cut"),
    "life.child_age": ("age",),
    "life.own_age": ("age",),
}
"""Every code given here with the names of its figures, for the labels."""
