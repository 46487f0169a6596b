"""数据截至 and 最近几次同步: how old each scope is, how the last rounds went."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from advisor_desk.domain.sync_view import RoundView, RulesView, SyncView
from advisor_desk.errors import UserCanFix
from advisor_desk.ui import formats, labels_errors, labels_sync
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_sync import Freshness
from advisor_desk.ui.pages.sync.calm_line import CalmLine
from advisor_desk.ui.pages.sync.parts import CTX, SyncParts
from advisor_desk.ui.widgets.card import Card, ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.layouts import empty, nest
from advisor_desk.ui.widgets.marks import LatePill, Pill, WarnPill

_MOST_ROUNDS: Final = 6
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_DONE: Final = ("DONE", "CANCELLED")
_FIGURES: Final = ("sent", "received", "duplicates", "refused", "conflicts", "purged")


class ScopesCard(Card):
    """A line each scope, the own clients first: what it holds, how old it is, a word when long ago.

    Below them a sentence for each version of head office's rules that is not in force here.
    """

    def __init__(self, parts: SyncParts, parent: QWidget | None = None) -> None:
        super().__init__(t(CTX, "数据截至"), parent)
        self._parts = parts
        self._grid = _grid(self)
        self.calm = CalmLine(t(CTX, "还没有收过总部的数据。"), "database", self)
        self.add(self.calm)
        self._rules = nest(self.body, QVBoxLayout())
        self._rules.setSpacing(4)

    def show_view(self, view: SyncView) -> None:
        """Show how old each scope is."""
        self.calm.setVisible(not view.scopes)
        empty(self._grid)
        now = self._parts.now()
        for at, one in enumerate(reversed(view.scopes)):
            age = labels_sync.age(one.as_of, now)
            word = labels_sync.scope(one.scope)
            self._grid.addWidget(RoleLabel(word, FontRole.BODY, parent=self), at, 0)
            when = RoleLabel(age.when, FontRole.BODY, age.freshness.value, self)
            when.setAlignment(_RIGHT)
            self._grid.addWidget(when, at, 1)
            if age.word:
                pill = _pill(age)
                pill.setParent(self)
                self._grid.addWidget(pill, at, 2, Qt.AlignmentFlag.AlignRight)
        self._show_rules(view.rules)

    def _show_rules(self, rules: Sequence[RulesView]) -> None:
        empty(self._rules)
        for one in rules:
            said = labels_errors.words(UserCanFix(one.code, version=one.name)).together
            line = RoleLabel(said, FontRole.SMALL, "warn", self)
            line.setWordWrap(True)
            self._rules.addWidget(line)


class RoundsCard(Card):
    """A line each round: when, how it ended, what went either way."""

    def __init__(self, parts: SyncParts, parent: QWidget | None = None) -> None:
        super().__init__(t(CTX, "最近几次同步"), parent)
        self._parts = parts
        self._grid = _grid(self)
        self.calm = CalmLine(t(CTX, "还没有同步过。"), "clock", self)
        self.add(self.calm)
        self.body.addStretch(1)

    def show_view(self, view: SyncView) -> None:
        """Show the last rounds, newest first."""
        self.calm.setVisible(not view.rounds)
        empty(self._grid)
        now = self._parts.now()
        for at, one in enumerate(view.rounds[:_MOST_ROUNDS]):
            self._grid.addWidget(
                RoleLabel(labels_sync.when(one.at, now), FontRole.SMALL, "second", self), at, 0
            )
            tone = "" if one.outcome in _DONE else "warn"
            said = ElidedLabel(labels_sync.outcome(one), FontRole.BODY, tone, self)
            self._grid.addWidget(said, at, 1, 1, 1 if one.figures else 2)
            if one.figures:
                self._grid.addWidget(self._figures(one), at, 2)

    def _figures(self, one: RoundView) -> RoleLabel:
        """What went either way; the rest in the tip."""
        counts = {name: formats.count(one.figures.get(name, 0)) for name in _FIGURES}
        made = RoleLabel(
            t(CTX, "发 {sent} · 收 {received}").format_map(counts), FontRole.SMALL, "second", self
        )
        made.setAlignment(_RIGHT)
        made.setToolTip(
            t(
                CTX,
                "发送 {sent} 条，其中重复 {duplicates} 条、被退回 {refused} 条；"
                "接收 {received} 条，冲突 {conflicts} 项；移出 {purged} 位客户。",
            ).format_map(counts)
        )
        return made


def _grid(card: Card) -> QGridLayout:
    made = nest(card.body, QGridLayout())
    made.setHorizontalSpacing(12)
    made.setVerticalSpacing(8)
    made.setColumnStretch(1, 1)
    return made


def _pill(age: labels_sync.Age) -> Pill:
    return LatePill(age.word) if age.freshness is Freshness.STALE else WarnPill(age.word)
