"""Keyboard shortcuts: every one is a QAction, listed on the sheet that F1 opens."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.card import Line, RoleLabel, SectionTitle
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.layouts import nest

_PROPERTY = "desk_shortcut_area"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One line of the sheet."""

    area: str
    keys: str
    text: str


def add(owner: QWidget, keys: str, text: str, act: Callable[[], object], area: str = "") -> QAction:
    """An action of `owner` with a shortcut that works while `owner` is in sight; it is on the sheet.

    `keys` may hold several sequences, parted by "; ". `area` is the heading on the sheet.
    """
    action = QAction(text, owner)
    action.setShortcuts([QKeySequence(part) for part in keys.split("; ")])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.setProperty(_PROPERTY, area)
    action.triggered.connect(lambda: act())
    owner.addAction(action)
    return action


def unlist(action: QAction) -> None:
    """Keep a shortcut off the sheet, where another part of the screen has the same one."""
    action.setProperty(_PROPERTY, None)


def listed(window: QWidget) -> list[Shortcut]:
    """All shortcuts of `window` and of its parts, in the order in which they were made."""
    found: list[Shortcut] = []
    for action in window.findChildren(QAction):
        area = action.property(_PROPERTY)
        if area is not None and action.shortcuts():
            form = QKeySequence.SequenceFormat.NativeText
            keys = " / ".join(keys.toString(form) for keys in action.shortcuts())
            found.append(Shortcut(str(area), keys, action.text()))
    return found


class ShortcutSheet(QDialog):
    """The sheet that F1 opens; Escape closes it."""

    def __init__(self, shortcuts: list[Shortcut], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("键盘快捷键"))
        self.setModal(True)
        inner = QWidget(self)
        grid = QGridLayout(inner)
        grid.setContentsMargins(20, 16, 20, 8)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self._fill(grid, shortcuts)
        area = QScrollArea(self)
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        close = Button(self.tr("关闭"), primary=True, parent=self)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(area, 1)
        foot = nest(column, QHBoxLayout())
        foot.setContentsMargins(20, 8, 20, 16)
        foot.addStretch(1)
        foot.addWidget(close)
        wanted = inner.sizeHint()
        self.resize(max(440, wanted.width() + 24), min(620, wanted.height() + 80))

    def _fill(self, grid: QGridLayout, shortcuts: list[Shortcut]) -> None:
        areas = list(dict.fromkeys(one.area for one in shortcuts))
        line = 0
        for area in areas:
            if line:
                grid.addWidget(Line(parent=self), line, 0, 1, 2)
                line += 1
            grid.addWidget(SectionTitle(area, self), line, 0, 1, 2)
            line += 1
            for one in (one for one in shortcuts if one.area == area):
                grid.addWidget(RoleLabel(one.keys, FontRole.BODY_BOLD, "second", self), line, 0)
                grid.addWidget(RoleLabel(one.text, parent=self), line, 1)
                line += 1
        grid.setRowStretch(line, 1)
