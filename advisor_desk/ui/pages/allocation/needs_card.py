"""先谈什么: needs and allowed products in their order, with the points that make it up, named one by one."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.domain.advice import NeedPoint
from advisor_desk.ui import labels_advice
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX
from advisor_desk.ui.pages.allocation.view import PageView
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.ui.widgets.side_by_side import SideBySide

MOST_NEEDS: Final = 4
MOST_OFFERS: Final = 5
_LEAST_SIDE: Final = 340


class NeedsCard(Card):
    """Signals: `asked(str)` for an explanation; `wanted(str)` a product to be put into the plan."""

    asked = Signal(str)
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(t(CTX, "先谈什么"))
        self._inside: QWidget | None = None
        self._name_of: Callable[[str], str] = str
        self.body.addStretch(1)

    def render_view(self, view: PageView) -> None:
        """Show the needs, and beside them the products that answer them."""
        self.forget()
        self._name_of = view.name_of
        sides = [(self._needs(view), 1)]
        offers = self._offers(view)
        if offers is not None:
            sides.append((offers, 1))
        self._inside = SideBySide(sides, gap=32)
        self.body.insertWidget(0, self._inside)

    def forget(self) -> None:
        """Show nothing."""
        if self._inside is not None:
            self.body.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
            self._inside = None

    def _needs(self, view: PageView) -> QWidget:
        side, column = _side()
        needs = view.suggestion.needs[:MOST_NEEDS] if view.suggestion is not None else ()
        for rank, need in enumerate(needs, start=1):
            title = f"{rank}. {labels_advice.need(need)}"
            self._add(column, (title, f"NEED:{need.kind.value}"), need.parts)
        if not needs:
            column.addWidget(_small(t(CTX, "资料里没有指向具体需求的事实；可先了解客户的目标。")))
        column.addStretch(1)
        column.addWidget(_small(t(CTX, "分数只决定先谈什么，不影响适当性结论。"), "third"))
        return side

    def _offers(self, view: PageView) -> QWidget | None:
        offers = view.offers()
        in_plan = {shown.code for shown in view.lines()}
        offered = view.suggestion.offered if view.suggestion is not None else ()
        ranked = [(code, points) for code, points in offered if code in offers and points][:MOST_OFFERS]
        if not ranked:
            return None
        side, column = _side()
        column.addWidget(RoleLabel(t(CTX, "可以建议的产品"), FontRole.SMALL_BOLD, "second"))
        for code, points in ranked:
            button = None
            if code not in in_plan:
                button = GhostButton("plus", t(CTX, "加入方案：{name}").format(name=offers[code].name))
                button.clicked.connect(lambda _on=False, code=code: self.wanted.emit(code))
            self._add(column, (offers[code].name, f"OFFER:{code}"), points, button)
        column.addStretch(1)
        return side

    def _add(
        self, column: QVBoxLayout, head: tuple[str, str], parts: Sequence[NeedPoint],
        button: GhostButton | None = None,
    ) -> None:  # fmt: skip
        title, key = head
        name = FigureLink(key, FontRole.BODY_BOLD, "text")
        name.show_text(title)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        name.asked.connect(self.asked)
        row = nest(column, QHBoxLayout())
        row.setSpacing(8)
        row.addWidget(name, 1)
        row.addWidget(RoleLabel(_sum(parts), FontRole.BODY, "second"))
        if button is not None:
            row.addWidget(button)
        said = labels_advice.points_told(parts, self._name_of)
        column.addWidget(_small(t(CTX, "；").join(said)))


def _side() -> tuple[QWidget, QVBoxLayout]:
    side = QWidget()
    side.setMinimumWidth(_LEAST_SIDE)
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    return side, column


def _sum(parts: Sequence[NeedPoint]) -> str:
    total = sum(part.points for part in parts)
    if len(parts) < 2:  # noqa: PLR2004
        return t(CTX, "{total} 分").format(total=total)
    sums = " + ".join(str(part.points) for part in parts)
    return t(CTX, "{sums} = {total} 分").format(sums=sums, total=total)


def _small(text: str, tone: str = "second") -> RoleLabel:
    label = RoleLabel(text, FontRole.SMALL, tone)
    label.setWordWrap(True)
    return label
