"""Tasks as painted lines: narrow in a day of the week, wide in the list at the side."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from advisor_desk.domain.task import Task, TaskState
from advisor_desk.ui import fonts, icons, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.pages.tasks import words
from advisor_desk.ui.widgets.laid_text import Side, laid_texts
from advisor_desk.ui.widgets.row_list import RowList

AnyIndex = QModelIndex | QPersistentModelIndex
_ROW: Final = 44
_ICON: Final = 14
_BESIDE: Final = 6
_MORE: Final = 6
_PAD: Final = 8
_BAR: Final = 3
_BODY: Final = laid_texts(FontRole.BODY)
_SMALL: Final = laid_texts(FontRole.SMALL)


class TaskModel(QAbstractListModel):
    """Tasks in the order given. `today` tells what is overdue."""

    def __init__(self) -> None:
        super().__init__()
        self._tasks: list[Task] = []
        self.today = date.min

    @property
    def tasks(self) -> Sequence[Task]:
        """What is listed."""
        return self._tasks

    def show_tasks(self, tasks: Sequence[Task], today: date) -> None:
        """Replace all."""
        self.beginResetModel()
        self.today = today
        self._tasks = list(tasks)
        self.endResetModel()

    def task(self, at: int) -> Task | None:
        """The task in a row."""
        return self._tasks[at] if 0 <= at < len(self._tasks) else None

    def row_of(self, task_id: str) -> int:
        """The row of a task, -1 when it is not here."""
        return next((at for at, task in enumerate(self._tasks) if task.id == task_id), -1)

    def tell_again(self) -> None:
        """Names are hidden or shown from now on."""
        if self._tasks:
            self.dataChanged.emit(self.index(0), self.index(len(self._tasks) - 1))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._tasks)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        task = self._tasks[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words.title(task)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return words.told(task, self.today)
        return None


class _RowPainter(QStyledItemDelegate):
    def __init__(self, parent: RowList, *, is_wide: bool) -> None:
        super().__init__(parent)
        self._is_wide = is_wide

    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        model = index.model()
        task = model.task(index.row()) if isinstance(model, TaskModel) else None
        height = fonts.scaled(_ROW)
        if task is not None and not self._is_wide and _halves(task, self._room())[1]:
            height += _BODY.height if words.who(task) else fonts.scaled(_MORE)
        return QSize(80, height)

    def _room(self) -> int:
        """How wide a title may be in the list that this paints."""
        lists = self.parent()
        width = lists.viewport().width() if isinstance(lists, RowList) else 0
        return width - 2 * _PAD - fonts.scaled(_ICON) - _BESIDE

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        task = model.task(index.row()) if isinstance(model, TaskModel) else None
        if task is None or not isinstance(model, TaskModel):
            return
        rect: QRect = option.rect
        has_focus = option.widget.hasFocus()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_chosen:
            painter.fillRect(rect, theme.color("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        _paint_task(painter, rect.adjusted(_PAD, 0, -_PAD, -1), task, model.today, is_wide=self._is_wide)
        if is_chosen and has_focus:
            painter.fillRect(rect.left(), rect.top(), _BAR, rect.height() - 1, theme.color("primary"))
        painter.restore()


def _halves(task: Task, room: int) -> tuple[str, str]:
    """The title on two lines; the second is cut where it is too long."""
    return _BODY.split(words.title(task), room)


def _paint_task(painter: QPainter, rect: QRect, task: Task, today: date, *, is_wide: bool) -> None:
    is_open = task.state is TaskState.OPEN
    said, tone = words.due(task, today)
    below = words.who(task)
    size = fonts.scaled(_ICON)
    room = rect.adjusted(size + _BESIDE, 0, 0, 0)
    first, rest = (words.title(task), "") if is_wide else _halves(task, rect.width() - size - _BESIDE)
    lines = _BODY.height * (2 if rest else 1)
    height = lines + (_SMALL.height - 1 if below or is_wide else 0)
    top = rect.top() + (rect.height() - height) // 2
    ratio = painter.device().devicePixelRatioF()
    role = "danger" if is_open and task.due_on < today else "text2" if is_open else "text3"
    icon = words.ICONS[task.kind] if is_open else "check"
    painter.drawPixmap(rect.left(), top + (_BODY.height - size) // 2, icons.pixmap(icon, role, size, ratio))
    painter.setPen(theme.color("text" if is_open else "text3"))
    _BODY.draw(painter, (room.left(), top), room.width(), first, Side.LEFT)
    if rest:
        _BODY.draw(painter, (room.left(), top + _BODY.height), room.width(), rest, Side.LEFT)
    lower = top + lines - 1
    if is_wide:
        painter.setPen(theme.color(tone))
        _SMALL.draw(painter, (room.left(), lower), room.width(), said, Side.RIGHT)
        room.setRight(room.right() - round(_SMALL.width(said)) - _PAD)
        extra = words.repeat(task.repeat)
        below = " · ".join(part for part in (below, extra) if part)
    painter.setPen(theme.color("text2" if is_open else "text3"))
    _SMALL.draw(painter, (room.left(), lower), room.width(), below, Side.LEFT)


class TaskList(RowList):
    """Signals: `looked_at(object)`: the Task in focus; `opened(object)`: a task was clicked twice;
    `sideways(int)`: Left or Right was pressed; `blank_opened()`: the room below the tasks was clicked twice.
    """

    looked_at = Signal(object)
    opened = Signal(object)
    sideways = Signal(int)
    blank_opened = Signal()

    def __init__(self, name: str, *, is_wide: bool) -> None:
        super().__init__()
        self.rows = TaskModel()
        self.setModel(self.rows)
        self.paint_with(_RowPainter(self, is_wide=is_wide))
        self.setAccessibleName(name)
        self.viewport().setAutoFillBackground(False)
        self.setUniformItemSizes(is_wide)
        self._is_wide = is_wide
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def current(self) -> Task | None:
        """The task in focus."""
        return self.rows.task(self.currentIndex().row())

    def choose(self, at: int) -> None:
        """Bring a row into focus."""
        count = self.rows.rowCount()
        if count:
            self.setCurrentIndex(self.rows.index(max(0, min(at, count - 1))))

    def unchoose(self) -> None:
        """Another list has the chosen task."""
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_wide:
            self.scheduleDelayedItemsLayout()  # A title may need a line more, or less.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.sideways.emit(step)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current() is None:
            self.choose(0)
        else:
            self.looked_at.emit(self.current())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        task = self.rows.task(self.indexAt(event.position().toPoint()).row())
        if task is not None:
            self.opened.emit(task)
        else:
            self.blank_opened.emit()

    def keyboardSearch(self, _search: str) -> None:
        """Letters are deeds here, not a search."""

    def _on_current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self.looked_at.emit(self.rows.task(index.row()))
