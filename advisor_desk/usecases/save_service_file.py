"""A service file leaves the book: logged with its purpose, then written whole or handed to a printer."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from advisor_desk.paths import spare_books
from advisor_desk.usecases.brief_pdf import Document
from advisor_desk.usecases.service_file import PRINTED, ServiceFile, ServiceFileBook, printed_body
from advisor_desk.usecases.whole_file import write_whole


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was written."""

    path: Path
    pages: int
    records: int
    left_out: int
    size: int
    sha256: str


def log_file(book: ServiceFileBook, content: ServiceFile, document: Document) -> str:
    """Log that a file leaves the book; its digest."""
    digest = sha256(document.content).hexdigest()
    body = printed_body(content, digest, document.pages)
    book.record_fact(PRINTED, content.review.row.client_id, body)
    return digest


def save_file(book: ServiceFileBook, content: ServiceFile, document: Document, path: Path) -> FileReport:
    """Log the file, then write it. Raises OutsideFailed("export.cannot_write")."""
    spare_books(path)
    digest = log_file(book, content, document)
    write_whole(path, document.content)
    return FileReport(
        path, document.pages, len(content.records), content.left_out, len(document.content), digest
    )
