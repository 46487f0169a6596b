"""Files that events name travel on their own way: sent once, fetched when missing, never a draft's."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.storage import attachments, replica_events
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.wire.desk import AttachmentHead
from tests.storage.books import NOW
from tests.storage.sync_books import book_of, identity_of, record, sync_of

PDF = b"%PDF-1.7 statement"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SqlBook]:
    with book_of(tmp_path / "a.book", 2) as made:
        yield made


@pytest.fixture
def sync(book: SqlBook) -> DeskSync:
    made = sync_of(book)
    made.keep_identity(identity_of())
    return made


def attach(book: SqlBook, content: bytes = PDF) -> str:
    with book.change() as connection:
        return attachments.keep(connection, "a.pdf", content, 1_000_000, NOW).sha256


def put_foreign(book: SqlBook, event_id: str, place: int, digest: str) -> None:
    """An event of another desk that names a file."""
    with book.change() as connection:
        connection.execute(
            "INSERT INTO event (id, device_seq, place, epoch, author, type, v, body, recorded_at, prev_hash, "
            "hash, status) VALUES (?, ?, ?, 1, 'B', 'interaction.recorded', 2, ?, '2026-09-01', x'', x'', "
            "'FOREIGN')",
            (event_id, -place, place, f'{{"attachments":["{digest}"],"note":""}}'),
        )


def head_of(content: bytes, name: str = "b.pdf") -> AttachmentHead:
    return AttachmentHead(sha256(content).hexdigest(), name, "application/pdf", len(content))


def test_what_an_own_event_names_is_due_once(book: SqlBook, sync: DeskSync) -> None:
    digest = attach(book)
    attach(book, b"%PDF- of a draft")
    assert sync.attachments_due() == []
    record(book, "interaction.recorded", 1, attachments=[digest])
    assert sync.attachments_due() == [AttachmentHead(digest, "a.pdf", "application/pdf", len(PDF))]
    assert sync.attachment_content(digest) == PDF
    sync.attachment_sent(digest)
    assert sync.attachments_due() == []
    record(book, "interaction.recorded", 2, attachments=[digest])
    assert sync.attachments_due() == []
    assert sync.attachments_missing() == []


def test_a_note_that_speaks_of_attachments_names_none(book: SqlBook, sync: DeskSync) -> None:
    digest = attach(book)
    record(book, "interaction.recorded", 1, note=f'"attachments":["{digest}"]', attachments=[])
    assert sync.attachments_due() == []


def test_another_epoch_of_the_hub_has_none_of_them(book: SqlBook, sync: DeskSync) -> None:
    digest = attach(book)
    record(book, "interaction.recorded", 1, attachments=[digest])
    sync.attachments_due()
    sync.attachment_sent(digest)
    sync.see_epoch("hub-2")
    assert [head.sha256 for head in sync.attachments_due()] == [digest]


def test_what_another_desks_event_names_is_missing_until_it_came(book: SqlBook, sync: DeskSync) -> None:
    head = head_of(PDF, "../x\\拜访.pdf")
    put_foreign(book, "f1", 100, head.sha256)
    assert sync.attachments_missing() == [head.sha256]
    with pytest.raises(OutsideFailed) as caught:
        sync.take_attachment(head, PDF + b"!")
    assert caught.value.code == "sync.garbled"
    with pytest.raises(UserCanFix):
        sync.attachment_content(head.sha256)
    sync.take_attachment(head, PDF)
    sync.take_attachment(head, PDF)
    assert sync.attachments_missing() == []
    assert sync.attachment_content(head.sha256) == PDF
    with book.read() as connection:
        (known,) = attachments.known(connection, [head.sha256])
    assert (known.name, known.media_type) == ("拜访.pdf", "application/pdf")
    assert sync.attachments_due() == []


def test_what_is_neither_picture_nor_pdf_is_not_kept_and_not_asked_for_again(
    book: SqlBook, sync: DeskSync
) -> None:
    head = head_of(b"MZ program")
    put_foreign(book, "f1", 100, head.sha256)
    sync.attachments_missing()
    sync.take_attachment(head, b"MZ program")
    assert sync.attachments_missing() == []
    with pytest.raises(UserCanFix):
        sync.attachment_content(head.sha256)


def test_a_file_goes_with_the_last_event_of_another_desk_that_named_it(book: SqlBook, sync: DeskSync) -> None:
    """Head office no longer has the event: neither is there what it named, nor is it asked for."""
    here, there = head_of(PDF), head_of(b"%PDF-1.7 never came")
    for number, (event_id, head) in enumerate((("f1", here), ("f2", here), ("f3", there))):
        put_foreign(book, event_id, 100 + number, head.sha256)
    sync.attachments_missing()
    sync.take_attachment(here, PDF)
    for event_id, kept in (("f1", True), ("f2", False)):
        with book.change() as connection:
            replica_events.forget_foreign(connection, [event_id])
        with book.read() as connection:
            assert bool(attachments.known(connection, [here.sha256])) is kept
    assert sync.attachments_missing() == [there.sha256]
    with book.change() as connection:
        replica_events.forget_foreign(connection, ["f3"])
    assert sync.attachments_missing() == []
