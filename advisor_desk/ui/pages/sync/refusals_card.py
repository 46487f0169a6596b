"""被退回: records that head office keeps apart, why in plain words, and what to do."""

from functools import partial

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
from advisor_desk.ui.widgets.layouts import empty


class RefusalRow(QWidget):
    """One record: what and whose, why, what to do. Signals: `client_asked(int)`, `seen(str)`."""

    client_asked = Signal(int)
    seen = Signal(str)

    def __init__(self, refusal: RefusalView, parts: SyncParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.refusal = refusal
        what = labels_sync.event(refusal.type)
        head = QHBoxLayout()
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
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        words.addWidget(self.why)
        words.addWidget(self.to_do)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.seen_button)
        self.client.clicked.connect(self._on_client_clicked)
        self.seen_button.clicked.connect(lambda: self.seen.emit(refusal.event_id))

    def _on_client_clicked(self) -> None:
        if self.refusal.client_id is not None:
            self.client_asked.emit(self.refusal.client_id)


class RefusalsCard(Card):
    """Signals: `client_asked(int)`, `seen(str)` with the id of the event."""

    client_asked = Signal(int)
    seen = Signal(str)

    def __init__(self, parts: SyncParts, parent: QWidget | None = None) -> None:
        super().__init__(t(CTX, "被退回"), parent)
        self._parts = parts
        self.rows: list[RefusalRow] = []
        self.hint = RoleLabel(
            t(CTX, "这些记录仍在本机，总部也另行保管着，没有丢失。"), FontRole.SMALL, "second", self
        )
        self.hint.setWordWrap(True)
        self.calm = CalmLine(t(CTX, "没有被退回的记录。"), parent=self)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        self.add(self.hint)
        self.add(self.calm)
        self.body.addLayout(self._column)

    def show_view(self, view: SyncView) -> None:
        """Show what came back and nobody has dealt with."""
        empty(self._column)
        self.rows = []
        self.calm.setVisible(not view.refusals)
        self.hint.setVisible(bool(view.refusals))
        for refusal in view.refusals:
            if self.rows:
                self._column.addWidget(Line(parent=self))
            row = RefusalRow(refusal, self._parts, self)
            row.client_asked.connect(self.client_asked)
            row.seen.connect(partial(self._on_seen, row))
            self._column.addWidget(row)
            self.rows.append(row)

    def _on_seen(self, row: RefusalRow, event_id: str) -> None:
        row.seen_button.setEnabled(False)
        self.seen.emit(event_id)
