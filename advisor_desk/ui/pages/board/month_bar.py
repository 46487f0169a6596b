"""The bar over the cards: which two month-ends are compared, and by which measure. All by keys."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from advisor_desk.ui import formats
from advisor_desk.ui.dialogs.field_box import CalmCombo
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.board import words
from advisor_desk.ui.pages.board.words import CTX, Measure
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Chip, GhostButton


class MonthBar(QWidget):
    """Signals: `changed()`: other month-ends; `measured()`: another measure; `recount_asked()`."""

    changed = Signal()
    measured = Signal()
    recount_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ends: Sequence[date] = ()
        self.start = CalmCombo()
        self.start.setAccessibleName(t(CTX, "对比的月末"))
        self.end = CalmCombo()
        self.end.setAccessibleName(t(CTX, "看的月末"))
        self.earlier = GhostButton("chevron-left", t(CTX, "早一个月 ([)"))
        self.later = GhostButton("chevron-right", t(CTX, "晚一个月 (])"))
        self.recount = GhostButton("refresh", t(CTX, "用现在的记录重算各月末的快照"), t(CTX, "重算月末"))
        self._group = QButtonGroup(self)
        self.chips: dict[Measure, Chip] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(RoleLabel(t(CTX, "月末"), FontRole.BODY, "second"))
        row.addWidget(self.earlier)
        row.addWidget(self.end)
        row.addWidget(self.later)
        row.addWidget(RoleLabel(t(CTX, "对比"), FontRole.BODY, "second"))
        row.addWidget(self.start)
        row.addSpacing(16)
        for measure in Measure:
            chip = Chip("", measure.value)
            self._group.addButton(chip)
            self.chips[measure] = chip
            row.addWidget(chip)
        row.addStretch(1)
        row.addWidget(self.recount)
        self.chips[Measure.CLIENTS].setChecked(True)
        self._group.buttonClicked.connect(lambda _button: self.measured.emit())
        self.end.currentIndexChanged.connect(self._on_end_chosen)
        self.start.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.earlier.clicked.connect(lambda: self.step(-1))
        self.later.clicked.connect(lambda: self.step(1))
        self.recount.clicked.connect(self.recount_asked)

    @property
    def measure(self) -> Measure:
        """The measure in force."""
        return next(measure for measure, chip in self.chips.items() if chip.isChecked())

    @property
    def pair(self) -> tuple[date, date] | None:
        """The earlier and the later month-end; None until there are two."""
        start, end = _chosen(self.start), _chosen(self.end)
        return None if start is None or end is None else (start, end)

    def show_ends(self, ends: Sequence[date], window_months: int) -> None:
        """Offer these month-ends; the choice stays where it still can be made, else the newest two."""
        for measure, chip in self.chips.items():
            chip.setText(words.measure_word(measure, window_months))
        before = self.pair
        self._ends = ends
        chosen = before if before is not None and set(before) <= set(ends) else None
        start, end = chosen or ((ends[-2], ends[-1]) if len(ends) > 1 else (None, None))
        _fill(self.end, ends[1:], end)
        self._offer_starts(start)
        self._mind()

    def step(self, months: int) -> None:
        """Both month-ends so many earlier or later, as far as there are any."""
        pair = self.pair
        if pair is None:
            return
        places = [self._ends.index(on) + months for on in pair]
        if places[0] >= 0 and places[1] < len(self._ends):
            start, end = (self._ends[place] for place in places)
            _fill(self.end, self._ends[1:], end)
            self._offer_starts(start)
            self._mind()
            self.changed.emit()

    def _on_end_chosen(self, _index: int) -> None:
        self._offer_starts(_chosen(self.start))
        self._mind()
        self.changed.emit()

    def _offer_starts(self, start: date | None) -> None:
        end = _chosen(self.end)
        before = [on for on in self._ends if end is not None and on < end]
        _fill(self.start, before, start if start in before else (before[-1] if before else None))

    def _mind(self) -> None:
        pair = self.pair
        self.earlier.setEnabled(pair is not None and pair[0] != self._ends[0])
        self.later.setEnabled(pair is not None and pair[1] != self._ends[-1])


def _fill(combo: CalmCombo, ends: Sequence[date], chosen: date | None) -> None:
    """The newest first; nobody is told."""
    combo.blockSignals(True)
    combo.clear()
    for on in reversed(ends):
        combo.addItem(formats.day(on), on.isoformat())
    combo.setCurrentIndex(-1 if chosen is None else combo.findData(chosen.isoformat()))
    combo.blockSignals(False)


def _chosen(combo: CalmCombo) -> date | None:
    iso = combo.currentData()
    return date.fromisoformat(iso) if isinstance(iso, str) else None
