"""The overview of all branches is counted once in a few seconds, and anew when somebody has acted."""

import threading
from collections.abc import Iterator

import pytest

from advisor_desk.hub.console.kept import SECONDS, Kept
from advisor_desk.hub.hub import Hub
from tests.hub.console_office import Office
from tests.hub.console_visit import Visit, console_of, event_path, visit
from tests.hubs import NOW, Clock


@pytest.fixture
def office(hub: Hub, clock: Clock) -> Office:
    """A small office, today."""
    return Office(hub, clock).fill(days=1)


@pytest.fixture
def person(office: Office) -> Iterator[Visit]:
    """Somebody who has signed in and looked at the overview."""
    with console_of(office.hub) as at, visit(at) as made:
        yield made.enter(office.hub)


def counts(person: Visit, hub: Hub, path: str = "") -> int:
    """How often events are counted for a look."""
    with hub.store.capturing() as statements:
        person.page(path)
    return sum("FROM event" in text for text in statements)


def test_who_looks_again_gets_what_was_counted_a_moment_ago(
    person: Visit, office: Office, clock: Clock
) -> None:
    hub, chain = office.hub, office.desks["BJ01"]
    before = person.page()
    hub.push(chain.device, chain.batch(chain.event("BJ01-1")))
    clock.now = NOW + SECONDS - 1
    assert counts(person, hub) == 0
    assert person.page() == before
    clock.now = NOW + SECONDS
    assert counts(person, hub) == len(hub.branches())
    assert person.page() != before
    clock.now = NOW - 3600
    assert counts(person, hub) == len(hub.branches()), "a clock that was set back keeps nothing for an hour"


def test_one_branch_is_counted_each_time(person: Visit, office: Office) -> None:
    assert [counts(person, office.hub, "?branch=BJ01") for _ in range(2)] == [1, 1]
    assert counts(person, office.hub) == 0


def test_after_a_deed_it_is_counted_anew(person: Visit, office: Office) -> None:
    assert counts(person, office.hub) == 0
    path = event_path("return", "BJ01", office.hopeless)
    person.page(path)
    done = person.post(path, proof=person.proof)
    assert done.status_code == 303
    assert counts(person, office.hub) == len(office.hub.branches())


def test_what_could_not_be_counted_is_not_kept() -> None:
    kept: Kept[int] = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.of("q", 1.0, lambda: 1 // 0)
    assert kept.of("q", 1.0, lambda: 7) == 7
    assert kept.of("other", 1.0, lambda: 8) == 8


def test_of_two_at_once_one_counts() -> None:
    kept: Kept[str] = Kept()
    answers: list[str] = []
    second = threading.Thread(target=lambda: answers.append(kept.of("q", 1.0, lambda: "second")))

    def first() -> str:
        second.start()
        second.join(0.1)
        return "first"

    assert kept.of("q", 1.0, first) == "first"
    second.join(30)
    assert answers == ["first"]
