"""Puts the look on the application: Fusion, our palette, one style sheet. Knows no widget by name.

Widgets that paint by hand ask `current()` while painting; whoever caches colours listens to
`signals().changed`.
"""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from advisor_desk import paths
from advisor_desk.ui import fonts
from advisor_desk.ui.tokens import DARK, FONT_PX, LIGHT, Tokens


class ThemeMode(StrEnum):
    """What the person chose."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


class ThemeSignals(QObject):
    """`changed()`: colours or text size are new; caches of them are stale."""

    changed = Signal()


class _State:
    mode = ThemeMode.LIGHT
    tokens: Tokens = LIGHT
    listening = False


@cache
def signals() -> ThemeSignals:
    """The one object that tells of a new look."""
    return ThemeSignals()


def current() -> Tokens:
    """The colours in force."""
    return _State.tokens


def mode() -> ThemeMode:
    """The mode in force."""
    return _State.mode


def apply(app: QApplication, mode: ThemeMode | str = ThemeMode.SYSTEM, font_px: int = FONT_PX) -> None:
    """Dress `app` in light, dark or what the system asks for, with body text of `font_px` pixels."""
    _State.mode = ThemeMode(mode)
    _State.tokens = _resolve(_State.mode)
    fonts.set_base_px(font_px)
    color.cache_clear()
    if app.style().objectName().lower() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(fonts.font())
    app.setPalette(_palette(_State.tokens))
    sheet = style_sheet(_State.tokens)
    if app.styleSheet() != sheet:
        app.setStyleSheet(sheet)
    _follow_system(app)
    signals().changed.emit()


@cache
def color(role: str) -> QColor:
    """The colour of a token by its name, e.g. `color("text2")`; cached until the look changes."""
    return QColor(getattr(_State.tokens, role))


def style_sheet(tokens: Tokens) -> str:
    """The style sheet with `@name` replaced by colours and `@12px` by scaled pixels."""
    filled = re.sub(r"@(\d+)px", lambda hit: f"{fonts.scaled(int(hit[1]))}px", _sheet_text())
    return re.sub(r"@([a-z_][a-z_0-9]*)", lambda hit: _css_value(tokens, hit[1]), filled)


def _css_value(tokens: Tokens, name: str) -> str:
    if name == "icons":
        return icons_folder().as_posix()
    return str(getattr(tokens, name))


def icons_folder() -> Path:
    """Where the drawings are."""
    return paths.resources() / "icons"


@cache
def _sheet_text() -> str:
    return (paths.resources() / "style" / "desk.qss").read_text(encoding="utf-8")


def _resolve(mode: ThemeMode) -> Tokens:
    if mode is ThemeMode.SYSTEM:
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if mode is ThemeMode.DARK else LIGHT


def _follow_system(app: QApplication) -> None:
    if _State.listening:
        return
    _State.listening = True
    QGuiApplication.styleHints().colorSchemeChanged.connect(_on_system_scheme_changed)
    # Drawings are made as fine as the screens that are there.
    app.screenAdded.connect(lambda _screen: signals().changed.emit())


def _on_system_scheme_changed(_scheme: Qt.ColorScheme) -> None:
    app = QApplication.instance()
    if _State.mode is ThemeMode.SYSTEM and isinstance(app, QApplication):
        apply(app, ThemeMode.SYSTEM, fonts.base_px())


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    pairs = {
        role.Window: tokens.bg,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.hover,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.text3,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.on_primary,
        role.Highlight: tokens.selected,
        role.HighlightedText: tokens.text,
        role.Link: tokens.primary,
        role.LinkVisited: tokens.primary,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Light: tokens.surface,
        role.Midlight: tokens.hover,
        role.Mid: tokens.border2,
        role.Dark: tokens.border2,
        role.Shadow: tokens.border,
        role.Accent: tokens.primary,
    }
    for name, value in pairs.items():
        palette.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.text3))
    return palette
