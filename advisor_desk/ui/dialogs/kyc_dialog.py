"""适当性资料: the facts that suitability hangs on, judged at their fields; says at once what they come to.

How a field is read is decided by `usecases.edit_kyc`; what the facts come to by the rules.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_desk.domain.edits import ClientValues
from advisor_desk.domain.review import ClientReview
from advisor_desk.errors import DeskError
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.ui import discreet, fonts, formats, labels_errors
from advisor_desk.ui import labels_suitability as words
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.field_sheet import sheet_area
from advisor_desk.ui.dialogs.kyc_fields import KycFields
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, Jobs, WriteJob
from advisor_desk.usecases import edit_kyc as deed
from advisor_desk.usecases.client_suitability import class_options, client_of, standing_of
from advisor_desk.usecases.edit_client import ClientEdit, FieldProblem, change_client
from advisor_desk.usecases.ports import FormBook

_CTX = "Kyc"
TOPIC: Final = "clients"
_WIDTH: Final = 860
_ROOM_ABOVE: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class KycParts:
    """What the dialog works with; the rules are those of the day of the review."""

    book: FormBook
    jobs: Jobs
    review: ClientReview
    rules: RuleSet
    advice: AdviceRules


class KycDialog(DraftDialog):
    """Signals: `changed(ClientEdit)` once saved."""

    changed = Signal(object)

    def __init__(self, parts: KycParts, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "适当性资料"), t(_CTX, "保存"), parent)
        self._parts = parts
        self._client = client_of(parts.review)
        self._today = parts.review.standing.as_of
        profile = parts.review.profile
        self.fields = KycFields(self._today, is_person=profile.client_type.is_person)
        known = deed.recorded(profile, parts.review.kyc)
        self._values = known.values
        self.fields.set_texts(known.texts)
        self._start = self.fields.texts()
        self._build()
        self.fields.edited.connect(self._on_edited)
        self.fields.left.connect(self._on_left)
        discreet.signals().changed.connect(self._tell_about)
        self._tell_about()
        next(iter(self.fields.boxes.values())).setFocus()

    def has_draft(self) -> bool:
        return self.fields.texts() != self._start

    def save(self) -> None:
        """Check what was touched, tell what is wrong at its field, save."""
        values = self._checked()
        if values is None:
            return
        if not values:
            self.discard()
            return
        self.set_busy(is_busy=True)
        book, client_id = self._parts.book, self._client.client_id
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: change_client(book, client_id, values),
                done=self._on_changed,
                failed=self._on_failed,
                owner=self,
                change=BookChange(frozenset({TOPIC}), frozenset({client_id})),
            )
        )

    def _build(self) -> None:
        self._area = area = sheet_area(self.fields, self)
        inside = QVBoxLayout(self.content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(area, 1)
        born = self._parts.review.profile.born_on
        told = t(_CTX, "出生日期 {day}，在“修改资料”里更改").format(day=formats.day(born))
        self.fields.born.setText(told)
        self.fields.born.setVisible(self._parts.review.profile.client_type.is_person)
        parent = self.parentWidget()
        most = parent.height() - _ROOM_ABOVE if parent is not None else fonts.scaled(680)
        wanted = self.fields.sizeHint().height() + fonts.scaled(140)
        self.setMinimumWidth(fonts.scaled(720))
        self.resize(fonts.scaled(_WIDTH), max(fonts.scaled(420), min(most, wanted)))

    def _tell_about(self, *_args: object) -> None:
        profile = self._parts.review.profile
        self.about.setText(f"{discreet.name(profile.name)}  {profile.client_no}")
        self._tell_outcome()

    def _tell_outcome(self) -> None:
        """What the facts come to, as they stand in the fields."""
        parts, values = self._parts, deed.read_kyc(self.fields.texts(), self._today).values
        client = deed.tried(self._client, values)
        options = class_options(client, self._today, parts.advice)
        self.fields.class_notes.setText("\n".join(words.class_option(*one) for one in options))
        standing = standing_of(client, self._today, parts.rules, parts.advice)
        self.fields.permissions.show_standing(standing.permissions)

    def _on_edited(self, name: str) -> None:
        box = self.fields.boxes[name]
        if box.has_problem and self._problem_of(name) is None:
            box.say_problem("")
        if self.fields.first_wrong() is None:
            self.trouble.say("")
        self._tell_outcome()

    def _on_left(self, name: str) -> None:
        box = self.fields.boxes[name]
        if box.text() == self._start[name]:
            box.say_problem("")
            return
        found = self._problem_of(name)
        if found is not None:
            self.fields.say_problem(found)
            return
        value = deed.read_kyc({name: box.text()}, self._today).values.get(name)
        self.fields.tidy(name, value)

    def _problem_of(self, name: str) -> FieldProblem | None:
        found = deed.read_kyc(self.fields.texts(), self._today).problems
        return next((problem for problem in found if problem.name == name), None)

    def _checked(self) -> ClientValues | None:
        texts = self.fields.texts()
        reading = deed.read_kyc(texts, self._today)
        touched = {name for name, text in texts.items() if text != self._start[name]}
        for box in self.fields.boxes.values():
            box.say_problem("")
        # What the book holds is not judged; what a touched fact needs of another one is.
        wrong = [
            one for one in reading.problems if touched & deed.CROSSED.get(one.code, frozenset({one.name}))
        ]
        for problem in wrong:
            self.fields.say_problem(problem)
        first = self.fields.first_wrong()
        if first is not None:
            self.trouble.say(t(_CTX, "还有 %n 处需要改正，填写的内容都在。", len(wrong)))
            first.setFocus()
            self._area.ensureWidgetVisible(first)
            return None
        self.trouble.say("")
        return {
            name: value
            for name, value in reading.values.items()
            if name in touched and value != self._values.get(name)
        }

    def _on_changed(self, edit: ClientEdit) -> None:
        self.accept()
        self.changed.emit(edit)

    def _on_failed(self, error: DeskError) -> None:
        self.set_busy(is_busy=False)
        self.trouble.say(labels_errors.words(error).together)
