"""Draws every screen of a book to a picture, without a display. The program's own way to be looked at."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEventLoop, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from advisor_desk.app.desk_window import (
    CLIENTS,
    FILES,
    PRODUCTS,
    SEGMENTS,
    SETTINGS,
    DeskParts,
    DeskWindow,
)
from advisor_desk.app.keeper import BookKeeper
from advisor_desk.app.shot_allocation import AllocationScenes
from advisor_desk.app.shot_brief import BriefScenes
from advisor_desk.app.shot_gate import gate_screens
from advisor_desk.app.shot_service import SERVICE_SCREENS, ServiceScenes, put_away
from advisor_desk.app.shot_sync import SYNC_SCREENS, SyncScenes
from advisor_desk.app.start import make_application
from advisor_desk.assembly.desk import Desk
from advisor_desk.domain.client_query import ClientQuery, View
from advisor_desk.domain.product import ProductType
from advisor_desk.domain.review import ClientReview
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.settings import Settings
from advisor_desk.ui import discreet
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.export_dialog import ExportDialog
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.quick_log.window import QuickLogWindow
from advisor_desk.usecases.take_assessment import outcome_of

SCREENS: Final = (
    "welcome",
    "create",
    "recovery-key",
    "unlock",
    "unlock-wrong",
    "recover",
    "today",
    "clients",
    "clients-search",
    "clients-nothing",
    "client360",
    "client360-scores",
    "client360-portrait",
    "client360-records",
    "client360-why",
    "client360-suitability",
    "client-edit",
    "kyc",
    "questionnaire",
    "questionnaire-result",
    "tier-override",
    "client-new",
    "discreet",
    "allocation",
    "allocation-blocked",
    "allocation-override",
    "allocation-give",
    "order-check",
    "allocation-stopped",
    "brief-advisor",
    "brief-client",
    "brief-empty",
    "segments",
    "segments-groups",
    "segments-states",
    "products",
    "products-card",
    "products-holders",
    "product-state",
    *SERVICE_SCREENS,
    *SYNC_SCREENS,
    "import",
    "import-preview",
    "settings",
    "export",
    "shortcuts",
)
_QUIET_MS: Final = 260
_PATIENCE_MS: Final = 30_000


@dataclass(frozen=True, slots=True)
class Shoot:
    """What is to be drawn, how large, in which look and language."""

    folder: Path
    screens: tuple[str, ...] = SCREENS
    size: tuple[int, int] = (1366, 768)
    theme: str = "light"
    language: str = "zh_CN"


def draw_screens(desk: Desk, shoot: Shoot) -> list[Path]:
    """Draw the screens; the files in the order of `SCREENS`.

    Raises UserCanFix("shots.unknown_screen", name=), OutsideFailed("shots.cannot_write").
    """
    for name in shoot.screens:
        if name not in SCREENS:
            raise UserCanFix("shots.unknown_screen", name=name)
    qInstallMessageHandler(_without_plugin_remarks)
    app = make_application(shoot.language, shoot.theme)
    jobs = Jobs()
    drawn = []
    try:
        shoot.folder.mkdir(parents=True, exist_ok=True)
        for name, widget in _all_screens(app, desk, jobs, shoot):
            if name in shoot.screens:
                path = shoot.folder / f"{name}.png"
                if not widget.grab().save(str(path)):
                    raise OutsideFailed("shots.cannot_write", name=path.name)
                drawn.append(path)
    except OSError as error:
        raise OutsideFailed("shots.cannot_write", name=shoot.folder.name) from error
    finally:
        jobs.close()
    return drawn


def _without_plugin_remarks(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """The offscreen plugin remarks that it sets no size hints, once a window; the rest is passed on."""
    if "propagateSizeHints" not in message:
        sys.stderr.write(message + "\n")


def _all_screens(app: QApplication, desk: Desk, jobs: Jobs, shoot: Shoot) -> Iterator[tuple[str, QWidget]]:
    keeper = BookKeeper(desk.book.path, lambda: desk.book.as_of)
    wanted = set(shoot.screens)
    for name, widget in gate_screens(keeper, jobs):
        if name in wanted:
            widget.resize(*shoot.size)
            widget.show()
            _settle(jobs)
            yield name, widget
        widget.hide()
        widget.deleteLater()
    if wanted & set(SCREENS[6:]):
        yield from _desk_screens(app, desk, jobs, shoot)


def _desk_screens(app: QApplication, desk: Desk, jobs: Jobs, shoot: Shoot) -> Iterator[tuple[str, QWidget]]:
    parts = DeskParts(
        desk=desk,
        jobs=jobs,
        settings=Settings(theme=shoot.theme, language=shoot.language),
        data=shoot.folder / "nowhere",
        today=lambda: desk.book.as_of,
        is_animated=False,
    )
    window = DeskWindow(parts)
    window.resize(*shoot.size)
    window.show()
    _settle(jobs)
    for name, act in _Scenes(window, desk).all().items():
        if name in (*SERVICE_SCREENS, *SYNC_SCREENS) and name not in shoot.screens:
            continue  # These depend on no scene before them.
        shown = act() or window
        _settle(jobs)
        yield name, shown
        if isinstance(shown, QuickLogWindow):
            put_away(shown)
        elif shown is not window:
            if isinstance(shown, DraftDialog):
                shown.discard()
            shown.close()
            shown.deleteLater()
        app.processEvents()
    window.leave()
    window.hide()


class _Scenes:
    """What leads to each screen; each starts where the one before ended."""

    def __init__(self, window: DeskWindow, desk: Desk) -> None:
        self._window = window
        self._desk = desk

    def all(self) -> dict[str, Callable[[], QWidget | None]]:
        """Screen name to what shows it; a scene that returns a widget is drawn from that widget."""
        show = self._window.show_page
        service = ServiceScenes(self._window, self._desk, lambda: _settle(self._window.jobs))
        return {
            **service.begin(),
            "clients": lambda: show(CLIENTS),
            "clients-search": lambda: self._search("zh"),
            "clients-nothing": lambda: self._search("zzzzz"),
            "client360": self._client,
            "client360-scores": lambda: self._scroll(1),
            "client360-portrait": lambda: self._scroll(1),
            "client360-records": lambda: self._scroll(100),
            "client360-why": self._why,
            "client360-suitability": self._suitability,
            "client-edit": lambda: self._dialog(self._window.dialogs.edit_client),
            "kyc": lambda: self._dialog(self._window.dialogs.edit_kyc),
            "questionnaire": lambda: self._dialog(self._window.dialogs.assess_client),
            "questionnaire-result": self._assessed,
            "tier-override": lambda: self._dialog(self._window.dialogs.override_tier),
            "client-new": self._window.dialogs.new_client,
            "discreet": self._hidden,
            **AllocationScenes(self._window, self._desk, lambda: _settle(self._window.jobs)).all(),
            **BriefScenes(self._window, self._desk, lambda: _settle(self._window.jobs)).all(),
            "segments": self._segments,
            "segments-groups": lambda: self._scroll_segments(1),
            "segments-states": lambda: self._scroll_segments(100),
            "products": self._products,
            "products-card": self._product_card,
            "products-holders": lambda: self._window.products.ask_holders(),
            "product-state": self._product_state,
            **service.all(),
            **SyncScenes(self._window, self._desk, lambda: _settle(self._window.jobs)).all(),
            "import": self._files,
            "import-preview": lambda: self._window.files.take_file(_sample_file()),
            "settings": lambda: show(SETTINGS),
            "export": lambda: _shown(ExportDialog(self._desk.book.count(ClientQuery()), self._window)),
            "shortcuts": lambda: _shown(self._window.shortcut_sheet()),
        }

    def _search(self, text: str) -> None:
        self._window.show_page(CLIENTS)
        self._window.top.search.setText(text)

    def _client(self) -> None:
        """The high-net-worth client with the largest assets, or anyone: there is most to show."""
        self._search("")
        book = self._desk.book
        rows = book.page(ClientQuery(View.HNW), 0, 1) or book.page(ClientQuery(), 0, 1)
        if rows:
            self._window.clients.go_to(rows[0].client_id)

    def _scroll(self, pages: int) -> None:
        body = self._window.detail.body
        if body is not None:
            bar = body.scroller.verticalScrollBar()
            bar.setValue(bar.value() + pages * bar.pageStep())

    def _why(self) -> None:
        self._scroll(-100)
        self._window.detail.explain()

    def _dialog(self, ask: Callable[[ClientReview], QWidget | None]) -> QWidget | None:
        """A dialog about the wealthiest person of the second tier."""
        self._window.detail.drawer.close_drawer()
        rows = self._desk.book.page(ClientQuery(View.HNW), 0, 1)
        return ask(self._desk.book.review(rows[0].client_id)) if rows else None

    def _suitability(self) -> None:
        """The card of suitability, whole."""
        self._window.detail.drawer.close_drawer()
        body = self._window.detail.body
        if body is not None:
            self._scroll(-100)
            body.scroller.ensureWidgetVisible(body.suitability)

    def _assessed(self) -> QWidget | None:
        """The questionnaire answered to its end with the middle answers, its result in sight."""
        dialogs = self._window.dialogs
        rows = self._desk.book.page(ClientQuery(View.HNW), 0, 1)
        dialog = dialogs.assess_client(self._desk.book.review(rows[0].client_id)) if rows else None
        if dialog is None:
            return None
        _settle(self._window.jobs)
        view = dialog.questions
        if view is not None:
            # A picture records nothing: the result is worked out beside the dialog.
            answers = {one.code: (one.answers[1].letter,) for one in view.form.questions}
            view.answers.update(answers)
            dialog.show_result(outcome_of(self._desk.book, rows[0].client_id, answers))
        return dialog

    def _hidden(self) -> None:
        self._window.detail.drawer.close_drawer()
        discreet.set_on(True)

    def _segments(self) -> None:
        discreet.set_on(False)
        self._window.show_page(SEGMENTS)

    def _scroll_segments(self, pages: int) -> None:
        body = self._window.segments.body
        if body is not None:
            bar = body.verticalScrollBar()
            bar.setValue(bar.value() + pages * bar.pageStep())

    def _products(self) -> None:
        """The shelf, at a bond fund that many may hold, or at its top."""
        self._window.show_page(PRODUCTS)
        _settle(self._window.jobs)
        page = self._window.products
        shown = (one.product for one in page.model.rows)
        bond = next((one.code for one in shown if one.product_type is ProductType.BOND_FUND), None)
        if bond is not None:
            page.go_to(bond)

    def _product_card(self) -> None:
        """The lower half of the card."""
        bar = self._window.products.card.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _product_state(self) -> QWidget | None:
        page = self._window.products
        page.holders.close_pane()
        page.ask_move()
        return page.dialog

    def _files(self) -> None:
        discreet.set_on(False)
        self._window.show_page(FILES)


def _shown(dialog: QWidget) -> QWidget:
    dialog.show()
    return dialog


def _sample_file() -> Path:
    from advisor_desk import paths

    return paths.resources() / "samples" / "clients-gb18030.csv"


def _settle(jobs: Jobs) -> None:
    """Wait until nothing has been under way for a moment."""
    loop = QEventLoop()
    quiet = QTimer()
    quiet.setInterval(_QUIET_MS)
    end = QTimer()
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)

    def look() -> None:
        if not jobs.is_busy:
            loop.quit()

    quiet.timeout.connect(look)
    quiet.start()
    end.start(_PATIENCE_MS)
    loop.exec()
    QApplication.processEvents()
