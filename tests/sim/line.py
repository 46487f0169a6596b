"""The line of a simulated desk: every message is written and read, and any may come to harm.

What a real server and a real client make of a refusal is asked of them: `hub.refusals`, `sync.refused`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from advisor_desk.errors import DeskError, OutsideFailed
from advisor_desk.hub.auth import check_signature
from advisor_desk.hub.hub import Device, Hub
from advisor_desk.hub.refusals import refusal
from advisor_desk.sync.refused import Absent, Resync, TooMuch, meaning
from advisor_desk.wire.asking import attachment_body, attachment_of, pull_params, pull_request
from advisor_desk.wire.desk import AttachmentHead, Identity
from advisor_desk.wire.messages import (
    EnrollAnswer,
    EnrollRequest,
    Hello,
    ItemAnswer,
    PushAnswer,
    PushBatch,
    Receipt,
    Status,
    hello_of,
    parsed,
    problem_of,
    push_answer,
    push_batch,
    receipt_bytes,
    written,
)
from advisor_desk.wire.pages import Page, PullRequest, page_json, page_of
from advisor_desk.wire.proofs import push_proof
from advisor_desk.wire.report import Report, report_of
from advisor_desk.wire.rows import compact
from advisor_desk.wire.seal import KeyPair
from advisor_desk.wire.shaped import Shapeless
from tests.sim.office import Office
from tests.sim.pages import PageWatch
from tests.sim.plans import HubDown, LineFault, PlannedMistake

T = TypeVar("T")

Served = Callable[[bytes], bytes]
"""What the hub does with a request."""
_BUSY_SECONDS = 5
_STATUSES = {
    LineFault.S401: 401,
    LineFault.S408: 408,
    LineFault.S413: 413,
    LineFault.S429: 429,
    LineFault.S500: 500,
    LineFault.S503: 503,
}
_HALF = 0.5
_IMPOSTOR = KeyPair(b"s" * 32, b"t" * 32)


@dataclass(frozen=True, slots=True)
class _Request:
    """One request: its route, its body, and what the hub does with it."""

    way: str
    raw: bytes
    served: Served


@dataclass
class Net:
    """What lies between all desks and the hub: requests that are late, replies that were given."""

    chance: random.Random
    late: list[Callable[[], object]] = field(default_factory=list)
    replies: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def arrive(self, most: int = 1 << 30) -> None:
        """Requests that were late arrive at the hub; nobody waits for the replies."""
        for _ in range(min(most, len(self.late))):
            late = self.late.pop(self.chance.randrange(len(self.late)))
            try:
                late()
            except (DeskError, Absent, Resync, TooMuch):
                continue

    def note(self, fault: str, way: str) -> None:
        """A fault has happened."""
        self.faults[fault] += 1
        self.told.append(f"{way}: {fault}")


class SimLine:
    """A `HubLine`. `plan` says what happens to which request, by its number within the round."""

    def __init__(self, office: Office, identity: Identity, net: Net, plan: Mapping[int, LineFault]) -> None:
        self._office = office
        self._identity = identity
        self._net = net
        self._plan = plan
        self._count = 0
        self.pages = PageWatch()
        self.is_reporting = True
        self._is_impostor_near = False
        self.unforeseen: list[Exception] = []
        """Mistakes that the hub made and nobody had planned."""

    def enroll(self, request: EnrollRequest) -> EnrollAnswer:
        raise NotImplementedError

    def hello(self) -> Hello:
        return self._asked("hello", b"", lambda _: written(self._hub.hello(self._device)), hello_of)

    def push(self, batch: PushBatch) -> PushAnswer:
        raw = written(batch)
        signature = self._identity.keys.signature(push_proof(raw)).hex()

        def served(came: bytes) -> bytes:
            device = self._device
            check_signature(device.keys, push_proof(came), signature)
            return written(self._hub.push(device, push_batch(came)))

        return self._asked("push", raw, served, push_answer)

    def pull(self, request: PullRequest) -> Page:
        asked = compact(pull_params(request)).encode()

        def served(came: bytes) -> bytes:
            return page_json(self._hub.pull(self._device, pull_request(_params(came))))

        self.pages.asked(request, self._office.epoch)
        try:
            page = self._asked("pull", asked, served, page_of)
        except Resync:
            self.pages.refused(request.scope)
            raise
        self.pages.came(request, page)
        return page

    def send_attachment(self, head: AttachmentHead, content: bytes) -> None:
        def served(came: bytes) -> bytes:
            self._hub.put_attachment(self._device, *attachment_of(head.sha256, came))
            return b"{}"

        self._asked("send", attachment_body(head, content), served, _nothing)

    def fetch_attachment(self, sha256: str) -> tuple[AttachmentHead, bytes]:
        def served(_came: bytes) -> bytes:
            return attachment_body(*self._hub.attachment(self._device, sha256))

        return self._asked("fetch", b"", served, lambda raw: attachment_of(sha256, raw))

    def report(self, report: Report) -> None:
        def served(came: bytes) -> bytes:
            said = report_of(came)
            if self.is_reporting:
                self._hub.report(self._device, said)
            return b"{}"

        self._asked("report", report.as_bytes(), served, _nothing)

    @property
    def _hub(self) -> Hub:
        return self._office.hub

    @property
    def _device(self) -> Device:
        return self._office.device(self._identity.device_id)

    def _asked(self, way: str, raw: bytes, served: Served, read: Callable[[bytes], T]) -> T:
        number, self._count = self._count, self._count + 1
        fault = self._plan.get(number)
        if fault is LineFault.IMPOSTOR or (way == "push" and self._is_impostor_near):
            # Nobody can pretend to be the hub but to a push: that is when it tries.
            self._is_impostor_near = way != "push"
            fault = None if way != "push" else LineFault.IMPOSTOR
        request = _Request(way, raw, served)
        if fault is None:
            reply = self._served(request)
        else:
            self._net.note(fault, way)
            reply = self._harmed(fault, request)
        self._net.replies.setdefault(way, []).append((self._identity.device_id, reply))
        try:
            return read(reply)
        except Shapeless:
            raise OutsideFailed("sync.garbled") from None

    def _served(self, request: _Request, raw: bytes | None = None) -> bytes:
        """The hub's reply. Raises what the desk's client makes of a refusal."""
        try:
            return request.served(request.raw if raw is None else raw)
        except HubDown:
            raise OutsideFailed("sync.unreachable") from None
        except Exception as error:  # noqa: BLE001 - as the server does
            said = refusal(error, _BUSY_SECONDS)
            if said.trouble and not isinstance(error, PlannedMistake):
                self.unforeseen.append(error)
            code, params = problem_of(said.body)
            raise meaning(said.status, code, params.get("retry_after")) from None

    def _harmed(self, fault: LineFault, request: _Request) -> bytes:
        if fault in _STATUSES:
            if fault in (LineFault.S408, LineFault.S500) and self._net.chance.random() < _HALF:
                self._served(request)
            raise meaning(_STATUSES[fault], "", 1)
        harm = {
            LineFault.REQUEST_LOST: self._request_lost,
            LineFault.REPLY_LOST: self._reply_lost,
            LineFault.DOUBLED: self._doubled,
            LineFault.LATE: self._late,
            LineFault.COPY_LATE: self._copy_late,
            LineFault.REQUEST_GARBLED: self._request_garbled,
            LineFault.REPLY_CUT: self._reply_cut,
            LineFault.REPLY_GARBLED: self._reply_garbled,
            LineFault.REPLY_SWAPPED: self._reply_swapped,
            LineFault.REPLY_EMPTIED: self._reply_emptied,
            LineFault.PORTAL: self._portal,
            LineFault.IMPOSTOR: self._impostor,
        }
        return harm[fault](request)

    def _request_lost(self, _request: _Request) -> bytes:
        raise OutsideFailed("sync.unreachable")

    def _reply_lost(self, request: _Request) -> bytes:
        self._served(request)
        raise OutsideFailed("sync.unreachable" if self._net.chance.random() < _HALF else "sync.timeout")

    def _doubled(self, request: _Request) -> bytes:
        replies = [self._served(request), self._served(request)]
        return self._net.chance.choice(replies)

    def _late(self, request: _Request) -> bytes:
        self._net.late.append(lambda: self._served(request))
        raise OutsideFailed("sync.timeout")

    def _copy_late(self, request: _Request) -> bytes:
        self._net.late.append(lambda: self._served(request))
        return self._served(request)

    def _request_garbled(self, request: _Request) -> bytes:
        """A push is signed; what else is sealed on its way is not understood when a bit of it is another."""
        if not request.raw:
            return self._request_lost(request)
        if request.way == "push":
            return self._served(request, self._flipped(request.raw))
        return self._served(request, self._broken(request.raw))

    def _reply_cut(self, request: _Request) -> bytes:
        reply = self._served(request)
        return reply[: self._net.chance.randrange(len(reply))]

    def _reply_garbled(self, request: _Request) -> bytes:
        """What is packed and sealed on its way shows every other bit; the answer to a push is signed."""
        reply = self._served(request)
        if request.way == "push":
            return self._flipped(reply)
        return self._broken(reply)

    def _reply_swapped(self, request: _Request) -> bytes:
        """What another desk was told, or this one before."""
        self._served(request)
        given = [raw for _, raw in self._net.replies.get(request.way, ())]
        if not given:
            return self._portal(request)
        # A hub that seems to be of another epoch makes every scope start anew.
        self.pages.forget(self.pages.repairs)
        return self._net.chance.choice(given)

    def _reply_emptied(self, request: _Request) -> bytes:
        """A whole page with nothing in it, as a hub that has lost its mind would send."""
        reply = self._served(request)
        if request.way != "pull":
            return reply[:0]
        page = page_of(reply)
        return page_json(replace(page, rows=(), shapes={}, more=False))

    def _portal(self, _request: _Request) -> bytes:
        return b"<html>login</html>"

    def _impostor(self, request: _Request) -> bytes:
        """Somebody who is not the hub says to a push that all is well."""
        batch = push_batch(request.raw)
        answers = tuple(ItemAnswer(event.id, Status.APPLIED) for event in batch.events)
        last = max((event.device_seq for event in batch.events), default=0)
        receipt = Receipt(
            device_id=batch.device_id,
            batch=batch.batch,
            applied=len(answers),
            duplicates=0,
            quarantined=0,
            events_held=last,
            last_device_seq=last,
            hash="",
            hub_seq=0,
            hub_epoch=self._office.epoch,
            at=batch.sent_at,
        )
        signature = _IMPOSTOR.signature(receipt_bytes(receipt)).hex()
        return written(PushAnswer(answers, replace(receipt, signature=signature)))

    def _broken(self, raw: bytes) -> bytes:
        at = self._net.chance.randrange(len(raw))
        return raw[:at] + b"\x01" + raw[at + 1 :]

    def _flipped(self, raw: bytes) -> bytes:
        at = self._net.chance.randrange(len(raw))
        return raw[:at] + bytes([raw[at] ^ (1 << self._net.chance.randrange(8))]) + raw[at + 1 :]


def _params(raw: bytes) -> dict[str, str]:
    return dict(parsed(raw))


def _nothing(raw: bytes) -> None:
    """An answer in which nothing stands. Raises Shapeless for anything else."""
    parsed(raw)
