"""The client list as a workbook: typed cells, real dates, masked unless a purpose is given.

The words of headers and codes are handed in. An export that is not masked leaves a fact in the log
before the file exists; the workbook is made in memory, so no copy stays in a temporary folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.domain.edits import ExportFact
from advisor_desk.domain.mask import mask_address, mask_email, mask_id, mask_name, mask_phone
from advisor_desk.domain.review import ClientProfile
from advisor_desk.domain.standing import ClientRow
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.list_clients import PAGE
from advisor_desk.usecases.ports import ExportBook
from advisor_desk.usecases.whole_file import write_whole

if TYPE_CHECKING:
    from xlsxwriter import Workbook

MOST_ROWS = 1_048_575
"""Rows of a sheet below its header."""

LEAST_PURPOSE = 2


class ExportField(StrEnum):
    """Columns that can be exported."""

    CLIENT_NO = "CLIENT_NO"
    NAME = "NAME"
    KIND = "KIND"
    PHONE = "PHONE"
    ID_NO = "ID_NO"
    EMAIL = "EMAIL"
    REGION = "REGION"
    TIER = "TIER"
    AUM = "AUM"
    AVG20 = "AVG20"
    AUM_ON = "AUM_ON"
    CHANGE30 = "CHANGE30"
    AMOUNT_SCORE = "AMOUNT_SCORE"
    FREQUENCY_SCORE = "FREQUENCY_SCORE"
    BENEFIT_SCORE = "BENEFIT_SCORE"
    GROUP = "GROUP"
    CLASSIC = "CLASSIC"
    STATE = "STATE"
    ACTION = "ACTION"
    C_LEVEL = "C_LEVEL"
    C_LEVEL_EXPIRES = "C_LEVEL_EXPIRES"
    LAST_CONTACT = "LAST_CONTACT"
    NEXT_DUE = "NEXT_DUE"


PERSONAL = frozenset(
    {ExportField.NAME, ExportField.PHONE, ExportField.ID_NO, ExportField.EMAIL, ExportField.REGION}
)
"""Columns that are masked."""

_OF_PROFILE = PERSONAL - {ExportField.NAME}


class Form(Enum):
    """How a cell is written."""

    TEXT = "@"
    DAY = "yyyy-mm-dd"
    YUAN = "#,##0.00"
    PERCENT = "0.00%"
    WHOLE = "0"


_FORMS: Mapping[ExportField, Form] = {
    ExportField.AUM: Form.YUAN,
    ExportField.AVG20: Form.YUAN,
    ExportField.CHANGE30: Form.PERCENT,
    ExportField.AMOUNT_SCORE: Form.WHOLE,
    ExportField.FREQUENCY_SCORE: Form.WHOLE,
    ExportField.BENEFIT_SCORE: Form.WHOLE,
    ExportField.AUM_ON: Form.DAY,
    ExportField.C_LEVEL_EXPIRES: Form.DAY,
    ExportField.LAST_CONTACT: Form.DAY,
    ExportField.NEXT_DUE: Form.DAY,
}
_WIDTHS = {Form.TEXT: 16, Form.DAY: 12, Form.YUAN: 18, Form.PERCENT: 10, Form.WHOLE: 8}

_READ: Mapping[ExportField, Callable[[ClientRow], Any]] = {
    ExportField.CLIENT_NO: lambda row: row.client_no,
    ExportField.NAME: lambda row: row.name,
    ExportField.KIND: lambda row: row.client_type,
    ExportField.TIER: lambda row: row.tier_variant or row.tier,
    ExportField.AUM: lambda row: row.aum_fen,
    ExportField.AVG20: lambda row: row.avg20_fen,
    ExportField.AUM_ON: lambda row: row.aum_on,
    ExportField.CHANGE30: lambda row: row.change30_bp,
    ExportField.AMOUNT_SCORE: lambda row: row.a,
    ExportField.FREQUENCY_SCORE: lambda row: row.f,
    ExportField.BENEFIT_SCORE: lambda row: row.b,
    ExportField.GROUP: lambda row: row.group,
    ExportField.CLASSIC: lambda row: f"{row.classic.r}{row.classic.f}{row.classic.m}",
    ExportField.STATE: lambda row: row.state,
    ExportField.ACTION: lambda row: row.action,
    ExportField.C_LEVEL: lambda row: row.c_level,
    ExportField.C_LEVEL_EXPIRES: lambda row: row.c_level_expires_on,
    ExportField.LAST_CONTACT: lambda row: row.last_contact_on,
    ExportField.NEXT_DUE: lambda row: row.next_due_on,
}
_READ_PROFILE: Mapping[ExportField, Callable[[ClientProfile], str | None]] = {
    ExportField.PHONE: lambda profile: profile.phone,
    ExportField.ID_NO: lambda profile: profile.id_no,
    ExportField.EMAIL: lambda profile: profile.email,
    ExportField.REGION: lambda profile: profile.region,
}
_MASKS: Mapping[ExportField, Callable[[str], str]] = {
    ExportField.PHONE: mask_phone,
    ExportField.ID_NO: mask_id,
    ExportField.EMAIL: mask_email,
    ExportField.REGION: mask_address,
}


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What is to be written where. Without `is_masked` a `purpose` is needed."""

    path: Path
    query: ClientQuery
    columns: tuple[ExportField, ...]
    is_masked: bool = True
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class ExportWords:
    """Words for headers and codes, in the language of the person."""

    header: Callable[[ExportField], str]
    code: Callable[[StrEnum], str]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written."""

    row_count: int
    file_sha256: str


def export_clients(book: ExportBook, wish: ExportWish, words: ExportWords) -> ExportReport:
    """Write the clients of the query, in its order.

    Raises UserCanFix(`export.purpose_needed` | `export.no_columns` | `export.too_many_rows`),
    OutsideFailed("export.cannot_write", name=).
    """
    purpose = " ".join(wish.purpose.split())
    if not wish.is_masked and len(purpose) < LEAST_PURPOSE:
        raise UserCanFix("export.purpose_needed")
    if not wish.columns:
        raise UserCanFix("export.no_columns")
    if book.count(wish.query) > MOST_ROWS:
        raise UserCanFix("export.too_many_rows", limit=MOST_ROWS)
    content, row_count = _workbook(book, wish, words)
    digest = sha256(content).hexdigest()
    if not wish.is_masked:
        fields = tuple(column.value for column in wish.columns)
        book.record_export(ExportFact(fields, row_count, purpose, digest))
    write_whole(wish.path, content)
    return ExportReport(row_count, digest)


def cells(row: ClientRow, profile: ClientProfile | None, wish: ExportWish) -> Iterator[Any]:
    """The values of a row's columns, masked where the wish asks for it; codes stay codes."""
    for column in wish.columns:
        if column in _OF_PROFILE:
            value = _READ_PROFILE[column](profile) if profile else None
            yield _MASKS[column](value) if value and wish.is_masked else value
        elif column is ExportField.NAME and wish.is_masked:
            yield mask_name(row.name, is_person=row.client_type.is_person)
        else:
            yield _READ[column](row)


def _workbook(book: ExportBook, wish: ExportWish, words: ExportWords) -> tuple[bytes, int]:
    import xlsxwriter

    target = BytesIO()
    workbook = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    writer = _Sheet(workbook, wish.columns, words)
    for row, profile in _rows(book, wish):
        writer.add(cells(row, profile, wish))
    writer.finish()
    workbook.close()
    return target.getvalue(), writer.row_count


class _Sheet:
    """The one sheet: a header that stays in sight, and a line a client."""

    def __init__(self, workbook: Workbook, columns: Sequence[ExportField], words: ExportWords) -> None:
        self._words = words
        self._sheet = workbook.add_worksheet()
        self._forms = [_FORMS.get(column, Form.TEXT) for column in columns]
        formats = {form: workbook.add_format({"num_format": form.value}) for form in Form}
        self._formats = [formats[form] for form in self._forms]
        head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for place, (column, form) in enumerate(zip(columns, self._forms, strict=True)):
            self._sheet.set_column(place, place, _WIDTHS[form])
            self._sheet.write_string(0, place, words.header(column), head)
        self.row_count = 0

    def add(self, values: Iterator[Any]) -> None:
        """Write a line."""
        self.row_count += 1
        for place, value in enumerate(values):
            self._cell(place, value)

    def finish(self) -> None:
        """Keep the header in sight and let it filter."""
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, self.row_count, len(self._forms) - 1)

    def _cell(self, place: int, value: Any) -> None:
        line, form, style = self.row_count, self._forms[place], self._formats[place]
        if value is None:
            self._sheet.write_blank(line, place, None, style)
        elif form is Form.YUAN:
            self._sheet.write_number(line, place, value / 100, style)
        elif form is Form.PERCENT:
            self._sheet.write_number(line, place, value / 10_000, style)
        elif form is Form.WHOLE:
            self._sheet.write_number(line, place, value, style)
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a civil date has no zone
            self._sheet.write_datetime(line, place, moment, style)
        else:
            text = self._words.code(value) if isinstance(value, StrEnum) else value
            self._sheet.write_string(line, place, text, style)


def _rows(book: ExportBook, wish: ExportWish) -> Iterator[tuple[ClientRow, ClientProfile | None]]:
    needs_profile = any(column in _OF_PROFILE for column in wish.columns)
    offset = 0
    while rows := book.page(wish.query, offset, PAGE):
        profiles: Mapping[str, ClientProfile] = {}
        if needs_profile:
            found = book.profiles([row.client_id for row in rows])
            profiles = {profile.client_no: profile for profile in found}
        for row in rows:
            yield row, profiles.get(row.client_no)
        offset += len(rows)
