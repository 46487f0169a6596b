"""The first screen of an open desk: read from the book, its lines led to where they are dealt with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from advisor_desk.app.quiet import Quiet, QuietWork
from advisor_desk.ui.jobs import BookChange, ReadJob
from advisor_desk.ui.pages.today.page import TodayPage
from advisor_desk.ui.pages.today.parts import DayRead, TodayParts

if TYPE_CHECKING:
    from collections.abc import Callable

    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.domain.review import ClientReview
    from advisor_desk.domain.today import TodayItem
    from advisor_desk.errors import DeskError
    from advisor_desk.rules.lunar import LunarDate
    from advisor_desk.storage.desk import DeskBook
    from advisor_desk.usecases.find_moments import MorningRun

_RUN_AFTER_MS: Final = 600
_TOLD_STEPS: Final = 40
"""How often the screen is told how far the run is."""
_WARM_UP_MS: Final = 1_500
_NOTES_AT_ONCE: Final = 30
_BRINGS_MOMENTS: Final = frozenset({"clients", "interactions"})
_MOMENTS: Final = frozenset({"moments"})


class TodayDesk(QObject):
    """Makes the page 今日 and answers what it asks for."""

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self._window = window
        self._run: MorningRun | None = None
        self._is_running = False
        self._quiet = Quiet(window.jobs, self)
        self._told = 0
        book = window.desk.book
        self.page = page = TodayPage(
            TodayParts(
                read=lambda: read_day(book),
                unsent=book.unsent,
                lunar=lambda: lunar_on(book),
                deeds=book,
                trading=book.trading,
                jobs=window.jobs,
                notices=window.notices,
                now=lambda: now_on(book),
                offers_demo=True,
            )
        )
        page.client_asked.connect(self._on_client_asked)
        page.brief_asked.connect(self._on_brief_asked)
        page.log_asked.connect(self._on_log_asked)
        page.search_asked.connect(self._on_search_asked)
        page.lock_asked.connect(window.lock_asked)
        page.import_asked.connect(self._on_import_asked)
        page.new_asked.connect(lambda: window.dialogs.new_client())
        page.demo_asked.connect(window.demo_asked)
        page.read_done.connect(self._on_first_read)
        window.jobs.book_changed.connect(self._on_book_changed)

    @property
    def is_working(self) -> bool:
        """True while rules are run or notes taken in behind the screen."""
        return self._quiet.is_working

    def after_roll(self) -> None:
        """The figures are those of the day: once they are painted, run the rules, then take in notes."""
        QTimer.singleShot(_RUN_AFTER_MS, self, self._begin_quiet_work)

    def _begin_quiet_work(self) -> None:
        self.run_rules()
        book = self._window.desk.book
        self._quiet.add(QuietWork(step=lambda: _once(book.prepare_words)))
        self._quiet.add(QuietWork(step=lambda: book.take_in_notes(_NOTES_AT_ONCE)))

    def run_rules(self) -> None:
        """Run the rules of moments for every client, a step at a time; what was found before is in sight."""
        if not self._is_running:
            self._is_running = True
            self._quiet.add(
                QuietWork(step=self._step, told=self._on_step, done=self._on_run, failed=self._on_failed)
            )

    def _step(self) -> bool:
        """The next clients of the run; in the book's lane, where the rules are loaded as well."""
        from advisor_desk.storage.collection_pause import no_collection

        with no_collection():
            if self._run is None:
                from advisor_desk.usecases.find_moments import MorningRun

                self._run = MorningRun(self._window.desk.book)
                return True
            return self._run.step()

    def _on_step(self) -> None:
        run = self._run
        if run is not None and run.total and self._told != (told := run.done * _TOLD_STEPS // run.total):
            self._told = told
            self.page.show_progress(run.done, run.total)

    def _on_run(self) -> None:
        added = 0 if self._run is None else self._run.added
        self._run, self._is_running = None, False
        self.page.show_progress(0, 0)
        self._tell(added)

    def _on_failed(self, error: DeskError) -> None:
        self._run, self._is_running = None, False
        self.page.show_progress(0, 0)
        self._window.notices.error(error)

    def _on_book_changed(self, change: BookChange) -> None:
        """What came in may be a moment: of some clients at once, of a whole file step by step."""
        if not change.topics & _BRINGS_MOMENTS:
            return
        if change.client_ids is None:
            self.run_rules()
        elif change.client_ids:
            self._refresh(change.client_ids)

    def _refresh(self, client_ids: frozenset[int]) -> None:
        from advisor_desk.usecases.find_moments import refresh_moments

        book = self._window.desk.book
        self._window.jobs.start(
            ReadJob(
                run=lambda _context: refresh_moments(book, client_ids),
                done=lambda found: self._tell(found.added),
                owner=self,
            )
        )

    def _tell(self, added: int) -> None:
        if added:
            self._window.jobs.book_changed.emit(BookChange(_MOMENTS))

    def _on_first_read(self) -> None:
        """The day is in sight: what a brief needs is brought in behind it."""
        self.page.read_done.disconnect(self._on_first_read)
        QTimer.singleShot(_WARM_UP_MS, self, lambda: self._window.brief.warm_up())

    def _on_client_asked(self, client_id: int) -> None:
        from advisor_desk.app.desk_window import CLIENTS

        self._window.show_page(CLIENTS)
        self._window.clients.go_to(client_id)

    def _on_brief_asked(self, client_id: int) -> None:
        window = self._window
        window.jobs.start(
            ReadJob(
                run=lambda _context: window.desk.book.review(client_id),
                done=self._open_brief,
                owner=self,
            )
        )

    def _open_brief(self, review: ClientReview) -> None:
        self._window.brief.open(review)

    def _on_log_asked(self, item: TodayItem) -> None:
        if item.client_id is not None:
            self._window.quick_log.open_for([item.client_id])

    def _on_import_asked(self) -> None:
        from advisor_desk.app.desk_window import FILES

        self._window.show_page(FILES)

    def _on_search_asked(self, text: str) -> None:
        """Whoever is searched for stands in the list of clients."""
        from advisor_desk.app.desk_window import CLIENTS

        self._window.show_page(CLIENTS)
        self._window.top.search.setFocus()
        self._window.top.search.setText(text)


def _once(deed: Callable[[], None]) -> bool:
    """A work of one step."""
    deed()
    return False


def read_day(book: DeskBook) -> DayRead:
    """The day with what the rules suggest; runs in the book's lane."""
    from advisor_desk.domain.client_query import ClientQuery
    from advisor_desk.usecases.today import today

    service = book.service
    return DayRead(
        view=today(book),
        suggestions={code.value: rule.suggestion for code, rule in service.moments.items()},
        has_clients=book.count(ClientQuery()) > 0,
    )


def lunar_on(book: DeskBook) -> LunarDate | None:
    """The lunar date of the day; its table comes in behind the first paint."""
    from advisor_desk.usecases.lunar_calendar import lunar_table

    return lunar_table().lunar(book.as_of)


def now_on(book: DeskBook) -> datetime:
    """China's time of day on the book's day, so that the clocks of a past day make sense as well."""
    from advisor_desk.rules.working_time import CHINA

    return datetime.combine(book.as_of, datetime.now(CHINA).timetz())
