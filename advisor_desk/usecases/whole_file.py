"""Writes a file whole or not at all: beside its place first, then into it."""

import os
from contextlib import suppress
from pathlib import Path

from advisor_desk.errors import OutsideFailed
from advisor_desk.paths import spare_books


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path` for its owner alone; what stood there before stays until the new is complete.

    Raises OutsideFailed("export.cannot_write", name=), also for what is there and no file, and
    UserCanFix("export.is_book_file", name=).
    """
    spare_books(path)
    if path.exists() and not path.is_file():
        raise OutsideFailed("export.cannot_write", name=path.name)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with open(unfinished, "wb", opener=_private) as file:  # noqa: PTH123 - pathlib takes no opener
            file.write(content)
        os.replace(unfinished, path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise OutsideFailed("export.cannot_write", name=path.name) from error


def _private(path: str, flags: int) -> int:
    """Only its owner may read it: what leaves a book holds client data."""
    return os.open(path, flags, 0o600)
