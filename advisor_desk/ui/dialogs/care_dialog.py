"""What the dialogs of care have in common: whom they are about, saving in the book's lane, being refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, fonts, labels_errors
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.jobs import BookChange, Jobs, WriteJob
from advisor_desk.usecases.service_ports import CareBook

TOPIC: Final = "clients"
WIDTH: Final = 560
_SIDE: Final = 20
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class CareParts:
    """What every dialog of care works with."""

    book: CareBook
    jobs: Jobs
    client_id: int
    client_no: str
    name: str


class CareDialog(DraftDialog):
    """Fill `column`; start what saves with `start`. Nothing typed is lost when the book refuses."""

    def __init__(self, title: str, save: str, parts: CareParts, parent: QWidget | None = None) -> None:
        super().__init__(title, save, parent)
        self._care = parts
        self.column = QVBoxLayout(self.content)
        self.column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        self.column.setSpacing(10)
        discreet.signals().changed.connect(self._say_client)
        self._say_client()

    def fit(self) -> None:
        """Take the usual width, and the height that the content needs."""
        self.resize(fonts.scaled(WIDTH), self.sizeHint().height())

    def start(self, deed: Callable[[], _T], done: Callable[[_T], None]) -> None:
        """Do `deed` in the book's lane; `done` gets its answer."""
        self.set_busy(is_busy=True)
        self.trouble.say("")
        self._care.jobs.start(
            WriteJob(
                run=lambda _context: deed(),
                done=done,
                failed=self._on_failed,
                owner=self,
                change=BookChange(frozenset({TOPIC}), frozenset({self._care.client_id})),
            )
        )

    def _say_client(self) -> None:
        self.about.setText(f"{discreet.name(self._care.name)}  {self._care.client_no}")

    def _on_failed(self, error: DeskError) -> None:
        self.set_busy(is_busy=False)
        self.trouble.say(labels_errors.words(error).together)
