"""The drawer that answers "why": slides in over the right side of its parent, never a window of its own.

It shows words that are ready; which rule says what is decided elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from advisor_desk.ui import fonts, icons, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.widgets.layouts import nest

_WIDTH = 400
_SLIDE_MS = 140


@dataclass(frozen=True, slots=True)
class ExplainWords:
    """One explanation in words: `inputs` are (name, value) pairs, `steps` the arithmetic line by line."""

    key: str
    title: str
    result: str
    rule: str
    inputs: Sequence[tuple[str, str]] = ()
    steps: Sequence[str] = ()
    notes: Sequence[str] = ()
    source: str = ""
    version: str = ""
    as_of: str = ""

    def as_text(self, heads: "DrawerHeads") -> str:
        """The whole explanation as lines of text, for the clipboard."""
        lines = [f"{self.title}: {self.result}", "", heads.rule, self.rule]
        if self.inputs:
            lines += ["", heads.inputs, *(f"{name}\t{value}" for name, value in self.inputs)]
        if self.steps:
            lines += ["", heads.steps, *self.steps]
        tail = [
            *self.notes, f"{heads.source}: {self.source}", f"{heads.version}: {self.version}",
            f"{heads.as_of}: {self.as_of}",
        ]  # fmt: skip
        return "\n".join([*lines, "", *tail])


@dataclass(frozen=True, slots=True)
class DrawerHeads:
    """The fixed words of the drawer, in the language in force."""

    title: str
    rule: str
    inputs: str
    steps: str
    source: str
    version: str
    as_of: str
    copy: str
    close: str
    choose: str


class ExplainDrawer(QFrame):
    """Signals: `closed()`; `copied(str)` with the text that the person asked to copy."""

    closed = Signal()
    copied = Signal(str)

    def __init__(self, parent: QWidget, heads: DrawerHeads, *, is_animated: bool = True) -> None:
        super().__init__(parent)
        self._heads = heads
        self._host = parent
        self._is_animated = is_animated
        self._shown: Sequence[ExplainWords] = ()
        self._back_to: QWidget | None = None
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setDuration(_SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.setObjectName("drawer")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(heads.title)
        self._build()
        parent.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        self._choice = QComboBox()
        self._choice.setAccessibleName(self._heads.choose)
        self._choice.setToolTip(self._heads.choose)
        self._choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._close = QToolButton()
        self._close.setObjectName("ghost")
        self._close.setToolTip(self._heads.close)
        self._close.setAccessibleName(self._heads.close)
        icons.dress(self._close, "x")
        self._title = QLabel(self._heads.title)
        self._title.setFont(fonts.font(FontRole.CARD_TITLE))
        self._body = QWidget()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._copy = QPushButton(f" {self._heads.copy}")
        icons.dress(self._copy, "copy", size=tokens.ICON_SMALL)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.PAGE_PADDING, tokens.GAP, tokens.PAGE_PADDING, tokens.GAP)
        column.setSpacing(tokens.GAP)
        head = nest(column, QHBoxLayout())
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        column.addWidget(self._choice)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        self._close.clicked.connect(self.close_drawer)
        self._copy.clicked.connect(self._on_copy_clicked)
        self._choice.currentIndexChanged.connect(self._on_choice_changed)

    @property
    def is_open(self) -> bool:
        """True while the drawer is in sight or sliding in."""
        return not self.isHidden()

    @property
    def key(self) -> str:
        """Which explanation is shown; empty when there is none."""
        index = self._choice.currentIndex()
        return self._shown[index].key if 0 <= index < len(self._shown) else ""

    def show_words(self, all_words: Sequence[ExplainWords], key: str) -> None:
        """Fill the drawer with all explanations and turn to the one called `key` (else the first)."""
        self._shown = tuple(all_words)
        self._choice.blockSignals(True)
        self._choice.clear()
        for words in self._shown:
            self._choice.addItem(words.title, words.key)
        index = next((n for n, words in enumerate(self._shown) if words.key == key), 0)
        self._choice.setCurrentIndex(index if self._shown else -1)
        self._choice.blockSignals(False)
        self._show(index)

    def open_drawer(self) -> None:
        """Slide in and take the keyboard; Escape gives it back to where it was."""
        if self.is_open:
            self._choice.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._back_to = self.window().focusWidget()
        self._place()
        self.show()
        self.raise_()
        self._choice.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._is_animated:
            self._slide.setStartValue(QPoint(self._host.width(), 0))
            self._slide.setEndValue(self.pos())
            self._slide.start()

    def close_drawer(self) -> None:
        """Leave, and give the keyboard back."""
        if not self.is_open:
            return
        self._slide.stop()
        self.hide()
        if self._back_to is not None and self._back_to.isVisible():
            self._back_to.setFocus(Qt.FocusReason.OtherFocusReason)
        self._back_to = None
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.is_open:
            self._slide.stop()
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._host.size()
        width = min(fonts.scaled(_WIDTH), room.width())
        self.setGeometry(room.width() - width, 0, width, room.height())

    def _on_copy_clicked(self) -> None:
        index = self._choice.currentIndex()
        if 0 <= index < len(self._shown):
            self.copied.emit(self._shown[index].as_text(self._heads))

    def _on_choice_changed(self, index: int) -> None:
        self._show(index)

    def _show(self, index: int) -> None:
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        if 0 <= index < len(self._shown):
            self._fill(column, self._shown[index])
        column.addStretch(1)
        self._scroll.setWidget(self._body)
        self._body.setAutoFillBackground(False)
        self._scroll.verticalScrollBar().setValue(0)

    def _fill(self, column: QVBoxLayout, words: ExplainWords) -> None:
        column.addWidget(_label(words.result, FontRole.CLIENT_NAME))
        self._section(column, self._heads.rule)
        column.addWidget(_label(words.rule))
        if words.inputs:
            self._section(column, self._heads.inputs)
            _add_pairs(column, words.inputs)
        if words.steps:
            self._section(column, self._heads.steps)
            for step in words.steps:
                column.addWidget(_label(step))
        for note in words.notes:
            column.addSpacing(4)
            column.addWidget(_label(note, FontRole.SMALL, "warn"))
        self._section(column, self._heads.source)
        column.addWidget(_label(words.source))
        facts = ((self._heads.version, words.version), (self._heads.as_of, words.as_of))
        column.addSpacing(6)
        _add_pairs(column, facts)

    def _section(self, column: QVBoxLayout, title: str) -> None:
        column.addSpacing(8)
        column.addWidget(_label(title, FontRole.SMALL_BOLD, "second"))


def _add_pairs(column: QVBoxLayout, pairs: Sequence[tuple[str, str]]) -> None:
    form = nest(column, QFormLayout())
    form.setHorizontalSpacing(tokens.GAP)
    form.setVerticalSpacing(4)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    for name, value in pairs:
        shown = _label(value)
        shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        form.addRow(_label(name, FontRole.BODY, "second"), shown)


def _label(text: str, role: FontRole = FontRole.BODY, ink: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(fonts.font(role))
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if ink:
        label.setProperty("role", ink)
    return label
