"""What is put into layouts and taken out, so that no Python object stands for an item that Qt has deleted.

PySide makes a Python object for every item of a layout that is added to another one when it is already filled,
and keeps it when Qt deletes the item together with its widget. The next thing that Qt makes at the same address
is then taken for the old item: a call fails, or the program ends. Hence layouts are nested while they are empty,
and items are never asked for (tests/ui/conftest.py looks for such objects after every test).
"""

from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QWidget
from shiboken6 import delete

L = TypeVar("L", bound=QLayout)


def nest(outer: QBoxLayout | QGridLayout, inner: L, *place: int) -> L:
    """Put a layout that is still empty into another one, and hand it back to be filled.

    `place` is the stretch in a box, row and column (and spans) in a grid. Raises ValueError for a filled one.
    """
    if inner.count():
        raise ValueError(f"nested too late: {type(inner).__name__} holds {inner.count()} items")
    outer.addLayout(inner, *place)
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
