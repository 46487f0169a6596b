"""The head of the screen: what would be sent, the round under way with its cancel, and its receipt line."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from advisor_desk.domain.sync_view import SyncView
from advisor_desk.ui import formats, labels_errors, labels_sync
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.sync.parts import CTX, RoundFigures, RunKind, RunState, SyncParts
from advisor_desk.ui.widgets.card import Card, ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import Button, LinkButton
from advisor_desk.ui.widgets.layouts import nest

_STEPS: Final = 1_000
_LET_GO: Final = frozenset({"sync.revoked", "sync.device_unknown"})
"""Head office no longer knows this desk: its records stay, and go on once it is enrolled anew."""
_FILES: Final = ("seal", "unseal")


class RunCard(Card):
    """Signals: `sync_asked()`, `cancel_asked()`, `enroll_asked()`.

    `attention_asked()` leads to what needs a person.
    """

    sync_asked = Signal()
    cancel_asked = Signal()
    enroll_asked = Signal()
    attention_asked = Signal()

    def __init__(self, parts: SyncParts, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._parts = parts
        self._view = SyncView(None)
        self._state = RunState()
        self.headline = RoleLabel("", FontRole.PAGE_TITLE, parent=self)
        self.about = ElidedLabel("", FontRole.BODY, "second", self)
        self.sync_button = Button(t(CTX, "立即同步"), "refresh", primary=True, parent=self)
        self.sync_button.setToolTip(t(CTX, "立即同步 (Ctrl+Shift+S)"))
        self.cancel_button = Button(t(CTX, "取消"), "x", parent=self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(t(CTX, "同步进度"))
        self.told = QFrame(self)
        self.told_words = RoleLabel("", FontRole.BODY, parent=self.told)
        self.told_words.setWordWrap(True)
        self.attention = LinkButton(t(CTX, "去处理"), self.told)
        self.enroll_button = LinkButton(t(CTX, "重新登记"), self.told)
        self._lay_out()
        self.sync_button.clicked.connect(self.sync_asked)
        self.cancel_button.clicked.connect(self.cancel_asked)
        self.attention.clicked.connect(self.attention_asked)
        self.enroll_button.clicked.connect(self.enroll_asked)

    def _lay_out(self) -> None:
        row = nest(self.body, QHBoxLayout())
        row.setSpacing(8)
        words = nest(row, QVBoxLayout(), 1)
        words.setSpacing(2)
        words.addWidget(self.headline)
        words.addWidget(self.about)
        row.addWidget(self.cancel_button)
        row.addWidget(self.sync_button)
        told = QHBoxLayout(self.told)
        told.setContentsMargins(12, 8, 12, 8)
        told.setSpacing(12)
        told.addWidget(self.told_words, 1)
        told.addWidget(self.attention)
        told.addWidget(self.enroll_button)
        self.add(self.bar)
        self.add(self.told)

    def show_view(self, view: SyncView) -> None:
        """Show what waits and to whom it goes."""
        self._view = view
        self._render()

    def show_run(self, state: RunState) -> None:
        """Show where the round stands."""
        had_focus = self.sync_button.hasFocus() or self.cancel_button.hasFocus()
        self._state = state
        self._render()
        if had_focus:
            (self.cancel_button if state.is_running else self.sync_button).setFocus()

    def _render(self) -> None:
        state, is_running = self._state, self._state.is_running
        self.sync_button.setVisible(not is_running)
        self.cancel_button.setVisible(is_running)
        self.cancel_button.setEnabled(state.kind is RunKind.RUNNING)
        self.bar.setVisible(is_running)
        self.headline.setText(self._running() if is_running else self._waiting())
        self.about.setText(self._plan() if is_running else self._whom())
        if is_running:
            done, total = state.progress.done, state.progress.total
            self.bar.setRange(0, _STEPS if total else 0)
            self.bar.setValue(min(done * _STEPS // total, _STEPS) if total else 0)
        self._tell()

    def _waiting(self) -> str:
        count = self._view.waiting
        if not count:
            return t(CTX, "没有待发送的记录")
        return labels_sync.grouped(t(CTX, "%n 条记录待发送", count), count)

    def _running(self) -> str:
        step = self._state.progress
        if self._state.kind is RunKind.STOPPING:
            return t(CTX, "正在停下…")
        said = labels_sync.stage(step.stage)
        if not step.total:
            return f"{said}…"
        return f"{said} {formats.count(step.done)} / {formats.count(step.total)}"

    def _plan(self) -> str:
        """The preview: it stays in sight while the round runs."""
        if self._state.progress.stage in _FILES:
            return ""
        plan = t(CTX, "将发送 {count} 条，并接收总部的更新。").format(
            count=formats.count(self._state.waiting)
        )
        return f"{plan} {t(CTX, '可以继续工作，保存不用等待。')}"

    def _whom(self) -> str:
        who = self._view.identity
        if who is None:
            return ""
        last = self._view.rounds[0] if self._view.rounds else None
        facts = [
            t(CTX, "顾问 {advisor}").format(advisor=who.advisor),
            t(CTX, "网点 {branch}").format(branch=who.branch),
            who.hub_url,
        ]
        if last is not None:
            when = labels_sync.when(last.at, self._parts.now())
            facts.insert(0, t(CTX, "上次同步 {when}").format(when=when))
        return " · ".join(facts)

    def _tell(self) -> None:
        """The receipt line: what became of everything."""
        state = self._state
        if state.kind is RunKind.DONE and state.figures is not None:
            self._say("fine", _receipt(state.figures), state.figures)
        elif state.kind is RunKind.CANCELLED:
            self._say("notice", _cancelled(state.figures or RoundFigures(left=self._view.waiting)))
        elif state.kind is RunKind.FAILED and state.error is not None:
            said = labels_errors.words(state.error).together
            left = self._view.waiting
            kept = labels_sync.grouped(t(CTX, "没有丢失：%n 条记录仍在本机待发送。", left), left)
            self._say("notice", f"{said} {kept}" if left else said)
        else:
            self.told.hide()

    def _say(self, look: str, words: str, figures: RoundFigures | None = None) -> None:
        if self.told.objectName() != look:
            self.told.setObjectName(look)
            self.told.style().unpolish(self.told)
            self.told.style().polish(self.told)
        self.told_words.set_tone("good" if look == "fine" else "warn")
        self.told_words.setText(words)
        needs = figures is not None and bool(figures.conflicts or figures.refused)
        self.attention.setVisible(needs)
        error = self._state.error
        self.enroll_button.setVisible(error is not None and error.code in _LET_GO)
        self.told.show()


def _receipt(figures: RoundFigures) -> str:
    said = t(
        CTX, "没有丢失：发送 {sent} 条，接收 {received} 条，冲突 {conflicts} 项，被退回 {refused} 条。"
    ).format(
        sent=formats.count(figures.sent),
        received=formats.count(figures.received),
        conflicts=formats.count(figures.conflicts),
        refused=formats.count(figures.refused),
    )
    told = [t(CTX, "没有丢失：这份回执的内容先前都已收下，没有重复计入。") if figures.was_known else said]
    if figures.purged_clients:
        told.append(t(CTX, "%n 位客户已转给其他顾问，资料已从本机移除。", figures.purged_clients))
    if figures.left:
        told.append(t(CTX, "同步期间新记的 %n 条下次发送。", figures.left))
    return " ".join(told)


def _cancelled(figures: RoundFigures) -> str:
    said = t(CTX, "已取消。没有丢失：已发出 {sent} 条，已接收 {received} 条，下次同步从这里接着做。").format(
        sent=formats.count(figures.sent), received=formats.count(figures.received)
    )
    if not figures.left:
        return said
    left = t(CTX, "%n 条记录仍在本机待发送。", figures.left)
    return f"{said} {labels_sync.grouped(left, figures.left)}"
