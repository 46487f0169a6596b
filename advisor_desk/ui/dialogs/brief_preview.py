"""The meeting brief before it is printed: the page itself, its two versions, lines to tick off, a goal line.

What is read and set runs in jobs; the window only shows. Discreet mode masks the preview, never the print.
"""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QImage
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from advisor_desk.errors import DeskBug, DeskError
from advisor_desk.ui import discreet, labels_errors, shortcuts
from advisor_desk.ui.dialogs.brief_paper import PaperView
from advisor_desk.ui.dialogs.brief_parts import BriefParts, Choice, Drawn, drawn, window_words
from advisor_desk.ui.dialogs.brief_ticks import TickList
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.gate.parts import Trouble
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, JobHandle, Lane, ReadJob, WriteJob
from advisor_desk.ui.widgets.card import Line, RoleLabel
from advisor_desk.ui.widgets.controls import Button, Chip
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.brief import BriefFacts, Reader
from advisor_desk.usecases.brief_pdf import PRINT_PPI, make_document, render_png
from advisor_desk.usecases.brief_sheet import MOST_GOAL, Sheet
from advisor_desk.usecases.save_brief import BriefReport, Leaving, keep_document, log_document

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_CTX = "Brief"
_SIDE: Final = 300
_TYPING_MS: Final = 250


class BriefPreview(QDialog):
    """Signals: `lock_asked()`; `told(str)`: something was done that the person should know; `log_asked(int)`:
    the meeting is over and is to be logged, the page having left; `plan_asked()`: the client's allocation.

    Ctrl+P prints, Ctrl+S saves, Ctrl+L logs the meeting, Ctrl+Shift+A turns to the allocation, Escape leaves.
    """

    lock_asked = Signal()
    log_asked = Signal(int)
    plan_asked = Signal()
    told = Signal(str)

    def __init__(self, parts: BriefParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._facts: BriefFacts | None = None
        self._choice = Choice()
        self._drawing: JobHandle | None = None
        self._is_stale = False
        self._prints_when_drawn = False
        self.setWindowTitle(t(_CTX, "会前简报"))
        self.setWindowFlags(Qt.WindowType.Window)
        self.chips = {
            Reader.ADVISOR: Chip(t(_CTX, "顾问版"), Reader.ADVISOR.value, self),
            Reader.CLIENT: Chip(t(_CTX, "客户版"), Reader.CLIENT.value, self),
        }
        self.goal = QLineEdit(self)
        self.goal.setMaxLength(MOST_GOAL)
        self.goal.setPlaceholderText(t(_CTX, "例如：三年后子女留学，约 60 万元"))
        self.goal.setAccessibleName(t(_CTX, "目标"))
        self.ticks = TickList(_SIDE, self)
        self.paper = PaperView(self)
        self.trouble = Trouble(self)
        self.save_button = Button(t(_CTX, "保存 PDF…"), "download", parent=self)
        self.print_button = Button(t(_CTX, "打印"), "printer", primary=True, parent=self)
        self.close_button = Button(t(_CTX, "关闭"), parent=self)
        self.log_button = Button(t(_CTX, "会后记录"), "message", parent=self)
        self.log_button.setToolTip(t(_CTX, "记下这次会面，勾掉已兑现的承诺 (Ctrl+L)"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._lay_out()
        self._connect()
        self._let(is_ready=False)
        self.goal.setFocus()
        self._read()

    @property
    def client_id(self) -> int:
        """Whose page it is."""
        return self._parts.client_id

    @property
    def reader(self) -> Reader:
        """Which version is shown."""
        return self._choice.reader

    def show_reader(self, reader: Reader) -> None:
        """Turn to a version."""
        self._choice.reader = reader
        self.chips[reader].setChecked(True)
        if any(chip.hasFocus() for chip in self.chips.values()):
            self.chips[reader].setFocus()
        self._redraw()

    def forget(self) -> None:
        """Nothing of the client stays in sight or in memory."""
        self._typing.stop()
        if self._drawing is not None and not self._drawing.is_over:
            self._drawing.cancel()
        self._facts = None
        self.paper.paper.show_picture(QImage())
        self.ticks.show_ticks(())
        self.goal.clear()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave()
        super().closeEvent(event)

    def reject(self) -> None:
        self._leave()
        super().reject()

    def _is_forgotten(self) -> bool:
        """True when the desk was locked while a dialog of the system was asking."""
        return self._facts is None

    def _leave(self) -> None:
        """Keep the goal line that was just typed, forget everything else."""
        if self._typing.isActive():
            self._on_goal_rested()
        self.forget()

    # Reading and drawing.

    def _read(self) -> None:
        read = self._parts.read
        self._parts.jobs.start(
            ReadJob(run=lambda _context: read(), done=self._on_read, failed=self._on_failed, owner=self)
        )

    def _on_read(self, facts: BriefFacts) -> None:
        self._facts = facts
        if not self._typing.isActive():
            self._choice.goal = facts.draft.goal
            self.goal.setText(facts.draft.goal)
        self._let(is_ready=True)
        self._redraw()

    def _redraw(self) -> None:
        """Draw what is wanted now; while a drawing is under way only the last wish counts."""
        if self._facts is None:
            return
        if self._drawing is not None and not self._drawing.is_over:
            self._is_stale = True
            return
        self._is_stale = False
        make = self._sheet_maker(is_hidden=discreet.is_on())
        self._drawing = self._parts.jobs.start(
            ReadJob(
                run=lambda _context: drawn(make()),
                done=self._on_drawn,
                failed=self._on_not_drawn,
                owner=self,
                lane=Lane.POOL,
            )
        )

    def _sheet_maker(self, *, is_hidden: bool = False) -> Callable[[], Sheet]:
        if self._facts is None:
            raise DeskBug("brief.nobody")
        return self._choice.sheet_maker(self._facts, window_words(is_hidden=is_hidden))

    def _on_drawn(self, page: Drawn) -> None:
        self.trouble.say("")
        self._let(is_ready=True)
        self.paper.paper.show_picture(page.picture)
        self.ticks.show_ticks(page.ticks)
        self._order_tabs()
        self._draw_again()
        if self._prints_when_drawn:
            self.print_when_drawn()

    def _on_not_drawn(self, error: DeskError) -> None:
        """A page that may not go to the client is not shown as if it could."""
        self.paper.paper.show_picture(QImage())
        self._let(is_ready=False)
        self._on_failed(error)
        self._draw_again()

    def _draw_again(self) -> None:
        """The last wish came while the page was being drawn."""
        if self._is_stale:
            self._redraw()

    def _on_failed(self, error: DeskError) -> None:
        self.trouble.say(labels_errors.words(error).together)

    # What the person does.

    def _on_reader_chosen(self, button: Chip) -> None:
        self.show_reader(Reader(button.code))

    def _show_other(self) -> None:
        self.show_reader(Reader.CLIENT if self.reader is Reader.ADVISOR else Reader.ADVISOR)

    def _on_ticked(self, key: str, is_on: bool) -> None:  # noqa: FBT001
        self._choice.tick(key, is_on=is_on)
        self._redraw()

    def _on_goal_edited(self, _text: str) -> None:
        self._typing.start()

    def _on_goal_rested(self) -> None:
        self._typing.stop()
        goal = self.goal.text().strip()
        if self._facts is None or goal == self._choice.goal:
            return
        self._choice.goal = goal
        keep = self._parts.keep_goal
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: keep(goal),
                done=_nothing,
                failed=self._on_failed,
                change=BookChange(frozenset({"drafts"}), frozenset({self._parts.client_id}), by=self),
            )
        )
        self._redraw()

    def save(self) -> None:
        """Ask where and write the PDF."""
        if self._facts is None or not self.save_button.isEnabled():
            return
        facts, reader = self._facts, self.reader
        title = t(_CTX, "会前简报") if reader is Reader.ADVISOR else t(_CTX, "资产配置沟通单")
        suggested = f"{title}-{facts.review.row.client_no}-{facts.as_of.isoformat()}.pdf"
        name = self._parts.ask_path(self, suggested)
        if name and not self._is_forgotten():
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the PDF there: logged first, whole or not at all."""
        self._on_goal_rested()
        make, page = self._sheet_maker(), self._leaving()

        def run() -> BriefReport:
            return keep_document(page, make_document(make()), path)

        def done(report: BriefReport) -> None:
            self.trouble.say("")
            self.told.emit(t(_CTX, "简报已保存：{name}").format(name=report.path.name))

        self._parts.jobs.start(
            ReadJob(run=lambda _context: run(), done=done, failed=self._on_failed, owner=self)
        )

    def _leaving(self) -> Leaving:
        return Leaving(self._parts.book, self._parts.client_id, self.reader)

    def print_out(self) -> None:
        """Ask for a printer and print the page."""
        if self._facts is None or not self.print_button.isEnabled():
            return
        self._on_goal_rested()
        printer = self._parts.ask_printer(self)
        if printer is None or self._is_forgotten():
            return
        make, page = self._sheet_maker(), self._leaving()

        def run() -> tuple[QImage, ...]:
            sheet = make()
            log_document(page, make_document(sheet))
            return tuple(QImage.fromData(one) for one in render_png(sheet, PRINT_PPI))

        self._parts.jobs.start(
            ReadJob(
                run=lambda _context: run(),
                done=lambda pages: self._on_pages(printer, pages),
                failed=self._on_failed,
                owner=self,
            )
        )

    def print_when_drawn(self) -> None:
        """Print the page, once it is there."""
        self._prints_when_drawn = self.paper.paper.is_empty
        if not self._prints_when_drawn:
            self.print_out()

    def _on_pages(self, printer: "QPrinter", pages: tuple[QImage, ...]) -> None:
        from advisor_desk.ui.dialogs.brief_print import draw_pages

        if draw_pages(printer, pages):
            self.told.emit(t(_CTX, "简报已送往打印机"))
        else:
            self.trouble.say(t(_CTX, "打印机没有接受这一页，请检查打印机后再试。"))

    def log_meeting(self) -> None:
        """Leave the page and log the meeting that it was made for."""
        client_id = self._parts.client_id
        self.reject()
        self.log_asked.emit(client_id)

    # Building.

    def _let(self, *, is_ready: bool) -> None:
        for button in (self.save_button, self.print_button):
            button.setEnabled(is_ready)

    def _lay_out(self) -> None:
        side = QWidget(self)
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 14, 12, 12)
        column.setSpacing(10)
        column.addWidget(RoleLabel(t(_CTX, "会前简报"), FontRole.PAGE_TITLE, parent=self))
        versions = nest(column, QHBoxLayout())
        versions.setSpacing(8)
        self._group = QButtonGroup(self)
        for chip in self.chips.values():
            self._group.addButton(chip)
            versions.addWidget(chip)
            chip.setToolTip(t(_CTX, "换成另一个版本 (Ctrl+Tab)"))
        self.chips[Reader.ADVISOR].setChecked(True)
        versions.addStretch(1)
        column.addWidget(RoleLabel(t(_CTX, "目标"), FontRole.SMALL, "second", self))
        column.addWidget(self.goal)
        column.addWidget(Line(parent=self))
        column.addWidget(self.ticks, 1)
        column.addWidget(self.trouble)
        column.addWidget(self.print_button)
        column.addWidget(self.log_button)
        foot = nest(column, QHBoxLayout())
        foot.setSpacing(8)
        foot.addWidget(self.save_button, 1)
        foot.addWidget(self.close_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self.paper, 1)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _order_tabs(self) -> None:
        """From the top of the side to its foot, the page last."""
        boxes = self.ticks.boxes.values()
        foot = (self.print_button, self.log_button, self.save_button, self.close_button, self.paper)
        for before, after in pairwise((self.goal, *boxes, *foot)):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self._group.buttonClicked.connect(self._on_reader_chosen)
        self.ticks.ticked.connect(self._on_ticked)
        self.goal.textEdited.connect(self._on_goal_edited)
        self.goal.editingFinished.connect(self._on_goal_rested)
        self._typing.timeout.connect(self._on_goal_rested)
        self.save_button.clicked.connect(self.save)
        self.print_button.clicked.connect(self.print_out)
        self.log_button.clicked.connect(self.log_meeting)
        self.close_button.clicked.connect(self.reject)
        discreet.signals().changed.connect(self._on_discreet_changed)
        self._parts.jobs.book_changed.connect(self._on_book_changed)
        area = t(_CTX, "会前简报")
        shortcuts.add(self, "Ctrl+L", t(_CTX, "会后记录"), self.log_meeting, area)
        shortcuts.add(self, "Ctrl+P", t(_CTX, "打印"), self.print_out, area)
        shortcuts.add(self, "Ctrl+S", t(_CTX, "保存 PDF…"), self.save, area)
        shortcuts.add(self, "Ctrl+Tab", t(_CTX, "换成另一个版本"), self._show_other, area)
        shortcuts.add(self, "Ctrl+Shift+A", t(_CTX, "配置与试算"), self.plan_asked.emit, area)
        shortcuts.add(self, "F9", t(_CTX, "隐藏或显示姓名与金额"), discreet.toggle, area)
        shortcuts.add(self, "Ctrl+Shift+L", t(_CTX, "立即锁定"), self.lock_asked.emit, area)
        self.print_button.setToolTip(t(_CTX, "打印 (Ctrl+P)"))
        self.save_button.setToolTip(t(_CTX, "保存为 PDF 文件 (Ctrl+S)"))

    def _on_book_changed(self, change: BookChange) -> None:
        """Something about this client was written elsewhere: the page is read again."""
        is_about = change.client_ids is None or self._parts.client_id in change.client_ids
        if self._facts is not None and change.by is not self and is_about:
            self._read()

    def _on_discreet_changed(self, _is_on: bool) -> None:
        self._redraw()


def _nothing(_answer: None) -> None:
    """What was kept needs no word."""
