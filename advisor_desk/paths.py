"""Where the product's own files and the person's data are. Nothing is opened or made here.

Three ways to run: from a checkout, from an installed wheel, from a frozen program. In a wheel and in a
frozen program `resources/` and `db/` lie inside the package as `_resources` and `_db`.
"""

import os
import sys
from pathlib import Path

from advisor_desk.errors import UserCanFix

DATA_VARIABLE = "ADVISOR_DESK_DATA"
"""Environment variable that moves the user's data folder, for portable use and for tests."""

APP_NAME = "advisor-desk"
DEFAULT_BOOK_NAME = "desk.book"
_KEY_ENDINGS = (".key", ".key.previous")
_BOOK_ENDINGS = ("", *_KEY_ENDINGS, "-wal", "-shm", ".lock", ".tries", ".new")


def package_root() -> Path:
    """The folder of the package itself, also inside a frozen program."""
    bundle = getattr(sys, "_MEIPASS", None)
    if getattr(sys, "frozen", False) and bundle:
        return Path(bundle) / "advisor_desk"
    return Path(__file__).resolve().parent


def resources() -> Path:
    """Rules, icons, styles, translations and templates, read only."""
    return _shipped("resources")


def migrations() -> Path:
    """The numbered migrations of the local book (`db/desk`), read only."""
    return _shipped("db") / "desk"


def hub_migrations() -> Path:
    """The numbered migrations of head office's database (`db/hub`), read only."""
    return _shipped("db") / "hub"


def user_data() -> Path:
    """The folder for settings and the default book. It may not exist yet."""
    moved = os.environ.get(DATA_VARIABLE)
    if moved:
        return Path(moved).expanduser()
    from platformdirs import user_data_path

    return user_data_path(APP_NAME, appauthor=False)


def default_book() -> Path:
    """The book that opens when the person names none. It may not exist yet."""
    return user_data() / DEFAULT_BOOK_NAME


def spare_books(path: Path) -> None:
    """Called before something is written where a person says: no book, and no key of one, may be lost to it.

    Raises UserCanFix("export.is_book_file", name=) for a file that belongs to a book, open or not.
    """
    target = path.resolve()
    for ending in _BOOK_ENDINGS:
        if target.name.endswith(ending):
            book = target.name.removesuffix(ending)
            keys = (target.with_name(book + key) for key in _KEY_ENDINGS)
            if book and any(key.exists() for key in keys):
                raise UserCanFix("export.is_book_file", name=path.name)


def _shipped(name: str) -> Path:
    package = package_root()
    inside = package / f"_{name}"
    return inside if inside.is_dir() else package.parent / name
