"""A field that finds a product of the shelf by code, name or pinyin."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit

from advisor_desk.domain.shelf import Product
from advisor_desk.ui.dialogs.field_box import FieldBox
from advisor_desk.ui.dialogs.found_list import found_list
from advisor_desk.ui.i18n import t
from advisor_desk.usecases.product_facts import searched

_CTX = "OrderCheck"
MOST: Final = 12
_CODE: Final = Qt.ItemDataRole.UserRole


class ProductBox(FieldBox):
    """Signal `chosen()`: another product is chosen, or none any more.

    A product is chosen from the list below the field, by its whole code or name, or by going on while a
    single one is left.
    """

    chosen = Signal()

    def __init__(self, label: str) -> None:
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(t(_CTX, "代码、名称或拼音"))
        super().__init__(label, self.edit, is_required=True)
        self.product: Product | None = None
        self._products: list[tuple[Product, str]] = []
        self.found = QStandardItemModel(self)
        self.completer = found_list(self.edit, self.found, MOST, self._on_picked)
        self.edit.textEdited.connect(self._on_typed)
        self.edit.editingFinished.connect(self._on_left)

    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        self.edit.setText(text)

    def set_shelf(self, products: Sequence[Product]) -> None:
        """What may be chosen; what was typed meanwhile is looked for in it."""
        self._products = [(one, searched(one)) for one in products]
        if self.edit.text():
            self._on_typed(self.edit.text())

    def choose(self, code: str) -> None:
        """Choose a product by its code; an unknown code stays as typed text."""
        product = next((one for one, _ in self._products if one.code == code), None)
        self._take(product, _title(product) if product is not None else code)

    def matches(self) -> list[Product]:
        """The products that fit what is typed, by code."""
        words = self.edit.text().casefold().split()
        return [one for one, text in self._products if all(word in text for word in words)] if words else []

    def _take(self, product: Product | None, text: str) -> None:
        self.edit.setText(text)
        self.edit.setCursorPosition(0)
        self._set(product)

    def _set(self, product: Product | None) -> None:
        if product is not None:
            self.say_problem("")
        if product is not self.product:
            self.product = product
            self.chosen.emit()

    def _on_typed(self, text: str) -> None:
        typed, found = text.strip().casefold(), self.matches()
        self.found.clear()
        for product in found[:MOST]:
            item = QStandardItem(_title(product))
            item.setData(product.code, _CODE)
            self.found.appendRow(item)
        whole = [one for one, _ in self._products if typed in _names(one)]
        self._set(whole[0] if len(whole) == 1 else None)

    def _on_picked(self, at: QModelIndex | QPersistentModelIndex) -> None:
        self.choose(str(at.data(_CODE)))

    def _on_left(self) -> None:
        """Going on chooses the one that is left; of several the person must choose."""
        if self.product is not None or not self.edit.text().strip() or not self._products:
            return
        found = self.matches()
        if len(found) == 1:
            self._take(found[0], _title(found[0]))
        else:
            self.say_problem(t(_CTX, "%n 只产品符合，请选定一只。", len(found)))


def _title(product: Product) -> str:
    return f"{product.name}  {product.code}"


def _names(product: Product) -> tuple[str, str, str]:
    return product.code.casefold(), product.name.casefold(), _title(product).casefold()
