"""不能建议: blocked products by their first reason, with every reason and what would cure it."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from advisor_desk.domain.advice import BlockedProduct
from advisor_desk.domain.suitability import CheckCode, Finding, SuitabilityOutcome
from advisor_desk.ui import formats, i18n, icons, labels_advice
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX
from advisor_desk.ui.pages.allocation.view import PageView
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton, LinkButton
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.ui.widgets.marks import Pill, WarnPill

MOST_EXAMPLES: Final = 5
_OPEN_UP_TO: Final = 3


class BlockedGroup(QWidget):
    """Products whose first reason is the same; opened by a click, Enter or Space on its head.

    Signals: `asked(str)` for an explanation, `rest_asked(str)` for all products of the group by its code,
    `check_asked(str)` to check an order of a product.
    """

    asked = Signal(str)
    check_asked = Signal(str)
    rest_asked = Signal(str)

    def __init__(self, code: CheckCode, blocked: Sequence[BlockedProduct], view: PageView) -> None:
        super().__init__()
        self.code = code
        self.count = len(blocked)
        self.head = QToolButton()
        self.head.setObjectName("ghost")
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        title = t(CTX, "{reason} · {count} 只").format(
            reason=labels_advice.check(code), count=formats.count(self.count)
        )
        self.head.setText(" " + title)
        self.head.setAccessibleName(title)
        outcome = blocked[0].outcome
        sign = WarnPill(labels_advice.outcome(outcome))
        self._inside = QWidget()
        self._fill(blocked, view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        top = nest(column, QHBoxLayout())
        top.setSpacing(8)
        top.addWidget(self.head)
        top.addWidget(sign if outcome is SuitabilityOutcome.FORBID else Pill(sign.text()))
        top.addStretch(1)
        column.addWidget(self._inside)
        self.head.clicked.connect(lambda: self.set_open(is_open=not self.is_open))
        self.set_open(is_open=False)

    @property
    def is_open(self) -> bool:
        """True while its products are in sight."""
        return not self._inside.isHidden()

    def set_open(self, *, is_open: bool) -> None:
        """Show or hide the products."""
        self._inside.setVisible(is_open)
        icons.dress(self.head, "chevron-down" if is_open else "chevron-right")

    def _fill(self, blocked: Sequence[BlockedProduct], view: PageView) -> None:
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(30, 0, 0, 8)
        column.setSpacing(8)
        for one in blocked[:MOST_EXAMPLES]:
            column.addWidget(_product(one, view, self))
        rest = self.count - MOST_EXAMPLES
        if rest > 0:
            link = LinkButton(
                t(CTX, "还有 {count} 只，到产品页查看").format(count=formats.count(rest)), self._inside
            )
            link.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            link.clicked.connect(lambda: self.rest_asked.emit(self.code.value))
            column.addWidget(link)


class BlockedCard(Card):
    """Signals: `asked(str)` for an explanation, `rest_asked(str)` for the products of a reason,
    `check_asked(str)` to check an order of a product.
    """

    asked = Signal(str)
    check_asked = Signal(str)
    rest_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(t(CTX, "不能建议的产品"))
        self.count = RoleLabel("", FontRole.SMALL, "second")
        self.add_action(self.count)
        self.groups: list[BlockedGroup] = []
        self._shown: Sequence[BlockedProduct] | None = None
        self._open: dict[CheckCode, bool] = {}
        self.none = RoleLabel(t(CTX, "货架上的产品都可以向这位客户建议。"), FontRole.BODY, "second")
        self.add(self.none)

    def render_view(self, view: PageView) -> None:
        """Show what is blocked; what the person opened stays open."""
        blocked = view.suggestion.blocked if view.suggestion is not None else ()
        self._open.update((group.code, group.is_open) for group in self.groups)
        for group in self.groups:
            self.body.removeWidget(group)
            group.hide()
            group.deleteLater()
        self.groups = []
        for code, members in by_reason(blocked).items():
            group = BlockedGroup(code, members, view)
            group.set_open(is_open=self._open.get(code, len(members) <= _OPEN_UP_TO))
            group.asked.connect(self.asked)
            group.rest_asked.connect(self.rest_asked)
            group.check_asked.connect(self.check_asked)
            self.groups.append(group)
            self.add(group)
        self.none.setVisible(not blocked)
        self.count.setText(t(CTX, "{count} 只").format(count=formats.count(len(blocked))) if blocked else "")

    def forget(self) -> None:
        """Another client: nothing is open yet."""
        self._open.clear()
        self.groups, gone = [], self.groups
        for group in gone:
            self.body.removeWidget(group)
            group.hide()
            group.deleteLater()


def by_reason(blocked: Sequence[BlockedProduct]) -> Mapping[CheckCode, list[BlockedProduct]]:
    """Products by the first of their worst reasons; what speaks most for the client comes first."""
    found: dict[CheckCode, list[BlockedProduct]] = {}
    for one in blocked:
        found.setdefault(one.verdict.primary, []).append(one)
    for members in found.values():
        members.sort(key=lambda one: (-labels_advice.total(one.points), one.code))
    order = list(CheckCode)

    def rank(code: CheckCode) -> tuple[int, int]:
        return -labels_advice.total(found[code][0].points), order.index(code)

    return {code: found[code] for code in sorted(found, key=rank)}


def blocked_key(code: str) -> str:
    """The key of a blocked product's explanation."""
    return f"BLOCKED:{code}"


def _product(one: BlockedProduct, view: PageView, group: BlockedGroup) -> QWidget:
    made = QFrame()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    name = FigureLink(blocked_key(one.code), FontRole.BODY, "primary")
    name.show_text(one.name, hint=t(CTX, "为什么 (W)"))
    name.asked.connect(group.asked)
    head = nest(column, QHBoxLayout())
    head.setSpacing(8)
    head.addWidget(name)
    head.addWidget(RoleLabel(one.code, FontRole.TINY, "third"))
    speaks = labels_advice.total(one.points)
    if speaks:
        head.addWidget(Pill(t(CTX, "需求 {points} 分").format(points=speaks)))
    check = GhostButton("shield-check", t(CTX, "适当性检查：{name}").format(name=one.name))
    check.clicked.connect(lambda: group.check_asked.emit(one.code))
    head.addWidget(check)
    head.addStretch(1)
    for found in one.verdict.findings:
        column.addWidget(_wrapped("· " + labels_advice.finding(found), ""))
    cure = cure_of(one.verdict.findings)
    if cure:
        column.addWidget(_wrapped(t(CTX, "怎样解决：{cure}").format(cure=cure), "second"))
    return made


def cure_of(findings: Sequence[Finding]) -> str:
    """What would have to be done, all of it, in the order of the findings."""
    cures = [labels_advice.cure(found) for found in findings]
    # Sentences: Chinese ones follow each other without a space.
    between = " " if i18n.language() == i18n.ENGLISH else ""
    return between.join(dict.fromkeys(cure for cure in cures if cure))


def _wrapped(text: str, tone: str) -> RoleLabel:
    label = RoleLabel(text, FontRole.SMALL, tone)
    label.setWordWrap(True)
    return label
