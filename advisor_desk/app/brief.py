"""The meeting brief of the desk window: opened by one key, warmed up before, forgotten on a lock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from advisor_desk.ui.jobs import Lane, ReadJob

if TYPE_CHECKING:
    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.domain.review import ClientReview
    from advisor_desk.errors import DeskError
    from advisor_desk.ui.dialogs.brief_preview import BriefPreview

_SIZE = (1160, 900)
_MARGIN = 40


class BriefDesk(QObject):
    """会前简报: one preview at a time."""

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self._window = window
        self._open: BriefPreview | None = None
        self._is_warm = False

    @property
    def preview(self) -> BriefPreview | None:
        """The preview that is open."""
        return self._open

    def open(self, review: ClientReview) -> BriefPreview:
        """Show the brief of a client, as it was left; another one's gives way."""
        kept = self._open
        if kept is not None and kept.client_id == review.row.client_id:
            kept.show()
            kept.activateWindow()
            return kept
        from advisor_desk.ui.dialogs.brief_parts import BriefParts
        from advisor_desk.ui.dialogs.brief_preview import BriefPreview
        from advisor_desk.usecases.brief import read_facts

        self.close()
        window, client_id = self._window, review.row.client_id
        book = window.desk.book
        parts = BriefParts(
            client_id=client_id,
            read=lambda: read_facts(book, client_id),
            keep_goal=lambda goal: book.keep_draft(replace(book.plan_draft(client_id), goal=goal)),
            book=book,
            jobs=window.jobs,
        )
        made = BriefPreview(parts, window)
        made.lock_asked.connect(window.lock_asked)
        made.told.connect(window.notices.done)
        made.log_asked.connect(window.quick_log.open_from_brief)
        made.plan_asked.connect(lambda: self._turn_to_plan(made))
        made.finished.connect(lambda _result: self._on_finished(made))
        room = window.size()
        made.resize(min(_SIZE[0], room.width() - _MARGIN), max(480, min(_SIZE[1], room.height() - _MARGIN)))
        self._open = made
        made.show()
        return made

    def open_for(self, client_id: int | None, *, prints: bool = False) -> None:
        """Show the brief of the client in sight on another screen; print it at once where wanted."""
        if client_id is None:
            return
        book = self._window.desk.book

        def done(review: ClientReview) -> None:
            preview = self.open(review)
            if prints:
                preview.print_when_drawn()

        self._window.jobs.start(ReadJob(run=lambda _context: book.review(client_id), done=done, owner=self))

    def close(self) -> None:
        """Close what is open and forget the client."""
        if self._open is not None:
            self._open.reject()

    def warm_up(self) -> None:
        """Bring in solver and typesetter behind the window, once."""
        if self._is_warm:
            return
        self._is_warm = True
        self._window.jobs.start(
            ReadJob(
                run=lambda _context: _import_all(),
                done=_nothing,
                failed=_not_now,
                owner=self,
                lane=Lane.POOL,
            )
        )

    def _turn_to_plan(self, preview: BriefPreview) -> None:
        """The page steps aside with its choices; Ctrl+B on the screen of the plan brings it back."""
        preview.hide()
        self._window.activateWindow()
        self._window.plans.open_for(preview.client_id)

    def _on_finished(self, preview: BriefPreview) -> None:
        if self._open is preview:
            self._open = None
        preview.deleteLater()


def _import_all() -> None:
    """The parts that take longest to come in; what is lacking is told when it is asked for."""
    from advisor_desk.usecases import brief_pdf, programme_solver, suggest_products  # noqa: F401

    brief_pdf.warm_up()
    programme_solver.warm_up()


def _nothing(_answer: None) -> None:
    """What was brought in stays."""


def _not_now(_error: DeskError) -> None:
    """Told when a brief is asked for."""
