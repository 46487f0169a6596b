"""What is put into layouts and taken out, so that no Python object stands for an item that Qt has deleted.

PySide makes a Python object for every item of a layout that is nested when it is already filled, and keeps it
when Qt deletes the item together with its widget. The next thing that Qt makes at the same address is then
taken for the old item: a call fails, or the program ends. Hence layouts are nested while they are empty, and
items are never asked for (tests/ui/conftest.py looks for such objects after every test).
"""

from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QWidget
from shiboken6 import delete

L = TypeVar("L", bound=QLayout)


def nest(outer: QBoxLayout, inner: L, stretch: int = 0) -> L:
    """Put a layout that is still empty into a row or column, and hand it back to be filled.

    Raises ValueError for one that is filled.
    """
    _demand_empty(inner)
    outer.addLayout(inner, stretch)
    return inner


def nest_at(grid: QGridLayout, inner: L, row: int, column: int, columns: int = 1) -> L:
    """As `nest`, in a row of a grid, over one or more columns."""
    _demand_empty(inner)
    grid.addLayout(inner, row, column, 1, columns)
    return inner


def take_all(layout: QLayout) -> list[QWidget]:
    """Take everything out of a layout; the widgets stay with their parent, the items go.

    Were an item kept, its widget would tell that one alone that its size has changed.
    """
    widgets: list[QWidget] = []
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widgets.append(widget)
        delete(item)
    return widgets


def empty(layout: QLayout) -> None:
    """Take every widget out of a layout and let it go; what stands in it is out of sight at once."""
    for widget in take_all(layout):
        widget.hide()
        widget.deleteLater()


def _demand_empty(layout: QLayout) -> None:
    if layout.count():
        raise ValueError("nested too late: the layout is filled already")  # noqa: TRY003
