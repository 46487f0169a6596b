"""A folder in memory for tests that open books by the thousand: there a flush costs nothing.

What is proved there is what a process leaves behind; what a disk does with a flush is looked at in
`tests.storage.test_power_cuts`.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - the system's own file system in memory


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A new folder, in memory where the system has such a thing, gone at the end."""
    is_there = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
    with tempfile.TemporaryDirectory(prefix="advisor-", dir=_MEMORY if is_there else None) as folder:
        yield Path(folder)
