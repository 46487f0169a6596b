"""The screen 同步与数据: what waits, the last receipt, what came back, conflicts, how old the data is.

Read in the book's lane when it comes into sight and after each change of the book. The round itself runs
elsewhere: `show_run` is told where it stands.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from advisor_desk.domain.sync_view import ConflictView, Side, SyncView
from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, labels_sync, shortcuts
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.jobs import BookChange, ReadJob, WriteJob
from advisor_desk.ui.pages.reading import ReadingPage
from advisor_desk.ui.pages.sync.body import SyncBody
from advisor_desk.ui.pages.sync.conflicts_card import KEYS
from advisor_desk.ui.pages.sync.parts import CTX, TOPIC, RunState, SyncParts
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.empty import EmptyState

_KEY_WORDS: Final = {
    Side.MINE: mark("冲突：用本机的值"),
    Side.THEIRS: mark("冲突：用总部的值"),
    Side.BASE: mark("冲突：恢复原值"),
}


class SyncPage(ReadingPage):
    """Signals: `sync_asked()`, `cancel_asked()`, `enroll_asked()`, `export_asked()`, `import_asked()`.

    `client_asked(int)` opens a client; `view_read(SyncView)` hands on what was read.
    """

    sync_asked = Signal()
    cancel_asked = Signal()
    enroll_asked = Signal()
    export_asked = Signal()
    import_asked = Signal()
    client_asked = Signal(int)
    view_read = Signal(object)

    def __init__(self, parts: SyncParts, parent: QWidget | None = None) -> None:
        super().__init__(t(CTX, "同步与数据"), parts.jobs, parent)
        self._parts = parts
        self.view: SyncView | None = None
        self._is_running = False
        self.body = SyncBody(parts, self)
        self.export_button = Button(t(CTX, "导出封装文件"), "upload", parent=self)
        self.import_button = Button(t(CTX, "导入回执文件"), "download", parent=self)
        self.export_button.setToolTip(t(CTX, "没有网络时：把待发送的记录加密、签名，写成一个文件带到总部"))
        self.import_button.setToolTip(t(CTX, "把总部给的回执文件读进来；重复导入也没有关系"))
        self._waiting = EmptyState("refresh", t(CTX, "正在读取同步情况…"))
        self.start = EmptyState("link", t(CTX, "这台机器还没有登记到总部"))
        self.enroll_button = self.start.add_button(t(CTX, "登记本机"), "key", primary=True)
        self._trouble = EmptyState("alert", t(CTX, "没能读取同步情况"))
        self._places = QStackedLayout(self)
        for place in (self._waiting, self.start, self.body, self._trouble):
            self._places.addWidget(place)
        self._connect()
        self._add_keys()

    def refresh(self) -> None:
        """Read anew; what is shown stays in sight until then."""
        read = self._parts.read
        self._read_anew(
            ReadJob(run=lambda _context: read(), done=self.show_view, failed=self._on_failed, owner=self)
        )

    def show_view(self, view: SyncView) -> None:
        """Show what was read."""
        self.view = view
        self._enable_files()
        if view.identity is None:
            self.start.set_texts(t(CTX, "这台机器还没有登记到总部"), _why_enroll(view.waiting))
            self._places.setCurrentWidget(self.start)
        else:
            self.body.show_view(view)
            self._places.setCurrentWidget(self.body)
        self._tell_open(view)
        self.view_read.emit(view)

    def show_run(self, state: RunState) -> None:
        """Show where the round stands."""
        self.body.run.show_run(state)
        self._is_running = state.is_running
        self._enable_files()

    def _enable_files(self) -> None:
        """Sealed files are signed and opened with the keys of an enrolled desk."""
        is_enrolled = self.view is not None and self.view.identity is not None
        for button in (self.export_button, self.import_button):
            button.setEnabled(is_enrolled and not self._is_running)

    def top_actions(self) -> Sequence[QWidget]:
        return (self.export_button, self.import_button)

    def forget_clients(self) -> None:
        self._cancel()
        self.view = None
        self._is_stale = True
        self.body.show_view(SyncView(None))
        self.body.run.show_run(RunState())
        self._places.setCurrentWidget(self._waiting)
        self.set_subtitle("")

    def choose(self, side: Side) -> None:
        """What the keys 1, 2, 3 do: the value of a side stands for the conflict that is lit."""
        self.body.conflicts.choose(side)

    def _connect(self) -> None:
        self.enroll_button.clicked.connect(self.enroll_asked)
        self.export_button.clicked.connect(self.export_asked)
        self.import_button.clicked.connect(self.import_asked)
        retry = self._trouble.add_button(t(CTX, "重试"), "refresh", primary=True)
        retry.clicked.connect(self.refresh)
        self.body.run.sync_asked.connect(self.sync_asked)
        self.body.run.cancel_asked.connect(self.cancel_asked)
        self.body.run.enroll_asked.connect(self.enroll_asked)
        self.body.run.attention_asked.connect(self.body.show_attention)
        self.body.conflicts.chosen.connect(self._on_chosen)
        self.body.conflicts.client_asked.connect(self.client_asked)
        self.body.refusals.client_asked.connect(self.client_asked)
        self.body.refusals.seen.connect(self._on_seen)
        self._parts.jobs.book_changed.connect(self._on_book_changed)
        discreet.signals().changed.connect(self._on_discreet_changed)

    def _add_keys(self) -> None:
        area = t(CTX, "同步与数据")
        for side, key in KEYS.items():
            shortcuts.add(self, key, t(CTX, _KEY_WORDS[side]), partial(self.choose, side), area)

    def _on_chosen(self, conflict: ConflictView, side: Side) -> None:
        deeds = self._parts.deeds
        words = t(CTX, "已选用{whose}的值，另外的值留存在历史里。")
        said = words.format(whose=labels_sync.side(side))
        if side is Side.BASE:
            said = t(CTX, "已恢复原值，另外的值留存在历史里。")
        touched = None if conflict.client_id is None else frozenset({conflict.client_id})
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: deeds.settle_conflict(conflict.event_id, conflict.field, side),
                done=lambda _nothing: self._on_settled(said),
                failed=self._on_refused,
                owner=self,
                change=BookChange(frozenset({"clients", TOPIC}), touched),
            )
        )

    def _on_settled(self, said: str) -> None:
        self.body.conflicts.show_settled(is_shown=True)
        self._parts.notices.done(said)

    def _on_seen(self, event_ids: Sequence[str]) -> None:
        deeds = self._parts.deeds
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: deeds.see_refusals(event_ids),
                done=lambda _nothing: None,
                failed=self._on_refused,
                owner=self,
                change=BookChange(frozenset({TOPIC}), frozenset()),
            )
        )

    def _on_refused(self, error: DeskError) -> None:
        """The book did not take it: say why, and show what stands."""
        self._parts.notices.error(error)
        self.refresh()

    def _on_book_changed(self, change: BookChange) -> None:
        if change.topics:
            self._outdate()

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        if self.view is not None and self.view.identity is not None:
            self.body.show_view(self.view)

    def _on_failed(self, error: DeskError) -> None:
        self._is_stale = True
        if self.view is None:
            self._places.setCurrentWidget(self._trouble)
        self._parts.notices.error(error)

    def _tell_open(self, view: SyncView) -> None:
        """What needs a person, beside the title."""
        conflicts = sum(one.chosen is None for one in view.conflicts)
        told = []
        if conflicts:
            told.append(t(CTX, "%n 项冲突待选", conflicts))
        if view.refusals:
            count = len(view.refusals)
            told.append(labels_sync.grouped(t(CTX, "%n 条被退回", count), count))
        self.set_subtitle(" · ".join(told))


def _why_enroll(waiting: int) -> str:
    said = [
        t(CTX, "不登记也能使用全部功能，记录都保存在本机。"),
        t(CTX, "登记以后，记录会发送到总部，客户、持仓和产品也会从总部更新。"),
        t(CTX, "没有网络的网点登记一次后，可以只用封装文件往来。"),
    ]
    if waiting:
        told = t(CTX, "已有 %n 条记录在本机等待，登记后一并发送。", waiting)
        said.append(labels_sync.grouped(told, waiting))
    return "\n".join(said)
