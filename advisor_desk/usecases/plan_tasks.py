"""Action plans: a template and a first day become tasks on trading days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.task import TaskDraft, TaskKind
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.serviceset import PlanTemplate
from advisor_desk.usecases.service_ports import TaskBook
from advisor_desk.usecases.trading_calendar import trading_days


@dataclass(frozen=True, slots=True)
class PlanStart:
    """For whom and from which day a plan runs; the language of its titles; what it came from."""

    start_on: date
    client_id: int | None = None
    origin: str = ""
    language: str = "zh_CN"


def plan_drafts(template: PlanTemplate, start: PlanStart, trading: TradingDays) -> list[TaskDraft]:
    """The steps of a plan as tasks, each so many trading days after its start.

    A step on the start itself falls on the next trading day when the exchange is closed.
    """
    is_english = start.language.startswith("en")
    return [
        TaskDraft(
            kind=TaskKind.PLAN_STEP,
            title=step.title_en if is_english else step.title,
            due_on=step_day(start.start_on, step.trading_days, trading),
            client_id=start.client_id,
            plan=template.code,
            origin=start.origin,
        )
        for step in template.steps
    ]


def step_day(start: date, count: int, trading: TradingDays) -> date:
    """The `count`-th trading day after a day; without any, the day itself or the next that is one."""
    day = to_day(start)
    if count == 0:
        return from_day(day if trading.is_trading(day) else trading.add(day, 1))
    return from_day(trading.add(day, count))


def start_plan(book: TaskBook, code: str, start: PlanStart) -> Sequence[str]:
    """Make the tasks of a plan, all or none; returns their ids.

    Raises UserCanFix: `plan.unknown`, `client.unknown`.
    """
    try:
        template = book.service.plan(code)
    except KeyError:
        raise UserCanFix("plan.unknown", plan=code) from None
    return book.add_tasks(plan_drafts(template, start, trading_days()))
