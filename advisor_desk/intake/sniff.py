"""What a file really is, whatever its name says, and which character parts its columns."""

import csv
import zipfile
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path

from advisor_desk.errors import UserCanFix

DELIMITERS = (",", "\t", ";", "|")
_HEAD_BYTES = 4096
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_STARTS = ("<htm", "<tab", "<!doctype htm", "<meta", "<head", "<body", "<style")
_XML_STARTS = ("<?xml", "<workbook", "<ss:workbook")
_PDF = b"%PDF"


class Format(Enum):
    """The four shapes that can be read."""

    TEXT = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    HTML = "html"


def format_of(path: Path) -> Format:
    """The format by the first bytes.

    Raises UserCanFix: `intake.file_missing`, `intake.is_folder`, `intake.file_unreadable`,
    `intake.file_empty`, `intake.not_a_workbook` (a zip that is no workbook), `intake.workbook_encrypted`,
    `intake.workbook_damaged`, `intake.unknown_format` (format).
    """
    head = _head(path)
    if not head.strip():
        raise UserCanFix("intake.file_empty", file=path.name)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return _zip_format(path)
    if head.startswith(_COMPOUND):
        return _compound_format(path)
    if head.startswith(_PDF):
        raise UserCanFix("intake.unknown_format", file=path.name, format="pdf")
    start = _ascii_start(head)
    if start.startswith(_XML_STARTS) and "html" not in start[:200]:
        raise UserCanFix("intake.unknown_format", file=path.name, format="xml")
    return Format.HTML if start.startswith(_HTML_STARTS) or start.startswith("<?xml") else Format.TEXT


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UserCanFix("intake.is_folder", file=path.name)
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise UserCanFix("intake.file_missing", file=path.name) from None
    except (OSError, ValueError) as error:
        raise UserCanFix("intake.file_unreadable", file=path.name) from error


def _ascii_start(head: bytes) -> str:
    """The start of a text in small letters, byte order mark and UTF-16 zeros left out."""
    plain = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return plain.replace(b"\0", b"").decode("latin-1").lstrip().lower()


def _zip_format(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UserCanFix("intake.workbook_damaged", file=path.name) from None
    if any(name.startswith("xl/") for name in names):
        return Format.XLSX
    raise UserCanFix("intake.not_a_workbook", file=path.name)


def _compound_format(path: Path) -> Format:
    """An .xls, or an .xlsx under a password, which is a compound file with a known stream name."""
    with path.open("rb") as file:
        content = file.read(1 << 20)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UserCanFix("intake.workbook_encrypted", file=path.name)
    return Format.XLS


def delimiter_of(
    lines: list[str],
    likeness: Callable[[Sequence[str]], int],
    wanted: str | None = None,
    hint: str | None = None,
) -> str:
    """The character between the columns, judged by the first lines.

    The one that brings out most known headers in a line wins; where none is known, the one that parts
    most lines evenly. `wanted` is binding; `hint` (of a profile) is used when the first lines have it.
    Raises UserCanFix("intake.delimiter").
    """
    if wanted is not None:
        return _one_character(wanted)
    if hint is not None and any(_one_character(hint) in line for line in lines):
        return _one_character(hint)
    return max(DELIMITERS, key=lambda delimiter: _fitness(lines, delimiter, likeness))


def _one_character(text: str) -> str:
    if text in ("\\t", "tab", "TAB"):
        return "\t"
    if len(text) != 1 or text in '"\r\n':
        raise UserCanFix("intake.delimiter", delimiter=text)
    return text


def _fitness(
    lines: list[str], delimiter: str, likeness: Callable[[Sequence[str]], int]
) -> tuple[int, int, int]:
    """Most known headers in a line, then how many lines share the commonest width, then that width."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return (0, 0, 0)
    wide = [len(row) for row in rows if len(row) > 1]
    if not wide:
        return (0, 0, 0)
    width = max(set(wide), key=lambda size: (wide.count(size), size))
    return (max(map(likeness, rows)), wide.count(width), width)
