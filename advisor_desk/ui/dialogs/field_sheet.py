"""The sheet of fields in a form: a grid of equal columns, in a scroll area that stays in the background."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from advisor_desk.ui.widgets.layouts import nest

COLUMNS: Final = 3
_LEAST: Final = 200


def field_grid(host: QWidget) -> QGridLayout:
    """The grid of `host`, whose fields fill it from the top."""
    column = QVBoxLayout(host)
    column.setContentsMargins(20, 12, 20, 12)
    grid = nest(column, QGridLayout())
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    for at in range(COLUMNS):
        grid.setColumnStretch(at, 1)
        grid.setColumnMinimumWidth(at, _LEAST)
    column.addStretch(1)
    return grid


def sheet_area(fields: QWidget, parent: QWidget) -> QScrollArea:
    """`fields` in an area that scrolls upwards alone and takes no keyboard."""
    area = QScrollArea(parent)
    area.setWidget(fields)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    fields.setAutoFillBackground(False)
    return area
