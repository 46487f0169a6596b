"""Action plans: steps fall on trading days, over weekends and holidays."""

from collections.abc import Sequence
from datetime import date

import pytest

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.task import Task, TaskDraft, TaskKind
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.serviceset import PlanStep, PlanTemplate
from advisor_desk.usecases.plan_tasks import PlanStart, plan_drafts, start_plan, step_day
from advisor_desk.usecases.rules_catalog import shipped_service

NATIONAL_DAYS = TradingDays(to_day(date(2026, 10, day)) for day in range(1, 8))
PLAN = PlanTemplate(
    "WELCOME",
    "欢迎",
    "Welcome",
    (PlanStep("致电", "Call", 0), PlanStep("寄资料", "Send papers", 3), PlanStep("回访", "Visit", 10)),
)


class Kept:
    """A book that keeps the drafts it is given."""

    as_of = date(2026, 11, 20)
    service = shipped_service().in_force(date(2026, 11, 20))

    def __init__(self) -> None:
        self.drafts: list[TaskDraft] = []

    def add_tasks(self, drafts: Sequence[TaskDraft]) -> list[str]:
        self.drafts += drafts
        return [draft.title for draft in drafts]

    def tasks(self) -> list[Task]:
        return []


def test_steps_skip_weekends_and_holidays() -> None:
    drafts = plan_drafts(PLAN, PlanStart(date(2026, 9, 30), 7, "K1|x"), NATIONAL_DAYS)
    assert [(draft.title, draft.due_on) for draft in drafts] == [
        ("致电", date(2026, 9, 30)),
        ("寄资料", date(2026, 10, 12)),
        ("回访", date(2026, 10, 21)),
    ]
    assert {(draft.kind, draft.plan, draft.client_id, draft.origin) for draft in drafts} == {
        (TaskKind.PLAN_STEP, "WELCOME", 7, "K1|x")
    }


def test_a_plan_that_starts_on_a_closed_day_begins_on_the_next_open_one() -> None:
    assert step_day(date(2026, 10, 3), 0, NATIONAL_DAYS) == date(2026, 10, 8)
    assert step_day(date(2026, 10, 3), 1, NATIONAL_DAYS) == date(2026, 10, 8)


def test_titles_are_in_the_language_asked_for() -> None:
    start = PlanStart(date(2026, 11, 20), language="en")
    assert [draft.title for draft in plan_drafts(PLAN, start, NATIONAL_DAYS)] == [
        "Call",
        "Send papers",
        "Visit",
    ]


def test_a_plan_of_the_rules_is_made_whole_and_an_unknown_one_not_at_all() -> None:
    book = Kept()
    template = book.service.plans[0]
    made = start_plan(book, template.code, PlanStart(date(2027, 2, 1)))  # type: ignore[arg-type]
    assert len(made) == len(template.steps) == len(book.drafts)
    with pytest.raises(UserCanFix, match=r"plan\.unknown"):
        start_plan(book, "NOBODY", PlanStart(date(2027, 2, 1)))  # type: ignore[arg-type]
    assert len(book.drafts) == len(template.steps)
