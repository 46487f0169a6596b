"""The import page's desk: reads files into the open book, keeps profiles, undoes batches."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from advisor_desk.assembly.desk import Desk
from advisor_desk.domain.batch import Batch, Undone
from advisor_desk.domain.kinds import Kind
from advisor_desk.intake.options import ReadOptions
from advisor_desk.intake.reader import Preview, preview
from advisor_desk.intake.template import write_template
from advisor_desk.ui import labels_errors
from advisor_desk.ui.jobs import JobContext
from advisor_desk.ui.pages.files.desk import FileRequest, Outcome
from advisor_desk.usecases.import_file import ImportOptions, import_file
from advisor_desk.usecases.import_ports import Watch
from advisor_desk.usecases.import_profiles import ProfileFolder
from advisor_desk.usecases.undo_import import list_imports, undo_import

FIRST_REJECTS = 100


class BookFiles:
    """Satisfies `ui.pages.files.desk.ImportDesk`."""

    def __init__(self, desk: Desk, profiles: ProfileFolder, today: date) -> None:
        self._desk = desk
        self._profiles = profiles
        self._today = today

    def read_options(self, *, profile: str, encoding: str, delimiter: str, sheet: str) -> ReadOptions:
        """Options from the names that the page offers; empty means automatic."""
        return ReadOptions(
            today=self._today,
            profile=self._profiles.find(profile) if profile else None,
            encoding=encoding or None,
            delimiter=delimiter or None,
            sheet=sheet or None,
        )

    def profiles(self, kind: Kind) -> Sequence[str]:
        """Names of the saved profiles for a kind."""
        return self._profiles.names(kind)

    def preview(self, request: FileRequest) -> tuple[Preview, str]:
        """How the file would be read, and the profile that was chosen by its header."""
        options = request.options
        seen = preview(request.path, request.kind, options)
        if options.profile is not None or options.mapping is not None:
            return seen, options.profile.name if options.profile else ""
        chosen = self._profiles.choose(request.kind, seen.header)
        if chosen is None:
            return seen, ""
        return preview(request.path, request.kind, replace(options, profile=chosen)), chosen.name

    def run(
        self, request: FileRequest, context: JobContext, *, dry_run: bool, rejects: Path | None = None
    ) -> Outcome:
        """Import, or count what an import would do."""
        wanted = ImportOptions(
            read=self._with_profile(request),
            mode=request.mode,
            dry_run=dry_run,
            rejects_to=rejects,
            words=labels_errors.reject,
        )
        watch = Watch(progress=context.report, cancelled=lambda: context.is_cancelled)
        report = import_file(self._desk, request.path, request.kind, wanted, watch)
        return Outcome(
            is_dry=dry_run,
            batch=report.batch,
            read=report.read,
            filtered=report.filtered,
            added=report.added,
            updated=report.updated,
            unchanged=report.unchanged,
            rejected=report.rejected,
            rejects=report.rejects[:FIRST_REJECTS],
        )

    def _with_profile(self, request: FileRequest) -> ReadOptions:
        options = request.options
        if options.profile is not None or options.mapping is not None:
            return options
        header = preview(request.path, request.kind, options).header
        return replace(options, profile=self._profiles.choose(request.kind, header))

    def save_profile(self, name: str, request: FileRequest, header: Sequence[str]) -> None:
        """Keep the mapping of `request` under a name."""
        self._profiles.save(name, request.kind, header, request.options.mapping or {})

    def batches(self) -> Sequence[Batch]:
        """Imports of the past, newest first."""
        return list_imports(self._desk)

    def undo(self, batch: str) -> Undone:
        """Take back one import."""
        return undo_import(self._desk, batch)

    def write_template(self, kind: Kind, path: Path) -> None:
        """Write the empty file to fill in."""
        write_template(kind, path)
