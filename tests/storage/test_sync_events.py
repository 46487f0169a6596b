"""Events that come back: echoes of own ones, records of other desks, the order that both have together."""

import json
import random
from datetime import date
from typing import Any

import pytest

from advisor_desk.assembly.desk import around as desk_around
from advisor_desk.domain.interaction import Interaction
from advisor_desk.storage import interactions, note_index, projections, timeline
from advisor_desk.storage.check import check
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.events import EventDraft, append_event, verify_chain
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.pages import PullRequest
from advisor_desk.wire.rows import compact
from tests.contacts import contact as any_contact
from tests.storage.books import NOW
from tests.storage.pull_books import HeadOffice, OtherDesk, Puller
from tests.storage.sync_books import LARGE, TODAY, sync_of

FOLLOWING = (*projections.FOLLOWING, "event", "event_echo")


@pytest.fixture
def office(puller: Puller) -> HeadOffice:
    made = HeadOffice()
    made.put("client", "C1")
    made.put("client", "C2", name="李强")
    puller.pull(made)
    return made


@pytest.fixture
def desk(puller: Puller) -> DeskBook:
    return desk_around(puller.book, TODAY, "A1").book


def contact(client_no: str, **given: Any) -> Interaction:
    return any_contact(client_no, on=TODAY, **given)


def own(puller: Puller) -> list[WireEvent]:
    """What waits here."""
    return list(sync_of(puller.book).due(500, LARGE))


def following(puller: Puller) -> dict[str, list[tuple[Any, ...]]]:
    """What follows from the events."""
    return {table: sorted(puller.rows(f"SELECT * FROM {table}"), key=repr) for table in projections.FOLLOWING}


def assert_whole(puller: Puller) -> None:
    """The record holds, and what is kept beside it is what a replay gives."""
    kept = following(puller)
    with puller.book.change() as connection:
        projections.rebuild(connection)
        assert verify_chain(connection).ok
    assert following(puller) == kept
    found = check(puller.book)
    assert found.ok, found.faults


def test_the_echo_of_an_own_event_changes_nothing_but_the_echo(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    desk.record(contact("C1"))
    before = puller.rows("SELECT * FROM event"), following(puller)
    for event in own(puller):
        office.event(event, "B1.d1")
    puller.pull(office)
    assert (puller.rows("SELECT * FROM event"), following(puller)) == before
    assert puller.rows("SELECT client_no, origin FROM event_echo") == [("C1", None)]
    assert_whole(puller)


def test_a_record_of_another_desk_is_read_like_an_own_one(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    other = OtherDesk(seq=40)
    told = other.contact("C1", "谈了养老金", next={"on": "2026-09-30", "what": "回电", "minute": None})
    office.event(told, other.device)
    puller.pull(office)
    (record,) = desk.service_file(1)
    assert (record.device_seq, record.author, record.made.note) == (41, "A2", "谈了养老金")
    assert [task.title for task in desk.tasks(client_id=1)] == ["回电"]
    assert desk.find_notes("yanglao", 5) == [told.id]
    with puller.book.read() as connection:
        assert timeline.read(connection, 1, TODAY)[0].text == "谈了养老金"
        kept = connection.execute("SELECT device_seq, place, status, hash, client_id FROM event").fetchone()
        (origin,) = connection.execute("SELECT origin FROM event_echo").fetchone()
    assert kept == (-1, 1, "FOREIGN", bytes.fromhex(told.hash), 1)
    assert json.loads(origin) == told.as_json()
    desk.correct(told.id, contact("C1", note="谈了养老金和保险"), "漏记")
    (waits,) = own(puller)
    assert (waits.device_seq, waits.prev_hash) == (1, "00" * 32)
    assert_whole(puller)


def test_own_numbers_go_on_without_a_gap_between_records_of_others(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    other = OtherDesk()
    for turn in range(4):
        desk.record(contact("C2" if turn % 2 else "C1"))
        office.event(other.contact("C1", f"{turn}"), other.device)
        puller.pull(office)
    assert [event.device_seq for event in own(puller)] == [1, 2, 3, 4]
    places = [place for (place,) in puller.rows("SELECT place FROM event ORDER BY place")]
    assert len(set(places)) == 8
    with puller.book.read() as connection:
        assert verify_chain(connection).events == 4
    assert_whole(puller)


def test_what_waits_here_comes_after_what_head_office_has(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    desk.set_rhythm(1, 30, "客户要求")
    assert desk.find_notes("x", 1) == []
    other = OtherDesk()
    office.event(other.event("C1", "care.rhythm_set", days=90, reason="总部"), other.device)
    puller.pull(office)
    assert puller.rows("SELECT cadence_days FROM client_care") == [(30,)]
    assert puller.rows("SELECT status FROM event ORDER BY place") == [("FOREIGN",), ("PENDING",)]
    assert_whole(puller)


def test_a_correction_that_comes_before_its_record_puts_it_right_all_the_same(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    other = OtherDesk()
    first = other.contact("C1", "误")
    right = other.event(
        "C1",
        "interaction.corrected",
        **{"channel": "CALL", "outcome": "REACHED", "note": "正", "corrects": first.id, "reason": "r"},
    )
    office.event(right, other.device)
    puller.pull(office)
    assert desk.find_notes("zheng", 5) == [right.id]
    office.event(first, other.device)
    puller.pull(office)
    records = {record.id: record.replaced_by for record in desk.service_file(1)}
    assert records == {first.id: right.id, right.id: ""}
    assert desk.find_notes("zheng", 5) == [right.id]
    assert_whole(puller)


@pytest.mark.parametrize("is_one_page", [True, False])
def test_of_two_corrections_of_one_record_the_last_stands_and_it_counts_once(
    puller: Puller, office: HeadOffice, desk: DeskBook, is_one_page: bool
) -> None:
    """Two desks put the same slip right, and neither knows of the other."""
    told = {"channel": "CALL", "outcome": "REACHED", "reason": "r"}
    first = OtherDesk().contact("C1", "误")
    one, two = OtherDesk("B1.d3", "A1"), OtherDesk("B1.d4", "A1")
    left = one.event("C1", "interaction.corrected", **told, note="左", corrects=first.id)
    right = two.event("C1", "interaction.corrected", **told, note="右", corrects=first.id)
    again = one.event("C1", "interaction.corrected", **told, note="再", corrects=left.id)
    for event, device in ((first, "B1.d2"), (left, one.device), (right, two.device), (again, one.device)):
        office.event(event, device)
        if not is_one_page:
            puller.pull(office)
    puller.pull(office)
    records = {record.id: record.replaced_by for record in desk.service_file(1)}
    assert records == {first.id: left.id, left.id: right.id, right.id: again.id, again.id: ""}
    assert puller.rows("SELECT event_id FROM interaction WHERE replaced_by IS NULL") == [(again.id,)]
    assert check(puller.book).ok
    assert_whole(puller)


def test_records_of_a_client_come_in_any_order_and_page_and_give_the_same(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    desks = [OtherDesk(f"B1.{name}", f"A{name}") for name in (2, 3)]
    told: list[tuple[WireEvent, str]] = []
    for turn in range(24):
        other = dice.choice(desks)
        event = (
            other.event("C1", "care.rhythm_set", days=dice.randrange(9, 99), reason="")
            if dice.random() < 0.3
            else (other.contact("C1", f"记录 {turn}", purpose=dice.choice(["CARE", "COMPLAINT"])))
        )
        told.append((event, other.device))
    dice.shuffle(told)
    puller.limit = dice.choice([1, 2, 5, 100])
    for event, device in told:
        office.event(event, device)
        if dice.random() < 0.2:
            desk.record(contact("C1"))
        if dice.random() < 0.3:
            puller.pull(office)
    puller.pull(office)
    with puller.book.read() as connection:
        assert (
            len(interactions.service_file(connection, 1, TODAY))
            == connection.execute("SELECT count(*) FROM event WHERE type LIKE 'interaction.%'").fetchone()[0]
        )
        for other in desks:
            numbers = connection.execute(
                "SELECT origin ->> '$.device_seq' FROM event JOIN event_echo ON event_id = id "
                "WHERE device_id = ? ORDER BY place",
                (other.device,),
            ).fetchall()
            assert numbers == sorted(numbers), seed
    assert_whole(puller)


def test_records_of_several_desks_stand_as_they_arrived_at_head_office_whatever_their_clocks_say(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    """A first sync comes in the order of ids, and these tell a clock."""
    ahead, behind = OtherDesk("B1.ahead", seq=90), OtherDesk("B1.behind", "A3")
    first = ahead.contact("C2", "误记")
    second = behind.event("C2", "interaction.withdrawn", withdraws=first.id, reason="客户不是他")
    assert second.id < first.id
    rhythms = [
        one.event("C1", "care.rhythm_set", days=days, reason="") for one, days in ((ahead, 30), (behind, 60))
    ]
    puller.limit = 1
    for event, device in zip((first, second, *rhythms), ("B1.ahead", "B1.behind") * 2, strict=True):
        office.event(event, device)
    office.seq += 1
    puller.start(office)
    puller.pull(office)
    assert [record.is_withdrawn for record in desk.service_file(2)] == [True]
    assert puller.rows("SELECT cadence_days FROM client_care WHERE client_id = 1") == [(60,)]
    assert_whole(puller)


def test_a_hub_that_got_the_same_records_in_another_order_has_them_stand_in_it(
    puller: Puller, office: HeadOffice
) -> None:
    desks = OtherDesk("B1.d2"), OtherDesk("B1.d3", "A3")
    set_by = [
        one.event("C1", "care.rhythm_set", days=9 + number, reason="") for number, one in enumerate(desks)
    ]
    for event, other in zip(set_by, desks, strict=True):
        office.event(event, other.device)
    puller.pull(office)
    assert puller.rows("SELECT cadence_days FROM client_care WHERE client_id = 1") == [(10,)]
    office.event(set_by[0], desks[0].device)
    puller.pull(office)
    assert puller.rows("SELECT cadence_days FROM client_care WHERE client_id = 1") == [(9,)]
    assert_whole(puller)


def test_a_record_that_comes_again_after_its_withdrawal_is_taken_back_all_the_same(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    """A hub that was restored has lost the record, and gets it again from its desk after the withdrawal."""
    one, other = OtherDesk("B1.d2"), OtherDesk("B1.d3", "A3")
    before, record, after = one.contact("C1", "早"), one.contact("C1", "误记"), one.contact("C1", "晚")
    taken_back = other.event("C1", "interaction.withdrawn", withdraws=record.id, reason="不是他")
    later = other.contact("C1", "别的")
    for event in (taken_back, later):
        office.event(event, other.device)
    puller.pull(office)
    for event in (before, record, after):
        office.event(event, one.device)
        puller.pull(office)
    stands = puller.rows("SELECT id FROM event ORDER BY place")
    assert [event_id for (event_id,) in stands] == [
        event.id for event in (before, record, taken_back, later, after)
    ]
    assert {record.made.note: record.is_withdrawn for record in desk.service_file(1)} == {
        "早": False,
        "误记": True,
        "晚": False,
        "别的": False,
    }
    assert_whole(puller)


def test_an_event_of_a_client_who_is_not_here_yet_comes_with_the_client(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    other = OtherDesk()
    event = other.contact("C9", "先到")
    office.event(event, other.device)
    puller.pull(office)
    assert puller.rows("SELECT count(*) FROM event") == [(0,)]
    office.put("client", "C9")
    puller.pull(office)
    assert [record.id for record in desk.service_file(desk.client_id("C9"))] == [event.id]
    assert_whole(puller)


def test_an_event_that_head_office_deletes_goes_with_what_follows_from_it(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    desk.record(contact("C1"))
    (mine,) = own(puller)
    office.event(mine, "B1.d1")
    other = OtherDesk()
    theirs = other.contact("C1", "误送")
    office.event(theirs, other.device)
    puller.pull(office)
    assert desk.find_notes("wusong", 5) == [theirs.id]
    for event in (mine, theirs):
        office.delete("event", "C1", (event.id,))
    puller.pull(office)
    assert [record.id for record in desk.service_file(1)] == [mine.id]
    assert desk.find_notes("wusong", 5) == []
    assert_whole(puller)


@pytest.mark.parametrize(
    "body",
    [
        {"channel": "HOLOGRAM", "outcome": "REACHED"},
        {"channel": "CALL"},
        {"channel": "CALL", "outcome": "REACHED", "promises": "x"},
        {},
    ],
)
def test_an_event_that_this_version_cannot_read_is_kept_and_stops_nothing(
    puller: Puller, office: HeadOffice, desk: DeskBook, body: dict[str, Any]
) -> None:
    other = OtherDesk()
    office.event(other.event("C1", "interaction.recorded", **body), other.device)
    office.event(other.event("C1", "hologram.shown", of=1), other.device)
    office.event(other.event("C1", "entitlement.moved"), other.device)
    office.event(other.event("C1", "task.added", kind=1), other.device)
    good = other.contact("C1", "好")
    office.event(good, other.device)
    puller.pull(office)
    assert puller.rows("SELECT count(*) FROM event") == [(5,)]
    assert good.id in [record for (record,) in puller.rows("SELECT event_id FROM interaction")]
    with puller.book.change() as connection:
        projections.rebuild(connection)
        assert verify_chain(connection).ok


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"device":1,"event":{}}', '{"device":"d","event":{"id":"x"}}', "[" * 100_000],
)
def test_an_event_row_of_no_shape_is_parked(puller: Puller, office: HeadOffice, body: str) -> None:
    office.put_body("event", "C1", "x", body)
    event = OtherDesk().contact("C1")
    office.put_body("event", "C2", event.id, compact({"device": "d", "event": event.as_json()}))
    office.put("client", "C3")
    puller.pull(office)
    assert puller.rows("SELECT why FROM parked_row") == [("UNFIT",), ("UNFIT",)]
    assert puller.rows("SELECT count(*) FROM client") == [(3,)]
    assert puller.rows("SELECT count(*) FROM event") == [(0,)]


def test_a_book_that_was_restored_gets_back_what_it_lacks(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    lost = OtherDesk("B1.d1", "A1")
    for turn in range(3):
        office.event(lost.contact("C1", f"恢复前 {turn}"), lost.device)
    puller.pull(office)
    assert [record.made.note for record in desk.service_file(1)] == [f"恢复前 {turn}" for turn in (2, 1, 0)]
    desk.record(contact("C1"))
    assert [event.device_seq for event in own(puller)] == [1]
    assert_whole(puller)


def test_the_index_of_notes_follows_an_event_that_moves(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    desk.record(contact("C1", note="待发"))
    assert len(desk.find_notes("daifa", 5)) == 1
    other = OtherDesk()
    office.event(other.contact("C1", "已到"), other.device)
    puller.pull(office)
    assert len(desk.find_notes("daifa", 5)) == 1
    assert len(desk.find_notes("yidao", 5)) == 1
    with puller.book.read() as connection:
        assert not note_index.is_behind(connection)
        assert connection.execute("SELECT count(*) FROM note_page").fetchone() == (2,)


def test_events_without_a_client_are_no_matter_of_a_scope(puller: Puller, office: HeadOffice) -> None:
    with puller.book.change() as connection:
        append_event(connection, EventDraft("audit.exported", "A1", {}), seconds=NOW)
    event = own(puller)[0]
    office.event(event, "B1.d1")
    puller.pull(office)
    request = PullRequest(office.scope, 5, office.seq)
    assert puller.take(office.page(request), request).rows == 0
    assert puller.rows("SELECT count(*) FROM event") == [(1,)]
    assert date.fromisoformat("2026-09-21") == TODAY
