"""The sync as window and command line do it: be taken in, a round, sealed files out and in.

Knows the book through `sync.ports` alone. A line to the hub is opened for one deed and hung up after it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.sync import courier_round, enrollment, push_only, round
from advisor_desk.sync.courier_file import Outgoing, incoming, outgoing
from advisor_desk.sync.ends import enrolled
from advisor_desk.sync.figures import RoundResult, Wishes, never
from advisor_desk.sync.ports import HubLine, OutboxBook, SyncBook
from advisor_desk.sync.tls import given_authority, hub_address
from advisor_desk.sync.transport import Destination, HubClient
from advisor_desk.usecases.whole_file import write_whole
from advisor_desk.wire.messages import ItemAnswer, Status

if TYPE_CHECKING:
    from advisor_desk.sync.underway import Around
    from advisor_desk.wire.courier import HubFile
    from advisor_desk.wire.desk import Identity

OpenLine = Callable[[str, "Identity | None", Callable[[], bool]], AbstractContextManager[HubLine]]
"""The way to the hub at an address, for a device or, before enrolment, for nobody yet, and whether the person
has cancelled.
"""

MOST_ENVELOPE: Final = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What a sealed answer of the hub would do, before anything of it is taken in."""

    made_at: str
    applied: int
    duplicates: int
    quarantined: tuple[ItemAnswer, ...]
    rows: int
    attachments: int


def over_http(
    url: str, identity: Identity | None, is_cancelled: Callable[[], bool] = never
) -> AbstractContextManager[HubLine]:
    """The line over HTTP. Raises UserCanFix as `tls.hub_address`."""
    where = Destination(url, given_authority())
    if identity is None:
        return closing(HubClient(where, is_cancelled=is_cancelled))
    return closing(HubClient(where, identity.device_id, identity.keys, is_cancelled))


def enroll(
    book: SyncBook, address: str, code: str, *, again: bool = False, open_line: OpenLine = over_http
) -> Identity:
    """Make this book somebody's. Raises as `enrollment.enroll`, and UserCanFix("sync.already_enrolled").

    `again` is for a desk that head office has let go: its records stay, and go on under the new device.
    """
    known = book.identity()
    if known is not None and not again:
        raise UserCanFix("sync.already_enrolled", advisor=known.advisor)
    url = hub_address(address)
    with open_line(url, None, never) as line:
        return enrollment.enroll(book, line, url, code)


def sync(
    book: SyncBook, around: Around, wishes: Wishes | None = None, open_line: OpenLine = over_http
) -> RoundResult:
    """One round. Raises as `round.run_round`."""
    identity, wishes = enrolled(book), wishes or Wishes()
    with open_line(identity.hub_url, identity, wishes.cancelled) as line:
        return round.run_round(book, line, around, wishes)


def send_what_waits(
    book: OutboxBook,
    around: Around,
    wishes: Wishes | None = None,
    open_line: OpenLine = over_http,
    why: str = push_only.BOOK_IS_NEWER,
) -> RoundResult:
    """Send what waits in a book that may not be read. Raises as `push_only.send_what_waits`."""
    identity = book.identity()
    if identity is None:
        raise UserCanFix("sync.not_enrolled")
    wishes = wishes or Wishes()
    with open_line(identity.hub_url, identity, wishes.cancelled) as line:
        return push_only.send_what_waits(book, line, around, wishes, why)


def export_file(book: SyncBook, path: Path, around: Around) -> Outgoing:
    """Write what waits to a sealed file for head office; it waits on until the answer is taken in.

    Raises UserCanFix("sync.not_enrolled"), and as `whole_file.write_whole`.
    """
    made = outgoing(book, around)
    write_whole(path, made.content)
    return made


def read_reply(book: SyncBook, path: Path) -> HubFile:
    """Open head office's answer. Raises as `courier_file.incoming`, and OutsideFailed("sync.file_unread")."""
    try:
        if path.stat().st_size > MOST_ENVELOPE:
            raise UserCanFix("sync.file_form")
        envelope = path.read_bytes()
    except OSError:
        raise OutsideFailed("sync.file_unread", name=path.name) from None
    return incoming(book, envelope)


def preview(file: HubFile) -> Reply:
    """What taking in an answer would do."""
    receipts = [answer.receipt for answer in file.answers]
    refused = [one for answer in file.answers for one in answer.answers if one.status is Status.QUARANTINED]
    return Reply(
        made_at=file.made_at,
        applied=sum(receipt.applied for receipt in receipts),
        duplicates=sum(receipt.duplicates for receipt in receipts),
        quarantined=tuple(refused),
        rows=sum(len(page.rows) for _, page in file.pages),
        attachments=len(file.attachments),
    )


def import_file(book: SyncBook, file: HubFile, around: Around, wishes: Wishes | None = None) -> RoundResult:
    """Take in an answer that `read_reply` has opened. Raises as `courier_round.take_in`."""
    return courier_round.take_in(book, file, around, wishes)
