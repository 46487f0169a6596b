"""The window of an open desk, put together: list and client page, import, settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Qt, QTimer, Signal

from advisor_desk.app.allocation import AllocationDesk
from advisor_desk.app.brief import BriefDesk
from advisor_desk.app.client_dialogs import ClientDialogs
from advisor_desk.app.client_service import ClientServiceDesk
from advisor_desk.app.health import look_after
from advisor_desk.app.prefs import FilePrefs
from advisor_desk.app.quick_log import QuickLogDesk
from advisor_desk.app.sync import SyncDesk
from advisor_desk.app.tasks import TaskDesk
from advisor_desk.app.today import TodayDesk
from advisor_desk.assembly.desk import Desk
from advisor_desk.settings import Settings
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, Jobs, ReadJob, WriteJob
from advisor_desk.ui.main_window import MainWindow
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.late import LatePage, LatePane

if TYPE_CHECKING:
    from advisor_desk.ui.pages.allocation.page import AllocationPage
    from advisor_desk.ui.pages.board.page import BoardPage
    from advisor_desk.ui.pages.client_detail import ClientDetailPage
    from advisor_desk.ui.pages.clients import ClientsPage
    from advisor_desk.ui.pages.clients_parts import ClientsParts, ExportWish
    from advisor_desk.ui.pages.files.page import FilesPage
    from advisor_desk.ui.pages.products.page import ProductsPage
    from advisor_desk.ui.pages.segments.page import SegmentsPage
    from advisor_desk.ui.pages.segments.parts import ViewWish
    from advisor_desk.ui.pages.settings import BookCare, SettingsPage

TODAY = "today"
CLIENTS = "clients"
ALLOCATION = "allocation"
TASKS = "tasks"
SEGMENTS = "segments"
PRODUCTS = "products"
BOARD = "board"
FILES = "files"
SETTINGS = "settings"
SYNC = "sync"

_BEHIND_MS: Final = 60
"""The day is on the screen by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """What the window is made from. `data` is the folder of profiles and layout."""

    desk: Desk
    jobs: Jobs
    settings: Settings
    data: Path
    today: Callable[[], date]
    is_animated: bool = True


class DeskWindow(MainWindow):
    """The main window with its screens. `prefs` are written when it closes.

    `demo_asked()` from an empty book; `settings_changed(Settings)`: the person chose something on the
    settings page; `client_viewed(int)`: a client's page is in sight.
    """

    demo_asked = Signal()
    settings_changed = Signal(object)
    client_viewed = Signal(int)

    def __init__(self, parts: DeskParts) -> None:
        super().__init__()
        self._parts = parts
        self.desk = parts.desk
        self.jobs = parts.jobs
        self.today = parts.today
        self.notices = Notices(self)
        self.notices.follow(parts.jobs)
        self.prefs = FilePrefs(parts.data / "layout.json")
        self.today_desk = TodayDesk(self)
        self.add_page(TODAY, "sun", self.today_desk.page)
        self._late_clients = LatePage(t("ClientsPage", "客户"), self._make_clients)
        self.add_page(CLIENTS, "users", self._late_clients)
        self.add_page(ALLOCATION, "target", LatePage(t("Advice", "配置与试算"), lambda: self.allocation))
        self.tasks_desk = TaskDesk(self)
        self.add_page(TASKS, "calendar", LatePage(t("Tasks", "任务与日历"), lambda: self.tasks_desk.page))
        self.add_page(SEGMENTS, "layers", LatePage(t("SegmentsPage", "分群"), lambda: self.segments))
        self.add_page(PRODUCTS, "package", LatePage(t("Products", "产品"), lambda: self.products))
        self.add_page(BOARD, "chart", LatePage(t("Board", "看板"), lambda: self.board))
        self.add_page(FILES, "import", LatePage(t("FilesPage", "导入"), lambda: self.files))
        late = LatePage(t("SettingsPage", "设置"), lambda: self.settings_page)
        self.add_page(SETTINGS, "settings", late, at_bottom=True)
        self.sync = SyncDesk(self)
        self.add_page(
            SYNC, "refresh", LatePage(t("Sync", "同步与数据"), lambda: self.sync.page), at_bottom=True
        )
        self.file_dropped.connect(self._on_file_dropped)
        self.dialogs = ClientDialogs(self)
        self.service = ClientServiceDesk(self)
        self.brief = BriefDesk(self)
        self.quick_log = QuickLogDesk(self)
        self.plans = AllocationDesk(self)
        QTimer.singleShot(0, self, self._begin)

    @property
    def clients(self) -> "ClientsPage":
        """The list with the page of one client: made behind the first screen, or when it is asked for."""
        return cast("ClientsPage", self._late_clients.ready())

    def _make_clients(self) -> "ClientsPage":
        from advisor_desk.ui.pages.clients import ClientsPage

        page = ClientsPage(self._clients_parts())
        page.import_asked.connect(lambda: self.show_page(FILES))
        page.export_asked.connect(self._on_export_asked)
        page.demo_asked.connect(self.demo_asked)
        page.new_asked.connect(lambda: self.dialogs.new_client())
        page.log_asked.connect(lambda client_ids: self.quick_log.open_for(client_ids))
        page.model.loaded.connect(
            lambda _row, _place: _make_detail_beside(page), Qt.ConnectionType.SingleShotConnection
        )
        page.start()
        return page

    def _begin(self) -> None:
        """The screen in sight is being read, the day as a rule: whatever else there is comes behind it."""
        if self.jobs.is_busy:
            self.jobs.busy_changed.connect(self._on_busy)
        else:
            self._go_on()

    def _on_busy(self, is_busy: bool) -> None:  # noqa: FBT001
        """The lane rests for the first time: the screen in sight has been read."""
        if not is_busy:
            self.jobs.busy_changed.disconnect(self._on_busy)
            QTimer.singleShot(_BEHIND_MS, self, self._go_on)

    def _go_on(self) -> None:
        """The day is painted: count the book up to it, make the list that is turned to next."""
        self._bring_up_to_date()
        self._late_clients.ready()

    @cached_property
    def allocation(self) -> "AllocationPage":
        """The plan of one client, made when it is first turned to."""
        return self.plans.make_page(is_animated=self._parts.is_animated)

    @cached_property
    def segments(self) -> "SegmentsPage":
        """The whole book in groups, made when it is first turned to."""
        from advisor_desk.app.segments import book_standings
        from advisor_desk.ui.pages.segments.page import SegmentsPage
        from advisor_desk.ui.pages.segments.parts import SegmentsParts

        parts = self._parts
        read = partial(book_standings, parts.desk.book)
        page = SegmentsPage(SegmentsParts(read=read, jobs=parts.jobs, notices=self.notices))
        page.import_asked.connect(lambda: self.show_page(FILES))
        page.view_asked.connect(self._on_view_asked)
        return page

    @cached_property
    def products(self) -> "ProductsPage":
        """The shelf, made when it is first turned to."""
        from advisor_desk.app.products import products_parts
        from advisor_desk.ui.pages.products.page import ProductsPage

        page = ProductsPage(products_parts(self._parts.desk.book, self._parts.jobs, self.notices))
        page.import_asked.connect(lambda: self.show_page(FILES))
        page.client_asked.connect(self._on_client_asked)
        page.lock_asked.connect(self.lock_asked)
        return page

    @cached_property
    def board(self) -> "BoardPage":
        """The board of the own book, made when it is first turned to."""
        from advisor_desk.app.board import board_parts
        from advisor_desk.ui.pages.board.page import BoardPage

        parts = self._parts
        page = BoardPage(
            board_parts(parts.desk.book, parts.jobs, self.notices, is_animated=parts.is_animated)
        )
        page.import_asked.connect(lambda: self.show_page(FILES))
        page.client_asked.connect(self._on_client_asked)
        return page

    @cached_property
    def files(self) -> "FilesPage":
        """The import page, made when it is first turned to."""
        from advisor_desk.app.files import BookFiles
        from advisor_desk.ui.pages.files.page import FilesPage
        from advisor_desk.usecases.import_profiles import ProfileFolder

        parts = self._parts
        profiles = ProfileFolder(parts.data / "profiles")
        return FilesPage(BookFiles(parts.desk, profiles, parts.today()), parts.jobs, self.notices)

    @cached_property
    def settings_page(self) -> "SettingsPage":
        """The settings, made when they are first turned to."""
        from advisor_desk.ui.pages.settings import SettingsPage

        page = SettingsPage(self._parts.settings, self._care(), self._parts.jobs, self.notices)
        page.changed.connect(self.settings_changed)
        return page

    def _clients_parts(self) -> "ClientsParts":
        from advisor_desk.app.list_source import BookClients
        from advisor_desk.ui.pages.clients_parts import ClientsParts

        parts = self._parts
        return ClientsParts(
            source=BookClients(parts.desk.book),
            jobs=parts.jobs,
            notices=self.notices,
            today=parts.today,
            make_detail=partial(LatePane, lambda: self.detail),
            prefs=self.prefs,
            saved_views=parts.desk.book,
            offers_demo=True,
        )

    @cached_property
    def detail(self) -> "ClientDetailPage":
        """The page of one client, made once the list is in sight."""
        from advisor_desk.ui.pages.client_detail import ClientDetailPage, ClientDetailParts
        from advisor_desk.usecases.review_client import more_of_timeline

        parts = self._parts
        page = ClientDetailPage(
            ClientDetailParts(
                review=parts.desk.book.review,
                rules=parts.desk.catalog.get,
                advice=parts.desk.book.around.advice_on,
                trading=parts.desk.book.trading,
                jobs=parts.jobs,
                notices=self.notices,
                older=partial(more_of_timeline, parts.desk.book),
                service=self.service.reading(),
                is_animated=parts.is_animated,
            )
        )
        page.client_asked.connect(self.clients.go_to)
        page.shown.connect(self.client_viewed)
        page.brief_asked.connect(self.brief.open)
        page.plan_asked.connect(self.plans.open)
        page.first_painted.connect(self.brief.warm_up)
        page.edit_asked.connect(self.dialogs.edit_client)
        page.override_asked.connect(self.dialogs.override_tier)
        page.assess_asked.connect(self.dialogs.assess_client)
        page.kyc_asked.connect(self.dialogs.edit_kyc)
        page.consents_asked.connect(self.dialogs.edit_consents)
        page.service_asked.connect(self.service.act)
        return page

    def _care(self) -> "BookCare":
        from advisor_desk.storage.backup import back_up
        from advisor_desk.storage.check import check
        from advisor_desk.storage.rekeying import change_passphrase
        from advisor_desk.ui.pages.settings import BookCare

        book = self._parts.desk.book.sql
        return BookCare(
            name=book.path.stem,
            folder=book.path.parent,
            check=lambda: tuple(fault.code for fault in check(book).faults),
            backup=lambda folder: back_up(book, folder).path,
            change_passphrase=lambda old, new: change_passphrase(book.files, old, new),
        )

    def _bring_up_to_date(self) -> None:
        """Count the book anew when the day or the rules have changed since it was last open."""
        desk = self._parts.desk
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: desk.roll(),
                done=self._on_rolled,
                owner=self,
                change=BookChange(frozenset()),
            )
        )

    def _on_rolled(self, was_counted: bool) -> None:  # noqa: FBT001
        if was_counted:
            self._parts.jobs.book_changed.emit(BookChange(frozenset({CLIENTS})))
        self._show_data_date()
        self.today_desk.after_roll()
        self.quick_log.tell_of_draft()
        look_after(self)
        self.sync.begin()
        desk = self._parts.desk
        self._parts.jobs.start(
            ReadJob(run=lambda _context: desk.book.prepare_search(), done=_nothing, owner=self)
        )

    def _show_data_date(self) -> None:
        self._parts.jobs.start(
            ReadJob(
                run=lambda _context: self._parts.desk.book.newest_data_on(),
                done=self.status.set_as_of,
                owner=self,
            )
        )

    def _on_file_dropped(self, path: Path) -> None:
        self.show_page(FILES)
        self.files.take_file(path)

    def _on_view_asked(self, wish: "ViewWish") -> None:
        self.show_page(CLIENTS)
        self.top.search.clear()
        self.clients.views.show_given(wish.name, wish.query)

    def _on_client_asked(self, client_id: int) -> None:
        self.show_page(CLIENTS)
        self.clients.go_to(client_id)

    def _on_export_asked(self, wish: "ExportWish") -> None:
        from advisor_desk.app.export import export_list

        export_list(self, wish)

    def leave(self) -> None:
        """Clear every screen and keep the layout, before the book closes."""
        self.sync.leave()
        self.brief.close()
        self.quick_log.leave()
        self.tasks_desk.leave()
        self.service.leave()
        self.dialogs.close_all()
        self.forget_clients()
        self.prefs.save()


def _make_detail_beside(page: "ClientsPage") -> None:
    """The first rows are there: once they are painted, make the page beside them."""
    if isinstance(page.detail, LatePane):
        page.detail.ready_after(page.table.viewport())


def _nothing(_answer: None) -> None:
    """What was read is kept by the book."""
