"""What the gate asks of the program behind it. The keeper opens books; the gate never sees a key."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from advisor_desk.ui.jobs import JobContext


@dataclass(frozen=True, slots=True)
class OpenedBook:
    """A book that stands open, and its recovery key when it was made just now."""

    book: object
    recovery_text: str = ""
    begin_with_import: bool = False


class Keeper(Protocol):
    """Opens, makes and recovers books. Everything but `path` and `exists` runs off the UI thread."""

    @property
    def path(self) -> Path:
        """The book that the gate is about."""

    def exists(self) -> bool:
        """True when the book's file or its key file is there."""

    def choose(self, path: Path) -> None:
        """Turn to another book, after the old one has been let go."""

    def unlock(self, passphrase: str, context: JobContext) -> OpenedBook:
        """Open with the passphrase. Raises DeskError."""

    def recover(self, recovery_text: str, passphrase: str, context: JobContext) -> OpenedBook:
        """Open with the recovery key and set a new passphrase. Raises DeskError."""

    def create(self, passphrase: str, context: JobContext) -> OpenedBook:
        """Make an empty book. Raises DeskError."""

    def demo(self, context: JobContext) -> OpenedBook:
        """Make or open the demo book. Raises DeskError."""
