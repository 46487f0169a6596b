"""One entry of the timeline, whole: below the list, with what can be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from advisor_desk.domain.interaction import Attachment, Confidentiality, RecordedInteraction
from advisor_desk.ui import labels_record as words
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.service_ask import Deed, ServiceAsk
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button, GhostButton, LinkButton
from advisor_desk.ui.widgets.flow_row import FlowRow
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.ui.widgets.timeline_list import TimelineLine

_CTX = "Record"
_KB = 1024


class RecordPane(QFrame):
    """Signals: `asked(ServiceAsk)`; `other_asked(str)`: the other version of the record; `closed()`."""

    asked = Signal(object)
    other_asked = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.record: RecordedInteraction | None = None
        self._files: Sequence[Attachment] = ()
        self.is_open_strict = False
        self.title = RoleLabel("", FontRole.BODY_BOLD)
        self.correct_button = GhostButton("pencil", t(_CTX, "更正这条记录"), t(_CTX, "更正"))
        self.withdraw_button = GhostButton("undo", t(_CTX, "撤回这条记录"), t(_CTX, "撤回"))
        self.close_button = GhostButton("x", t(_CTX, "收起 (Esc)"))
        self.facts = RoleLabel("", FontRole.SMALL, "second")
        self.state = RoleLabel("", FontRole.SMALL, "warn")
        self.other = LinkButton("")
        self.strict = Button(t(_CTX, "填写用途后查看"), "lock")
        self.strict_words = RoleLabel("", FontRole.BODY, "second")
        self._shown_parts: list[QWidget] = []
        self._file_row = FlowRow(gap=8, line_gap=4)
        self.files: list[Button] = []
        self.made_by = RoleLabel("", FontRole.SMALL, "third")
        self._lay_out()
        self._connect()
        self.hide()

    def show_record(self, record: RecordedInteraction, files: Sequence[Attachment] = ()) -> None:
        """Show a contact; one that is STRICT keeps its words until it was asked for with a purpose."""
        if self.record is None or self.record.id != record.id:
            self.is_open_strict = False
        self.record, self._files = record, files
        self.title.setText(words.title(record))
        self.facts.setText(" · ".join(words.facts(record)))
        told = words.state(record)
        self.state.setText(told)
        self.state.setVisible(bool(told))
        self.other.setVisible(bool(record.corrects or record.replaced_by))
        self.other.setText(t(_CTX, "看更正后的记录") if record.replaced_by else t(_CTX, "看原来的记录"))
        stands = not record.is_withdrawn and not record.replaced_by
        self.correct_button.setVisible(stands)
        self.withdraw_button.setVisible(stands)
        is_kept = record.made.confidentiality is Confidentiality.STRICT and not self.is_open_strict
        self.strict.setVisible(is_kept)
        self.strict_words.setVisible(is_kept)
        self.strict_words.setText(t(_CTX, "严格保密：查看会留下记录。"))
        self._show_parts([] if is_kept else words.parts(record))
        self._show_files([] if is_kept else files)
        self.made_by.setText(words.recorded(record))
        self.made_by.show()
        self.show()

    def show_line(self, line: TimelineLine, note: str = "") -> None:
        """Show any other entry: everything its line says, unshortened."""
        self.record, self._files = None, ()
        self.title.setText(line.full_when or line.when)
        self.facts.setText(line.badge)
        for widget in (
            *(self.state, self.other, self.strict, self.strict_words, self.made_by),
            *(self.correct_button, self.withdraw_button),
        ):
            widget.hide()
        text = "  ".join(part for part in (line.text, line.amount) if part)
        self._show_parts([words.RecordPart("", part) for part in (text, note) if part])
        self._show_files([])
        self.show()

    def open_strict(self) -> None:
        """The purpose was recorded: show the words."""
        self.is_open_strict = True
        if self.record is not None:
            self.show_record(self.record, self._files)

    def forget(self) -> None:
        """Show nothing and keep nothing."""
        self.record, self._files = None, ()
        self.is_open_strict = False
        self._show_parts([])
        self._show_files([])
        for label in (self.title, self.facts, self.state, self.made_by):
            label.setText("")
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 10)
        column.setSpacing(6)
        head = nest(column, QHBoxLayout())
        head.setSpacing(4)
        head.addWidget(self.title, 1)
        for button in (self.correct_button, self.withdraw_button, self.close_button):
            head.addWidget(button)
        self.facts.setWordWrap(True)
        self.state.setWordWrap(True)
        column.addWidget(self.facts)
        told = nest(column, QHBoxLayout())
        told.setSpacing(8)
        told.addWidget(self.state, 1)
        told.addWidget(self.other)
        strict = nest(column, QHBoxLayout())
        strict.addWidget(self.strict_words, 1)
        strict.addWidget(self.strict)
        self._parts = nest(column, QVBoxLayout())
        self._parts.setSpacing(6)
        column.addWidget(self._file_row)
        column.addWidget(self.made_by)

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.closed)
        self.other.clicked.connect(self._on_other)
        self.correct_button.clicked.connect(lambda: self._ask(Deed.CORRECT))
        self.withdraw_button.clicked.connect(lambda: self._ask(Deed.WITHDRAW))
        self.strict.clicked.connect(self._on_strict)

    def _on_other(self) -> None:
        if self.record is not None:
            self.other_asked.emit(self.record.replaced_by or self.record.corrects)

    def _ask(self, deed: Deed) -> None:
        if self.record is not None:
            self.asked.emit(ServiceAsk(deed, self.record))

    def _on_strict(self) -> None:
        if self.record is not None:
            self.asked.emit(ServiceAsk(Deed.VIEW_STRICT, self.record.id))

    def _show_parts(self, parts: Sequence[words.RecordPart]) -> None:
        for widget in self._shown_parts:
            self._parts.removeWidget(widget)
            widget.deleteLater()
        self._shown_parts = []
        for part in parts:
            made = _part(part)
            self._parts.addWidget(made)
            self._shown_parts.append(made)

    def _show_files(self, files: Sequence[Attachment]) -> None:
        for button in self.files:
            self._file_row.take(button)
            button.hide()
            button.deleteLater()
        self.files = []
        for one in files:
            button = Button(f"{one.name}  {_size(one.size)}", "file")
            button.setToolTip(t(_CTX, "查看附件"))
            button.clicked.connect(
                lambda _on=False, one=one: self.asked.emit(ServiceAsk(Deed.ATTACHMENT, one))
            )
            self._file_row.put(button)
            self.files.append(button)
        self._file_row.setVisible(bool(self.files))


def _part(part: words.RecordPart) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    if part.title:
        column.addWidget(RoleLabel(part.title, FontRole.SMALL_BOLD, "second"))
    text: QLabel = RoleLabel(t(_CTX, "“{words}”").format(words=part.text) if part.is_quote else part.text)
    text.setWordWrap(True)
    text.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    column.addWidget(text)
    return made


def _size(size: int) -> str:
    return f"{size / _KB / _KB:.1f} MB" if size >= _KB * _KB else f"{max(1, size // _KB)} KB"
