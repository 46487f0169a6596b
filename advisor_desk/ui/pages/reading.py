"""Screens that are read from the book when they come into sight, and again after it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedLayout

from advisor_desk.ui import fonts
from advisor_desk.ui.jobs import JobContext, JobHandle, Lane, ReadJob
from advisor_desk.ui.pages.page import Page

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QWidget

    from advisor_desk.errors import DeskError
    from advisor_desk.ui.charts.bars import ShareBars
    from advisor_desk.ui.jobs import Jobs
    from advisor_desk.ui.pages.segments.stacked_card import StackedCard
    from advisor_desk.ui.widgets.empty import EmptyState


class ReadingPage(Page):
    """A screen that `refresh` reads anew; out of sight it waits with that until it is shown."""

    def __init__(self, title: str, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._lane = jobs
        self._running: list[JobHandle] = []
        self._is_stale = True

    def refresh(self) -> None:
        """Read anew; what is shown stays in sight until then."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def _read_anew(self, job: ReadJob[Any]) -> None:
        """Start the reading in place of one that is still under way."""
        self._is_stale = False
        self._cancel()
        self._start(job)

    def _start(self, job: ReadJob[Any]) -> None:
        """Start a job that `_cancel` ends."""
        self._running = [one for one in self._running if not one.is_over]
        self._running.append(self._lane.start(job))

    def _cancel(self) -> None:
        for job in self._running:
            if not job.is_over:
                job.cancel()
        self._running = []

    def _outdate(self) -> None:
        """The book has changed: read at once in sight, else when it is shown."""
        if self.isVisible():
            self.refresh()
        else:
            self._is_stale = True


class ChartedPage(ReadingPage):
    """A screen of cards that are made when they are first needed, in turn with what stands in their place."""

    def __init__(self, title: str, jobs: Jobs, waiting: EmptyState, parent: QWidget | None = None) -> None:
        super().__init__(title, jobs, parent)
        self._waiting = waiting
        self._places = QStackedLayout(self)
        self._places.addWidget(waiting)

    def _stacked(self) -> StackedCard | None:
        """The card of stacked bars, None while there are no cards."""
        raise NotImplementedError

    def _show_instead(self, place: EmptyState) -> None:
        """Show `place` until something else is shown."""
        self._places.addWidget(place)
        self._places.setCurrentWidget(place)
        self._places.currentChanged.connect(place.deleteLater)

    def _ask_for_plots(self) -> None:
        self._lane.start(
            ReadJob(
                run=_import_bars,
                done=self._on_plots_ready,
                failed=self._on_plots_unavailable,
                owner=self,
                lane=Lane.POOL,
            )
        )

    def _on_plots_ready(self, plot_class: type[ShareBars]) -> None:
        card = self._stacked()
        if card is not None:
            card.use_plots(plot_class)

    def _on_plots_unavailable(self, _error: DeskError) -> None:
        card = self._stacked()
        if card is not None:
            card.say_unavailable()


def _import_bars(_context: JobContext) -> type[ShareBars]:
    from advisor_desk.ui.charts.late import import_bars

    return import_bars(fonts.FAMILIES)
