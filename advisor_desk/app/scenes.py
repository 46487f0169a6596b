"""What the families of scenes have in common: the window that they are shown in, and the desk behind it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from advisor_desk.app.desk_window import DeskWindow
from advisor_desk.assembly.desk import Desk

Scene = Callable[[], QWidget | None]
"""Shows a screen; one that returns a widget is drawn from that widget."""


class Scenes:
    """A family of scenes of one window. `settle` waits until nothing is under way."""

    def __init__(self, window: DeskWindow, desk: Desk, settle: Callable[[], None]) -> None:
        self._window = window
        self._desk = desk
        self._settle = settle
