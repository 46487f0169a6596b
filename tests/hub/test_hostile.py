"""Batches of somebody who means harm: nothing of it is applied, all of it leaves a trace."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from typing import Any

import pytest

from advisor_desk.hub.hub import Hub
from advisor_desk.wire.events import Link
from advisor_desk.wire.messages import ItemAnswer, push_batch
from advisor_desk.wire.rows import MASK, ScopeSum, compact, row_hash
from advisor_desk.wire.version import MOST_EVENT_BYTES, advisor_scope
from tests.hubs import Clock, enrolled, memory_hub
from tests.intakes import PushingDesk, client_values, load, select
from tests.postgres import postgres_hub

Item = Any
Told = dict[str, Any]


class Field:
    """Two advisors of one branch and one of another, each with clients, and what was taken in of them."""

    def __init__(self, hub: Hub, chance: random.Random) -> None:
        self.hub = hub
        self.chance = chance
        self.desk, self.other = PushingDesk(hub), PushingDesk(hub, "A2")
        load(hub, "A1", "C1", "C2", phone="138", id_no="11")
        load(hub, "A2", "X1", "X2", phone="138", id_no="11")
        enrolled(hub, "B2", "A3")
        hub.add_client("B2", "F1", "A3")
        self.honest: dict[str, Told] = {}
        first = self.desk.chain.event("C1")
        self.desk.push(first)
        self.honest[first.id] = first.as_json()

    def event(self, client_no: str = "C1") -> Told:
        """The next event of the honest desk, not noted."""
        return self.desk.chain.event(client_no).as_json()

    def noted(self) -> Told:
        """An event that is meant to be taken in."""
        made = self.event(self.chance.choice(["C1", "C2"]))
        self.honest[made["id"]] = made
        return made

    def old(self) -> Told:
        """An event that was sent before, or is on its way."""
        return self.chance.choice(list(self.honest.values()))

    def text(self, length: int = 12) -> str:
        """Characters of every sort, one of them such as no text may have."""
        others = [chr(self.chance.choice([10, 34, 65, 92, 0x738B, 0x1F600])) for _ in range(length - 1)]
        return self.chance.choice("\x00\ud800") + "".join(others)


def rehashed(event: Told, **changes: Any) -> Told:
    """Changed, and hashed as a forger would."""
    made = {**event, **changes}
    link = Link(
        made["id"],
        made["device_seq"],
        made["author"],
        made["client_no"],
        made["type"],
        made["v"],
        made["body"],
    )
    return {**made, "hash": link.hash(bytes.fromhex(made["prev_hash"])).hex()}


def altered(field: Field) -> Item:
    """A field that the hash covers says something else."""
    event = field.chance.choice([field.event(), field.old()])
    name = field.chance.choice(
        ["id", "device_seq", "author", "client_no", "type", "v", "body", "hash", "prev_hash"]
    )
    value = event[name]
    if isinstance(value, int):
        return {**event, name: value + field.chance.randint(1, 9)}
    place = field.chance.randrange(len(value))
    return {**event, name: value[:place] + ("0" if value[place] != "0" else "1") + value[place + 1 :]}


def misshapen(field: Field) -> Item:
    """A field of another kind, or none, or no event at all."""
    event = field.event()
    name = field.chance.choice(
        ["id", "epoch", "device_seq", "author", "type", "v", "body", "recorded_at", "prev_hash", "hash"]
    )
    wrong: list[Any] = [None, [], {}, 1.5, True, -(1 << 63), 1 << 80, "x" * 300, "", field.text(), event]
    choice = field.chance.randrange(4)
    if choice == 0:
        return field.chance.choice([None, 7, "event", [], [event], {}, field.text()])
    if choice == 1:
        return {key: value for key, value in event.items() if key != name}
    changed = {**event, name: field.chance.choice(wrong)}
    try:
        return rehashed(changed) if name in ("id", "device_seq", "type", "v", "prev_hash") else changed
    except (TypeError, ValueError, AttributeError):
        return changed


def oversized(field: Field) -> Item:
    """A body above what an event may have."""
    letter = field.chance.choice(["x", "好"])
    size = MOST_EVENT_BYTES // len(letter.encode()) + field.chance.randint(1, 9)
    return rehashed(field.event(), body=letter * size)


def nested(field: Field) -> Item:
    """A body that is no object, or too deep to read."""
    depth = field.chance.choice([1_500, 30_000])
    bodies = ["[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth, "{", "", "null", '"on"', "{}{}"]
    return rehashed(field.event(), body=field.chance.choice([*bodies, '{"a":' + "9" * 5_000 + "}"]))


def foreign(field: Field) -> Item:
    """About a client that is another's, another branch's or nobody's."""
    client_no = field.chance.choice(["X1", "X2", "F1", "N9", "c1", "C1 ", field.text(3)])
    return rehashed(field.event(), client_no=client_no)


def forged(field: Field) -> Item:
    """Under somebody else's name."""
    author = field.chance.choice(["A2", "A3", "a1", "A1 ", "head office", "admin"])
    return rehashed(field.event(), author=author)


def reused(field: Field) -> Item:
    """Another event under an id that is taken."""
    return rehashed(field.event("C2"), id=field.old()["id"], body='{"note":"another"}')


def stolen(field: Field) -> Item:
    """An event of the other advisor's desk."""
    return field.other.chain.event("X1").as_json()


def taken_over(field: Field) -> Item:
    """A client of another, made once more."""
    client_no = field.chance.choice(["X1", "X2"])
    fields = {"client_no": [None, client_no], "name": [None, "我的"], "client_type": [None, "PERSON"]}
    return rehashed(
        field.event(), client_no=client_no, type="client.edited", body=compact({"fields": fields})
    )


def malformed(field: Field) -> Item:
    """An event that changes rows and does not say how."""
    wrong: list[Any] = [None, 7, [], {"phone": 1}, {"phone": ["138", 1.5]}, {"nothing": [None, 1]}]
    wrong += [{"phone": ["138", {"a": 1}]}, {"name": ["王伟", None]}, {"phone": ["138", "\x00"]}]
    body = {"fields": field.chance.choice(wrong), "on": field.chance.choice([None, 7, "2026-13-01"])}
    types = ["client.edited", "consent.given", "consent.withdrawn", "tier.overridden", "assessment.taken"]
    return rehashed(field.event(), type=field.chance.choice(types), body=compact(body))


KINDS: tuple[Callable[[Field], Item], ...] = (
    altered,
    misshapen,
    oversized,
    nested,
    foreign,
    forged,
    reused,
    stolen,
    taken_over,
    malformed,
)
WEIGHTS = [1 if kind in (oversized, nested) else 10 for kind in KINDS]


@contextmanager
def in_memory() -> Iterator[Hub]:
    hub = memory_hub(Clock())
    yield hub
    hub.store.close()


@pytest.mark.parametrize(
    ("opened", "count"),
    [(in_memory, 2_000), (postgres_hub, 200), pytest.param(postgres_hub, 40_000, marks=pytest.mark.soak)],
)
def test_of_hostile_events_none_is_applied_and_none_is_lost(
    opened: Callable[[], AbstractContextManager[Hub]], count: int
) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"\nhostile events: seed {seed}")  # noqa: T201
    with opened() as hub:
        attack(hub, seed, count)


def attack(hub: Hub, seed: int, count: int) -> None:
    """Send so many hostile events with honest ones between, and look at what became of all."""
    field = Field(hub, random.Random(seed))
    before = {client_no: client_values(hub, "A1", client_no) for client_no in ("C1", "C2")}
    found: Counter[str] = Counter()
    apart: set[str] = set()
    sent = 0
    while sent < count:
        items: list[tuple[Item, str]] = []
        for _ in range(40):
            make = field.chance.choices(KINDS, WEIGHTS)[0]
            items.append((make(field), make.__name__))
            if field.chance.random() < 0.3:
                items.append((field.noted(), "honest"))
            if field.chance.random() < 0.1:
                items.append((field.old(), "replayed"))
        answers = pushed(field, [item for item, _ in items])
        for (item, kind), answer in zip(items, answers, strict=True):
            found[kind] += 1
            judge(seed, kind, item, answer)
            if answer.status == "quarantined":
                apart.add(canonical(item))
        sent += sum(kind not in ("honest", "replayed") for _, kind in items)
    print(dict(sorted(found.items())))  # noqa: T201
    kept = select(hub, "SELECT event FROM quarantine WHERE branch_id = :b")
    assert {canonical(json.loads(text)) for (text,) in kept} == apart
    assert {row[0] for row in select(hub, "SELECT id FROM event WHERE branch_id = :b")} == set(field.honest)
    assert hub.device(field.desk.device.id).events_held == len(field.honest)
    assert {client_no: client_values(hub, "A1", client_no) for client_no in before} == before
    assert hub.holders("B1", ["X1", "X2", "F1", "N9"]) == {"X1": "A2", "X2": "A2"}
    demand_sum(hub, "A1")
    demand_sum(hub, "A2")
    assert hub.hello(field.desk.device).advisor == "A1"


def pushed(field: Field, items: list[Item]) -> list[ItemAnswer]:
    """Send items as they would come over the line."""
    batch = {"device_id": field.desk.device.id, "batch": "b", "sent_at": "soon", "events": items}
    raw = json.dumps(batch).encode()
    return list(field.hub.push(field.desk.device, push_batch(raw)).answers)


def canonical(item: Item) -> str:
    """The one text of an item, whatever the order of its fields."""
    return sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()


def judge(seed: int, kind: str, item: Item, answer: ItemAnswer) -> None:
    """What should be taken in was, and nothing else."""
    expected = {"honest": "applied", "replayed": "duplicate"}.get(kind, "quarantined")
    assert answer.status == expected, (seed, kind, answer, str(item)[:500])
    assert (answer.code != "") is (answer.status == "quarantined"), (seed, kind, answer)


def demand_sum(hub: Hub, advisor: str) -> None:
    """The sum of a scope is that of its rows."""
    given = {"scope": advisor_scope(advisor)}
    live = select(
        hub,
        "SELECT kind, client_no, id, seq, body FROM scope_row "
        "WHERE branch_id = :b AND scope = :scope AND deleted = 0",
        **given,
    )
    total = ScopeSum()
    for row in live:
        total = total.plus(row_hash(*row))
    ((n, digest),) = select(
        hub, "SELECT n, digest FROM scope_head WHERE branch_id = :b AND scope = :scope", **given
    )
    assert ScopeSum(n, digest & MASK) == total
