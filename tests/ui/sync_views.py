"""The screen of the sync with made-up values, for tests: jobs run at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.domain.sync_view import (
    ConflictView,
    IdentityView,
    OutboxLine,
    ReceiptView,
    RefusalView,
    RoundView,
    ScopeView,
    Side,
    SyncView,
)
from advisor_desk.errors import DeskError
from advisor_desk.sqltypes import utc_text
from advisor_desk.ui.jobs import InlineJobs
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.sync.page import SyncPage
from advisor_desk.ui.pages.sync.parts import SyncParts

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=timezone(timedelta(hours=8)))
WHO = IdentityView("https://hub.example.com", "A0017", "B0102")
HASH = "3f9ac01e" * 8


def ago(**span: float) -> str:
    """A time as it is stored."""
    return utc_text((NOW - timedelta(**span)).astimezone(UTC))


def conflict(number: int, field: str = "phone", **values: object) -> ConflictView:
    """A field of client `number`, changed at both ends."""
    made = ConflictView(
        f"e{number}",
        field,
        number,
        f"C{number:06}",
        "欧阳雨桐" if number == 1 else "单雨",
        "13800138000",
        "13911112222",
        "13655556666",
        ago(days=3),
        "A0017",
        None,
    )
    return replace(made, **values)  # type: ignore[arg-type]


def refusal(code: str = "CLIENT_NEVER_HELD", **values: object) -> RefusalView:
    """A contact that came back."""
    made = RefusalView(
        "r1", "interaction.recorded", 1, "C000001", "欧阳雨桐", date(2026, 11, 18), code, {}, ago(hours=5)
    )
    return replace(made, **values)  # type: ignore[arg-type]


def scopes(**ages: timedelta) -> tuple[ScopeView, ...]:
    """The three scopes; those not named are five hours old."""
    named = {"firm": "firm", "br": "br", "adv": "adv:A0017"}
    return tuple(
        ScopeView(scope, utc_text((NOW - ages.get(key, timedelta(hours=5))).astimezone(UTC)))
        for key, scope in named.items()
    )


def full() -> SyncView:
    """A bit of everything."""
    return SyncView(
        identity=WHO,
        outbox=(OutboxLine("interaction", 12, 3, 0), OutboxLine("audit", 1_204, 0, 8)),
        receipt=ReceiptView(ago(hours=5), 36, 1, 2, 8_123, 8_124, 90_123, HASH, "epoch-1"),
        refusals=(refusal(), refusal("CLIENT_UNKNOWN", event_id="r2", client_id=None, client_name="")),
        conflicts=(
            conflict(1),
            conflict(2),
            conflict(3, "email", chosen=Side.MINE, mine="a@b.cn", theirs="c@d.cn", base=None),
        ),
        scopes=scopes(),
        rounds=(
            RoundView(ago(hours=5), "DONE", {"sent": 37, "received": 1_204}),
            RoundView(ago(days=1), "sync.unreachable"),
        ),
    )


@dataclass
class Screen:
    """The page, and what it asked for."""

    given: SyncView = field(default_factory=full)
    error: DeskError | None = None
    settled: list[tuple[str, str, Side]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    clients: list[int] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)

    def read(self) -> SyncView:
        return self.given

    def settle_conflict(self, event_id: str, field: str, side: Side) -> None:
        if self.error is not None:
            raise self.error
        self.settled.append((event_id, field, side))
        conflicts = [
            replace(one, chosen=side) if (one.event_id, one.field) == (event_id, field) else one
            for one in self.given.conflicts
        ]
        self.given = replace(self.given, conflicts=tuple(conflicts))

    def see_refusals(self, event_ids: Sequence[str]) -> None:
        self.seen += event_ids
        left = [one for one in self.given.refusals if one.event_id not in event_ids]
        self.given = replace(self.given, refusals=tuple(left))


def made_page(qtbot: QtBot, screen: Screen, width: int = 1282) -> SyncPage:
    """The page in sight, with the keyboard."""
    host = QWidget()
    qtbot.addWidget(host)
    notices = Notices(host)
    notices.told.connect(lambda kind, text: screen.told.append((kind, text)))
    page = SyncPage(
        SyncParts(read=screen.read, deeds=screen, now=lambda: NOW, jobs=InlineJobs(), notices=notices)
    )
    qtbot.addWidget(page)
    page.client_asked.connect(screen.clients.append)
    page.resize(width, 682)
    page.show()
    page.activateWindow()
    qtbot.waitActive(page).__enter__()
    QApplication.processEvents()
    return page
