"""Seven columns, Monday to Sunday: what the calendar says of the day above, its tasks below."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from advisor_desk.ui import fonts, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_days import weekday, with_weekday
from advisor_desk.ui.pages.tasks import words
from advisor_desk.ui.pages.tasks.task_list import TaskList
from advisor_desk.ui.widgets.card import Line, RoleLabel
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.task_week import DayFacts, TaskWeek

_CTX: Final = words.CTX
_DAYS: Final = 7


class DayHead(QWidget):
    """周五 20, 十月十二, 休 or the holiday; today in the main colour."""

    def __init__(self) -> None:
        super().__init__()
        self.weekday = RoleLabel("", FontRole.SMALL, "second")
        self.number = RoleLabel("", FontRole.CARD_TITLE)
        self.lunar = RoleLabel("", FontRole.SMALL, "second")
        self.off = RoleLabel("", FontRole.SMALL_BOLD, "warn")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(0)
        upper = nest(column, QHBoxLayout())
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(6)
        upper.addWidget(self.number)
        upper.addWidget(self.weekday)
        upper.addStretch(1)
        upper.addWidget(self.off)
        column.addWidget(self.lunar)

    def show_day(self, day: DayFacts, *, is_today: bool) -> None:
        """Show another day."""
        off = words.day_off(day)
        self.weekday.setText(weekday(day.on))
        self.number.setText(str(day.on.day))
        self.number.set_tone("primary" if is_today else "")
        self.weekday.set_tone("primary" if is_today else "second")
        self.lunar.setText(
            t(_CTX, "今天") + " · " + words.lunar_day(day) if is_today else words.lunar_day(day)
        )
        self.off.setText(off)
        self.off.set_tone("warn" if day.holiday else "third")
        state = off or (t(_CTX, "交易日") if day.is_known else t(_CTX, "按工作日算，节假日表还没有这一天"))
        told = " · ".join(text for text in (with_weekday(day.on), words.lunar_date(day), state) if text)
        self.setToolTip(told)
        self.setAccessibleName(told)


class DayColumn(QFrame):
    """One day. Signal `new_asked(object)`: the day was clicked twice where there is no task."""

    new_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.head = DayHead()
        self.list = TaskList("", is_wide=False)
        self.day: DayFacts | None = None
        self._is_today = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(Line())
        column.addWidget(self.list, 1)
        self.list.blank_opened.connect(self._ask_new)

    def show_day(self, day: DayFacts, week: TaskWeek) -> None:
        """Show a day of a week."""
        self.day = day
        self._is_today = day.on == week.as_of
        self.head.show_day(day, is_today=self._is_today)
        self.list.setAccessibleName(self.head.accessibleName())
        self.list.rows.show_tasks(week.on(day.on), week.as_of)
        self.update()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._ask_new()

    def _ask_new(self) -> None:
        if self.day is not None:
            self.new_asked.emit(self.day.on)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Days off stand on a darker ground; today below a line in the main colour."""
        painter = QPainter(self)
        if self.day is not None and not self.day.is_trading:
            painter.fillRect(self.rect(), theme.color("bg"))
        if self._is_today:
            painter.fillRect(0, 0, self.width(), fonts.scaled(3), theme.color("primary"))
        painter.end()


class WeekGrid(QFrame):
    """Signals: `looked_at(object)` a Task, `opened(object)` a Task, `new_asked(object)` a day."""

    looked_at = Signal(object)
    opened = Signal(object)
    new_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.columns = [DayColumn() for _ in range(_DAYS)]
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for at, column in enumerate(self.columns):
            if at:
                row.addWidget(Line(upright=True))
            row.addWidget(column, 1)
            column.list.looked_at.connect(self.looked_at)
            column.list.opened.connect(self.opened)
            column.new_asked.connect(self.new_asked)
            column.list.sideways.connect(lambda step, at=at: self._go(at + step))

    @property
    def lists(self) -> list[TaskList]:
        """The lists from Monday to Sunday."""
        return [column.list for column in self.columns]

    def show_week(self, week: TaskWeek | None) -> None:
        """Show another week, or nothing."""
        for at, column in enumerate(self.columns):
            if week is None:
                column.list.rows.show_tasks((), column.list.rows.today)
            else:
                column.show_day(week.days[at], week)

    def _go(self, at: int) -> None:
        if 0 <= at < _DAYS:
            self.lists[at].setFocus(Qt.FocusReason.TabFocusReason)
