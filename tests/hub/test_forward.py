"""What comes late for a client who has left the branch follows them, each event once, holding up nothing."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from advisor_desk.errors import OutsideFailed
from advisor_desk.hub import fault_points, forward
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.refused import Refused
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.events import WireEvent
from tests.hub.scopes import statement
from tests.hub.test_attachments import CONTENT, HEAD
from tests.hub.two_branches import (
    LATE,
    NEW,
    OLD,
    ORDER,
    Bank,
    Killed,
    client_row,
    count,
    ids,
    kill_at,
    live,
    nothing_on_its_way,
    values_of,
)
from tests.hubs import Chain, enrolled


@pytest.fixture
def bank(any_hub: Hub) -> Bank:
    return Bank(any_hub)


def test_what_comes_late_goes_after_the_client(bank: Bank) -> None:
    hub = bank.hub
    hub.assign("C1", "z", ORDER)
    late = bank.chain.event("C1", body={**LATE, "attachments": [HEAD.sha256]})
    edits = [bank.edit("phone", "138", "150"), bank.edit("employer", "甲厂", "乙厂")]
    consent = bank.chain.event(
        "C1", "consent.given", {"purpose": "SERVICE", "on": "2026-09-01", "text_version": "v1"}
    )
    settled = {"event_id": bank.conflict.id, "field": "phone", "chosen": "THEIRS"}
    closed = bank.chain.event("C1", "conflict.settled", settled)
    seen = bank.chain.event("C1", "audit.viewed", {})
    sent = bank.chain.batch(late, *edits, consent, closed, seen, bank.chain.event("C2"))
    told = bank.sent(sent)
    assert told == ["applied/AFTER_REASSIGN"] * 6 + ["applied"]
    assert bank.sent(sent) == ["duplicate"] * 7
    assert (values_of(hub)["phone"], values_of(hub)["employer"]) == ("150", None)
    found = ids(hub, NEW)
    assert {late.id, consent.id, closed.id, *(one.id for one in edits)} <= found["event"]
    assert seen.id not in found["event"]
    assert found["conflict"] == {f'["{edits[1].id}","employer"]'}
    assert len(found["consent"]) == 1
    assert json.loads(live(hub, NEW)["event", "C1", late.id])["device"] == bank.old.id
    assert ids(hub, OLD) == {"purge": {"C1"}}
    states = dict(statement(hub, "SELECT field, state FROM conflict WHERE branch_id = 'B2'"))
    assert states == {"phone": "THEIRS", "employer": "OPEN"}
    assert count(hub, "conflict", "branch_id = 'B1'") == 0
    # Each is counted once, where it was received.
    assert count(hub, "event", "branch_id = 'B2'") == 0
    nothing_on_its_way(hub)


def test_what_was_never_theirs_or_has_no_form_is_kept_apart(bank: Bank) -> None:
    hub = bank.hub
    stranger = enrolled(hub, "B1", "s")[0]
    hub.assign("C1", "z", ORDER)
    shapeless = bank.chain.event("C1", "consent.given", {"purpose": "?", "on": "2026-09-01"})
    unreadable = bank.chain.event("C1", "conflict.settled", {"event_id": 7})
    assert bank.push(shapeless, unreadable) == ["quarantined/SHAPE/AFTER_REASSIGN"] * 2
    other = Chain(stranger)
    made = {"fields": {"client_no": [None, "C1"], "name": [None, "x"], "client_type": [None, "PERSON"]}}
    sent = other.batch(other.event("C1"), other.event("C1", "client.edited", made), other.event("C9"))
    codes = [one.code for one in hub.push(stranger, sent).answers]
    assert codes == ["CLIENT_NEVER_HELD", "CLIENT_EXISTS", "CLIENT_UNKNOWN"]
    assert hub.holders("B1", ["C1"]) == {}
    nothing_on_its_way(hub)


@pytest.mark.parametrize("state", ["held", "on the way"])
def test_a_client_of_another_branch_is_not_made_anew_at_a_desk(bank: Bank, state: str) -> None:
    hub = bank.hub
    if state == "on the way":
        hub.add_advisor("B3", "q")
        with fault_points.watching(kill_at("move.left")), suppress(Killed):
            hub.assign("C1", "q", ORDER)
    over_there = Chain(bank.new)

    def made(client_no: str) -> WireEvent:
        fields = {"client_no": [None, client_no], "name": [None, "x"], "client_type": [None, "PERSON"]}
        return over_there.event(client_no, "client.edited", {"fields": fields})

    again = made("C1")
    sent = over_there.batch(again, over_there.event("C1"), made("C9"))
    codes = [one.code or one.status for one in hub.push(bank.new, sent).answers]
    assert codes == ["CLIENT_EXISTS", "CLIENT_UNKNOWN", "applied"]
    # Nor by letting it in: only once the client is there.
    assert hub.release("B2", again.id, "who").still == ("CLIENT_EXISTS",)
    assert hub.holders("B2", ["C1", "C9"]) == {"C9": "z"}
    hub.assign("C1", "z")
    assert hub.release("B2", again.id, "who").released == 1
    assert hub.holders("B2", ["C1"]) == {"C1": "z"}
    assert hub.holders("B1", ["C1"]) == {}
    nothing_on_its_way(hub)


@pytest.mark.parametrize("number", ["C\x00", "C\ud800"])
def test_a_number_that_no_database_holds_is_asked_of_none(bank: Bank, number: str) -> None:
    made = {"fields": {"client_no": [None, number], "name": [None, "x"], "client_type": [None, "PERSON"]}}
    events = [replace(bank.edit("phone", "138", "150"), client_no=number), bank.chain.event("C1")]
    events[0] = replace(events[0], body=json.dumps(made))
    assert bank.push(*events) == ["quarantined/SHAPE", "applied/CHAIN_GAP"]


def test_what_was_kept_apart_and_let_in_later_goes_after_the_client_too(bank: Bank) -> None:
    hub = bank.hub
    event = bank.chain.event("C7")
    assert bank.push(event) == ["quarantined/CLIENT_UNKNOWN"]
    hub.add_client("B2", "C7", "z")
    hub.assign("C7", "a")
    hub.assign("C7", "z")
    # It was let in when the client came: nothing had to wait for head office.
    assert event.id in ids(hub, NEW, "C7")["event"]
    own = Chain(bank.new)
    early = own.event("C1")
    assert [one.code for one in hub.push(bank.new, own.batch(early)).answers] == ["CLIENT_UNKNOWN"]
    hub.assign("C1", "z")
    assert early.id in ids(hub, NEW)["event"]
    nothing_on_its_way(hub)


def test_a_file_that_comes_after_its_event_follows(bank: Bank) -> None:
    hub = bank.hub
    content = b"later"
    later = AttachmentHead(sha256(content).hexdigest(), "b.png", "image/png", len(content))
    hub.add_advisor("B3", "q")
    third = enrolled(hub, "B3", "q")[0]
    hub.assign("C1", "z", ORDER)
    bank.push(bank.chain.event("C1", body={**LATE, "attachments": [later.sha256]}))
    with pytest.raises(Refused):
        hub.attachment(bank.new, later.sha256)
    hub.put_attachment(bank.old, later, content)
    assert hub.attachment(bank.new, later.sha256) == (later, content)
    hub.assign("C1", "q", "o2")
    assert hub.attachment(third, later.sha256) == (later, content)
    assert hub.attachment(third, HEAD.sha256) == (HEAD, CONTENT)
    with pytest.raises(Refused):
        hub.attachment(bank.new, later.sha256)
    hub.put_attachment(bank.old, later, content)
    nothing_on_its_way(hub)


def test_an_edit_of_a_client_without_data_waits_for_them(bank: Bank) -> None:
    hub = bank.hub
    hub.add_client("B1", "C5", "a")
    hub.assign("C5", "z")
    edit = bank.chain.event("C5", "client.edited", {"fields": {"phone": ["138", "150"]}})
    assert bank.push(edit) == ["applied/AFTER_REASSIGN"]
    assert ids(hub, NEW, "C5") == {}
    hub.put_rows("B2", "adv:z", [client_row("C5")])
    hub.release_waiting("B2", ["C5"])
    assert ids(hub, NEW, "C5") == {"client": {"C5"}, "event": {edit.id}}
    nothing_on_its_way(hub)


def test_an_edit_that_waits_for_data_goes_on_with_its_client(bank: Bank) -> None:
    hub = bank.hub
    hub.add_client("B1", "C5", "a")
    hub.assign("C5", "z")
    edit = bank.chain.event("C5", "client.edited", {"fields": {"phone": ["138", "150"]}})
    assert bank.push(edit) == ["applied/AFTER_REASSIGN"]
    hub.assign("C5", "a")
    hub.put_rows("B1", "adv:a", [client_row("C5")])
    hub.release_waiting("B1", ["C5"])
    assert ids(hub, OLD, "C5")["event"] == {edit.id}
    assert json.loads(live(hub, OLD)["client", "C5", "C5"]).count("150") == 1
    nothing_on_its_way(hub)


def test_what_is_late_follows_from_branch_to_branch_and_back(bank: Bank) -> None:
    hub = bank.hub
    hub.add_advisor("B3", "q")
    hub.assign("C1", "z", ORDER)
    with way_is_shut():
        late = bank.chain.event("C1")
        assert bank.push(late) == ["applied/AFTER_REASSIGN"]
        assert late.id not in ids(hub, NEW)["event"]
    hub.assign("C1", "q", "o2")
    hub.forward_pending()
    assert late.id in ids(hub, ("B3", "adv:q"))["event"]
    with way_is_shut():
        later = bank.chain.event("C1")
        bank.push(later)
    hub.assign("C1", "a", "o3")
    hub.forward_pending()
    assert {late.id, later.id} <= ids(hub, OLD)["event"]
    assert bank.push(bank.chain.event("C1")) == ["applied"]
    nothing_on_its_way(hub)


@contextmanager
def way_is_shut() -> Iterator[None]:
    """A push is taken in, and then the database goes away before anything can be handed on."""
    kept: list[str] = []

    def watch(point: str) -> None:
        if kept and point == "store.before_commit":
            raise OutsideFailed("hub.database_away")
        if point == "store.after_commit" and seen.count("forward.kept") > len(kept):
            kept.append(point)
        seen.append(point)

    seen: list[str] = []
    with fault_points.watching(watch):
        yield


def test_a_mistake_of_ours_over_one_holds_up_no_other(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = bank.hub
    hub.assign("C1", "z", ORDER)
    bad, good = bank.edit("phone", "138", "150"), bank.chain.event("C1", body=LATE)
    applied = forward._applied  # noqa: SLF001

    def fail(connection: Any, letter: forward.Letter, holders: Mapping[str, str], at: str) -> str:
        if letter.id == bad.id:
            raise LookupError
        return applied(connection, letter, holders, at)

    with monkeypatch.context() as patch:
        patch.setattr(forward, "_applied", fail)
        assert bank.push(bad, good) == ["applied/AFTER_REASSIGN"] * 2
    assert good.id in ids(hub, NEW)["event"]
    assert hub.status()["forwarding"] == 1
    assert values_of(hub)["phone"] == "138"
    hub.forward_pending()
    assert values_of(hub)["phone"] == "150"
    assert hub.status()["forwarding"] == 0
    nothing_on_its_way(hub)
