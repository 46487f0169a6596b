"""Attachments are kept once and given to whoever holds a client that they are about."""

from hashlib import sha256

import pytest

from advisor_desk.hub import attachments
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.refused import Refused
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.messages import Problem
from tests.hub.scopes import statement
from tests.hubs import enrolled

CONTENT = "合同 \x00 bytes".encode()
HEAD = AttachmentHead(sha256(CONTENT).hexdigest(), "合同.pdf", "application/pdf", len(CONTENT))


def used(hub: Hub, client_no: str) -> None:
    """An accepted event of the client names the attachment."""
    hub.store.transact(
        lambda connection: attachments.keep_uses(
            connection, "B1", [(HEAD.sha256, f"e-{client_no}", client_no)]
        )
    )


def test_whoever_holds_the_client_may_fetch_it(any_hub: Hub) -> None:
    first, second = enrolled(any_hub, "B1", "u1")[0], enrolled(any_hub, "B1", "u2")[0]
    any_hub.add_client("B1", "C1", "u1")
    any_hub.put_attachment(first, HEAD, CONTENT)
    any_hub.put_attachment(first, HEAD, CONTENT)
    any_hub.put_attachment(second, HEAD, CONTENT)
    assert statement(any_hub, "SELECT count(*) FROM attachment") == [(1,)]
    used(any_hub, "C1")
    assert any_hub.attachment(first, HEAD.sha256) == (HEAD, CONTENT)
    with pytest.raises(Refused) as caught:
        any_hub.attachment(second, HEAD.sha256)
    assert caught.value.problem is Problem.SCOPE_FOREIGN
    any_hub.assign("C1", "u2")
    assert any_hub.attachment(second, HEAD.sha256) == (HEAD, CONTENT)
    with pytest.raises(Refused):
        any_hub.attachment(first, HEAD.sha256)


def test_one_that_no_event_names_or_that_is_not_here_is_nobodys(any_hub: Hub) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    any_hub.add_client("B1", "C1", "u1")
    any_hub.put_attachment(device, HEAD, CONTENT)
    for wanted in (HEAD.sha256, "0" * 64):
        with pytest.raises(Refused) as caught:
            any_hub.attachment(device, wanted)
        assert caught.value.problem is Problem.SCOPE_FOREIGN


@pytest.mark.parametrize(
    "head",
    [
        AttachmentHead("0" * 64, "x", "y", len(CONTENT)),
        AttachmentHead(HEAD.sha256, "x", "y", len(CONTENT) + 1),
    ],
)
def test_content_that_is_not_what_its_head_says_is_refused(any_hub: Hub, head: AttachmentHead) -> None:
    device, _ = enrolled(any_hub, "B1", "u1")
    with pytest.raises(Refused) as caught:
        any_hub.put_attachment(device, head, CONTENT)
    assert caught.value.problem is Problem.SHAPELESS
    assert statement(any_hub, "SELECT count(*) FROM attachment") == [(0,)]
