"""先谈什么: needs and allowed products in their order, with the points that make it up, named one by one."""

from collections.abc import Sequence
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
from advisor_desk.ui.widgets.card import Card, RoleLabel, SectionTitle
from advisor_desk.ui.widgets.controls import GhostButton

MOST_NEEDS: Final = 4
MOST_OFFERS: Final = 5


class NeedsCard(Card):
    """Signals: `asked(str)` for an explanation; `wanted(str)` a product to be put into the plan."""

    asked = Signal(str)
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(t(CTX, "先谈什么"))
        self._inside: QWidget | None = None
        self.body.addStretch(1)

    def render_view(self, view: PageView) -> None:
        """Show the needs and the products that answer them."""
        self.forget()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        suggestion = view.suggestion
        needs = suggestion.needs[:MOST_NEEDS] if suggestion is not None else ()
        for rank, need in enumerate(needs, start=1):
            self._add(column, (f"{rank}. {labels_advice.need(need)}", f"NEED:{need.kind.value}"), need.parts)
        if not needs:
            column.addWidget(_small(t(CTX, "资料里没有指向具体需求的事实；可先了解客户的目标。")))
        self._add_offers(column, view)
        column.addWidget(_small(t(CTX, "分数只决定先谈什么，不影响适当性结论。")))
        self._inside = inside
        self.body.insertWidget(0, inside)

    def forget(self) -> None:
        """Show nothing."""
        if self._inside is not None:
            self.body.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
            self._inside = None

    def _add_offers(self, column: QVBoxLayout, view: PageView) -> None:
        offers = view.offers()
        in_plan = {shown.code for shown in view.lines()}
        offered = view.suggestion.offered if view.suggestion is not None else ()
        ranked = [(code, points) for code, points in offered if code in offers and points][:MOST_OFFERS]
        if ranked:
            column.addSpacing(4)
            column.addWidget(SectionTitle(t(CTX, "可以建议的产品")))
        for code, points in ranked:
            button = None
            if code not in in_plan:
                button = GhostButton("plus", t(CTX, "加入方案：{name}").format(name=offers[code].name))
                button.clicked.connect(lambda _on=False, code=code: self.wanted.emit(code))
            self._add(column, (offers[code].name, f"OFFER:{code}"), points, button)

    def _add(
        self, column: QVBoxLayout, head: tuple[str, str], parts: Sequence[NeedPoint],
        button: GhostButton | None = None,
    ) -> None:  # fmt: skip
        title, key = head
        name = FigureLink(key, FontRole.BODY_BOLD, "text")
        name.show_text(title)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        name.asked.connect(self.asked)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(name, 1)
        row.addWidget(RoleLabel(_sum(parts), FontRole.BODY, "second"))
        if button is not None:
            row.addWidget(button)
        column.addLayout(row)
        for part in parts:
            line = QHBoxLayout()
            line.setContentsMargins(12, 0, 0, 0)
            line.addWidget(_small(labels_advice.point(part)), 1)
            line.addWidget(RoleLabel(f"+{part.points}", FontRole.SMALL, "second"))
            column.addLayout(line)


def _sum(parts: Sequence[NeedPoint]) -> str:
    total = sum(part.points for part in parts)
    if len(parts) < 2:  # noqa: PLR2004
        return t(CTX, "{total} 分").format(total=total)
    sums = " + ".join(str(part.points) for part in parts)
    return t(CTX, "{sums} = {total} 分").format(sums=sums, total=total)


def _small(text: str) -> RoleLabel:
    label = RoleLabel(text, FontRole.SMALL, "second")
    label.setWordWrap(True)
    return label
