"""What an import and its undo say about themselves. No files, no storage and no words live here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from advisor_desk.domain.kinds import Kind, Reject


class ImportMode(StrEnum):
    """Which rows of a file may enter the book."""

    ADD = "add"
    """New keys only; a row that is there with other content is rejected."""
    UPDATE = "update"
    """Known keys only; a row that is not there is rejected."""
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class BatchHead:
    """What is known of an import before its first row."""

    kind: Kind
    file_name: str
    mode: ImportMode = ImportMode.BOTH
    profile: str = ""
    file_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ReadCounts:
    """What reading a file gave: its rows, those refused while reading, and the encoding."""

    read: int
    rejected: int = 0
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What became of the rows that were put into the book. `batch` names the import for people."""

    batch: str
    added: int
    updated: int
    unchanged: int
    rejects: tuple[Reject, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """One import of the past. `undone_at` is None while it stands."""

    batch: str
    number: int
    kind: Kind
    file_name: str
    mode: ImportMode
    profile: str
    encoding: str
    started_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    read: int
    added: int
    updated: int
    unchanged: int
    rejected: int


class WhyKept(StrEnum):
    """Why an undo left something as it is."""

    EDITED = "edited"
    """Edited later: by a person, or by the import named in `by`."""
    NEEDED = "needed"
    """Other records need the row; `by` names their table."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that an undo left: the row's table and key, the field (empty: the whole row), and why."""

    table: str
    key: str
    field: str
    why: WhyKept
    by: str = ""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: rows removed, rows restored, and everything that it kept."""

    batch: str
    removed: int
    restored: int
    kept: tuple[Kept, ...] = ()
