"""谁: people by pinyin, name, number or the tail of a phone; one Enter each, as many as were there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from advisor_desk.ui import discreet, fonts, formats
from advisor_desk.ui.i18n import t
from advisor_desk.ui.quick_log.found_list import FoundList, FoundRow
from advisor_desk.ui.quick_log.person_chip import PersonChip
from advisor_desk.ui.quick_log.person_finder import FinderParts, PersonFinder
from advisor_desk.ui.widgets.flow_row import FlowRow
from advisor_desk.usecases.log_people import MOST_SHOWN, Found, names_in

_CTX = "QuickLog"
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEAST_EDIT: Final = 360


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in the box: found, or a text that is being looked for or is nobody's."""

    number: int
    text: str
    found: Found | None = None
    is_sought: bool = False


class _PersonEdit(QLineEdit):
    """Signals: `keyed(int)` for keys that the list or the chips answer; `pasted(str)` for a list of names;
    `tabbed()`; `focus_changed(bool)`.
    """

    keyed = Signal(int)
    pasted = Signal(str)
    tabbed = Signal()
    focus_changed = Signal(bool)

    def event(self, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if is_key and event.key() == Qt.Key.Key_Tab and not event.modifiers():  # type: ignore[attr-defined]
            self.tabbed.emit()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QGuiApplication.clipboard().text()
            if len(names_in(text)) > 1:
                self.pasted.emit(text)
                return
        is_ours = key in (*_ENTER, Qt.Key.Key_Up, Qt.Key.Key_Down)
        if is_plain and (is_ours or (key == Qt.Key.Key_Backspace and not self.text())):
            self.keyed.emit(key)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)


class PersonBox(FlowRow):
    """Signals: `changed()` people or text differ; `passed()` Enter on nothing; `prospect_asked(str)`."""

    changed = Signal()
    passed = Signal()
    prospect_asked = Signal(str)

    def __init__(self, parts: FinderParts, today: date, window: QWidget) -> None:
        super().__init__(window, gap=6, line_gap=4)
        self.setObjectName("people")
        self._today = today
        self._recent: tuple[Found, ...] = ()
        self._hits: tuple[Found, ...] = ()
        self._hits_of: str | None = None
        self._entries: list[Entry] = []
        self._chips: list[PersonChip] = []
        self._number = 0
        self.finder = PersonFinder(parts, self)
        self.edit = _PersonEdit(self)
        self.edit.setObjectName("bare")
        self.edit.setPlaceholderText(t(_CTX, "姓名、拼音首字母、客户号或手机尾号，回车选第一个"))
        self.edit.setAccessibleName(t(_CTX, "客户"))
        self.edit.setMinimumWidth(fonts.scaled(_LEAST_EDIT))
        self.put(self.edit)
        self.setFocusProxy(self.edit)
        self.list = FoundList(self, window)
        self.edit.textEdited.connect(self._on_typed)
        self.edit.keyed.connect(self._on_key)
        self.edit.pasted.connect(self.add_names)
        self.edit.tabbed.connect(self._on_tab)
        self.edit.focus_changed.connect(self._on_focus)
        self.list.chosen.connect(self._on_clicked)
        self.finder.found.connect(self._on_found)
        self.finder.taken.connect(self._on_taken)
        discreet.signals().changed.connect(self._on_discreet_changed)

    # What is in it.

    def people(self) -> list[Found]:
        """Everybody who was found, in order."""
        return [one.found for one in self._entries if one.found is not None]

    def unknown(self) -> list[str]:
        """Texts that are nobody's, or are still being looked for."""
        return [one.text for one in self._entries if one.found is None]

    @property
    def is_looking(self) -> bool:
        """True while an entry is being looked for."""
        return any(one.is_sought for one in self._entries)

    def looking(self) -> str:
        """The text in the field."""
        return self.edit.text()

    def set_recent(self, recent: Sequence[Found]) -> None:
        """Today's clients and those met last, shown before anything is typed."""
        self._recent = tuple(recent)
        if self.edit.hasFocus():
            self._show_list()

    def restore(self, people: Sequence[Found], unknown: Sequence[str], looking: str) -> None:
        """Put back what a draft holds."""
        self._entries = [self._entry(one.name, one) for one in people]
        self._entries += [self._entry(text) for text in unknown]
        self.edit.setText(looking)
        self._show_chips()
        if looking:
            self.finder.look(looking)

    def add(self, found: Found) -> None:
        """One more person; who is there already stays once."""
        if all(one.client_id != found.client_id for one in self.people()):
            self._entries.append(self._entry(found.name, found))
        self._after_change()

    def add_names(self, text: str) -> None:
        """A list out of the clipboard: each name that fits one client alone becomes a person."""
        for name in names_in(text):
            entry = self._entry(name, is_sought=True)
            self._entries.append(entry)
            self.finder.take_sure(entry.number, name)
        self._after_change()

    def drop_unknown(self, text: str) -> None:
        """Take away an entry that is nobody's, such as one that became a prospect."""
        self._entries = [one for one in self._entries if one.found is not None or one.text != text]
        if self.edit.text().strip() == text:
            self.edit.clear()
        self._after_change()

    # While typing.

    def _entry(self, text: str, found: Found | None = None, *, is_sought: bool = False) -> Entry:
        self._number += 1
        return Entry(self._number, text, found, is_sought)

    def _on_typed(self, text: str) -> None:
        self.changed.emit()
        if text.strip():
            self.finder.look(text.strip())
        else:
            self._show_list()

    def _on_found(self, text: str, hits: tuple[Found, ...]) -> None:
        self._hits, self._hits_of = hits, text
        if text == self.edit.text().strip() and self.edit.hasFocus():
            self._show_list()

    def _shown(self) -> tuple[Found, ...]:
        if self.edit.text().strip():
            return self._hits if self._hits_of == self.edit.text().strip() else ()
        there = {one.client_id for one in self.people()}
        return tuple(one for one in self._recent if one.client_id not in there)[:MOST_SHOWN]

    def _show_list(self) -> None:
        typed = self.edit.text().strip()
        rows = [self._row(one) for one in self._shown()]
        if typed and self._hits_of == typed:
            rows.append(
                FoundRow(t(_CTX, "新建潜客「{name}」").format(name=typed), t(_CTX, "称呼、电话、来源"))
            )
        # With people in the box an Enter goes on, unless somebody below was walked to.
        self.list.show_rows(rows, -1 if self._entries and not typed else 0)

    def _row(self, one: Found) -> FoundRow:
        tail = discreet.text(one.phone_tail)
        told = [one.client_no, f"…{tail}" if tail else "", formats.ago(one.last_contact_on, self._today)]
        return FoundRow(discreet.name(one.name), "  ".join(part for part in told if part))

    def _on_key(self, key: int) -> None:
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.list.move_current(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Backspace:
            if self._entries:
                self._entries.pop()
                self._after_change()
        else:
            self._on_enter()

    def _on_enter(self) -> None:
        typed = self.edit.text().strip()
        if not typed and (self.list.currentRow() < 0 or not self._shown()):
            self.passed.emit()
        elif typed and self._hits_of != typed:
            entry = self._entry(typed, is_sought=True)
            self._entries.append(entry)
            self.edit.clear()
            self.finder.take(entry.number, typed)
            self._after_change()
        else:
            self._choose(max(0, self.list.currentRow()))

    def _on_tab(self) -> None:
        """Tab takes the first hit of a half-typed name, and goes on."""
        if self.edit.text().strip():
            self._on_enter()
        if not self.edit.text().strip():
            self.passed.emit()

    def _choose(self, row: int) -> None:
        shown = self._shown()
        if row < len(shown):
            self.edit.clear()
            self.add(shown[row])
        elif self.edit.text().strip():
            self.prospect_asked.emit(self.edit.text().strip())

    def _on_clicked(self, row: int) -> None:
        self._choose(row)
        self.edit.setFocus()

    def _on_taken(self, number: int, found: Found | None) -> None:
        at = next((at for at, one in enumerate(self._entries) if one.number == number), None)
        if at is None:
            return
        there = {one.client_id for one in self.people()}
        if found is not None and found.client_id in there:
            del self._entries[at]
        else:
            self._entries[at] = replace(self._entries[at], found=found, is_sought=False)
        self._after_change()

    # What is seen.

    def _after_change(self) -> None:
        self._show_chips()
        if self.edit.hasFocus():
            self._show_list()
        self.changed.emit()

    def _show_chips(self) -> None:
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(one) for one in self._entries]
        self.set_order([*self._chips, self.edit])

    def _chip(self, entry: Entry) -> PersonChip:
        chip = PersonChip(entry.found, entry.text, is_sought=entry.is_sought, parent=self)
        chip.removed.connect(lambda: self._remove(entry.number))
        if entry.found is None:
            chip.clicked.connect(lambda: self.prospect_asked.emit(entry.text))
        return chip

    def _remove(self, number: int) -> None:
        self._entries = [one for one in self._entries if one.number != number]
        self._after_change()

    def _on_focus(self, is_in: bool) -> None:  # noqa: FBT001
        self.setProperty("within", is_in)
        self.style().unpolish(self)
        self.style().polish(self)
        if is_in:
            self._show_list()
        else:
            self.list.hide()

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        if self.list.isVisible():
            self._show_list()
