"""A poison event at every place of a thousand batches: the rest is taken in with the same request (I11)."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.hub.hub import Hub
from advisor_desk.wire.messages import ItemAnswer, Refusal, receipt_bytes
from tests.hub.test_hostile import KINDS, Field, Item, Told, canonical, pushed
from tests.hub.test_push import failing
from tests.hubs import HUB_KEYS
from tests.intakes import events, select
from tests.storage.synced import SyncedDesk, enrolled_desk, load, row
from tests.times import TIMES

BATCHES = 1_000 * TIMES
SIZE = 10


def mistaken(field: Field) -> Told:
    """An event that meets a mistake of our own, wherever it stands."""
    return field.desk.chain.event("C1", body={"poison": 1}).as_json()


WAYS = (*KINDS, mistaken)


def batch_of(field: Field, number: int) -> tuple[list[Item], int]:
    """A batch and the place of its poison: every kind comes to every place."""
    place, make = number % SIZE, WAYS[number // SIZE % len(WAYS)]
    return [make(field) if at == place else field.noted() for at in range(SIZE)], place


def judged(answers: list[ItemAnswer], items: list[Item], place: int) -> str:
    """All but the poison is taken in, in its own place; the reason for which the poison is not."""
    assert [one.status for at, one in enumerate(answers) if at != place] == ["applied"] * (SIZE - 1)
    assert [one.id for at, one in enumerate(answers) if at != place] == [
        one["id"] for at, one in enumerate(items) if at != place
    ]
    assert answers[place].status == "quarantined"
    assert answers[place].code in set(Refusal)
    return answers[place].code


def test_the_rest_of_a_batch_is_taken_in_with_the_same_request(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"\npoison: seed {seed}")  # noqa: T201
    field = Field(hub, random.Random(seed))
    failing(monkeypatch)
    reasons: Counter[str] = Counter()
    places: Counter[int] = Counter()
    poisons: set[str] = set()
    for number in range(BATCHES):
        items, place = batch_of(field, number)
        reasons[judged(pushed(field, items), items, place)] += 1
        places[place] += 1
        poisons.add(canonical(items[place]))
    assert set(places.values()) == {BATCHES // SIZE}
    assert len(reasons) >= 9, reasons
    assert set(events(hub)) == set(field.honest)
    assert len(field.honest) == BATCHES * (SIZE - 1) + 1
    ((kept,),) = select(hub, "SELECT count(*) FROM quarantine WHERE branch_id = :b")
    assert kept == len(poisons)
    receipt = hub.push(field.desk.device, field.desk.chain.batch()).receipt
    assert HUB_KEYS.public.is_signed(receipt_bytes(receipt), bytes.fromhex(receipt.signature))
    assert receipt.events_held == len(field.honest)


@pytest.fixture
def desk(hub: Hub, tmp_path: Path) -> Iterator[SyncedDesk]:
    made = enrolled_desk(tmp_path / "a.book", hub)
    load(hub, "A1", [row("client", "C1")])
    made.round()
    with made.book.change() as connection:
        connection.execute(
            "INSERT INTO client (client_no, name, client_type) VALUES ('L1', '本机的客户', 'PERSON')"
        )
    made.desk.book.refresh(made.book.connection, None)
    yield made
    made.close()


def test_the_advisor_sees_which_one_and_why_and_the_others_are_sent(desk: SyncedDesk) -> None:
    for place in range(SIZE):
        said = [desk.talk("L1" if at == place else "C1", f"{place} {at}") for at in range(SIZE)]
        result = desk.round()
        assert (result.pushed, len(result.quarantined), result.outbox) == (SIZE - 1, 1, 0)
        (refusal,) = [one for one in desk.sync.view().refusals if one.event_id == said[place]]
        assert (refusal.code, refusal.client_no) == ("CLIENT_UNKNOWN", "L1")
        assert set(said) - {said[place]} <= set(events(desk.hub))
    assert len(desk.sync.view().refusals) == SIZE
    assert desk.round().pushed == 0
