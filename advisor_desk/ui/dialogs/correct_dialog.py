"""更正记录: a record again as it should have been, with the reason; the first one is kept beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from advisor_desk.domain.interaction import (
    Confidentiality,
    Interaction,
    Outcome,
    Purpose,
    RecordedInteraction,
)
from advisor_desk.domain.records import ContactChannel
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.wording import forbidden_in
from advisor_desk.ui import fonts, labels
from advisor_desk.ui.dialogs.field_box import CodeBox, FieldBox, TextBox
from advisor_desk.ui.dialogs.snooze_dialog import ReasonDialog
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.labels_record import title
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.ui.widgets.private_text import PrivateText
from advisor_desk.usecases.typed_day import read_past_day

_CTX = "Correct"
CORRECT_REASONS: Final = (mark("写错了"), mark("补充遗漏"), mark("客户更正了说法"))
_LINES: Final = 58


class NoteBox(FieldBox):
    """A few lines of text; Tab goes on."""

    def __init__(self, label: str) -> None:
        self.edit = PrivateText()
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(fonts.scaled(_LINES))
        super().__init__(label, self.edit)
        self.edit.textChanged.connect(self.edited)

    def text(self) -> str:
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        self.edit.setPlainText(text)


@dataclass(frozen=True, slots=True)
class Corrected:
    """The record as it should have been, and why."""

    made: Interaction
    reason: str


class CorrectDialog(ReasonDialog):
    """Signal `corrected(Corrected)`; the caller closes it with `accept`, or tells with `tell`.

    Forbidden words ask for another wording, or for the reason why they stand.
    """

    corrected = Signal(object)

    def __init__(
        self, record: RecordedInteraction, today: date, advice: AdviceRules, parent: QWidget | None = None
    ) -> None:
        self._record, self._today, self._advice = record, today, advice
        self.on = TextBox(t(_CTX, "日期"), t(_CTX, "例如 昨天、11-18"), is_required=True)
        self.channel = _codes(t(_CTX, "渠道"), ContactChannel)
        self.outcome = _codes(t(_CTX, "结果"), Outcome)
        self.purpose = _codes(t(_CTX, "目的"), Purpose)
        self.level = _codes(t(_CTX, "保密级别"), Confidentiality)
        self.note = NoteBox(t(_CTX, "内容"))
        self.words = NoteBox(t(_CTX, "客户原话"))
        self.judgement = NoteBox(t(_CTX, "我方判断"))
        self.wording = TextBox(t(_CTX, "保留用语的理由"), t(_CTX, "例如 引用客户原话"), is_private=True)
        super().__init__(t(_CTX, "更正记录"), t(_CTX, "保存更正"), CORRECT_REASONS, parent)
        self.about.setText(title(record))
        self._fill(record.made)
        self.fit_height()
        self._start = self._typed()

    def has_draft(self) -> bool:
        return self._typed() != self._start

    def save(self) -> None:
        """Hand the corrected record over, or tell at the field what is missing."""
        on, reason = read_past_day(self.on.text(), self._today), self.reason.checked()
        self.on.say_problem("" if on else t(_CTX, "请写一个今天或以前的日子。"))
        is_worded = self._is_worded()
        if on is None or reason is None or not is_worded:
            wrong = self.on if on is None else self.reason if reason is None else self.wording
            wrong.setFocus()
            return
        self.set_busy(is_busy=True)
        self.corrected.emit(Corrected(self._made(on), reason))

    def _made(self, on: date) -> Interaction:
        """What was not in sight stays as it was."""
        made = self._record.made
        outcome = Outcome(self.outcome.text())
        return replace(
            made,
            on=on,
            channel=ContactChannel(self.channel.text()),
            outcome=outcome,
            effective=None if outcome is not made.outcome else made.effective,
            purpose=Purpose(self.purpose.text()),
            confidentiality=Confidentiality(self.level.text()),
            note=self.note.text().strip(),
            client_words=self.words.text().strip(),
            judgement=self.judgement.text().strip(),
            wording_reason=self.wording.text().strip() if not self.wording.isHidden() else "",
        )

    def _is_worded(self) -> bool:
        texts = (self.note.text(), self.words.text(), self.judgement.text())
        found = dict.fromkeys(hit.word for text in texts for hit in forbidden_in(text, self._advice))
        self.wording.setVisible(bool(found))
        is_fine = not found or bool(self.wording.text().strip())
        told = t(_CTX, "含有禁用词：{words}。请改写，或写明保留的理由。")
        self.wording.say_problem("" if is_fine else told.format(words=" ".join(found)))
        return is_fine

    def _fill(self, made: Interaction) -> None:
        self.on.set_text(made.on.isoformat())
        self.channel.set_text(made.channel.value)
        self.outcome.set_text(made.outcome.value)
        self.purpose.set_text(made.purpose.value)
        self.level.set_text(made.confidentiality.value)
        self.note.set_text(made.note)
        self.words.set_text(made.client_words)
        self.judgement.set_text(made.judgement)
        self.wording.set_text(made.wording_reason)
        self.wording.setVisible(bool(made.wording_reason))

    def _typed(self) -> tuple[str, ...]:
        boxes: Sequence[FieldBox] = (
            *(self.on, self.channel, self.outcome, self.purpose, self.level, self.note, self.words),
            *(self.judgement, self.wording, self.reason),
        )
        return tuple(box.text() for box in boxes)

    def _build(self) -> None:
        grid = nest(self._column, QGridLayout())
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        boxes = (self.on, self.channel, self.outcome, self.purpose, self.level)
        for place, box in enumerate(boxes):
            grid.addWidget(box, place // 3, place % 3)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        for note in (self.note, self.words, self.judgement, self.wording):
            self._column.addWidget(note)
        self._add_reason()
        self.note.setFocus()


def _codes(label: str, kind: type[StrEnum]) -> CodeBox:
    return CodeBox(label, [(code.value, labels.word(code)) for code in kind], is_required=True)
