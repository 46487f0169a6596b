"""A desk is taken in by a one-time code: keys of its own, the hub's keys pinned (sync.md, section 3.8)."""

from __future__ import annotations

from typing import Final

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.sync.ports import HubLine, SyncBook
from advisor_desk.sync.refused import Absent, Resync, TooMuch
from advisor_desk.sync.steps import reached
from advisor_desk.sync.underway import outside
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.messages import EnrollAnswer, EnrollRequest
from advisor_desk.wire.seal import KEY_BYTES, PublicKeys

_OF_ENROLMENT: Final = {
    "sync.unreachable": "sync.enroll_unreachable",
    "sync.timeout": "sync.enroll_unreachable",
    "sync.hub_failed": "sync.enroll_failed",
    "sync.busy": "sync.enroll_failed",
    "sync.hub_away": "sync.enroll_failed",
}
"""An enrolment is not tried again by itself, and the address may be a wrong one."""


def enroll(book: SyncBook, line: HubLine, hub_url: str, code: str) -> Identity:
    """Be taken in, and keep who this book is from now on.

    Keys are kept before they are sent, so an enrolment whose answer was lost is tried again with the same.
    Raises UserCanFix: `sync.code_wrong`, `sync.code_form`; and what `HubLine` raises.
    """
    plain = "".join(code.split())
    if "." not in plain.strip(".") or not plain.isascii():
        raise UserCanFix("sync.code_form")
    keys = book.new_keys()
    reached("enroll.keys_made")
    request = EnrollRequest(
        code=plain,
        signing_key=keys.public.signing.hex(),
        sealing_key=keys.public.sealing.hex(),
        book_id=book.book_id(),
        former_authors=book.former_authors(),
    )
    try:
        answer = line.enroll(request)
    except (Absent, Resync, TooMuch) as signal:
        raise outside(signal) from None
    except OutsideFailed as error:
        raise OutsideFailed(_OF_ENROLMENT.get(error.code, error.code), **error.params) from None
    reached("enroll.answered")
    identity = Identity(
        hub_url=hub_url,
        device_id=answer.device_id,
        advisor=answer.advisor,
        branch=answer.branch,
        keys=keys,
        hub_keys=_hub_keys(answer),
        epoch_seen=answer.hub_epoch,
    )
    book.keep_identity(identity)
    reached("enroll.kept")
    return identity


def _hub_keys(answer: EnrollAnswer) -> PublicKeys:
    """The keys to hold on to. Raises OutsideFailed("sync.garbled") for an answer that is not whole."""
    try:
        keys = PublicKeys(bytes.fromhex(answer.hub_signing_key), bytes.fromhex(answer.hub_sealing_key))
    except ValueError:
        raise OutsideFailed("sync.garbled") from None
    is_whole = len(keys.signing) == len(keys.sealing) == KEY_BYTES
    is_named = answer.device_id.startswith(f"{answer.branch}.") and bool(answer.advisor and answer.hub_epoch)
    if not (is_whole and is_named):
        raise OutsideFailed("sync.garbled")
    return keys
