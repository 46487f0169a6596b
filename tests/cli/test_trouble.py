"""Damage, wrong keys and strange files, end to end: one clear sentence in both languages, nothing lost."""

import errno
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter

from advisor_desk.storage import engine
from advisor_desk.storage.book import SqlBook
from tests.cli.calling import PASSPHRASE, call, js, write
from tests.cli.office import FILES
from tests.storage.books import around
from tests.test_english_complete import CHINESE

CLIENTS = FILES["clients"]


@dataclass(frozen=True)
class Trouble:
    """What is done to the book, and what a person is told."""

    name: str
    do: Callable[[Path, pytest.MonkeyPatch], None]
    code: str
    status: int
    says: str
    says_in_english: str


def wrong_passphrase(_book: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("ADVISOR_DESK_PASSPHRASE", "wrong")


def truncated(book: Path, _patch: pytest.MonkeyPatch) -> None:
    content = book.read_bytes()
    book.write_bytes(content[: len(content) // 2 + 100])


def emptied(book: Path, _patch: pytest.MonkeyPatch) -> None:
    book.write_bytes(b"")


def flipped_head(book: Path, _patch: pytest.MonkeyPatch) -> None:
    content = bytearray(book.read_bytes())
    content[200] ^= 4
    book.write_bytes(content)


def flipped_keys(book: Path, _patch: pytest.MonkeyPatch) -> None:
    key = Path(f"{book}.key")
    content = bytearray(key.read_bytes())
    content[len(content) // 2] ^= 1
    key.write_bytes(content)


def without_keys(book: Path, _patch: pytest.MonkeyPatch) -> None:
    Path(f"{book}.key").unlink()


def from_the_future(book: Path, _patch: pytest.MonkeyPatch) -> None:
    with SqlBook.open(book, PASSPHRASE, around()) as opened, opened.change() as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def read_only(_book: Path, patch: pytest.MonkeyPatch) -> None:
    """The database's own refusal, whoever runs the tests; the system's is tested in tests/storage."""

    def refuse(*_: object, **__: object) -> None:
        error = engine.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = 8
        raise error

    patch.setattr("advisor_desk.storage.book.examine", refuse)


TROUBLES = [
    Trouble(
        "wrong passphrase", wrong_passphrase, "book.wrong_passphrase", 3, "口令不正确", "Wrong passphrase"
    ),
    Trouble("truncated", truncated, "book.damaged", 3, "客户册文件已损坏，这不是口令错误", "not a wrong"),
    Trouble("emptied", emptied, "book.damaged", 3, "客户册文件已损坏，这不是口令错误", "not a wrong"),
    Trouble("flipped bit", flipped_head, "book.damaged", 3, "客户册文件已损坏", "The book file is damaged"),
    Trouble("flipped key file", flipped_keys, "book.key_damaged", 3, "钥匙文件已损坏", "key file is damaged"),
    Trouble("no key file", without_keys, "book.key_missing", 3, "找不到客户册的钥匙文件", "was not found"),
    Trouble("the future", from_the_future, "book.from_newer_version", 3, "9999", "newer program"),
    Trouble("read-only", read_only, "book.read_only", 4, "不能写入", "cannot be written"),
]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the lock (who held it last) and the count of wrong tries."""
    return {
        file.name: file.read_bytes()
        for file in folder.iterdir()
        if file.is_file() and not file.name.endswith((".lock", ".tries"))
    }


@pytest.mark.parametrize("trouble", TROUBLES, ids=[one.name for one in TROUBLES])
def test_a_book_in_trouble_is_told_in_one_sentence_and_left_as_it_is(
    office: Path, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        trouble.do(office, patch)
        before = contents(office.parent)
        chinese = js("clients")
        assert (chinese.status, chinese.error["code"]) == (trouble.status, trouble.code)
        assert trouble.says in chinese.error["message"]
        english = js("--lang", "en", "score").error["message"]
        assert trouble.says_in_english in english
        assert not CHINESE.search(english)
        assert "?" not in english + chinese.error["message"]
        assert contents(office.parent) == before


def test_wrong_passphrases_cost_time_and_never_the_book(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("ADVISOR_DESK_PASSPHRASE", "wrong")
        codes = [js("clients").error["code"] for _ in range(4)]
        assert codes == ["book.wrong_passphrase"] * 3 + ["book.wait_after_wrong_passphrase"]
        waiting = js("--lang", "en", "clients").error
        assert waiting["params"]["wrong"] == 3
        assert waiting["params"]["seconds"] in (1, 2)
        assert "never wiped" in waiting["message"]
    monkeypatch.setattr("advisor_desk.storage.tries.Tries.demand_patience", lambda _self: None)
    assert len(js("clients").json) == 4
    assert list(office.parent.glob("*.tries")) == []


def test_a_second_process_is_told_who_has_the_book(office: Path) -> None:
    with SqlBook.open(office, PASSPHRASE, around()):
        chinese, english = js("clients"), js("--lang", "en", "import", "batches")
    assert (chinese.status, chinese.error["code"]) == (3, "book.in_use")
    assert "正被另一个窗口使用" in chinese.error["message"]
    assert "Another window" in english.error["message"]
    assert len(js("clients").json) == 4


@pytest.mark.parametrize("command", ["import", "backup"])
def test_a_full_disk_is_told_and_nothing_is_half_done(
    office: Path, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = write(tmp_path / "more.csv", "客户号,姓名\n" + "".join(f"D{n},某{n}\n" for n in range(50)))
    asked = ("import", "clients", more) if command == "import" else ("book", "backup", tmp_path / "safe")
    with monkeypatch.context() as patch:
        if command == "import":
            patch.setattr("advisor_desk.storage.book.REFUSE_BELOW_BYTES", 1 << 62)
        else:

            def full(*_: object) -> None:
                raise OSError(errno.ENOSPC, "No space left on device")

            patch.setattr("advisor_desk.storage.backup.upgrade.copy_verified", full)
        chinese, english = js(*asked), js("--lang", "en", *asked)
    assert (chinese.status, chinese.error["code"]) == (4, "book.disk_full")
    assert "磁盘空间不足" in chinese.error["message"]
    assert not CHINESE.search(english.error["message"])
    assert len(js("clients").json) == 4
    assert list((tmp_path / "safe").glob("*")) == []
    assert js("import", "clients", more).json["added"] == 50


def gbk_as_utf8(folder: Path) -> tuple[Path, tuple[str, ...]]:
    return write(folder / "c.csv", CLIENTS, "gb18030"), ("--encoding", "utf-8")


def no_encoding_at_all(folder: Path) -> tuple[Path, tuple[str, ...]]:
    path = folder / "c.csv"
    path.write_bytes(CLIENTS.encode("gb18030") + b"C9,\xff\xff\xff,\n")
    return path, ()


def zip_named_xlsx(folder: Path) -> tuple[Path, tuple[str, ...]]:
    path = folder / "c.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("notes.txt", "not a workbook")
    return path, ()


def broken_xlsx(folder: Path) -> tuple[Path, tuple[str, ...]]:
    path = folder / "c.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["客户号", "姓名"])
    path.write_bytes(path.read_bytes()[:-900])
    return path, ()


def gigantic_line(folder: Path) -> tuple[Path, tuple[str, ...]]:
    return write(folder / "c.csv", "客户号,姓名\nC9," + "甲" * 3_000_000 + "\n"), ()


def endless_quote(folder: Path) -> tuple[Path, tuple[str, ...]]:
    return write(folder / "c.csv", '客户号,姓名\nC8,"甲\n' + "C9,乙\n" * 20_000), ()


def bytes_named_csv(folder: Path) -> tuple[Path, tuple[str, ...]]:
    path = folder / "c.csv"
    path.write_bytes(bytes(range(256)) * 40)
    return path, ()


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (gbk_as_utf8, {"intake.not_this_encoding"}),
        (no_encoding_at_all, {"intake.unknown_encoding"}),
        (zip_named_xlsx, {"intake.not_a_workbook"}),
        (broken_xlsx, {"intake.workbook_damaged", "intake.not_a_workbook"}),
        (gigantic_line, {"intake.line_too_long", "intake.cell_too_long"}),
        (endless_quote, {"intake.quote_unclosed"}),
        (bytes_named_csv, {"intake.unknown_encoding", "intake.unknown_format"}),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_nothing_comes_in(
    office: Path, tmp_path: Path, make: Callable[[Path], tuple[Path, tuple[str, ...]]], codes: set[str]
) -> None:
    path, options = make(tmp_path)
    before, before_batches = js("clients").out, js("import", "batches").out
    chinese, english = (
        js(*language, "import", "clients", path, *options) for language in ((), ("--lang", "en"))
    )
    assert (chinese.status, chinese.error["code"] in codes) == (3, True), chinese.out
    assert CHINESE.search(chinese.error["message"])
    assert not CHINESE.search(english.error["message"])
    assert "?" not in chinese.error["message"] + english.error["message"]
    assert len(chinese.error["message"]) < 120
    assert (js("clients").out, js("import", "batches").out) == (before, before_batches)
    assert office.exists()


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "=1+1", "@SUM(A1)", "+cmd", "-cmd", "\t=1"])
def test_a_cell_that_is_a_formula_is_refused_and_defused_in_the_file_of_rejects(
    book: Path, tmp_path: Path, cell: str
) -> None:
    rejects = tmp_path / "rejects.csv"
    file = write(tmp_path / "c.csv", f'客户号,姓名\nC1,"{cell}"\nC2,乙\n')
    ran = js("import", "clients", file, "--rejects", rejects)
    (reject,) = ran.json["rejects"]
    assert (ran.status, ran.json["added"]) == (1, 1)
    assert (reject["row"], reject["column"]) == (2, "姓名")
    assert reject["code"] in ("intake.formula", "intake.control_character")
    assert CHINESE.search(reject["message"])
    for line in rejects.read_text("utf-8-sig").splitlines():
        assert all(not part.strip('"').startswith(("=", "@", "+", "-", "\t")) for part in line.split(","))
    assert [row["client_no"] for row in js("clients").json] == ["C2"]
    assert book.exists()


def test_a_workbook_with_formula_cells_keeps_their_values_out_of_the_book(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["客户号", "姓名"])
        sheet.write_row(1, 0, ["C1", "甲"])
        sheet.write_string(2, 0, "C2")
        sheet.write_string(2, 1, "=cmd|' /C calc'!A0")
    ran = js("import", "clients", path)
    assert (ran.status, ran.json["added"], ran.json["rejected"]) == (1, 1, 1)
    assert ran.json["rejects"][0]["code"] == "intake.formula"
    assert book.exists()


def test_errors_for_a_person_are_one_line_on_stderr_and_nothing_else(office: Path, tmp_path: Path) -> None:
    ran = call("import", "clients", tmp_path / "没有.csv")
    assert (ran.status, ran.out) == (3, "")
    assert ran.err == "找不到文件 没有.csv。 请确认文件名和位置。\n"
    assert office.exists()
