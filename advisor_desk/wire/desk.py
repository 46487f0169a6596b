"""Values that a desk's book and its round share: who it is to head office, how far a scope has come."""

from __future__ import annotations

from dataclasses import dataclass

from advisor_desk.wire.pages import KeyPlace
from advisor_desk.wire.seal import KeyPair, PublicKeys


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this book is to head office, kept inside the book. `epoch_seen` is the hub's last known epoch."""

    hub_url: str
    device_id: str
    advisor: str
    branch: str
    keys: KeyPair
    hub_keys: PublicKeys
    epoch_seen: str


@dataclass(frozen=True, slots=True)
class ScopeState:
    """How far a scope has come here.

    While a first sync runs `is_first` holds, `after` is where it goes on
    and `seq` is the head's number at its start. `as_of` is when it was last known to be complete (UTC text).
    """

    scope: str
    seq: int
    hub_epoch: str
    is_first: bool
    after: KeyPlace | None
    as_of: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What a page did: rows taken in, clients whose data went with a purge, conflicts it brought."""

    rows: int
    purged_clients: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class AttachmentHead:
    """What an attachment is, beside its content."""

    sha256: str
    name: str
    media_type: str
    size: int
