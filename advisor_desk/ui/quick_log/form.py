"""Everything that is typed and chosen in the quick log, as one draft."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from advisor_desk.domain.interaction import Attachment
from advisor_desk.rules.wording import WordHit, forbidden_in
from advisor_desk.ui import fonts
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.quick_log.day_row import DayRow
from advisor_desk.ui.quick_log.marked_edit import NoteEdit
from advisor_desk.ui.quick_log.more import MoreParts
from advisor_desk.ui.quick_log.next_field import NextField
from advisor_desk.ui.quick_log.outlet_bar import OutletBar
from advisor_desk.ui.quick_log.parts import LogParts
from advisor_desk.ui.quick_log.person_box import PersonBox
from advisor_desk.ui.quick_log.prospect_form import ProspectForm
from advisor_desk.ui.quick_log.rows import LABEL_WIDTH, ChoiceRows
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Chip
from advisor_desk.ui.widgets.flow_row import FlowRow
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases import log_contact as log
from advisor_desk.usecases.log_contact import LogBasis, LogDefaults
from advisor_desk.usecases.log_draft import LogDraft, begun
from advisor_desk.usecases.log_people import Found
from advisor_desk.usecases.typed_day import TypedNext, read_due, read_next

_CTX = "QuickLog"
_NOTE_LINES = 3
_FIELD_HIGH = 32


class LogForm(QWidget):
    """Signal `edited()` after every change. `day` stands in the window's head."""

    edited = Signal()

    def __init__(self, parts: LogParts, window: QWidget) -> None:
        super().__init__(window)
        self._parts = parts
        self._begun = begun(parts.today)
        self._defaults = LogDefaults()
        self._source = ""
        self.day = DayRow(parts.today, window)
        self.outlet = OutletBar(parts.today, parts.clock, self)
        self.people = PersonBox(parts.finder, parts.today, window)
        self.prospect = ProspectForm(parts.prospect, self)
        self.rows = ChoiceRows(self)
        self.next = NextField(self._read_next, self)
        self.note = NoteEdit(
            t(_CTX, "备注"), t(_CTX, "谈了什么（可不填）。空着时按数字键填入短语"), self._forbidden, self
        )
        self.note.set_lines(_NOTE_LINES)
        self.note.phrases = tuple(parts.phrases)
        self.phrases = self._phrase_chips()
        self.more = MoreParts(parts, self._read_due, self._forbidden, window)
        self._lay_out()
        self._connect()

    # As a draft.

    def draft(self) -> LogDraft:
        """Everything as it stands."""
        draft = replace(
            self._begun,
            on=self.day.day().isoformat() if self.day.is_understood() else "",
            looking=self.people.looking(),
            unknown=tuple(self.people.unknown()),
            prospect=self.prospect.texts(),
            next_step=self.next.text(),
            note=self.note.text(),
            intent=self.outlet.intent_text(),
            bank_manager=self.outlet.manager.text() if self.outlet.outlet_on() else "",
            consent_at=self.outlet.consent_at(),
        )
        return self.more.put_into(self.rows.put_into(draft), self.people.people())

    def restore(self, draft: LogDraft, people: Sequence[Found], attachments: Sequence[Attachment]) -> None:
        """Put back a draft; nobody is told."""
        self.blockSignals(True)
        self._begun = LogDraft(typed_on=draft.typed_on or self._parts.today.isoformat())
        try:
            self.day.set_day(date.fromisoformat(draft.on))
        except ValueError:
            self.day.set_day(self._parts.today)
        self.people.restore(people, draft.unknown, draft.looking)
        self.prospect.restore(draft.prospect)
        self.rows.restore(draft)
        self.next.set_text(draft.next_step)
        self.note.set_text(draft.note)
        self.outlet.restore(draft.intent, draft.bank_manager, draft.consent_at)
        self.more.restore(draft, attachments)
        self.blockSignals(False)
        self.show_meant()

    def clear(self) -> None:
        """An empty form of today."""
        self.restore(begun(self._parts.today), (), ())

    def basis(self) -> LogBasis:
        """What the draft is read against."""
        return LogBasis(
            today=self._parts.today,
            trading=self._parts.trading,
            advice=self._parts.advice,
            defaults=self._defaults,
            outlet=self.outlet.outlet_on(),
            outcomes=self.more.products.outcomes(),
        )

    def set_defaults(self, defaults: LogDefaults, source: str) -> None:
        """What was used last."""
        self._defaults = defaults
        self._source = source
        self.show_meant()

    def show_meant(self) -> None:
        """Turn on what counts by default, and who is there."""
        draft = self.draft()
        self.rows.show_meant(draft, self.basis())
        self.more.show_people(self.people.people(), draft.initiator)
        wrong = {field for field, _hit in log.forbidden(draft, self._parts.advice)}
        for name, edit in (("next", self.next.edit), ("intent", self.outlet.intent)):
            _mark(edit, is_wrong=name in wrong)

    def focus_on(self, field: str) -> None:
        """The field of a problem."""
        folds = {"judgement": "judgement", "promises": "promises", "promise": "promises",
                 "products": "products", "line": "lines", "client_words": "words"}  # fmt: skip
        places: dict[str, QWidget] = {
            "people": self.prospect.name if self.prospect.texts() else self.people,
            "on": self.day.edit,
            "next": self.next,
            "note": self.note,
            "consent": self.outlet.consent,
            "intent": self.outlet.intent,
        }
        if field in folds:
            fold = self.more.folds[folds[field]]
            fold.set_open(is_open=True, takes_keys=True)
            return
        places.get(field, self.people).setFocus()

    def begin(self) -> None:
        """Where typing begins: the people, or, with somebody there, the first choice."""
        if self.people.people() or self.people.unknown():
            self.rows.first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.people.setFocus(Qt.FocusReason.OtherFocusReason)

    # Inside.

    def _connect(self) -> None:
        for signal in (
            self.day.changed, self.people.changed, self.prospect.changed, self.rows.edited, self.next.edited,
            self.note.edited, self.more.edited, self.outlet.edited,
        ):  # fmt: skip
            signal.connect(self._on_edited)
        self.outlet.switched.connect(self._on_switched)
        self.outlet.passed.connect(self._on_people_passed)
        self.day.passed.connect(self.people.setFocus)
        self.people.passed.connect(self._on_people_passed)
        self.people.prospect_asked.connect(lambda name: self._on_prospect(name))
        self.prospect.made.connect(self._on_made)
        self.prospect.left.connect(self.people.setFocus)
        self.rows.ended.connect(lambda: self.next.setFocus())
        self.rows.stepped.connect(self.day.step)
        self.next.passed.connect(lambda: self.note.setFocus())

    def _on_edited(self) -> None:
        self.show_meant()
        self.edited.emit()

    def _on_switched(self) -> None:
        self._on_edited()
        if self.outlet.outlet_on() is not None:
            self.people.setFocus()

    def _on_people_passed(self) -> None:
        if self.outlet.outlet_on() is not None and self.people.edit.hasFocus():
            self.outlet.intent.setFocus()
        else:
            self.rows.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_prospect(self, name: str) -> None:
        self.prospect.begin(name, self._source)
        self._on_edited()

    def _on_made(self, began_with: str, found: Found) -> None:
        self._source = self.prospect.source.text() or self._source
        self.people.drop_unknown(began_with)
        self.people.add(found)
        self.people.setFocus()

    def _read_next(self, typed: str) -> TypedNext | None:
        return read_next(typed, self._begun_on(), self._parts.trading)

    def _read_due(self, typed: str) -> date | None:
        return read_due(typed, self._begun_on(), self._parts.trading)

    def _begun_on(self) -> date:
        return date.fromisoformat(self._begun.typed_on)

    def _forbidden(self, text: str) -> tuple[WordHit, ...]:
        return forbidden_in(text, self._parts.advice)

    def _phrase_chips(self) -> QWidget:
        row = FlowRow(self, gap=6, line_gap=4)
        for number, phrase in enumerate(self._parts.phrases[:9], start=1):
            chip = Chip(f"{number} {phrase}", str(number), row)
            chip.setCheckable(False)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.setToolTip(f"Alt+{number}")
            chip.clicked.connect(lambda _on=False, number=number: self.note.put_phrase(number))
            row.put(chip)
        return row

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(8)
        for part in (self.outlet, self.people, self.prospect, self.rows):
            column.addWidget(part)
        self._lay_out_words(nest(column, QGridLayout()))
        column.addWidget(self.more)
        column.addStretch(1)

    def _lay_out_words(self, grid: QGridLayout) -> None:
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, fonts.scaled(LABEL_WIDTH))
        grid.setColumnStretch(1, 1)
        fields = ((t(_CTX, "下一步"), self.next), (t(_CTX, "备注"), self.note), ("", self.phrases))
        for at, (title, field) in enumerate(fields):
            label = RoleLabel(title, FontRole.SMALL, "second", self)
            label.setFixedHeight(fonts.scaled(_FIELD_HIGH))
            grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, at, 1)


def _mark(edit: QLineEdit, *, is_wrong: bool) -> None:
    if bool(edit.property("wrong")) != is_wrong:
        edit.setProperty("wrong", is_wrong)
        edit.style().unpolish(edit)
        edit.style().polish(edit)
