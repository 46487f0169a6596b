"""What a desk signs to show that it is the device that it says (sync.md, section 3.8)."""

from __future__ import annotations

from hashlib import sha256


def token_proof(device_id: str, nonce: str) -> bytes:
    """What is signed for a token: the answer is for this device and this question alone."""
    return f"token\n{device_id}\n{nonce}".encode()


def push_proof(body: bytes) -> bytes:
    """What is signed with a push: the body as it is before packing."""
    return b"push\n" + sha256(body).digest()
