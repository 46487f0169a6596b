"""新建客户 and 修改资料: one form. Typed text is judged at its field and is never lost on an error.

How a field is read, who is a double and what is saved is decided by `usecases.edit_client`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.edits import ClientValues, Twin, TwinProbe, TwinSign
from advisor_desk.domain.kinds import Cell
from advisor_desk.domain.review import ClientProfile
from advisor_desk.errors import DeskError, UserCanFix
from advisor_desk.ui import discreet, fonts, labels_errors
from advisor_desk.ui import labels_client_form as words
from advisor_desk.ui.dialogs.client_fields import ClientFields
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.field_sheet import sheet_area
from advisor_desk.ui.dialogs.twin_panel import TwinPanel
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, Jobs, ReadJob, WriteJob
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases import edit_client as form
from advisor_desk.usecases.edit_client import OPENED_BEFORE_BORN, ClientEdit, FieldProblem
from advisor_desk.usecases.ports import FormBook

_CTX = "ClientForm"
TOPIC: Final = "clients"
LOOK_AFTER_MS: Final = 250
"""How long typing must rest before the book is asked for doubles."""

_WIDTH: Final = 860
_ROOM_ABOVE: Final = 48
_PROBED: Final = frozenset({"client_no", "id_no", "phone", "name", "born_on"})
_NUMBER_TAKEN: Final = "client.number_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormParts:
    """What the form works with."""

    book: FormBook
    jobs: Jobs
    today: date


@dataclass(frozen=True, slots=True)
class Known:
    """The client who is being edited."""

    client_id: int
    profile: ClientProfile


class ClientForm(DraftDialog):
    """Signals: `made(int)` with the id of a new client; `changed(ClientEdit)`; `open_asked(int)` for a client
    who is in the book already, the typed text being in `draft()`.
    """

    made = Signal(int)
    changed = Signal(object)
    open_asked = Signal(int)

    def __init__(self, parts: FormParts, known: Known | None = None, parent: QWidget | None = None) -> None:
        title = t(_CTX, "修改资料") if known else t(_CTX, "新建客户")
        super().__init__(title, t(_CTX, "保存"), parent)
        self._parts = parts
        self._known = known
        self._asked = TwinProbe()
        self._answered: TwinProbe | None = None
        self.fields = ClientFields(parts.today)
        self.twins = TwinPanel(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(LOOK_AFTER_MS)
        self._rest.timeout.connect(self._look_for_twins)
        self._build()
        values = form.values_of(known.profile) if known else {}
        self._values: ClientValues = values
        self._start = {name: form.written(name, value) for name, value in values.items()}
        self.fields.set_texts(self._start)
        self._start = self.fields.texts()
        self.fields.edited.connect(self._on_edited)
        self.fields.left.connect(self._on_left)
        self.twins.opened.connect(self.open_asked)
        discreet.signals().changed.connect(self._on_discreet_changed)
        self._tell_about()
        self.fields.boxes["name" if known else "client_no"].setFocus()

    def has_draft(self) -> bool:
        return self.fields.texts() != self._start

    def draft(self) -> dict[str, str]:
        """What was typed and is not what the book holds, by field."""
        texts = self.fields.texts()
        return {name: text for name, text in texts.items() if text != self._start[name]}

    def restore(self, draft: Mapping[str, str]) -> None:
        """Put back what was typed before."""
        self.fields.set_texts(draft)
        if draft:
            self.trouble.say(t(_CTX, "已恢复上次没有保存的内容。"))
            self._rest.start()

    def save(self) -> None:
        """Check every field; ask for doubles that nobody has seen yet; save."""
        values = self._checked()
        if values is None:
            return
        if self._known is not None and not values:
            self.discard()
            return
        probe = self._probe()
        if probe == self._answered:
            self._write(values)
            return
        self._rest.stop()
        self._asked = probe
        self.set_busy(is_busy=True)
        book = self._parts.book
        self._parts.jobs.start(
            ReadJob(
                run=lambda _context: form.find_twins(book, probe),
                done=lambda found: self._on_last_look(probe, found),
                failed=self._on_failed,
                owner=self,
            )
        )

    def _build(self) -> None:
        self._area = area = sheet_area(self.fields, self)
        inside = QVBoxLayout(self.content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(area, 1)
        told = nest(inside, QHBoxLayout())
        told.setContentsMargins(20, 6, 20, 8)
        told.addWidget(self.twins)
        if self._known is not None:
            number = self.fields.boxes["client_no"]
            number.editor.setEnabled(False)
            number.editor.setToolTip(t(_CTX, "客户号不能修改：导入的数据按它对应客户。"))
        self._size()

    def _size(self) -> None:
        parent = self.parentWidget()
        most = parent.height() - _ROOM_ABOVE if parent is not None else fonts.scaled(680)
        wanted = self.fields.sizeHint().height() + fonts.scaled(150)
        self.setMinimumWidth(fonts.scaled(720))
        self.resize(fonts.scaled(_WIDTH), max(fonts.scaled(420), min(most, wanted)))

    def _tell_about(self) -> None:
        if self._known is not None:
            profile = self._known.profile
            self.about.setText(f"{discreet.name(profile.name)}  {profile.client_no}")
        else:
            self.about.setText(t(_CTX, "带 * 的必须填写，其余可以以后再补"))

    # While typing.

    def _on_edited(self, name: str) -> None:
        if name == "client_type":
            self.fields.show_kind(self.fields.client_type)
        box = self.fields.boxes[name]
        if box.has_problem and not isinstance(self.fields.read(name), FieldProblem):
            box.say_problem("")
        if self.fields.first_wrong() is None:
            self.trouble.say("")
        if name in _PROBED:
            self._rest.start()

    def _on_left(self, name: str) -> None:
        box = self.fields.boxes[name]
        if box.text() == self._start[name]:
            # What the book holds is not judged because somebody walked through it.
            box.say_problem("")
            return
        found = self.fields.read(name)
        if isinstance(found, FieldProblem):
            if box.text().strip():
                self.fields.say_problem(found)
            return
        if box.has_problem:
            return
        self.fields.tidy(name, found)
        if name in ("id_no", "born_on"):
            self._compare_with_id()

    def _compare_with_id(self) -> None:
        """Fill in what the identity number tells, and tell when it says otherwise."""
        read, boxes = self.fields.read("id_no"), self.fields.boxes
        facts = None if isinstance(read, FieldProblem) else form.facts_of_id(read)
        if facts is None or not self.fields.client_type.is_person:
            return
        if not boxes["born_on"].text().strip():
            boxes["born_on"].set_text(facts.born_on.isoformat())
            self._rest.start()
        if not boxes["gender"].text():
            boxes["gender"].set_text(facts.gender.value)
        born = self.fields.read("born_on")
        differs = isinstance(born, int) and born != to_day(facts.born_on)
        boxes["born_on"].say_hint(words.born_differs(facts.born_on) if differs else "")

    # Who is there already.

    def _probe(self) -> TwinProbe:
        shown = self.fields.shown_texts()
        read: dict[str, Cell] = {}
        for name in _PROBED & shown.keys():
            found = self.fields.read(name)
            read[name] = None if isinstance(found, FieldProblem) else found
        return form.probe_of(read, self._known.client_id if self._known else None)

    def _look_for_twins(self) -> None:
        probe = self._probe()
        if probe == self._asked:
            return
        self._asked = probe
        book = self._parts.book
        self._parts.jobs.start(
            ReadJob(
                run=lambda _context: form.find_twins(book, probe),
                done=lambda found: self._show_twins(probe, found),
                failed=lambda _error: None,
                owner=self,
            )
        )

    def _show_twins(self, probe: TwinProbe, found: list[Twin]) -> None:
        if probe != self._asked:
            return
        self._answered = probe
        self.twins.show_twins(found)
        is_taken = any(TwinSign.CLIENT_NO in one.signs for one in found)
        if is_taken:
            self.fields.say_problem(FieldProblem("client_no", _NUMBER_TAKEN))
        elif not isinstance(self.fields.read("client_no"), FieldProblem):
            self.fields.boxes["client_no"].say_problem("")
        self.save_button.setText(" " + (t(_CTX, "仍然保存") if found and not is_taken else t(_CTX, "保存")))

    def _on_last_look(self, probe: TwinProbe, found: list[Twin]) -> None:
        self.set_busy(is_busy=False)
        self._show_twins(probe, found)
        if found:
            self.trouble.say(t(_CTX, "请先看看是不是同一位客户，再次保存即可继续。"))
            return
        values = self._checked()
        if values is not None:
            self._write(values)

    # Saving.

    def _checked(self) -> ClientValues | None:
        """The values to save, or None after each wrong field was told."""
        shown = self.fields.shown_texts()
        reading = form.read_form(shown, self._parts.today)
        touched = self._touched(shown)
        for name in shown:
            if name != "client_no" or not self._is_number_taken():
                self.fields.boxes[name].say_problem("")
        wrong = [problem for problem in reading.problems if self._concerns(problem, touched)]
        for problem in wrong:
            self.fields.say_problem(problem)
        first = self.fields.first_wrong()
        if first is not None:
            count = sum(box.has_problem for box in self.fields.boxes.values())
            self.trouble.say(t(_CTX, "还有 %n 处需要改正，填写的内容都在。", count))
            first.setFocus()
            self._area.ensureWidgetVisible(first)
            return None
        self.trouble.say("")
        return {
            name: value
            for name, value in reading.values.items()
            if name in touched and value != self._values.get(name)
        }

    def _touched(self, shown: Mapping[str, str]) -> set[str]:
        if self._known is None:
            return set(shown)
        return {name for name, text in shown.items() if text != self._start[name]}

    def _concerns(self, problem: FieldProblem, touched: set[str]) -> bool:
        if problem.code == OPENED_BEFORE_BORN:
            return bool(touched & {"born_on", "opened_on"})
        return problem.name in touched

    def _is_number_taken(self) -> bool:
        read = self.fields.read("client_no")
        return self._answered is not None and any(
            TwinSign.CLIENT_NO in one.signs and one.client_no == read for one in self.twins.twins
        )

    def _write(self, values: ClientValues) -> None:
        self.set_busy(is_busy=True)
        book, jobs, known = self._parts.book, self._parts.jobs, self._known
        if known is None:
            jobs.start(
                WriteJob(
                    run=lambda _context: form.make_client(book, values),
                    done=self._on_made,
                    failed=self._on_failed,
                    owner=self,
                    change=BookChange(frozenset({TOPIC}), frozenset()),
                )
            )
            return
        jobs.start(
            WriteJob(
                run=lambda _context: form.change_client(book, known.client_id, values),
                done=self._on_changed,
                failed=self._on_failed,
                owner=self,
                change=BookChange(frozenset({TOPIC}), frozenset({known.client_id})),
            )
        )

    def _on_made(self, client_id: int) -> None:
        self.accept()
        self.made.emit(client_id)

    def _on_changed(self, edit: ClientEdit) -> None:
        self.accept()
        self.changed.emit(edit)

    def _on_failed(self, error: DeskError) -> None:
        """The text stays; what is wrong is told at its field, or above the buttons."""
        self.set_busy(is_busy=False)
        name = error.params.get("field")
        if isinstance(error, UserCanFix) and error.code == _NUMBER_TAKEN:
            name = "client_no"
        said = labels_errors.words(error)
        if isinstance(name, str) and name in self.fields.boxes:
            code = _NUMBER_TAKEN if error.code == _NUMBER_TAKEN else ""
            told = words.problem(name, code) if code else said.sentence
            self.fields.boxes[name].say_problem(told)
            self.fields.boxes[name].setFocus()
            self.trouble.say(t(_CTX, "还有 %n 处需要改正，填写的内容都在。", 1))
            return
        self.trouble.say(said.together)

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        self._tell_about()
