"""The filter chips above the shelf: each opens a menu of choices and says what is chosen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from advisor_desk.domain.product import AssetClass, ProductType, RiskGrade
from advisor_desk.ui import icons, labels, theme
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.pages.products import words
from advisor_desk.ui.widgets.controls import Chip, GhostButton
from advisor_desk.ui.widgets.flow_row import FlowRow
from advisor_desk.usecases.product_filter import Buyer, ProductFilter

_CTX = words.CTX
_WAN: Final = 10_000_00
_MINIMUMS: Final = (1_000_00, _WAN, 5 * _WAN, 30 * _WAN, 100 * _WAN)
_BUYERS: Final = {
    Buyer.ANYONE: mark("不限合格投资者"),
    Buyer.QUALIFIED_PRIVATE: mark("私募合格投资者"),
    Buyer.QUALIFIED_AMP: mark("资管合格投资者"),
    Buyer.PERSON: mark("个人可买"),
    Buyer.ORGANISATION: mark("机构可买"),
    Buyer.RETAIL: mark("零售菜单"),
    Buyer.HNW: mark("高净值菜单"),
    Buyer.INST: mark("机构菜单"),
}

Choice = tuple[Any, str]


class MenuChip(Chip):
    """A chip with a menu. Signal `chosen(object)`: the set of values that are on."""

    chosen = Signal(object)

    def __init__(self, text: str, choices: Sequence[Choice], *, is_single: bool = False) -> None:
        super().__init__(text)
        self._word, self._is_single = text, is_single
        self._menu = QMenu(self)
        self._actions: list[tuple[object, QAction]] = []
        for value, word in choices:
            entry: QAction = self._menu.addAction(word)
            entry.setCheckable(True)
            entry.triggered.connect(lambda _on=False, value=value: self._on_picked(value))
            self._actions.append((value, entry))
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.signals().changed.connect(self._dress)
        self._dress()

    def values(self) -> frozenset[Any]:
        """What is on."""
        return frozenset(value for value, entry in self._actions if entry.isChecked())

    def set_values(self, values: frozenset[Any]) -> None:
        """Turn these on, quietly."""
        for value, entry in self._actions:
            entry.setChecked(value in values)
        self._dress()

    def pick(self, value: object) -> None:
        """As if the person chose `value` in the menu."""
        next(entry for known, entry in self._actions if known == value).trigger()

    def _on_picked(self, value: object) -> None:
        if self._is_single:
            for other, entry in self._actions:
                entry.setChecked(entry.isChecked() and other == value)
        self._dress()
        self.chosen.emit(self.values())

    def _dress(self) -> None:
        on = [entry.text() for _value, entry in self._actions if entry.isChecked()]
        first = f"{on[0]} +{len(on) - 1}" if len(on) > 1 else on[0] if on else self._word
        self.setText(first)
        self.setChecked(bool(on))
        self.setAccessibleName(self._word)
        self.setToolTip(t(_CTX, "、").join(on))
        icons.dress(self, "chevron-down", "primary" if on else "text2", 14)


class FilterBar(FlowRow):
    """Signal `changed(ProductFilter)`: the person chose something; the text of the search stays as it was."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = ProductFilter()
        self.on_sale = Chip(t(_CTX, "在售"), "open", self)
        self.on_sale.setToolTip(t(_CTX, "今天可以销售：在售、在开放日、在有效期内"))
        self.classes = MenuChip(t(_CTX, "资产类别"), [(kind, labels.word(kind)) for kind in AssetClass])
        grades: list[Choice] = [(level, words.grade(level)) for level in RiskGrade]
        self.grades = MenuChip(t(_CTX, "风险等级"), [*grades, (None, t(_CTX, "未评级"))])
        self.types = MenuChip(t(_CTX, "类型"), [(kind, labels.word(kind)) for kind in ProductType])
        minimums = [(fen, t(_CTX, "{amount}以内").format(amount=words.money(fen))) for fen in _MINIMUMS]
        self.minimum = MenuChip(t(_CTX, "起点"), minimums, is_single=True)
        buyers = [(buyer, t(_CTX, word)) for buyer, word in _BUYERS.items()]
        self.buyer = MenuChip(t(_CTX, "谁可买"), buyers, is_single=True)
        self.clear_button = GhostButton("x", t(_CTX, "清除条件"), parent=self)
        self.menus = (self.classes, self.grades, self.types, self.minimum, self.buyer)
        for chip in (self.on_sale, *self.menus, self.clear_button):
            self.put(chip)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self.setSizePolicy(policy)
        self._connect()
        self.show_filter(self._wanted)

    def show_filter(self, wanted: ProductFilter) -> None:
        """Show what is asked for, quietly."""
        self._wanted = wanted
        self.on_sale.setChecked(wanted.is_open)
        self.classes.set_values(frozenset(wanted.classes))
        self.grades.set_values(frozenset(wanted.grades))
        self.types.set_values(frozenset(wanted.types))
        self.minimum.set_values(_one(wanted.min_at_most_fen))
        self.buyer.set_values(_one(wanted.buyer))
        self.clear_button.setVisible(replace(wanted, text="") != ProductFilter())

    def clear(self) -> None:
        """Ask for everything, but for the text."""
        self._tell(ProductFilter(text=self._wanted.text))

    def _connect(self) -> None:
        self.on_sale.clicked.connect(lambda on: self._tell(replace(self._wanted, is_open=on)))
        self.clear_button.clicked.connect(self.clear)
        changes: dict[MenuChip, Callable[[frozenset[Any]], ProductFilter]] = {
            self.classes: lambda on: replace(self._wanted, classes=on),
            self.grades: lambda on: replace(self._wanted, grades=on),
            self.types: lambda on: replace(self._wanted, types=on),
            self.minimum: lambda on: replace(self._wanted, min_at_most_fen=_only(on)),
            self.buyer: lambda on: replace(self._wanted, buyer=_only(on)),
        }
        for chip, change in changes.items():
            chip.chosen.connect(lambda on, change=change: self._tell(change(on)))

    def _tell(self, wanted: ProductFilter) -> None:
        self.show_filter(wanted)
        self.changed.emit(wanted)


def _one(value: object) -> frozenset[Any]:
    return frozenset() if value is None else frozenset((value,))


def _only(values: frozenset[Any]) -> Any:
    return next(iter(values), None)
