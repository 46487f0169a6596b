"""The sealed files of an outlet without network: what waits goes out, the hub's answer comes in.

sync.md, section 3.4, by hand instead of by wire: the same checks, the same order, the same book. A file may
be taken in twice or out of order: what it says that is known already, or older, is let be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor_desk.errors import UserCanFix
from advisor_desk.sync.checks import check_hello, check_receipt, scopes_of
from advisor_desk.sync.clock_skew import utc_text
from advisor_desk.sync.ends import enrolled
from advisor_desk.sync.ports import SyncBook
from advisor_desk.sync.push_stage import batch_of
from advisor_desk.sync.underway import Around
from advisor_desk.wire.courier import DeskFile, HubFile, desk_file, hub_file_of
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import PushBatch
from advisor_desk.wire.packing import TooLarge, Unpackable
from advisor_desk.wire.pages import PullRequest
from advisor_desk.wire.seal import SealBroken, opened, sealed
from advisor_desk.wire.shaped import Shapeless
from advisor_desk.wire.version import MOST_EVENTS, MOST_PUSH_BYTES, MOST_ROWS

MOST_FILE_EVENTS = 100_000
MOST_FILE_BYTES = 256 * 1024 * 1024
"""Of events in one file; the rest goes with the next."""
_BROKEN = {
    "form": "sync.file_form",
    "sender": "sync.file_sender",
    "signature": "sync.file_altered",
    "receiver": "sync.file_receiver",
}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file that is to be written: what stands in it, and its sealed bytes."""

    events: int
    attachments: int
    first_recorded_at: str
    content: bytes


def outgoing(book: SyncBook, around: Around) -> Outgoing:
    """What waits, sealed for the hub; it stays in the outbox until the hub's answer is taken in.

    Raises UserCanFix("sync.not_enrolled").
    """
    identity = enrolled(book)
    events = book.due(MOST_FILE_EVENTS, MOST_FILE_BYTES)
    heads = book.attachments_due()
    file = DeskFile(
        device_id=identity.device_id,
        made_at=utc_text(around.clock()),
        epoch_seen=identity.epoch_seen,
        pushes=tuple(_batches(identity, events, around)),
        attachments=tuple((head, book.attachment_content(head.sha256)) for head in heads),
        scopes=tuple(_places(book, identity)),
        wanted=tuple(book.attachments_missing()),
    )
    first = min((event.recorded_at for event in events), default="")
    content = sealed(desk_file(file), identity.keys, identity.hub_keys)
    return Outgoing(len(events), len(heads), first, content)


def incoming(book: SyncBook, envelope: bytes) -> HubFile:
    """The hub's answer, opened and looked at; nothing of it is taken in yet.

    Raises UserCanFix: `sync.file_form`, `sync.file_sender`, `sync.file_altered`, `sync.file_receiver`,
    `sync.file_unreadable`, `sync.file_outdated`, and as `checks.check_receipt`.
    """
    identity = enrolled(book)
    try:
        file = hub_file_of(opened(envelope, identity.keys, identity.hub_keys))
    except SealBroken as broken:
        raise UserCanFix(_BROKEN.get(str(broken), "sync.file_altered")) from None
    except (Shapeless, TooLarge, Unpackable):
        raise UserCanFix("sync.file_unreadable") from None
    if file.device_id != identity.device_id:
        raise UserCanFix("sync.file_receiver")
    check_hello(file.hello, identity)
    for answer in file.answers:
        check_receipt(answer, identity, file.hello.hub_epoch)
    if file.hello.hub_epoch != identity.epoch_seen and file.hello.time <= newest(book, identity):
        raise UserCanFix("sync.file_outdated")
    return file


def newest(book: SyncBook, identity: Identity) -> str:
    """The hub's time up to which something is known to be complete here; empty before the first round."""
    return max(book.scope_state(scope).as_of for scope in scopes_of(identity))


def _batches(identity: Identity, events: Sequence[WireEvent], around: Around) -> list[PushBatch]:
    batches: list[PushBatch] = []
    part: list[WireEvent] = []
    weight = 0
    for event in events:
        size = len(event.body.encode("utf-8", "surrogatepass"))
        if part and (len(part) >= MOST_EVENTS or weight + size > MOST_PUSH_BYTES):
            batches.append(batch_of(part, identity, around))
            part, weight = [], 0
        part.append(event)
        weight += size
    return [*batches, batch_of(part, identity, around)] if part else batches


def _places(book: SyncBook, identity: Identity) -> list[PullRequest]:
    """From where each scope is to be read on; one that is not whole is left out, and comes from its start."""
    states = [book.scope_state(scope) for scope in scopes_of(identity)]
    return [
        PullRequest(state.scope, MOST_ROWS, state.seq)
        for state in states
        if not state.is_first and state.hub_epoch == identity.epoch_seen
    ]
