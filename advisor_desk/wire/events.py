"""Events as they travel from desk to hub, and the hash by which they are chained (sync.md, section 3.8)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from json.encoder import encode_basestring, encode_basestring_ascii
from operator import itemgetter
from typing import Any, Final

from advisor_desk.wire.shaped import MOST_WHOLE, json_object, mapping, number, text, text_or_none

_quoted: Final = encode_basestring
_in_ascii: Final = encode_basestring_ascii
"""How `json` writes a text, with other letters as they are or escaped."""

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
        return _hash(prev, self)


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
            return _hash(bytes.fromhex(self.prev_hash), self).hex() == self.hash
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

    def as_text(self) -> str:
        """The text of `as_json`, as `compact` writes it. The hub makes one of every event as well."""
        client_no = "null" if self.client_no is None else _quoted(self.client_no)
        return (
            f'{{"id":{_quoted(self.id)},"epoch":{self.epoch},"device_seq":{self.device_seq},'
            f'"author":{_quoted(self.author)},"client_no":{client_no},"type":{_quoted(self.type)},"v":{self.v},'
            f'"body":{_quoted(self.body)},"recorded_at":{_quoted(self.recorded_at)},'
            f'"prev_hash":{_quoted(self.prev_hash)},"hash":{_quoted(self.hash)}}}'
        )


def _hash(prev: bytes, of: Link | WireEvent) -> bytes:
    """The list is put together by hand: an encoder for each event takes five times as long."""
    client_no = "null" if of.client_no is None else _in_ascii(of.client_no)
    text = (
        f'["{prev.hex()}",{_in_ascii(of.id)},{of.device_seq},{_in_ascii(of.author)},{client_no},'
        f"{_in_ascii(of.type)},{of.v},{_in_ascii(of.body)}]"
    )
    return hashlib.sha256(text.encode()).digest()


def event_of(value: object) -> WireEvent:
    """An event out of parsed JSON. Raises Shapeless; fields that are not known are left alone."""
    return _regular(value) or _event(value)


_FIELDS: Final[Callable[[Any], tuple[Any, ...]]] = itemgetter(*WireEvent.__slots__)
_KINDS: Final = (str, int, int, str, str, str, int, str, str, str, str)
_TYPES: Final = frozenset({_KINDS, (*_KINDS[:4], type(None), *_KINDS[5:])})


def _regular(value: object) -> WireEvent | None:
    """An event as nearly all are, looked at in one go; None where it has to be looked at field by field."""
    try:
        fields = _FIELDS(value)
    except (KeyError, TypeError, IndexError):
        return None
    if tuple(map(type, fields)) not in _TYPES:
        return None
    event_id, epoch, seq, author, client_no, kind, v, body, recorded_at, prev_hash, digest = fields
    most_short = max(len(event_id), len(kind), len(recorded_at), len(prev_hash), len(digest))
    is_short = most_short <= 64 and len(author) <= 128 and len(client_no or "") <= 256  # noqa: PLR2004
    if not (is_short and max(abs(epoch), abs(seq), abs(v)) <= MOST_WHOLE):
        return None
    texts = f"{event_id}{author}{client_no}{kind}{body}{recorded_at}{prev_hash}{digest}"
    try:
        texts.encode()
    except UnicodeEncodeError:
        return None
    return None if "\x00" in texts else WireEvent(*fields)


def _event(value: object) -> WireEvent:
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
    return json_object(event.body)
