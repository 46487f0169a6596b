"""风险测评: the questionnaire by keys, its result in words, the client's confirmation.

Nothing here knows what an answer is worth. A result that was seen is taken: it cannot be answered anew.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, fonts, icons, labels_errors, tokens
from advisor_desk.ui.dialogs.assessment_result import ResultView
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.question_view import QuestionView
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, Jobs, ReadJob, WriteJob
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.usecases import take_assessment as deed
from advisor_desk.usecases.advice_ports import AdviceBook
from advisor_desk.usecases.take_assessment import Result, Sitting

_CTX = "Questionnaire"
TOPIC: Final = "clients"
_SIZE: Final = (720, 560)
_REFUSED: Final = 220
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingParts:
    """What the dialog works with."""

    book: AdviceBook
    jobs: Jobs
    client_id: int


class QuestionnaireDialog(DraftDialog):
    """Letters or digits choose, Enter goes on, Backspace goes back. Signals: `taken(Result)`, confirmed."""

    taken = Signal(object)

    def __init__(self, parts: SittingParts, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "风险测评"), t(_CTX, "下一题"), parent)
        self._parts = parts
        self._sitting: Sitting | None = None
        self._seen: Result | None = None
        self.questions: QuestionView | None = None
        self.sheet = ResultView()
        self.refused = RoleLabel("", FontRole.BODY, "warn")
        self.refused.setWordWrap(True)
        self._places = QStackedLayout(self.content)
        self._places.addWidget(_padded(self.refused))
        self._places.addWidget(self.sheet)
        self.sheet.edited.connect(self._on_confirmation_edited)
        discreet.signals().changed.connect(self._tell_about)
        self.resize(*(fonts.scaled(side) for side in _SIZE))
        self.save_button.setEnabled(False)
        book, client_id = parts.book, parts.client_id
        parts.jobs.start(
            ReadJob(
                run=lambda _context: deed.open_sitting(book, client_id),
                done=self._on_opened,
                failed=self._on_unopened,
                owner=self,
            )
        )

    def has_draft(self) -> bool:
        return self._seen is not None or (self.questions is not None and bool(self.questions.answers))

    def reject(self) -> None:
        """Leave; a dialog that cannot be worked in needs no question."""
        if self.questions is None:
            self.discard()
            return
        super().reject()

    def save(self) -> None:
        """The main button: next question, the result, the client's confirmation."""
        if self._seen is not None:
            self._confirm(self._seen)
        elif self.questions is not None:
            self._go_on(self.questions)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_asking_questions() and self._take_key(event):
            return
        super().keyPressEvent(event)

    def _is_asking_questions(self) -> bool:
        return self.questions is not None and self._seen is None and not self.is_asking

    def _take_key(self, event: QKeyEvent) -> bool:
        view = self.questions
        plain = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        if view is None or not self.content.isEnabled() or event.modifiers() & ~plain:
            return False
        if event.key() in _ENTER and not self._is_foot_focused():
            self.save()
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_PageUp):
            self._go_back()
        elif event.key() == Qt.Key.Key_PageDown:
            self.save()
        else:
            return view.choose(_place_of(event.text()))
        return True

    def _is_foot_focused(self) -> bool:
        focus = self.focusWidget()
        return focus is not None and self.foot.isAncestorOf(focus)

    # Asking.

    def _on_opened(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._tell_about()
        if sitting.refused:
            self._refuse(*sitting.refused)
            return
        self.questions = view = QuestionView(sitting.form)
        view.chosen.connect(lambda: self.trouble.say(""))
        view.back_asked.connect(self._go_back)
        self._places.setCurrentIndex(self._places.addWidget(view))
        self.save_button.setEnabled(True)
        self._name_button()
        view.take_focus()

    def _on_unopened(self, error: DeskError) -> None:
        self._refuse(error)

    def _refuse(self, *errors: DeskError) -> None:
        self.refused.setText("\n".join(labels_errors.words(error).together for error in errors))
        self.save_button.hide()
        self.resize(self.width(), fonts.scaled(_REFUSED))
        self.cancel_button.setText(t(_CTX, "关闭"))
        self.cancel_button.setEnabled(True)
        self.cancel_button.setFocus()

    def _tell_about(self, *_args: object) -> None:
        if self._sitting is not None:
            self.about.setText(f"{discreet.name(self._sitting.name)}  {self._sitting.client_no}")

    def _go_on(self, view: QuestionView) -> None:
        if not view.is_answered:
            self.trouble.say(t(_CTX, "请先选择一个答案。"))
            view.take_focus()
        elif view.is_last:
            self._see_result(view)
        else:
            view.go_to(view.at + 1)
            self._name_button()

    def _go_back(self) -> None:
        view = self.questions
        if view is not None and view.at:
            self.trouble.say("")
            view.go_to(view.at - 1)
            self._name_button()

    def _name_button(self) -> None:
        is_last = self.questions is not None and self.questions.is_last
        said, keys, icon = t(_CTX, "下一题"), t(_CTX, "下一题 (Enter)"), "arrow-right"
        if self._seen is not None:
            said, keys, icon = t(_CTX, "确认并保存"), t(_CTX, "确认并保存 (Ctrl+Enter)"), "check"
        elif is_last:
            said, keys = t(_CTX, "看结果"), t(_CTX, "看结果 (Enter)")
        icons.dress(self.save_button, icon, "on_primary", tokens.ICON_SMALL)
        self.save_button.setText(" " + said)
        self.save_button.setAccessibleName(said)
        self.save_button.setToolTip(keys)

    # The result.

    def _see_result(self, view: QuestionView) -> None:
        self.set_busy(is_busy=True)
        book, client_id, answers = self._parts.book, self._parts.client_id, dict(view.answers)
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: deed.see_result(book, client_id, answers),
                done=self.show_result,
                failed=self._on_failed,
                owner=self,
                change=self._change(),
            )
        )

    def show_result(self, result: Result) -> None:
        """What the answers came to; they cannot be changed any more."""
        self._seen = result
        self.set_busy(is_busy=False)
        self.trouble.say("")
        self.asked_words.setText(t(_CTX, "结果还没有确认：等级不会改变，但这次测评已计入次数。要放弃吗？"))
        sitting = self._sitting
        name = sitting.name if sitting is not None and sitting.is_person else ""
        self._name_button()
        self._places.setCurrentWidget(self.sheet)
        self.sheet.show_result(result, name)

    def _on_confirmation_edited(self) -> None:
        self.trouble.say("")
        if self.sheet.by.text().strip():
            self.sheet.by.say_problem("")

    def _confirm(self, seen: Result) -> None:
        view, sheet = self.questions, self.sheet
        if view is None:
            return
        name = sheet.by.text()
        if not sheet.tick.isChecked():
            self.trouble.say(t(_CTX, "请客户看过结果，再勾选确认。"))
            sheet.tick.setFocus()
            return
        if not name.strip() or len(name.strip()) > deed.MOST_NAME:
            sheet.by.say_problem(t(_CTX, "请写明由谁确认，最多 {limit} 个字。").format(limit=deed.MOST_NAME))
            sheet.by.setFocus()
            return
        self.set_busy(is_busy=True)
        book, client_id, answers = self._parts.book, self._parts.client_id, dict(view.answers)
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: deed.confirm(book, client_id, answers, seen, name),
                done=lambda _none: self._on_confirmed(seen),
                failed=self._on_failed,
                owner=self,
                change=self._change(),
            )
        )

    def _on_confirmed(self, result: Result) -> None:
        self.accept()
        self.taken.emit(result)

    def _on_failed(self, error: DeskError) -> None:
        self.set_busy(is_busy=False)
        self.trouble.say(labels_errors.words(error).together)

    def _change(self) -> BookChange:
        return BookChange(frozenset({TOPIC}), frozenset({self._parts.client_id}))


def _padded(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(20, 20, 20, 20)
    column.addWidget(widget)
    column.addStretch(1)
    return holder


def _place_of(typed: str) -> int:
    """Which answer a letter or digit means; -1 for none."""
    if len(typed) != 1 or not typed.isascii():
        return -1
    return ord(typed) - ord("1") if typed.isdigit() else ord(typed.upper()) - ord("A")
