"""Edits of a client count field by field, and other events change rows as they do at the desk."""

import threading
from typing import Any

import pytest

from advisor_desk.hub.hub import Hub
from advisor_desk.storage.pinyin import search_forms
from advisor_desk.wire.version import advisor_scope
from tests.hubs import Clock
from tests.intakes import PushingDesk, client_row, client_values, events, load, rows, select, told
from tests.postgres import postgres_hub


@pytest.fixture
def desk(hub: Hub) -> PushingDesk:
    desk = PushingDesk(hub)
    load(hub, "A1", "C1", phone="138", id_no="11", aml_restricted=None)
    return desk


def edit(desk: PushingDesk, client_no: str = "C1", **fields: list[Any]) -> str:
    return told([desk.send(client_no, "client.edited", {"fields": fields})])[0]


def place_of(hub: Hub) -> int:
    statement = "SELECT seq FROM scope_row WHERE branch_id = :b AND kind = 'client' AND client_no = 'C1'"
    (seq,) = select(hub, statement)[0]
    return int(seq)


def test_an_edit_on_what_stands_is_applied(desk: PushingDesk) -> None:
    assert edit(desk, phone=["138", "139"], email=[None, "a@b.cn"], born_on=[None, 7000]) == "applied"
    values = client_values(desk.hub, "A1", "C1")
    assert (values["phone"], values["email"], values["born_on"]) == ("139", "a@b.cn", 7000)
    assert edit(desk, email=["a@b.cn", None]) == "applied"
    assert "email" not in client_values(desk.hub, "A1", "C1")


def test_edits_of_one_batch_build_on_each_other(desk: PushingDesk) -> None:
    sent = [
        desk.chain.event("C1", "client.edited", {"fields": {"phone": [str(n), str(n + 1)]}})
        for n in range(138, 144)
    ]
    assert told(desk.push(*sent).answers) == ["applied"] * 6
    assert client_values(desk.hub, "A1", "C1")["phone"] == "144"


def test_another_name_is_found_by_its_pinyin(desk: PushingDesk) -> None:
    assert edit(desk, name=["王伟", "单雄信"]) == "applied"
    values = client_values(desk.hub, "A1", "C1")
    assert (values["name"], values["pinyin"]) == ("单雄信", search_forms("单雄信"))


def test_what_stands_so_already_is_let_be(desk: PushingDesk) -> None:
    before = place_of(desk.hub)
    assert edit(desk, phone=["111", "138"], aml_restricted=[0, 0]) == "applied"
    assert place_of(desk.hub) == before
    assert edit(desk, aml_restricted=[0, 1]) == "applied"
    assert edit(desk, aml_restricted=[1, None]) == "applied"


def test_of_an_edit_that_built_on_something_else_only_that_field_is_a_conflict(desk: PushingDesk) -> None:
    before = place_of(desk.hub)
    assert edit(desk, phone=["137", "139"], email=[None, "a@b.cn"]) == "applied/CONFLICT"
    values = client_values(desk.hub, "A1", "C1")
    assert (values["phone"], values["email"]) == ("138", "a@b.cn")
    assert edit(desk, phone=["137", "139"]) == "applied/CONFLICT"
    # The desk has the value that it wanted: head office's comes again.
    assert place_of(desk.hub) > before + 2


@pytest.mark.parametrize("base", ["11", None])
def test_what_head_office_knows_a_client_by_is_only_asked_for(desk: PushingDesk, base: str | None) -> None:
    assert edit(desk, id_no=[base, "22"], phone=["138", "139"]) == "applied/CHANGE_REQUEST"
    assert client_values(desk.hub, "A1", "C1")["id_no"] == "11"
    assert client_values(desk.hub, "A1", "C1")["phone"] == "139"
    assert edit(desk, id_type=[None, "身份证"], id_no=["x", "11"]) == "applied"


def test_a_client_made_by_hand_is_its_advisors(hub: Hub) -> None:
    desk, other = PushingDesk(hub), PushingDesk(hub, "A2")
    fields = {
        "client_no": [None, "N1"],
        "name": [None, "赵敏"],
        "client_type": [None, "PERSON"],
        "phone": [None, "1"],
    }
    made = desk.chain.event("N1", "client.edited", {"fields": fields})
    after = desk.chain.event("N1"), desk.chain.event("N1", "client.edited", {"fields": {"phone": ["1", "2"]}})
    assert told(desk.push(made, *after).answers) == ["applied"] * 3
    assert client_values(hub, "A1", "N1") == {
        "name": "赵敏",
        "pinyin": search_forms("赵敏"),
        "client_type": "PERSON",
        "phone": "2",
    }
    assert hub.holders("B1", ["N1"]) == {"N1": "A1"}
    assert told([other.send("N1", "client.edited", {"fields": fields})]) == ["quarantined/CLIENT_EXISTS"]
    assert told([desk.send("N1", "client.edited", {"fields": fields})]) == ["applied/CONFLICT"]
    hub.assign("N1", "A2")
    assert client_values(hub, "A2", "N1")["name"] == "赵敏"
    assert told([desk.send("N1", "client.edited", {"fields": {"phone": ["2", "3"]}})]) == [
        "applied/AFTER_REASSIGN"
    ]
    assert client_values(hub, "A2", "N1")["phone"] == "3"


def made_at_once(desks: list[PushingDesk], client_no: str) -> dict[str, str]:
    """What each desk's advisor is told when all make the same client at the same moment."""
    fields = {"client_no": [None, client_no], "name": [None, "赵敏"], "client_type": [None, "PERSON"]}
    start = threading.Barrier(len(desks))
    found: dict[str, str] = {}

    def make(desk: PushingDesk) -> None:
        made = desk.chain.event(client_no, "client.edited", {"fields": fields})
        start.wait()
        found[desk.device.advisor] = told(desk.push(made).answers)[0]

    makers = [threading.Thread(target=make, args=(desk,)) for desk in desks]
    for one in makers:
        one.start()
    for one in makers:
        one.join()
    return found


def test_of_two_desks_that_make_the_same_client_at_once_one_has_it() -> None:
    with postgres_hub(Clock()) as hub:
        desks = [PushingDesk(hub), PushingDesk(hub, "A2")]
        for client_no in (f"N{number}" for number in range(8)):
            found = made_at_once(desks, client_no)
            assert sorted(found.values()) == ["applied", "quarantined/CLIENT_EXISTS"]
            (holder,) = (advisor for advisor, said in found.items() if said == "applied")
            assert hub.holders("B1", [client_no]) == {client_no: holder}
            having = [advisor for advisor in ("A1", "A2") if client_no in rows(hub, advisor, "client")]
            assert having == [holder]


def test_an_edit_waits_for_the_data_of_its_client(hub: Hub) -> None:
    desk = PushingDesk(hub)
    assert edit(desk, "C5", phone=["1", "2"]) == "quarantined/CLIENT_UNKNOWN"
    hub.add_client("B1", "C5", "A1")
    assert [one.reason for one in hub.quarantined("B1")] == ["CLIENT_UNKNOWN"]
    hub.put_rows("B1", advisor_scope("A1"), [client_row("C5", phone="1")])
    assert hub.release_waiting("B1", ["C5"]) == 1
    assert client_values(hub, "A1", "C5")["phone"] == "2"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"phone": ["138"]}, "phone"),
        ({"phone": "139"}, "phone"),
        ({"phone": ["138", 139]}, "phone"),
        ({"phone": ["138", 1.5]}, "phone"),
        ({"phone": [["138"], "139"]}, "phone"),
        ({"phone": ["138", "1\x00"]}, "phone"),
        ({"born_on": [None, True]}, "born_on"),
        ({"born_on": [None, 1 << 70]}, "born_on"),
        ({"name": ["王伟", None]}, "name"),
        ({"name": ["王伟", "x" * 101]}, "name"),
        ({"client_type": ["PERSON", "ROBOT"]}, "client_type"),
        ({"pinyin": ["wang wei", "x"]}, "pinyin"),
        ({"of_a_newer_desk": [None, "x"]}, "of_a_newer_desk"),
        ({"client_no": [None, "C2"]}, "client_no"),
        ([], "fields"),
        (None, "fields"),
    ],
)
def test_a_malformed_edit_changes_nothing(desk: PushingDesk, fields: Any, field: str) -> None:
    before = client_values(desk.hub, "A1", "C1")
    if isinstance(fields, dict):
        fields = {"email": [None, "a@b.cn"], **fields}
    answer = desk.send("C1", "client.edited", {"fields": fields})
    assert (answer.status, answer.code, answer.params) == ("quarantined", "SHAPE", {"field": field})
    assert client_values(desk.hub, "A1", "C1") == before
    assert events(desk.hub) == []


def consent(desk: PushingDesk, type_: str, on: str, purpose: str = "MARKETING") -> str:
    body = {"purpose": purpose, "on": on, "text_version": "desk-1"}
    return told([desk.send("C1", f"consent.{type_}", body)])[0]


def test_consents_are_given_and_withdrawn(desk: PushingDesk) -> None:
    hub = desk.hub
    assert consent(desk, "given", "1970-01-11") == "applied"
    assert rows(hub, "A1", "consent") == {'["MARKETING",10]': [None, "desk-1"]}
    assert consent(desk, "given", "1970-01-12") == "applied"
    assert consent(desk, "withdrawn", "1970-01-21") == "applied"
    assert rows(hub, "A1", "consent") == {'["MARKETING",10]': [20, "desk-1"]}
    assert consent(desk, "withdrawn", "1970-01-22") == "applied"
    assert consent(desk, "given", "1970-01-31") == "applied"
    assert rows(hub, "A1", "consent") == {
        '["MARKETING",10]': [20, "desk-1"],
        '["MARKETING",30]': [None, "desk-1"],
    }
    assert consent(desk, "withdrawn", "1970-01-31") == "applied"
    assert consent(desk, "given", "1970-01-31") == "applied"
    assert rows(hub, "A1", "consent")['["MARKETING",30]'] == [None, "desk-1"]
    assert consent(desk, "given", "1970-01-31", "EVERYTHING") == "quarantined/SHAPE"
    assert consent(desk, "given", "30 days on") == "quarantined/SHAPE"


def test_a_refusal_without_a_consent_before_it_is_kept(desk: PushingDesk) -> None:
    assert consent(desk, "withdrawn", "1970-01-11") == "applied"
    assert rows(desk.hub, "A1", "consent") == {'["MARKETING",10]': [10, "desk-1"]}


def test_the_newest_confirmed_questionnaire_of_a_day_counts(desk: PushingDesk) -> None:
    body = {
        "on": "1970-01-11",
        "c_level": "C3",
        "score": 40,
        "horizon_months": 36,
        "varieties": ["EQUITY", "BOND"],
        "form_version": "f1",
        "confirmed_by_client": False,
    }
    from advisor_desk.domain.product import Variety

    body["varieties"] = [one.value for one in reversed(Variety)][:2]
    assert told([desk.send("C1", "assessment.taken", body)]) == ["applied"]
    assert rows(desk.hub, "A1", "assessment") == {}
    desk.send("C1", "assessment.taken", {**body, "confirmed_by_client": True})
    desk.send("C1", "assessment.taken", {**body, "c_level": "C4", "confirmed_by_client": True})
    varieties = ",".join(one.value for one in list(Variety)[-2:])
    assert rows(desk.hub, "A1", "assessment") == {"[10]": ["C4", 40, 36, varieties, None, "f1"]}
    for wrong in ({"c_level": "C9"}, {"score": None}, {"varieties": ["MOON"]}, {"on": None}):
        answer = desk.send("C1", "assessment.taken", {**body, "confirmed_by_client": True, **wrong})
        assert (answer.code, answer.params) == ("SHAPE", {"field": next(iter(wrong))})


def test_a_tier_set_by_hand_ends_when_it_is_ended(desk: PushingDesk) -> None:
    from advisor_desk.domain.client import Tier

    body = {
        "tier": next(iter(Tier)).value,
        "reason": "家族办公室",
        "approver": "L1",
        "from": "1970-01-11",
        "until": "1970-04-11",
    }
    answer = desk.send("C1", "tier.overridden", body)
    assert answer.status == "applied"
    row = [body["tier"], "家族办公室", "L1", 10, 100]
    assert rows(desk.hub, "A1", "tier_override") == {answer.id: row}
    ended = {"override": answer.id, "until_before": "1970-04-11", "until": "1970-01-31"}
    assert told([desk.send("C1", "tier.override_ended", ended)]) == ["applied"]
    assert rows(desk.hub, "A1", "tier_override") == {answer.id: [*row[:4], 30]}
    assert told([desk.send("C1", "tier.override_ended", {**ended, "override": "unknown"})]) == ["applied"]
    assert told([desk.send("C1", "tier.overridden", {**body, "tier": "GOLD"})]) == ["quarantined/SHAPE"]


def test_a_row_of_a_newer_hub_keeps_what_is_not_known_here(hub: Hub) -> None:
    desk = PushingDesk(hub)
    load(hub, "A1", "C1")
    draft = client_row("C1", phone="138")
    longer = draft.body[:-1] + ',"of a newer hub",7]'
    hub.put_rows("B1", advisor_scope("A1"), [type(draft)(draft.kind, draft.id, draft.client_no, longer)])
    assert edit(desk, phone=["138", "139"]) == "applied"
    assert rows(hub, "A1", "client")["C1"][-2:] == ["of a newer hub", 7]
    shorter = '["王伟","wang wei","PERSON"]'
    hub.put_rows("B1", advisor_scope("A1"), [type(draft)(draft.kind, draft.id, draft.client_no, shorter)])
    assert edit(desk, phone=[None, "140"]) == "applied"
    assert client_values(hub, "A1", "C1")["phone"] == "140"
