"""Requests in addresses and bodies, and the content of the sealed files: what is written comes back."""

import pytest

from advisor_desk.wire.asking import (
    attachment_body,
    attachment_of,
    pull_params,
    pull_request,
    token_answer,
    token_question,
)
from advisor_desk.wire.courier import DeskFile, HubFile, desk_file, desk_file_of, hub_file, hub_file_of
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.messages import HeldScope, Hello, PushAnswer, PushBatch, Receipt, parsed
from advisor_desk.wire.packing import Unpackable, packed
from advisor_desk.wire.pages import Head, KeyPlace, Page, PullRequest
from advisor_desk.wire.proofs import push_proof, token_proof
from advisor_desk.wire.rows import Row, ScopeSum
from advisor_desk.wire.shaped import Shapeless

REQUESTS = (
    PullRequest("firm", 1, 0),
    PullRequest("adv:张三", 10_000, (1 << 63) - 1),
    PullRequest("br", 5, is_first=True),
    PullRequest("br", 5, 9, is_first=True, after=KeyPlace("C,1", 17, '["a",1]')),
)


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_request_comes_back_from_its_parameters(request_: PullRequest) -> None:
    assert pull_request(pull_params(request_)) == request_


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": "0"},
        {"limit": "10001"},
        {"limit": "-1"},
        {"limit": "٣"},
        {"limit": 5},
        {"limit": "9" * 30},
        {"cursor": ""},
        {"cursor": "1.0"},
        {"cursor": str(1 << 63)},
        {"scope": "x" * 201},
        {"scope": ["br"]},
        {"first": "yes"},
        {"first": ["1"]},
        {"first": "1", "after": "[" * 100_000},
        {"first": "1", "after": '["C1","1","x"]'},
        {"first": "1", "after": "nonsense"},
    ],
)
def test_anything_else_is_told(wrong: dict[str, object]) -> None:
    with pytest.raises(Shapeless):
        pull_request({"scope": "br", "limit": "5", "cursor": "0", **wrong})


def test_an_attachment_comes_back_and_a_cut_one_is_told() -> None:
    head = AttachmentHead("ab" * 32, "照片.png", "image/png", 300)
    raw = attachment_body(head, bytes(300))
    assert attachment_of(head.sha256, raw) == (head, bytes(300))
    for wrong in (raw.replace(b"300", b"299"), raw.replace(b"AAAA", b"A*AA", 1), raw[:-1], b"[]"):
        with pytest.raises(Shapeless):
            attachment_of(head.sha256, wrong)


def test_what_is_signed_names_its_use_and_its_content() -> None:
    texts = {token_proof("B.1", "n"), token_proof("B.2", "n"), token_proof("B.1", "m"), push_proof(b"")}
    assert len(texts | {push_proof(b"x")}) == 5
    assert parsed(token_question("B.1")) == {"device": "B.1"}
    assert parsed(token_answer("B.1", "n", b"\x01")) == {"device": "B.1", "nonce": "n", "signature": "01"}


def test_sealed_files_come_back() -> None:
    attachment = (AttachmentHead("cd" * 32, "a.pdf", "application/pdf", 2), b"ab")
    batch = PushBatch("B.1", "b1", "2026-11-20T00:00:00.000000Z", ())
    sent = DeskFile("B.1", "now", "e1", (batch, batch), (attachment,), REQUESTS, ("ef" * 32,))
    assert desk_file_of(desk_file(sent)) == sent
    head = Head(9, ScopeSum(1, 2))
    hello = Hello("e1", "now", 1, 1, 5, "A1", "B", (HeldScope("br", "B", head),))
    receipt = Receipt("B.1", "b1", 0, 0, 0, 0, 5, "", 9, "e1", "now", "00")
    page = Page(
        "br", "e1", head, [Row("client", "C1", "C1", 9, False, '["名"]')], {"client": ["name"]}, False
    )
    answer = HubFile(
        "B.1", "now", hello, (PushAnswer((), receipt),), ("cd" * 32,), ((REQUESTS[3], page),), (attachment,)
    )
    assert hub_file_of(hub_file(answer)) == answer
    with pytest.raises(Shapeless):
        desk_file_of(hub_file(answer))
    with pytest.raises(Shapeless):
        hub_file_of(packed(b'{"kind":"hub","device":"B.1","pages":[3]}'))
    with pytest.raises(Unpackable):
        hub_file_of(b"{}")
