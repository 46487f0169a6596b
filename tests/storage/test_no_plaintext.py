"""No client datum is ever on disk in the clear: while open, after kill -9, after closing."""

import io
import os
import tempfile
import time
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from advisor_desk.storage import backup, rekeying
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.events import EventDraft, append_event
from advisor_desk.usecases.attachment_pages import pages_of
from advisor_desk.usecases.service_file import ChainState, FileWish, make_file_sheet, read_file
from advisor_desk.usecases.service_file_pdf import make_file_document
from advisor_desk.words.service_file import ServiceFileWords
from tests.builders import Builder
from tests.contacts import contact
from tests.soak.processes import Child, Pipe
from tests.storage.books import NOW, PASSPHRASE, around, content, make, reopen
from tests.storage.test_advice_kills import desk_on

NAME, PHONE, NOTE, PLAIN = "欧阳雨桐标记", "13987654321", "客户想在明年换房的标记", "PLAINMARKERXYZ"
ID_NO = "110105198803120024"
MARKERS = (NAME, PHONE, NOTE, PLAIN, ID_NO, PASSPHRASE)


def write_and_wait(pipe: Pipe, path: Path, scratch: Path) -> None:
    """Save the markers in many forms, make SQLite sort and spill, then wait to be killed."""
    for variable in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        os.environ[variable] = str(scratch)
    tempfile.tempdir = None
    os.chdir(scratch)
    book = reopen(path)
    plant(book)
    backup.back_up(book, path.parent / "backups")
    # A change that is never committed, larger than SQLite cares to keep in memory.
    connection = book.connection
    connection.execute("PRAGMA cache_size = 10")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE client SET occupation = name || ? || id", (PLAIN * 20,))
    connection.execute("CREATE TEMP TABLE sorted AS SELECT * FROM client ORDER BY name, phone DESC, id")
    pipe.send(os.getpid())
    time.sleep(600)


def serve_and_wait(pipe: Pipe, path: Path, scratch: Path) -> None:
    """Type, attach, record, correct, search, look at what is attached, set the file; wait to be killed."""
    for variable in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR", "XDG_CACHE_HOME", "HOME"):
        os.environ[variable] = str(scratch)
    tempfile.tempdir = None
    os.chdir(scratch)
    book = reopen(path)
    desk = desk_on(book)
    with book.change() as connection:
        client_id = Builder(connection).client(name=NAME, client_no="N1", phone=PHONE)
    desk.roll()
    desk.keep_typed("quick_log", {"note": NOTE, "client_words": PLAIN * 300})
    file = desk.attach(f"{PLAIN}.pdf", a_paper())
    desk.keep_typed("half", {"judgement": NOTE})
    made = contact("N1", note=NOTE, client_words=PLAIN, judgement=NOTE, attachments=(file.sha256,))
    desk.correct(desk.record(made, draft="quick_log"), made, NOTE)
    assert desk.find_notes(NOTE, 10)
    assert pages_of(file, desk.attachment_content(file.sha256))
    words = ServiceFileWords(lambda source: source)
    chain = ChainState(1, 1, "00")
    sheet = make_file_sheet(read_file(desk, client_id, lambda: chain, FileWish("p")), words)
    assert NOTE in repr(sheet.body)
    assert make_file_document(sheet).content.startswith(b"%PDF")
    pipe.send(os.getpid())
    time.sleep(600)


def a_paper() -> bytes:
    """A PDF of one page whose bytes hold the marker."""
    paper = pypdfium2.PdfDocument.new()
    paper.new_page(200, 200)
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue() + f"\n%{PLAIN * 50}".encode()


def plant(book: SqlBook) -> None:
    """The markers by the ways that data takes into a book."""
    with book.change() as connection:
        for number in range(2000):
            client_id = connection.execute(
                "INSERT INTO client (client_no, name, client_type, phone, id_no, employer) "
                "VALUES (?, ?, 'PERSON', ?, ?, ?)",
                (f"{PLAIN}{number}", f"{NAME}{number}", PHONE, ID_NO, PLAIN),
            ).lastrowid
        draft = EventDraft("interaction.recorded", "adv-1", {"note": NOTE}, client_id, date(2026, 9, 1))
        append_event(connection, draft, seconds=NOW)
        connection.execute("INSERT INTO setting (key, value) VALUES ('last_search', ?)", (NAME,))


def open_files(process: int) -> list[bytes]:
    """What the process holds open, files that were deleted at once included (where the system shows it)."""
    shown = Path(f"/proc/{process}/fd")
    if not shown.is_dir():
        return []
    return [entry.read_bytes() for entry in shown.iterdir() if entry.is_file()]


def found_in_the_clear(*folders: Path) -> list[str]:
    """Each marker found in any file, in the encodings that programs write."""
    found = []
    for folder in folders:
        for file in folder.rglob("*"):
            if not file.is_file():
                continue
            raw = file.read_bytes()
            found += [
                f"{marker} in {file.name} as {encoding}"
                for marker in MARKERS
                for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
                if marker.encode(encoding) in raw
            ]
    return found


def test_the_scan_finds_what_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "leak").write_bytes(b"\x00" + NOTE.encode("gb18030"))
    assert found_in_the_clear(tmp_path) == [f"{NOTE} in leak as gb18030"]


def test_nothing_in_the_clear_while_open_after_a_kill_and_after_closing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder, scratch = tmp_path / "book", tmp_path / "scratch"
    scratch.mkdir()
    path = folder / "a.book"
    make(path).book.close()
    child = Child(write_and_wait, path, scratch)
    child.wait_for(1)
    assert found_in_the_clear(folder, scratch) == []
    assert (folder / "a.book-wal").stat().st_size > 0
    held = b"".join(open_files(child.told[0]))
    assert [marker for marker in MARKERS if marker.encode() in held] == []
    child.kill()
    assert found_in_the_clear(folder, scratch) == []
    with reopen(path) as book:
        rekeying.rotate_key(book, PASSPHRASE)
        assert found_in_the_clear(folder) == []
        text = repr(content(book))
        assert all(marker in text for marker in (NAME, PHONE, NOTE, PLAIN, ID_NO))
    assert found_in_the_clear(folder, scratch) == []
    said = capfd.readouterr()
    assert not any(marker in said.out + said.err for marker in MARKERS)


def test_nothing_typed_or_attached_is_in_the_clear_while_it_is_served(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder, scratch = tmp_path / "book", tmp_path / "scratch"
    scratch.mkdir()
    path = folder / "a.book"
    make(path).book.close()
    child = Child(serve_and_wait, path, scratch)
    child.wait_for(1)
    assert found_in_the_clear(folder, scratch) == []
    held = b"".join(open_files(child.told[0]))
    assert [marker for marker in MARKERS if marker.encode() in held] == []
    child.kill()
    assert found_in_the_clear(folder, scratch) == []
    with reopen(path) as book:
        text = repr(content(book))
        assert all(marker in text for marker in (NAME, NOTE, PLAIN))
    assert found_in_the_clear(folder, scratch) == []
    said = capfd.readouterr()
    assert not any(marker in said.out + said.err for marker in MARKERS)


def test_errors_of_the_store_do_not_quote_clients(tmp_path: Path) -> None:
    book = make(tmp_path / "a.book").book
    statement = "INSERT INTO client (client_no, name, client_type, born_on) VALUES (?, ?, 'PERSON', ?)"
    said = []
    for values in ((PLAIN, NAME, NOTE), (None, NAME, 1), (PLAIN, None, 1)):
        with pytest.raises(Exception, match=r"client\.|constraint") as caught, book.change() as connection:
            connection.execute(statement, values)
        said.append(str(caught.value))
    assert not any(marker in text for marker in MARKERS for text in said)
    book.close()


def test_a_wrong_key_says_nothing_on_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.book"
    make(path, 2).book.close()
    raw = bytearray(path.read_bytes())
    raw[2000] ^= 1
    path.write_bytes(raw)
    with pytest.raises(Exception, match=r"book\.damaged"):
        SqlBook.open(path, PASSPHRASE, around())
    assert capfd.readouterr() == ("", "")
