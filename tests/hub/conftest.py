"""Hubs for the tests that must hold on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.hub.hub import Hub
from tests.hub.console_visit import Visit, console_of, visit
from tests.hub_server import Served
from tests.hubs import Clock, memory_hub, open_hub
from tests.postgres import postgres_hub


@pytest.fixture
def clock() -> Clock:
    """The hub's clock, which stands still until a test moves it."""
    return Clock()


@pytest.fixture
def hub(clock: Clock) -> Iterator[Hub]:
    """A new hub in memory, for what does not depend on the database."""
    made = memory_hub(clock)
    yield made
    made.store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def any_hub(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Hub]:
    """A new hub, once on a SQLite file and once on PostgreSQL."""
    with open_hub(tmp_path, clock) if request.param == "sqlite" else postgres_hub(clock) as hub:
        yield hub


@pytest.fixture
def pg_hub(clock: Clock) -> Iterator[Hub]:
    """A new hub on PostgreSQL, for what takes several writers at once."""
    with postgres_hub(clock) as hub:
        yield hub


@pytest.fixture
def at(hub: Hub) -> Iterator[Served]:
    """The hub with its console, served."""
    with console_of(hub) as made:
        yield made


@pytest.fixture
def guest(at: Served) -> Iterator[Visit]:
    """Somebody at the console who has not signed in."""
    with visit(at) as made:
        yield made


@pytest.fixture
def person(guest: Visit, hub: Hub) -> Visit:
    """Somebody at the console who has signed in."""
    return guest.enter(hub)
