"""The screen 配置与试算 in the window of an open desk: its parts, its key, where its buttons lead."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from advisor_desk.ui import shortcuts
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import ReadJob

if TYPE_CHECKING:
    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.domain.review import ClientReview
    from advisor_desk.ui.pages.allocation.page import AllocationPage
    from advisor_desk.ui.pages.allocation.parts import AllocationParts

_CTX = "Advice"


class AllocationDesk(QObject):
    """Makes the screen, and turns to it with the client of the list."""

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self._window = window
        text = t(_CTX, "当前客户的配置与试算")
        shortcuts.add(window, "Ctrl+Shift+A", text, self.open, t(_CTX, "窗口"))

    def open(self) -> None:
        """Turn to the screen; it shows the client of the list."""
        from advisor_desk.app.desk_window import ALLOCATION

        self._window.show_page(ALLOCATION)
        self._window.allocation.follow_list()
        self._window.allocation.go_to_lines()

    def open_for(self, client_id: int) -> None:
        """Turn to the screen with a client, who is the list's from then on."""
        if self._window.clients.shown_client != client_id:
            self._window.clients.go_to(client_id)
        self.open()

    def make_page(self, *, is_animated: bool) -> AllocationPage:
        """The screen itself."""
        from advisor_desk.app.desk_window import CLIENTS, FILES, PRODUCTS
        from advisor_desk.ui.pages.allocation.page import AllocationPage

        window = self._window
        page = AllocationPage(self._parts(is_animated=is_animated))
        page.import_asked.connect(lambda: window.show_page(FILES))
        page.products_asked.connect(lambda _reason: window.show_page(PRODUCTS))
        page.list_asked.connect(lambda: window.show_page(CLIENTS))
        page.client_asked.connect(self._on_client_asked)
        page.assessment_asked.connect(self._on_assessment_asked)
        page.lock_asked.connect(window.lock_asked)
        area, brief = t(_CTX, "配置与试算"), window.brief
        shortcuts.add(page, "Ctrl+B", t(_CTX, "会前简报"), lambda: brief.open_for(page.client_id), area)
        shortcuts.add(
            page,
            "Ctrl+P",
            t(_CTX, "打印会前简报"),
            lambda: brief.open_for(page.client_id, prints=True),
            area,
        )
        return page

    def _parts(self, *, is_animated: bool) -> AllocationParts:
        from advisor_desk.app import allocation_sheet as sheets
        from advisor_desk.rules.wording import forbidden_in
        from advisor_desk.ui.dialogs.order_check_parts import OrderDeeds
        from advisor_desk.ui.pages.allocation.parts import AllocationParts
        from advisor_desk.usecases.check_suitability import check_product
        from advisor_desk.usecases.programme_solver import warm_up
        from advisor_desk.usecases.record_order import record_order
        from advisor_desk.usecases.suggest_products import evaluate_suggestion, suggest_from

        window = self._window
        book = window.desk.book
        return AllocationParts(
            read=partial(sheets.read_sheet, book),
            solve=suggest_from,
            evaluate=evaluate_suggestion,
            keep=partial(sheets.keep, book),
            give=partial(sheets.give, book),
            forbidden=forbidden_in,
            warm_up=warm_up,
            orders=OrderDeeds(book.shelf, partial(check_product, book), partial(record_order, book)),
            listed_client=lambda: window.clients.shown_client,
            jobs=window.jobs,
            notices=window.notices,
            is_animated=is_animated,
        )

    def _on_client_asked(self, client_id: int) -> None:
        from advisor_desk.app.desk_window import CLIENTS

        self._window.show_page(CLIENTS)
        self._window.clients.go_to(client_id)

    def _on_assessment_asked(self, client_id: int) -> None:
        book = self._window.desk.book
        self._window.jobs.start(
            ReadJob(run=lambda _context: book.review(client_id), done=self._assess, owner=self)
        )

    def _assess(self, review: ClientReview) -> None:
        self._window.dialogs.assess_client(review)
