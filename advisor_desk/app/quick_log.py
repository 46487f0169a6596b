"""The quick log of an open desk: Ctrl+L from any screen, told and taken back, kept through a lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from advisor_desk.ui import shortcuts
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, ReadJob, WriteJob

if TYPE_CHECKING:
    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.storage.desk import DeskBook
    from advisor_desk.ui.quick_log.draft_keeper import Body
    from advisor_desk.ui.quick_log.parts import LogParts
    from advisor_desk.ui.quick_log.window import Logged, QuickLogWindow

_CTX = "QuickLog"


class QuickLogDesk(QObject):
    """快速记录: one window, made when it is first asked for. Signal `logged(Logged)` after each record."""

    logged = Signal(object)

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self._window = window
        self._book = window.desk.book
        self._log: QuickLogWindow | None = None
        self._kept_later: Callable[[], Body | None] | None = None
        window.top.log_button.clicked.connect(self.open)
        shortcuts.add(window, "Ctrl+L", t(_CTX, "快速记录"), self.open, t(_CTX, "窗口"))

    @property
    def window(self) -> QuickLogWindow | None:
        """The window, once it was asked for."""
        return self._log

    def open(self) -> None:
        """From wherever one is, with the client in sight, or all that are selected in the list."""
        clients = self._window.clients
        if self._is_at_list() and sum(length for _first, length in clients.table.selected_runs()) > 1:
            clients.batch.ask()
            return
        seen = self._in_sight()
        self._open([seen] if seen is not None else [], is_guess=True)

    def open_empty(self) -> QuickLogWindow:
        """From the tray: with nobody."""
        return self._open([], is_guess=False)

    def open_for(self, client_ids: Sequence[int]) -> QuickLogWindow:
        """For the clients chosen on a page, such as all of a selection."""
        return self._open(list(client_ids), is_guess=False)

    def open_from_brief(self, client_id: int) -> QuickLogWindow:
        """After the meeting that a brief was made for: promises that are open stand there to be ticked."""
        made = self._open([client_id], is_guess=False)
        made.form.more.folds["promises"].set_open(is_open=True)
        return made

    def tell_of_draft(self) -> None:
        """After unlocking: say so when something was not saved last time."""
        from advisor_desk.usecases.log_draft import KEY

        book = self._book
        self._window.jobs.start(
            ReadJob(run=lambda _context: book.typed(KEY), done=self._on_draft, owner=self)
        )

    def leave(self) -> None:
        """Clear and put away before a lock; `keep_what_is_left` comes once the lane rests."""
        if self._log is not None:
            log, self._log = self._log, None
            self._kept_later = log.leave()
            log.deleteLater()

    def keep_what_is_left(self) -> None:
        """The lane rests and the book is still open: keep what was typed and is not in it yet."""
        later, self._kept_later = self._kept_later, None
        body = later() if later is not None else None
        if body is not None:
            keep_body(self._book, body)

    def _on_draft(self, body: Body | None) -> None:
        if body and self._log is None:
            said = t(_CTX, "有一条记录还没有记完，内容都在。")
            self._window.notices.done(said, (t(_CTX, "继续填写"), self._go_on))

    def _go_on(self) -> None:
        self.open_empty()

    def _open(self, client_ids: list[int], *, is_guess: bool) -> QuickLogWindow:
        from advisor_desk.ui.quick_log.window import QuickLogWindow

        if self._log is None:
            self._log = QuickLogWindow(log_parts(self._window))
            self._log.logged.connect(self._on_logged)
            self._log.lock_asked.connect(self._window.lock_asked)
            self._log.troubled.connect(self._window.notices.error)
        self._log.open(client_ids, is_guess=is_guess)
        return self._log

    def _is_at_list(self) -> bool:
        from advisor_desk.app.desk_window import CLIENTS

        return self._window.current_code() == CLIENTS

    def _in_sight(self) -> int | None:
        """The client on the screen, where the screen is about one."""
        from advisor_desk.app.desk_window import ALLOCATION, TODAY

        window = self._window
        code = window.current_code()
        if self._is_at_list():
            return window.clients.shown_client
        if code == TODAY:
            item = window.today_desk.page.lines.current()
            return None if item is None else item.client_id
        if code == ALLOCATION and "allocation" in window.__dict__:
            return window.allocation.client_id
        return None

    def _on_logged(self, logged: Logged) -> None:
        from advisor_desk.ui.quick_log import words

        window = self._window
        names = [one.name for one in logged.people]
        said = words.saved(names, logged.seconds)
        window.notices.done(said, (t(_CTX, "撤销"), lambda: self._take_back(logged)))
        if logged.saved.trouble is not None:
            window.notices.error(logged.saved.trouble)
        self.logged.emit(logged)

    def _take_back(self, logged: Logged) -> None:
        from advisor_desk.ui.quick_log.window import TOPICS
        from advisor_desk.usecases.log_session import take_back

        book, reason = self._book, t(_CTX, "记录后立即撤销")
        self._window.jobs.start(
            WriteJob(
                run=lambda _context: take_back(book, logged.saved, reason),
                done=lambda _none: self._on_taken_back(logged),
                owner=self,
                change=BookChange(TOPICS, logged.saved.client_ids),
            )
        )

    def _on_taken_back(self, logged: Logged) -> None:
        again = (t(_CTX, "改一改再记"), lambda: self._type_again(logged))
        self._window.notices.done(t(_CTX, "已撤销记录"), again)

    def _type_again(self, logged: Logged) -> None:
        log = self._open([], is_guess=False)
        if not log.has_content:
            log.restore(logged.draft, logged.people)


def keep_body(book: DeskBook, body: Body) -> None:
    """Keep the draft; an empty one is forgotten."""
    from advisor_desk.usecases.log_draft import KEY

    if body:
        book.keep_typed(KEY, body)
    else:
        book.drop_typed(KEY)


def log_parts(window: DeskWindow) -> LogParts:
    """What the window works with on a book."""
    from advisor_desk.ui.quick_log.attachment_rows import AttachmentParts
    from advisor_desk.ui.quick_log.parts import LogParts
    from advisor_desk.ui.quick_log.person_finder import FinderParts
    from advisor_desk.ui.quick_log.product_rows import ProductsParts
    from advisor_desk.ui.quick_log.prospect_form import ProspectParts
    from advisor_desk.usecases import log_people, log_products, log_session
    from advisor_desk.usecases.log_caps import against
    from advisor_desk.usecases.outlet_mode import keep_outlet

    book, jobs, today = window.desk.book, window.jobs, window.today()
    recent: list[int] = []

    def opening() -> log_session.Opening:
        """Whom the advisor met last is read once an opening, not at each key."""
        read = log_session.read_opening(book)
        recent[:] = [one.client_id for one in read.recent]
        return read

    def find(typed: str) -> list[log_people.Found]:
        return log_people.find_people(book, typed, recent)

    return LogParts(
        today=today,
        trading=book.trading,
        advice=book.advice,
        phrases=book.service.phrases,
        finder=FinderParts(find, partial(log_people.sure_person, book), jobs),
        prospect=ProspectParts(
            doubles=lambda name, phone: log_people.doubles(book, name, phone, today),
            make=partial(log_session.new_face, book),
            find=lambda client_id: log_people.people(book, [client_id])[0],
            jobs=jobs,
            today=today,
        ),
        products=ProductsParts(
            partial(log_products.read_products, book), partial(log_products.check_mention, book), jobs
        ),
        attachments=AttachmentParts(book.attach, jobs),
        opening=opening,
        keep=partial(keep_body, book),
        save=partial(log_session.save_log, book),
        warn=lambda made: against(book, made, datetime.now(UTC)),
        promises=partial(log_session.open_promises, book),
        people=partial(log_people.people, book),
        choose=partial(keep_outlet, book),
        jobs=jobs,
    )
