"""A field that finds one client by name, pinyin, number or the tail of a phone, in the book's lane."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from advisor_desk.ui import discreet
from advisor_desk.ui.dialogs.field_box import DiscreetEdit, FieldBox
from advisor_desk.ui.dialogs.found_list import found_list
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import Jobs, ReadJob
from advisor_desk.usecases.log_people import Found

_CTX: Final = "ClientBox"
_MOST: Final = 8
_ROW: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Client:
    """Who was chosen."""

    client_id: int
    name: str


class ClientBox(FieldBox):
    """Signal `chosen()`: another client is chosen, or none any more. Empty is no client."""

    chosen = Signal()

    def __init__(
        self, label: str, find: Callable[[str], Sequence[Found]], jobs: Jobs, *, is_required: bool = False
    ) -> None:
        self.edit = DiscreetEdit(is_private=True)
        self.edit.setPlaceholderText(t(_CTX, "姓名、拼音首字母、客户号或手机尾号"))
        super().__init__(label, self.edit, is_required=is_required)
        self.client: Client | None = None
        self._find, self._jobs = find, jobs
        self._hits: list[Found] = []
        self._hits_of = ""
        self._must_take = False
        self.found = QStandardItemModel(self)
        self.completer = found_list(self.edit, self.found, _MOST, self._on_picked)
        self.edit.textEdited.connect(self._on_typed)
        self.edit.editingFinished.connect(self._on_left)

    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        self.edit.setText(text)

    def choose(self, client: Client | None) -> None:
        """Choose a client, or nobody."""
        self.edit.setText("" if client is None else client.name)
        self.edit.setCursorPosition(0)
        self.say_problem("")
        self._set(client)

    def checked(self) -> bool:
        """True when what is typed is a client, or nothing where nothing is needed; else told at the field."""
        if self.client is not None or not (self.text().strip() or self._is_required):
            self.say_problem("")
            return True
        self.say_problem(t(_CTX, "请从列表里选定一位客户。"))
        return False

    def _set(self, client: Client | None) -> None:
        if client != self.client:
            self.client = client
            self.chosen.emit()

    def _on_typed(self, text: str) -> None:
        self.edited.emit()
        self._set(None)
        self._must_take = False
        wanted = text.strip()
        if not wanted:
            self.found.clear()
            return
        find = self._find
        self._jobs.start(
            ReadJob(
                run=lambda _context: find(wanted), done=lambda hits: self._on_found(wanted, hits), owner=self
            )
        )

    def _on_found(self, wanted: str, hits: Sequence[Found]) -> None:
        if wanted != self.text().strip() or self.client is not None:
            return
        self._hits, self._hits_of = list(hits[:_MOST]), wanted
        self.found.clear()
        for at, one in enumerate(self._hits):
            item = QStandardItem(_title(one))
            item.setData(at, _ROW)
            self.found.appendRow(item)
        if self._must_take:
            self._take_only()
        elif self.edit.hasFocus() and self._hits:
            self.completer.complete()

    def _on_picked(self, at: QModelIndex | QPersistentModelIndex) -> None:
        one = self._hits[int(at.data(_ROW))]
        self.choose(Client(one.client_id, one.name))

    def _on_left(self) -> None:
        """Going on chooses the one that is left; of several the person must choose."""
        if self.client is not None or not self.text().strip():
            return
        if self._hits_of == self.text().strip():
            self._take_only()
        else:
            self._must_take = True

    def _take_only(self) -> None:
        named = [one for one in self._hits if one.name == self._hits_of]
        sure = named if len(named) == 1 else self._hits
        if len(sure) == 1:
            self.choose(Client(sure[0].client_id, sure[0].name))
        else:
            self.say_problem(t(_CTX, "%n 位客户符合，请选定一位。", len(self._hits)))


def _title(one: Found) -> str:
    return f"{discreet.name(one.name)}  {one.client_no}"
