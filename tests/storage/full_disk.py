"""Run on a small disk of its own: fills it, saves, makes room, saves again; prints what happened."""

import sys
from pathlib import Path

from advisor_desk.errors import DeskError
from advisor_desk.storage.book import SqlBook
from tests.storage.books import add_clients, content, make, reopen


def attempt(book: SqlBook, start: int, stop: int) -> str:
    """The outcome of one save: "saved" or the code of the refusal."""
    try:
        add_clients(book, start, stop)
    except DeskError as error:
        return error.code
    return "saved"


def main(folder: Path) -> None:
    """Fill the disk but for a little, save, make room, save."""
    path = folder / "a.book"
    book = make(path, 5).book
    before = content(book)
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(4096))
        except OSError:
            pass
    print(attempt(book, 5, 60))  # noqa: T201
    print("whole" if content(book) == before else "torn")  # noqa: T201
    filler.unlink()
    print(attempt(book, 5, 60))  # noqa: T201
    book.close()
    with reopen(path) as again:
        print("whole" if len(content(again)["event"]) == 60 else "torn")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
