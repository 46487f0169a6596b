"""An invented day: a book that keeps what was done to its lines, and a clock that stands."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone

from advisor_desk.domain.client import Tier
from advisor_desk.domain.moment import MomentState
from advisor_desk.domain.task import TaskState
from advisor_desk.domain.today import ScorePart, TodayItem, TodayKind, TodayView
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.lunar import LunarDate
from advisor_desk.ui.pages.today.parts import DayRead

DAY = date(2026, 11, 20)
BEIJING = timezone(timedelta(hours=8))
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=BEIJING)
TRADING = TradingDays()


def line(kind: TodayKind, key: str, code: str, *parts: tuple[str, int], **more: object) -> TodayItem:
    """A line with its points."""
    base = TodayItem(
        kind=kind, key=key, code=code, parts=tuple(ScorePart(name, points) for name, points in parts)
    )
    return replace(base, **more)  # type: ignore[arg-type]


def about(number: int, name: str, tier: Tier = Tier.HNW, ago: int = 30) -> dict[str, object]:
    """The client of a line."""
    return {
        "client_id": number,
        "client_no": f"C{number}",
        "name": name,
        "tier": tier,
        "last_contact_on": DAY - timedelta(days=ago),
    }


def birthday_key(number: int) -> str:
    """The key of a birthday's moment."""
    return f"BIRTHDAY|C{number}|2026-11-20|"


def usual_items() -> tuple[TodayItem, ...]:
    """One line of most sections, the highest score first."""
    return (
        line(
            TodayKind.ENQUIRY,
            "E1",
            "WECOM",
            ("base", 90),
            ("tier", 10),
            **about(4, "司马青"),
            text="能不能提前赎回",
            since=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
            due_at=datetime(2026, 11, 20, 4, 30, tzinfo=UTC),
        ),
        line(
            TodayKind.MEETING,
            "T1",
            "MEETING",
            ("base", 80),
            ("tier", 10),
            **about(1, "欧阳雨桐"),
            text="季度检视",
            due_on=DAY,
            minute=870,
        ),
        line(
            TodayKind.TASK,
            "T2",
            "PROMISE",
            ("base", 60),
            ("late", 9),
            **about(2, "张文博", Tier.RETAIL),
            text="寄出对账单",
            due_on=DAY - timedelta(days=3),
        ),
        line(TodayKind.TASK, "T3", "TODO", ("base", 60), **about(3, "李静"), text="打印合同", due_on=DAY),
        line(
            TodayKind.MOMENT,
            "BIG_INFLOW|C5|2026-11-19|",
            "BIG_INFLOW",
            ("base", 30),
            ("priority", 20),
            **about(5, "北川精密制造有限公司", Tier.INST),
            due_on=DAY,
        ),
        line(
            TodayKind.BIRTHDAY,
            birthday_key(6),
            "BIRTHDAY",
            ("base", 30),
            **about(6, "赵四"),
            due_on=DAY,
        ),
        line(TodayKind.CONTACT, "C7|CONTACT", "KEY_DEVELOP", ("base", 20), **about(7, "钱七", ago=80)),
    )


@dataclass
class FakeDay:
    """A day whose lines go away when they are dealt with and come back when that is taken back."""

    items: tuple[TodayItem, ...] = field(default_factory=usual_items)
    quiet: tuple[TodayItem, ...] = ()
    unsent: int = 0
    held_back: dict[str, int] = field(default_factory=dict)
    has_clients: bool = True
    reads: int = 0
    asked: list[tuple[object, ...]] = field(default_factory=list)
    refuses: str = ""
    _gone: set[str] = field(default_factory=set)

    def read(self) -> DayRead:
        """The day as it stands."""
        self.reads += 1
        shown = tuple(item for item in self.items if item.key not in self._gone)
        totals = {kind: sum(item.kind is kind for item in shown) for kind in TodayKind}
        if TodayKind.CONTACT in {item.kind for item in shown}:
            totals[TodayKind.CONTACT] = 1182
        view = TodayView(
            as_of=DAY,
            items=shown,
            totals=totals,
            quiet=() if shown else self.quiet,
            unsent=self.unsent,
            held_back=self.held_back,
            rules_version="test",
        )
        return DayRead(
            view=view,
            suggestions={"BIG_INFLOW": "ASK_PURPOSE"},
            has_clients=self.has_clients,
        )

    def unsent_by_type(self) -> dict[str, int]:
        """What head office has not got."""
        return {"interaction.recorded": self.unsent}

    def lunar(self) -> LunarDate:
        """The lunar date of the day."""
        return LunarDate(2026, 10, 12)

    def close_task(self, task_id: str, state: TaskState, note: str = "") -> str | None:
        """Gone."""
        self._take("close_task", task_id, state)
        return None

    def reopen_task(self, task_id: str) -> None:
        """Back."""
        self._give("reopen_task", task_id)

    def snooze_task(self, task_id: str, until: date, reason: str) -> None:
        """Gone."""
        self._take("snooze_task", task_id, until, reason)

    def close_moment(self, key: str, state: MomentState, reason: str) -> None:
        """Gone."""
        self._take("close_moment", key, state, reason)

    def reopen_moment(self, key: str) -> None:
        """Back."""
        self._give("reopen_moment", key)

    def snooze_moment(self, key: str, until: date, reason: str) -> None:
        """Gone."""
        self._take("snooze_moment", key, until, reason)

    def _take(self, name: str, key: str, *more: object) -> None:
        if self.refuses:
            raise UserCanFix(self.refuses)
        self.asked.append((name, key, *more))
        self._gone.add(key)

    def _give(self, name: str, key: str) -> None:
        self.asked.append((name, key))
        self._gone.discard(key)
