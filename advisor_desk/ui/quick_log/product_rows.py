"""提到的产品: picked by name or pinyin, each with what its check says for the one who is there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advisor_desk.domain.suitability import SuitabilityOutcome, SuitabilityVerdict
from advisor_desk.ui import labels_advice
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import Jobs, ReadJob
from advisor_desk.ui.quick_log.found_list import FoundList, FoundRow
from advisor_desk.ui.widgets.card import ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.ui.widgets.layouts import empty, nest
from advisor_desk.usecases.log_products import Mentioned, match_products

_CTX = "QuickLog"
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class ProductsParts:
    """What it asks; both run in the book's lane. `check` takes client, product and initiator."""

    read: Callable[[], Sequence[Mentioned]]
    check: Callable[[int, str, str], SuitabilityVerdict]
    jobs: Jobs


class _ProductEdit(QLineEdit):
    moved = Signal(int)
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class ProductRows(QWidget):
    """Signal `edited()`: another product, or text in the field."""

    edited = Signal()

    def __init__(self, parts: ProductsParts, window: QWidget) -> None:
        super().__init__(window)
        self._parts = parts
        self._shelf: list[Mentioned] | None = None
        self._codes: list[str] = []
        self._matches: list[Mentioned] = []
        self._asked: tuple[int | None, str] = (None, "")
        self.verdicts: dict[str, SuitabilityVerdict] = {}
        self.edit = _ProductEdit(self)
        self.edit.setPlaceholderText(t(_CTX, "产品代码、名称或拼音，回车选中"))
        self.edit.setAccessibleName(t(_CTX, "提到的产品"))
        self.list = FoundList(self.edit, window)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._rows = nest(column, QVBoxLayout())
        self._rows.setSpacing(4)
        column.addWidget(self.edit)
        self.edit.textEdited.connect(self._on_typed)
        self.edit.moved.connect(self.list.move_current)
        self.edit.entered.connect(self._on_enter)
        self.edit.editingFinished.connect(self.list.hide)
        self.list.chosen.connect(self._take)

    def codes(self) -> tuple[str, ...]:
        """What was mentioned."""
        return tuple(self._codes)

    def typed(self) -> str:
        """Text that is no product yet."""
        return self.edit.text()

    def restore(self, codes: Sequence[str], typed: str) -> None:
        """Put back what a draft holds."""
        self._codes = list(codes)
        self.verdicts = {}
        self.edit.setText(typed)
        if codes or typed:
            self.read_shelf()
        self._show()

    def read_shelf(self) -> None:
        """Read the shelf, once."""
        if self._shelf is not None:
            return
        read = self._parts.read
        self._parts.jobs.start(ReadJob(run=lambda _context: read(), done=self._on_shelf, owner=self))

    def show_for(self, client_id: int | None, initiator: str) -> None:
        """Check for the one who is there; with several, or nobody, nothing is checked."""
        if (client_id, initiator) != self._asked:
            self._asked = (client_id, initiator)
            self.verdicts = {}
            self._check()
            self._show()

    def outcomes(self) -> dict[str, str]:
        """The outcomes that are known, by product."""
        return {code: verdict.outcome.value for code, verdict in self.verdicts.items()}

    def _on_shelf(self, products: Sequence[Mentioned]) -> None:
        self._shelf = list(products)
        self._check()
        self._show()
        if self.edit.hasFocus() and self.edit.text().strip():
            self._on_typed(self.edit.text())

    def _on_typed(self, text: str) -> None:
        self.read_shelf()
        self._matches = match_products(self._shelf or [], text)
        rows = [FoundRow(one.name, f"{one.code}  {one.grade}".strip()) for one in self._matches]
        self.list.show_rows(rows, 0)
        self.edited.emit()

    def _on_enter(self) -> None:
        if self.edit.text().strip() and self._matches:
            self._take(max(0, self.list.currentRow()))
        elif not self.edit.text().strip():
            self.focusNextChild()

    def _take(self, row: int) -> None:
        if row < len(self._matches):
            code = self._matches[row].code
            if code not in self._codes:
                self._codes.append(code)
            self._matches = []
            self.edit.clear()
            self.list.hide()
            self._check()
            self._show()
            self.edited.emit()

    def _check(self) -> None:
        client_id, initiator = self._asked
        if client_id is None or self._shelf is None:
            return
        known = {one.code for one in self._shelf}
        for code in self._codes:
            if code in known and code not in self.verdicts:
                self._ask(client_id, code, initiator)

    def _ask(self, client_id: int, code: str, initiator: str) -> None:
        check, asked = self._parts.check, self._asked
        self._parts.jobs.start(
            ReadJob(
                run=lambda _context: check(client_id, code, initiator),
                done=lambda verdict: self._on_checked(asked, code, verdict),
                owner=self,
            )
        )

    def _on_checked(self, asked: tuple[int | None, str], code: str, verdict: SuitabilityVerdict) -> None:
        if asked == self._asked and code in self._codes:
            self.verdicts[code] = verdict
            self._show()

    def _remove(self, code: str) -> None:
        self._codes.remove(code)
        self.verdicts.pop(code, None)
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        empty(self._rows)
        for code in self._codes:
            self._rows.addWidget(self._row(code))

    def _row(self, code: str) -> QWidget:
        row = QWidget(self)
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        name = next((one.name for one in self._shelf or () if one.code == code), "")
        inside.addWidget(RoleLabel(f"{name}  {code}".strip(), FontRole.BODY_BOLD, parent=row))
        told, tone = self.told(code)
        inside.addWidget(ElidedLabel(told, FontRole.SMALL, tone, row), 1)
        close = GhostButton("x", t(_CTX, "移除"), parent=row)
        close.clicked.connect(lambda: self._remove(code))
        inside.addWidget(close)
        return row

    def told(self, code: str) -> tuple[str, str]:
        """What the check says, and its tone."""
        verdict = self.verdicts.get(code)
        if verdict is None:
            several = t(_CTX, "只有一位客户时核对适当性") if self._asked[0] is None else ""
            return several, "second"
        said = labels_advice.outcome(verdict.outcome)
        if verdict.outcome is SuitabilityOutcome.ALLOW:
            return t(_CTX, "{outcome}（按起购金额）").format(outcome=said), "good"
        worst = next(one for one in verdict.findings if one.outcome is verdict.outcome)
        return f"{said}  {labels_advice.finding(worst)}", "warn"
