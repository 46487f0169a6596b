"""Who this book is to head office: device, advisor, keys. All of it inside the encrypted book alone.

sync.md, sections 3.8 and 3.9. A change of the hub's epoch is noted here: it decides what an answer is worth.
"""

from __future__ import annotations

import json
from typing import Final

from advisor_desk.storage import sync_facts
from advisor_desk.storage.engine import Connection
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.seal import KeyPair, PublicKeys

MOST_FORMER: Final = 16
"""Names that a request for enrolment carries."""
_MOST_PAST: Final = 100
_TEXTS: Final = ("hub_url", "device_id", "advisor", "branch")
_KEYS: Final = ("signing_key", "sealing_key", "hub_signing_key", "hub_sealing_key")
_NEW: Final = ("new_signing_key", "new_sealing_key")
_EPOCH: Final = "hub_epoch"
_PAST: Final = "past_epochs"


def read(connection: Connection) -> Identity | None:
    """None before enrolment."""
    hub_url, device_id, advisor, branch = (sync_facts.read(connection, name) for name in _TEXTS)
    if not device_id:
        return None
    own_sign, own_seal, hub_sign, hub_seal = (
        bytes.fromhex(sync_facts.read(connection, name)) for name in _KEYS
    )
    return Identity(
        hub_url=hub_url,
        device_id=device_id,
        advisor=advisor,
        branch=branch,
        keys=KeyPair(own_sign, own_seal),
        hub_keys=PublicKeys(hub_sign, hub_seal),
        epoch_seen=sync_facts.read(connection, _EPOCH),
    )


def keep(connection: Connection, identity: Identity) -> bool:
    """Keep who this book is from now on; True when it is another device than it was.

    Another device starts every scope anew. Events carry the branch from now on.
    """
    before = sync_facts.read(connection, "device_id")
    is_other = before != identity.device_id
    texts = (identity.hub_url, identity.device_id, identity.advisor, identity.branch)
    secrets = (
        identity.keys.signing,
        identity.keys.sealing,
        identity.hub_keys.signing,
        identity.hub_keys.sealing,
    )
    for name, value in zip(_TEXTS, texts, strict=True):
        sync_facts.keep(connection, name, value)
    for name, secret in zip(_KEYS, secrets, strict=True):
        sync_facts.keep(connection, name, secret.hex())
    for name in _NEW:
        sync_facts.forget(connection, name)
    connection.execute(
        "INSERT INTO book_meta (key, value) VALUES ('branch_id', ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (identity.branch,),
    )
    if is_other:
        sync_facts.forget(connection, "events_held")
        sync_facts.start_anew(connection)
    see_epoch(connection, identity.epoch_seen)
    return is_other and bool(before)


def new_keys(connection: Connection) -> KeyPair:
    """Keys for an enrolment: made and kept once, the same until it has succeeded, fresh for the next."""
    signing, sealing = (sync_facts.read(connection, name) for name in _NEW)
    if signing and sealing:
        return KeyPair(bytes.fromhex(signing), bytes.fromhex(sealing))
    made = KeyPair.new()
    for name, secret in zip(_NEW, (made.signing, made.sealing), strict=True):
        sync_facts.keep(connection, name, secret.hex())
    return made


def see_epoch(connection: Connection, hub_epoch: str) -> bool:
    """Note the hub's epoch; True for another than the last, which makes every scope start anew.

    What an earlier one acknowledged may be lost (`is_past`), and attachments are sent again.
    """
    before = sync_facts.read(connection, _EPOCH)
    if before == hub_epoch:
        return False
    if before:
        past = [one for one in _past(connection) if one not in (before, hub_epoch)]
        sync_facts.keep(connection, _PAST, json.dumps([*past, before][-_MOST_PAST:]))
    sync_facts.keep(connection, _EPOCH, hub_epoch)
    sync_facts.start_anew(connection)
    return bool(before)


def is_news(connection: Connection, hub_epoch: str) -> bool:
    """True when it is not the epoch that was seen last."""
    return sync_facts.read(connection, _EPOCH) != hub_epoch


def is_past(connection: Connection, hub_epoch: str) -> bool:
    """True for an epoch of the hub that another has followed: its answers no longer hold."""
    return hub_epoch in _past(connection)


def former_authors(connection: Connection) -> tuple[str, ...]:
    """Names that stand as author of own events, the most frequent first."""
    rows = connection.execute(
        "SELECT author FROM event WHERE device_seq > 0 GROUP BY author "
        "ORDER BY count(*) DESC, author LIMIT ?",
        (MOST_FORMER,),
    )
    return tuple(name for (name,) in rows)


def _past(connection: Connection) -> list[str]:
    return list(json.loads(sync_facts.read(connection, _PAST) or "[]"))
