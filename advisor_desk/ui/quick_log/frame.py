"""The window's frame: head with day and seconds, the form, what stands against it, the foot."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from advisor_desk.ui import fonts
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.gate.parts import Trouble
from advisor_desk.ui.i18n import t
from advisor_desk.ui.quick_log.day_row import DayRow
from advisor_desk.ui.quick_log.tab_order import stops_in
from advisor_desk.ui.widgets.card import ElidedLabel, Line, RoleLabel
from advisor_desk.ui.widgets.controls import Button, GhostButton, LinkButton
from advisor_desk.ui.widgets.layouts import nest

_CTX = "QuickLog"
_SIDE: Final = 20
_SIZE: Final = (1020, 720)
_LEAST: Final = (720, 420)


class LogFrame(QWidget):
    """A window without a parent, so that it shows while the desk is minimised. Knows no field."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("page")
        self.setWindowTitle(t(_CTX, "快速记录"))
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setAcceptDrops(True)
        self.about = ElidedLabel("", FontRole.SMALL, "second", self)
        self.elapsed = RoleLabel("", FontRole.BODY_BOLD, "second", self)
        self.outlet_button = GhostButton(
            "map-pin", t(_CTX, "网点模式 (Ctrl+Shift+O)"), t(_CTX, "网点模式"), self
        )
        self.trouble = Trouble(self)
        self.other_link = LinkButton("", self)
        self.other_link.hide()
        self.clear_button = Button(t(_CTX, "清空"), "trash", parent=self)
        self.save_button = Button(t(_CTX, "保存"), "check", primary=True, parent=self)
        self.save_button.setToolTip(t(_CTX, "保存 (Ctrl+Enter)"))
        self.wording = QFrame(self)
        self.wording_words = RoleLabel("", FontRole.SMALL, "warn", self.wording)
        self.reason = QLineEdit(self.wording)
        self.warning = QFrame(self)
        self.warning_words = RoleLabel("", FontRole.SMALL, "warn", self.warning)
        self.area = QScrollArea(self)

    def place(self, form: QWidget, day: DayRow) -> None:
        """Lay the window out around its form."""
        self.reason.setPlaceholderText(t(_CTX, "保留原因，如 引用监管文件原文"))
        self.reason.setAccessibleName(t(_CTX, "保留原因"))
        for button in (self.clear_button, self.save_button, self.other_link):
            button.setAutoDefault(False)
        self.area.setWidget(form)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = QWidget(self)
        self._fill_head(day)
        self.below = QWidget(self)
        below = QVBoxLayout(self.below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self._strip(self.wording, self.wording_words, self.reason))
        below.addWidget(self._strip(self.warning, self.warning_words, None))
        below.addSpacing(6)
        below.addWidget(Line(parent=self))
        self._add_foot(below)
        column.addWidget(self.head)
        column.addWidget(Line(parent=self))
        column.addWidget(self.area, 1)
        column.addWidget(self.below)
        self.setMinimumSize(*(fonts.scaled(size) for size in _LEAST))
        self.resize(*(fonts.scaled(size) for size in _SIZE))

    def focusNextPrevChild(self, is_next: bool) -> bool:  # noqa: FBT001
        """Tab goes through the form, then what stands below it, then the head: as it is read."""
        form = self.area.widget()
        parts = ([form] if form is not None else []) + [self.below, self.head]
        stops = [stop for part in parts for stop in stops_in(part)]
        now = self.focusWidget()
        if not stops:
            return False
        reason = Qt.FocusReason.TabFocusReason if is_next else Qt.FocusReason.BacktabFocusReason
        at = stops.index(now) if now in stops else (-1 if is_next else 0)
        stops[(at + (1 if is_next else -1)) % len(stops)].setFocus(reason)
        return True

    def say_wording(self, sentence: str) -> None:
        """Which words may not stand; empty when none does."""
        self.wording_words.setText(sentence)
        self.wording.setVisible(bool(sentence))

    def say_warnings(self, sentences: Sequence[str]) -> None:
        """What stands against the contact; it can be recorded all the same."""
        self.warning_words.setText("\n".join(sentences))
        self.warning.setVisible(bool(sentences))

    def _fill_head(self, day: DayRow) -> None:
        head = QHBoxLayout(self.head)
        head.setContentsMargins(_SIDE, 8, _SIDE, 6)
        head.setSpacing(10)
        head.addWidget(RoleLabel(t(_CTX, "快速记录"), FontRole.PAGE_TITLE, parent=self))
        head.addWidget(self.about, 1)
        head.addWidget(day)
        head.addWidget(self.outlet_button)
        self.elapsed.setMinimumWidth(fonts.scaled(48))
        self.elapsed.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.elapsed)

    def _strip(self, strip: QFrame, label: RoleLabel, edit: QLineEdit | None) -> QWidget:
        strip.setObjectName("notice")
        label.setWordWrap(True)
        inside = QHBoxLayout(strip)
        inside.setContentsMargins(12, 6, 12, 6)
        inside.setSpacing(10)
        inside.addWidget(label, 1)
        if edit is not None:
            inside.addWidget(edit, 1)
        around = QWidget(self)
        outer = QVBoxLayout(around)
        outer.setContentsMargins(_SIDE, 4, _SIDE, 0)
        outer.addWidget(strip)
        strip.hide()
        return around

    def _add_foot(self, column: QVBoxLayout) -> None:
        foot = nest(column, QHBoxLayout())
        foot.setContentsMargins(_SIDE, 8, _SIDE, 10)
        foot.setSpacing(8)
        keys = t(_CTX, "数字选择 · Enter 下一项 · − 前一天 · Alt+数字 短语 · Esc 收起不丢")
        hint = ElidedLabel(keys, FontRole.SMALL, "third", self)
        foot.addWidget(self.trouble, 2)
        foot.addWidget(self.other_link)
        foot.addWidget(hint, 1)
        foot.addWidget(self.clear_button)
        foot.addWidget(self.save_button)
        self.hint = hint

    def say(self, sentence: str) -> None:
        """Above the buttons; in its place the keys while there is nothing to say."""
        self.trouble.say(sentence)
        self.hint.setVisible(not sentence)
