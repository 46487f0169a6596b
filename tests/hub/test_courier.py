"""The sealed file of an outlet without network: taken in, twice, out of order, altered, only looked at."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from advisor_desk.errors import UserCanFix
from advisor_desk.hub.courier import answer_file, read_file, rehearsal, sealed_answer
from advisor_desk.hub.hub import Device, Hub
from advisor_desk.hub.refused import Refused
from advisor_desk.wire.courier import Attachment, DeskFile, HubFile, desk_file, hub_file_of
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.messages import PushBatch, Status, receipt_bytes
from advisor_desk.wire.pages import Page, PullRequest
from advisor_desk.wire.rows import Row, ScopeSum
from advisor_desk.wire.seal import KeyPair, opened, sealed
from tests.hub.hub_calls import call, environment, js
from tests.hub.test_hub_cli import hub_in
from tests.hubs import Chain, draft, enrolled, keys_of

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)
SHA = hashlib.sha256(PICTURE).hexdigest()
ATTACHMENT = (AttachmentHead(SHA, "合影.png", "image/png", len(PICTURE)), PICTURE)


@dataclass
class Outlet:
    """A desk that never meets the hub: it writes files and reads answers."""

    hub: Hub
    device: Device
    keys: KeyPair
    epoch_seen: str = ""
    places: dict[str, PullRequest] = field(default_factory=dict)
    rows: dict[tuple[str, str, str, str], Row] = field(default_factory=dict)

    def file(self, *batches: PushBatch, attachments: tuple[Attachment, ...] = ()) -> DeskFile:
        return DeskFile(
            self.device.id, "2026-09-21T08:00:00.000000Z", self.epoch_seen, batches, attachments,
            tuple(self.places.values()), (SHA,),
        )  # fmt: skip

    def envelope(self, file: DeskFile) -> bytes:
        return sealed(desk_file(file), self.keys, self.hub.keys.public)

    def sent(self, file: DeskFile) -> HubFile:
        """Taken to head office, answered, brought back and opened."""
        device, content = read_file(self.hub, self.envelope(file))
        raw = sealed_answer(self.hub, device, answer_file(self.hub, device, content))
        return hub_file_of(opened(raw, self.keys, self.hub.keys.public))

    def read(self, answer: HubFile) -> None:
        """Apply the pages as a desk does: what is older than what stands is let be."""
        for request, page in answer.pages:
            for row in page.rows:
                key = (page.scope, row.client_no, row.kind, row.id)
                if key not in self.rows or self.rows[key].seq < row.seq:
                    self.rows[key] = row
            self._go_on(request, page)
        self.epoch_seen = answer.hello.hub_epoch

    def _go_on(self, request: PullRequest, page: Page) -> None:
        seq = request.cursor if request.is_first else max([request.cursor, *(row.seq for row in page.rows)])
        self.places[page.scope] = PullRequest(page.scope, 1000, seq)

    def sum(self, scope: str) -> ScopeSum:
        total = ScopeSum()
        for (of, *_), row in self.rows.items():
            total = total.plus(row.hash) if of == scope and not row.is_deleted else total
        return total


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return environment(monkeypatch, tmp_path)


@pytest.fixture
def hub(data: Path) -> Iterator[Hub]:
    """The hub of the command line, with a client and rows."""
    assert js("db", "upgrade").status == 0
    with hub_in(data) as made:
        made.add_client("B1", "C1", "A1")
        made.put_rows("B1", "adv:A1", [draft("C1", f"T{number}", "某", number) for number in range(25)])
        yield made


@pytest.fixture
def outlet(hub: Hub) -> Outlet:
    return Outlet(hub, *enrolled(hub, "B1", "A1"))


def held(hub: Hub) -> tuple[int, int]:
    status = hub.status()
    return status["events"], status["quarantined"]


def test_a_file_does_what_a_round_does_and_again_it_does_nothing(outlet: Outlet, hub: Hub) -> None:
    chain = Chain(outlet.device)
    named = {"on": "2026-09-01", "attachments": [SHA]}
    first = chain.batch(chain.event("C1"), chain.event("C1", body=named), chain.event("C404"))
    second = chain.batch(chain.event("C1"))
    file = outlet.file(first, second, attachments=(ATTACHMENT,))
    answer = outlet.sent(file)
    statuses = [[one.status for one in answered.answers] for answered in answer.answers]
    assert statuses == [[Status.APPLIED, Status.APPLIED, Status.QUARANTINED], [Status.APPLIED]]
    for answered in answer.answers:
        signature = bytes.fromhex(answered.receipt.signature)
        assert hub.keys.public.is_signed(receipt_bytes(answered.receipt), signature)
    assert (answer.attachments_kept, answer.attachments) == ((SHA,), (ATTACHMENT,))
    assert (answer.hello.last_device_seq, held(hub)) == (4, (3, 1))
    outlet.read(answer)
    for scope in answer.hello.scopes:
        assert outlet.sum(scope.scope) == scope.head.sum

    again = outlet.sent(file)
    assert [one.receipt.applied for one in again.answers] == [0, 0]
    assert (again.answers[1].answers[0].status, held(hub)) == (Status.DUPLICATE, (3, 1))


def test_files_may_come_out_of_order_and_answers_too(outlet: Outlet, hub: Hub) -> None:
    chain = Chain(outlet.device)
    early, late = outlet.file(chain.batch(chain.event("C1"))), outlet.file(chain.batch(chain.event("C1")))
    answered_first = outlet.sent(late)
    hub.put_rows("B1", "adv:A1", [draft("C1", "T3", "换了", 99)])
    answered_second = outlet.sent(early)
    outlet.read(answered_second)
    outlet.read(answered_first)
    assert held(hub) == (2, 0)
    scope = next(one for one in hub.hello(hub.device(outlet.device.id)).scopes if one.scope == "adv:A1")
    assert outlet.sum("adv:A1") == scope.head.sum


def test_the_next_answer_holds_what_has_changed_since(outlet: Outlet, hub: Hub) -> None:
    outlet.read(outlet.sent(outlet.file()))
    hub.put_rows("B1", "adv:A1", [draft("C1", "T3", "换了", 99)])
    answer = outlet.sent(outlet.file())
    assert [row.id for _, page in answer.pages for row in page.rows] == ["T3"]
    outlet.read(answer)
    hub.new_epoch()
    everything = outlet.sent(outlet.file())
    assert sum(len(page.rows) for _, page in everything.pages) == 25
    assert all(request.cursor >= 0 for request, _ in everything.pages)


def test_a_place_that_the_hub_does_not_know_starts_its_scope_anew(outlet: Outlet) -> None:
    outlet.read(outlet.sent(outlet.file()))
    outlet.places["adv:A1"] = PullRequest("adv:A1", 10, 10_000)
    answer = outlet.sent(outlet.file())
    assert sum(len(page.rows) for _, page in answer.pages) == 25
    assert next(request for request, _ in answer.pages if request.scope == "adv:A1").is_first


def test_a_first_sync_goes_on_where_it_was_left(outlet: Outlet, hub: Hub) -> None:
    device = hub.device(outlet.device.id)
    begun = PullRequest("adv:A1", 10, hub.hello(device).scopes[2].head.seq, is_first=True)
    part = hub.pull(device, begun)
    outlet.epoch_seen = hub.epoch()
    outlet.places["adv:A1"] = replace(begun, after=part.after)
    hub.put_rows("B1", "adv:A1", [draft("C1", part.rows[0].id, "换了", 99)])
    answer = outlet.sent(outlet.file())
    of_scope = [
        (request.is_first, len(page.rows)) for request, page in answer.pages if page.scope == "adv:A1"
    ]
    assert of_scope == [(True, 15), (False, 1)]


def test_a_rehearsal_tells_the_same_and_leaves_nothing(any_hub: Hub) -> None:
    hub = any_hub
    hub.add_client("B1", "C1", "A1")
    outlet = Outlet(hub, *enrolled(hub, "B1", "A1"))
    chain = Chain(outlet.device)
    file = outlet.file(chain.batch(chain.event("C1"), chain.event("C404")), chain.batch(chain.event("C1")))
    with rehearsal(hub) as stage:
        device, content = read_file(stage, outlet.envelope(file))
        seen = answer_file(stage, device, content)
        assert stage.status()["events"] == 2
    assert held(hub) == (0, 0)
    real = outlet.sent(file)
    assert [one.answers for one in seen.answers] == [one.answers for one in real.answers]
    assert held(hub) == (2, 1)


def test_a_file_of_somebody_else_for_somebody_else_or_altered_is_not_taken(outlet: Outlet, hub: Hub) -> None:
    chain = Chain(outlet.device)
    file = outlet.file(chain.batch(chain.event("C1")))
    envelope = outlet.envelope(file)
    stranger = keys_of("stranger")
    wrong = {
        "altered": envelope[:-70] + bytes([envelope[-70] ^ 1]) + envelope[-69:],
        "cut": envelope[:-1],
        "for another hub": sealed(desk_file(file), outlet.keys, stranger.public),
        "by another desk": sealed(desk_file(file), stranger, hub.keys.public),
        "names another device inside": outlet.envelope(
            replace(file, pushes=(replace(file.pushes[0], device_id="B1.x"),))
        ),
        "nothing": b"",
        "no seal": b"PK\x03\x04" * 50,
    }
    for name, given in wrong.items():
        with pytest.raises(UserCanFix) as caught:
            read_file(hub, given)
        is_none = name in ("nothing", "no seal")
        assert caught.value.code == ("hub.courier_form" if is_none else "hub.courier_not_ours"), name
    for content in (b"{}", b"", desk_file(file)[:-1]):
        with pytest.raises(UserCanFix) as caught:
            read_file(hub, sealed(content, outlet.keys, hub.keys.public))
        assert caught.value.code == "hub.courier_unreadable"
    with pytest.raises(Refused):
        read_file(hub, outlet.envelope(replace(file, device_id="B1.nobody")))
    assert held(hub) == (0, 0)


def test_the_command_previews_applies_and_answers(outlet: Outlet, hub: Hub, tmp_path: Path) -> None:
    chain = Chain(outlet.device)
    file = tmp_path / "网点.seal"
    reply = tmp_path / "reply.seal"
    batch = chain.batch(chain.event("C1"), chain.event("C404"))
    file.write_bytes(outlet.envelope(outlet.file(batch)))
    looked = js("courier", file, "--preview")
    assert (looked.status, held(hub), reply.exists()) == (1, (0, 0), False)
    done = js("courier", file, "--out", reply)
    assert done.status == 1
    assert done.json | {"preview": True} == looked.json
    assert {key: done.json[key] for key in ("device", "advisor", "branch", "events", "applied")} == {
        "device": outlet.device.id, "advisor": "A1", "branch": "B1", "events": 2, "applied": 1
    }  # fmt: skip
    assert done.json["refused"] == [{"id": batch.events[1].id, "code": "CLIENT_UNKNOWN"}]
    assert hub_file_of(opened(reply.read_bytes(), outlet.keys, hub.keys.public)).device_id == outlet.device.id
    assert reply.stat().st_mode & 0o077 == 0
    again = call("courier", file, "--out", reply)
    assert (again.status, held(hub)) == (1, (1, 1))
    local = datetime(2026, 9, 21, 8, tzinfo=UTC).astimezone()
    assert f"，文件写于 {local:%Y-%m-%d %H:%M}。" in again.out
    odd = tmp_path / "odd.seal"
    odd.write_bytes(outlet.envelope(replace(outlet.file(), made_at="some day")))
    assert "，文件写于 —。" in call("courier", odd, "--out", reply).out
    brought = file.read_bytes()
    over = js("courier", file, "--out", tmp_path / "." / file.name)
    assert (over.status, over.error["code"], file.read_bytes()) == (3, "hub.reply_over_file", brought)
    file.write_bytes(b"nonsense")
    refused = js("courier", file, "--out", reply)
    assert (refused.status, refused.error["code"]) == (3, "hub.courier_form")
    assert refused.error["message"].startswith("这不是封装文件")
    hub.revoke(outlet.device.id)
    file.write_bytes(outlet.envelope(outlet.file()))
    assert js("courier", file, "--out", reply).error["code"] == "hub.device_revoked"
