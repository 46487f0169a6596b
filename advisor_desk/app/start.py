"""Starts the window. Imports only what the first paint needs; the rest comes behind it."""

import os
import sys
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication

from advisor_desk import paths
from advisor_desk.app.controller import Controller, Run, civil_today
from advisor_desk.app.trouble_log import TroubleLog, catch_all
from advisor_desk.settings import load_settings
from advisor_desk.ui import i18n, theme
from advisor_desk.ui.collection import Collector

_SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter while another waits: painting must not wait for the lane."""


def make_application(language: str | None = None, look: str | None = None) -> QApplication:
    """The application, dressed as the settings (or the arguments) say."""
    _help_chinese_input()
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("advisor-desk")
    sys.setswitchinterval(_SWITCH_SECONDS)
    settings = load_settings().settings
    theme.apply(app, look or settings.theme, settings.font_px)
    i18n.install(language or settings.language)
    return app


def open_usual_window() -> int:
    """The window of the book and in the language that the environment names, or of the usual book."""
    named = os.environ.get("ADVISOR_DESK_BOOK")
    book = Path(named).expanduser() if named else paths.default_book()
    return run_window(book, os.environ.get("ADVISOR_DESK_LANG"), None)


def run_window(book: Path, language: str | None, on: date | None) -> int:
    """The gate of `book`, then its desk; returns when the window is closed."""
    app = make_application(language)
    if _is_open_already(book):
        return 0
    controller = _controller(app, book, on)
    controller.show_gate()
    return app.exec()


def run_desk(desk: object, language: str | None) -> int:
    """The window of a desk that stands open already, such as the demo's."""
    from advisor_desk.assembly.desk import Desk

    if not isinstance(desk, Desk):
        raise TypeError(type(desk).__name__)
    app = make_application(language)
    controller = _controller(app, desk.book.path, desk.book.as_of)
    controller.show_desk(desk)
    return app.exec()


def has_display() -> bool:
    """False on a Linux machine without X11 or Wayland, where a window cannot be shown."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _controller(app: QApplication, book: Path, on: date | None) -> Controller:
    """The controller of a run, with errors that nobody catches logged and told."""
    data = paths.user_data()
    log = TroubleLog(data / "logs")
    run = Run(
        app=app,
        book=book,
        settings=load_settings().settings,
        data=data,
        today=(lambda: on) if on else civil_today,
        log=log,
    )
    controller = Controller(run)
    catch_all(log, controller.tell_bug)
    Collector(app).start()
    return controller


def _is_open_already(book: Path) -> bool:
    """True when another window has the book and has been asked to come forward."""
    if not book.with_name(f"{book.name}.lock").exists():
        return False
    from advisor_desk.app.single import raise_first

    return raise_first(book)


def _help_chinese_input() -> None:
    """The wheel's Qt ships no fcitx plugin, but fcitx speaks the ibus protocol too."""
    if os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        os.environ["QT_IM_MODULE"] = "ibus"
