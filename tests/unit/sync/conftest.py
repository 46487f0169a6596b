"""A hub that has something for the desk, and a book that it knows."""

import pytest

from tests.hub_fake import FakeHub, enrolled
from tests.sync_fakes import FakeBook


@pytest.fixture
def hub() -> FakeHub:
    made = FakeHub()
    for number in range(3):
        made.put("firm", "product", f"P{number}")
    for number in range(5):
        made.put(made.own, "client", f"C{number}", f"C{number}")
    return made


@pytest.fixture
def book(hub: FakeHub) -> FakeBook:
    return enrolled(hub)
