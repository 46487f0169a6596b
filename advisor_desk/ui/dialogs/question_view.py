"""One question of a form at a time: the question, its answers, how far one is. Knows no answer's worth."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from advisor_desk.domain.questionnaire import AskedAnswer, AskedForm, AskedQuestion
from advisor_desk.ui import fonts, i18n, icons, theme, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.ui.widgets.layouts import nest

_CTX = "Questionnaire"
_ROW: Final = 40
_LETTER: Final = 22


def said(zh: str, en: str) -> str:
    """The words of a form in the language in force."""
    return en if i18n.language() == i18n.ENGLISH else zh


class AnswerRow(QToolButton):
    """An answer: its letter, its words, a tick while it is chosen. Signals: `moved(int)` for up and down."""

    moved = Signal(int)

    def __init__(self, answer: AskedAnswer) -> None:
        super().__init__()
        self.answer = answer
        self.setObjectName("answer")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words = said(answer.text, answer.text_en)
        self.setAccessibleName(f"{answer.letter}. {words}")
        letter = RoleLabel(answer.letter, FontRole.BODY_BOLD, "second", self)
        letter.setFixedWidth(fonts.scaled(_LETTER))
        self._words = RoleLabel(words, FontRole.BODY, parent=self)
        self._words.setWordWrap(True)
        self._tick = QLabel(self)
        self._tick.setFixedWidth(fonts.scaled(tokens.ICON))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(8)
        row.addWidget(letter)
        row.addWidget(self._words, 1)
        row.addWidget(self._tick)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.toggled.connect(self._draw)
        theme.signals().changed.connect(self._draw)

    def sizeHint(self) -> QSize:
        return QSize(fonts.scaled(320), self._height(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._height(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)

    def _height(self, width: int) -> int:
        layout = self.layout()
        needed = layout.heightForWidth(width) if layout is not None and width else 0
        return max(fonts.scaled(_ROW), needed)

    def _draw(self, *_args: object) -> None:
        size = fonts.scaled(tokens.ICON_SMALL)
        if self.isChecked():
            self._tick.setPixmap(icons.pixmap("check", "primary", size, self.devicePixelRatioF()))
        else:
            self._tick.clear()


class QuestionView(QWidget):
    """Shows the questions of a form one by one. Signals: `chosen()` after each choice, `back_asked()`."""

    chosen = Signal()
    back_asked = Signal()

    def __init__(self, form: AskedForm) -> None:
        super().__init__()
        self.form = form
        self.at = 0
        self.answers: dict[str, tuple[str, ...]] = {}
        self.rows: list[AnswerRow] = []
        self.back_button = GhostButton("arrow-left", t(_CTX, "上一题 (Backspace)"), t(_CTX, "上一题"))
        self.place = RoleLabel("", FontRole.SMALL, "second")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, len(form.questions))
        self.question = RoleLabel("", FontRole.CARD_TITLE)
        self.question.setWordWrap(True)
        self.hint = RoleLabel("", FontRole.SMALL, "second")
        self.hint.setWordWrap(True)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self._lay_out()
        self.back_button.clicked.connect(self.back_asked)
        self.go_to(0)

    @property
    def current(self) -> AskedQuestion:
        """The question in sight."""
        return self.form.questions[self.at]

    @property
    def is_last(self) -> bool:
        """True at the last question."""
        return self.at == len(self.form.questions) - 1

    @property
    def is_answered(self) -> bool:
        """True when the question in sight has an answer."""
        return bool(self.answers.get(self.current.code))

    def go_to(self, at: int) -> None:
        """Show the question number `at`, with what was chosen before."""
        self.at = at
        question, count = self.current, len(self.form.questions)
        self.place.setText(t(_CTX, "第 {number} 题，共 {count} 题").format(number=at + 1, count=count))
        self.bar.setValue(at)
        self.question.setText(said(question.text, question.text_en))
        self.back_button.setEnabled(at > 0)
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [AnswerRow(answer) for answer in question.answers]
        for row in self.rows:
            self._list.addWidget(row)
            row.clicked.connect(lambda _on=False, row=row: self._on_clicked(row))
            row.moved.connect(lambda step, row=row: self._on_moved(row, step))
        self._show_chosen()
        self._tell_keys()
        self.take_focus()

    def take_focus(self) -> None:
        """Give the keyboard to what is chosen, else to the first answer."""
        chosen = self.answers.get(self.current.code, ())
        row = next((row for row in self.rows if row.answer.letter in chosen), self.rows[0])
        row.setFocus()

    def choose(self, place: int) -> bool:
        """Choose answer number `place`; of several a second time takes it back. False when there is none."""
        if not 0 <= place < len(self.rows):
            return False
        self._toggle(self.rows[place].answer)
        self.rows[place].setFocus()
        return True

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(12)
        if self.form.is_sample:
            told = RoleLabel(t(_CTX, "示例问卷，正式使用前请换成公司的问卷"), FontRole.SMALL, "warn")
            column.addWidget(told)
        head = nest(column, QHBoxLayout())
        head.setSpacing(12)
        head.addWidget(self.back_button)
        head.addWidget(self.place)
        head.addWidget(self.bar, 1)
        column.addSpacing(4)
        column.addWidget(self.question)
        nest(column, self._list)
        column.addWidget(self.hint)
        column.addStretch(1)

    def _on_clicked(self, row: AnswerRow) -> None:
        self._toggle(row.answer)

    def _on_moved(self, row: AnswerRow, step: int) -> None:
        at = self.rows.index(row) + step
        if 0 <= at < len(self.rows):
            self.rows[at].setFocus()

    def _toggle(self, answer: AskedAnswer) -> None:
        question = self.current
        before = self.answers.get(question.code, ())
        self.answers[question.code] = after = _after(question, before, answer)
        if not after:
            del self.answers[question.code]
        self._show_chosen()
        self.chosen.emit()

    def _show_chosen(self) -> None:
        chosen = self.answers.get(self.current.code, ())
        for row in self.rows:
            row.setChecked(row.answer.letter in chosen)

    def _tell_keys(self) -> None:
        last = self.current.answers[-1].letter
        if self.current.takes_several:
            keys = t(_CTX, "可多选：按 A 到 {last} 选中或取消，Enter 下一题，Backspace 上一题")
        else:
            keys = t(_CTX, "按 A 到 {last} 选择，Enter 下一题，Backspace 上一题")
        told = keys.format(last=last)
        if self.is_last:
            told += t(_CTX, "。看到结果后答案不能再改，这次测评即计入次数")
        self.hint.setText(told)


def _after(question: AskedQuestion, before: Sequence[str], answer: AskedAnswer) -> tuple[str, ...]:
    """The letters chosen once `answer` was chosen as well."""
    if not question.takes_several:
        return (answer.letter,)
    if answer.letter in before:
        return tuple(letter for letter in before if letter != answer.letter)
    if answer.is_exclusive:
        return (answer.letter,)
    alone = {one.letter for one in question.answers if one.is_exclusive}
    kept = [letter for letter in before if letter not in alone]
    return tuple(one.letter for one in question.answers if one.letter in (*kept, answer.letter))
