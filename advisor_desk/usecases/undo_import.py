"""Take an import out of the book again, and list the imports there are."""

from advisor_desk.domain.batch import Batch, Undone
from advisor_desk.usecases.import_ports import ImportBook


def undo_import(book: ImportBook, batch: str) -> Undone:
    """Remove what the import added and restore what it changed; later edits stay and are reported.

    `batch` is what a person types: its identifier, the beginning of it, or its number. Raises
    UserCanFix: `import.unknown_batch`, `import.already_undone`.
    """
    return book.undo_import(batch)


def list_imports(book: ImportBook) -> list[Batch]:
    """Every import, newest first, undone ones included."""
    return book.import_batches()
