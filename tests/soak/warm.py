"""What the children of kill tests would each do at their first deed: imported and read once, in their parent.

Nothing stays open: children are forked from here.
"""

import tempfile
from pathlib import Path

from advisor_desk.storage.book import SqlBook
from tests.builders import Builder
from tests.storage import books, test_log_kills
from tests.storage.test_advice_kills import desk_on


def warm_up() -> None:
    """Type and save once, in a book that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="warm-") as folder:
        made = books.make(Path(folder) / "a.book").book
        desk = desk_on(made)
        with made.change() as connection:
            for number in test_log_kills.PEOPLE:
                Builder(connection).client(client_no=number)
        desk.roll()
        key = made.key
        desk.close()
        desk = desk_on(SqlBook.open_with_key(Path(folder) / "a.book", key, books.around()))
        desk.keep_typed(test_log_kills.KEY, {"note": "n"})
        test_log_kills.save(desk, 1)
        desk.close()


warm_up()
