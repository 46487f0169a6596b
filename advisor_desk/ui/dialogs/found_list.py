"""The list of what was found below a field: chosen with the arrow keys or a click."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QStyledItemDelegate

Picked = Callable[[QModelIndex | QPersistentModelIndex], None]


def found_list(edit: QLineEdit, found: QStandardItemModel, most: int, picked: Picked) -> QCompleter:
    """Give a field a list of what `found` holds; `picked` is told which row was taken."""
    completer = QCompleter(found, edit)
    completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
    completer.setMaxVisibleItems(most)
    popup = QListView()
    popup.setObjectName("found")
    completer.setPopup(popup)
    popup.setItemDelegate(QStyledItemDelegate(popup))  # The completer's own knows no style sheet.
    completer.activated[QModelIndex].connect(picked)  # type: ignore[index]
    edit.setCompleter(completer)
    return completer
