"""Photos and PDFs inside the book: once by their digest, known by their first bytes, never too large."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from advisor_desk.domain.interaction import Attachment
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.attachments import media_type
from advisor_desk.storage.desk import DeskBook
from tests.builders import open_desk

JPEG = b"\xff\xd8\xff\xe0" + b"j" * 40
KINDS = {
    "image/jpeg": JPEG,
    "image/png": b"\x89PNG\r\n\x1a\n" + b"p" * 9,
    "image/webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "image/heic": b"\x00\x00\x00\x18ftypheic" + b"h" * 9,
    "application/pdf": b"%PDF-1.7\n",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_bytes_say_what_it_is(desk: DeskBook, kind: str) -> None:
    made = desk.attach("名片.bin", KINDS[kind])
    digest = sha256(KINDS[kind]).hexdigest()
    assert made == Attachment(digest, "名片.bin", kind, len(KINDS[kind]))
    assert desk.attachment_content(digest) == KINDS[kind]


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00", b"PK\x03\x04", b"<html>", b"GIF89a", b"\xff\xd8", b"RIFF....WAVE", b"....ftypqt  "],
)
def test_anything_else_is_refused_whatever_its_name(desk: DeskBook, content: bytes) -> None:
    with pytest.raises(UserCanFix, match=r"attachment\.not_picture_or_pdf"):
        desk.attach("photo.jpg", content)


def test_a_pdf_with_something_before_its_mark_is_one() -> None:
    assert media_type(b"\r\n" * 20 + b"%PDF-1.4") == "application/pdf"
    assert media_type(b"x" * 2000 + b"%PDF-1.4") is None


def test_the_same_content_is_kept_once_under_its_first_name(desk: DeskBook) -> None:
    first = desk.attach("C:\\扫描\\合同\x00.jpg", JPEG)
    again = desk.attach("other.jpg", JPEG)
    assert first.name == "合同.jpg"
    assert again == first
    with desk.sql.read() as connection:
        assert connection.execute("SELECT count(*) FROM attachment").fetchone() == (1,)
    other = desk.attach("b.png", KINDS["image/png"])
    assert desk.attachments([other.sha256, "unknown", first.sha256]) == [other, first]


def test_too_large_and_empty_files_are_refused(desk: DeskBook) -> None:
    most = desk.service.max_attachment_bytes
    assert most == 20_000_000
    with pytest.raises(UserCanFix, match=r"attachment\.too_large") as refused:
        desk.attach("a.jpg", JPEG + bytes(most))
    assert refused.value.params == {"limit": 20}
    kept = desk.attach("a.jpg", JPEG.ljust(most, b"\0"))
    assert kept.size == most
    with pytest.raises(UserCanFix, match=r"attachment\.empty"):
        desk.attach("a.jpg", b"")
    with pytest.raises(UserCanFix, match=r"record\.unknown"):
        desk.attachment_content("00" * 32)


def test_nothing_of_an_attachment_lies_readable_in_the_folder(desk: DeskBook, tmp_path: Path) -> None:
    desk.attach("secret-name.jpg", JPEG + b"SECRET-CONTENT" * 100)
    desk.sql.checkpoint()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"SECRET-CONTENT" not in file.read_bytes(), file
            assert b"secret-name" not in file.read_bytes(), file
