"""The fields of the client's form in their groups, three abreast; which are shown hangs on the kind."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.kinds import Cell, FieldType
from advisor_desk.ui import discreet, fonts, formats, labels
from advisor_desk.ui import labels_client_form as words
from advisor_desk.ui.dialogs.field_box import CodeBox, FieldBox, TextBox
from advisor_desk.ui.dialogs.field_sheet import COLUMNS, field_grid
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.card import SectionTitle
from advisor_desk.ui.widgets.layouts import take_all
from advisor_desk.usecases import edit_client as form
from advisor_desk.usecases.edit_client import SPECS, FieldProblem

_CTX = "ClientForm"
_BASIC: Final = (
    "client_no", "name", "client_type", "gender", "born_on", "household_no", "industry", "org_subtype",
    "id_type", "id_no", "id_expires_on",
)  # fmt: skip
_CONTACT: Final = ("phone", "email", "preferred_channel", "region", "opened_on", "source_channel")
_MEANS: Final = ("occupation", "employer", "education", "annual_income_fen", "declared_assets_fen")
_PRIVATE: Final = frozenset(
    {"name", "born_on", "id_no", "phone", "email", "employer", "annual_income_fen", "declared_assets_fen"}
)


class ClientFields(QWidget):
    """Boxes by field name. Signals: `edited(str)` and `left(str)` with the name of the field."""

    edited = Signal(str)
    left = Signal(str)

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.boxes: dict[str, FieldBox] = {name: _box(name) for name in (*_BASIC, *_CONTACT, *_MEANS)}
        self._titles = [SectionTitle("", self) for _group in range(3)]
        self._grid = field_grid(self)
        for name, box in self.boxes.items():
            box.setParent(self)
            box.edited.connect(self._telling(self.edited, name))
            box.left.connect(self._telling(self.left, name))
        self.show_kind(ClientType.PERSON)

    @property
    def client_type(self) -> ClientType:
        """The kind that is chosen."""
        return ClientType(self.boxes["client_type"].text())

    def texts(self) -> dict[str, str]:
        """Everything typed, hidden fields included."""
        return {name: box.text() for name, box in self.boxes.items()}

    def shown_texts(self) -> dict[str, str]:
        """What was typed into the fields that this kind of client has."""
        kind = self.client_type
        return {name: box.text() for name, box in self.boxes.items() if form.is_shown(name, kind)}

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Fill fields in and show those of the kind."""
        for name, text in texts.items():
            self.boxes[name].set_text(text)
        self.show_kind(self.client_type)

    def show_kind(self, kind: ClientType) -> None:
        """Show the fields of this kind of client; what was typed into the others is kept."""
        titles = (
            t(_CTX, "基本"),
            t(_CTX, "联系与开户"),
            t(_CTX, "职业与财务") if kind.is_person else t(_CTX, "财务"),
        )
        take_all(self._grid)
        chain: list[QWidget] = []
        row = 0
        for title, said, names in zip(self._titles, titles, (_BASIC, _CONTACT, _MEANS), strict=True):
            title.setText(said)
            self._grid.addWidget(title, row, 0, 1, COLUMNS)
            self._grid.setRowMinimumHeight(row, fonts.scaled(26))
            shown = [name for name in names if form.is_shown(name, kind)]
            for name in names:
                self.boxes[name].setVisible(name in shown)
            for at, name in enumerate(shown):
                self._grid.addWidget(self.boxes[name], row + 1 + at // COLUMNS, at % COLUMNS)
                chain.append(self.boxes[name].editor)
            row += 1 + -(-len(shown) // COLUMNS)
        for before, after in zip(chain, chain[1:], strict=False):
            QWidget.setTabOrder(before, after)
        self.boxes["name"].set_label(words.field("name", kind))

    def say_problem(self, problem: FieldProblem) -> None:
        """Tell what is wrong at the field."""
        self.boxes[problem.name].say_problem(words.problem(problem.name, problem.code, self.client_type))

    def read(self, name: str) -> Cell | FieldProblem:
        """The value of one field as typed."""
        return form.read_field(name, self.boxes[name].text(), self._today)

    def tidy(self, name: str, value: Cell) -> None:
        """Write a value that was understood in its usual form, and tell how it was understood."""
        box = self.boxes[name]
        if SPECS[name].type is not FieldType.CODE and value is not None:
            box.set_text(form.written(name, value))
        box.say_hint(_understood(name, value))

    def first_wrong(self) -> FieldBox | None:
        """The first field in sight with a problem."""
        return next((box for box in self.boxes.values() if box.has_problem and not box.isHidden()), None)

    def _telling(self, signal: SignalInstance, name: str) -> Callable[..., None]:
        return lambda *_args: signal.emit(name)


def _understood(name: str, value: Cell) -> str:
    if SPECS[name].type is FieldType.MONEY and isinstance(value, int) and not discreet.is_on():
        return formats.money(value)
    return ""


def _box(name: str) -> FieldBox:
    spec = SPECS[name]
    is_required = spec.required or name == "client_type"
    label = words.field(name)
    if spec.codes is None:
        return TextBox(label, words.placeholder(name), is_required=is_required, is_private=name in _PRIVATE)
    none = [] if is_required else [("", formats.NOTHING)]
    choices = [(code.value, labels.word(code)) for code in spec.codes]
    return CodeBox(label, [*none, *choices], is_required=is_required)
