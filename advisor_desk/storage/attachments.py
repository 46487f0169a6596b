"""Photos and PDFs inside the book, each content once by its SHA-256. What a file is, its first bytes say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from advisor_desk.domain.interaction import Attachment
from advisor_desk.errors import UserCanFix
from advisor_desk.sqltypes import utc_text
from advisor_desk.storage.engine import Connection

MOST_NAME: Final = 255

_BEGINNINGS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
_PDF_WITHIN: Final = 1024
"""A reader takes a PDF whose mark stands within its first so many bytes."""


def media_type(content: bytes) -> str | None:
    """What a file is by its first bytes: JPEG, PNG, PDF, WebP or HEIC; None for anything else."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return "application/pdf" if b"%PDF-" in content[:_PDF_WITHIN] else None


def keep(connection: Connection, name: str, content: bytes, most: int, seconds: float) -> Attachment:
    """Keep a file of at most `most` bytes, once by its digest: one that is there already keeps its name.

    Raises UserCanFix: `attachment.empty`, `attachment.too_large`, `attachment.not_picture_or_pdf`.
    """
    if not content:
        raise UserCanFix("attachment.empty")
    if len(content) > most:
        raise UserCanFix("attachment.too_large", limit=most // 1_000_000)
    kind = media_type(content)
    if kind is None:
        raise UserCanFix("attachment.not_picture_or_pdf")
    digest = sha256(content).hexdigest()
    connection.execute(
        "INSERT INTO attachment (sha256, name, media_type, size, added_at, content) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
        (
            digest,
            plain_name(name),
            kind,
            len(content),
            utc_text(datetime.fromtimestamp(seconds, UTC)),
            content,
        ),
    )
    return known(connection, (digest,))[0]


def known(connection: Connection, digests: Sequence[str]) -> list[Attachment]:
    """What is known of attachments, in the order given; one that is not in the book is left out."""
    found = []
    for digest in digests:
        row = connection.execute(
            "SELECT sha256, name, media_type, size FROM attachment WHERE sha256 = ?", (digest,)
        ).fetchone()
        if row is not None:
            found.append(Attachment(*row))
    return found


def content(connection: Connection, digest: str) -> bytes:
    """The bytes of an attachment. Raises UserCanFix("record.unknown")."""
    row = connection.execute("SELECT content FROM attachment WHERE sha256 = ?", (digest,)).fetchone()
    if row is None:
        raise UserCanFix("record.unknown")
    return bytes(row[0])


def plain_name(name: str) -> str:
    """The file's name without folders and without what no file system shows."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable()).strip()[-MOST_NAME:]
