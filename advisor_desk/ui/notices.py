"""The only place that turns an error into a toast or a dialog. It words nothing itself."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from advisor_desk.errors import DeskBug, DeskError
from advisor_desk.ui import labels_errors
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.widgets.toast import Toast, ToastStack

_SHORT_MS: Final = 4_000
_LONG_MS: Final = 10_000

Ask = Callable[[QWidget, str, str], bool]
Undo = tuple[str, Callable[[], None]]


class Notices(QObject):
    """Tells people things on `host` (a window or a page).

    `told(str, str)`: kind and text of whatever was told, for tests and for the log of the session.
    `bug(DeskError, BaseException | None)`: our mistake, for the log.
    """

    told = Signal(str, str)
    bug = Signal(object, object)

    def __init__(self, host: QWidget, ask: Ask | None = None) -> None:
        super().__init__(host)
        self._host = host
        self._stack = ToastStack(host)
        self._ask = ask or _ask_in_a_box

    def follow(self, jobs: Jobs) -> None:
        """Tell every error that a job of `jobs` leaves to us."""
        jobs.failed.connect(self.on_failed)

    def done(self, text: str, undo: Undo | None = None) -> None:
        """Something went well; `undo` is a word and what it does."""
        self._say("good", text, "", _LONG_MS if undo else _SHORT_MS, undo)

    def info(self, text: str, hint: str = "") -> None:
        """Something worth knowing."""
        self._say("info", text, hint, _LONG_MS)

    def warn(self, text: str, hint: str = "") -> None:
        """Something to look at; it stays until closed."""
        self._say("warn", text, hint, 0)

    def error(self, error: DeskError, cause: BaseException | None = None) -> None:
        """Tell `error` in words; it stays until closed."""
        words = labels_errors.words(error)
        if isinstance(error, DeskBug):
            self.bug.emit(error, cause)
        self._say("error", words.sentence, words.next_step, 0)

    def on_failed(self, error: DeskError, cause: BaseException | None) -> None:
        """Slot for `Jobs.failed`."""
        self.error(error, cause)

    def confirm(self, question: str, yes: str) -> bool:
        """Ask before something that cannot be undone; `yes` is the word on the button that does it."""
        return self._ask(self._host, question, yes)

    def _say(self, kind: str, text: str, hint: str, for_ms: int, undo: Undo | None = None) -> None:
        toast = Toast(kind, text, hint, self._host)
        if undo:
            toast.add_action(*undo)
        self._stack.show(toast, for_ms)
        self.told.emit(kind, text)


def _ask_in_a_box(host: QWidget, question: str, yes: str) -> bool:
    box = QMessageBox(QMessageBox.Icon.Question, "", question, QMessageBox.StandardButton.Cancel, host)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is agree
