"""Any file to a `Source`: what it is, its encoding, and the reader that fits."""

from dataclasses import dataclass
from pathlib import Path

from advisor_desk.intake.csv_source import CsvSource, TextChoices
from advisor_desk.intake.decode import Encoding, encoding_of
from advisor_desk.intake.sniff import Format, format_of
from advisor_desk.intake.table import Likeness, Source, unknown


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a person chose (binding) and what a profile says (a hint, given up when the file disagrees)."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    encoding_hint: str | None = None
    delimiter_hint: str | None = None
    sheet_hint: str | None = None
    likeness: Likeness = unknown


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the file turned out to be; what does not apply to its format is None."""

    format: Format
    encoding: Encoding | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()


def open_source(path: Path, wanted: Wanted) -> tuple[Source, Found]:
    """The file as a table. Raises UserCanFix of `sniff`, `decode`, `csv_source` and `excel_source`."""
    kind = format_of(path)
    if kind in (Format.XLSX, Format.XLS):
        from advisor_desk.intake.excel_source import ExcelSource

        book = ExcelSource(path, wanted.sheet, wanted.sheet_hint, wanted.likeness)
        return book, Found(format=kind, sheet=book.sheet, sheets=book.sheets)
    if kind is Format.HTML:
        from advisor_desk.intake.html_source import HtmlSource

        encoding = encoding_of(path, wanted.encoding, wanted.encoding_hint)
        return HtmlSource(path, encoding, wanted.likeness), Found(format=kind, encoding=encoding)
    encoding = encoding_of(path, wanted.encoding, wanted.encoding_hint)
    text = CsvSource(
        path,
        TextChoices(
            encoding=encoding,
            delimiter=wanted.delimiter,
            delimiter_hint=wanted.delimiter_hint,
            likeness=wanted.likeness,
        ),
    )
    return text, Found(format=kind, encoding=encoding, delimiter=text.delimiter)
