"""快速记录: a window of its own. Ctrl+Enter saves, Escape puts it away with everything that was typed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QPushButton

from advisor_desk.domain.interaction import Interaction
from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, labels_errors, shortcuts
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, WriteJob
from advisor_desk.ui.quick_log import words
from advisor_desk.ui.quick_log.draft_window import DraftWindow, Saving
from advisor_desk.ui.quick_log.parts import LogParts
from advisor_desk.usecases import log_contact as log
from advisor_desk.usecases.log_caps import Against
from advisor_desk.usecases.log_contact import LogDefaults, LogProblem
from advisor_desk.usecases.log_draft import LogDraft
from advisor_desk.usecases.log_people import Found
from advisor_desk.usecases.log_session import Saved

TOPICS: Final = frozenset({"clients", "interactions", "tasks", "moments", "today"})
"""What a record touches: list and page, service file, tasks, moments, the day."""

_CTX = "QuickLog"
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Logged:
    """What was saved, for whoever tells it and may take it back."""

    saved: Saved
    draft: LogDraft
    people: tuple[Found, ...]
    seconds: int


class QuickLogWindow(DraftWindow):
    """Signals: `logged(Logged)`; `lock_asked()`."""

    logged = Signal(object)
    lock_asked = Signal()

    def __init__(self, parts: LogParts, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parts, clock)
        self._add_keys()

    def _add_keys(self) -> None:
        shortcuts.add(self, "Ctrl+Return; Ctrl+Enter", t(_CTX, "保存"), self.save)
        shortcuts.add(self, "Ctrl+Shift+O", t(_CTX, "网点模式"), self.form.outlet.toggle)
        shortcuts.add(self, "F9", t(_CTX, "隐藏或显示姓名与金额"), discreet.toggle)
        shortcuts.add(self, "Ctrl+Shift+L", t(_CTX, "立即锁定"), self.lock_asked.emit)
        shortcuts.add(self, "F1", t(_CTX, "键盘快捷键"), self._show_keys)
        for number in range(1, min(9, len(self._parts.phrases)) + 1):
            text = t(_CTX, "短语 {number}").format(number=number)
            shortcuts.add(self, f"Alt+{number}", text, partial(self.form.note.put_phrase, number))

    def _show_keys(self) -> None:
        shortcuts.ShortcutSheet(shortcuts.listed(self), self).open()

    # Saved.

    def save(self) -> None:
        """Check everything and record it; who is still being looked for is waited for."""
        if self._save is not None:
            return
        if self.form.people.is_looking:
            self._saves_when_found = True
            return
        draft, basis = self.draft(), self.form.basis()
        problems = log.problems_of(draft, basis)
        if problems:
            self._refuse(problems[0])
            return
        seconds = self.seconds()
        self._write(draft, log.interaction_of(draft, basis, seconds), seconds)

    def _write(self, draft: LogDraft, made: Interaction, seconds: int) -> None:
        people = tuple(self.form.people.people())
        self._save = save = Saving(self._body())
        self.keeper.hold()
        self._set_busy(is_busy=True)
        parts, outlet, is_confirmed = self._parts, self.form.outlet.choice(), self._is_confirmed

        def run() -> Saved | list[Against]:
            if not is_confirmed and (found := list(parts.warn(made))):
                return found
            saved = parts.save(made, draft.done_tasks, outlet)
            save.is_done = True
            return saved

        change = BookChange(TOPICS, frozenset(one.client_id for one in people))
        parts.jobs.start(
            WriteJob(
                run=lambda _context: run(),
                done=lambda answer: self._on_answer(answer, draft, people, seconds),
                failed=self._on_failed,
                owner=self,
                change=change,
            )
        )

    def _on_answer(
        self, answer: Saved | list[Against], draft: LogDraft, people: tuple[Found, ...], seconds: int
    ) -> None:
        self._save = None
        self._set_busy(is_busy=False)
        if isinstance(answer, list):
            self.keeper.put(self._body())
            self.say_warnings(words.warnings(answer, {one.client_no: one.name for one in people}))
            self._is_confirmed = True
            return
        self.keeper.started_with({})
        made = log.interaction_of(draft, self.form.basis())
        self.form.set_defaults(
            LogDefaults(made.channel, made.purpose, made.outcome), self.form.prospect.source.text()
        )
        self.clear()
        self._seconds.stop()
        self.hide()
        self.logged.emit(Logged(answer, draft, people, seconds))

    def _on_failed(self, error: DeskError) -> None:
        self._save = None
        self._set_busy(is_busy=False)
        self.keeper.put(self._body())
        self.say(labels_errors.words(error).together)

    def _refuse(self, problem: LogProblem) -> None:
        self.say(words.problem(problem))
        if problem.code == "log.forbidden_word":
            self.reason.setFocus()
        else:
            self.form.focus_on(problem.field)

    def _set_busy(self, *, is_busy: bool) -> None:
        self.area.setEnabled(not is_busy)
        self.form.day.setEnabled(not is_busy)
        self.save_button.setEnabled(not is_busy)
        self.clear_button.setEnabled(not is_busy)

    # Keys and files.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.matches(QKeySequence.StandardKey.Paste):
            if self.form.more.attachments.paste():
                self.form.more.folds["attachments"].set_open(is_open=True)
        elif event.key() in _ENTER and isinstance(focus, QPushButton):
            focus.click()
        elif event.key() in _ENTER and isinstance(focus, QCheckBox):
            self.focusNextPrevChild(True)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.form.more.attachments.take(event.mimeData(), "drop.png"):
            event.acceptProposedAction()
            self.form.more.folds["attachments"].set_open(is_open=True)
