"""A sealed file is read by its receiver alone, was made by its sender alone, and is whole."""

import random

import pytest

from advisor_desk.wire.seal import KeyPair, PublicKeys, SealBroken, opened, sealed, sender_of

DESK = KeyPair(bytes(range(32)), bytes(range(32, 64)))
HUB = KeyPair(bytes(range(64, 96)), bytes(range(96, 128)))
OTHER = KeyPair.new()
CONTENT = "客户 王伟".encode() * 20


def test_the_receiver_reads_it_and_nobody_sees_it() -> None:
    envelope = sealed(CONTENT, DESK, HUB.public)
    assert opened(envelope, HUB, DESK.public) == CONTENT
    assert sender_of(envelope) == DESK.public.signing
    assert "王伟".encode() not in envelope
    assert sealed(CONTENT, DESK, HUB.public) != envelope


def test_others_neither_read_it_nor_pass_for_the_sender() -> None:
    envelope = sealed(CONTENT, DESK, HUB.public)
    with pytest.raises(SealBroken):
        opened(envelope, OTHER, DESK.public)
    with pytest.raises(SealBroken):
        opened(envelope, HUB, OTHER.public)
    with pytest.raises(SealBroken):
        opened(sealed(CONTENT, OTHER, HUB.public), HUB, DESK.public)


def test_any_flipped_bit_and_any_cut_is_noticed() -> None:
    envelope = sealed(CONTENT, DESK, HUB.public)
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201
    chance = random.Random(seed)
    for _ in range(300):
        at = chance.randrange(len(envelope) * 8)
        broken = bytearray(envelope)
        broken[at // 8] ^= 1 << at % 8
        with pytest.raises(SealBroken):
            opened(bytes(broken), HUB, DESK.public)
    for keep in (0, 5, 40, 100, len(envelope) - 1):
        with pytest.raises(SealBroken):
            opened(envelope[:keep], HUB, DESK.public)


def test_a_signature_is_its_makers() -> None:
    signature = DESK.signature(b"said")
    assert DESK.public.is_signed(b"said", signature)
    assert not DESK.public.is_signed(b"said.", signature)
    assert not OTHER.public.is_signed(b"said", signature)
    assert not PublicKeys(b"short", b"").is_signed(b"said", signature)
    assert "\\x" not in repr(DESK)
