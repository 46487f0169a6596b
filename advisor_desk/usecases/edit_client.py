"""A client made or changed by hand: typed text is read field by field, twins are looked for, edits undone.

The cells of files and the fields of the form are read by the same readers (`intake.cells`). No words here:
a field that cannot be taken carries a permanent code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from advisor_desk.domain.advice_fields import OF_CLIENT
from advisor_desk.domain.client import ClientType, Gender
from advisor_desk.domain.code_lists import joined_codes
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.edits import ClientValues, Twin, TwinProbe
from advisor_desk.domain.kinds import KINDS, Cell, FieldSpec, FieldType, Kind
from advisor_desk.domain.review import ClientProfile
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.cells import CellStyle, ReadCell, reader_of
from advisor_desk.intake.day_words import FOREVER
from advisor_desk.intake.identity import is_resident_id
from advisor_desk.intake.verdict import Bad
from advisor_desk.usecases.ports import FormBook

if TYPE_CHECKING:
    from advisor_desk.domain.suitability import KycFacts

SPECS: Final[Mapping[str, FieldSpec]] = {spec.name: spec for spec in KINDS[Kind.CLIENTS].fields}
"""The fields of a client by name, in the order of the templates."""

KYC: Final = frozenset(spec.name for spec in OF_CLIENT)
"""Fields of suitability: they have a dialog of their own and are not in the client's form."""

PERSON_ONLY: Final = frozenset(
    {"gender", "born_on", "occupation", "employer", "education", "annual_income_fen", "household_no"}
)
ORGANISATION_ONLY: Final = frozenset({"industry", "org_subtype"})
OPENED_BEFORE_BORN: Final = "import.opened_before_born"
NO_END: Final = "长期"
"""What stands on an identity document without an end; the readers of files know the word."""

_FEN: Final = 100


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A field that cannot be taken as typed; `code` is that of `intake` or of the import's checks."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class FormReading:
    """What was typed, as typed values, with the fields that cannot be taken."""

    values: ClientValues
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, slots=True)
class ClientEdit:
    """What one edit changed: enough to take it back."""

    client_id: int
    before: ClientValues
    after: ClientValues


@dataclass(frozen=True, slots=True)
class IdFacts:
    """What a resident identity number tells of its holder."""

    born_on: date
    gender: Gender


def is_shown(name: str, client_type: ClientType) -> bool:
    """True when the field belongs to this kind of client."""
    return name not in (ORGANISATION_ONLY if client_type.is_person else PERSON_ONLY)


def read_field(name: str, typed: str, today: date) -> Cell | FieldProblem:
    """The value of one field as a person typed it; nothing typed is None."""
    found = _reader(name, today)(typed)
    return FieldProblem(name, found.code) if isinstance(found, Bad) else found


def read_form(typed: Mapping[str, str], today: date) -> FormReading:
    """Read every field given; dates that contradict each other are a problem of the later one."""
    read = {name: read_field(name, text, today) for name, text in typed.items()}
    values: dict[str, Cell] = {
        name: found for name, found in read.items() if not isinstance(found, FieldProblem)
    }
    problems = [found for found in read.values() if isinstance(found, FieldProblem)]
    born, opened = values.get("born_on"), values.get("opened_on")
    if isinstance(born, int) and isinstance(opened, int) and opened < born:
        problems.append(FieldProblem("opened_on", OPENED_BEFORE_BORN))
    return FormReading(values, tuple(problems))


def written(name: str, value: Cell) -> str:
    """A value as a person would type it: `read_field` of it gives the value again."""
    if value is None:
        return ""
    kind = SPECS[name].type
    if kind is FieldType.DATE and isinstance(value, int):
        return NO_END if value == FOREVER else from_day(value).isoformat()
    if kind is FieldType.MONEY and isinstance(value, int):
        yuan, fen = divmod(abs(value), _FEN)
        return f"{'-' if value < 0 else ''}{yuan:,}" + (f".{fen:02d}" if fen else "")
    return str(value)


def values_of(profile: ClientProfile) -> ClientValues:
    """The recorded fields, typed as in `domain.kinds`."""
    return {one.name: _cell(getattr(profile, one.name)) for one in fields(profile)}


def values_of_kyc(kyc: "KycFacts") -> ClientValues:
    """The recorded facts of suitability, typed as in `domain.kinds`."""
    values = {one.name: _cell(getattr(kyc, one.name)) for one in fields(kyc)}
    return {**values, "permissions": joined_codes(kyc.permissions) or None}


def facts_of_id(id_no: Cell) -> IdFacts | None:
    """Birth and gender that a resident identity number holds (GB 11643); None for any other document."""
    if not isinstance(id_no, str) or not is_resident_id(id_no):
        return None
    born = date(int(id_no[6:10]), int(id_no[10:12]), int(id_no[12:14]))
    return IdFacts(born, Gender.MALE if int(id_no[16]) % 2 else Gender.FEMALE)


def probe_of(values: ClientValues, except_id: int | None = None) -> TwinProbe:
    """What is asked of the book to find who is there already."""
    born = values.get("born_on")
    return TwinProbe(
        client_no=_text(values, "client_no"),
        id_no=_text(values, "id_no"),
        phone=_text(values, "phone"),
        name=_text(values, "name"),
        born_on=born if isinstance(born, int) else None,
        except_id=except_id,
    )


def find_twins(book: FormBook, probe: TwinProbe) -> list[Twin]:
    """Clients who may be the one being typed in."""
    return book.twins(probe)


def make_client(book: FormBook, values: ClientValues) -> int:
    """Make a client; returns its id. Raises UserCanFix: `client.number_taken`, `client.field_invalid`."""
    return book.create_client({name: value for name, value in values.items() if value is not None})


def change_client(book: FormBook, client_id: int, values: ClientValues) -> ClientEdit:
    """Change fields of a client; tells what differs. Raises UserCanFix: `client.gone` when the client has
    left the book meanwhile, `client.field_invalid`.
    """
    try:
        before = _recorded(book, client_id)
    except UserCanFix as error:
        raise UserCanFix("client.gone" if error.code == "client.unknown" else error.code) from None
    names = book.edit_client(client_id, values)
    after = _recorded(book, client_id)
    return ClientEdit(
        client_id, {name: before[name] for name in names}, {name: after[name] for name in names}
    )


def take_back(book: FormBook, edit: ClientEdit) -> tuple[str, ...]:
    """Put back what an edit changed, by an edit of its own; fields changed again since are left alone."""
    now = _recorded(book, edit.client_id)
    values = {name: value for name, value in edit.before.items() if now[name] == edit.after[name]}
    return book.edit_client(edit.client_id, values)


def _recorded(book: FormBook, client_id: int) -> ClientValues:
    found = book.profiles([client_id])
    if not found:
        raise UserCanFix("client.unknown", client_id=client_id)
    return {**values_of(found[0]), **values_of_kyc(book.kyc(client_id))}


@lru_cache(maxsize=64)
def _reader(name: str, today: date) -> ReadCell:
    return reader_of(SPECS[name], CellStyle(today=today))


def _cell(value: object) -> Cell:
    if isinstance(value, date):
        return to_day(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int | str) else None


def _text(values: ClientValues, name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) else None
