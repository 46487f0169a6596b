"""Layouts leave nothing behind, and rows that wrap lie as they should."""

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from advisor_desk.ui.widgets.flow_row import FlowRow
from advisor_desk.ui.widgets.layouts import empty, nest, nest_at, take_all
from tests.ui.conftest import held_items


class _Block(QWidget):
    """A widget of a given size."""

    def __init__(self, width: int, height: int = 20) -> None:
        super().__init__()
        self._size = QSize(width, height)

    def sizeHint(self) -> QSize:
        return self._size

    def minimumSizeHint(self) -> QSize:
        return self._size

    def grow(self, width: int) -> None:
        """Another width from now on."""
        self._size = QSize(width, self._size.height())
        self.updateGeometry()


def places(*blocks: QWidget) -> list[tuple[int, int]]:
    """Where blocks lie."""
    return [(block.x(), block.y()) for block in blocks]


def test_a_filled_layout_that_is_nested_leaves_an_item_behind_which_nest_refuses(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column, row, label = QVBoxLayout(window), QHBoxLayout(), QLabel("a")
    row.addWidget(label)
    with pytest.raises(ValueError, match="nested too late"):
        nest(column, row)
    assert not held_items()
    column.addLayout(row)
    # What Qt's binding does by itself; should it cease to, `nest` is not needed any more.
    assert held_items()
    delete(window)
    gc.collect()


def test_what_is_nested_while_empty_leaves_nothing_when_its_widgets_go(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    row, grid = nest(column, QHBoxLayout(), 1), nest(column, QGridLayout())
    cell = nest_at(grid, QHBoxLayout(), 0, 1)
    labels = [QLabel(name, window) for name in "abc"]
    for layout, label in zip((row, grid, cell), labels, strict=True):
        layout.addWidget(label)
    assert column.stretch(0) == 1
    for label in labels:
        delete(label)
    gc.collect()
    assert not held_items()
    assert row.count() == cell.count() == 0


def test_taking_out_leaves_the_widgets_and_emptying_lets_them_go(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    labels = [QLabel(name) for name in "ab"]
    for label in labels:
        row.addWidget(label)
    row.addStretch(1)
    assert take_all(row) == labels
    assert row.count() == 0
    assert not held_items()
    for label in labels:
        row.addWidget(label)
    empty(row)
    assert all(label.isHidden() for label in labels)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not any(isValid(label) for label in labels)


def test_a_row_wraps_where_the_room_ends(qtbot: QtBot) -> None:
    row = FlowRow(gap=10, line_gap=5)
    qtbot.addWidget(row)
    blocks = [_Block(100), _Block(100, 30), _Block(100)]
    for block in blocks:
        row.put(block)
    row.resize(320, 200)
    row.show()
    assert places(*blocks) == [(0, 5), (110, 0), (220, 5)]
    assert row.heightForWidth(320) == 30
    row.resize(319, 200)
    assert places(*blocks) == [(0, 5), (110, 0), (0, 35)]
    assert row.heightForWidth(319) == 55
    assert row.minimumSizeHint() == QSize(100, 30)
    assert row.heightForWidth(50) == 20 + 5 + 30 + 5 + 20


def test_a_row_follows_its_children(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row, below = FlowRow(gap=10, line_gap=5), _Block(10)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(row)
    column.addWidget(below)
    column.addStretch(1)
    blocks = [_Block(100), _Block(100)]
    for block in blocks:
        row.put(block)
    window.resize(220, 300)
    window.show()
    qtbot.waitUntil(lambda: below.y() == 20)
    blocks[0].grow(150)
    qtbot.waitUntil(lambda: below.y() == 45)
    assert places(*blocks) == [(0, 0), (0, 25)]
    blocks[0].hide()
    qtbot.waitUntil(lambda: below.y() == 20)
    assert blocks[1].y() == 0
    window.hide()
    blocks[0].show()
    window.show()
    qtbot.waitUntil(lambda: below.y() == 45)
    row.take(blocks[0])
    blocks[0].hide()
    qtbot.waitUntil(lambda: below.y() == 20)


def test_a_row_keeps_hidden_what_was_hidden_and_the_order_it_is_given(qtbot: QtBot) -> None:
    row = FlowRow(gap=10)
    qtbot.addWidget(row)
    hidden, first, last = _Block(50), _Block(50), _Block(50)
    hidden.hide()
    for block in (hidden, last, first):
        row.put(block)
    row.resize(400, 40)
    row.show()
    assert hidden.isHidden()
    assert places(last, first) == [(0, 0), (60, 0)]
    row.set_order([first, hidden, last])
    assert places(first, last) == [(0, 0), (60, 0)]


def test_a_row_that_does_not_wrap_asks_for_all_its_width(qtbot: QtBot) -> None:
    row = FlowRow(gap=10, wraps=False)
    qtbot.addWidget(row)
    blocks = [_Block(50), _Block(50)]
    for block in blocks:
        row.put(block)
    assert row.minimumSizeHint() == QSize(110, 20)
    row.resize(60, 20)
    row.show()
    assert places(*blocks) == [(0, 0), (60, 0)]
