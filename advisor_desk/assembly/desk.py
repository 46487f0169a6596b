"""An open desk: the book, its repositories, imports, rules and calendar, wired for one day."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from advisor_desk.assembly.book_rules import BookRules
from advisor_desk.storage import rules_log, sync_facts
from advisor_desk.storage.book import NewBook, SqlBook
from advisor_desk.storage.desk import Circumstances, DeskBook
from advisor_desk.storage.opening import Surroundings
from advisor_desk.usecases.rules_catalog import RulesCatalog
from advisor_desk.usecases.trading_calendar import trading_days

if TYPE_CHECKING:
    from advisor_desk.assembly.past import PastBook
    from advisor_desk.domain.batch import Batch, Undone
    from advisor_desk.storage.merge_session import ImportSession, SqlImports
    from advisor_desk.usecases.received_rules import RulesTrouble


class Desk:
    """Everything an open book offers. Satisfies the import and demo ports; `book` the reading ports."""

    def __init__(self, book: DeskBook, catalog: RulesCatalog, rules: BookRules | None = None) -> None:
        self.book = book
        self.catalog = catalog
        self._rules = rules

    @property
    def rules_troubles(self) -> "tuple[RulesTrouble, ...]":
        """Rules of head office that this book has received and that are not in force, and why."""
        return () if self._rules is None else self._rules.troubles

    @cached_property
    def imports(self) -> "SqlImports":
        """The door for files. Its modules wait for the first file: a list is to be seen before."""
        from advisor_desk.storage.merge_session import SqlImports

        return SqlImports(self.book.sql, self.book.refresh, sealer=self.book)

    def roll(self) -> bool:
        """Bring the figures to the desk's day and keep the rules they rest on. True when counted anew.

        Rules that head office has published meanwhile are in force from here on.
        """
        if self._rules is not None:
            self._rules.look_again()
        rules = self.book.rules
        digest = self.catalog.digest(rules.version)
        with self.book.sql.read() as connection:
            known = rules_log.is_kept(connection, rules.version, digest)
        if not known:
            text = (rules.version, digest, self.catalog.text(rules.version))
            recorded_at = datetime.now(UTC).isoformat(timespec="microseconds")
            with self.book.sql.change() as connection:
                rules_log.keep(connection, rules.effective_from, text, recorded_at)
        return self.book.roll()

    def import_session(
        self, *, dry_run: bool = False, cancelled: Callable[[], bool] | None = None
    ) -> "AbstractContextManager[ImportSession]":
        """A session of imports, kept when its block ends well."""
        return self.imports.import_session(dry_run=dry_run, cancelled=cancelled)

    def import_batches(self) -> "list[Batch]":
        """Every import, newest first."""
        return self.imports.import_batches()

    def undo_import(self, batch: str) -> "Undone":
        """Take an import out again."""
        return self.imports.undo_import(batch)

    def living_again(self, seed: int) -> "AbstractContextManager[PastBook]":
        """The past of an invented book, each deed on its own day; ids are drawn from `seed`."""
        from advisor_desk.assembly.past import living_again

        return living_again(self.book, seed)

    def close(self) -> None:
        """Close the book and drop its key."""
        self.book.close()


def around(book: SqlBook, as_of: date, author: str = "") -> Desk:
    """The desk of an open book on a day. Of an enrolled book the advisor is the author, whoever opens it."""
    rules = BookRules(book)
    with book.read() as connection:
        author = sync_facts.advisor(connection) or author
    circumstances = Circumstances(
        rules_on=rules.scores_on,
        trading=trading_days(),
        clock=time.time,
        author=author,
        advice_on=rules.advice_on,
        advice_text=rules.advice_text,
        service_on=rules.service_on,
    )
    desk = DeskBook(book, as_of, circumstances)
    return Desk(desk, rules.catalog, rules)


def open_desk(path: Path, passphrase: str, as_of: date, author: str = "") -> Desk:
    """Open a book with its passphrase. Raises as `SqlBook.open`."""
    return around(SqlBook.open(path, passphrase), as_of, author)


def create_book(path: Path, passphrase: str, surroundings: Surroundings | None = None) -> NewBook:
    """Make an empty book. Raises as `SqlBook.create`."""
    return SqlBook.create(path, passphrase, surroundings)
