"""Events as they travel from desk to hub, and the hash by which they are chained (sync.md, section 3.8)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from advisor_desk.wire.shaped import Shapeless, mapping, number, text, text_or_none

CHAIN_START: Final = bytes(32)
"""What the first event of an epoch has for its predecessor's hash."""


@dataclass(frozen=True, slots=True)
class Link:
    """What the chain's hash covers of one event."""

    id: str
    device_seq: int
    author: str
    client_no: str | None
    type: str
    v: int
    body: str

    def under(self, device_seq: int) -> Link:
        """The same event under another number."""
        return replace(self, device_seq=device_seq)

    def hash(self, prev: bytes) -> bytes:
        """SHA-256 over the previous hash and this event, as one JSON list: no two events share a text."""
        parts = [
            prev.hex(),
            self.id,
            self.device_seq,
            self.author,
            self.client_no,
            self.type,
            self.v,
            self.body,
        ]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()).digest()


@dataclass(frozen=True, slots=True)
class WireEvent:
    """One event of one device. `body` is the text that was hashed; hashes are hexadecimal."""

    id: str
    epoch: int
    device_seq: int
    author: str
    client_no: str | None
    type: str
    v: int
    body: str
    recorded_at: str
    prev_hash: str
    hash: str

    @property
    def link(self) -> Link:
        """What the chain's hash covers."""
        return Link(self.id, self.device_seq, self.author, self.client_no, self.type, self.v, self.body)

    @property
    def is_as_hashed(self) -> bool:
        """True when hash, predecessor and content belong together."""
        try:
            return self.link.hash(bytes.fromhex(self.prev_hash)).hex() == self.hash
        except ValueError:
            return False

    def as_json(self) -> dict[str, Any]:
        """A mapping for JSON. The hub makes one of every event; asdict takes ten times as long."""
        return {
            "id": self.id,
            "epoch": self.epoch,
            "device_seq": self.device_seq,
            "author": self.author,
            "client_no": self.client_no,
            "type": self.type,
            "v": self.v,
            "body": self.body,
            "recorded_at": self.recorded_at,
            "prev_hash": self.prev_hash,
            "hash": self.hash,
        }


def event_of(value: object) -> WireEvent:
    """An event out of parsed JSON. Raises Shapeless; fields that are not known are left alone."""
    given = mapping(value)
    return WireEvent(
        id=text(given, "id", 64),
        epoch=number(given, "epoch"),
        device_seq=number(given, "device_seq"),
        author=text(given, "author", 128),
        client_no=text_or_none(given, "client_no", 256),
        type=text(given, "type", 64),
        v=number(given, "v"),
        body=text(given, "body"),
        recorded_at=text(given, "recorded_at", 64),
        prev_hash=text(given, "prev_hash", 64),
        hash=text(given, "hash", 64),
    )


def body_of(event: WireEvent) -> Mapping[str, Any]:
    """The body, read. Raises Shapeless when it is no JSON object or is nested too deeply."""
    try:
        return mapping(json.loads(event.body))
    except (ValueError, RecursionError):
        raise Shapeless("body") from None
