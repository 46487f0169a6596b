"""Desks come in with a code that is good once, are known by their keys, and may be shut out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from advisor_desk.errors import UserCanFix
from advisor_desk.hub.desk_register import code_hash
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.office import utc
from advisor_desk.hub.refused import Refused
from advisor_desk.wire.messages import Problem, receipt_bytes
from advisor_desk.wire.report import Report
from advisor_desk.wire.version import INVITATION_SECONDS
from tests.hub.scopes import statement
from tests.hubs import HUB_KEYS, Chain, Clock, draft, enrolled, keys_of, request_of


def refused(hub: Hub, code: str, name: str = "desk") -> Problem:
    with pytest.raises(Refused) as caught:
        hub.enroll(request_of(code, keys_of(name)))
    return caught.value.problem


def test_a_desk_is_taken_in_with_its_code(any_hub: Hub) -> None:
    keys = keys_of("desk")
    answer = any_hub.enroll(request_of(any_hub.invite("B-1_x", "u1"), keys))
    assert (answer.advisor, answer.branch) == ("u1", "B-1_x")
    assert answer.device_id.startswith("B-1_x.")
    assert answer.hub_signing_key == HUB_KEYS.public.signing.hex()
    assert answer.hub_sealing_key == HUB_KEYS.public.sealing.hex()
    assert answer.hub_epoch == any_hub.epoch() != ""
    device = any_hub.device(answer.device_id)
    assert (device.advisor, device.keys, device.status) == ("u1", keys.public, "ACTIVE")
    assert (device.last_seq, device.events_held, device.seen_at, dict(device.report)) == (0, 0, None, {})
    assert device.enrolled_at == utc(any_hub.around.clock())


def test_the_longest_branch_still_makes_an_id_that_travels(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B" * 24, "u1")
    assert len(device.id) <= 64


def test_a_code_has_128_bits_and_is_not_kept(any_hub: Hub) -> None:
    code = any_hub.invite("B1", "u1")
    branch, _, secret = code.partition(".")
    assert (branch, len(secret)) == ("B1", 26)
    assert any_hub.invite("B1", "u1") != code
    kept = str(statement(any_hub, "SELECT * FROM invitation"))
    assert code_hash(code) in kept
    assert secret not in kept


def test_a_code_may_be_dictated(any_hub: Hub) -> None:
    branch, _, secret = any_hub.invite("B1", "u1").partition(".")
    spoken = f" {branch}.{secret[:6].lower()}-{secret[6:13].lower()} {secret[13:]} "
    assert any_hub.enroll(request_of(spoken, keys_of("desk"))).advisor == "u1"


def test_a_code_is_good_once(any_hub: Hub) -> None:
    code = any_hub.invite("B1", "u1")
    any_hub.enroll(request_of(code, keys_of("desk")))
    assert refused(any_hub, code, "another desk") is Problem.CODE_WRONG


def test_a_desk_whose_answer_was_lost_asks_again_and_is_the_same(any_hub: Hub, clock: Clock) -> None:
    code = any_hub.invite("B1", "u1")
    first = any_hub.enroll(request_of(code, keys_of("desk")))
    clock.now += 60
    assert any_hub.enroll(request_of(code, keys_of("desk"))) == first
    assert len(any_hub.devices("B1")) == 1
    any_hub.revoke(first.device_id)
    assert refused(any_hub, code) is Problem.CODE_WRONG


def test_a_code_is_good_for_ten_minutes(any_hub: Hub, clock: Clock) -> None:
    code, later = any_hub.invite("B1", "u1"), any_hub.invite("B1", "u1")
    clock.now += INVITATION_SECONDS
    any_hub.enroll(request_of(code, keys_of("desk")))
    clock.now += 1
    assert refused(any_hub, later, "another") is Problem.CODE_WRONG
    assert refused(any_hub, code) is Problem.CODE_WRONG


@pytest.mark.parametrize(
    "code", ["", "B1", "B1.", ".AAAA", "B1.AAAA", "B2.{secret}", "{secret}", "0.{secret}"]
)
def test_a_code_that_is_none_is_refused(any_hub: Hub, code: str) -> None:
    secret = any_hub.invite("B1", "u1").partition(".")[2]
    assert refused(any_hub, code.format(secret=secret)) is Problem.CODE_WRONG
    assert any_hub.devices("B1") == []


@pytest.mark.parametrize("key", ["", "zz", "00" * 31, "00" * 33])
def test_keys_that_are_none_are_refused_and_the_code_stays_good(any_hub: Hub, key: str) -> None:
    code = any_hub.invite("B1", "u1")
    good = request_of(code, keys_of("desk"))
    for bad in (replace(good, signing_key=key), replace(good, sealing_key=key)):
        with pytest.raises(Refused) as caught:
            any_hub.enroll(bad)
        assert caught.value.problem is Problem.SHAPELESS
    assert any_hub.enroll(good).advisor == "u1"


def test_a_name_of_another_advisor_is_not_taken_for_a_former_one(any_hub: Hub) -> None:
    any_hub.add_advisor("B1", "u2")
    any_hub.add_advisor("B2", "u3")
    device, _ = enrolled(any_hub, "B1", "u1", ("", "cli", "old name", "u1", "u2", "u3"))
    assert device.former_authors == ("", "cli", "old name")
    assert [
        name for name in ("u1", "", "cli", "old name", "u2", "u3", "x") if device.may_be_author(name)
    ] == [
        "u1",
        "",
        "cli",
        "old name",
    ]


@pytest.mark.parametrize("branch", ["", "0", "a.b", "a b", "支行", "B" * 25, "B1\n"])
def test_a_branch_that_is_none_is_refused(any_hub: Hub, branch: str) -> None:
    with pytest.raises(UserCanFix, match=r"hub\.branch_invalid"):
        any_hub.invite(branch, "u1")
    assert any_hub.branches() == []


@pytest.mark.parametrize("advisor", ["", "  ", "a\nb", "x" * 129])
def test_an_advisor_that_is_none_is_refused(any_hub: Hub, advisor: str) -> None:
    with pytest.raises(UserCanFix, match=r"hub\.advisor_invalid"):
        any_hub.invite("B1", advisor)


def test_an_advisor_keeps_its_name_unless_another_is_given(any_hub: Hub) -> None:
    any_hub.add_advisor("B1", "u1", "王")
    any_hub.invite("B1", "u1")
    assert any_hub.advisors("B1") == {"u1": "王"}
    any_hub.add_advisor("B1", "u1", "李")
    any_hub.add_advisor("A9", "u9")
    assert any_hub.advisors("B1") == {"u1": "李"}
    assert any_hub.branches() == ["A9", "B1"]


def test_a_revoked_desk_is_let_in_no_more(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    any_hub.revoke(device.id)
    any_hub.revoke(device.id)
    for call in (
        lambda: any_hub.device(device.id),
        lambda: any_hub.hello(device),
        lambda: any_hub.push(device, Chain(device).batch()),
        lambda: any_hub.report(device, Report(1, "x", 0, 0, 0)),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.problem is Problem.DEVICE_REVOKED
    assert [one.status for one in any_hub.devices("B1")] == ["REVOKED"]
    deeds = statement(any_hub, "SELECT deed FROM journal WHERE branch_id = 'B1' ORDER BY deed")
    assert [deed for (deed,) in deeds] == ["advisor.invited", "device.enrolled", "device.revoked"]


@pytest.mark.parametrize("device_id", ["", "B1", "B1.unknown", "unknown", "B2.{tail}"])
def test_a_desk_that_nobody_knows_is_refused(any_hub: Hub, device_id: str) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    asked = device_id.format(tail=device.id.partition(".")[2])
    with pytest.raises(Refused) as caught:
        any_hub.device(asked)
    assert caught.value.problem is Problem.DEVICE_UNKNOWN
    with pytest.raises(UserCanFix, match=r"hub\.device_unknown"):
        any_hub.revoke(asked)


def test_hello_says_what_the_hub_has_in_the_order_of_the_round(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    any_hub.add_client("B1", "C1", "u1")
    any_hub.put_rows("0", "firm", [draft("", "P", kind="product")])
    chain = Chain(device)
    any_hub.push(device, chain.batch(chain.event("C1"), chain.event("C1")))
    hello = any_hub.hello(device)
    assert [(held.scope, held.branch, held.head.seq) for held in hello.scopes] == [
        ("firm", "0", 1),
        ("br", "B1", 0),
        ("adv:u1", "B1", 2),
    ]
    assert (hello.last_device_seq, hello.advisor, hello.branch) == (2, "u1", "B1")
    assert (hello.hub_epoch, hello.time) == (any_hub.epoch(), utc(any_hub.around.clock()))


def test_a_receipt_is_the_hubs_word(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    chain = Chain(device)
    receipt = any_hub.push(device, chain.batch(chain.event(None, "note.kept"))).receipt
    assert HUB_KEYS.public.is_signed(receipt_bytes(receipt), bytes.fromhex(receipt.signature))
    assert (receipt.hub_epoch, receipt.last_device_seq) == (any_hub.epoch(), 1)
    assert any_hub.device(device.id).seen_at == utc(any_hub.around.clock())


def test_another_epoch_begins_when_it_is_said(any_hub: Hub) -> None:
    first = any_hub.epoch()
    assert any_hub.epoch() == first
    second = any_hub.new_epoch()
    assert any_hub.epoch() == second != first


def test_what_a_desk_reports_is_kept_in_place_of_the_last(any_hub: Hub, clock: Clock) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    any_hub.report(device, Report(1, "0.5", 0, 7, 1, {"2026-08": {"A": 2, "B": 1}, "2026-09": {"A": 3}}))
    clock.now += timedelta(days=1).total_seconds()
    any_hub.report(device, Report(1, "0.5", 1, 0, 0, {"2026-09": {"B": 4}, "2026-10": {}}))
    (told,) = any_hub.status()["devices"]
    assert told["report"] == {"protocol": 1, "program": "0.5", "repairs": 1, "outbox": 0, "conflicts": 0}
    assert told["seen_at"] == utc(clock())
    assert statement(any_hub, "SELECT month, tier, clients FROM tier_month ORDER BY month, tier") == [
        ("2026-08", "A", 2),
        ("2026-08", "B", 1),
        ("2026-09", "B", 4),
    ]


def test_status_counts_over_all_branches(any_hub: Hub) -> None:
    first, _ = enrolled(any_hub, "B1", "u1")
    second, _ = enrolled(any_hub, "B2", "u2")
    any_hub.add_clients("B1", {"C1": "u1", "C2": "u1"})
    any_hub.add_client("B2", "C3", "u2")
    chain, other = Chain(first), Chain(second)
    any_hub.push(first, chain.batch(chain.event("C1"), chain.event("C9"), chain.event("C2")))
    any_hub.push(second, other.batch(other.event("C3")))
    status = any_hub.status()
    assert [(one["device"], one["advisor"], one["events_held"]) for one in status["devices"]] == [
        (first.id, "u1", 2),
        (second.id, "u2", 1),
    ]
    assert {name: status[name] for name in ("events", "quarantined", "clients")} == {
        "events": 3,
        "quarantined": 1,
        "clients": 3,
    }


def test_a_push_that_its_desk_did_not_sign_leaves_a_line(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    any_hub.note_wrong_signature(device)
    assert statement(any_hub, "SELECT body FROM journal WHERE deed = 'push.not_signed'") == [
        (f'{{"device":"{device.id}"}}',)
    ]
