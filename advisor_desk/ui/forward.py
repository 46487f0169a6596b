"""Brings a window before the others."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_WITHOUT_ORDER: Final = frozenset({"offscreen", "minimal"})
"""Platforms on which windows have no order; asked to raise one they complain."""


def come_forward(window: QWidget) -> None:
    """Show it, restored when it was minimised, before the others and with the keyboard."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    if QGuiApplication.platformName() not in _WITHOUT_ORDER:
        window.raise_()
    window.activateWindow()
