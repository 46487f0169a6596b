"""承诺: what was promised now, a line each, and earlier promises to tick off."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advisor_desk.domain.task import Task
from advisor_desk.ui import discreet, fonts, formats
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.quick_log.tab_order import FirstStop
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.layouts import empty, nest
from advisor_desk.usecases.log_draft import PromiseTyped

_CTX = "QuickLog"
_DUE_WIDTH: Final = 110
_TOLD_WIDTH: Final = 90
ReadDue = Callable[[str], date | None]


class _PromiseRow(QWidget):
    edited = Signal()
    passed = Signal()

    def __init__(self, read: ReadDue, parent: QWidget) -> None:
        super().__init__(parent)
        self._read = read
        self.what = QLineEdit(self)
        self.what.setPlaceholderText(t(_CTX, "答应了什么，如 发一份对比表"))
        self.what.setAccessibleName(t(_CTX, "承诺"))
        self.due = QLineEdit(self)
        self.due.setPlaceholderText(t(_CTX, "+3 或 12-05"))
        self.due.setAccessibleName(t(_CTX, "承诺的日期"))
        self.due.setFixedWidth(fonts.scaled(_DUE_WIDTH))
        self.told = RoleLabel("", FontRole.SMALL, "second", self)
        self.told.setFixedWidth(fonts.scaled(_TOLD_WIDTH))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.what, 1)
        row.addWidget(self.due)
        row.addWidget(self.told)
        for edit in (self.what, self.due):
            edit.textEdited.connect(self.edited)
        self.due.textChanged.connect(self._tell)
        self.what.returnPressed.connect(self.due.setFocus)
        self.due.returnPressed.connect(self.passed)

    def typed(self) -> PromiseTyped:
        return PromiseTyped(self.what.text(), self.due.text())

    def _tell(self) -> None:
        on = self._read(self.due.text()) if self.due.text().strip() else None
        is_wrong = on is None and bool(self.due.text().strip())
        self.told.setText(t(_CTX, "哪一天？") if is_wrong else formats.day(on) if on else "")
        self.told.set_tone("warn" if is_wrong else "second")


class PromiseRows(QWidget):
    """Signal `edited()`: a line or a tick differs. There is always an empty line at the end."""

    edited = Signal()

    def __init__(self, read: ReadDue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self.rows: list[_PromiseRow] = []
        self.ticks: dict[str, QCheckBox] = {}
        self._tasks: tuple[Task, ...] = ()
        self._ticked: set[str] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._earlier = nest(column, QVBoxLayout())
        self._lines = nest(column, QVBoxLayout())
        for layout in (self._earlier, self._lines):
            layout.setSpacing(4)
        self._add_row()
        self.start = FirstStop(self._first_stop, self)
        discreet.signals().changed.connect(self._on_discreet_changed)

    def typed(self) -> tuple[PromiseTyped, ...]:
        """The lines that hold something."""
        lines = (row.typed() for row in self.rows)
        return tuple(one for one in lines if one.what.strip() or one.due.strip())

    def ticked(self) -> tuple[str, ...]:
        """Earlier promises that were kept."""
        return tuple(sorted(self._ticked))

    def restore(self, typed: Sequence[PromiseTyped], ticked: Sequence[str]) -> None:
        """Put back what a draft holds."""
        for row in self.rows:
            self._lines.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for one in (*typed, PromiseTyped("", "")):
            row = self._add_row()
            row.what.setText(one.what)
            row.due.setText(one.due)
        self._ticked = set(ticked)
        self.show_tasks(self._tasks)

    def show_tasks(self, tasks: Sequence[Task]) -> None:
        """Show what is still owed to the one who is there; ticks on others are kept."""
        self._tasks = tuple(tasks)
        empty(self._earlier)
        self.ticks = {}
        for task in self._tasks:
            due = t(_CTX, "已兑现：{what}（约定 {day}）").format(
                what=discreet.text(task.title), day=formats.day(task.due_on)
            )
            box = QCheckBox(due, self)
            box.setChecked(task.id in self._ticked)
            box.toggled.connect(lambda is_on, task=task: self._on_ticked(task.id, is_on))
            self._earlier.addWidget(box)
            self.ticks[task.id] = box

    def told(self) -> str:
        """How much there is, for the title."""
        return formats.count(len(self.typed())) if self.typed() else ""

    def _add_row(self) -> _PromiseRow:
        row = _PromiseRow(self._read, self)
        row.edited.connect(self._on_edited)
        row.passed.connect(self._on_passed)
        self._lines.addWidget(row)
        self.rows.append(row)
        return row

    def _first_stop(self) -> QWidget:
        """A promise to tick, else the empty line."""
        return next(iter(self.ticks.values()), self.rows[-1].what)

    def _on_edited(self) -> None:
        if self.rows[-1].typed().what.strip():
            self._add_row()
        self.edited.emit()

    def _on_passed(self) -> None:
        if self.rows[-1].typed().what.strip():
            self._add_row()
        self.rows[-1].what.setFocus()

    def _on_ticked(self, task_id: str, is_on: bool) -> None:  # noqa: FBT001
        if is_on:
            self._ticked.add(task_id)
        else:
            self._ticked.discard(task_id)
        self.edited.emit()

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        self.show_tasks(self._tasks)
