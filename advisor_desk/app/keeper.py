"""The gate's keeper: opens, makes and recovers books. Runs in the book's lane."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from advisor_desk.ui.gate.keeper import OpenedBook
from advisor_desk.ui.jobs import JobContext

if TYPE_CHECKING:
    from advisor_desk.storage.book import SqlBook


class BookKeeper:
    """Satisfies `ui.gate.keeper.Keeper`. Storage is imported at the first use, after the first paint."""

    def __init__(self, path: Path, as_of: Callable[[], date]) -> None:
        self._path = path
        self._as_of = as_of
        self.chosen: Path | None = None
        """The book that the person has turned to, if they have."""

    @property
    def path(self) -> Path:
        """The book that the gate is about."""
        return self._path

    def exists(self) -> bool:
        """True when the book's file is there."""
        return self._path.exists()

    def choose(self, path: Path) -> None:
        """Turn to another book."""
        self._path = self.chosen = path

    def unlock(self, passphrase: str, context: JobContext) -> OpenedBook:
        """Open with the passphrase. Raises DeskError."""
        from advisor_desk.storage.book import SqlBook

        context.check()
        return self._opened(SqlBook.open(self._path, passphrase))

    def recover(self, recovery_text: str, passphrase: str, context: JobContext) -> OpenedBook:
        """Set a new passphrase by the recovery key, then open with it. Raises DeskError."""
        from advisor_desk.storage.files import BookFiles
        from advisor_desk.storage.rekeying import reset_passphrase

        context.check()
        reset_passphrase(BookFiles(self._path), recovery_text, passphrase)
        return self.unlock(passphrase, context)

    def create(self, passphrase: str, context: JobContext) -> OpenedBook:
        """Make an empty book. Raises DeskError."""
        from advisor_desk.storage.book import SqlBook

        context.check()
        made = SqlBook.create(self._path, passphrase)
        return self._opened(made.book, made.recovery_key)

    def demo(self, context: JobContext) -> OpenedBook:
        """Open the demo book beside the usual place, made when it is not there. Raises DeskError."""
        from advisor_desk.assembly.demo import DEMO_PASSPHRASE, open_or_make_demo
        from advisor_desk.demo.book import DemoPlan
        from advisor_desk.usecases.import_ports import Watch

        path = self._path.with_name("demo.book")
        watch = Watch(progress=context.report, cancelled=lambda: context.is_cancelled)
        plan = DemoPlan(end=self._as_of())
        desk = open_or_make_demo(path, plan, DEMO_PASSPHRASE, watch, is_any_day=True)
        self._path = path
        return OpenedBook(desk)

    def _opened(self, book: "SqlBook", recovery_text: str = "") -> OpenedBook:
        from advisor_desk.assembly.desk import around

        return OpenedBook(around(book, self._as_of()), recovery_text)
