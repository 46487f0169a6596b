"""Bring a file, or rows made by the program itself, into the book: all of it or nothing.

Reading is the intake's matter, what becomes of a row the storage's; this deed joins them.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from advisor_desk.domain.batch import BatchHead, ImportMode, MergeResult, ReadCounts
from advisor_desk.domain.kinds import Kind, Reject, RowChunk
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.reader import ReadOptions, RowReader, open_rows
from advisor_desk.usecases.import_ports import ImportDoor, ImportSession, ImportSink, Watch
from advisor_desk.usecases.import_rejects import RejectsTarget, demand_other_file, write_rejects

_BEFORE: dict[Kind, tuple[Kind, ...]] = {
    Kind.CLIENTS: (),
    Kind.PRODUCTS: (),
    Kind.ACCOUNTS: (Kind.CLIENTS,),
}
_OTHERS_BEFORE = (Kind.CLIENTS, Kind.PRODUCTS, Kind.ACCOUNTS)


def _code_itself(code: str) -> str:
    return code


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """How to import. `rejects_to` is where refused rows are written, `words` puts a code into words."""

    read: ReadOptions
    mode: ImportMode = ImportMode.BOTH
    dry_run: bool = False
    rejects_to: Path | None = None
    words: Callable[[str], str] = _code_itself


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `read` = filtered + added + updated + unchanged + rejected.

    `batch` is empty after a dry run. `rejects` names the first problem of every refused row, by row.
    """

    batch: str
    kind: Kind
    read: int
    filtered: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    encoding: str
    rejects: tuple[Reject, ...]
    rejects_file: Path | None = None


def import_file(
    book: ImportDoor, path: Path, kind: Kind, options: ImportOptions, watch: Watch | None = None
) -> ImportReport:
    """Read a file and merge its rows. Nothing is kept when this raises.

    Raises UserCanFix: `import.cancelled`, `import.rejects_over_source`, and the `intake.*` codes of a file
    that cannot be read at all; OutsideFailed("intake.rejects_not_written").
    """
    watch = watch or Watch()
    demand_other_file(path, options.rejects_to)
    with open_rows(path, kind, options.read) as reader:
        profile = options.read.profile
        name = profile.name if profile is not None else ""
        # A name of bytes that are no UTF-8 is kept as far as it can be written.
        shown = path.name.encode(errors="replace").decode()
        head = BatchHead(kind, shown, options.mode, name, _sha256(path))
        with book.import_session(dry_run=options.dry_run, cancelled=watch.cancelled) as session:
            run = _Run(reader, watch, keeps_all_problems=options.rejects_to is not None)
            report = run.into(session.sink(head))
            if options.rejects_to is not None and run.problems:
                target = RejectsTarget(options.rejects_to, options.words)
                write_rejects(reader, path, run.problems, target)
    watch.progress(1, 1)
    return _settled(report, options)


class _Run:
    """One pass over a file. `problems` are all that is wrong with each refused row, if they are kept."""

    def __init__(self, reader: RowReader, watch: Watch, *, keeps_all_problems: bool) -> None:
        self._reader = reader
        self._watch = watch
        self._keeps = keeps_all_problems
        self._refused: list[Reject] = []
        self.problems: dict[int, tuple[Reject, ...]] = {}

    def into(self, sink: ImportSink) -> ImportReport:
        """Put all rows into the sink and finish it."""
        reader, watch = self._reader, self._watch
        for chunk, rejects in reader:
            _demand_wanted(watch)
            sink.put(chunk)
            self._refused += rejects
            if self._keeps:
                self.problems.update((row.row, row.problems) for row in reader.rejected_rows)
            watch.progress(reader.done * 2, reader.total * 3)
        encoding = reader.found.encoding
        shown = encoding.name if encoding is not None else ""
        watch.progress(reader.total * 2, reader.total * 3)
        result = sink.finish(ReadCounts(reader.counts.read, reader.counts.rejected, shown))
        result = replace(result, rejects=tuple(map(self._named_as_in_file, result.rejects)))
        _demand_wanted(watch)
        if self._keeps:
            self.problems.update((reject.row, (reject,)) for reject in result.rejects)
        return self._report(result, shown)

    def _named_as_in_file(self, reject: Reject) -> Reject:
        """The book names a field; the person knows the column of the file."""
        mapped = self._reader.columns.fields.get(reject.column)
        return reject if mapped is None else replace(reject, column=self._reader.header[mapped.index])

    def _report(self, result: MergeResult, encoding: str) -> ImportReport:
        counts = self._reader.counts
        rejects = sorted([*self._refused, *result.rejects], key=lambda reject: reject.row)
        return ImportReport(
            batch=result.batch,
            kind=self._reader.kind,
            read=counts.read,
            filtered=counts.filtered,
            added=result.added,
            updated=result.updated,
            unchanged=result.unchanged,
            rejected=len(rejects),
            encoding=encoding,
            rejects=tuple(rejects),
        )


def _settled(report: ImportReport, options: ImportOptions) -> ImportReport:
    return replace(
        report,
        batch="" if options.dry_run else report.batch,
        rejects_file=options.rejects_to if report.rejected else None,
    )


def import_chunks(
    book: ImportDoor, chunks: Iterable[RowChunk], source: str, watch: Watch | None = None
) -> list[ImportReport]:
    """Bring typed rows of any kinds into the book, in one transaction, by the same door as files.

    Kinds may take turns; a kind is merged before the first rows that refer to it. `source` stands
    for the file name.
    """
    watch = watch or Watch()
    with book.import_session(cancelled=watch.cancelled) as session:
        stream = _Stream(session, source)
        for count, chunk in enumerate(chunks, start=1):
            _demand_wanted(watch)
            stream.put(chunk)
            watch.progress(count, 0)
        stream.finish(tuple(Kind))
    watch.progress(1, 1)
    return stream.reports


class _Stream:
    """The open imports of a stream of chunks."""

    def __init__(self, session: ImportSession, source: str) -> None:
        self._session = session
        self._source = source
        self._open: dict[Kind, tuple[ImportSink, int]] = {}
        self.reports: list[ImportReport] = []

    def put(self, chunk: RowChunk) -> None:
        self.finish(_BEFORE.get(chunk.kind, _OTHERS_BEFORE))
        sink, rows = self._open.get(chunk.kind, (None, 0))
        sink = sink or self._session.sink(BatchHead(chunk.kind, self._source))
        sink.put(chunk)
        self._open[chunk.kind] = (sink, rows + len(chunk.row_numbers))

    def finish(self, kinds: tuple[Kind, ...]) -> None:
        for kind in kinds:
            if kind in self._open:
                sink, rows = self._open.pop(kind)
                self.reports.append(_of_stream(kind, rows, sink.finish(ReadCounts(rows))))


def _of_stream(kind: Kind, rows: int, result: MergeResult) -> ImportReport:
    return ImportReport(
        batch=result.batch,
        kind=kind,
        read=rows,
        filtered=0,
        added=result.added,
        updated=result.updated,
        unchanged=result.unchanged,
        rejected=len(result.rejects),
        encoding="",
        rejects=result.rejects,
    )


def _demand_wanted(watch: Watch) -> None:
    if watch.cancelled():
        raise UserCanFix("import.cancelled")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
