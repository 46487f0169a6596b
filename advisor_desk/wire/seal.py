"""Signatures and sealed files: the one module that knows which ciphers are used (sync.md, section 3.8).

Ed25519 signs. A sealed file is encrypted with AES-256-GCM under a key agreed by X25519 between a key made
for this file and the receiver's, and signed by the sender over all of it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
_MAGIC: Final = b"ADSEAL1\n"
_NONCE_BYTES: Final = 12
_SIGNATURE_BYTES: Final = 64


class SealBroken(ValueError):  # noqa: N818 - named for what it says of the file
    """A sealed file or a signature is not the sender's, not for us, or not whole."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Private keys of one end: one signs, the other opens what was sealed for it. Never printed."""

    signing: bytes
    sealing: bytes

    @classmethod
    def new(cls) -> KeyPair:
        """Fresh keys."""
        return cls(os.urandom(KEY_BYTES), os.urandom(KEY_BYTES))

    @property
    def public(self) -> PublicKeys:
        """What others may know."""
        signing = Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw()
        sealing = X25519PrivateKey.from_private_bytes(self.sealing).public_key().public_bytes_raw()
        return PublicKeys(signing, sealing)

    def signature(self, message: bytes) -> bytes:
        """Ed25519 over `message`."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).sign(message)

    def __repr__(self) -> str:
        return "KeyPair(…)"


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """Public keys of one end."""

    signing: bytes
    sealing: bytes

    def is_signed(self, message: bytes, signature: bytes) -> bool:
        """True when `signature` is this end's over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.signing).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def sealed(content: bytes, sender: KeyPair, receiver: PublicKeys) -> bytes:
    """`content` that only `receiver` can read, and that only `sender` can have made."""
    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(receiver.sealing))
    nonce = os.urandom(_NONCE_BYTES)
    head = _MAGIC + sender.public.signing + once.public_key().public_bytes_raw() + nonce
    body = head + AESGCM(_key(shared, head)).encrypt(nonce, content, head)
    return body + sender.signature(body)


def sender_of(envelope: bytes) -> bytes:
    """The public signing key that a sealed file names as its sender's. Raises SealBroken."""
    if not envelope.startswith(_MAGIC) or len(envelope) < len(_MAGIC) + KEY_BYTES:
        raise SealBroken("form")
    return envelope[len(_MAGIC) : len(_MAGIC) + KEY_BYTES]


def opened(envelope: bytes, receiver: KeyPair, sender: PublicKeys) -> bytes:
    """The content. Raises SealBroken when it is altered, from somebody else or for somebody else."""
    if sender_of(envelope) != sender.signing:
        raise SealBroken("sender")
    body, signature = envelope[:-_SIGNATURE_BYTES], envelope[-_SIGNATURE_BYTES:]
    if not sender.is_signed(body, signature):
        raise SealBroken("signature")
    start = len(_MAGIC) + KEY_BYTES
    head = body[: start + KEY_BYTES + _NONCE_BYTES]
    once = head[start : start + KEY_BYTES]
    try:
        shared = X25519PrivateKey.from_private_bytes(receiver.sealing).exchange(
            X25519PublicKey.from_public_bytes(once)
        )
        return AESGCM(_key(shared, head)).decrypt(head[-_NONCE_BYTES:], body[len(head) :], head)
    except (InvalidTag, ValueError):
        raise SealBroken("receiver") from None


def _key(shared: bytes, head: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"advisor-desk sealed file" + head).derive(shared)
