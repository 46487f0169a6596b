"""The deed of importing, with a book that only takes notes."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from advisor_desk.domain.batch import Batch, BatchHead, ImportMode, MergeResult, ReadCounts, Undone
from advisor_desk.domain.kinds import Kind, Reject, RowChunk
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.intake.reader import ReadOptions
from advisor_desk.usecases.import_file import ImportOptions, import_chunks, import_file
from advisor_desk.usecases.import_ports import ImportSink, Watch

READ = ReadOptions(today=date(2026, 6, 30))


class NotedSink:
    """Takes every row but those whose client number is `refused`."""

    def __init__(self, book: "NotedBook", head: BatchHead) -> None:
        self.book = book
        self.head = head
        self.rows = 0
        self.rejects: list[Reject] = []

    def put(self, chunk: RowChunk) -> None:
        self.book.log.append(f"put {self.head.kind.value}")
        for row, number in zip(chunk.row_numbers, chunk.columns.get("client_no", ()), strict=False):
            if number == self.book.refused:
                self.rejects.append(Reject(row, "client_no", "import.exists"))
        self.rows += len(chunk.row_numbers)

    def finish(self, counts: ReadCounts) -> MergeResult:
        self.book.log.append(f"finish {self.head.kind.value}")
        self.book.counts = counts
        return MergeResult("batch-1", self.rows - len(self.rejects), 0, 0, tuple(self.rejects))


class NotedBook:
    """Satisfies `ImportBook`; `kept` tells whether the session ended well."""

    def __init__(self, refused: str = "") -> None:
        self.refused = refused
        self.log: list[str] = []
        self.heads: list[BatchHead] = []
        self.counts = ReadCounts(0)
        self.dry_run = False
        self.kept = False

    @contextmanager
    def import_session(
        self, *, dry_run: bool = False, cancelled: Callable[[], bool] | None = None
    ) -> Iterator["NotedBook"]:
        assert cancelled is not None
        self.dry_run = dry_run
        yield self
        self.kept = True

    def sink(self, head: BatchHead) -> ImportSink:
        self.heads.append(head)
        return NotedSink(self, head)

    def import_batches(self) -> list[Batch]:
        return []

    def undo_import(self, batch: str) -> Undone:
        return Undone(batch, 0, 0)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "客户.csv"
    rows = "客户号,姓名,手机号\nC1,甲,13800000001\nC2,,13800000002\nC3,丙,13800000003\nC4,丁,12\n"
    path.write_text(rows, encoding="gb18030")
    return path


def test_every_row_is_accounted_for(source: Path) -> None:
    book = NotedBook(refused="C3")
    report = import_file(book, source, Kind.CLIENTS, ImportOptions(read=READ, mode=ImportMode.ADD))
    assert (report.read, report.added, report.rejected) == (4, 1, 3)
    assert [(reject.row, reject.code) for reject in report.rejects] == [
        (3, "intake.required"),
        (4, "import.exists"),
        (5, "intake.phone"),
    ]
    assert report.encoding == "gb18030"
    assert (report.batch, report.rejects_file) == ("batch-1", None)
    assert book.counts == ReadCounts(4, 2, "gb18030")
    assert (book.heads[0].file_name, book.heads[0].mode) == ("客户.csv", ImportMode.ADD)
    assert len(book.heads[0].file_sha256) == 64
    assert book.kept


def test_a_dry_run_names_no_batch(source: Path) -> None:
    book = NotedBook()
    report = import_file(book, source, Kind.CLIENTS, ImportOptions(read=READ, dry_run=True))
    assert book.dry_run
    assert report.batch == ""


def test_refused_rows_are_written_as_they_were_with_all_reasons(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "rejects.csv"
    options = ImportOptions(read=READ, rejects_to=target, words=str.upper)
    source.write_bytes(source.read_bytes() + ",戊,13\n".encode("gb18030"))
    report = import_file(NotedBook(refused="C3"), source, Kind.CLIENTS, options)
    assert report.rejects_file == target
    with target.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["客户号", "姓名", "手机号", "原文件行号", "拒绝原因"]
    assert [row[0] for row in rows] == ["C2", "C3", "C4", ""]
    assert rows[1] == ["C3", "丙", "13800000003", "4", "客户号: IMPORT.EXISTS"]
    assert "INTAKE.REQUIRED" in rows[3][4]
    assert "INTAKE.PHONE" in rows[3][4]


def test_the_refused_rows_are_never_written_over_their_own_file(source: Path) -> None:
    before = source.read_bytes()
    book = NotedBook()
    with pytest.raises(UserCanFix, match=r"import\.rejects_over_source"):
        import_file(book, source, Kind.CLIENTS, ImportOptions(read=READ, rejects_to=source))
    assert source.read_bytes() == before
    assert not book.kept


def test_nothing_is_kept_when_the_refused_rows_cannot_be_written(source: Path, tmp_path: Path) -> None:
    book = NotedBook()
    options = ImportOptions(read=READ, rejects_to=tmp_path / "no" / "rejects.csv")
    with pytest.raises(OutsideFailed, match=r"intake\.rejects_not_written"):
        import_file(book, source, Kind.CLIENTS, options)
    assert not book.kept


def test_progress_grows_to_its_end_and_a_cancelled_import_is_not_kept(source: Path) -> None:
    book = NotedBook()
    shares: list[float] = []
    watch = Watch(progress=lambda done, total: shares.append(done / total))
    import_file(book, source, Kind.CLIENTS, ImportOptions(read=READ), watch)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    book = NotedBook()
    with pytest.raises(UserCanFix, match=r"import\.cancelled"):
        import_file(book, source, Kind.CLIENTS, ImportOptions(read=READ), Watch(cancelled=lambda: True))
    assert not book.kept


def test_kinds_of_a_stream_are_merged_before_the_rows_that_refer_to_them() -> None:
    book = NotedBook()
    order = (Kind.PRODUCTS, Kind.CLIENTS, Kind.ACCOUNTS, Kind.ASSETS, Kind.TRADES, Kind.ASSETS)
    chunks = [RowChunk(kind, [at], {}) for at, kind in enumerate(order, start=2)]
    reports = import_chunks(book, chunks, "demo")
    assert book.log == [
        "put products",
        "put clients",
        "finish clients",
        "put accounts",
        "finish products",
        "finish accounts",
        "put assets",
        "put trades",
        "put assets",
        "finish assets",
        "finish trades",
    ]
    assert [(report.kind, report.read) for report in reports] == [
        (Kind.CLIENTS, 1),
        (Kind.PRODUCTS, 1),
        (Kind.ACCOUNTS, 1),
        (Kind.ASSETS, 2),
        (Kind.TRADES, 1),
    ]
    assert book.kept
