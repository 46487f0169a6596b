"""The scenes of the sync for `shots`: what waits, conflicts, what came back, a round, enrolment.

The book of the pictures is nobody's: what head office says in them is invented.
"""

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Final

from PySide6.QtWidgets import QWidget

from advisor_desk.app.desk_window import SYNC
from advisor_desk.app.scenes import Scene, Scenes
from advisor_desk.domain.client_query import ClientQuery, View
from advisor_desk.domain.standing import ClientRow
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
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.sqltypes import utc_text
from advisor_desk.ui import discreet
from advisor_desk.ui.jobs import Progress
from advisor_desk.ui.pages.sync.parts import RoundFigures, RunKind, RunState

SYNC_SCREENS: Final = (
    *("sync", "sync-facts", "sync-start", "sync-running", "sync-done", "sync-cancelled"),
    *("sync-offline", "sync-old", "sync-discreet", "sync-enroll", "sync-enroll-wrong"),
)
_ADVISOR: Final = "A0017"
_HASH: Final = "3f9ac01e77d2b4508c6e15a0f2d94b3b" * 2


class SyncScenes(Scenes):
    """Each scene shows the screen as it would be; `settle` waits until nothing is under way."""

    def all(self) -> dict[str, Scene]:
        """Screen name to what shows it; a scene that returns a widget is drawn from that widget."""
        return {
            "sync": lambda: self._shown(self._full()),
            "sync-facts": self._facts,
            "sync-start": self._start,
            "sync-running": self._running,
            "sync-done": self._done,
            "sync-cancelled": self._cancelled,
            "sync-offline": self._offline,
            "sync-old": self._old,
            "sync-discreet": self._hidden,
            "sync-enroll": self._enroll,
            "sync-enroll-wrong": self._enroll_wrong,
        }

    def _shown(self, view: SyncView, state: RunState | None = None) -> None:
        discreet.set_on(False)
        sync = self._window.sync
        self._window.show_page(SYNC)
        self._settle()
        sync.state = state or RunState()
        sync.page.show_run(sync.state)
        sync.page.show_view(view)
        sync.timer.stop()

    def _start(self) -> None:
        """A book that is nobody's: as it is."""
        self._shown(SyncView(None))
        self._window.sync.page.refresh()

    def _facts(self) -> None:
        """The lower half."""
        self._shown(self._full())
        self._settle()
        bar = self._window.sync.page.body.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _running(self) -> None:
        step = Progress(420, 1_227, "push")
        self._shown(self._calm(), RunState(kind=RunKind.RUNNING, waiting=1_227, progress=step))

    def _done(self) -> None:
        figures = RoundFigures(sent=37, received=1_204, conflicts=2, refused=1, purged_clients=1, left=3)
        left = (OutboxLine("interaction", 2, 0, 0), OutboxLine("task", 1, 0, 0))
        view = replace(self._full(), outbox=left)
        self._shown(view, RunState(kind=RunKind.DONE, waiting=37, figures=figures))

    def _cancelled(self) -> None:
        figures = RoundFigures(sent=400, left=827)
        self._shown(self._calm(), RunState(kind=RunKind.CANCELLED, waiting=1_227, figures=figures))

    def _offline(self) -> None:
        error = OutsideFailed("sync.unreachable")
        self._shown(self._calm(), RunState(kind=RunKind.FAILED, waiting=37, error=error))

    def _old(self) -> None:
        """Nine days without head office, which no longer knows this desk."""
        view = self._full(days=9)
        self._shown(view, RunState(kind=RunKind.FAILED, waiting=37, error=UserCanFix("sync.revoked")))

    def _hidden(self) -> None:
        self._shown(self._full())
        discreet.set_on(True)

    def _enroll(self) -> QWidget | None:
        self._start()
        self._settle()
        self._window.sync.enroll()
        return self._window.sync.dialog

    def _enroll_wrong(self) -> QWidget | None:
        dialog = self._enroll()
        typed = self._window.sync.dialog
        if typed is not None:
            typed.address.set_text("https://hub.example.com")
            typed.code.set_text("B0102.K7QX-M2PD-9RTW-4HNC")
            typed.refuse(UserCanFix("sync.code_wrong"))
        return dialog

    # What head office would have said.

    def _people(self) -> list[ClientRow]:
        book = self._desk.book
        return list(book.page(ClientQuery(View.HNW), 0, 3) or book.page(ClientQuery(), 0, 3))

    def _at(self, **ago: float) -> str:
        return utc_text((self._window.sync.now() - timedelta(**ago)).astimezone(UTC))

    def _calm(self) -> SyncView:
        return SyncView(
            identity=IdentityView("https://hub.example.com", _ADVISOR, "B0102"),
            outbox=(OutboxLine("interaction", 12, 3, 0), OutboxLine("task", 8, 1, 0)),
            receipt=self._receipt(minutes=50),
            scopes=tuple(ScopeView(scope, self._at(minutes=50)) for scope in ("firm", "br", "adv:A0017")),
            rounds=(RoundView(self._at(minutes=50), "DONE", {"sent": 37, "received": 1_204}),),
        )

    def _full(self, days: int = 0) -> SyncView:
        people = self._people()
        return SyncView(
            identity=IdentityView("https://hub.example.com", _ADVISOR, "B0102"),
            outbox=(
                OutboxLine("interaction", 12, 3, 0),
                OutboxLine("task", 8, 1, 0),
                OutboxLine("client", 2, 1, 1),
                OutboxLine("audit", 1_112, 87, 0),
            ),
            receipt=self._receipt(days=days, minutes=50),
            refusals=self._refusals(people),
            conflicts=self._conflicts(people),
            scopes=(
                ScopeView("firm", self._at(days=days + 2)),
                ScopeView("br", self._at(days=days, minutes=50)),
                ScopeView("adv:A0017", self._at(days=days, minutes=50)),
            ),
            rounds=(
                RoundView(self._at(days=days, minutes=50), "DONE", {"sent": 37, "received": 1_204}),
                RoundView(self._at(days=days, hours=2), "sync.unreachable"),
                RoundView(self._at(days=days + 1), "DONE", {"sent": 5, "received": 0}),
                RoundView(self._at(days=days + 2), "CANCELLED", {"sent": 200, "received": 0}),
            ),
        )

    def _receipt(self, **ago: float) -> ReceiptView:
        return ReceiptView(self._at(**ago), 36, 0, 1, 8_123, 8_124, 90_123, _HASH, "01J8")

    def _refusals(self, people: list[ClientRow]) -> tuple[RefusalView, ...]:
        on = self._desk.book.as_of - timedelta(days=2)
        told = self._at(minutes=50)
        known = [
            RefusalView(
                "r1", "interaction.recorded", one.client_id, one.client_no, one.name, on,
                "CLIENT_NEVER_HELD", {}, told,
            )
            for one in people[:1]
        ]  # fmt: skip
        unknown = RefusalView("r2", "task.added", None, "C099812", "", _next(on), "CLIENT_UNKNOWN", {}, told)
        return (*known, unknown)

    def _conflicts(self, people: list[ClientRow]) -> tuple[ConflictView, ...]:
        values = (
            ("phone", "13800138001", "13911112222", "13655556666", None),
            ("occupation", "教师", "退休", "校长", None),
            ("employer", None, "江海中学", "江海第一中学", Side.THEIRS),
        )
        return tuple(
            ConflictView(
                f"c{at}", field, one.client_id, one.client_no, one.name, base, mine, theirs,
                self._at(days=3 + at), _ADVISOR, chosen,
            )
            for at, (one, (field, base, mine, theirs, chosen)) in enumerate(zip(people, values, strict=False))
        )  # fmt: skip


def _next(on: date) -> date:
    return on + timedelta(days=1)
