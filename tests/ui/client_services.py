"""Invented service readings for the tests and pictures of the client page. Nobody here exists."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from advisor_desk.domain.advice import LifeStage, NeedKind
from advisor_desk.domain.client import Tier
from advisor_desk.domain.entitlement import EntitlementBalance, EntitlementCode
from advisor_desk.domain.interaction import (
    Attachment,
    Attendee,
    Interaction,
    NextStep,
    Outcome,
    ProductMention,
    Promise,
    Purpose,
    RecordedInteraction,
)
from advisor_desk.domain.journey import Journey, LifeEvent, LifeEventLine, RelationPhase, Stage4R
from advisor_desk.domain.moment import KeptMoment, Moment, MomentCode, MomentState
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.review import TimelineEntry
from advisor_desk.domain.task import Task, TaskKind, TaskState
from advisor_desk.domain.today import DueContact
from advisor_desk.ui.pages.client360.timeline_reader import ServiceReading
from advisor_desk.usecases.client_service import ClientService
from advisor_desk.usecases.rules_catalog import shipped_service
from tests.ui.client_reviews import AS_OF

PHOTO = Attachment("ab" * 32, "名片.png", "image/png", 84_000)


def task(number: int, kind: TaskKind, title: str, days: int, **more: Any) -> Task:
    """An open task due so many days from the page's day."""
    return Task(
        id=f"t{number}",
        kind=kind,
        title=title,
        due_on=AS_OF + timedelta(days=days),
        state=TaskState.OPEN,
        made_on=AS_OF - timedelta(days=9),
        client_id=1,
        client_no="87545551",
        client_name="欧阳雨桐",
        **more,
    )


def moment(code: MomentCode, days: int, evidence: tuple[tuple[str, Any], ...]) -> KeptMoment:
    """An open moment due so many days from the page's day."""
    found = Moment(
        code=code,
        client_id=1,
        client_no="87545551",
        event_on=AS_OF - timedelta(days=1),
        due_on=AS_OF + timedelta(days=days),
        evidence=evidence,
    )
    return KeptMoment(moment=found, state=MomentState.OPEN, name="欧阳雨桐")


def due(last: int | None = 20, ideal: int = 2, latest: int = 10, **more: Any) -> DueContact:
    """A rhythm: last contact so many days ago, ideal and latest day so many days ahead."""
    seen = None if last is None else AS_OF - timedelta(days=last)
    given = {
        "client_id": 1,
        "client_no": "87545551",
        "name": "欧阳雨桐",
        "tier": Tier.RETAIL,
        "group": "KEY_DEVELOP",
        "state": "ACTIVE",
        "last_contact_on": seen,
        "since": seen,
        "days": 30,
        "ideal_on": AS_OF + timedelta(days=ideal),
        "latest_on": AS_OF + timedelta(days=latest),
        **more,
    }
    return DueContact(**given)


def journey(**more: Any) -> Journey:
    """A journey with known and counted events."""
    given: dict[str, Any] = {
        "stage": Stage4R.RELATIONSHIP,
        "stage_why": (("stage.purchases", (("purchases", 41),)),),
        "phase": RelationPhase.MATURE,
        "phase_why": (),
        "life_stage": LifeStage.ACCUMULATE,
        "events": (
            LifeEventLine(LifeEvent.MARRIAGE, date(2006, 5, 1), id="e1"),
            LifeEventLine(LifeEvent.HOME, date(2012, 9, 9), "浦东改善型住房", id="e2"),
            LifeEventLine(LifeEvent.UNIVERSITY, date(2027, 9, 1), why=("event.child", (("age", 18),))),
            LifeEventLine(LifeEvent.RETIREMENT, date(2034, 5, 4), why=("event.own", (("age", 55),))),
        ),
        "needs": (NeedKind.EDUCATION, NeedKind.RETIREMENT, NeedKind.DIVERSIFY),
        **more,
    }
    return Journey(**given)


def service(**more: Any) -> ClientService:
    """Everything is there: promises, moments, entitlements, a journey."""
    given: dict[str, Any] = {
        "as_of": AS_OF,
        "tier": Tier.HNW,
        "due": due(),
        "tasks": (
            task(1, TaskKind.PROMISE, "发港股基金费率对照表", -2),
            task(2, TaskKind.FOLLOW_UP, "确认留学用汇的时间", 0),
            task(3, TaskKind.MEETING, "季度资产检视", 6, minute=570),
        ),
        "moments": (
            moment(MomentCode.BIG_INFLOW, 1, (("net_fen", 32_000_000), ("avg20_fen", 91_600_000))),
            moment(MomentCode.BIRTHDAY, 3, ()),
        ),
        "balances": (
            EntitlementBalance(
                code=EntitlementCode.GOLF, quota=4, granted=0, booked=1, used=1, expires_on=date(2026, 12, 31)
            ),
            EntitlementBalance(
                code=EntitlementCode.MEDICAL,
                quota=1,
                granted=0,
                booked=0,
                used=1,
                expires_on=date(2026, 12, 31),
            ),
            EntitlementBalance(
                code=EntitlementCode.ADVISOR,
                quota=None,
                granted=0,
                booked=0,
                used=3,
                expires_on=date(2026, 12, 31),
            ),
        ),
        "journey": journey(),
        "rules": shipped_service().in_force(AS_OF),
        **more,
    }
    return ClientService(**given)


def record(record_id: str = "r1", **more: Any) -> RecordedInteraction:
    """A visit with everything in it. `made` fields and those of the record are told apart by name."""
    made: dict[str, Any] = {
        "attendees": (Attendee("87545551", "女儿在场"),),
        "on": AS_OF - timedelta(days=2),
        "channel": ContactChannel.VISIT,
        "outcome": Outcome.REACHED,
        "purpose": Purpose.PRODUCT,
        "note": "女儿留学用汇约 60 万, 明年 8 月前需要",
        "client_words": "不想再看到去年那样的回撤",
        "judgement": "对波动比测评结果更敏感",
        "products": (ProductMention("519888", "ALLOW", "c1"),),
        "promises": (Promise("发港股基金费率对照表", AS_OF),),
        "next_step": NextStep("季度资产检视", AS_OF + timedelta(days=6), 570),
    }
    kept: dict[str, Any] = {
        "id": record_id,
        "device_seq": 123,
        "recorded_at": datetime(2026, 11, 18, 1, 20, tzinfo=UTC),
        "author": "lin",
        "client_id": 1,
    }
    for name, value in more.items():
        (kept if name in RecordedInteraction.__dataclass_fields__ else made)[name] = value
    return RecordedInteraction(made=Interaction(**made), **kept)


a_record = record


def reading(
    *,
    record: RecordedInteraction | None = None,
    records: Mapping[str, RecordedInteraction] | None = None,
    found: Mapping[str, Sequence[TimelineEntry]] | None = None,
    service_of: ClientService | None = None,
) -> ServiceReading:
    """A book that answers for one client."""
    one, given = record or a_record(), service_of or service()
    return ServiceReading(
        service=lambda _review: given,
        search=lambda _client_id, typed: (found or {}).get(typed, ()),
        record=lambda record_id: ((records or {}).get(record_id, one), (PHOTO,)),
    )
