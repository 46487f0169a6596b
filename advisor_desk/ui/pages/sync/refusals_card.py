"""被退回: records that head office keeps apart, why in plain words, and what to do."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from advisor_desk.domain.sync_view import RefusalView, SyncView
from advisor_desk.ui import discreet, labels_sync
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.sync.calm_line import CalmLine
from advisor_desk.ui.pages.sync.parts import CTX, SyncParts
from advisor_desk.ui.widgets.card import Card, Line, RoleLabel
from advisor_desk.ui.widgets.controls import Button, LinkButton
from advisor_desk.ui.widgets.layouts import empty, nest

MOST_OF_ONE: Final = 5
"""So many records of one reason are shown; the others are counted: a book that was kept for months before it
was enrolled may have thousands.
"""


class RefusalRow(QWidget):
    """One record: what and whose, why, what to do. Signals: `client_asked(int)`, `seen()`."""

    client_asked = Signal(int)
    seen = Signal()

    def __init__(self, refusal: RefusalView, parts: SyncParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.refusal = refusal
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(12)
        words = nest(row, QVBoxLayout(), 1)
        words.setSpacing(2)
        head = nest(words, QHBoxLayout())
        what = labels_sync.event(refusal.type)
        head.setSpacing(8)
        head.addWidget(RoleLabel(what, FontRole.BODY_BOLD, parent=self))
        name = discreet.name(refusal.client_name) or refusal.client_no
        self.client = LinkButton(name, self)
        self.client.setAccessibleName(t(CTX, "打开客户 {name}").format(name=name))
        self.client.setVisible(refusal.client_id is not None)
        head.addWidget(self.client)
        facts = [refusal.client_no, labels_sync.day(refusal.on)]
        told = t(CTX, "{when} 退回").format(when=labels_sync.when(refusal.told_at, parts.now()))
        said = " · ".join(fact for fact in (*facts, told) if fact)
        head.addWidget(RoleLabel(said, FontRole.SMALL, "second", self))
        head.addStretch(1)
        self.seen_button = Button(t(CTX, "知道了"), parent=self)
        self.seen_button.setAccessibleName(t(CTX, "知道了：{what} {name}").format(what=what, name=name))
        why, to_do = labels_sync.refusal(refusal.code)
        self.why = RoleLabel(why, FontRole.BODY, "warn", self)
        self.why.setWordWrap(True)
        self.to_do = RoleLabel(to_do, FontRole.BODY, "second", self)
        self.to_do.setWordWrap(True)
        words.addWidget(self.why)
        words.addWidget(self.to_do)
        row.addWidget(self.seen_button)
        self.client.clicked.connect(self._on_client_clicked)
        self.seen_button.clicked.connect(self.seen)

    def _on_client_clicked(self) -> None:
        if self.refusal.client_id is not None:
            self.client_asked.emit(self.refusal.client_id)


class OthersRow(QWidget):
    """How many more came back for a reason, and one button for all of them. Signals: `seen()`."""

    seen = Signal()

    def __init__(self, others: Sequence[RefusalView], count: int, parent: QWidget | None = None) -> None:
        """`others` are those that are not shown, `count` is with those that are."""
        super().__init__(parent)
        said = labels_sync.grouped(t(CTX, "因同样的原因被退回的还有 %n 条", len(others)), len(others))
        clients = len({one.client_no for one in others if one.client_no})
        if clients:
            whose = labels_sync.grouped(t(CTX, "涉及 %n 位客户", clients), clients)
            said = f"{said} · {whose}"
        self.words = RoleLabel(said, FontRole.BODY, "second", self)
        every = labels_sync.grouped(t(CTX, "这 %n 条都知道了", count), count)
        self.seen_button = Button(every, parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(self.words, 1)
        row.addWidget(self.seen_button)
        self.seen_button.clicked.connect(self.seen)


class RefusalsCard(Card):
    """Signals: `client_asked(int)`, `seen(list)` with the ids of the events."""

    client_asked = Signal(int)
    seen = Signal(list)

    def __init__(self, parts: SyncParts, parent: QWidget | None = None) -> None:
        super().__init__(t(CTX, "被退回"), parent)
        self._parts = parts
        self.rows: list[RefusalRow] = []
        self.others: list[OthersRow] = []
        self.hint = RoleLabel(
            t(CTX, "这些记录仍在本机，总部也另行保管着，没有丢失。"), FontRole.SMALL, "second", self
        )
        self.hint.setWordWrap(True)
        self.calm = CalmLine(t(CTX, "没有被退回的记录。"), parent=self)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        self.add(self.hint)
        self.add(self.calm)
        nest(self.body, self._column)

    def show_view(self, view: SyncView) -> None:
        """Show what came back and nobody has dealt with."""
        empty(self._column)
        self.rows, self.others = [], []
        self.calm.setVisible(not view.refusals)
        self.hint.setVisible(bool(view.refusals))
        reasons: dict[str, list[RefusalView]] = {}
        for refusal in view.refusals:
            reasons.setdefault(refusal.code, []).append(refusal)
        for came_back in reasons.values():
            self._show_reason(came_back)

    def _show_reason(self, came_back: Sequence[RefusalView]) -> None:
        """The newest records of one reason, and how many more there are."""
        for refusal in came_back[:MOST_OF_ONE]:
            if self.rows:
                self._column.addWidget(Line(parent=self))
            row = RefusalRow(refusal, self._parts, self)
            row.client_asked.connect(self.client_asked)
            row.seen.connect(partial(self._on_seen, row, [refusal.event_id]))
            self._column.addWidget(row)
            self.rows.append(row)
        if len(came_back) > MOST_OF_ONE:
            others = OthersRow(came_back[MOST_OF_ONE:], len(came_back), self)
            others.seen.connect(partial(self._on_seen, others, [one.event_id for one in came_back]))
            self._column.addWidget(Line(parent=self))
            self._column.addWidget(others)
            self.others.append(others)

    def _on_seen(self, row: RefusalRow | OthersRow, event_ids: list[str]) -> None:
        row.seen_button.setEnabled(False)
        self.seen.emit(event_ids)
