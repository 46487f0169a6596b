"""Answers are looked at before anything of them is taken in: ours, whole, and from the hub we know.

sync.md, sections 3.4 and 3.8, I12 and I21: a wrong hub, a mixed-up or a cut answer changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import lt

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.messages import HeldScope, Hello, PushAnswer, PushBatch, Status, receipt_bytes, total
from advisor_desk.wire.pages import Page, PullRequest
from advisor_desk.wire.version import BRANCH_SCOPE, FIRM_SCOPE, advisor_scope


def check_hello(hello: Hello, identity: Identity) -> None:
    """Raises UserCanFix("sync.wrong_hub") for somebody else's, OutsideFailed("sync.garbled") for half of one.

    A scope that is missing would take its rows from the desk, so all that a desk has must be named.
    """
    if (hello.branch, hello.advisor) != (identity.branch, identity.advisor):
        raise UserCanFix("sync.wrong_hub")
    named = {held.scope for held in hello.scopes}
    if not hello.hub_epoch or not set(scopes_of(identity)) <= named:
        raise OutsideFailed("sync.garbled")


def scopes_of(identity: Identity) -> tuple[str, str, str]:
    """What every desk follows, in the order in which it is fetched."""
    return (FIRM_SCOPE, BRANCH_SCOPE, advisor_scope(identity.advisor))


def in_order(scopes: Iterable[HeldScope], identity: Identity) -> list[HeldScope]:
    """What refers to other rows comes after them: the firm's, the branch's, then clients, then any others."""
    usual = scopes_of(identity)
    rank = {scope: number for number, scope in enumerate(usual)}
    return sorted(scopes, key=lambda held: (rank.get(held.scope, len(usual)), held.scope))


def check_push(batch: PushBatch, answer: PushAnswer, identity: Identity, hub_epoch: str) -> None:
    """What was asked is answered, and nothing else. Raises as `check_receipt`."""
    check_receipt(answer, identity, hub_epoch)
    asked = {event.id for event in batch.events}
    answered = {one.id for one in answer.answers}
    if answer.receipt.batch != batch.batch or not answered <= asked or (asked and not answered):
        raise OutsideFailed("sync.garbled")


def check_receipt(answer: PushAnswer, identity: Identity, hub_epoch: str) -> None:
    """Raises as `check_hello`, and OutsideFailed("sync.hub_changed") after a restore in mid-round.

    The receipt is the hub's signature under the counts; answers that do not add up to it are not its own.
    """
    receipt = answer.receipt
    if not identity.hub_keys.is_signed(receipt_bytes(receipt), _bytes(receipt.signature)):
        raise UserCanFix("sync.wrong_hub")
    if receipt.device_id != identity.device_id or len({one.id for one in answer.answers}) != len(
        answer.answers
    ):
        raise OutsideFailed("sync.garbled")
    if receipt.hub_epoch != hub_epoch:
        raise OutsideFailed("sync.hub_changed")
    counts = (receipt.applied, receipt.duplicates, receipt.quarantined)
    if counts != tuple(
        total(answer.answers, one) for one in (Status.APPLIED, Status.DUPLICATE, Status.QUARANTINED)
    ):
        raise OutsideFailed("sync.garbled")


def check_page(request: PullRequest, page: Page, hub_epoch: str) -> None:
    """Raises OutsideFailed: `sync.garbled` for what is no answer to the request, `sync.hub_changed`."""
    if page.hub_epoch != hub_epoch:
        raise OutsideFailed("sync.hub_changed")
    is_answer = page.scope == request.scope and len(page.rows) <= request.limit
    if not is_answer or (page.more and not page.rows):
        raise OutsideFailed("sync.garbled")
    numbers = [row.seq for row in page.rows]
    if numbers and not (min(numbers) >= 1 and max(numbers) <= page.head.seq):
        raise OutsideFailed("sync.garbled")
    if request.is_first:
        if page.more and (page.after is None or page.after == request.after):
            raise OutsideFailed("sync.garbled")
        return
    places = [request.cursor, *numbers]
    if page.head.seq < request.cursor or not all(map(lt, places, places[1:])):
        raise OutsideFailed("sync.garbled")


def _bytes(hexadecimal: str) -> bytes:
    try:
        return bytes.fromhex(hexadecimal)
    except ValueError:
        return b""
