"""新建潜客 inside of the quick log: three fields, doubles told while typing, Enter goes on and makes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_desk.domain.edits import Twin
from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, labels_errors
from advisor_desk.ui import labels_client_form as words
from advisor_desk.ui.dialogs.field_box import TextBox
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.gate.parts import Trouble
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, Jobs, ReadJob, WriteJob
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button, LinkButton
from advisor_desk.ui.widgets.layouts import empty, nest
from advisor_desk.usecases.log_people import Found, prospect_problem

_CTX = "QuickLog"
LOOK_AFTER_MS: Final = 150
_MOST: Final = 3
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FIELD: Final = {"name": 0, "phone": 1, "source_channel": 2}


@dataclass(frozen=True, slots=True)
class ProspectParts:
    """What it works with; all but `jobs` and `today` run in the book's lane."""

    doubles: Callable[[str, str], Sequence[Twin]]
    make: Callable[[str, str, str], Found]
    find: Callable[[int], Found]
    jobs: Jobs
    today: date


class ProspectForm(QFrame):
    """Signals: `made(str, object)` the name first typed and the client; `changed()`; `left()` given up."""

    made = Signal(str, object)
    changed = Signal()
    left = Signal()

    def __init__(self, parts: ProspectParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._parts = parts
        self._began_with = ""
        self._is_busy = False
        self.name = TextBox(t(_CTX, "称呼"), is_required=True, is_private=True)
        self.phone = TextBox(t(_CTX, "电话"), t(_CTX, "可以以后再补"), is_private=True)
        self.source = TextBox(t(_CTX, "来源"), t(_CTX, "如 到访、活动、朋友介绍"))
        self.make_button = Button(t(_CTX, "新建潜客"), "user-plus", parent=self)
        self.trouble = Trouble(self)
        self.links: list[QPushButton] = []
        self._twins = QVBoxLayout()
        self._told = QWidget(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(LOOK_AFTER_MS)
        self._rest.timeout.connect(self._look)
        self._build()
        self.hide()

    def begin(self, name: str, source: str) -> None:
        """Ask for a new face of this name."""
        self.restore((name, "", source))
        self._began_with = name
        self.show()
        (self.phone if name else self.name).setFocus()

    def restore(self, fields: Sequence[str]) -> None:
        """Put back the three fields of a draft; nothing typed closes the form."""
        name, phone, source = (*fields, "", "", "")[:3]
        self._began_with = name
        for box, text in ((self.name, name), (self.phone, phone), (self.source, source)):
            box.set_text(text)
            box.say_problem("")
        self.trouble.say("")
        self._show_twins(())
        self.setVisible(bool(fields) and any(fields))
        if self.isVisible():
            self._rest.start()

    def texts(self) -> tuple[str, ...]:
        """What is typed; nothing while the form is closed."""
        return () if self.isHidden() else (self.name.text(), self.phone.text(), self.source.text())

    def give_up(self) -> None:
        """Close it; the name goes back to where it came from."""
        self.restore(())
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        elif event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._on_enter()
        else:
            super().keyPressEvent(event)

    def make(self) -> None:
        """Make the client, unless a field cannot be taken."""
        if self._is_busy:
            return
        name, phone, source = (box.text().strip() for box in (self.name, self.phone, self.source))
        wrong = prospect_problem(name, phone, source, self._parts.today)
        for box in (self.name, self.phone, self.source):
            box.say_problem("")
        if wrong is not None:
            box = (self.name, self.phone, self.source)[_FIELD[wrong.name]]
            box.say_problem(words.problem(wrong.name, wrong.code))
            box.setFocus()
            return
        self._is_busy = True
        make = self._parts.make
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: make(name, phone, source),
                done=self._on_made,
                failed=self._on_failed,
                owner=self,
                change=BookChange(frozenset({"clients"}), frozenset()),
            )
        )

    def _build(self) -> None:
        title = RoleLabel(t(_CTX, "新面孔：三项即可，回车新建，Esc 返回"), FontRole.SMALL, "second", self)
        told = QVBoxLayout(self._told)
        told.setContentsMargins(0, 0, 0, 0)
        nest(told, self._twins)
        self._twins.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        column.addWidget(title)
        row = nest(column, QHBoxLayout())
        row.setSpacing(10)
        for box in (self.name, self.phone, self.source):
            row.addWidget(box, 1)
            box.edited.connect(self._on_edited)
        row.addWidget(self.make_button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addWidget(self._told)
        column.addWidget(self.trouble)
        self.make_button.setAutoDefault(False)
        self.make_button.clicked.connect(self.make)

    def _on_enter(self) -> None:
        focus = self.focusWidget()
        if isinstance(focus, QPushButton):
            focus.click()
        elif focus is self.name.edit:
            self.phone.setFocus()
        elif focus is self.phone.edit:
            self.source.setFocus()
        else:
            self.make()

    def _on_edited(self) -> None:
        self.changed.emit()
        self._rest.start()

    def _look(self) -> None:
        name, phone = self.name.text().strip(), self.phone.text().strip()
        doubles = self._parts.doubles
        self._parts.jobs.start(
            ReadJob(run=lambda _context: doubles(name, phone), done=self._show_twins, owner=self)
        )

    def _show_twins(self, twins: Sequence[Twin]) -> None:
        empty(self._twins)
        self.links = []
        for one in twins[:_MOST]:
            link = LinkButton(
                t(_CTX, "册里已有 {name} {number}，就是这位").format(
                    name=discreet.name(one.name), number=one.client_no
                ),
                self._told,
            )
            link.setAutoDefault(False)
            link.clicked.connect(lambda _on=False, one=one: self._on_same(one))
            self._twins.addWidget(link)
            self.links.append(link)
        self._told.setVisible(bool(self.links))

    def _on_same(self, twin: Twin) -> None:
        find = self._parts.find
        self._parts.jobs.start(
            ReadJob(run=lambda _context: find(twin.client_id), done=self._on_made, owner=self)
        )

    def _on_made(self, found: Found) -> None:
        self._is_busy = False
        began_with = self._began_with
        self.restore(())
        self.made.emit(began_with, found)

    def _on_failed(self, error: DeskError) -> None:
        self._is_busy = False
        self.trouble.say(labels_errors.words(error).together)
