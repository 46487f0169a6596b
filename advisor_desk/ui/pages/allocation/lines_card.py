"""建议买入: the lines with their amounts, broken limits in words, what is left over and why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from advisor_desk.ui import discreet
from advisor_desk.ui import labels_advice_reasons as words
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX
from advisor_desk.ui.pages.allocation.line_row import COLUMNS, LineRow
from advisor_desk.ui.pages.allocation.view import PageView
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.widgets.card import Card, Line, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton


class LinesCard(Card):
    """Signals: those of `LineRow`; `undo_asked()` for the last step back, `solve_asked()` to compute anew."""

    changed = Signal(str, object, str)
    reasoned = Signal(str, str)
    kept = Signal(str)
    released = Signal(str)
    asked = Signal(str)
    undo_asked = Signal()
    solve_asked = Signal()

    def __init__(self) -> None:
        super().__init__(t(CTX, "建议买入"))
        self.rows: dict[str, LineRow] = {}
        self.sum = RoleLabel("", FontRole.BODY, "second")
        self.undo_button = GhostButton("undo", t(CTX, "撤销上一步改动 (Ctrl+Z)"), t(CTX, "撤销"))
        self.solve_button = GhostButton("refresh", t(CTX, "重新计算其余部分 (Ctrl+R)"), t(CTX, "重算"))
        self.add_action(self.sum)
        self.add_action(self.undo_button)
        self.add_action(self.solve_button)
        self.broken = QFrame()
        self.broken.setObjectName("notice")
        inside = QVBoxLayout(self.broken)
        inside.setContentsMargins(12, 6, 12, 6)
        self.broken_words = RoleLabel("", FontRole.BODY, "warn")
        self.broken_words.setWordWrap(True)
        inside.addWidget(self.broken_words)
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._heads = [RoleLabel(text, FontRole.SMALL, "second") for text in _heads()]
        for column, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, column)
        self._lines: list[Line] = []
        self.nothing = RoleLabel("", FontRole.BODY, "second")
        self.nothing.setWordWrap(True)
        self.residual = FigureLink("RESIDUAL", FontRole.BODY_BOLD)
        self.binding = RoleLabel("", FontRole.SMALL, "second")
        self.binding.setWordWrap(True)
        for widget in (self.broken, self._table, self.nothing, self.residual, self.binding):
            self.add(widget)
        self.residual.asked.connect(self.asked)
        self.undo_button.clicked.connect(self.undo_asked)
        self.solve_button.clicked.connect(self.solve_asked)

    def render_view(self, view: PageView) -> None:
        """Show the plan as it stands; the rows stay where the products stay."""
        plan = view.plan
        if plan is None:
            return
        shown = view.lines()
        if [line.code for line in shown] != list(self.rows):
            self._rebuild([line.code for line in shown])
        for line in shown:
            self.rows[line.code].render(line, view)
        bought = sum(line.amount_fen for line in plan.lines)
        self.sum.setText(
            t(CTX, "{count} 只，合计 {amount}").format(
                count=sum(1 for line in plan.lines if line.amount_fen), amount=discreet.money(bought)
            )
        )
        self._table.setVisible(bool(shown))
        self.nothing.setVisible(not shown)
        self.nothing.setText(t(CTX, "没有可以买入的产品：资金全部留作现金，原因见下。"))
        self.undo_button.setVisible(bool(view.work.history))
        self._tell_broken(view)
        self.residual.show_text(
            _rest(plan.residual_fen),
            "warn" if plan.residual_fen < 0 else "text",
        )
        notes = view.suggestion.notes if view.suggestion is not None else ()
        said = ["· " + words.reason(one, view.name_of) for one in (*plan.binding, *notes)]
        if view.is_changed:
            said.append("· " + t(CTX, "金额有手工改动，按 Ctrl+R 在改动之外重新计算其余部分。"))
        self.binding.setText("\n".join(said))
        self.binding.setVisible(bool(said))

    def go_to_first(self) -> bool:
        """Bring the keyboard to the first line. False while there is none."""
        return self.isVisible() and self.go_to(next(iter(self.rows), ""))

    def go_to(self, code: str) -> bool:
        """Bring the keyboard to a line: digits change its amount, W explains it."""
        row = self.rows.get(code)
        if row is not None:
            row.name.setFocus(Qt.FocusReason.OtherFocusReason)
        return row is not None

    def _tell_broken(self, view: PageView) -> None:
        plan = view.plan
        broken = plan.broken if plan is not None else ()
        self.broken.setVisible(bool(broken))
        said = [words.reason(one, view.name_of) for one in broken]
        self.broken_words.setText(
            "\n".join([t(CTX, "这样改会突破限制，不能算作建议："), *(f"· {one}" for one in said)])
        )

    def _rebuild(self, codes: Sequence[str]) -> None:
        known, self.rows = self.rows, {}
        for line in self._lines:
            self._grid.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        for row in known.values():
            for widget in row.widgets():
                self._grid.removeWidget(widget)
        for code in codes:
            self.rows[code] = known.pop(code) if code in known else self._make_row(code)
        for row in known.values():
            for widget in row.widgets():
                widget.hide()
                widget.deleteLater()
            row.deleteLater()
        for at, row in enumerate(self.rows.values()):
            line = Line(parent=self._table)
            self._lines.append(line)
            self._grid.addWidget(line, 1 + at * 3, 0, 1, COLUMNS)
            row.place(self._grid, 2 + at * 3)
        self._order_tabs()

    def _make_row(self, code: str) -> LineRow:
        row = LineRow(code, self)
        row.changed.connect(self.changed)
        row.reasoned.connect(self.reasoned)
        row.kept.connect(self.kept)
        row.released.connect(self.released)
        row.asked.connect(self.asked)
        row.moved.connect(lambda step, code=code: self._on_moved(code, step))
        return row

    def _order_tabs(self) -> None:
        last: QWidget = self.solve_button
        for row in self.rows.values():
            for widget in (
                row.name, row.amount, row.drop_button, row.back_button, row.reason, row.keep_button,
            ):  # fmt: skip
                QWidget.setTabOrder(last, widget)
                last = widget
        QWidget.setTabOrder(last, self.residual)

    def _on_moved(self, code: str, step: int) -> None:
        codes = list(self.rows)
        at = codes.index(code) + step
        if 0 <= at < len(codes):
            edit = self.rows[codes[at]].amount
            edit.setFocus(Qt.FocusReason.TabFocusReason)
            edit.selectAll()


def _rest(fen: int) -> str:
    if fen < 0:
        return t(CTX, "比投入金额多出 {amount}").format(amount=discreet.money(-fen))
    return t(CTX, "留作现金 {amount}").format(amount=discreet.money(fen))


def _heads() -> tuple[str, ...]:
    return (
        t(CTX, "产品"), t(CTX, "类别"), t(CTX, "角色"), t(CTX, "金额(元)"), t(CTX, "风险等级"),
        t(CTX, "首年费用"), t(CTX, "流动性"), "",
    )  # fmt: skip
