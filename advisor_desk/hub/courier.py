"""The sealed file of an outlet without network: opened, applied as if it had come over the line, answered.

What a file does is idempotent, so one that comes twice or out of order harms nothing. A rehearsal does all
of it in a transaction that is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final, TypeVar

import sqlalchemy as sa

from advisor_desk.errors import DeskBug, UserCanFix
from advisor_desk.hub.hub import Device, Hub
from advisor_desk.hub.refused import Refused
from advisor_desk.hub.store import Store, Work
from advisor_desk.wire.courier import Attachment, DeskFile, HubFile, desk_file_of, hub_file
from advisor_desk.wire.messages import HeldScope, Problem
from advisor_desk.wire.packing import TooLarge, Unpackable
from advisor_desk.wire.pages import Page, PullRequest
from advisor_desk.wire.seal import PublicKeys, SealBroken, opened, sealed, sender_of
from advisor_desk.wire.shaped import Shapeless
from advisor_desk.wire.version import MOST_ROWS

T = TypeVar("T")
_MOST_STARTS: Final = 3
"""How often a scope may start anew while its pages are made."""


def read_file(hub: Hub, envelope: bytes) -> tuple[Device, DeskFile]:
    """Whose file it is, and its content. Nothing in it is believed before the device's own key has signed it.

    Raises UserCanFix: `hub.courier_form` (no sealed file at all), `hub.courier_not_ours` (altered, or sealed
    for another hub), `hub.courier_unreadable` (a format that this program does not know);
    Refused for a device that may not sync.
    """
    try:
        sender = sender_of(envelope)
        file = desk_file_of(opened(envelope, hub.keys, PublicKeys(sender, b"")))
    except SealBroken as broken:
        is_none = str(broken) == "form"
        raise UserCanFix("hub.courier_form" if is_none else "hub.courier_not_ours") from None
    except (Shapeless, TooLarge, Unpackable):
        raise UserCanFix("hub.courier_unreadable") from None
    device = hub.device(file.device_id)
    is_its_own = all(batch.device_id == device.id for batch in file.pushes)
    if device.signing_key != sender or not is_its_own:
        raise UserCanFix("hub.courier_not_ours")
    return device, file


def answer_file(hub: Hub, device: Device, file: DeskFile) -> HubFile:
    """Apply everything, then read what the desk is to have: safe to do again."""
    answers = tuple(hub.push(device, batch) for batch in file.pushes)
    for head, content in file.attachments:
        hub.put_attachment(device, head, content)
    hello = hub.hello(device)
    places = {request.scope: request for request in file.scopes} if file.epoch_seen == hello.hub_epoch else {}
    return HubFile(
        device_id=device.id,
        made_at=hello.time,
        hello=hello,
        answers=answers,
        attachments_kept=tuple(head.sha256 for head, _ in file.attachments),
        pages=tuple(page for held in hello.scopes for page in _pages(hub, device, held, places)),
        attachments=tuple(_attachments(hub, device, file)),
    )


def sealed_answer(hub: Hub, device: Device, answer: HubFile) -> bytes:
    """The answer as a file that only this desk can read."""
    return sealed(hub_file(answer), hub.keys, device.keys)


@contextmanager
def rehearsal(hub: Hub) -> Iterator[Hub]:
    """A hub on which everything happens as on `hub`, and of which nothing stays."""
    stage = _Stage(hub.store)
    with stage.running():
        yield Hub(stage, hub.keys, hub.around)


class _Stage(Store):
    """A database whose transactions are parts of one that is taken back."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.engine)
        self._open: sa.Connection | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        with self.engine.connect() as connection:
            whole = connection.begin()
            self._open = connection
            try:
                yield
            finally:
                self._open = None
                whole.rollback()

    def transact(self, work: Work[T]) -> T:
        with self._on_stage().begin_nested():
            return work(self._on_stage())

    def read(self, work: Work[T]) -> T:
        return work(self._on_stage())

    def _on_stage(self) -> sa.Connection:
        if self._open is None:
            raise DeskBug("hub.stage_closed")
        return self._open


def _pages(
    hub: Hub, device: Device, held: HeldScope, places: dict[str, PullRequest]
) -> Iterator[tuple[PullRequest, Page]]:
    """All pages from the desk's place to the end; from the beginning where it has none that holds."""
    first = PullRequest(held.scope, MOST_ROWS, held.head.seq, is_first=True)
    request = replace(places.get(held.scope, first), limit=MOST_ROWS)
    starts = 0
    while True:
        try:
            page = hub.pull(device, request)
        except Refused as refused:
            starts += 1
            if refused.problem is not Problem.RESYNC_REQUIRED or starts > _MOST_STARTS:
                raise
            request = first
            continue
        yield request, page
        if page.more:
            request = _onwards(request, page)
        elif request.is_first:
            request = PullRequest(held.scope, MOST_ROWS, request.cursor)
        else:
            return


def _onwards(request: PullRequest, page: Page) -> PullRequest:
    if request.is_first:
        return replace(request, after=page.after)
    return replace(request, cursor=page.rows[-1].seq)


def _attachments(hub: Hub, device: Device, file: DeskFile) -> Iterator[Attachment]:
    """What the desk lacks and may have; the rest is let be."""
    for sha256 in file.wanted:
        try:
            yield hub.attachment(device, sha256)
        except Refused:
            continue


def receipts(answer: HubFile) -> dict[str, int]:
    """How many events came to what, over all batches."""
    return {
        "applied": sum(one.receipt.applied for one in answer.answers),
        "duplicates": sum(one.receipt.duplicates for one in answer.answers),
        "quarantined": sum(one.receipt.quarantined for one in answer.answers),
    }
