"""A line to a hub of this process, through the very bytes that would be sent: for tests and simulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from advisor_desk.hub.auth import check_signature
from advisor_desk.hub.desk_register import Device
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.refused import Refused
from advisor_desk.sync.refused import meaning
from advisor_desk.wire.asking import attachment_body, attachment_of, pull_params, pull_request
from advisor_desk.wire.desk import AttachmentHead, Identity
from advisor_desk.wire.messages import (
    EnrollAnswer,
    EnrollRequest,
    Hello,
    PushAnswer,
    PushBatch,
    enroll_answer,
    enroll_request,
    hello_of,
    push_answer,
    push_batch,
    written,
)
from advisor_desk.wire.packing import packed, unpacked
from advisor_desk.wire.pages import Page, PullRequest, page_json, page_of
from advisor_desk.wire.proofs import push_proof
from advisor_desk.wire.report import Report, report_of
from advisor_desk.wire.seal import KeyPair

T = TypeVar("T")
Carry = Callable[[str, bytes], bytes]
"""Takes the bytes of one way (`push>`, `push<`, …) from one end to the other; it may alter or lose them."""


def whole(_way: str, raw: bytes) -> bytes:
    """A line on which nothing happens."""
    return unpacked(packed(raw, 1)) if raw else raw


class InProcessLine:
    """A `HubLine` to a hub in this process. `carry` stands for the network."""

    def __init__(
        self, hub: Hub, device_id: str = "", keys: KeyPair | None = None, carry: Carry = whole
    ) -> None:
        self.hub = hub
        self._device_id = device_id
        self._keys = keys
        self.carry = carry

    @classmethod
    def of(cls, hub: Hub, identity: Identity | None, carry: Carry = whole) -> InProcessLine:
        """The line of an enrolled desk, or of one that is nobody's yet."""
        if identity is None:
            return cls(hub, carry=carry)
        return cls(hub, identity.device_id, identity.keys, carry)

    def enroll(self, request: EnrollRequest) -> EnrollAnswer:
        asked = enroll_request(self.carry("enroll>", written(request)))
        return enroll_answer(self.carry("enroll<", written(self._told(lambda: self.hub.enroll(asked)))))

    def hello(self) -> Hello:
        self.carry("hello>", b"")
        return hello_of(self.carry("hello<", written(self._told(lambda: self.hub.hello(self._device())))))

    def push(self, batch: PushBatch) -> PushAnswer:
        raw = written(batch)
        assert self._keys is not None
        signature = self._keys.signature(push_proof(raw)).hex()
        came = self.carry("push>", raw)

        def taken() -> PushAnswer:
            device = self._device()
            check_signature(device.keys, push_proof(came), signature)
            return self.hub.push(device, push_batch(came))

        return push_answer(self.carry("push<", written(self._told(taken))))

    def pull(self, request: PullRequest) -> Page:
        asked = pull_request(pull_params(request))
        self.carry("pull>", b"")
        return page_of(
            self.carry("pull<", page_json(self._told(lambda: self.hub.pull(self._device(), asked))))
        )

    def send_attachment(self, head: AttachmentHead, content: bytes) -> None:
        came = attachment_of(head.sha256, self.carry("send>", attachment_body(head, content)))
        self._told(lambda: self.hub.put_attachment(self._device(), *came))
        self.carry("send<", b"")

    def fetch_attachment(self, sha256: str) -> tuple[AttachmentHead, bytes]:
        self.carry("fetch>", b"")
        found = self._told(lambda: self.hub.attachment(self._device(), sha256))
        return attachment_of(sha256, self.carry("fetch<", attachment_body(*found)))

    def report(self, report: Report) -> None:
        came = report_of(self.carry("report>", report.as_bytes()))
        self._told(lambda: self.hub.report(self._device(), came))
        self.carry("report<", b"")

    def _device(self) -> Device:
        return self.hub.device(self._device_id)

    def _told(self, deed: Callable[[], T]) -> T:
        try:
            return deed()
        except Refused as refused:
            asked = refused.params.get("retry_after")
            raise meaning(0, refused.problem.value, asked if isinstance(asked, int) else None) from None
