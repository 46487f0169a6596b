"""Files into a real book, through every layer below the command line."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.reader import ReadOptions
from advisor_desk.usecases.import_file import ImportOptions, import_file
from advisor_desk.usecases.import_ports import Watch
from advisor_desk.usecases.undo_import import list_imports, undo_import
from tests.storage import books
from tests.storage.imports import Desk

READ = ImportOptions(read=ReadOptions(today=date(2026, 6, 30)))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "desk.book")
    yield desk
    desk.book.close()


def _write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def test_a_mended_file_of_refused_rows_brings_the_rest(desk: Desk, tmp_path: Path) -> None:
    source = _write(tmp_path / "c.csv", "客户号,姓名\n000001,甲\n000002,\n000003,丙\n", "gb18030")
    target = tmp_path / "rejects.csv"
    options = ImportOptions(read=READ.read, rejects_to=target)
    first = import_file(desk.imports, source, Kind.CLIENTS, options)
    assert (first.added, first.rejected, first.encoding) == (2, 1, "gb18030")
    mended = target.read_text(encoding="utf-8-sig").replace('"=""000002""",,', '"=""000002""",乙,')
    target.write_text(mended, encoding="utf-8-sig")
    second = import_file(desk.imports, target, Kind.CLIENTS, READ)
    assert (second.added, second.rejected) == (1, 0)
    assert desk.rows("SELECT client_no, name FROM client ORDER BY 1") == [
        ("000001", "甲"),
        ("000002", "乙"),
        ("000003", "丙"),
    ]


def test_rows_that_only_the_book_refuses_are_written_too(desk: Desk, tmp_path: Path) -> None:
    clients = _write(tmp_path / "c.csv", "客户号,姓名\nC1,甲\n")
    import_file(desk.imports, clients, Kind.CLIENTS, READ)
    trades = _write(
        tmp_path / "t.csv",
        "客户号,交易流水号,确认日期,业务类型,金额\nC1,T1,2026-01-05,申购,100\nC9,T2,2026-01-05,申购,100\n",
    )
    target = tmp_path / "rejects.csv"
    options = ImportOptions(read=READ.read, rejects_to=target)
    report = import_file(desk.imports, trades, Kind.TRADES, options)
    assert [(reject.row, reject.code) for reject in report.rejects] == [(3, "import.unknown_client")]
    assert "C9,T2,2026-01-05,申购,100,3,客户号: import.unknown_client" in target.read_text("utf-8-sig")
    assert desk.rows("SELECT trade_no, is_purchase, amount_fen FROM trade") == [("T1", 1, 10_000)]


def test_imports_are_listed_and_undone_by_the_deeds(desk: Desk, tmp_path: Path) -> None:
    empty = books.content(desk.book)
    source = _write(tmp_path / "c.csv", "客户号,姓名\nC1,甲\nC2,乙\n")
    report = import_file(desk.imports, source, Kind.CLIENTS, READ)
    (batch,) = list_imports(desk.imports)
    assert (batch.batch, batch.file_name, batch.read, batch.encoding) == (report.batch, "c.csv", 2, "utf-8")
    assert undo_import(desk.imports, report.batch[:12]).removed == 2
    after = books.content(desk.book)
    del empty["import_batch"], after["import_batch"]
    assert after == empty


def test_a_file_that_breaks_off_in_the_middle_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    before = books.content(desk.book)
    lines = "".join(f"C{number},甲\n" for number in range(90_000))
    source = _write(tmp_path / "c.csv", f'客户号,姓名\n{lines}C,"甲\n')
    with pytest.raises(UserCanFix, match=r"intake\."):
        import_file(desk.imports, source, Kind.CLIENTS, READ)
    assert books.content(desk.book) == before


def test_a_cancelled_file_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    before = books.content(desk.book)
    lines = "".join(f"C{number},甲\n" for number in range(90_000))
    source = _write(tmp_path / "c.csv", f"客户号,姓名\n{lines}")
    seen: list[int] = []
    watch = Watch(progress=lambda done, total: seen.append(done), cancelled=lambda: len(seen) > 0)
    with pytest.raises(UserCanFix, match=r"import\.cancelled"):
        import_file(desk.imports, source, Kind.CLIENTS, READ, watch)
    assert seen
    assert books.content(desk.book) == before
