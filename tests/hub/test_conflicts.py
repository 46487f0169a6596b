"""A conflict is kept with base, mine and theirs, told to whoever holds the client, and settled once."""

import pytest

from advisor_desk.hub.hub import Hub
from tests.intakes import PushingDesk, load, rows, select, told


@pytest.fixture
def desk(hub: Hub) -> PushingDesk:
    desk = PushingDesk(hub)
    load(hub, "A1", "C1", "C2", phone="138", born_on=5)
    return desk


def clash(desk: PushingDesk, client_no: str = "C1") -> str:
    fields = {"phone": ["137", "139"], "born_on": [None, 6]}
    answer = desk.send(client_no, "client.edited", {"fields": fields})
    assert told([answer]) == ["applied/CONFLICT"]
    return answer.id


def settled(event_id: str, field: str = "phone", chosen: str = "MINE") -> dict[str, str]:
    return {"event_id": event_id, "field": field, "chosen": chosen}


def states(hub: Hub) -> dict[str, str]:
    found = select(hub, "SELECT field, state FROM conflict WHERE branch_id = :b ORDER BY event_id, field")
    return {field: state for field, state in found}


def test_a_conflict_says_what_an_edit_built_on_what_it_wants_and_what_stands(desk: PushingDesk) -> None:
    event_id = clash(desk)
    kept = select(
        desk.hub,
        "SELECT field, client_no, author, base, mine, theirs, state FROM conflict "
        "WHERE branch_id = :b AND event_id = :event ORDER BY field",
        event=event_id,
    )
    assert kept == [
        ("born_on", "C1", "A1", "null", "6", "5", "OPEN"),
        ("phone", "C1", "A1", '"137"', '"139"', '"138"', "OPEN"),
    ]
    told_of = rows(desk.hub, "A1", "conflict")[f'["{event_id}","phone"]']
    recorded_at = rows(desk.hub, "A1", "event")[event_id]["event"]["recorded_at"]
    assert told_of == {
        "client_no": "C1",
        "field": "phone",
        "base": "137",
        "mine": "139",
        "theirs": "138",
        "event_id": event_id,
        "recorded_at": recorded_at,
        "author": "A1",
    }


@pytest.mark.parametrize("chosen", ["MINE", "THEIRS", "BASE"])
def test_a_conflict_is_settled_by_itself_and_once(desk: PushingDesk, chosen: str) -> None:
    event_id = clash(desk)
    for again in (chosen, "THEIRS"):
        answer = desk.send("C1", "conflict.settled", settled(event_id, chosen=again))
        assert told([answer]) == ["applied"]
        assert states(desk.hub) == {"born_on": "OPEN", "phone": chosen}
        assert list(rows(desk.hub, "A1", "conflict")) == [f'["{event_id}","born_on"]']
    assert desk.hub.device(desk.device.id).events_held == 3


def test_an_edit_and_its_settlement_may_come_in_one_batch(desk: PushingDesk) -> None:
    edit = desk.chain.event("C1", "client.edited", {"fields": {"phone": ["137", "139"]}})
    end = desk.chain.event("C1", "conflict.settled", settled(edit.id))
    redo = desk.chain.event("C1", "client.edited", {"fields": {"phone": ["138", "139"]}})
    assert told(desk.push(edit, end, redo).answers) == ["applied/CONFLICT", "applied", "applied"]
    assert states(desk.hub) == {"phone": "MINE"}
    assert rows(desk.hub, "A1", "conflict") == {}


def test_nobody_settles_the_conflict_of_another_client(desk: PushingDesk) -> None:
    event_id = clash(desk)
    for client_no, named in (("C2", event_id), ("C1", "unknown"), (None, event_id)):
        assert told([desk.send(client_no, "conflict.settled", settled(named))]) == ["applied"]
    assert states(desk.hub) == {"born_on": "OPEN", "phone": "OPEN"}
    assert told([desk.send("C1", "conflict.settled", settled(event_id, chosen="YOURS"))]) == [
        "quarantined/SHAPE"
    ]
    assert told([desk.send("C1", "conflict.settled", {"event_id": 7})]) == ["quarantined/SHAPE"]


def test_a_conflict_moves_with_its_client(desk: PushingDesk) -> None:
    event_id = clash(desk)
    other = PushingDesk(desk.hub, "A2")
    desk.hub.assign("C1", "A2")
    assert rows(desk.hub, "A1", "conflict") == {}
    assert len(rows(desk.hub, "A2", "conflict")) == 2
    assert told([other.send("C1", "conflict.settled", settled(event_id))]) == ["applied"]
    answer = desk.send("C1", "conflict.settled", settled(event_id, "born_on", "THEIRS"))
    assert told([answer]) == ["applied/AFTER_REASSIGN"]
    assert states(desk.hub) == {"born_on": "THEIRS", "phone": "MINE"}
    assert rows(desk.hub, "A2", "conflict") == {}
