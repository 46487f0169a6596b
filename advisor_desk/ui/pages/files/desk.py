"""What the import page asks of the program. Everything here may take a while and runs off the UI thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from advisor_desk.domain.batch import Batch, ImportMode, Undone
from advisor_desk.domain.kinds import Kind, Reject
from advisor_desk.intake.options import ReadOptions
from advisor_desk.intake.reader import Preview
from advisor_desk.ui.jobs import JobContext


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import or a dry run did with the rows of a file. `rejects` are the first hundred."""

    is_dry: bool
    batch: str
    read: int
    filtered: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    rejects: Sequence[Reject]


@dataclass(frozen=True, slots=True)
class FileRequest:
    """One file to be read, as the person wants it."""

    path: Path
    kind: Kind
    options: ReadOptions
    mode: ImportMode


class ImportDesk(Protocol):
    """Reads files into the open book. Every method raises DeskError for what a person can do about."""

    def read_options(self, *, profile: str, encoding: str, delimiter: str, sheet: str) -> ReadOptions:
        """Options from the names that the page offers; empty means automatic."""

    def profiles(self, kind: Kind) -> Sequence[str]:
        """Names of the saved profiles for a kind."""

    def preview(self, request: FileRequest) -> tuple[Preview, str]:
        """How the file would be read, and the name of the profile that was chosen by its header."""

    def run(
        self, request: FileRequest, context: JobContext, *, dry_run: bool, rejects: Path | None = None
    ) -> Outcome:
        """Import, or count what an import would do. Progress and cancel go through `context`."""

    def save_profile(self, name: str, request: FileRequest, header: Sequence[str]) -> None:
        """Keep the mapping of `request` under a name, to be chosen again for files with this header."""

    def batches(self) -> Sequence[Batch]:
        """Imports of the past, newest first."""

    def undo(self, batch: str) -> Undone:
        """Take back one import."""

    def write_template(self, kind: Kind, path: Path) -> None:
        """Write the empty file to fill in."""
