"""Nothing but the desk is shown as a window: a part that is shown before it has its place would flash up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.ui.jobs import InlineJobs
from tests.ui.quick_logs import five_clients
from tests.ui.real_desk import real_desk


class Watch(QObject):
    """Names the kinds of all windows that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[Watch]:
    made = Watch()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


def test_all_screens_and_a_client_bring_no_window_of_their_own(
    watch: Watch, qtbot: QtBot, tmp_path: Path
) -> None:
    with real_desk(tmp_path, five_clients, InlineJobs()) as desk:
        for screen in desk.window.rail.codes():
            desk.window.show_page(screen)
            QApplication.processEvents()
        desk.window.show_page("clients")
        desk.window.clients.go_to(desk.book.client_id("C2"))
        QApplication.processEvents()
        assert desk.window.detail.body is not None
        desk.window.show_page("allocation")
        QApplication.processEvents()
        assert watch.shown == ["DeskWindow"]
