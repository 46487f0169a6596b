"""One run of the window: gate, desk, lock, gate again. Holds what lives longer than either."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from advisor_desk.app.idle import IdleWatch, awake_and_asleep
from advisor_desk.app.keeper import BookKeeper
from advisor_desk.app.tray import DeskTray, Reminders
from advisor_desk.app.trouble_log import TroubleLog
from advisor_desk.errors import DeskBug, DeskError
from advisor_desk.settings import Settings, save_settings
from advisor_desk.ui import discreet, i18n, theme
from advisor_desk.ui.forward import come_forward
from advisor_desk.ui.gate.keeper import OpenedBook
from advisor_desk.ui.gate.window import GateWindow
from advisor_desk.ui.jobs import Jobs, Lane, ReadJob

if TYPE_CHECKING:
    from advisor_desk.app.audit import AuditTrail
    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.app.single import FirstWindow
    from advisor_desk.assembly.desk import Desk


_BRING_IN_MS: Final = 250
"""The gate is painted and takes keys by then."""


def civil_today() -> date:
    """Today on this machine's calendar."""
    return _now().date()


def _now() -> datetime:
    """This machine's clock, in its own zone."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run of the window is about. `today` is what the person asked for, or the calendar's."""

    app: QApplication
    book: Path
    settings: Settings
    data: Path
    today: Callable[[], date] = civil_today
    clock: Callable[[], float] = awake_and_asleep
    """Seconds of any beginning, for the lock after a while without a touch."""
    log: TroubleLog | None = None


class Controller(QObject):
    """Shows the gate; on an opened book the desk; on a lock the gate again, with nothing left behind."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self._settings = run.settings
        self._keeper = BookKeeper(run.book, run.today)
        self._jobs: Jobs | None = None
        self._desk: Desk | None = None
        self._gate: GateWindow | None = None
        self._window: DeskWindow | None = None
        self._first: FirstWindow | None = None
        self._audit: AuditTrail | None = None
        self._place: QRect | None = None
        self._idle = IdleWatch(run.settings.idle_lock_minutes * 60, run.clock)
        self._idle.expired.connect(self.lock)
        self._tray = DeskTray(self)
        self._tray.open_asked.connect(self._come_forward)
        self._tray.log_asked.connect(self._on_log_asked)
        self._tray.lock_asked.connect(self.lock)
        self._tray.show_open(is_open=False)
        run.app.installEventFilter(self._idle)
        run.app.aboutToQuit.connect(self.close)

    @property
    def gate(self) -> GateWindow | None:
        """The gate, while it stands."""
        return self._gate

    @property
    def window(self) -> "DeskWindow | None":
        """The desk's window, while a book is open."""
        return self._window

    @property
    def idle(self) -> IdleWatch:
        """What counts the time without a touch."""
        return self._idle

    def show_gate(self, *, is_locked: bool = False) -> None:
        """Ask for the passphrase, or begin."""
        self._jobs = Jobs(self)
        self._gate = GateWindow(self._keeper, self._jobs, is_locked=is_locked)
        self._gate.opened.connect(self._on_opened)
        if self._place is not None:
            self._gate.setGeometry(self._place)
        self._gate.show()
        QTimer.singleShot(0, self, lambda: self._stand_for(self._keeper.path))
        QTimer.singleShot(_BRING_IN_MS, self, self._bring_in)

    def show_desk(self, desk: "Desk", *, begin_with_import: bool = False) -> "DeskWindow":
        """Show an open desk."""
        from advisor_desk.app.audit import AuditTrail
        from advisor_desk.app.desk_window import FILES, DeskParts, DeskWindow

        before = self._gate
        self._desk = desk
        self._jobs = self._jobs or Jobs(self)
        self._window = window = DeskWindow(
            DeskParts(
                desk=desk,
                jobs=self._jobs,
                settings=self._settings,
                data=self._run.data,
                today=lambda: desk.book.as_of,
            )
        )
        self._audit = AuditTrail(desk.book, self._jobs, self)
        window.client_viewed.connect(self._audit.saw)
        window.lock_asked.connect(self.lock)
        window.notices.bug.connect(self._on_bug)
        window.settings_changed.connect(self._on_settings_changed)
        window.demo_asked.connect(self._on_demo_asked)
        self._idle.ticked.connect(window.status.set_countdown)
        self._idle.start(self._settings.idle_lock_minutes * 60)
        discreet.set_on(self._settings.discreet_at_start)
        if begin_with_import:
            window.show_page(FILES)
        if before is not None:
            window.setGeometry(_at_least(before, window))
            self._gate = None
            before.hide()
            before.deleteLater()
        window.show()
        self._tray.show_open(is_open=True)
        Reminders(window, self._tray, _now).start()
        self._stand_for(desk.book.path)
        return window

    def lock(self) -> None:
        """Clear the screens, close the book, drop its key, show the gate."""
        if self._window is None:
            return
        self._leave()
        self._tray.show_open(is_open=False)
        self.show_gate(is_locked=True)

    def close(self) -> None:
        """The program ends."""
        if self._window is not None:
            self._leave()
        if self._jobs is not None:
            self._jobs.close()
        if self._first is not None:
            self._first.close()
        self._tray.close()

    def _leave(self) -> None:
        self._idle.stop()
        window, self._window = self._window, None
        desk, self._desk = self._desk, None
        jobs, self._jobs = self._jobs, None
        audit, self._audit = self._audit, None
        try:
            if window is not None:
                self._place = window.geometry()
                window.leave()
            if jobs is not None:
                is_at_rest = jobs.close()
                jobs.deleteLater()
                if window is not None and is_at_rest:
                    window.quick_log.keep_what_is_left()
            if audit is not None:
                audit.close()
                audit.deleteLater()
        finally:
            # Whatever a screen may have against it: the key goes.
            if desk is not None:
                desk.close()
        if window is not None:
            window.hide()
            window.deleteLater()

    def _on_bug(self, _error: object, cause: BaseException | None) -> None:
        if self._run.log is not None and cause is not None:
            self._run.log.write(cause)

    def tell_bug(self, error: BaseException) -> None:
        """Show that something unexpected happened; what was typed stays where it is."""
        if self._window is not None:
            bug = (
                error
                if isinstance(error, DeskError)
                else DeskBug("desk.unexpected", kind=type(error).__name__)
            )
            self._window.notices.error(bug)

    def _bring_in(self) -> None:
        """While the passphrase is typed: the modules of the first screen, so that it is there at once."""
        if self._jobs is not None and self._window is None:
            self._jobs.start(
                ReadJob(
                    run=lambda _context: _import_desk(),
                    done=_nothing,
                    failed=_told_when_needed,
                    owner=self,
                    lane=Lane.POOL,
                )
            )

    def _on_opened(self, opened: OpenedBook) -> None:
        chosen = self._keeper.chosen
        if chosen is not None:
            self._settings = replace(self._settings, last_book=str(chosen.absolute()))
            self._keep_settings()
        self.show_desk(opened.book, begin_with_import=opened.begin_with_import)  # type: ignore[arg-type]

    def _on_demo_asked(self) -> None:
        """An empty book is no place for invented people: they have a book of their own."""
        self._leave()
        self.show_gate()
        if self._gate is not None:
            self._gate.open_demo()

    def _on_settings_changed(self, settings: Settings) -> None:
        self._settings = settings
        theme.apply(self._run.app, settings.theme, settings.font_px)
        i18n.install(settings.language)
        self._idle.start(settings.idle_lock_minutes * 60)
        self._keep_settings()

    def _keep_settings(self) -> None:
        try:
            save_settings(self._settings)
        except DeskError as error:
            if self._window is not None:
                self._window.notices.error(error)

    def _stand_for(self, path: Path) -> None:
        """From now on a second start of this book raises this window."""
        from advisor_desk.app.single import FirstWindow

        if self._first is None:
            self._first = FirstWindow(self._come_forward, self)
        self._first.listen(path)

    def _come_forward(self) -> None:
        shown: QWidget | None = self._window or self._gate
        if shown is not None:
            come_forward(shown)

    def _on_log_asked(self) -> None:
        """From the tray, while the window may be minimised: the quick log alone comes forward."""
        if self._window is not None:
            self._window.quick_log.open_empty()


def _import_desk() -> None:
    """Book, rules and calendars of the first screen; no module of the window, which belongs to its thread."""
    from advisor_desk.assembly import desk
    from advisor_desk.storage import due_contacts, moments, tasks
    from advisor_desk.usecases import lunar_calendar, rules_catalog, today, trading_calendar

    _ = desk, due_contacts, moments, tasks, today
    rules_catalog.shipped_advice()
    rules_catalog.shipped_service()
    lunar_calendar.lunar_table()
    trading_calendar.trading_days()


def _nothing(_answer: None) -> None:
    """What was brought in stays."""


def _told_when_needed(_error: DeskError) -> None:
    """What cannot be brought in is told when the book is opened."""


def _at_least(before: QWidget, window: QWidget) -> QRect:
    """The gate's place, grown to what the desk needs."""
    place = before.geometry()
    return place.united(QRect(place.topLeft(), window.size()))
