"""The facts of suitability in their groups, three abreast; below each group what the facts come to."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from advisor_desk.domain.code_lists import codes_in, joined_codes
from advisor_desk.domain.fields import Cell, FieldType
from advisor_desk.domain.records import Permission
from advisor_desk.ui import discreet, fonts, formats, labels, labels_client_form
from advisor_desk.ui import labels_suitability as words
from advisor_desk.ui.dialogs.field_box import CodeBox, FieldBox, TextBox
from advisor_desk.ui.dialogs.field_sheet import COLUMNS, field_grid
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.card import RoleLabel, SectionTitle
from advisor_desk.ui.widgets.layouts import nest_at
from advisor_desk.usecases import edit_kyc as deed
from advisor_desk.usecases.client_suitability import PermissionStanding
from advisor_desk.usecases.edit_client import SPECS, FieldProblem

_CTX = "Kyc"
_YES: Final = "1"
_IDENTITY: Final = ("capacity", "id_expires_on", "aml_restricted", "info_refused")
_MEANS: Final = (
    "declared_assets_fen", "income_3y_fen", "net_assets_fen", "household_fin_fen", "household_net_fen",
    "household_income_fen",
)  # fmt: skip
_PROOF: Final = ("proof", "proof_on")
_CLASS: Final = (
    "invest_since", "related_work_since", "investor_class", "class_evidence", "class_from", "class_until",
    "is_senior_manager", "is_certified",
)  # fmt: skip
_MONEY: Final = ("spending_month_fen", "liquidity_need_fen", "insurance_budget_fen")
_PERMISSIONS: Final = "permissions"


class FlagBox(FieldBox):
    """A yes or no: a box to tick, whose label stands beside it."""

    def __init__(self, label: str) -> None:
        self.box = QCheckBox()
        super().__init__(label, self.box)
        self.caption.hide()
        self.box.toggled.connect(self.edited)
        self.box.toggled.connect(self.left)

    def set_label(self, label: str) -> None:
        self.box.setText(label)
        self.box.setAccessibleName(label)

    def text(self) -> str:
        return _YES if self.box.isChecked() else ""

    def set_text(self, text: str) -> None:
        self.box.blockSignals(True)
        self.box.setChecked(text == _YES)
        self.box.blockSignals(False)


class PermissionsBox(FieldBox):
    """A box to tick for each trading permission, two abreast, with what opening it still asks for."""

    def __init__(self, label: str) -> None:
        self.ticks: dict[Permission, QCheckBox] = {}
        self.notes: dict[Permission, RoleLabel] = {}
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for at, permission in enumerate(Permission):
            tick = QCheckBox(labels.word(permission))
            note = RoleLabel("", FontRole.SMALL, "second")
            note.setWordWrap(True)
            cell = nest_at(grid, QVBoxLayout(), at // 2, at % 2)
            cell.setSpacing(2)
            cell.addWidget(tick)
            cell.addWidget(note)
            cell.addStretch(1)
            grid.setColumnStretch(at % 2, 1)
            self.ticks[permission], self.notes[permission] = tick, note
        super().__init__(label, holder)
        self.caption.hide()
        self.setFocusProxy(self.ticks[Permission.STAR])
        for tick in self.ticks.values():
            tick.toggled.connect(self.edited)

    def text(self) -> str:
        return joined_codes(one for one, tick in self.ticks.items() if tick.isChecked())

    def set_text(self, text: str) -> None:
        opened = codes_in(text, Permission)
        for permission, tick in self.ticks.items():
            tick.blockSignals(True)
            tick.setChecked(permission in opened)
            tick.blockSignals(False)

    def show_standing(self, standing: tuple[PermissionStanding, ...]) -> None:
        """Tell what each permission asks for; one that is open and lacks something is warned of."""
        for one in standing:
            note, is_open = self.notes[one.permission], self.ticks[one.permission].isChecked()
            note.setText(words.permission(one))
            note.set_tone("warn" if is_open and one.lacks_figures else "second")


class KycFields(QWidget):
    """Boxes by field name. Signals: `edited(str)` and `left(str)` with the name of the field."""

    edited = Signal(str)
    left = Signal(str)

    def __init__(self, today: date, *, is_person: bool) -> None:
        super().__init__()
        self._today = today
        self.boxes: dict[str, FieldBox] = {}
        self.born = RoleLabel("", FontRole.SMALL, "second")
        self.class_notes = RoleLabel("", FontRole.SMALL, "second")
        self.class_notes.setWordWrap(True)
        self.permissions = PermissionsBox(labels_client_form.field(_PERMISSIONS))
        self._grid = field_grid(self)
        self._groups(is_person=is_person)

    def texts(self) -> dict[str, str]:
        """Everything typed, by field."""
        return {name: box.text() for name, box in self.boxes.items()}

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Fill fields in; facts that this kind of client does not have are left out."""
        for name, text in texts.items():
            if name in self.boxes:
                self.boxes[name].set_text(text)

    def say_problem(self, problem: FieldProblem) -> None:
        """Tell what is wrong at the field."""
        self.boxes[problem.name].say_problem(words.problem(problem.name, problem.code))

    def tidy(self, name: str, value: Cell) -> None:
        """Write a value that was understood in its usual form, an amount with its short form below."""
        box, kind = self.boxes[name], SPECS[name].type
        if kind in (FieldType.DATE, FieldType.MONEY) and value is not None:
            box.set_text(deed.typed(name, value))
        is_money = kind is FieldType.MONEY and isinstance(value, int) and not discreet.is_on()
        box.say_hint(formats.money(value) if is_money and isinstance(value, int) else "")

    def first_wrong(self) -> FieldBox | None:
        """The first field with a problem."""
        return next((box for box in self.boxes.values() if box.has_problem), None)

    def _groups(self, *, is_person: bool) -> None:
        experience = t(_CTX, "投资经验与专业投资者")
        row = self._group(0, t(_CTX, "身份与行为能力"), _IDENTITY, is_person=is_person)
        row = self._span(row, self.born)
        row = self._group(row, t(_CTX, "资产与收入（元）"), _MEANS, is_person=is_person)
        row = self._fields(row, _PROOF, is_person=is_person)
        told = RoleLabel(
            t(_CTX, "没有证明、或证明超过 12 个月的，上面的金额只作参考，不计入合格投资者。"),
            FontRole.SMALL,
            "second",
        )
        told.setWordWrap(True)
        row = self._span(row, told)
        row = self._group(row, experience, _CLASS, is_person=is_person)
        row = self._span(row, self.class_notes)
        row = self._title(row, t(_CTX, "交易权限"))
        self._add(_PERMISSIONS, self.permissions)
        row = self._span(row, self.permissions)
        self._group(row, t(_CTX, "流动性与保险（元）"), _MONEY, is_person=is_person)

    def _title(self, row: int, title: str) -> int:
        self._grid.addWidget(SectionTitle(title, self), row, 0, 1, COLUMNS)
        self._grid.setRowMinimumHeight(row, fonts.scaled(26))
        return row + 1

    def _span(self, row: int, widget: QWidget) -> int:
        self._grid.addWidget(widget, row, 0, 1, COLUMNS)
        return row + 1

    def _group(self, row: int, title: str, names: tuple[str, ...], *, is_person: bool) -> int:
        return self._fields(self._title(row, title), names, is_person=is_person)

    def _fields(self, row: int, names: tuple[str, ...], *, is_person: bool) -> int:
        """Fields three abreast, then the boxes to tick."""
        shown = [name for name in names if deed.is_shown(name, is_person=is_person)]
        flags = [name for name in shown if SPECS[name].type is FieldType.FLAG]
        for part in ([name for name in shown if name not in flags], flags):
            for at, name in enumerate(part):
                self._add(name, _box(name))
                self._grid.addWidget(self.boxes[name], row + at // COLUMNS, at % COLUMNS)
            row += -(-len(part) // COLUMNS)
        return row

    def _add(self, name: str, box: FieldBox) -> None:
        self.boxes[name] = box
        box.edited.connect(self._telling(self.edited, name))
        box.left.connect(self._telling(self.left, name))

    def _telling(self, signal: SignalInstance, name: str) -> Callable[..., None]:
        return lambda *_args: signal.emit(name)


def _box(name: str) -> FieldBox:
    spec, label = SPECS[name], labels_client_form.field(name)
    if spec.type is FieldType.FLAG:
        return FlagBox(label)
    if spec.codes is not None:
        return CodeBox(label, [("", formats.NOTHING), *((one.value, labels.word(one)) for one in spec.codes)])
    is_private = spec.type is FieldType.MONEY
    return TextBox(label, words.placeholder(name), is_private=is_private)
