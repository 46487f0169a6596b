"""Saves a brief as a PDF: checked, logged, then written whole. The log never holds the page itself."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from advisor_desk.domain.edits import ExportFact
from advisor_desk.paths import spare_books
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.usecases.brief import BriefBook, Reader, Suggest, content_for, read_facts
from advisor_desk.usecases.brief_content import BriefContent
from advisor_desk.usecases.brief_pdf import Document, make_document
from advisor_desk.usecases.brief_sheet import Sheet, make_sheet, refuse_forbidden
from advisor_desk.usecases.whole_file import write_whole
from advisor_desk.words.brief import BriefWords

PURPOSE: Final = "brief"
"""What the log says a page was made for."""

_FIELDS: Final = {
    Reader.ADVISOR: ("CLIENT_NO", "NAME", "TIER", "AUM", "GROUP", "SUGGESTION"),
    Reader.CLIENT: ("NAME", "AUM", "SUGGESTION"),
}


class ExportLog(Protocol):
    """A book that keeps a record of what left it."""

    def record_export(self, fact: ExportFact) -> None:
        """Log it."""


@dataclass(frozen=True, slots=True)
class BriefReport:
    """What was written."""

    path: Path
    pages: int
    size: int
    sha256: str


def save_brief(
    book: BriefBook, client_id: int, wish: "BriefWish", suggest: Suggest | None = None
) -> BriefReport:
    """Make the page of a client from the book and write it.

    Raises UserCanFix(`client.unknown` | `brief.forbidden_word`), OutsideFailed(`export.cannot_write` |
    `brief.no_font` | `brief.unavailable`).
    """
    facts = read_facts(book, client_id, suggest)
    sheet = checked_sheet(content_for(wish.reader, facts), wish.words, facts.advice)
    return keep_document(Leaving(book, client_id, sheet.reader), make_document(sheet), wish.path)


@dataclass(frozen=True, slots=True)
class BriefWish:
    """Which version is to be written where, in which words."""

    reader: Reader
    path: Path
    words: BriefWords


def checked_sheet(
    content: BriefContent, words: BriefWords, advice: AdviceRules, off: Collection[str] = ()
) -> Sheet:
    """The page, refused when a client's version holds what may not be said.

    Raises UserCanFix("brief.forbidden_word", words=).
    """
    sheet = make_sheet(content, words, off)
    refuse_forbidden(sheet, content, advice)
    return sheet


@dataclass(frozen=True, slots=True)
class Leaving:
    """Whose page of which version leaves which book."""

    book: ExportLog
    client_id: int
    reader: Reader


def keep_document(page: Leaving, document: Document, path: Path) -> BriefReport:
    """Log the page, then write it. Raises as `write_whole`."""
    spare_books(path)
    digest = log_document(page, document)
    write_whole(path, document.content)
    return BriefReport(path, document.pages, len(document.content), digest)


def log_document(page: Leaving, document: Document) -> str:
    """Log that a page with a client's name and figures leaves the book; its digest."""
    digest = sha256(document.content).hexdigest()
    page.book.record_export(ExportFact(_FIELDS[page.reader], 1, PURPOSE, digest, page.client_id))
    return digest
