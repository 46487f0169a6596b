"""What several tests of sync over a real book begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.hub.hub import Hub
from tests.hubs import memory_hub
from tests.storage.books import make
from tests.storage.pull_books import Puller


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A new hub in memory."""
    made = memory_hub()
    yield made
    made.store.close()


@pytest.fixture
def puller(tmp_path: Path) -> Iterator[Puller]:
    """A new book that pulls."""
    with make(tmp_path / "a.book").book as book:
        yield Puller(book)
