"""`book new | check | backup | restore | passphrase`."""

import io
import re
import sys
from pathlib import Path

import pytest

from advisor_desk.storage.keys import FLOOR
from tests.cli.calling import PASSPHRASE, call, cheap_book, environment, js, write
from tests.storage.books import digest

CHECK_KEYS = ["ok", "schema", "clients", "trades", "events", "outbox", "chain_ok", "faults"]
RECOVERY = re.compile(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){7}")


@pytest.fixture
def no_measuring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least cost that a real book may have, instead of what this machine would bear."""
    monkeypatch.setattr("advisor_desk.storage.keys.calibrate", lambda: FLOOR)


@pytest.mark.usefixtures("no_measuring")
def test_new_prints_the_recovery_key_once_and_never_writes_over_a_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = environment(monkeypatch, tmp_path / "not yet made")
    made = js("book", "new")
    assert (made.status, list(made.json)) == (0, ["book", "recovery_key"])
    assert made.json["book"] == str(path)
    assert RECOVERY.fullmatch(made.json["recovery_key"])
    before = digest(path)
    again = js("book", "new")
    assert (again.status, again.error["code"]) == (3, "book.exists")
    assert digest(path) == before
    assert made.json["recovery_key"].encode() not in b"".join(
        file.read_bytes() for file in path.parent.iterdir() if file.is_file()
    )


@pytest.mark.usefixtures("no_measuring")
def test_a_passphrase_comes_from_the_environment_or_a_terminal_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = environment(monkeypatch, tmp_path)
    monkeypatch.delenv("ADVISOR_DESK_PASSPHRASE")
    refused = js("book", "new")
    assert (refused.status, refused.error["code"]) == (3, "book.passphrase_needed")
    assert "ADVISOR_DESK_PASSPHRASE" in refused.error["message"]
    assert js("book", "new", "--passphrase", "secret").status == 2
    typed = iter(["a long sentence", "another sentence", "a long sentence", "a long sentence"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda *_, **__: next(typed))
    differ = js("book", "new")
    assert (differ.status, differ.error["code"]) == (3, "book.passphrases_differ")
    assert not path.exists()
    assert js("book", "new").status == 0
    monkeypatch.setenv("ADVISOR_DESK_PASSPHRASE", "a long sentence")
    assert js("book", "check").json["ok"] is True


def test_a_terminal_that_ends_is_a_refusal_not_a_fault(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object, **__: object) -> str:
        raise EOFError

    monkeypatch.delenv("ADVISOR_DESK_PASSPHRASE")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", ended)
    ran = js("clients")
    assert (ran.status, ran.error["code"]) == (4, "desk.interrupted")
    assert book.exists()


@pytest.mark.usefixtures("no_measuring")
def test_a_short_passphrase_is_taken_and_remarked_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, tmp_path)
    monkeypatch.setenv("ADVISOR_DESK_PASSPHRASE", "1234")
    ran = js("book", "new")
    assert ran.status == 0
    assert "8" in ran.err
    assert RECOVERY.fullmatch(ran.json["recovery_key"])


def test_check_counts_what_is_there(office: Path) -> None:
    ran = js("book", "check")
    assert (ran.status, list(ran.json)) == (0, CHECK_KEYS)
    assert ran.json["ok"] is ran.json["chain_ok"] is True
    assert (ran.json["clients"], ran.json["trades"], ran.json["faults"]) == (4, 12, [])
    assert call("book", "check").out.splitlines()[-1] == "客户册完好。"
    assert office.exists()


def test_check_finds_a_flipped_bit_and_says_so_in_words(office: Path) -> None:
    content = bytearray(office.read_bytes())
    # A page of records: without one of the schema the book would not open at all.
    content[-4096 * 8 + 100] ^= 1
    office.write_bytes(content)
    ran = js("book", "check")
    assert (ran.status, ran.json["ok"]) == (1, False)
    codes = [fault["code"] for fault in ran.json["faults"]]
    assert codes[0] == "check.pages_damaged"
    assert [list(fault) for fault in ran.json["faults"]] == [["code", "params"]] * len(codes)
    said = call("book", "check").out
    assert "有 1 页的校验码不符" in said
    assert "check." not in said
    assert "1 pages do not fit" in call("--lang", "en", "book", "check").out


def test_a_backup_is_a_book_and_restoring_keeps_the_present_one(office: Path, tmp_path: Path) -> None:
    saved = js("book", "backup", tmp_path / "safe")
    assert (saved.status, list(saved.json)) == (0, ["path", "clients", "trades", "events"])
    assert (saved.json["clients"], saved.json["trades"]) == (4, 12)
    assert js("--book", saved.json["path"], "book", "check").json["clients"] == 4
    js("import", "clients", write(tmp_path / "late.csv", "客户号,姓名\nC9,王五\n"))
    assert len(js("clients").json) == 5
    put_back = js("book", "restore", saved.json["path"])
    assert (put_back.status, list(put_back.json)) == (0, ["book", "kept"])
    assert [row["client_no"] for row in js("clients").json] == ["C1", "C2", "C3", "C4"]
    assert len(js("--book", put_back.json["kept"], "clients").json) == 5
    assert office.exists()


def test_restoring_what_is_no_backup_leaves_the_book_alone(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest(office)
    stray = write(tmp_path / "notes.book", "not a book")
    assert js("book", "restore", stray).error["code"] == "book.key_missing"
    assert js("book", "restore", tmp_path / "nowhere.book").error["code"] == "book.missing"
    saved = js("book", "backup", tmp_path / "safe").json["path"]
    monkeypatch.setenv("ADVISOR_DESK_PASSPHRASE", "wrong")
    ran = js("book", "restore", saved)
    assert (ran.status, ran.error["code"]) == (3, "book.wrong_passphrase")
    monkeypatch.setenv("ADVISOR_DESK_PASSPHRASE", PASSPHRASE)
    content = bytearray(Path(saved).read_bytes())
    content[8192 + 50] ^= 255
    Path(saved).write_bytes(content)
    ran = js("book", "restore", saved)
    assert (ran.status, ran.error["code"]) == (3, "book.damaged")
    assert digest(office) == before
    assert sorted(tmp_path.glob("*restor*")) == []


@pytest.mark.usefixtures("no_measuring")
def test_a_new_passphrase_comes_from_the_first_line_of_standard_input(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest(book)
    monkeypatch.setattr(sys, "stdin", io.StringIO("新的口令 2026\nignored\n"))
    ran = js("book", "passphrase")
    assert (ran.status, ran.json) == (0, {"changed": True})
    assert digest(book) == before, "the file of the book is not rewritten"
    assert js("clients").error["code"] == "book.wrong_passphrase"
    monkeypatch.setenv("ADVISOR_DESK_PASSPHRASE", "新的口令 2026")
    assert js("clients").json == []


@pytest.mark.parametrize(
    ("given", "code"), [("", "book.passphrase_empty"), ("\udcff\n", "book.passphrase_unreadable")]
)
def test_a_new_passphrase_that_nobody_could_type_is_refused(
    book: Path, monkeypatch: pytest.MonkeyPatch, given: str, code: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(given))
    ran = js("book", "passphrase")
    assert (ran.status, ran.error["code"]) == (3, code)
    monkeypatch.undo()
    environment(monkeypatch, book.parent)
    assert js("clients").json == []


def test_the_passphrase_of_a_book_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, tmp_path)
    assert js("book", "passphrase").error["code"] == "book.missing"
    assert js("clients").error["code"] == "book.missing"
    (tmp_path / "folder").mkdir()
    assert js("--book", tmp_path / "folder", "clients").error["code"] == "book.missing"


def test_the_option_names_another_book_than_the_environment(book: Path, tmp_path: Path, office: Path) -> None:
    other = tmp_path / "其他 客户册.book"
    cheap_book(other)
    assert js("--book", other, "clients").json == []
    assert js(f"--book={other}", "book", "check").json["clients"] == 0
    assert len(js("clients").json) == 4
    assert {book, office} == {office}
