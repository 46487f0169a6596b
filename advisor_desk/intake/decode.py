"""Which encoding a text file is in, proved over the whole file, and the text itself.

Order: byte order mark, strict UTF-8, strict GB18030 (which takes almost any bytes, so it comes
last). Nothing is ever replaced. A file is read in blocks: its size does not matter.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from advisor_desk.errors import UserCanFix

BLOCK_BYTES = 1 << 18
LONGEST_LINE = 1 << 20
"""Characters in one line; more is not a table, and would fill the memory."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ALIASES = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "ansi": "gb18030", "utf8": "utf-8"}
_TAKEN = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A proved encoding: its name for `open`, and whether a byte order mark said so."""

    name: str
    by_mark: bool = False


class _Misfit(Exception):  # noqa: N818 - not an error for people: the next encoding is tried
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def encoding_of(path: Path, wanted: str | None = None, hint: str | None = None) -> Encoding:
    """The encoding of the file, proved by decoding all of it.

    `wanted` is a person's choice and is binding; `hint` (of a profile) is only tried first. Raises
    UserCanFix: `intake.not_this_encoding` (encoding, line), `intake.unknown_encoding` (line),
    `intake.encoding_name` (encoding), `intake.line_too_long` (line, limit), `intake.not_a_table` (line).
    """
    if wanted is not None:
        return _proved_or_refused(path, _known(wanted))
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return _proved_or_refused(path, name)
    names = ["utf-8", "gb18030"]
    if hint is not None:
        names.insert(0, _known(hint))
    line = 1
    for name in names:
        try:
            _prove(path, name)
        except _Misfit as misfit:
            line = misfit.line
        else:
            return Encoding(name)
    raise UserCanFix("intake.unknown_encoding", line=line)


def _known(name: str) -> str:
    plain = name.strip().lower().replace("_", "-")
    plain = _ALIASES.get(plain, plain)
    if plain not in _TAKEN:
        raise UserCanFix("intake.encoding_name", encoding=name)
    return plain


def _proved_or_refused(path: Path, name: str) -> Encoding:
    with path.open("rb") as file:
        start = file.read(4)
    if name in ("utf-8", "utf-8-sig"):
        name = "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        _prove(path, name)
    except _Misfit as misfit:
        raise UserCanFix("intake.not_this_encoding", encoding=name, line=misfit.line) from None
    return Encoding(name, by_mark=any(start.startswith(mark) for mark, _ in _MARKS))


def decoded(path: Path, name: str) -> Iterator[str]:
    """The text of the file in blocks. Raises UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def utf8_text(path: Path) -> str:
    """The whole text of a short file that must be UTF-8, with or without a byte order mark.

    Raises UserCanFix: `intake.file_missing` (file), `intake.is_folder`, `intake.not_this_encoding`,
    `intake.file_unreadable`.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UserCanFix("intake.file_missing", file=path.name) from None
    except IsADirectoryError:
        raise UserCanFix("intake.is_folder") from None
    except UnicodeDecodeError:
        raise UserCanFix("intake.not_this_encoding", encoding="utf-8", line=1) from None
    except OSError:
        raise UserCanFix("intake.file_unreadable") from None


def _prove(path: Path, name: str) -> None:
    """Decodes the whole file. Raises _Misfit with the line of the first byte that does not fit."""
    line, run = 1, 0
    decoder = codecs.getincrementaldecoder(name)("strict")
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK_BYTES)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                good = error.object[: error.start].decode(name, "ignore")
                raise _Misfit(line + good.count("\n")) from None
            if "\0" in text:
                raise UserCanFix("intake.not_a_table", line=line + text[: text.index("\0")].count("\n"))
            run = _longest_run(text, run, line)
            line += text.count("\n")
            if not block:
                return


def _longest_run(text: str, run: int, line: int) -> int:
    """Characters since the last end of line. Raises UserCanFix when a line passes the limit."""
    end = "\n" if "\n" in text else "\r"
    first = text.find(end)
    if first < 0:
        run += len(text)
    elif run + first <= LONGEST_LINE:
        return len(text) - text.rfind(end) - 1
    else:
        run += first
    if run > LONGEST_LINE:
        raise UserCanFix("intake.line_too_long", line=line, limit=LONGEST_LINE)
    return run
