"""冲突: fields changed here and at head office, as 本机 / 总部 / 原值 side by side, one key each."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from advisor_desk.domain.sync_view import HEAD_OFFICE_FIELDS, ConflictView, Side, SyncView
from advisor_desk.ui import discreet, icons, labels_sync
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.sync.calm_line import CalmLine
from advisor_desk.ui.pages.sync.parts import CTX, SyncParts
from advisor_desk.ui.pages.sync.side_button import SideButton
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton, LinkButton
from advisor_desk.ui.widgets.layouts import empty, nest

KEYS: Final = {Side.MINE: "1", Side.THEIRS: "2", Side.BASE: "3"}
_MOST_SETTLED: Final = 20
MOST_OPEN: Final = 30
"""So many conflicts are shown at once; the next ones follow as these are settled."""


class ConflictRow(QFrame):
    """One field of one client.

    Signals: `chosen(ConflictView, Side)`, `client_asked(int)`, `looked_at(ConflictRow)`, `moved(int)`.
    """

    chosen = Signal(object, object)
    client_asked = Signal(int)
    looked_at = Signal(object)
    moved = Signal(int)

    def __init__(self, conflict: ConflictView, parts: SyncParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.conflict = conflict
        self.setObjectName("deed")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if conflict.chosen else Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 8)
        column.setSpacing(6)
        self._add_head(column, parts)
        self.sides = {side: SideButton(side, key, self) for side, key in KEYS.items()}
        row = nest(column, QHBoxLayout())
        row.setSpacing(8)
        values = {Side.MINE: conflict.mine, Side.THEIRS: conflict.theirs, Side.BASE: conflict.base}
        for side, button in self.sides.items():
            button.show_value(labels_sync.value(conflict.field, values[side]), conflict.chosen)
            button.clicked.connect(lambda _checked=False, side=side: self.choose(side))
            row.addWidget(button, 1)
        if conflict.field in HEAD_OFFICE_FIELDS and conflict.chosen is None:
            for side in (Side.MINE, Side.BASE):
                self.sides[side].setEnabled(False)
            said = t(CTX, "身份资料以总部为准：你的改动已作为申请送到总部，这里只能按 2 采用总部现在的值。")
            note = RoleLabel(said, FontRole.SMALL, "second", self)
            note.setWordWrap(True)
            column.addWidget(note)

    def _add_head(self, column: QVBoxLayout, parts: SyncParts) -> None:
        conflict = self.conflict
        row = nest(column, QHBoxLayout())
        row.setSpacing(8)
        name = discreet.name(conflict.client_name) or conflict.client_no
        self.client = LinkButton(name, self)
        self.client.setAccessibleName(t(CTX, "打开客户 {name}").format(name=name))
        self.client.setVisible(conflict.client_id is not None)
        self.client.clicked.connect(self._on_client_clicked)
        field = labels_sync.field(conflict.field)
        self.setAccessibleName(f"{name} {field}")
        row.addWidget(self.client)
        row.addWidget(RoleLabel(conflict.client_no, FontRole.SMALL, "third", self))
        row.addWidget(RoleLabel(field, FontRole.BODY_BOLD, parent=self))
        row.addStretch(1)
        said = labels_sync.when(conflict.recorded_at, parts.now())
        if conflict.author:
            said = t(CTX, "{author} 改于 {when}").format(author=conflict.author, when=said)
        row.addWidget(RoleLabel(said, FontRole.SMALL, "second", self))

    def choose(self, side: Side) -> None:
        """Let the value of a side stand."""
        if self.sides[side].isEnabled():
            self.chosen.emit(self.conflict, side)

    def set_lit(self, *, is_lit: bool) -> None:
        """Show whether the keys 1, 2, 3 are about this one."""
        if self.property("lit") != is_lit:
            self.setProperty("lit", is_lit)
            self.style().unpolish(self)
            self.style().polish(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps:
            self.moved.emit(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_client_clicked()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.looked_at.emit(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        super().mousePressEvent(event)

    def _on_client_clicked(self) -> None:
        if self.conflict.client_id is not None:
            self.client_asked.emit(self.conflict.client_id)


class ConflictsCard(Card):
    """Signals: `chosen(ConflictView, Side)`, `client_asked(int)`."""

    chosen = Signal(object, object)
    client_asked = Signal(int)

    def __init__(self, parts: SyncParts, parent: QWidget | None = None) -> None:
        super().__init__(t(CTX, "冲突"), parent)
        self._parts = parts
        self._lit: ConflictRow | None = None
        self.rows: list[ConflictRow] = []
        self.settled: list[ConflictRow] = []
        self.hint = RoleLabel("", FontRole.SMALL, "second", self)
        self.hint.setWordWrap(True)
        self.calm = CalmLine(t(CTX, "没有冲突。"), parent=self)
        self.more = GhostButton("chevron-right", t(CTX, "已处理的冲突"), " ", self)
        self.more.setCheckable(True)
        self.more.toggled.connect(self._on_more_toggled)
        self.later = RoleLabel("", FontRole.SMALL, "second", self)
        self._open = QVBoxLayout()
        self._open.setSpacing(6)
        self._past = QWidget(self)
        self._past.hide()
        self._gone = QVBoxLayout(self._past)
        self._gone.setContentsMargins(0, 0, 0, 0)
        self._gone.setSpacing(6)
        self.add(self.hint)
        self.add(self.calm)
        nest(self.body, self._open)
        self.add(self.later)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(self._past)

    @property
    def current(self) -> ConflictRow | None:
        """The conflict that the keys are about."""
        return self._lit

    def show_view(self, view: SyncView) -> None:
        """Show the open conflicts, and below them those that were settled."""
        had_focus, place = self._place()
        self._lit = None
        empty(self._open)
        empty(self._gone)
        still = [one for one in view.conflicts if one.chosen is None]
        past = [one for one in view.conflicts if one.chosen is not None][:_MOST_SETTLED]
        self.rows = self._made(still[:MOST_OPEN], self._open)
        self.settled = self._made(past, self._gone)
        self.calm.setVisible(not still)
        self.hint.setVisible(bool(still))
        self.hint.setText(
            t(CTX, "同一项两边都改过。按 1 用本机、2 用总部、3 恢复原值；没选上的值会留存在历史里。")
        )
        later = len(still) - len(self.rows)
        self.later.setVisible(later > 0)
        self.later.setText(labels_sync.grouped(t(CTX, "另有 %n 项，选完上面的再显示。", later), later))
        self.more.setVisible(bool(past))
        self.more.setText(" " + t(CTX, "已处理 %n 项", len(past)))
        self._past.setVisible(bool(past) and self.more.isChecked())
        if self.rows:
            row = self.rows[min(place, len(self.rows) - 1)]
            self._light(row)
            if had_focus:
                row.show()
                row.setFocus()

    def choose(self, side: Side) -> None:
        """What the keys 1, 2, 3 do."""
        if self._lit is not None:
            self._lit.choose(side)

    def show_settled(self, *, is_shown: bool) -> None:
        """Fold the settled ones out or away."""
        self.more.setChecked(is_shown)

    def _place(self) -> tuple[bool, int]:
        """Whether the keyboard is in an open conflict, and which one is lit."""
        place = self.rows.index(self._lit) if self._lit in self.rows and self._lit is not None else 0
        focus = self.window().focusWidget()
        return focus is not None and any(row is focus or row.isAncestorOf(focus) for row in self.rows), place

    def _made(self, conflicts: Sequence[ConflictView], column: QVBoxLayout) -> list[ConflictRow]:
        made = []
        for conflict in conflicts:
            row = ConflictRow(conflict, self._parts, self)
            row.chosen.connect(self.chosen)
            row.client_asked.connect(self.client_asked)
            row.looked_at.connect(self._light)
            row.moved.connect(self._move)
            column.addWidget(row)
            made.append(row)
        return made

    def _light(self, row: ConflictRow) -> None:
        if row in self.settled:
            return
        self._lit = row
        for other in self.rows:
            other.set_lit(is_lit=other is row)

    def _move(self, steps: int) -> None:
        if self._lit in self.rows and self._lit is not None:
            at = self.rows.index(self._lit) + steps
            if 0 <= at < len(self.rows):
                self.rows[at].setFocus()

    def _on_more_toggled(self, is_on: bool) -> None:  # noqa: FBT001
        icons.dress(self.more, "chevron-down" if is_on else "chevron-right", "text2", 14)
        self._past.setVisible(is_on)
