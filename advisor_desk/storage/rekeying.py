"""Changing what opens a book: its passphrase, its recovery key, its data key.

At every instant the key file opens the book as it is then: a kill leaves the old or the new.
"""

from __future__ import annotations

import contextlib

from advisor_desk.errors import DeskError, OutsideFailed, UserCanFix
from advisor_desk.storage import engine, key_file, keys
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.fault_points import reached
from advisor_desk.storage.files import BookFiles
from advisor_desk.storage.keys import DataKey, Unlocked
from advisor_desk.storage.opening import Surroundings, read_keys
from advisor_desk.storage.trouble import translated


def change_passphrase(files: BookFiles, old: str, new: str, around: Surroundings | None = None) -> None:
    """Give the book a new passphrase: only the key file is written, the book may be open or closed.

    Raises as `SqlBook.open` for the old passphrase, and UserCanFix("book.passphrase_empty").
    """
    around = around or Surroundings()
    loaded, unlocked = read_keys(files, around.clock, lambda content: keys.unlock(content, old))
    _store_passphrase(files, loaded.content, unlocked, new, around)


def reset_passphrase(
    files: BookFiles, recovery_text: str, new: str, around: Surroundings | None = None
) -> None:
    """Give the book a new passphrase by its recovery key. Raises as `SqlBook.open_by_recovery`."""
    around = around or Surroundings()
    loaded, unlocked = read_keys(
        files, around.clock, lambda content: keys.unlock_by_recovery(content, recovery_text)
    )
    _store_passphrase(files, loaded.content, unlocked, new, around)


def renew_recovery_key(files: BookFiles, passphrase: str, around: Surroundings | None = None) -> str:
    """Make a new recovery key, to show once; the old one opens nothing from now on."""
    around = around or Surroundings()
    loaded, unlocked = read_keys(files, around.clock, lambda content: keys.unlock(content, passphrase))
    content, text = keys.with_new_recovery(loaded.content, unlocked)
    key_file.store(files, content)
    return text


def rotate_key(book: SqlBook, passphrase: str) -> DataKey:
    """Encrypt the open book with a new random key; passphrase and recovery key stay.

    The book is checked first: a damaged one is never rotated. The key file carries both keys while the
    file is rewritten, so that a kill at any instant leaves a book that opens. Raises
    UserCanFix("book.damaged"), and as `SqlBook.open` for the passphrase; OutsideFailed when the disk
    refuses: the book is open with the key that it has then, or closed when the disk refuses that too.
    """
    loaded, unlocked = read_keys(
        book.files, book.around.clock, lambda content: keys.unlock(content, passphrase)
    )
    demand_sound(book)
    old, new = book.key, keys.new_data_key(book.key.book_id)
    key_file.store(book.files, keys.with_data_keys(loaded.content, unlocked, (old, new)))
    reached("rotation.keys_written")
    try:
        _rewrite(book, new)
    except (DeskError, engine.DatabaseError) as error:
        # Whatever SQLCipher answers to a rewriting that failed, it would write with the new key from then on.
        book.attach_anew((old, new))
        raise error if isinstance(error, OutsideFailed) else OutsideFailed("book.unreadable") from error
    reached("rotation.verified")
    key_file.store(book.files, keys.with_data_keys(loaded.content, unlocked, (new,)))
    return new


def _rewrite(book: SqlBook, new: DataKey) -> None:
    """Encrypt the file with another key, and see that it opens with it."""
    with translated():
        engine.rekey(book.connection, new.raw)
        book.replace_key(new)
        reached("rotation.rekeyed")
        book.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        with contextlib.closing(engine.connect(book.path, new.raw)) as second:
            second.execute("SELECT count(*) FROM book_meta").fetchone()


def demand_sound(book: SqlBook) -> None:
    """Raises UserCanFix("book.damaged") when a page or the structure of the open book is not whole."""
    with translated():
        book.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        pages = book.connection.execute("PRAGMA cipher_integrity_check").fetchone()
        structure = book.connection.execute("PRAGMA quick_check(1)").fetchone()
    if pages is not None or structure != ("ok",):
        raise UserCanFix("book.damaged")


def _store_passphrase(
    files: BookFiles, content: key_file.KeyFile, unlocked: Unlocked, new: str, around: Surroundings
) -> None:
    key_file.store(
        files,
        keys.with_passphrase(
            content, unlocked, new, around.chosen_cost(), is_cheap_allowed=around.is_cheap_allowed
        ),
    )
